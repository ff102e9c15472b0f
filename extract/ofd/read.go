package ofd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/extract/container"
	"gongkai/extract/layout"
	"gongkai/extract/xmlpart"
)

// The limits of one file. A report has some 10 pages of 1,500 characters.
const (
	maxPages = 5_000
	maxDrawn = 1_000_000 // characters and rules of all pages
	maxDepth = 16        // of blocks and composites within each other
)

// Read reads the document of size bytes in r: Title, Blocks, Tables, Links and
// Warnings. It fills no other field. An error that is not ctx's says, in words
// for people, what is wrong with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	c, err := container.Open(r, size)
	if err != nil {
		return archive.Document{}, err
	}
	f := file{ctx: ctx, container: c}
	bodies, err := f.bodies()
	if err != nil {
		return archive.Document{}, err
	}
	for _, b := range bodies {
		if err := f.readDocument(b.root); err != nil {
			return archive.Document{}, err
		}
	}
	if len(bodies) > 1 {
		f.warn("several_documents", fmt.Sprintf("the file holds %d documents; they were read one after the other", len(bodies)))
	}
	f.scans()
	doc, err := layout.Read(ctx, f.pages)
	if err != nil {
		return archive.Document{}, err
	}
	if doc.Title == "" {
		doc.Title = strings.Join(strings.Fields(bodies[0].title), " ")
	}
	doc.Warnings = slices.Concat(f.warnings, doc.Warnings, c.Warnings())
	return doc, nil
}

// scans warns of pages that are pictures: none is read.
func (f *file) scans() {
	for i := range f.pages {
		if f.pages[i].Scanned() {
			f.warn("scanned_page", fmt.Sprintf("page %d, and maybe others: a picture with few characters beside it; what it shows is not read", i+1))
		}
	}
}

// file is the reading of one file.
type file struct {
	ctx       context.Context
	container *container.Container
	pages     []layout.Page
	drawn     int // characters and rules so far
	looks     int // at characters that areas may cover
	warnings  []archive.Warning
}

// warn warns once of each kind of trouble.
func (f *file) warn(code, message string) {
	for _, w := range f.warnings {
		if w.Code == code {
			return
		}
	}
	f.warnings = append(f.warnings, archive.Warning{Code: code, Message: message})
}

// body is one of the documents in the file.
type body struct{ title, root string }

// bodies reads OFD.xml, the entry to the file.
func (f *file) bodies() ([]body, error) {
	var out []body
	err := f.part("OFD.xml", func(t *xmlpart.Reader) error {
		return children(t, func(name string, _ attributes) error {
			if name != "DocBody" {
				return t.Skip()
			}
			var b body
			err := children(t, func(name string, _ attributes) (err error) {
				switch name {
				case "DocInfo":
					return children(t, func(name string, _ attributes) (err error) {
						if name != "Title" {
							return t.Skip()
						}
						b.title, err = text(t)
						return err
					})
				case "DocRoot":
					b.root, err = text(t)
					return err
				}
				return t.Skip()
			})
			if b.root != "" && len(out) < maxPages {
				out = append(out, b)
			}
			return err
		})
	})
	switch {
	case err != nil:
		return nil, f.encrypted(err)
	case len(out) == 0:
		return nil, f.encrypted(errors.New("the file names no document"))
	}
	return out, nil
}

// encrypted returns a clearer error where the file holds what encrypted ones do
// (GM/T 0099).
func (f *file) encrypted(err error) error {
	if f.ctx.Err() != nil {
		return err
	}
	for _, name := range f.container.Names() {
		if strings.Contains(name, "encryp") || strings.Contains(name, "decryptseed") {
			return errors.New("the document is encrypted")
		}
	}
	return err
}

// part calls visit with a part, whose outermost element is entered.
func (f *file) part(name string, visit func(*xmlpart.Reader) error) error {
	r, err := f.container.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	t, err := xmlpart.Open(f.ctx, r, name)
	if err != nil {
		return err
	}
	return visit(t)
}

// locate returns the name of the part that a location means in the part from:
// relative to that, or from the root. Some writers mean the root, or the
// document's folder, without saying so.
func (f *file) locate(location, from, root string) string {
	location = strings.ReplaceAll(strings.TrimSpace(location), `\`, "/")
	if strings.HasPrefix(location, "/") {
		return location[1:]
	}
	tries := []string{path.Join(path.Dir(from), location), location, path.Join(path.Dir(root), location)}
	for _, name := range tries {
		if f.container.Has(name) {
			return name
		}
	}
	return tries[0]
}
