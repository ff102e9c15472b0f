package layout

import (
	"fmt"
	"math"
)

// A table over a page break is drawn as two. Joining them has three questions:
// are they one table (join), does the break cut a row in two (cutsRow), and if
// not, which cells reach over it (reaches)? What the rules leave open the texts
// must tell; where they don't for certain, a warning says so.

// sameEdge is how far apart, in points, one column line may stand on two pages.
const sameEdge = 3.0

// join joins a table that the next page begins with to the one that its page
// ended with, and reports whether it is one with it.
func (r *reader) join(a, b *table) bool {
	if !same(a, b) {
		return false
	}
	if b.columns() < a.columns() && subset(b.xs, a.xs) && b.blank() {
		a.Y1 = b.Y1
		return true // what a break left of cells that reach over several rows
	}
	xs := merged(a.xs, b.xs)
	if repeated(a.widened(xs), b.widened(xs)) == 0 && b.begins() && !a.headed() {
		// The first row is none of figures: a table may begin with it.
		if a.Y1+b.ys[1].mid()-b.ys[0].mid() < r.bottom-1 { // it would have found room on the page before
			return false
		}
		if b.captions() > 0 && a.captions() < 2 {
			r.warn("table_split_row", "a part of a table begins on a new page; whether it is a table of its own is a guess", b.first)
		}
	}
	certain := math.Abs(a.X1-b.X1) <= sameEdge && (subset(b.xs, a.xs) || subset(a.xs, b.xs))
	*a, *b = *a.widened(xs), *b.widened(xs)
	size := textSize(a, b)
	for a.rows() > 1 && a.sliver(a.rows()-1, size, a.openBottom) {
		a.cutRow(a.rows() - 1)
		a.openBottom = false
	}
	if k := repeated(a, b); k > 0 {
		b.behead(k)
	}
	for b.rows() > 1 && b.sliver(0, size, b.openTop) {
		b.cutRow(0)
		b.openTop = false
	}
	a.inner = append(a.inner, b.inner...)
	a.last = b.last
	if b.rows() == 0 {
		return true
	}
	if !certain {
		r.warn("table_split_row", "a table goes on from the page before, with other columns; it was joined", b.first)
	}
	b.flatten()
	b.tile(a)
	if !b.mend(a) {
		r.warn("table_split_row", "an empty cell may belong to the one above it, which reaches over the page break", b.first)
	}
	pairs := pairsOf(a, b)
	cut, sure := cutsRow(a, b, pairs)
	if !sure {
		r.warn("table_split_row", "the page break may cut a row of a table in two; whether it does is a guess", b.first)
	}
	shift := a.rows()
	if cut {
		shift--
	}
	over := make(map[int]int) // cells of b that go on from one of a
	for _, p := range pairs {
		reach := cut
		if !cut {
			var sure bool
			if reach, sure = reaches(a, b, p); !sure {
				r.warn("table_split_row", fmt.Sprintf("the cell %q may reach over the page break; whether it does is a guess", a.cells[p.above].text+b.cells[p.below].text), b.first)
			}
		}
		if reach {
			over[p.below] = p.above
		}
	}
	a.append(b, shift, over)
	return true
}

// pair is a cell that ends at a page break and one of the same columns that
// begins behind it, by their index.
type pair struct{ above, below int }

// pairsOf returns the pairs at the break between a and b.
func pairsOf(a, b *table) []pair {
	below := make(map[int]int) // cells of the first row, by their column
	for k := range b.cells {
		if b.cells[k].row == 0 {
			below[b.cells[k].col] = k
		}
	}
	var out []pair
	for i := range a.cells {
		c := &a.cells[i]
		if c.row+c.rows != a.rows() {
			continue
		}
		if k, ok := below[c.col]; ok && b.cells[k].cols == c.cols {
			out = append(out, pair{i, k})
		}
	}
	return out
}

// textSize returns the size of the text at the break.
func textSize(a, b *table) float64 {
	size := 0.0
	for _, t := range []*table{a, b} {
		for i := range t.cells {
			for k := range t.cells[i].lines {
				size = max(size, t.cells[i].lines[k].size)
			}
		}
	}
	return size
}

// append adds the rows of b behind those of a, the first at row shift. Cells of
// b in over go on from those of a; those that don't are below all of a.
func (a *table) append(b *table, shift int, over map[int]int) {
	for i := range b.cells {
		c := b.cells[i]
		c.row += shift
		k, goesOn := over[i]
		if !goesOn {
			a.cells = append(a.cells, c)
			continue
		}
		x := &a.cells[k]
		x.rows = c.row + c.rows - x.row
		x.lines = append(x.lines, c.lines...)
		x.Y1 = c.Y1
		if len(c.lines) == 0 {
			x.Y1 = math.Inf(1) // no text of it can follow
		}
		x.text = textOf(x.lines, x.Box)
	}
	last := a.ys[len(a.ys)-1].to
	skip := 1
	if shift < a.rows() {
		a.ys = a.ys[:len(a.ys)-1] // the row goes on
	}
	for _, s := range b.ys[skip:] {
		off := last - b.ys[0].from
		a.ys = append(a.ys, stripe{s.from + off, s.to + off})
	}
	a.openBottom, a.Y1 = b.openBottom, b.Y1
}
