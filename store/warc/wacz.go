package warc

import (
	"archive/zip"
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
	Software    string    // gongkai/0.1.0
	Created     time.Time // also of every file in it: a package of the same things has the same bytes
	Main        Page      // what a player shows first; may be zero

	// Records are the responses and revisits to be packed, each with what was
	// recorded together with it. One may be named more than once. The caller
	// sees to it that the originals of revisits are among them.
	Records iter.Seq2[RecordRef, error]

	// Pages are listed for people, in this order. Their records are among
	// Records.
	Pages iter.Seq2[Page, error]
}

// RecordRef names a record, by where it stands and what its id must be.
type RecordRef struct {
	Record archive.Location
	ID     string
}

// Page is an entry of a package's list of pages.
type Page struct {
	URL   string
	Time  time.Time
	Title string
	ID    string
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

// WritePackage writes p as a WACZ file to w: records are copied as they stand
// in the WARC files, member by member. spool is the directory for what does not
// fit into memory.
func (r *Reader) WritePackage(ctx context.Context, w io.Writer, p Package, spool string) (Packed, error) {
	b := &packer{ctx: ctx, reader: r, spool: spool, zip: zip.NewWriter(w), index: newSorter(spool), created: p.Created.UTC(), damaged: make(map[string]bool)}
	defer b.index.close()
	if y := b.created.Year(); y < 1980 {
		b.created = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC) // where a zip file's calendar begins
	}
	for _, step := range []func(Package) error{b.records, b.writeIndex, b.pages, b.describe} {
		if err := step(p); err != nil {
			return b.packed, fmt.Errorf("write WACZ: %w", err)
		}
	}
	if err := b.zip.Close(); err != nil {
		return b.packed, fmt.Errorf("write WACZ: %w", err)
	}
	return b.packed, nil
}

// packer writes one package.
type packer struct {
	ctx       context.Context
	reader    *Reader
	spool     string
	zip       *zip.Writer
	index     *sorter
	created   time.Time
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

// pages writes the list of pages.
func (b *packer) pages(p Package) error {
	return b.addFile("pages/pages.jsonl", func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		errs := []error{enc.Encode(map[string]string{"format": "json-pages-1.0", "id": "pages", "title": "All pages"})}
		for page, err := range p.Pages {
			if err := errors.Join(append(errs, err, b.ctx.Err())...); err != nil {
				return err
			}
			errs = nil
			if b.damaged[page.ID] {
				continue
			}
			b.packed.Pages++
			errs = []error{enc.Encode(struct {
				ID    string `json:"id"`
				URL   string `json:"url"`
				TS    string `json:"ts"`
				Title string `json:"title"`
			}{strings.TrimSuffix(strings.TrimPrefix(page.ID, "<urn:uuid:"), ">"), targetURI(page.URL), timestamp(page.Time), page.Title})}
		}
		return errors.Join(errs...)
	})
}

// timestamp returns t to the millisecond, as an index has it.
func timestamp(t time.Time) string {
	return t.UTC().Truncate(time.Millisecond).Format("2006-01-02T15:04:05.000Z")
}

// describe writes datapackage.json, and its digest.
func (b *packer) describe(p Package) error {
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
		Profile: "data-package", WACZVersion: waczVersion, Title: p.Title, Description: p.Description,
		Created: timestamp(b.created), Software: p.Software, Resources: b.resources,
	}
	if p.Main.URL != "" && !b.damaged[p.Main.ID] {
		d.MainPageURL, d.MainPageDate = targetURI(p.Main.URL), timestamp(p.Main.Time)
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return err
	}
	digest, err := json.Marshal(map[string]string{"path": "datapackage.json", "hash": string(archive.DigestOf(text.Bytes()))})
	if err != nil {
		return err
	}
	return errors.Join(b.addBytes("datapackage.json", text.Bytes()), b.addBytes("datapackage-digest.json", append(digest, '\n')))
}
