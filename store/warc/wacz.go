package warc

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"os"
	"path"
	"strings"
	"time"

	"gongkai/archive"
)

// The version of WACZ that is written, https://specs.webrecorder.net/wacz/1.1.1/.
const waczVersion = "1.1.1"

// Package is what a WACZ file is made of.
type Package struct {
	Title       string
	Description string
	Software    string // gongkai/0.1.0

	// Captures are packed, each with what was recorded together with it. One may
	// be named more than once. Their pages are listed in this order, and the file
	// and all that is in it have the time of the newest: a package of the same
	// captures has the same bytes.
	Captures iter.Seq2[Packable, error]

	// PageTitle reads the title of a page in its payload, and returns "" where
	// there is none. It need not read to the end.
	PageTitle func(p Page, payload io.Reader) string
}

// Packable is a capture that may be packed.
type Packable struct {
	Record   RecordRef // a response, revisit or resource
	Original RecordRef // holds its payload, and is packed as well; zero where Record does
	Time     time.Time
	Page     *Page // as it is listed for people; nil where it isn't
	Seed     bool  // the first of the pages that are seeds, or else of all, is the one a player shows first
}

// RecordRef names a record, by where it stands and what its id must be.
type RecordRef struct {
	Record archive.Location
	ID     string
}

// Page is an entry of a package's list of pages.
type Page struct {
	URL       string
	Time      time.Time
	Title     string // where its payload has none
	MediaType string // Content-Type of the payload as sent; "" where no title is looked for in it
	Encoding  string // Content-Encoding as sent
}

// Packed tells what a package holds.
type Packed struct {
	Records int // responses and revisits
	Pages   int
	Files   int // WARC files

	// Damaged names the records that can't be read back, and are left out with
	// their pages.
	Damaged []string
}

// ErrNothing says that there are no captures to pack.
var ErrNothing = errors.New("no captures are selected")

// WritePackage writes p as a WACZ file to w: records are copied as they stand
// in the WARC files, member by member. What is known of the captures waits in
// files of the directory spool, so that memory does not grow with them. It gives
// [ErrNothing] where there are none.
func (r *Reader) WritePackage(ctx context.Context, w io.Writer, p Package, spool string) (Packed, error) {
	b := &packer{
		Package: p, ctx: ctx, reader: r, spool: spool, zip: zip.NewWriter(w),
		wanted: newSorter(spool), index: newSorter(spool), pages: newSorter(spool),
		damaged: make(map[string]bool), names: make(map[string]bool),
	}
	defer func() {
		for _, s := range []*sorter{b.wanted, b.index, b.pages} {
			s.close()
		}
	}()
	for _, step := range []func() error{b.collect, b.records, b.writeIndex, b.writePages, b.describe, b.zip.Close} {
		if err := step(); err != nil {
			return b.packed, fmt.Errorf("write WACZ: %w", err)
		}
	}
	return b.packed, nil
}

// packer writes one package.
type packer struct {
	Package
	ctx       context.Context
	reader    *Reader
	spool     string
	zip       *zip.Writer
	wanted    *sorter // what is packed, in the order of the files
	index     *sorter
	pages     *sorter // lines of the list of pages, in their order
	created   time.Time
	main      *Packable
	names     map[string]bool // of WARC files in the package
	resources []resource
	packed    Packed
	damaged   map[string]bool // by id
}

// resource is a file of the package as datapackage.json lists it.
type resource struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Hash  string `json:"hash"`
	Bytes int64  `json:"bytes"`
}

// content is what a file of the package will hold. It is written twice: first
// into the digests, because a zip file has them and the size before the bytes.
type content func(w io.Writer) error

func (b *packer) add(name string, write content) error {
	sum, crc := sha256.New(), crc32.NewIEEE()
	var size counter
	if err := write(io.MultiWriter(sum, crc, &size)); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	h := &zip.FileHeader{
		Name: name, Method: zip.Store, CRC32: crc.Sum32(),
		CompressedSize64: uint64(size), UncompressedSize64: uint64(size),
	}
	h.SetModTime(b.created) //lint:ignore SA1019 CreateRaw writes no other time
	out, err := b.zip.CreateRaw(h)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var again counter
	if err := write(io.MultiWriter(out, &again)); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if again != size {
		return fmt.Errorf("%s: %d bytes, and %d before", name, again, size)
	}
	b.resources = append(b.resources, resource{
		Name: strings.ToLower(path.Base(name)), Path: name,
		Hash: string(archive.DigestFromSum(sum.Sum(nil))), Bytes: int64(size),
	})
	return nil
}

