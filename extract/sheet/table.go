package sheet

import (
	"cmp"
	"slices"
	"sort"

	"gongkai/extract/grid"
)

// maxSteps is how many places are looked at for merges that lie across each
// other.
const maxSteps = 8 * grid.MaxPlaces

// view is what a sheet shows: the rows and columns that are kept, and the cell
// that covers each of their places.
type view struct {
	*Sheet
	keptRows []int
	keptCols []int
	merged   []Range // those that can be seen, by kept rows and columns
	texts    []string
	anchors  map[[2]int]bool // the cells that their texts stand in
	owner    []int32         // of each place: the merge that covers it, from 1, or 0

	hiddenRows, hiddenColumns map[int]bool // with text that is left out
	overlap, covered          bool
	squeezed, cut             bool
}

// order sorts the cells by where they stand and keeps the last of each.
func (s *Sheet) order() {
	slices.SortStableFunc(s.cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
	})
	kept := s.cells[:0]
	for i, c := range s.cells {
		if i+1 < len(s.cells) && s.cells[i+1].row == c.row && s.cells[i+1].column == c.column {
			if s.cells[i+1].text == "" {
				s.cells[i+1].text = c.text
			}
			continue
		}
		kept = append(kept, c)
	}
	s.cells = kept
}

// at returns the text of a cell; the cells are in order.
func (s *Sheet) at(row, column int) string {
	i, found := slices.BinarySearchFunc(s.cells, cell{row: row, column: column}, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
	})
	if !found {
		return ""
	}
	return s.cells[i].text
}

// look finds what the sheet shows in at most as many places as fit.
func (s *Sheet) look(fits func(rows, columns int) bool) *view {
	s.order()
	v := &view{Sheet: s, hiddenRows: make(map[int]bool), hiddenColumns: make(map[int]bool), anchors: make(map[[2]int]bool)}
	v.choose(fits)
	v.cover()
	return v
}

// extent is a bounding box. Its zero value is empty.
type extent struct {
	Range
	any bool
}

func (e *extent) add(r Range) {
	if !e.any {
		*e = extent{r, true}
		return
	}
	e.Top, e.Left = min(e.Top, r.Top), min(e.Left, r.Left)
	e.Bottom, e.Right = max(e.Bottom, r.Bottom), max(e.Right, r.Right)
}

// choose chooses the rows and columns that are kept: those from the first to
// the last with text, merged cells or lines. A sheet where these are far more
// than its text is taken by its text alone; and without its empty rows and
// columns where that is too large still.
func (v *view) choose(fits func(rows, columns int) bool) {
	var all, text extent
	for _, c := range v.cells {
		if v.rows.has(c.row) || v.columns.has(c.column) {
			continue
		}
		all.add(Range{c.row, c.column, c.row, c.column})
		if c.text != "" {
			text.add(Range{c.row, c.column, c.row, c.column})
		}
	}
	for _, m := range v.merges {
		if v.visible(m) {
			all.add(m)
			if v.at(m.Top, m.Left) != "" && (v.rows.has(m.Top) || v.columns.has(m.Left)) {
				text.add(m) // its text moves into what is shown of it
			}
		}
	}
	if !text.any {
		return
	}
	// Blank lines of a form are part of it; a form drawn over the whole sheet is not.
	written, drawn := v.places(text.Range), v.places(all.Range)
	extents := []extent{all, text}
	if drawn > 2*written+100 {
		extents = extents[1:]
	}
	for _, e := range extents {
		if fits(v.size(e.Range)) {
			v.keptRows, v.keptCols = v.rows.rest(e.Top, e.Bottom), v.columns.rest(e.Left, e.Right)
			return
		}
	}
	v.squeeze()
	if n := sort.Search(len(v.keptRows), func(i int) bool { return !fits(i+1, len(v.keptCols)) }); n < len(v.keptRows) {
		v.keptRows, v.cut = v.keptRows[:n], true
	}
}

// size returns how many rows and columns of r are shown.
func (v *view) size(r Range) (rows, columns int) {
	return r.Bottom - r.Top + 1 - v.rows.between(r.Top, r.Bottom), r.Right - r.Left + 1 - v.columns.between(r.Left, r.Right)
}

func (v *view) places(r Range) int {
	rows, columns := v.size(r)
	return rows * columns
}

// visible reports whether a part of r is shown.
func (v *view) visible(r Range) bool {
	return v.places(r) > 0
}

// squeeze keeps the rows and columns that have text.
func (v *view) squeeze() {
	v.squeezed = true
	for _, c := range v.cells {
		if c.text != "" && !v.rows.has(c.row) && !v.columns.has(c.column) {
			v.keptRows = append(v.keptRows, c.row)
			v.keptCols = append(v.keptCols, c.column)
		}
	}
	slices.Sort(v.keptRows)
	slices.Sort(v.keptCols)
	v.keptRows, v.keptCols = slices.Compact(v.keptRows), slices.Compact(v.keptCols)
}

// within returns the range of indexes of kept that lie from first to last; it
// is empty where from > to.
func within(kept []int, first, last int) (from, to int) {
	return sort.SearchInts(kept, first), sort.SearchInts(kept, last+1) - 1
}

// cover finds the places that merged cells cover. Of two that lie across each
// other the first stands.
func (v *view) cover() {
	columns := len(v.keptCols)
	v.owner = make([]int32, len(v.keptRows)*columns)
	steps := 0
	for _, m := range v.merges {
		var r Range
		r.Top, r.Bottom = within(v.keptRows, m.Top, m.Bottom)
		r.Left, r.Right = within(v.keptCols, m.Left, m.Right)
		if r.Top > r.Bottom || r.Left > r.Right {
			continue
		}
		free := steps < maxSteps
		for row := r.Top; row <= r.Bottom && free; row++ {
			for column := r.Left; column <= r.Right && free; column++ {
				steps++
				free = v.owner[row*columns+column] == 0
			}
		}
		if !free {
			v.overlap = true
			continue
		}
		v.merged = append(v.merged, r)
		v.texts = append(v.texts, v.at(m.Top, m.Left))
		v.anchors[[2]int{m.Top, m.Left}] = true
		for row := r.Top; row <= r.Bottom; row++ {
			for column := r.Left; column <= r.Right; column++ {
				v.owner[row*columns+column] = int32(len(v.merged))
			}
		}
	}
}
