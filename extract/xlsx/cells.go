package xlsx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"gongkai/extract/numfmt"
	"gongkai/extract/sheet"
	"gongkai/extract/xmlpart"
)

// reading is the reading of one sheet.
type reading struct {
	*workbook
	*xmlpart.Reader
	sheet       *sheet.Sheet
	part        string
	row, column int // of the cell before
	links       map[string]relationship
}

// sheet reads the sheet in a part.
func (w *workbook) sheet(s *sheet.Sheet, part string) error {
	return w.part(part, func(t *xmlpart.Reader) error {
		r := reading{workbook: w, Reader: t, sheet: s, part: part, row: -1}
		return t.Children(r.child, nil)
	})
}

func (r *reading) child(start xml.StartElement) error {
	switch r.Name(start) {
	case "cols":
		return r.Children(func(start xml.StartElement) error {
			first, _ := strconv.Atoi(xmlpart.Value(start, "min"))
			last, _ := strconv.Atoi(xmlpart.Value(start, "max"))
			if on(xmlpart.Value(start, "hidden")) || zero(xmlpart.Value(start, "width")) {
				r.sheet.HideColumns(first-1, min(last, sheet.MaxColumns)-1)
			}
			return r.Skip()
		}, nil)
	case "sheetViews":
		return r.Children(func(start xml.StartElement) error {
			if show := xmlpart.Value(start, "showZeros"); show != "" && !on(show) {
				r.sheet.HidesZeros = true
			}
			return r.Skip()
		}, nil)
	case "sheetData":
		return r.Children(r.readRow, nil)
	case "mergeCells":
		return r.Children(func(start xml.StartElement) error {
			if block, ok := block(xmlpart.Value(start, "ref")); ok {
				r.sheet.Merge(block)
			}
			return r.Skip()
		}, nil)
	case "hyperlinks":
		return r.Children(r.link, nil)
	case "conditionalFormatting":
		return r.Children(r.rule, nil)
	case "extLst":
		return r.icons()
	case "drawing":
		return r.drawing(xmlpart.Value(start, "id"))
	}
	return r.Skip()
}

// zero reports whether a size is given and nothing.
func zero(size string) bool {
	v, err := strconv.ParseFloat(size, 64)
	return err == nil && v == 0
}

func (r *reading) readRow(start xml.StartElement) error {
	r.row++
	if n, err := strconv.Atoi(xmlpart.Value(start, "r")); err == nil {
		r.row = n - 1
	}
	if on(xmlpart.Value(start, "hidden")) || zero(xmlpart.Value(start, "ht")) {
		r.sheet.HideRows(r.row, r.row)
	}
	r.column = -1
	return r.Children(r.cell, nil)
}

// cell reads a cell.
func (r *reading) cell(start xml.StartElement) error {
	row := r.row
	r.column++
	kind, of := "", -1
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "r":
			if at, ok := place(a.Value); ok {
				row, r.column = at.Top, at.Left
			}
		case "s":
			if n, err := strconv.Atoi(a.Value); err == nil {
				of = n
			}
		case "t":
			kind = a.Value
		}
	}
	if of < 0 {
		of = 0 // the format of a workbook's ordinary cells
	}
	var inline sheet.Text
	value, formula := "", false
	err := r.Children(func(start xml.StartElement) error {
		var err error
		switch r.Name(start) {
		case "v":
			value, err = content(r.Reader)
			return err
		case "is":
			inline, err = r.richText(r.Reader)
			return err
		case "f":
			formula = true
		}
		return r.Skip()
	}, nil)
	if err != nil {
		return err
	}
	if formula && kind != "str" && (value == "" || r.uncertain && zero(value)) {
		r.book.Warn("formula_not_calculated", "a formula has no result stored with it, or one that the workbook itself doubts; its cell is as it was stored")
	}
	r.show(row, r.column, of, kind, value, inline)
	return nil
}

// show sets a cell to what a person sees of its value (ECMA-376 part 1, 18.18.11).
func (r *reading) show(row, column, of int, kind, value string, inline sheet.Text) {
	var f style
	if of < len(r.styles) {
		f = r.styles[of]
	}
	text := ""
	switch kind {
	case "s":
		i, err := strconv.Atoi(value)
		if err != nil || i < 0 || i >= len(r.strings) {
			if value != "" {
				r.book.Warn("workbook_damaged", "a cell names a text that the workbook does not have; it is empty")
			}
			return
		}
		text = r.book.Text(r.dress(f), r.strings[i])
	case "inlineStr":
		if text = r.book.Text(r.dress(f), inline); value != "" && inline.String() == "" {
			text = r.book.Text(r.dress(f), sheet.Plain(unescape(value)))
			r.book.Warn("workbook_damaged", "a cell says that its text stands with it, and has a value instead; the value was read")
		}
	default:
		text = r.valueOf(r.dress(f), kind, value)
	}
	if text != "" || f.drawn {
		r.sheet.Set(row, column, text)
	}
}

// dress returns how cells of a style show what they hold.
func (w *workbook) dress(s style) sheet.Dress {
	return sheet.Dress{Format: w.formats.Of(s.format), Look: s.look, Ground: s.ground}
}

// valueOf returns what a person sees of a value that stands in its cell.
func (r *reading) valueOf(d sheet.Dress, kind, value string) string {
	switch kind {
	case "str":
		return r.book.Text(d, sheet.Plain(unescape(value)))
	case "b":
		if on(value) {
			value = "TRUE"
		} else {
			value = "FALSE"
		}
	case "e":
	case "d":
		if serial, ok := numfmt.Serial(value, r.date1904); ok {
			shown := r.book.Number(d, serial, r.date1904)
			if _, err := strconv.ParseFloat(shown, 64); err != nil {
				return shown
			} // else it has no format of dates, and is no count of days
		}
	default:
		if value == "" {
			break
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil {
			r.book.Warn("number_format", "a cell's number is none; it is shown as it is stored")
			break
		}
		return r.book.Number(d, v, r.date1904)
	}
	return r.book.Shown(sheet.Plain(value), d.Look, d.Ground)
}