func (b *packer) addBytes(name string, data []byte) error {
	return b.add(name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// addFile adds what fill writes, by way of a file without a name.
func (b *packer) addFile(name string, fill func(io.Writer) error) error {
	f, err := os.CreateTemp(b.spool, "wacz-*")
	if err != nil {
		return err
	}
	defer f.Close()
	if err := errors.Join(os.Remove(f.Name()), fill(f)); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return b.add(name, func(w io.Writer) error {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		_, err := io.Copy(w, f)
		return err
	})
}

// counter counts what is written to it.
type counter int64

// Write counts p.
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// numbered is a page on its way into the list of pages.
type numbered struct {
	Page
	Seq int    // its place in the list
	ID  string // of its record
}

// addPage takes a page with its title for the list: a line that begins with its
// place there and its record.
func (b *packer) addPage(p numbered) error {
	line, err := plainJSON(struct {
		ID    string `json:"id"`
		URL   string `json:"url"`
		TS    string `json:"ts"`
		Title string `json:"title"`
	}{strings.TrimSuffix(strings.TrimPrefix(p.ID, "<urn:uuid:"), ">"), targetURI(p.URL), timestamp(p.Time), p.Title}, "")
	if err != nil {
		return err
	}
	return b.pages.add(fmt.Appendf(nil, "%016x\x00%s\x00%s", p.Seq, p.ID, line))
}

// writePages writes the list of pages.
func (b *packer) writePages() error {
	return b.addFile("pages/pages.jsonl", func(w io.Writer) error {
		out := bufio.NewWriter(w)
		_, _ = out.WriteString(`{"format":"json-pages-1.0","id":"pages","title":"All pages"}` + "\n") // Flush tells
		err := b.pages.each(func(line []byte) error {
			parts := bytes.SplitN(line, []byte{0}, 3)
			if b.damaged[string(parts[1])] {
				return nil
			}
			b.packed.Pages++
			_, err := out.Write(parts[2])
			return err
		})
		return errors.Join(err, out.Flush(), b.ctx.Err())
	})
}

// plainJSON returns v as JSON with an end of line, in which no character is
// escaped for the sake of HTML.
func plainJSON(v any, indent string) ([]byte, error) {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	err := enc.Encode(v)
	return text.Bytes(), err
}

// timestamp returns t to the millisecond, as an index has it.
func timestamp(t time.Time) string {
	return t.UTC().Truncate(time.Millisecond).Format("2006-01-02T15:04:05.000Z")
}

// describe writes datapackage.json, and its digest.
func (b *packer) describe() error {
	d := struct {
		Profile      string     `json:"profile"`
		WACZVersion  string     `json:"wacz_version"`
		Title        string     `json:"title,omitempty"`
		Description  string     `json:"description,omitempty"`
		Created      string     `json:"created"`
		Software     string     `json:"software,omitempty"`
		MainPageURL  string     `json:"mainPageUrl,omitempty"`
		MainPageDate string     `json:"mainPageDate,omitempty"`
		Resources    []resource `json:"resources"`
	}{
		Profile: "data-package", WACZVersion: waczVersion, Title: b.Title, Description: b.Description,
		Created: timestamp(b.created), Software: b.Software, Resources: b.resources,
	}
	if b.main != nil && !b.damaged[b.main.Record.ID] {
		d.MainPageURL, d.MainPageDate = targetURI(b.main.Page.URL), timestamp(b.main.Page.Time)
	}
	text, err := plainJSON(d, "  ")
	if err != nil {
		return err
	}
	digest, err := plainJSON(map[string]string{"path": "datapackage.json", "hash": string(archive.DigestOf(text))}, "")
	if err != nil {
		return err
	}
	return errors.Join(b.addBytes("datapackage.json", text), b.addBytes("datapackage-digest.json", digest))
}
