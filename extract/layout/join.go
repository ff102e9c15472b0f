package layout

import (
	"fmt"
	"math"
	"slices"
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
	if subset(b.xs, a.xs) && b.blank() {
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

// flatten drops the second row line where all that it divides is empty: the rest
// of labels, which browsers draw too short.
func (t *table) flatten() {
	words := false
	for i := range t.cells {
		switch c := &t.cells[i]; {
		case c.row == 0 && c.rows > 1:
			words = words || worded(c.text)
		case c.row <= 1 && (c.text != "" || c.rows > 1):
			return
		}
	}
	if words && t.rows() > 2 {
		t.cells = slices.DeleteFunc(t.cells, func(c cell) bool { return c.row == 1 })
		t.dropLine(1)
	}
}

// mend joins a label that goes on from the page before with the empty cell below
// it, where the row has its labels: browsers draw the rest of a tall cell
// too short. It reports whether it was sure of all such cells.
func (t *table) mend(before *table) (sure bool) {
	sure = true
	for i := 0; i < len(t.cells) && t.cells[i].row == 0; i++ {
		top := &t.cells[i]
		below, alone := t.rest(top)
		above := before.ending(top)
		if below < 0 || above == nil || !worded(above.text+top.text) {
			continue
		}
		line := top.rows
		if heads, _ := t.heads(line, &t.cells[below]); !alone && !heads {
			continue
		}
		if !known(squeezed(above.text + top.text)) {
			sure = sure && !alone
			continue
		}
		top.rows += t.cells[below].rows
		top.Y1 = t.cells[below].Y1
		t.cells = slices.Delete(t.cells, below, below+1)
		if alone {
			t.dropLine(line)
		}
		i--
	}
	return sure
}

// rest returns the empty cell below top, by its index, and whether nothing else
// begins in its row; or -1.
func (t *table) rest(top *cell) (below int, alone bool) {
	below, alone = -1, true
	for k := range t.cells {
		switch c := &t.cells[k]; {
		case c.row != top.rows:
		case c.col == top.col && c.cols == top.cols && c.text == "":
			below = k
		default:
			alone = false
		}
	}
	return below, alone
}

// ending returns the cell of the same columns that ends the table, or nil.
func (t *table) ending(c *cell) *cell {
	for i := range t.cells {
		if o := &t.cells[i]; o.col == c.col && o.cols == c.cols && o.row+o.rows == t.rows() {
			return o
		}
	}
	return nil
}

// dropLine removes a row line that divides no cells.
func (t *table) dropLine(line int) {
	for i := range t.cells {
		switch c := &t.cells[i]; {
		case c.row > line:
			c.row--
		case c.row < line && c.row+c.rows > line:
			c.rows--
		}
	}
	t.ys = slices.Delete(t.ys, line, line+1)
}

// sliver reports whether a row holds no text, but for that of cells that are
// taller, and is no row: too thin for a line of text, or open to the page break.
// That is what a break leaves of a row's padding, or of the gap between rows.
func (t *table) sliver(row int, size float64, open bool) bool {
	if !open && t.ys[row+1].mid()-t.ys[row].mid() >= 1.1*size {
		return false
	}
	for i := range t.cells {
		if c := &t.cells[i]; c.row == row && c.rows == 1 && c.text != "" {
			return false
		}
	}
	return true
}

// cutRow removes a row. Cells that reach beyond it are shorter then.
func (t *table) cutRow(row int) {
	t.cells = slices.DeleteFunc(t.cells, func(c cell) bool { return c.row == row && c.rows == 1 })
	for i := range t.cells {
		switch c := &t.cells[i]; {
		case c.row > row:
			c.row--
		case c.row+c.rows > row:
			c.rows--
		}
	}
	t.ys = slices.Delete(t.ys, row, row+1)
}

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

// tile cuts an empty cell of the first row into the columns of the labels that
// stand above it before the break, where the row is one of labels: browsers leave
// out the borders of what remains of them.
func (t *table) tile(before *table) {
	for i := 0; i < len(t.cells) && t.cells[i].row == 0; i++ {
		c := t.cells[i]
		if heads, _ := t.heads(0, &c); c.text != "" || c.cols == 1 || !heads {
			continue
		}
		var parts []cell
		covered := 0
		for k := range before.cells {
			o := &before.cells[k]
			if o.row+o.rows == before.rows() && o.col >= c.col && o.col+o.cols <= c.col+c.cols && worded(o.text) {
				part := c
				part.col, part.cols, part.X0, part.X1 = o.col, o.cols, o.X0, o.X1
				parts = append(parts, part)
				covered += o.cols
			}
		}
		if covered == c.cols && len(parts) > 1 {
			slices.SortFunc(parts, func(a, b cell) int { return a.col - b.col })
			t.cells = slices.Replace(t.cells, i, i+1, parts...)
			i += len(parts) - 1
		}
	}
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

// subset reports whether each line of few stands among many.
func subset(few, many []stripe) bool {
	for _, s := range few {
		if !slices.ContainsFunc(many, func(o stripe) bool { return math.Abs(o.mid()-s.mid()) <= sameEdge }) {
			return false
		}
	}
	return true
}

// merged returns the lines of both, those that stand in one place once.
func merged(a, b []stripe) []stripe {
	out := slices.Clone(a)
	for _, s := range b {
		if !subset([]stripe{s}, a) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b stripe) int {
		switch d := a.mid() - b.mid(); {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	return out
}

// widened returns the table in a grid of more columns.
func (t *table) widened(xs []stripe) *table {
	wide := *t
	wide.xs, wide.cells = xs, slices.Clone(t.cells)
	at := make([]int, len(t.xs))
	for i, s := range t.xs {
		best := 0
		for k := range xs {
			if math.Abs(xs[k].mid()-s.mid()) < math.Abs(xs[best].mid()-s.mid()) {
				best = k
			}
		}
		at[i] = best
	}
	for i := range wide.cells {
		c := &wide.cells[i]
		end := at[c.col+c.cols]
		c.col = at[c.col]
		c.cols = max(1, end-c.col)
	}
	return &wide
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

// pair is a cell that ends at a page break and one of the same columns that
// begins behind it, by their index.
type pair struct{ above, below int }

// pairsOf returns the pairs at the break between a and b.
func pairsOf(a, b *table) []pair {
	var out []pair
	for i := range a.cells {
		above := &a.cells[i]
		if above.row+above.rows != a.rows() {
			continue
		}
		for k := range b.cells {
			if below := &b.cells[k]; below.row == 0 && below.col == above.col && below.cols == above.cols {
				out = append(out, pair{i, k})
			}
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
// b in over go on from those of a.
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
	slices.SortStableFunc(a.cells, func(x, y cell) int {
		if x.row != y.row {
			return x.row - y.row
		}
		return x.col - y.col
	})
}
