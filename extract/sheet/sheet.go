package sheet

import (
	"strings"

	"gongkai/extract/grid"
	"gongkai/extract/visible"
)

// The largest sheet that any program writes.
const (
	MaxRows    = 1 << 20
	MaxColumns = 1 << 14
)

// How many cells with text, cells with lines alone, merges and text boxes of a
// sheet are kept: more than a document may have.
const (
	maxKept  = grid.MaxPlaces
	maxDrawn = maxKept / 2
)

// Sheet is a sheet that is being read. The zero value is empty.
type Sheet struct {
	Name   string
	Hidden bool

	HidesZeros bool // cells of 0 show nothing

	cells   []cell
	written int // of them, those with text
	merges  []Range
	rows    spans // hidden ones
	columns spans // hidden ones
	full    bool  // more was written than is kept
	boxes   []string
	links   []link
}

// link is what a cell leads to.
type link struct {
	row, column int
	url         string
}

// cell is a cell with text, or with lines around it.
type cell struct {
	row, column int
	text        string
}

// Range is a block of cells, its ends included. All count from 0.
type Range struct{ Top, Left, Bottom, Right int }

// Set says that a cell shows text, whose white space is folded; or, where
// nothing of it is left, that it is drawn as a part of a table. What is set last
// stands. Set reports false where no more of the kind is kept.
func (s *Sheet) Set(row, column int, text string) bool {
	if row < 0 || column < 0 || row >= MaxRows || column >= MaxColumns {
		return false
	}
	text = fold(text)
	switch {
	case text != "" && s.Full():
		s.full = true
		return false
	case text != "":
		s.written++
	case len(s.cells)-s.written >= maxDrawn:
		return false
	}
	s.cells = append(s.cells, cell{row, column, text})
	return true
}

// Full reports whether no more texts are kept.
func (s *Sheet) Full() bool { return s.written >= maxKept }

// fold folds white space within each line.
func fold(text string) string {
	var l visible.Line
	for i, c := range []byte(text) {
		if c <= ' ' || c >= 0x7f {
			break
		}
		if i == len(text)-1 {
			return text // the usual number
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		l.Write(line)
		l.Feed()
	}
	return l.Take()
}

// Merge says that a block is one cell, with the text of its first.
func (s *Sheet) Merge(r Range) {
	r.Bottom, r.Right = min(r.Bottom, MaxRows-1), min(r.Right, MaxColumns-1)
	if r.Top < 0 || r.Left < 0 || r.Top > r.Bottom || r.Left > r.Right || r.Top == r.Bottom && r.Left == r.Right {
		return
	}
	if len(s.merges) >= maxKept {
		s.full = true
		return
	}
	s.merges = append(s.merges, r)
}

// HideRows says that rows are not shown, from the first to the last.
func (s *Sheet) HideRows(first, last int) { s.rows.add(first, last) }

// HideColumns is HideRows for columns.
func (s *Sheet) HideColumns(first, last int) { s.columns.add(first, last) }

// Link says where a cell leads to. The text of the link is that of the cell.
func (s *Sheet) Link(row, column int, url string) {
	if len(s.links) < maxLinks {
		s.links = append(s.links, link{row, column, url})
	}
}

// Box adds the text of a text box, which stands after the sheet's table.
func (s *Sheet) Box(text string) {
	if len(s.boxes) < maxKept {
		s.boxes = append(s.boxes, text)
	}
}
