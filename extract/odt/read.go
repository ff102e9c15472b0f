package odt

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"

	"gongkai/archive"
	"gongkai/extract/container"
	"gongkai/extract/flow"
	"gongkai/extract/grid"
	"gongkai/extract/sheet"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// maxFlat is the largest flat document that is read, in bytes: as much as a
// zipped one may inflate to.
const maxFlat = 64 << 20

// Read reads the document of size bytes in r: Title, Blocks, Tables, Links and
// Warnings. It fills no other field. An error that is not ctx's says, in words
// for people, what is wrong with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	d := reader{
		ctx: ctx, styles: make(map[styleKey]*style), pale: make(map[string]bool),
		formulas: make(map[string]bool), tabular: make(map[string]bool), deleted: make(map[string]bool),
	}
	if err := d.read(r, size); err != nil {
		return archive.Document{}, err
	}
	if d.sheets {
		if d.struck {
			d.book.Warn(visible.Struck, visible.StruckMessage)
		}
		if d.formula {
			d.book.Warn(visible.Formula, visible.FormulaMessage)
		}
		for _, w := range d.sightWarnings() {
			d.book.Warn(w.Code, w.Message)
		}
		doc := d.book.Document(d.title)
		doc.Warnings = append(doc.Warnings, d.damage...)
		return doc, nil
	}
	doc := d.flow.Document()
	if doc.Title == "" {
		doc.Title = d.title
	}
	if d.struck {
		d.warnings = append(d.warnings, archive.Warning{Code: visible.Struck, Message: visible.StruckMessage})
	}
	d.warnings = append(d.warnings, d.sightWarnings()...)
	if d.formula {
		d.warnings = append(d.warnings, archive.Warning{Code: visible.Formula, Message: visible.FormulaMessage})
	}
	doc.Links = append(doc.Links, d.links...)
	if d.embedded {
		d.warnings = append(d.warnings, archive.Warning{Code: visible.Embedded, Message: visible.EmbeddedMessage})
	}
	doc.Warnings = slices.Concat(doc.Warnings, d.warnings, d.layout.Warnings(), d.damage)
	return doc, nil
}

// sightWarnings returns the warnings of text whose colour hides it.
func (d *reader) sightWarnings() []archive.Warning {
	var out []archive.Warning
	for s := visible.Doubtful; s <= visible.Unseen; s++ {
		if d.sights[s] {
			out = append(out, archive.Warning{Code: visible.Pale, Message: s.Message()})
		}
	}
	return out
}

// reader is the reading of one document.
type reader struct {
	ctx        context.Context
	styles     map[styleKey]*style
	pale       map[string]bool          // formats of numbers that may show them in a colour that hides them
	formulas   map[string]bool          // parts that are formulas
	formula    bool                     // one was left out
	tabular    map[string]bool          // parts that are sheets or texts
	embedded   bool                     // an object that may be a table was left out
	deleted    map[string]bool          // tracked changes that delete, by their ids
	deleting   int                      // of them around what is read
	damage     []archive.Warning        // of the zip file
	title      string                   // among the file's own properties
	made       int                      // cells of tables, repeated ones included
	cellStruck bool                     // the cell that is read strikes its text out
	cellInk    visible.Colour           // of the cell that is read
	ground     visible.Colour           // of the cell, table or page around
	sights     [visible.Unseen + 1]bool // how text was seen for its colour
	struck     bool                     // text was left out because it is struck out
	deletions  int                      // places that tracked changes took text from
	found      bool                     // a body that is read
	sheets     bool                     // it is a spreadsheet's
	book       sheet.Book
	layout     grid.Layout
	flow       flow.Flow
	links      []archive.Link
	warnings   []archive.Warning
}

func (d *reader) read(r io.ReaderAt, size int64) error {
	lead := make([]byte, min(size, 2))
	if _, err := r.ReadAt(lead, 0); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the file: %w", err)
	}
	if !bytes.Equal(lead, []byte("PK")) {
		if size > maxFlat {
			return fmt.Errorf("a flat OpenDocument file of %d bytes; more than %d are not read", size, maxFlat)
		}
		return d.part(io.NewSectionReader(r, 0, size), "office:document")
	}
	c, err := container.Open(r, size)
	if err != nil {
		return err
	}
	if err := d.readManifest(c); err != nil {
		return err
	}
	if !c.Has("content.xml") {
		return errors.New("the part content.xml is missing")
	}
	for _, name := range []string{"meta.xml", "styles.xml", "content.xml"} {
		if err := d.zipped(c, name); err != nil {
			return err
		}
	}
	d.damage = c.Warnings()
	return nil
}

