package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/internal/rowfile"
	"gongkai/internal/urls"
	"gongkai/store"
)

// listing is what a CSV file says of a file.
type listing struct {
	url  string
	date time.Time // zero where it says nothing
}

// readList reads a CSV file or workbook with the columns file, url and date.
func readList(name string) (map[string]listing, error) {
	rows, err := readRows(name)
	if err != nil {
		return nil, usage("--urls %w", err)
	}
	if len(rows) == 0 {
		return nil, usage("--urls %s: it is empty", name)
	}
	head := rows[0].Cells
	for i := range head {
		head[i] = strings.ToLower(head[i])
	}
	file, address, date := slices.Index(head, "file"), slices.Index(head, "url"), slices.Index(head, "date")
	if file < 0 || address < 0 {
		return nil, usage("--urls %s: the first line must name the columns file, url and, where there are some, date", name)
	}
	all := map[string]listing{}
	for _, row := range rows[1:] {
		var l listing
		if row.Cell(file) == "" {
			return nil, usage("--urls %s:%d: no file is named", name, row.Number)
		}
		if l.url, err = urls.Canonical(row.Cell(address)); err != nil {
			return nil, usage("--urls %s:%d: url %.200q: %w", name, row.Number, row.Cell(address), err)
		}
		if day := row.Cell(date); day != "" {
			if l.date, err = parseDay(day); err != nil {
				return nil, usage("--urls %s:%d: date %.40q: want 2023-01-31, or RFC 3339", name, row.Number, day)
			}
		}
		all[filepath.ToSlash(filepath.Clean(row.Cell(file)))] = l
	}
	return all, nil
}

// readRows reads a list that is kept in a spreadsheet. An error names the file,
// and the row where one is meant.
func readRows(name string) ([]rowfile.Row, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, pathless(err))
	}
	defer f.Close()
	rows, err := rowfile.Read(f)
	if wrong, ok := errors.AsType[*rowfile.Error](err); ok && wrong.Number > 0 {
		return nil, fmt.Errorf("%s:%w", name, wrong)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return rows, nil
}

// parseDay reads a day, at noon in China, or a time.
func parseDay(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC(), nil
	}
	t, err := time.Parse(time.DateOnly, s)
	return t.Add(4 * time.Hour), err
}

// holdsRecords reports whether a file of a folder is, by its name, one of captures.
func holdsRecords(name string) bool {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	return strings.HasSuffix(name, ".warc") || strings.HasSuffix(name, ".arc") || strings.HasSuffix(name, ".wacz")
}

// folder imports the files of a folder: of those that hold captures, and that no list
// gives an address, the captures.
func (im *importer) folder(ctx context.Context, dir string) (all []store.ImportState, err error) {
	total := store.ImportState{File: dir, Done: true}
	base := filepath.Base(dir)
	if whole, err := filepath.Abs(dir); err == nil {
		base = filepath.Base(whole)
	}
	used := map[string]bool{}
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			total.Wrong = append(total.Wrong, fmt.Sprintf("%s: %v", name, pathless(err)))
			return nil
		}
		if !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") && d.IsDir() {
			return ctx.Err()
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		l, listed := im.listed[rel]
		used[rel] = listed
		if !listed && holdsRecords(name) {
			states, err := im.path(ctx, name)
			all = append(all, states...)
			if err != nil && ctx.Err() == nil && !isOurs(err) {
				total.Wrong = append(total.Wrong, fmt.Sprintf("%s: %v", name, err))
				err = nil
			}
			return err
		}
		if l.url == "" {
			u := url.URL{Scheme: "http", Host: "import.invalid", Path: "/" + base + "/" + rel}
			if l.url, err = urls.Canonical(u.String()); err != nil {
				total.Wrong = append(total.Wrong, fmt.Sprintf("%s: %v", name, err))
				return nil
			}
		}
		state, err := im.file(ctx, name, l)
		total.Records += state.Records
		total.Kept += state.Kept
		total.Wrong = append(total.Wrong, state.Wrong...)
		return err
	})
	for rel := range im.listed {
		if !used[rel] {
			total.Wrong = append(total.Wrong, fmt.Sprintf("%s names %s, which is not in the folder", im.opts.urls, rel))
		}
	}
	slices.Sort(total.Wrong)
	switch {
	case total.Records > 0 || len(total.Wrong) > 0:
		all = append(all, total)
	case err == nil && len(all) == 0:
		err = usage("no files are in this folder")
	}
	return all, err
}

// file imports one file, unless it was imported under this address and date.
func (im *importer) file(ctx context.Context, name string, l listing) (store.ImportState, error) {
	var state store.ImportState
	f, err := os.Open(name)
	if err != nil {
		state.Wrong = []string{fmt.Sprintf("%s: %v", name, pathless(err))}
		return state, nil
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return state, err
	}
	if info.Size() == 0 {
		state.Wrong = []string{name + ": it is empty"}
		return state, nil
	}
	if l.date.IsZero() {
		l.date = info.ModTime()
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, &untilDone{ctx, f}); err != nil {
		return state, err
	}
	digest := archive.DigestFromSum(sum.Sum(nil))
	same, err := json.Marshal([]any{digest, l.url, l.date.UTC()})
	if err != nil {
		return state, err
	}
	key := archive.DigestOf(same)
	if state, err = im.session.store.ImportState(ctx, key); err != nil || state.Done {
		return state, err
	}
	b := &batch{im: im, file: key, state: store.ImportState{File: name, Done: true}}
	err = b.add(ctx, archive.Exchange{
		Visit: archive.Visit{URL: l.url, Portal: im.portalOf(l.url), Kind: archive.KindAttachment}, Time: l.date.UTC(),
		Response: f, Size: info.Size(), Status: 200, MediaType: mime.TypeByExtension(filepath.Ext(name)),
		Payload: digest, Length: info.Size(),
		Imported: &archive.Imported{File: name, Digest: digest, At: im.now},
	}, true, "")
	if err != nil {
		return b.state, err
	}
	b.state.Records = 1
	return b.state, b.settle(ctx)
}
