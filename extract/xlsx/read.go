package xlsx

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/extract/container"
	"gongkai/extract/numfmt"
	"gongkai/extract/sheet"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// Read reads the workbook of size bytes in r: Title, Blocks, Tables, Links and
// Warnings. It fills no other field. An error that is not ctx's says, in words
// for people, what is wrong with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	c, err := container.Open(r, size)
	if err != nil {
		return archive.Document{}, err
	}
	w := workbook{ctx: ctx, container: c, formats: make(numfmt.Formats), palette: sheet.UsualPalette()}
	if err := w.read(); err != nil {
		return archive.Document{}, err
	}
	named, err := w.coreTitle()
	if err != nil {
		return archive.Document{}, err
	}
	doc := w.book.Document(named)
	doc.Warnings = append(doc.Warnings, c.Warnings()...)
	return doc, nil
}

// workbook is the reading of one workbook.
type workbook struct {
	ctx       context.Context
	container *container.Container
	parts     map[string]relationship // of the main part, by id
	sheets    []sheetEntry
	date1904  bool
	uncertain bool // all formulas are to be calculated anew
	strings   []sheet.Text
	formats   numfmt.Formats
	styles    []style
	palette   *sheet.Palette
	theme     []visible.Colour
	paper     visible.Colour // what cells without a fill stand on
	pale      []bool         // of the formats that lie over others: hides text
	book      sheet.Book
}

// sheetEntry is what the main part says of a sheet.
type sheetEntry struct {
	name, id string
	hidden   bool
}

func (w *workbook) read() error {
	main, err := w.mainPart()
	if err != nil {
		return err
	}
	if strings.HasSuffix(main, ".bin") {
		return errors.New("a binary Excel workbook (XLSB); saved as XLSX it would be read")
	}
	if w.parts, err = w.relationships(main); err != nil {
		return err
	}
	if err := w.readMain(main); err != nil {
		return err
	}
	if slices.ContainsFunc(w.container.Names(), func(name string) bool { return strings.HasPrefix(name, "xl/tables/") }) {
		w.paper = visible.Unclear // a table's own style colours its cells
	}
	if err := w.readShared("/styles", w.readStyles); err != nil {
		return err
	}
	if err := w.readShared("/sharedStrings", w.readStrings); err != nil {
		return err
	}
	return w.readSheets()
}

// readShared reads the parts of a kind that all sheets share.
func (w *workbook) readShared(kind string, read func(name string) error) error {
	for _, id := range slices.Sorted(maps.Keys(w.parts)) {
		if p := w.parts[id]; strings.HasSuffix(p.kind, kind) && !p.outside && w.container.Has(p.target) {
			if err := read(p.target); err != nil {
				return err
			}
		}
	}
	return nil
}

// readMain reads which sheets there are.
func (w *workbook) readMain(name string) error {
	return w.part(name, func(t *xmlpart.Reader) error {
		return t.Children(func(start xml.StartElement) error {
			switch t.Name(start) {
			case "workbookPr":
				w.date1904 = on(xmlpart.Value(start, "date1904"))
			case "calcPr":
				w.uncertain = on(xmlpart.Value(start, "fullCalcOnLoad"))
			case "sheets":
				return t.Children(func(start xml.StartElement) error {
					if t.Name(start) == "sheet" && len(w.sheets) < maxSheets {
						state := xmlpart.Value(start, "state")
						w.sheets = append(w.sheets, sheetEntry{xmlpart.Value(start, "name"), xmlpart.Value(start, "id"), state == "hidden" || state == "veryHidden"})
					}
					return t.Skip()
				}, nil)
			}
			return t.Skip()
		}, nil)
	})
}

// maxSheets is how many sheets of a workbook are read.
const maxSheets = 1000

// readSheets reads the sheets of cells one after another.
func (w *workbook) readSheets() error {
	read := 0
	for i, entry := range w.sheets {
		p, ok := w.parts[entry.id]
		if !ok { // some writers leave the relationships out
			p = relationship{kind: "/worksheet", target: fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)}
		}
		if p.outside || !strings.HasSuffix(p.kind, "/worksheet") {
			continue // a sheet that is a chart
		}
		if !w.container.Has(p.target) {
			w.book.Warn("workbook_damaged", fmt.Sprintf("the sheet %q is missing", entry.name))
			continue
		}
		s := &sheet.Sheet{Name: entry.name, Hidden: entry.hidden}
		if err := w.sheet(s, p.target); err != nil {
			return err
		}
		read++
		w.book.Add(s)
	}
	if read == 0 {
		return errors.New("the workbook has no sheet of cells")
	}
	return nil
}

// part reads a part, whose outermost element read finds entered.
func (w *workbook) part(name string, read func(*xmlpart.Reader) error) error {
	r, err := w.container.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	t, err := xmlpart.Open(w.ctx, r, name, spaces()...)
	if err != nil {
		return err
	}
	return read(t)
}

// coreTitle returns the title among the file's own properties, or "".
func (w *workbook) coreTitle() (string, error) {
	const name = "docProps/core.xml"
	if !w.container.Has(name) {
		return "", nil
	}
	var l visible.Line
	err := w.part(name, func(t *xmlpart.Reader) error {
		return t.Children(func(start xml.StartElement) error {
			if start.Name.Local != "title" {
				return t.Skip()
			}
			return t.Children(func(xml.StartElement) error { return t.Skip() }, func(text xml.CharData) { l.Write(string(text)) })
		}, nil)
	})
	return l.Take(), err
}

// spaces returns the namespaces that a workbook's parts use: names of
// SpreadsheetML, transitional and strict, stand without a prefix.
func spaces() []xmlpart.Space {
	return []xmlpart.Space{
		{URI: "http://schemas.openxmlformats.org/spreadsheetml/2006/main"},
		{URI: "http://purl.oclc.org/ooxml/spreadsheetml/main"},
		{URI: "http://schemas.openxmlformats.org/drawingml/2006/main", Usual: "a", As: "a"},
		{URI: "http://purl.oclc.org/ooxml/drawingml/main", As: "a"},
		{URI: "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing", Usual: "xdr", As: "xdr"},
		{URI: "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing", As: "xdr"},
		{URI: "http://schemas.openxmlformats.org/markup-compatibility/2006", Usual: "mc", As: "mc"},
	}
}

// on reads an attribute that is true or false.
func on(value string) bool { return value == "1" || value == "true" || value == "on" }
