package docx

import (
	"context"
	"encoding/xml"
	"io"
	"slices"

	"gongkai/archive"
	"gongkai/extract/container"
	"gongkai/extract/flow"
	"gongkai/extract/grid"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// Read reads the document of size bytes in r: Title, Blocks, Tables, Links and
// Warnings. It fills no other field. An error that is not ctx's says, in words
// for people, what is wrong with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	c, err := container.Open(r, size)
	if err != nil {
		return archive.Document{}, err
	}
	d := reader{ctx: ctx, parts: c}
	doc, err := d.read()
	doc.Warnings = append(doc.Warnings, c.Warnings()...)
	return doc, err
}

// read reads the document that the parts are.
func (d *reader) read() (archive.Document, error) {
	main, err := d.mainPart()
	if err != nil {
		return archive.Document{}, err
	}
	if err := d.readStyles(main); err != nil {
		return archive.Document{}, err
	}
	if err := d.readTargets(main); err != nil {
		return archive.Document{}, err
	}
	if err := d.readMain(main); err != nil {
		return archive.Document{}, err
	}
	title, err := d.coreTitle()
	if err != nil {
		return archive.Document{}, err
	}
	return d.document(title), nil
}

// document returns what was read; title stands in where the text has none.
func (d *reader) document(title string) archive.Document {
	doc := d.flow.Document()
	if doc.Title == "" {
		doc.Title = title
	}
	if d.struck {
		d.warn(visible.Struck, visible.StruckMessage)
	}
	doc.Links = append(doc.Links, d.links...)
	doc.Warnings = slices.Concat(doc.Warnings, d.warnings, d.layout.Warnings())
	return doc
}

// reader is the reading of one document.
type reader struct {
	ctx      context.Context
	parts    parts
	styles   map[string]style
	normal   string            // the style of paragraphs that name none
	always   unread            // what all text is by the file's defaults
	targets  map[string]string // of relationships outside the file, by id
	flat     bool              // of Word 2003
	layout   grid.Layout
	flow     flow.Flow
	struck   bool // text was left out because it is struck out
	links    []archive.Link
	warnings []archive.Warning
}

// warn warns once.
func (d *reader) warn(code, message string) {
	w := archive.Warning{Code: code, Message: message}
	if !slices.Contains(d.warnings, w) {
		d.warnings = append(d.warnings, w)
	}
}

func (d *reader) readMain(name string) error {
	t, done, err := d.part(name)
	if err != nil {
		return err
	}
	defer done()
	b := body{reader: d, Reader: t}
	return b.blocks(&d.flow)
}

// part opens a part and enters its outermost element; done closes it.
func (d *reader) part(name string) (t *xmlpart.Reader, done func(), err error) {
	r, err := d.parts.Open(name)
	if err != nil {
		return nil, nil, err
	}
	done = func() { _ = r.Close() }
	if t, err = xmlpart.Open(d.ctx, r, name, spaces()...); err != nil {
		done()
		return nil, nil, err
	}
	return t, done, nil
}

// spaces returns the namespaces that a document's parts use: names of
// WordprocessingML, transitional and strict, stand without a prefix.
func spaces() []xmlpart.Space {
	return []xmlpart.Space{
		{URI: "http://schemas.openxmlformats.org/wordprocessingml/2006/main", Usual: "w"},
		{URI: "http://purl.oclc.org/ooxml/wordprocessingml/main"},
		{URI: "http://schemas.openxmlformats.org/markup-compatibility/2006", Usual: "mc", As: "mc"},
		{URI: "http://schemas.openxmlformats.org/officeDocument/2006/math", Usual: "m", As: "m"},
		{URI: "http://purl.oclc.org/ooxml/officeDocument/math", As: "m"},
	}
}

// on returns the value of a switch such as w:vanish, which is on unless it says
// otherwise.
func on(start xml.StartElement) bool {
	val := xmlpart.Value(start, "val")
	return val == "" || switched(val)
}

// switched reads the value of a switch.
func switched(val string) bool {
	switch val {
	case "", "0", "false", "off", "none":
		return false
	}
	return true
}
