package odt

import (
	"encoding/xml"
	"slices"

	"gongkai/archive"
	"gongkai/extract/flow"
	"gongkai/extract/grid"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// table reads the table that was entered last.
func (b *body) table(start xml.StartElement) (*flow.Table, error) {
	f, err := b.form(start)
	if err != nil {
		return nil, err
	}
	out := &flow.Table{Inner: f.inner}
	if slices.ContainsFunc(f.cells, func(c cell) bool { return c.sub != nil }) {
		out.Table = f.dissolve()
		return out, nil
	}
	cells := make([]archive.Cell, len(f.cells))
	for i, c := range f.cells {
		cells[i] = c.Cell
	}
	out.Table = b.layout.Table(f.caption, f.rows, grid.Dense(f.columns, f.narrow(), cells), cells)
	return out, nil
}

// narrowest is the width, in points, up to which a column is none: edges that
// close together are one.
const narrowest = 1

// narrow tells the columns of next to no width.
func (f *former) narrow() []bool {
	narrow := make([]bool, len(f.widths))
	for i, w := range f.widths {
		narrow[i] = 0 < w && w <= narrowest
	}
	if !slices.Contains(narrow, false) {
		return nil // nobody has measured them
	}
	return narrow
}

// former forms one table.
type former struct {
	*body
	caption string
	widths  []float64 // of the columns
	rows    int
	columns int
	cells   []cell
	inner   []*flow.Table
	full    bool
}

// cell is a cell with the table that divides it, if one does.
type cell struct {
	archive.Cell
	sub *former
}

// form reads the rows of the table that was entered last.
func (b *body) form(start xml.StartElement) (*former, error) {
	f := &former{body: b}
	ground := b.ground
	b.ground = b.styled("table", xmlpart.Value(start, "style-name")).ground.Or(ground)
	err := f.children(false)
	b.ground = ground
	return f, err
}

func (f *former) children(header bool) error {
	return f.Children(func(start xml.StartElement) error {
		switch f.Name(start) {
		case "table:title":
			return f.Children(func(xml.StartElement) error { return f.Skip() }, func(text xml.CharData) { f.caption += string(text) })
		case "table:table-column":
			width := f.styled("table-column", xmlpart.Value(start, "style-name")).width
			for range min(count(start, "number-columns-repeated"), maxColumns-len(f.widths)) {
				f.widths = append(f.widths, width)
			}
		case "table:table-header-rows":
			return f.children(true)
		case "table:table-columns", "table:table-header-columns", "table:table-column-group", "table:table-rows", "table:table-row-group":
			return f.children(header)
		case "table:table-row":
			return f.row(start, header)
		}
		return f.Skip()
	}, nil)
}

// maxColumns is how many columns of a text's table are measured.
const maxColumns = 1000

// row reads a row, which may stand for many.
func (f *former) row(start xml.StartElement, header bool) error {
	first := len(f.cells)
	column, covered := 0, 0
	ground := f.ground
	f.ground = f.styled("table-row", xmlpart.Value(start, "style-name")).ground.Or(ground)
	gone := true // with tracked changes: all text of it is deleted
	err := f.Children(func(start xml.StartElement) error {
		name := f.Name(start)
		if name != "table:table-cell" && name != "table:covered-table-cell" || f.full {
			return f.Skip()
		}
		before := f.deletions
		c, err := f.cell(start)
		if err != nil {
			return err
		}
		repeated := count(start, "number-columns-repeated")
		if name == "table:covered-table-cell" {
			covered += repeated
			column = min(column+repeated, maxCount)
			if c.Text != "" || c.sub != nil {
				f.covered()
			}
			return nil
		}
		c.Row, c.Header = f.rows, header
		c.Rowspan, c.Colspan = count(start, "number-rows-spanned"), count(start, "number-columns-spanned")
		gone = gone && f.deletions > before && c.Text == "" && c.sub == nil && c.Rowspan == 1
		covered -= c.Colspan - 1
		if !f.room(repeated) {
			return nil
		}
		for range repeated {
			c.Column = column
			f.cells = append(f.cells, c)
			column++
			c.sub = nil // stands once: a few repetitions in each other would be millions
		}
		return nil
	}, nil)
	if f.ground = ground; err != nil {
		return err
	}
	if gone && covered == 0 && len(f.cells) > first {
		f.cells = f.cells[:first]
		return nil
	}
	return f.repeat(first, column, count(start, "number-rows-repeated"))
}

// room reports whether n more cells may be made, and remembers where not.
func (f *former) room(n int) bool {
	if !f.layout.Fits(f.made+n, 1) {
		f.full = true
	}
	if !f.full {
		f.made += n
	}
	return !f.full
}

// repeat ends a row that stands n times; its cells begin at first.
func (f *former) repeat(first, columns, n int) error {
	row := slices.Clone(f.cells[first:])
	if f.full || !f.layout.Fits(f.rows+n, max(f.columns, columns)) || n > 1 && !f.room((n-1)*len(row)) {
		f.full = true
		f.cells = f.cells[:first]
		return nil
	}
	for again := 1; again < n && len(row) > 0; again++ {
		for _, c := range row {
			c.Row += again
			c.sub = nil
			f.cells = append(f.cells, c)
		}
	}
	f.columns = max(f.columns, columns)
	f.rows += n
	return nil
}

// cell reads the content of the cell that was entered last.
func (f *former) cell(start xml.StartElement) (cell, error) {
	ground := f.ground
	f.ground = f.styled("table-cell", xmlpart.Value(start, "style-name")).ground.Or(ground)
	var c cell
	var content flow.Flow
	err := f.Children(func(start xml.StartElement) error {
		if f.Name(start) != "table:table" || xmlpart.Value(start, "is-sub-table") != "true" || c.sub != nil {
			return f.block(start, &content, false)
		}
		var err error
		c.sub, err = f.form(start)
		return err
	}, nil)
	f.ground = ground
	content.End()
	c.Text = content.Text()
	if content.Lists() {
		f.warn(visible.Numbered, visible.NumberedMessage)
	}
	if content.Pictured() {
		f.warn(visible.Picture, visible.PictureMessage)
	}
	f.inner = append(f.inner, content.Tables()...)
	return c, err
}

// covered warns of text that a merged cell hides.
func (f *former) covered() {
	f.warn("table_covered", "a cell that a merged cell covers has a text of its own, which is not shown; it was left out")
}

// warn warns once.
func (d *reader) warn(code, message string) {
	if !slices.ContainsFunc(d.warnings, func(w archive.Warning) bool { return w.Code == code }) {
		d.warnings = append(d.warnings, archive.Warning{Code: code, Message: message})
	}
}
