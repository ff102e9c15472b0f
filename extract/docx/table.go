package docx

import (
	"encoding/xml"
	"strconv"

	"gongkai/archive"
	"gongkai/extract/flow"
	"gongkai/extract/grid"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// maxSpan is the largest gridSpan: Word allows 63 columns, others write more.
const maxSpan = 1000

// table reads the table that was entered last.
func (b *body) table() (*flow.Table, error) {
	around, ground := b.around, b.ground
	b.around = toggles{}
	f := former{body: b, out: &flow.Table{}, above: make(map[int]int)}
	if err := b.Children(f.child, nil); err != nil {
		return nil, err
	}
	b.around, b.ground = around, ground
	if f.rows > 0 && f.shortest < max(f.columns, f.widths) {
		f.warn("table_edges", "a row of a table has fewer columns than the table; where its cells stand is a guess")
	}
	columns := grid.Dense(f.columns, f.narrow, f.cells)
	f.out.Table = b.layout.Table(f.caption, f.rows, columns, f.cells)
	return f.out, nil
}

// former forms one table.
type former struct {
	*body
	out      *flow.Table
	caption  string
	rows     int
	columns  int
	shortest int // of the rows: columns that it reaches over
	cells    []archive.Cell
	widths   int         // columns that the grid has
	narrow   []bool      // of the columns that the grid gives next to no width
	above    map[int]int // of the row before: the cell that begins in a column, by its index
	full     bool
}

func (f *former) child(start xml.StartElement) error {
	switch f.Name(start) {
	case "tblPr":
		return f.Children(func(start xml.StartElement) error {
			switch f.Name(start) {
			case "tblCaption":
				f.caption = xmlpart.Value(start, "val")
			case "tblStyle":
				s := f.styled(xmlpart.Value(start, "val"))
				if s.parts.over(unread{}).hides() {
					f.warn(visible.Struck, "the style of a table strikes out or hides some of its rows or columns; they were read")
				}
				f.around = s.toggles
				f.around.ground = 0
				if s.ground != 0 || s.parts.ground != 0 {
					f.ground = visible.Unclear // where its rows and columns lie is not followed
				}
				if sight := visible.See(s.parts.ink, s.parts.ground.Or(s.ground)); sight != visible.Seen {
					f.warn(visible.Pale, visible.Doubtful.Message())
				}
			case "shd":
				f.ground = shading(start).Or(f.ground)
			}
			return f.Skip()
		}, nil)
	case "tblGrid":
		return f.grid()
	case "tr":
		return f.row()
	case "sdt", "sdtContent", "ins", "moveTo", "customXml", "aml:content":
		return f.Children(f.child, nil)
	case "aml:annotation":
		if !deletes(start) {
			return f.Children(f.child, nil)
		}
	case "mc:AlternateContent":
		return f.alternate(func() error { return f.Children(f.child, nil) })
	}
	return f.Skip()
}

// narrowest is the width, in twips, up to which a column is none: edges that
// close together are one, as in [MS-DOC] tables.
const narrowest = 20

// grid reads the widths of the columns. Where they are all nothing, nobody has
// measured them.
func (f *former) grid() error {
	measured := false
	err := f.Children(func(start xml.StartElement) error {
		if f.Name(start) == "gridCol" && len(f.narrow) < grid.MaxPlaces {
			f.widths++
			width, err := strconv.ParseFloat(xmlpart.Value(start, "w"), 64)
			narrow := err == nil && width <= narrowest
			measured = measured || !narrow
			f.narrow = append(f.narrow, narrow)
		}
		return f.Skip()
	}, nil)
	if !measured {
		f.narrow = nil
	}
	return err
}

// row is a row that is being read.
type row struct {
	before  int
	head    bool
	gone    bool // deleted or hidden
	cells   []cell
	trailer int
}

// cell is a cell that is being read.
type cell struct {
	span    int
	goesOn  bool // vMerge: continues the cell above
	merged  bool // hMerge: continues the cell before
	deleted bool
	content flow.Flow
}

func (f *former) row() error {
	var r row
	ground := f.ground
	err := f.rowChildren(&r)
	if f.ground = ground; err != nil {
		return err
	}
	if r.gone || f.full {
		return nil
	}
	first := len(f.cells)
	begun := make(map[int]int, len(r.cells))
	column := r.before
	for i := range r.cells {
		c := &r.cells[i]
		switch {
		case c.deleted:
			continue
		case c.merged && len(f.cells) > first:
			f.cells[len(f.cells)-1].Colspan += c.span
			if c.content.Text() != "" {
				f.covered()
			}
		case c.goesOn && f.continues(column, c.span):
			at := f.above[column]
			f.cells[at].Rowspan++
			begun[column] = at
			if c.content.Text() != "" {
				f.covered()
			}
		default:
			begun[column] = len(f.cells)
			f.cells = append(f.cells, archive.Cell{
				Row: f.rows, Column: column, Rowspan: 1, Colspan: c.span, Text: c.content.Text(), Header: r.head,
			})
		}
		column += c.span
		f.out.Inner = append(f.out.Inner, c.content.Tables()...)
	}
	column += r.trailer
	if !f.layout.Fits(f.rows+1, max(f.columns, column)) {
		f.full = true
		f.cells = f.cells[:first]
		return nil
	}
	if f.rows == 0 || column < f.shortest {
		f.shortest = column
	}
	f.columns = max(f.columns, column)
	f.above = begun
	f.rows++
	return nil
}

// continues reports whether a cell of the row before begins in column and has
// this span.
func (f *former) continues(column, span int) bool {
	at, ok := f.above[column]
	return ok && f.cells[at].Colspan == span
}

// covered warns of text that a merged cell hides.
func (f *former) covered() {
	f.warn("table_covered", "a cell that a merged cell covers has a text of its own, which is mostly not shown; it was left out")
}

func (f *former) rowChildren(r *row) error {
	return f.Children(func(start xml.StartElement) error {
		switch f.Name(start) {
		case "trPr":
			return f.rowProperties(r)
		case "tblPrEx":
			return f.Children(func(start xml.StartElement) error {
				if f.Name(start) == "shd" {
					f.ground = shading(start).Or(f.ground)
				}
				return f.Skip()
			}, nil)
		case "tc":
			c, err := f.cell()
			if err == nil && len(r.cells) < grid.MaxPlaces {
				r.cells = append(r.cells, c)
			}
			return err
		case "sdt", "sdtContent", "customXml", "aml:content":
			return f.rowChildren(r)
		case "aml:annotation":
			if !deletes(start) {
				return f.rowChildren(r)
			}
		}
		return f.Skip()
	}, nil)
}

func (f *former) rowProperties(r *row) error {
	return f.Children(func(start xml.StartElement) error {
		switch f.Name(start) {
		case "gridBefore":
			r.before = number(start)
		case "gridAfter":
			r.trailer = number(start)
		case "tblHeader":
			r.head = on(start)
		case "del", "moveFrom":
			r.gone = true
		case "aml:annotation":
			r.gone = r.gone || deletes(start)
		case "hidden":
			r.gone = r.gone || on(start)
		}
		return f.Skip()
	}, nil)
}

func (f *former) cell() (cell, error) {
	c := cell{span: 1}
	fields, ground := f.fields, f.ground
	err := f.Children(func(start xml.StartElement) error {
		if f.Name(start) == "tcPr" {
			return f.cellProperties(&c)
		}
		return f.cellChild(start, &c)
	}, nil)
	f.fields, f.ground = fields, ground
	c.content.End()
	if c.content.Lists() {
		f.warn(visible.Numbered, visible.NumberedMessage)
	}
	if c.content.Pictured() {
		f.warn(visible.Picture, visible.PictureMessage)
	}
	return c, err
}

func (f *former) cellChild(start xml.StartElement, c *cell) error {
	switch f.Name(start) {
	case "p":
		return f.paragraph(&c.content)
	case "tbl":
		t, err := f.table()
		if err == nil {
			c.content.Add(t)
		}
		return err
	case "sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "wx:sub-section", "wx:pBdrGroup", "aml:content":
		return f.blocks(&c.content)
	case "aml:annotation":
		if !deletes(start) {
			return f.blocks(&c.content)
		}
	case "mc:AlternateContent":
		return f.alternate(func() error { return f.blocks(&c.content) })
	case "altChunk":
		f.inserted()
	}
	return f.Skip()
}

func (f *former) cellProperties(c *cell) error {
	return f.Children(func(start xml.StartElement) error {
		switch f.Name(start) {
		case "gridSpan":
			c.span = max(1, number(start))
		case "vMerge", "vmerge":
			c.goesOn = xmlpart.Value(start, "val") != "restart"
		case "hMerge", "hmerge":
			c.merged = xmlpart.Value(start, "val") != "restart"
		case "cellMerge": // as a tracked change has it
			c.goesOn = xmlpart.Value(start, "vMerge") == "cont"
		case "cellDel":
			c.deleted = true
		case "shd":
			f.ground = shading(start).Or(f.ground)
		}
		return f.Skip()
	}, nil)
}

// number reads a count of columns.
func number(start xml.StartElement) int {
	n, err := strconv.Atoi(xmlpart.Value(start, "val"))
	if err != nil || n < 0 {
		return 0
	}
	return min(n, maxSpan)
}
