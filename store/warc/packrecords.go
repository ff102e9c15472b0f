package warc

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"gongkai/archive"
)

// wanted is a record that is packed, and the page whose payload it holds.
type wanted struct {
	RecordRef
	Page *numbered
}

// place returns what sorts before the rest of a line of w: by file and offset.
func (w wanted) place() []byte {
	return fmt.Appendf(nil, "%s\x00%016x\x00", w.Record.File, w.Record.Offset)
}

// collect notes which records are packed, and what is told of the whole.
func (b *packer) collect() error {
	seq, seed := 0, false
	for c, err := range b.Captures {
		if err := errors.Join(err, b.ctx.Err()); err != nil {
			return err
		}
		seq++
		if c.Time.After(b.created) {
			b.created = c.Time
		}
		own := wanted{RecordRef: c.Record}
		payload := &own
		if c.Original.ID != "" && c.Original.ID != c.Record.ID {
			payload = &wanted{RecordRef: c.Original}
		}
		if c.Page != nil {
			payload.Page = &numbered{*c.Page, seq, c.Record.ID}
			if b.main == nil || c.Seed && !seed {
				b.main, seed = &c, c.Seed
			}
		}
		if err := b.want(own); err != nil {
			return err
		}
		if payload != &own {
			if err := b.want(*payload); err != nil {
				return err
			}
		}
	}
	if seq == 0 {
		return ErrNothing
	}
	b.created = b.created.UTC()
	if b.created.Year() < 1980 {
		b.created = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC) // where a zip file's calendar begins
	}
	return nil
}

func (b *packer) want(w wanted) error {
	if !filepath.IsLocal(filepath.FromSlash(w.Record.File)) || strings.ContainsFunc(w.Record.File, func(r rune) bool { return r < ' ' }) {
		return fmt.Errorf("%q: not a path below the data directory", w.Record.File)
	}
	line, err := json.Marshal(w)
	if err != nil {
		return err
	}
	return b.wanted.add(append(append(w.place(), line...), '\n'))
}

// records writes the WARC files of the package: of each file that has some of
// the records its warcinfo and these, in their order and under its name.
func (b *packer) records() error {
	var f *packedFile // that is being read
	defer func() { f.close() }()
	err := b.wanted.each(func(line []byte) error {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		var w wanted
		if err := json.Unmarshal(line[bytes.LastIndexByte(line, 0)+1:], &w); err != nil {
			return err
		}
		if f == nil || f.path != w.Record.File {
			if err := f.add(); err != nil {
				return err
			}
			f.close()
			var err error
			if f, err = b.open(w.Record.File); err != nil {
				return err
			}
		}
		return f.take(w)
	})
	if err == nil {
		err = f.add()
	}
	if err == nil && b.packed.Records == 0 {
		err = fmt.Errorf("no record can be read back: %s", strings.Join(b.packed.Damaged, "; "))
	}
	return err
}

// packedFile is a WARC file of which records are packed.
type packedFile struct {
	b     *packer
	f     *os.File
	d     decoder
	path  string
	name  string // in the package
	size  int64
	spans []part // of the file, that are copied
	at    int64  // in the package

	missing error // why there is no such file
	lost    int   // records that are asked for of it

	last  RecordRef // that was taken
	whole bool      // it could be read
	asked bool      // for its title
	title string
}

// open begins a WARC file of the package with the warcinfo of the file at path.
func (b *packer) open(file string) (*packedFile, error) {
	f, err := openEither(filepath.Join(b.reader.root, filepath.FromSlash(file)))
	if errors.Is(err, fs.ErrNotExist) {
		return &packedFile{b: b, path: file, missing: fs.ErrNotExist}, nil
	}
	if err != nil {
		return nil, err
	}
	p := &packedFile{b: b, f: f, path: file, name: path.Base(file)}
	if b.names[p.name] {
		p.name = strings.ReplaceAll(file, "/", "-")
	}
	b.names[p.name] = true
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	p.size = info.Size()
	if rec, length, err := p.d.whole(f, 0, p.size); err == nil && rec.Type == "warcinfo" {
		p.copy(0, length)
	}
	return p, nil
}

func (p *packedFile) close() {
	if p != nil && p.f != nil {
		p.f.Close()
	}
}

