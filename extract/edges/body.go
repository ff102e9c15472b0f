package edges

import (
	"slices"

	"gongkai/archive"
	"gongkai/extract/flow"
	"gongkai/extract/grid"
	"gongkai/extract/visible"
)

// maxDepth is how deep tables may nest. Deeper ones are read as if they stood in
// the cell of this depth.
const maxDepth = 16

// Row is how a row is drawn. Positions are in twips (1/1440 inch), rightwards.
type Row struct {
	Left   int // the left edge of the first cell
	Cells  []Cell
	Header bool // repeats on every page

	// The lines above and below, as a number for each kind of line, where all
	// cells have the same; 0 is none.
	Top, Bottom uint64
}

// Cell is how a cell is drawn.
type Cell struct {
	Right  int  // its right edge
	Merged bool // goes on from the cell before it
	GoesOn bool // goes on from the cell above it
}

// Body is a body of paragraphs, some of which stand in tables.
type Body struct {
	root    *flow.Flow
	layout  *grid.Layout
	open    []*table // the tables that are being read, the outermost first
	cells   int      // of all tables
	drawn   int      // cells of all rows' forms
	covered bool     // a merged cell hides a text
	uneven  bool     // a row has not as many cells as edges
	crossed bool     // the edges of a row are not in order
	apart   bool     // a cell goes on from one that is drawn otherwise
	lists   bool     // a cell has items of a list
	picture bool     // a cell has a picture and nothing else
}

// NewBody returns a body that stands in root. Its tables are laid out by layout.
func NewBody(root *flow.Flow, layout *grid.Layout) *Body {
	return &Body{root: root, layout: layout}
}

// At returns where a paragraph goes that stands in depth tables: 0 is outside of
// tables. Tables that are deeper end.
func (b *Body) At(depth int) *flow.Flow {
	depth = min(max(depth, 0), maxDepth)
	for len(b.open) > depth {
		b.end()
	}
	for len(b.open) < depth {
		b.open = append(b.open, &table{cell: new(flow.Flow)})
	}
	return b.flow()
}

func (b *Body) flow() *flow.Flow {
	if len(b.open) == 0 {
		return b.root
	}
	return b.open[len(b.open)-1].cell
}

// EndCell ends a cell of the table that is depth tables deep, at least 1.
func (b *Body) EndCell(depth int) {
	b.At(max(depth, 1)).End()
	t := b.open[len(b.open)-1]
	b.lists = b.lists || t.cell.Lists()
	b.picture = b.picture || t.cell.Pictured()
	if b.cells++; b.cells > grid.MaxPlaces {
		b.layout.Fits(b.cells, 1) // it does not: that is a warning
	} else {
		t.cells = append(t.cells, t.cell)
	}
	t.cell = new(flow.Flow)
}

// EndRow ends a row of the table that is depth tables deep, at least 1.
func (b *Body) EndRow(depth int, form Row) {
	b.At(max(depth, 1)).End()
	t := b.open[len(b.open)-1]
	if !t.cell.Empty() {
		b.EndCell(depth)
	}
	if b.drawn += len(form.Cells); b.drawn > grid.MaxPlaces {
		b.layout.Fits(b.drawn, 1)
		t.cells = nil
	}
	if len(t.cells) > 0 {
		if t.apart(form) {
			b.parent().Add(b.form(t.rows))
			t.rows, t.ruled = nil, false
		}
		t.ruled = t.ruled || len(t.rows) > 0 && form.Top != 0
		form.Cells = b.fit(t, &form)
		t.rows = append(t.rows, row{Row: form, texts: t.cells})
	}
	t.cells = nil
}

// DropRow ends a row that is not shown.
func (b *Body) DropRow(depth int) {
	b.At(max(depth, 1))
	t := b.open[len(b.open)-1]
	t.cell, t.cells = new(flow.Flow), nil
}

// Blank reports whether nothing stands in the row that is being read.
func (b *Body) Blank(depth int) bool {
	b.At(max(depth, 1))
	t := b.open[len(b.open)-1]
	return t.cell.Empty() && !slices.ContainsFunc(t.cells, func(c *flow.Flow) bool { return !c.Empty() })
}

// Close ends the tables that are open.
func (b *Body) Close() { b.At(0).End() }

