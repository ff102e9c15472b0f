package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"

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
// many lines it has. Answers 304 are not in it, as no player knows what to do
// with them.
func (s *Store) WriteCDXJ(ctx context.Context, w io.Writer, sel Selection) (int, error) {
	type place struct {
		file   string
		offset int64
	}
	keep := func(e warc.Entry) bool { return sel.within(e.Time) }
	if len(sel.Portals) > 0 {
		of := make(map[place]bool)
		for c, err := range s.Captures(ctx, sel) {
			if err != nil {
				return 0, err
			}
			of[place{path.Base(c.Record.File), c.Record.Offset}] = true
		}
		keep = func(e warc.Entry) bool { return of[place{e.Record.File, e.Record.Offset}] }
	}
	n, err := warc.WriteCDXJ(ctx, filepath.Join(s.dir, "warc"), s.temporary(), w, keep)
	if err != nil {
		return n, fmt.Errorf("write CDXJ: %w", err)
	}
	return n, nil
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
var ErrNothing = errors.New("no captures are selected")

// WritePackage writes the selected captures, and the records that hold the
// payloads of those that have none, to w as a WACZ file. The same captures give
// the same bytes. It gives ErrNothing where there is nothing to pack.
func (s *Store) WritePackage(ctx context.Context, w io.Writer, sel Selection, info PackageInfo) (warc.Packed, error) {
	p := warc.Package{Title: info.Title, Description: info.Description, Software: info.Software}
	if err := s.describe(ctx, sel, &p); err != nil {
		return warc.Packed{}, err
	}
	p.Records = func(yield func(warc.RecordRef, error) bool) {
		for c, err := range s.Captures(ctx, sel) {
			o := originalOf(c)
			if !yield(warc.RecordRef{Record: c.Record, ID: c.RecordID}, err) || err != nil ||
				o.RecordID != c.RecordID && !yield(warc.RecordRef{Record: o.Record, ID: o.RecordID}, nil) {
				return
			}
		}
	}
	p.Pages = func(yield func(warc.Page, error) bool) {
		titles := titles{store: s, known: make(map[archive.Digest]string)}
		for c, err := range s.Captures(ctx, sel) {
			if err == nil && !isPage(c) {
				continue
			}
			page := warc.Page{URL: c.URL, Time: c.Time, ID: c.RecordID}
			if err == nil {
				page.Title = titles.of(ctx, c)
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
	return s.reader.WritePackage(ctx, w, p, s.temporary())
}

// describe finds out when the newest of the selected captures was made, and
// which page a player shows first: one where a crawl began.
func (s *Store) describe(ctx context.Context, sel Selection, p *warc.Package) error {
	found, seed := false, false
	for c, err := range s.Captures(ctx, sel) {
		if err != nil {
			return err
		}
		found = true
		if c.Time.After(p.Created) {
			p.Created = c.Time
		}
		if isPage(c) && (p.Main.URL == "" || !seed && isSeed(c)) {
			seed = isSeed(c)
			p.Main = warc.Page{URL: c.URL, Time: c.Time, ID: c.RecordID}
		}
	}
	if !found {
		return ErrNothing
	}
	return nil
}

// isSeed reports whether a crawl began with a capture: nothing led to it.
func isSeed(c archive.Capture) bool { return c.Kind == archive.KindList && c.Via == "" }