// readManifest reads which parts are formulas, sheets or texts, and refuses a file
// whose manifest says how its parts are encrypted (ODF 1.3 part 2, 4.3).
func (d *reader) readManifest(c *container.Container) error {
	const name = "META-INF/manifest.xml"
	if !c.Has(name) {
		return nil
	}
	r, err := c.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	t, err := xmlpart.Open(d.ctx, r, name)
	if err != nil {
		return err
	}
	encrypted := false
	err = t.Children(func(start xml.StartElement) error {
		switch name := path.Clean(xmlpart.Value(start, "full-path")); xmlpart.Value(start, "media-type") {
		case "application/vnd.oasis.opendocument.formula":
			d.formulas[name] = true
		case "application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.text":
			d.tabular[name] = true
		}
		return t.Children(func(start xml.StartElement) error {
			encrypted = encrypted || start.Name.Local == "encryption-data"
			return t.Skip()
		}, nil)
	}, nil)
	if err == nil && encrypted {
		err = errors.New("the document is encrypted with a password")
	}
	return err
}

// zipped reads a part of a zipped document, if it is there.
func (d *reader) zipped(c *container.Container, name string) error {
	if !c.Has(name) {
		return nil
	}
	r, err := c.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	return d.part(r, name)
}

// part reads a part of the document. All parts have the same form, and a flat
// document is one part that has what the others have.
func (d *reader) part(r io.Reader, name string) error {
	t, err := xmlpart.Open(d.ctx, r, name, spaces()...)
	if err != nil {
		return err
	}
	b := body{reader: d, Reader: t}
	err = t.Children(func(start xml.StartElement) error {
		switch t.Name(start) {
		case "office:meta":
			return b.meta()
		case "office:styles", "office:automatic-styles":
			return b.readStyles()
		case "office:body":
			return b.content()
		}
		return t.Skip()
	}, nil)
	if err == nil && !d.found && (name == "content.xml" || name == "office:document") {
		err = errors.New("the document has no body of text or sheets")
	}
	return err
}

// content reads the body, which says what kind of document this is.
func (b *body) content() error {
	return b.Children(func(start xml.StartElement) error {
		switch name := b.Name(start); name {
		case "office:text":
			b.found = true
			return b.blocks(&b.flow, false)
		case "office:spreadsheet":
			b.found, b.sheets = true, true
			return b.spreadsheet()
		case "office:presentation", "office:drawing", "office:chart", "office:image", "office:database":
			return fmt.Errorf("an OpenDocument file with %s, which is not read", name)
		}
		return b.Skip()
	}, nil)
}

// meta reads the title among the file's own properties.
func (b *body) meta() error {
	return b.Children(func(start xml.StartElement) error {
		if start.Name.Local != "title" {
			return b.Skip()
		}
		var l visible.Line
		err := b.Children(func(xml.StartElement) error { return b.Skip() }, func(text xml.CharData) { l.Write(string(text)) })
		b.title = l.Take()
		return err
	}, nil)
}

// spaces returns the namespaces of OpenDocument.
func spaces() []xmlpart.Space {
	const base = "urn:oasis:names:tc:opendocument:xmlns:"
	return []xmlpart.Space{
		{URI: base + "office:1.0", Usual: "office", As: "office"},
		{URI: base + "text:1.0", Usual: "text", As: "text"},
		{URI: base + "table:1.0", Usual: "table", As: "table"},
		{URI: base + "style:1.0", Usual: "style", As: "style"},
		{URI: base + "drawing:1.0", Usual: "draw", As: "draw"},
		{URI: base + "datastyle:1.0", Usual: "number", As: "number"},
		{URI: "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0", Usual: "calcext", As: "calcext"},
		{URI: "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0", Usual: "loext", As: "loext"},
	}
}