// end ends the innermost table.
func (b *Body) end() {
	t := b.open[len(b.open)-1]
	if t.cell.End(); len(t.cells) > 0 || !t.cell.Empty() {
		b.EndRow(len(b.open), Row{})
	}
	b.parent().Add(b.form(t.rows))
	b.open = b.open[:len(b.open)-1]
}

// parent returns what the innermost table stands in.
func (b *Body) parent() *flow.Flow {
	if n := len(b.open); n > 1 {
		return b.open[n-2].cell
	}
	return b.root
}

// apart reports whether a row begins another table that follows without a
// paragraph between. Word would make one table of the two; LibreOffice writes
// such, and a line above a table's first row only: a row is apart where it has
// the line that the table begins with, the row before has it below, and no row
// between has one above. The lines may be others where the cells are, too.
func (t *table) apart(form Row) bool {
	n := len(t.rows)
	if n < 2 || t.ruled || form.Top == 0 {
		return false
	}
	if slices.ContainsFunc(form.Cells, func(c Cell) bool { return c.GoesOn }) {
		return false
	}
	first, before := &t.rows[0], &t.rows[n-1]
	if first.Top == 0 || before.Bottom == 0 {
		return false
	}
	return form.Top == first.Top && form.Top == before.Bottom || !before.aligned(form)
}

// aligned reports whether two rows are as wide and have an edge in common
// between their cells, or one has none.
func (r *Row) aligned(o Row) bool {
	if len(r.Cells) == 0 || len(o.Cells) == 0 {
		return true
	}
	inner, others := r.Cells[:len(r.Cells)-1], o.Cells[:len(o.Cells)-1]
	near := func(a, b int) bool { return a-b <= nearby && b-a <= nearby }
	if !near(r.Left, o.Left) || !near(r.Cells[len(inner)].Right, o.Cells[len(others)].Right) {
		return false
	}
	return len(inner) == 0 || len(others) == 0 || slices.ContainsFunc(inner, func(c Cell) bool {
		return slices.ContainsFunc(others, func(d Cell) bool { return near(c.Right, d.Right) })
	})
}

// fit returns the cells of a row's form, at least as many as it has texts. A row
// that is not drawn is drawn as the one above, or evenly. Empty cells that are
// not drawn are none: LibreOffice writes such in RTF after a table in a cell.
func (b *Body) fit(t *table, form *Row) []Cell {
	for n := len(t.cells); len(form.Cells) > 0 && n > len(form.Cells) && t.cells[n-1].Empty(); n-- {
		t.cells = t.cells[:n-1]
	}
	texts := len(t.cells)
	if len(form.Cells) != texts {
		b.uneven = true
	}
	if len(form.Cells) == 0 && len(t.rows) > 0 {
		if above := t.rows[len(t.rows)-1]; len(above.Cells) == texts {
			form.Left = above.Left
			for _, c := range above.Cells {
				form.Cells = append(form.Cells, Cell{Right: c.Right})
			}
		}
	}
	cells := slices.Clip(form.Cells) // rows may share it
	right := form.Left
	for _, c := range cells {
		b.crossed = b.crossed || c.Right < right-nearby
		right = c.Right
	}
	for len(cells) < texts {
		right += evenWidth
		cells = append(cells, Cell{Right: right})
	}
	return cells
}

// evenWidth is the width of cells that are not drawn.
const evenWidth = 1440

// Warnings says what the tables so far were read without being sure.
func (b *Body) Warnings() []archive.Warning {
	var ws []archive.Warning
	if b.covered {
		ws = append(ws, archive.Warning{Code: "table_covered", Message: "a cell that a merged cell covers has a text of its own, which Word does not show; it was left out"})
	}
	if b.uneven {
		ws = append(ws, archive.Warning{Code: "table_edges", Message: "a row of a table has not as many cells as the file says where they stand; the columns of the others are guessed"})
	}
	if b.crossed {
		ws = append(ws, archive.Warning{Code: "table_edges", Message: "the edges of a table's cells are not in the order of the cells; its columns are guessed"})
	}
	if b.apart {
		ws = append(ws, archive.Warning{Code: "table_merge", Message: "a cell is marked as a part of the one above it, but is not drawn below it; it stands by itself"})
	}
	if b.lists {
		ws = append(ws, archive.Warning{Code: visible.Numbered, Message: visible.NumberedMessage})
	}
	if b.picture {
		ws = append(ws, archive.Warning{Code: visible.Picture, Message: visible.PictureMessage})
	}
	return ws
}
