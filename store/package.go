package store

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"gongkai/archive"
	"gongkai/store/warc"
)

// PackageInfo is what a package tells of itself.
type PackageInfo struct {
	Title       string
	Description string
	Software    string
}

// WriteCDXJ writes a CDXJ index of the selected captures to w, and returns how
// many lines it has, and how many captures are not in it because their records
// can't be read back. Answers 304 are not in it, as no player knows what to do with
// them.
func (s *Store) WriteCDXJ(ctx context.Context, w io.Writer, sel Selection) (n, lost int, err error) {
	chosen := func(yield func(archive.Location, error) bool) {
		for c, err := range s.Captures(ctx, sel) {
			if c.Status != http.StatusNotModified {
				lost++
			}
			if !yield(c.Record, err) || err != nil {
				return
			}
		}
	}
	keep := func(e warc.Entry) bool { return sel.within(e.Time) }
	if n, err = warc.WriteCDXJ(ctx, filepath.Join(s.dir, "warc"), s.temporary(), w, keep, chosen); err != nil {
		return n, 0, fmt.Errorf("write CDXJ: %w", err)
	}
	return n, lost - n, nil
}

// Index makes the CDXJ indexes that stand beside the closed WARC files of the
// data directory dir, where they are missing.
func Index(ctx context.Context, dir string) error {
	if err := warc.IndexAll(ctx, filepath.Join(dir, "warc"), ""); err != nil {
		return fmt.Errorf("index captures: %w", err)
	}
	return nil
}

// temporary returns the folder for what does not fit into memory: the system's
// for a store that is open for reading alone.
func (s *Store) temporary() string {
	if s.captures == nil {
		return ""
	}
	return s.Spool()
}

// ErrNothing says that a selection has no captures.
var ErrNothing = warc.ErrNothing

// WritePackage writes the selected captures, and the records that hold the
// payloads of those that have none, to w as a WACZ file. The same captures give
// the same bytes. It gives ErrNothing where there is nothing to pack.
func (s *Store) WritePackage(ctx context.Context, w io.Writer, sel Selection, info PackageInfo) (warc.Packed, error) {
	p := warc.Package{Title: info.Title, Description: info.Description, Software: info.Software, PageTitle: pageTitle}
	p.Captures = func(yield func(warc.Packable, error) bool) {
		for c, err := range s.Captures(ctx, sel) {
			if !yield(packable(c), err) || err != nil {
				return
			}
		}
	}
	return s.reader.WritePackage(ctx, w, p, s.temporary())
}

// packable is a capture as it is packed.
func packable(c archive.Capture) warc.Packable {
	o := originalOf(c)
	p := warc.Packable{
		Record: warc.RecordRef{Record: c.Record, ID: c.RecordID}, Original: warc.RecordRef{Record: o.Record, ID: o.RecordID},
		Time: c.Time, Seed: isSeed(c),
	}
	if isPage(c) {
		p.Page = &warc.Page{URL: c.URL, Time: c.Time, Title: nameOf(c)}
		if strings.Contains(strings.ToLower(c.MediaType), "html") {
			p.Page.MediaType, p.Page.Encoding = c.MediaType, c.Encoding
		}
	}
	return p
}

// isSeed reports whether a crawl began with a capture: nothing led to it.
func isSeed(c archive.Capture) bool { return c.Kind == archive.KindList && c.Via == "" }
