package warc

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gongkai/archive"
)

// span is a part of a WARC file: a record, with those that follow and belong
// to it.
type span struct{ offset, length int64 }

// records writes the WARC files of the package: of each file that has some of
// the records its warcinfo and these, in their order and under its name.
func (b *packer) records(p Package) error {
	files, err := b.collect(p)
	if err != nil {
		return err
	}
	names := make(map[string]bool)
	for _, file := range slices.Sorted(maps.Keys(files)) {
		name := path.Base(file)
		if names[name] {
			name = strings.ReplaceAll(file, "/", "-")
		}
		names[name] = true
		if err := b.file(file, name, files[file]); err != nil {
			return err
		}
	}
	return nil
}

// collect returns the records of each file, in order and once.
func (b *packer) collect(p Package) (map[string][]RecordRef, error) {
	files := make(map[string][]RecordRef)
	for ref, err := range p.Records {
		if err := errors.Join(err, b.ctx.Err()); err != nil {
			return nil, err
		}
		files[ref.Record.File] = append(files[ref.Record.File], ref)
	}
	if len(files) == 0 {
		return nil, errors.New("no records to pack")
	}
	for file, refs := range files {
		slices.SortFunc(refs, func(a, b RecordRef) int { return cmp.Compare(a.Record.Offset, b.Record.Offset) })
		files[file] = slices.CompactFunc(refs, func(a, b RecordRef) bool { return a.Record.Offset == b.Record.Offset })
	}
	return files, nil
}

// file writes the WARC file name of the package out of records of file.
func (b *packer) file(file, name string, refs []RecordRef) error {
	local := filepath.FromSlash(file)
	if !filepath.IsLocal(local) {
		return fmt.Errorf("%s: not a path below the data directory", file)
	}
	f, err := openEither(filepath.Join(b.reader.root, local))
	if err != nil {
		return err
	}
	defer f.Close()
	spans, err := b.spans(f, name, refs)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	b.packed.Files++
	return b.add("archive/"+name, func(w io.Writer) error {
		for _, s := range spans {
			if err := b.ctx.Err(); err != nil {
				return err
			}
			if n, err := io.Copy(w, io.NewSectionReader(f, s.offset, s.length)); err != nil || n != s.length {
				return errors.Join(err, fmt.Errorf("%d of %d bytes at %d", n, s.length, s.offset))
			}
		}
		return nil
	})
}

// spans returns the parts of f that are copied, and enters their records into
// the index as they will stand in the package.
func (b *packer) spans(f *os.File, name string, refs []RecordRef) ([]span, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	var d decoder
	var spans []span
	var at int64 // in the package
	if rec, length, err := d.whole(f, 0, info.Size()); err == nil && rec.Type == "warcinfo" {
		spans, at = append(spans, span{0, length}), length
	}
	for _, ref := range refs {
		if err := b.ctx.Err(); err != nil {
			return nil, err
		}
		rec, err := d.named(f, ref)
		if isDiskError(err) {
			return nil, err
		}
		if err != nil {
			b.packed.Damaged = append(b.packed.Damaged, fmt.Sprintf("record %s at %d of %s: %v", ref.ID, ref.Record.Offset, ref.Record.File, err))
			b.damaged[ref.ID] = true
			continue
		}
		e, ok := entryOf(archive.Location{File: name, Offset: at, Length: ref.Record.Length}, rec, messageOf(rec))
		if ok {
			if err := b.index.addEntry(e); err != nil {
				return nil, err
			}
		}
		end := d.companions(f, ref.Record.Offset+ref.Record.Length, info.Size(), ref.ID)
		spans = append(spans, span{ref.Record.Offset, end - ref.Record.Offset})
		at += end - ref.Record.Offset
		b.packed.Records++
	}
	return spans, nil
}

// named opens a record that is whole and has the id that it must have.
func (d *decoder) named(r io.ReaderAt, ref RecordRef) (*Record, error) {
	length, err := d.measure(r, ref.Record.Offset, ref.Record.Offset+ref.Record.Length)
	if err != nil {
		return nil, err
	}
	rec, err := d.open(r, ref.Record.Offset, ref.Record.Length)
	switch {
	case err != nil:
		return nil, err
	case length != ref.Record.Length:
		return nil, fmt.Errorf("%d bytes long, and not %d", length, ref.Record.Length)
	case rec.ID != ref.ID:
		return nil, fmt.Errorf("found record %s", rec.ID)
	}
	return rec, nil
}

// companions returns the offset behind the records from offset at on that were
// recorded together with the record id.
func (d *decoder) companions(r io.ReaderAt, at, size int64, id string) int64 {
	for at < size {
		rec, err := d.open(r, at, size-at)
		if err != nil || rec.Header.Value("WARC-Concurrent-To") != id {
			return at
		}
		length, err := d.measure(r, at, size)
		if err != nil {
			return at
		}
		at += length
	}
	return at
}
