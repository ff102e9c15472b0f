package layout

import (
	"cmp"
	"slices"
	"sort"
)

// Tables that stand on top of each other touch, so their rules make one mesh.
// Each draws its own border, so there are more rules between two of them than
// between rows.

// stacked cuts a grid into those of the tables that it is of.
func (s *sheet) stacked(e edges) []edges {
	var lines, layers []int
	for j := 1; j < e.rows(); j++ {
		if e.divides(j) {
			lines = append(lines, j)
			layers = append(layers, s.layers(e, j))
		}
	}
	if len(lines) == 0 {
		return []edges{e}
	}
	usual := slices.Min(layers)
	if len(layers) == 1 { // of two rows: by the border above them, which each of their cells may have
		usual = max(1, 2*s.layers(e, 0), 2*s.layers(e, e.rows()))
	}
	var cuts []int
	for i, j := range lines {
		_, a1 := e.extent(j - 1)
		_, b1 := e.extent(j)
		narrower := a1 != b1 // what begins further right only is a row whose first cell has no border
		if apart := e.apart(j); layers[i] >= usual+2 || (narrower || apart) && layers[i] > usual || narrower && apart {
			cuts = append(cuts, j)
		}
	}
	if len(lines) > 2 && len(cuts)*2 > len(lines) {
		return []edges{e} // what so many rows have is no border of tables
	}
	var out []edges
	from := 0
	for _, j := range append(cuts, e.rows()) {
		out = append(out, e.between(from, j))
		from = j
	}
	return out
}

// extent returns the outermost column lines of a row that have a rule.
func (e *edges) extent(row int) (first, last int) {
	first, last = -1, -1
	for k := range e.xs {
		if e.down(row, k) {
			if first < 0 {
				first = k
			}
			last = k
		}
	}
	return first, last
}

// divides reports whether no cell reaches over row line j.
func (e *edges) divides(j int) bool {
	a0, a1 := e.extent(j - 1)
	b0, b1 := e.extent(j)
	if a0 < 0 || b0 < 0 {
		return false
	}
	for c := max(a0, b0); c < min(a1, b1); c++ {
		if !e.across(j, c) {
			return false
		}
	}
	return min(a1, b1) > max(a0, b0)
}

// apart reports whether the rows beside row line j are divided into cells at
// no place that is the same.
func (e *edges) apart(j int) bool {
	above, below := false, false
	for k := 1; k < e.columns(); k++ {
		up, down := e.down(j-1, k), e.down(j, k)
		if up && down {
			return false
		}
		above, below = above || up, below || down
	}
	return above && below
}

// between returns the grid of the rows from, inclusive, to to, exclusive.
func (e *edges) between(from, to int) edges {
	if from == 0 && to == e.rows() {
		return *e
	}
	n, k := len(e.xs), e.columns()
	part := edges{xs: e.xs, ys: e.ys[from : to+1], left: e.left[from*n : to*n], top: e.top[from*k : (to+1)*k]}
	part.top = slices.Clone(part.top) // the line between two tables is of both
	for c := range k {
		a0, a1 := part.extent(0)
		b0, b1 := part.extent(part.rows() - 1)
		part.top[c] = part.top[c] && c >= a0 && c < a1
		last := (part.rows())*k + c
		part.top[last] = part.top[last] && c >= b0 && c < b1
	}
	part.thin()
	return part
}

// layers returns how many rules lie beside each other at row line j, each over
// at least half of the narrower row.
func (s *sheet) layers(e edges, j int) int {
	a0, a1 := e.extent(max(j-1, 0))
	b0, b1 := e.extent(min(j, e.rows()-1))
	x0, x1 := e.xs[max(a0, b0)].mid(), e.xs[min(a1, b1)].mid()
	y := e.ys[j]
	first := sort.Search(len(s.across), func(i int) bool { return s.across[i].at >= y.from-snapWithin })
	type layer struct{ at, length float64 }
	var found []layer
	for _, r := range s.across[first:] {
		if r.at > y.to+snapWithin {
			break
		}
		length := min(r.to, x1) - max(r.from, x0)
		if length <= 0 {
			continue
		}
		if n := len(found); n > 0 && r.at-found[n-1].at < 0.15 {
			found[n-1].length += length
			continue
		}
		found = append(found, layer{r.at, length})
	}
	n := 0
	for _, l := range found {
		if l.length >= 0.5*(x1-x0) {
			n++
		}
	}
	return n
}

// rulesAcross returns the rules across the page as they are drawn, sorted.
func rulesAcross(rules []Box) []segment {
	var out []segment
	for _, b := range rules {
		if finite(b) && b.Y1-b.Y0 <= thickest && b.X1-b.X0 > thinnest {
			out = append(out, segment{at: (b.Y0 + b.Y1) / 2, from: b.X0, to: b.X1})
		}
	}
	slices.SortFunc(out, func(a, b segment) int { return cmp.Compare(a.at, b.at) })
	return out
}
