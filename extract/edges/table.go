package edges

import (
	"cmp"
	"slices"

	"gongkai/archive"
	"gongkai/extract/flow"
)

// nearby is how far apart two rows may draw the same edge: writers round.
const nearby = 20

// table is a table that is being read.
type table struct {
	rows  []row
	cells []*flow.Flow // of the row that is being read
	cell  *flow.Flow   // that is being read
	ruled bool         // a row after the first has a line above
}

// row is a row that was read: at least as many cells as texts.
type row struct {
	Row
	texts []*flow.Flow
	lines []int // left edge and right edges by the number of their column line
}

// part is a cell with those that go on from it to the right.
type part struct {
	left, right int // column lines
	goesOn      bool
	text        string
}

// form forms the table of rows.
func (b *Body) form(rows []row) *flow.Table {
	out := new(flow.Table)
	columns := number(rows)
	if !b.layout.Fits(len(rows), columns) {
		return out
	}
	var cells []archive.Cell
	above := make(map[int]int) // of the row before: the cell that begins at a line, by its index
	for r := range rows {
		begun := make(map[int]int, len(rows[r].Cells))
		for _, p := range b.parts(&rows[r]) {
			at, ok := above[p.left]
			if ok = ok && cells[at].Column+cells[at].Colspan == p.right; p.goesOn && ok {
				cells[at].Rowspan++
				b.covered = b.covered || p.text != ""
			} else {
				b.apart = b.apart || p.goesOn
				at = len(cells)
				cells = append(cells, archive.Cell{
					Row: r, Column: p.left, Rowspan: 1, Colspan: p.right - p.left, Text: p.text, Header: rows[r].Header,
				})
			}
			begun[p.left] = at
		}
		for _, f := range rows[r].texts {
			out.Inner = append(out.Inner, f.Tables()...)
		}
		above = begun
	}
	out.Table = b.layout.Table("", len(rows), columns, cells)
	return out
}

// parts returns the cells of a row.
func (b *Body) parts(r *row) []part {
	var parts []part
	for i, c := range r.Cells {
		text := ""
		if i < len(r.texts) {
			text = r.texts[i].Text()
		}
		if c.Merged && len(parts) > 0 {
			parts[len(parts)-1].right = r.lines[i+1]
			b.covered = b.covered || text != ""
			continue
		}
		parts = append(parts, part{left: r.lines[i], right: r.lines[i+1], goesOn: c.GoesOn, text: text})
	}
	return parts
}

// edge is an edge of a row.
type edge struct {
	at       int
	row, cut int // the edge's place: rows[row].lines[cut]
}

// number gives the edges of all rows the numbers of their column lines, and
// returns how many columns there are between them. Edges that stand nearly in
// one place are one line, but never two of the same row: each cell is at least
// a column wide.
func number(rows []row) (columns int) {
	var all []edge
	for r := range rows {
		left := rows[r].Left
		all = append(all, edge{left, r, 0})
		for i, c := range rows[r].Cells {
			left = max(left, c.Right)
			all = append(all, edge{left, r, i + 1})
		}
		rows[r].lines = make([]int, len(rows[r].Cells)+1)
	}
	slices.SortStableFunc(all, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	line := 0
	for i, e := range all {
		own := rows[e.row].lines
		if i > 0 && (e.at-all[i-1].at > nearby || e.cut > 0 && own[e.cut-1] == line) {
			line++
		}
		own[e.cut] = line
	}
	return line
}
