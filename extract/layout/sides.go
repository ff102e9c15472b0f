package layout

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// flank adds lines down that stand beside the mesh from its top or to its bottom
// and cross nothing: the sides of a cell that goes on over page breaks above and
// below, in a table whose cells have borders of their own.
func (m *mesh) flank(single []segment) {
	x0, x1, y0, y1 := m.extent()
	slices.SortFunc(single, func(a, b segment) int { return cmp.Compare(a.at, b.at) })
	beside := func(s segment) bool {
		top, bottom := s.from-y0 < 2*thinnest && y0-s.from < 2*thinnest, s.to-y1 < 2*thinnest && y1-s.to < 2*thinnest
		return s.length() > 3*thinnest && (top || bottom) && s.from > y0-2*thinnest && s.to < y1+2*thinnest
	}
	// The other side of a cell is as long as the one that touches the mesh.
	paired := func(s segment, edge float64) bool {
		return slices.ContainsFunc(m.down, func(o segment) bool {
			return math.Abs(o.at-edge) < 2*thinnest && math.Abs(o.from-s.from) < 2*thinnest && math.Abs(o.to-s.to) < 2*thinnest
		})
	}
	take := func(at, step int, edge float64) {
		for ; at >= 0 && at < len(single); at += step {
			s := single[at]
			if !beside(s) || math.Abs(s.at-edge) > 2*thinnest && !paired(s, edge) {
				return
			}
			m.down = append(m.down, s)
			edge = s.at
		}
	}
	take(sort.Search(len(single), func(i int) bool { return single[i].at > x1 }), 1, x1)
	take(sort.Search(len(single), func(i int) bool { return single[i].at >= x0 })-1, -1, x0)
}

// extent returns the rectangle around the mesh.
func (m *mesh) extent() (x0, x1, y0, y1 float64) {
	x0, x1 = m.down[0].at, m.down[0].at
	y0, y1 = m.across[0].at, m.across[0].at
	for _, s := range m.down {
		x0, x1, y0, y1 = min(x0, s.at), max(x1, s.at), min(y0, s.from), max(y1, s.to)
	}
	for _, s := range m.across {
		y0, y1 = min(y0, s.at), max(y1, s.at)
	}
	return x0, x1, y0, y1
}

// beyond returns the farthest end that at least two segments have in common
// beyond limit, on the side that sign says, and whether there is one.
func beyond(all []segment, limit, sign float64) (float64, bool) {
	var ends []float64
	for _, s := range all {
		end := s.to
		if sign < 0 {
			end = -s.from
		}
		if end > sign*limit+thinnest {
			ends = append(ends, end)
		}
	}
	slices.SortFunc(ends, func(a, b float64) int { return cmp.Compare(b, a) })
	for i := 1; i < len(ends); i++ {
		if ends[i-1]-ends[i] <= joinWithin {
			return sign * ends[i], true
		}
	}
	return 0, false
}

// close closes a mesh whose rules run past its last crossing rule: a table
// without borders at its sides, or one that a page break cuts. It reports
// whether top and bottom were open.
func (m *mesh) close() (top, bottom bool) {
	side := func(lines, cross *[]segment, limit, sign float64) bool {
		at, open := beyond(*lines, limit, sign)
		if !open {
			return false
		}
		from, to := (*cross)[0].at, (*cross)[0].at
		reach := false
		for _, s := range *lines {
			if s.from-joinWithin <= at && at <= s.to+joinWithin {
				if !reach {
					from, to, reach = s.at, s.at, true
				}
				from, to = min(from, s.at), max(to, s.at)
			}
		}
		if to-from < thinnest {
			return false
		}
		*cross = append(*cross, segment{at: at, from: from, to: to})
		return true
	}
	first := func(all []segment) float64 {
		return slices.MinFunc(all, func(a, b segment) int { return cmp.Compare(a.at, b.at) }).at
	}
	last := func(all []segment) float64 {
		return slices.MaxFunc(all, func(a, b segment) int { return cmp.Compare(a.at, b.at) }).at
	}
	side(&m.across, &m.down, first(m.down), -1)
	side(&m.across, &m.down, last(m.down), 1)
	top = side(&m.down, &m.across, first(m.across), -1)
	bottom = side(&m.down, &m.across, last(m.across), 1)
	return top, bottom
}

// open reports whether a rule runs on past the outermost of those that cross it,
// by a row or more.
func (m *mesh) open() bool {
	past := func(lines, cross []segment) bool {
		first, last := cross[0].at, cross[0].at
		for _, s := range cross {
			first, last = min(first, s.at), max(last, s.at)
		}
		return slices.ContainsFunc(lines, func(s segment) bool {
			return first-s.from > 2*thinnest || s.to-last > 2*thinnest
		})
	}
	return past(m.down, m.across) || past(m.across, m.down)
}
