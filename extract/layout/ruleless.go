package layout

import (
	"math"
	"strings"
)

// columnGap is the room between columns, of the text's size.
const columnGap = 1.2

// columns returns where numbers stand on a line that have room on both sides, the
// middle of each, and where everything with room before it begins.
func (s *sheet) columns(glyphs []int32) (figures, starts []float64) {
	var b strings.Builder
	var from, to float64
	end := func() {
		if b.Len() > 0 && numeric(b.String()) {
			figures = append(figures, (from+to)/2)
		}
		b.Reset()
	}
	for _, i := range glyphs {
		g := &s.page.Glyphs[i]
		if blank(g.Text) {
			continue
		}
		if b.Len() == 0 || g.X0-to > columnGap*s.size(i) {
			end()
			from = g.X0
			starts = append(starts, from)
		}
		b.WriteString(g.Text)
		to = g.X1
	}
	end()
	return figures, starts
}

// ruleless reports whether text stands in columns without rules between them: at
// least three lines outside of the tables, or in the cells of one column, have at
// least two numbers below each other; or lines outside begin at three places that
// are the same.
func (s *sheet) ruleless() bool {
	figures := func(l *line) []float64 { return l.figures }
	if aligned(s.lines, 2, figures) || aligned(s.lines, 3, func(l *line) []float64 { return l.starts }) {
		return true
	}
	for _, t := range s.found {
		columns := make(map[int][]line)
		for i := range t.cells {
			c := &t.cells[i]
			columns[c.col] = append(columns[c.col], c.lines...)
		}
		for _, lines := range columns {
			if aligned(lines, 2, figures) {
				return true
			}
		}
	}
	return false
}

// boxed reports whether two numbers stand each in a box of its own, beside
// another box of the same height: cells with room between them.
func (s *sheet) boxed() bool {
	numbers := 0
	for i, t := range s.found {
		if len(t.cells) != 1 || !numeric(t.cells[0].text) {
			continue
		}
		for _, k := range []int{i - 1, i + 1} { // they are in the order of their tops
			if k >= 0 && k < len(s.found) && len(s.found[k].cells) == 1 &&
				math.Abs(s.found[k].Y0-t.Y0) < thickest && math.Abs(s.found[k].Y1-t.Y1) < thickest {
				numbers++
				break
			}
		}
	}
	return numbers >= 2
}

// aligned reports whether three lines, others between them left out, have at
// least so many places below each other.
func aligned(lines []line, least int, places func(*line) []float64) bool {
	rows := 0
	var above []float64
	for i := range lines {
		l := &lines[i]
		here := places(l)
		if len(here) < least {
			continue
		}
		same := 0
		for _, x := range here {
			for _, o := range above {
				if math.Abs(x-o) < l.size {
					same++
					break
				}
			}
		}
		above = here
		if same < least {
			rows = 0
		}
		if rows++; rows >= 3 {
			return true
		}
	}
	return false
}

// How long the lines of two columns of prose are at least, of the text's size,
// and how many there are.
const (
	columnWidth = 12
	columnLines = 5
)

// twoColumns reports whether prose stands in two columns outside of the tables.
func (s *sheet) twoColumns() bool {
	rows, begins := 0, 0.0
	for i := range s.lines {
		l := &s.lines[i]
		if len(l.starts) != 2 || l.starts[1]-l.X0 < columnWidth*l.size || l.X1-l.starts[1] < columnWidth*l.size {
			continue
		}
		if rows > 0 && math.Abs(l.starts[1]-begins) > 3*l.size { // paragraphs begin indented
			rows = 0
		}
		if rows == 0 {
			begins = l.starts[1]
		}
		if rows++; rows >= columnLines {
			return true
		}
	}
	return false
}
