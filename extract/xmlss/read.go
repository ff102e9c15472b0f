package xmlss

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"gongkai/archive"
	"gongkai/extract/numfmt"
	"gongkai/extract/sheet"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// maxSize is the largest file that is read, in bytes.
const maxSize = 64 << 20

// Read reads the workbook of size bytes in r: Title, Blocks, Tables, Links and
// Warnings. It fills no other field. An error that is not ctx's says, in words
// for people, what is wrong with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	if size > maxSize {
		return archive.Document{}, fmt.Errorf("it has %d bytes; more than %d are not read", size, maxSize)
	}
	t, err := xmlpart.Open(ctx, io.NewSectionReader(r, 0, size), "Workbook")
	if err != nil {
		return archive.Document{}, err
	}
	w := workbook{Reader: t, styles: make(map[string]style)}
	if err := t.Children(w.child, nil); err != nil {
		return archive.Document{}, err
	}
	if !w.found {
		return archive.Document{}, errors.New("the workbook has no sheets")
	}
	return w.book.Document(w.title), nil
}

// workbook is the reading of one workbook. Its elements are told by their local
// names: writers declare namespaces anew within it, and no two collide.
type workbook struct {
	*xmlpart.Reader
	styles   map[string]style
	date1904 bool
	title    string // among the file's own properties
	found    bool   // a sheet
	book     sheet.Book
}

// style is what a style says that matters here.
type style struct {
	format numfmt.Format
	drawn  bool // lines stand on at least two sides that meet
	look   sheet.Look
	ground visible.Colour
}

func (w *workbook) child(start xml.StartElement) error {
	switch start.Name.Local {
	case "DocumentProperties":
		return w.Children(func(start xml.StartElement) error {
			if start.Name.Local != "Title" {
				return w.Skip()
			}
			var l visible.Line
			text, err := w.text()
			l.Write(text)
			w.title = l.Take()
			return err
		}, nil)
	case "ExcelWorkbook":
		return w.Children(func(start xml.StartElement) error {
			w.date1904 = w.date1904 || start.Name.Local == "Date1904"
			return w.Skip()
		}, nil)
	case "Styles":
		return w.Children(w.readStyle, nil)
	case "Worksheet":
		w.found = true
		s := &sheet.Sheet{Name: xmlpart.Value(start, "Name")}
		r := reading{workbook: w, sheet: s}
		if err := w.Children(r.child, nil); err != nil {
			return err
		}
		w.book.Add(s)
		return nil
	}
	return w.Skip()
}

// readStyle reads a style, which begins as its parent is.
func (w *workbook) readStyle(start xml.StartElement) error {
	s := w.styles[xmlpart.Value(start, "Parent")]
	id := xmlpart.Value(start, "ID")
	upright, level := false, false
	err := w.Children(func(start xml.StartElement) error {
		switch start.Name.Local {
		case "Font":
			if v := xmlpart.Value(start, "StrikeThrough"); v != "" {
				s.look.Struck = v == "1"
			}
			s.look.Ink = colour(start).Or(s.look.Ink)
		case "Interior":
			switch xmlpart.Value(start, "Pattern") {
			case "":
			case "None":
				s.ground = 0
			case "Solid":
				s.ground = colour(start)
			default:
				s.ground = visible.Unclear
			}
		case "NumberFormat":
			s.format = numfmt.Parse(code(xmlpart.Value(start, "Format")))
		case "Borders":
			return w.Children(func(start xml.StartElement) error {
				if line := xmlpart.Value(start, "LineStyle"); line != "" && line != "None" {
					switch xmlpart.Value(start, "Position") {
					case "Left", "Right":
						upright = true
					case "Top", "Bottom":
						level = true
					}
				}
				return w.Skip()
			}, nil)
		}
		return w.Skip()
	}, nil)
	s.drawn = s.drawn || upright && level
	if len(w.styles) < 1<<16 {
		w.styles[id] = s
	}
	return err
}

// code returns the code of a format that has a name.
func code(format string) string {
	switch format {
	case "General Number":
		return "General"
	case "General Date":
		return "yyyy/m/d h:mm"
	case "Long Date":
		return `yyyy"年"m"月"d"日"`
	case "Medium Date":
		return "d-mmm-yy"
	case "Short Date":
		return "yyyy/m/d"
	case "Long Time":
		return "h:mm:ss"
	case "Medium Time":
		return "h:mm AM/PM"
	case "Short Time":
		return "h:mm"
	case "Currency", "Euro Currency":
		return "#,##0.00"
	case "Fixed":
		return "0.00"
	case "Standard":
		return "#,##0.00"
	case "Percent":
		return "0.00%"
	case "Scientific":
		return "0.00E+00"
	}
	return format
}

// colour returns the ss:Color or html:Color of an element.
func colour(start xml.StartElement) visible.Colour {
	if c, ok := strings.CutPrefix(xmlpart.Value(start, "Color"), "#"); ok {
		return visible.Hex(c)
	}
	return 0
}

// text returns the text below the element that was entered last.
func (w *workbook) text() (string, error) {
	t, err := w.richText(sheet.Look{})
	return t.String(), err
}

// richText returns the text below the element that was entered last, in a cell of
// a look. Parts of it may have looks of their own.
func (w *workbook) richText(cell sheet.Look) (sheet.Text, error) {
	var rich sheet.Text
	var inside func(around sheet.Look) func(xml.StartElement) error
	inside = func(around sheet.Look) func(xml.StartElement) error {
		return func(start xml.StartElement) error {
			look := around
			switch start.Name.Local {
			case "S", "Del":
				look.Struck = true
			case "Sup":
				look.Script = visible.Superscript
			case "Sub":
				look.Script = visible.Subscript
			}
			look.Ink = colour(start).Or(around.Ink)
			return w.Children(inside(look), func(text xml.CharData) { rich.AddAs(string(text), look) })
		}
	}
	err := w.Children(inside(cell), func(text xml.CharData) { rich.AddAs(string(text), cell) })
	return rich, err
}
