package layout

import (
	"math"
	"slices"
)

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

// widened returns the table in a grid of more columns; itself, if it has them.
func (t *table) widened(xs []stripe) *table {
	if len(xs) == len(t.xs) {
		return t
	}
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
