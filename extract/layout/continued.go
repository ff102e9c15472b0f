package layout

import (
	"math"
	"slices"
)

// same reports whether tables on two pages stand between the same edges, or all
// lines of the second are some of the first's.
func same(a, b *table) bool {
	return math.Abs(a.X0-b.X0) <= sameEdge && (math.Abs(a.X1-b.X1) <= sameEdge || subset(b.xs, a.xs))
}

// begins reports whether the first row has no figures.
func (t *table) begins() bool {
	return !slices.ContainsFunc(t.cells, func(c cell) bool { return c.row == 0 && numeric(c.text) })
}

// headed reports whether the table is no more than a header: all cells have
// words.
func (t *table) headed() bool {
	return !slices.ContainsFunc(t.cells, func(c cell) bool { return !worded(c.text) })
}

// blank reports whether the table has no text at all.
func (t *table) blank() bool {
	return !slices.ContainsFunc(t.cells, func(c cell) bool { return c.text != "" })
}

// captions returns how many rows are one cell with words, as those are that name
// what stands below them; the first row of all must be one.
func (t *table) captions() int {
	n := 0
	for i := range t.cells {
		switch c := &t.cells[i]; {
		case c.cols == t.columns() && c.rows == 1 && worded(c.text):
			n++
		case c.row == 0:
			return 0
		}
	}
	return n
}

// repeated returns how many rows at the top of b repeat the first rows of a, as
// header rows do.
func repeated(a, b *table) int {
	best := 0
	for k := 1; k <= min(a.rows(), b.rows(), 8); k++ {
		as, ok1 := a.head(k)
		bs, ok2 := b.head(k)
		if !ok1 || !ok2 {
			continue
		}
		same := slices.EqualFunc(as, bs, func(x, y *cell) bool {
			return x.row == y.row && x.col == y.col && x.rows == y.rows && x.cols == y.cols && squeezed(x.text) == squeezed(y.text)
		})
		if !same {
			break
		}
		best = k
	}
	return best
}

// head returns the cells of the first k rows, and whether they may be a header:
// no cell reaches further down, and none is a number.
func (t *table) head(k int) (cells []*cell, ok bool) {
	words := false
	for i := range t.cells {
		c := &t.cells[i]
		if c.row >= k {
			continue
		}
		if c.row+c.rows > k || numeric(c.text) {
			return nil, false
		}
		words = words || worded(c.text)
		cells = append(cells, c)
	}
	return cells, words
}

// behead removes the first k rows, which no cell reaches out of.
func (t *table) behead(k int) {
	t.cells = slices.DeleteFunc(t.cells, func(c cell) bool { return c.row < k })
	for i := range t.cells {
		t.cells[i].row -= k
	}
	t.ys = t.ys[k:]
}
