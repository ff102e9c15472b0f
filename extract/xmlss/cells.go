package xmlss

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"gongkai/extract/numfmt"
	"gongkai/extract/sheet"
	"gongkai/extract/xmlpart"
)

// reading is the reading of one sheet. Rows and columns follow on each other
// where they have no number.
type reading struct {
	*workbook
	sheet       *sheet.Sheet
	row, column int           // the next
	above       []sheet.Range // merged cells that go down into the next row
}

// maxAbove is how many merged cells may go down side by side; sheets of reports have
// a dozen.
const maxAbove = 256

// free returns the first column from one on into which no merged cell goes down. A
// cell that has no number of its own and would stand in such a one makes a file that
// Excel refuses; LibreOffice writes them, and means the next column.
func (r *reading) free(column int) int {
	for {
		i := slices.IndexFunc(r.above, func(m sheet.Range) bool { return m.Left <= column && column <= m.Right })
		if i < 0 {
			return column
		}
		r.book.Warn("table_merge", "a cell without a number stands where a merged cell goes down; it was read as the next one")
		column = r.above[i].Right + 1
	}
}

func (r *reading) child(start xml.StartElement) error {
	switch start.Name.Local {
	case "Table":
		return r.Children(r.tableChild, nil)
	case "WorksheetOptions":
		return r.Children(func(start xml.StartElement) error {
			if start.Name.Local != "Visible" {
				return r.Skip()
			}
			state, err := r.text()
			r.sheet.Hidden = strings.TrimSpace(state) != "SheetVisible"
			return err
		}, nil)
	}
	return r.Skip()
}

func (r *reading) tableChild(start xml.StartElement) error {
	at := number(start, "Index") - 1
	last := number(start, "Span")
	hidden := xmlpart.Value(start, "Hidden") == "1"
	switch start.Name.Local {
	case "Column":
		if at < 0 {
			at = r.column
		}
		r.column = at + last + 1
		if hidden || zero(start, "Width") {
			r.sheet.HideColumns(at, at+last)
		}
	case "Row":
		if at >= 0 {
			r.row = at
		}
		at, r.row = r.row, r.row+last+1
		if hidden || zero(start, "Height") {
			r.sheet.HideRows(at, at+last)
		}
		return r.cells(at)
	}
	return r.Skip()
}

// cells reads the cells of a row.
func (r *reading) cells(row int) error {
	column := 0
	r.above = slices.DeleteFunc(r.above, func(m sheet.Range) bool { return row <= m.Top || row > m.Bottom })
	var below []sheet.Range
	err := r.Children(func(start xml.StartElement) error {
		if start.Name.Local != "Cell" {
			return r.Skip()
		}
		if at := number(start, "Index"); at > 0 {
			column = at - 1
		} else {
			column = r.free(column)
		}
		across, down := number(start, "MergeAcross"), number(start, "MergeDown")
		merged := sheet.Range{Top: row, Left: column, Bottom: row + down, Right: column + across}
		r.sheet.Merge(merged)
		if down > 0 && len(r.above)+len(below) < maxAbove {
			below = append(below, merged)
		}
		if url := xmlpart.Value(start, "HRef"); url != "" {
			r.sheet.Link(row, column, url)
		}
		at := column
		column += across + 1
		return r.cell(row, at, r.styles[xmlpart.Value(start, "StyleID")], xmlpart.Value(start, "Formula") != "")
	}, nil)
	r.above = append(r.above, below...)
	return err
}

// cell reads what a cell shows.
func (r *reading) cell(row, column int, s style, formula bool) error {
	var text string
	err := r.Children(func(start xml.StartElement) error {
		if start.Name.Local != "Data" {
			return r.Skip()
		}
		content, err := r.richText(s.look)
		text = r.show(xmlpart.Value(start, "Type"), content, s)
		formula = false
		return err
	}, nil)
	if formula {
		r.book.Warn("formula_not_calculated", "a formula has no result stored with it; its cell is empty")
	}
	if text != "" || s.drawn {
		r.sheet.Set(row, column, text)
	}
	return err
}

// show returns what a person sees of a value.
func (r *reading) show(kind string, content sheet.Text, s style) string {
	d := sheet.Dress{Format: s.format, Look: s.look, Ground: s.ground}
	if kind != "Number" && kind != "DateTime" && kind != "Boolean" && kind != "Error" {
		return r.book.Text(d, content)
	}
	value := r.book.Shown(content, s.look, s.ground)
	if value == "" {
		return ""
	}
	var v float64
	ok := false
	switch kind {
	case "Number":
		var err error
		v, err = strconv.ParseFloat(strings.TrimSpace(value), 64)
		ok = err == nil
	case "DateTime":
		v, ok = numfmt.Serial(value, r.date1904)
	case "Boolean":
		if strings.TrimSpace(value) == "1" {
			return "TRUE"
		}
		return "FALSE"
	case "Error":
		return value
	}
	if !ok {
		r.book.Warn("number_format", "a cell's number is none; it is shown as it is stored")
		return value
	}
	return r.book.Number(d, v, r.date1904)
}

// number reads an attribute that counts; 0 where there is none.
func number(start xml.StartElement, name string) int {
	n, err := strconv.Atoi(xmlpart.Value(start, name))
	if err != nil || n < 0 || n > sheet.MaxRows {
		return 0
	}
	return n
}

// zero reports whether a size is given and nothing.
func zero(start xml.StartElement, name string) bool {
	v, err := strconv.ParseFloat(xmlpart.Value(start, name), 64)
	return err == nil && v == 0
}