// copy notes that a part of the file is copied.
func (p *packedFile) copy(from, to int64) {
	if n := len(p.spans); n > 0 && p.spans[n-1].to == from {
		p.spans[n-1].to = to
	} else {
		p.spans = append(p.spans, part{from, to})
	}
	p.at += to - from
}

// add writes the file into the package.
func (p *packedFile) add() error {
	switch {
	case p == nil:
		return nil
	case p.missing != nil:
		p.b.packed.Damaged = append(p.b.packed.Damaged, fmt.Sprintf("%d records of %s: %v", p.lost, p.path, p.missing))
		return nil
	}
	p.b.packed.Files++
	return p.b.add("archive/"+p.name, func(w io.Writer) error {
		for _, s := range p.spans {
			part := io.NewSectionReader(p.f, s.from, s.to-s.from)
			if n, err := io.Copy(w, withContext{p.b.ctx, part}); err != nil || n != part.Size() {
				return errors.Join(err, fmt.Errorf("%d of %d bytes at %d of %s", n, part.Size(), s.from, p.path))
			}
		}
		return nil
	})
}

// withContext reads until ctx ends.
type withContext struct {
	ctx context.Context
	r   io.Reader
}

// Read reads from r.
func (c withContext) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// take packs the record of w, unless that was done, and lists its page.
func (p *packedFile) take(w wanted) error {
	titled := w.Page != nil && w.Page.MediaType != ""
	known := w.RecordRef == p.last
	if p.missing != nil && !known {
		p.b.damaged[w.ID] = true
		p.last, p.lost = w.RecordRef, p.lost+1
	}
	if p.missing == nil && (!known || titled && p.whole && !p.asked) {
		e, ok, err := p.read(w)
		if isDiskError(err) {
			return err
		}
		p.last, p.whole, p.asked = w.RecordRef, err == nil, titled
		switch {
		case err != nil:
			p.b.packed.Damaged = append(p.b.packed.Damaged, fmt.Sprintf("record %s at %d of %s: %v", w.ID, w.Record.Offset, w.Record.File, err))
			p.b.damaged[w.ID] = true
		case !known:
			if err := p.pack(w.RecordRef, e, ok); err != nil {
				return err
			}
		}
	}
	switch {
	case w.Page == nil:
		return nil
	case !p.whole:
		p.b.damaged[w.Page.ID] = true
		return nil
	}
	w.Page.Title = cmp.Or(p.title, w.Page.Title)
	return p.b.addPage(*w.Page)
}

// pack notes that a record is copied with its companions, and enters it into
// the index as it will stand in the package, where it has a line there.
func (p *packedFile) pack(ref RecordRef, e Entry, indexed bool) error {
	if indexed {
		e.Record.Offset = p.at
		if err := p.b.index.addEntry(e); err != nil {
			return err
		}
	}
	p.copy(ref.Record.Offset, p.d.companions(p.f, ref.Record.Offset+ref.Record.Length, p.size, ref.ID))
	p.b.packed.Records++
	return nil
}

// read reads the record of w to its end, with the title of its page, and returns
// its entry, and whether it has one.
func (p *packedFile) read(w wanted) (e Entry, ok bool, err error) {
	p.title = ""
	rec, err := p.d.open(p.f, w.Record.Offset, w.Record.Length)
	if err != nil {
		return e, false, err
	}
	if rec.ID != w.ID {
		return e, false, fmt.Errorf("found record %s", rec.ID)
	}
	rec.block.exact = true
	m, payload := messageOf(rec), rec.Content
	if m != nil {
		payload = m.Body
	}
	if w.Page != nil && w.Page.MediaType != "" {
		p.title = p.b.PageTitle(w.Page.Page, payload)
	}
	if _, err := io.Copy(io.Discard, rec.Content); err != nil {
		return e, false, err
	}
	e, ok = entryOf(archive.Location{File: p.name, Length: w.Record.Length}, rec, m)
	return e, ok, nil
}

// companions returns the offset behind the records from offset at on that were
// recorded together with the record id.
func (d *decoder) companions(r io.ReaderAt, at, size int64, id string) int64 {
	for at < size {
		rec, err := d.open(r, at, size-at)
		if err != nil || rec.Header.Value("WARC-Concurrent-To") != id {
			return at
		}
		if _, err := io.Copy(io.Discard, rec.Content); err != nil {
			return at
		}
		at += rec.block.consumed()
	}
	return at
}
