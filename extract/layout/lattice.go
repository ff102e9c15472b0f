package layout

import (
	"cmp"
	"slices"
	"sort"
)

// The limits of one page. A page with three large tables has some 300 segments
// after joining and 500 base cells.
const (
	maxSegments  = 20_000
	maxCrossings = 4_000_000 // pairs of segments that are compared
	maxLattices  = 100
	maxBaseCells = 40_000
)

// mesh is a set of rules that hang together: across and down.
type mesh struct {
	across, down []segment
}

// meshes returns the connected components of crossing rules, and whether the
// page has too many rules to look at all.
func meshes(across, down []segment) (found []mesh, full bool) {
	if len(across)+len(down) > maxSegments {
		return nil, true
	}
	parent := make([]int, len(across)+len(down))
	for i := range parent {
		parent[i] = i
	}
	compared := 0
	for i, h := range across {
		first := sort.Search(len(down), func(k int) bool { return down[k].at >= h.from-joinWithin })
		for k := first; k < len(down) && down[k].at <= h.to+joinWithin; k++ {
			if compared++; compared > maxCrossings {
				return nil, true
			}
			if v := down[k]; v.from-joinWithin <= h.at && h.at <= v.to+joinWithin {
				union(parent, i, len(across)+k)
			}
		}
	}
	at := make(map[int]int)
	of := func(i int) *mesh {
		root := find(parent, i)
		n, ok := at[root]
		if !ok {
			n = len(found)
			at[root] = n
			found = append(found, mesh{})
		}
		return &found[n]
	}
	for i, h := range across {
		m := of(i)
		m.across = append(m.across, h)
	}
	for k, v := range down {
		m := of(len(across) + k)
		m.down = append(m.down, v)
	}
	return slices.DeleteFunc(found, func(m mesh) bool { return len(m.across) == 0 || len(m.down) == 0 || len(m.across)+len(m.down) < 3 }), false
}

func find(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}

// union joins two sets; the smaller root leads, so that the first member names
// a set.
func union(parent []int, a, b int) {
	a, b = find(parent, a), find(parent, b)
	if a < b {
		parent[b] = a
	} else {
		parent[a] = b
	}
}

// stripe is a line of the grid: where it begins and ends, as double lines have
// some width.
type stripe struct{ from, to float64 }

func (s stripe) mid() float64 { return (s.from + s.to) / 2 }

// stripes returns the lines that segments lie on, sorted.
func stripes(all []segment) []stripe {
	places := make([]float64, len(all))
	for i, s := range all {
		places[i] = s.at
	}
	slices.Sort(places)
	var out []stripe
	for _, p := range places {
		if n := len(out); n > 0 && p-out[n-1].to < thinnest && p-out[n-1].from < 2*thinnest {
			out[n-1].to = p
			continue
		}
		out = append(out, stripe{p, p})
	}
	return out
}

// lineOf returns which of lines holds a place.
func lineOf(lines []stripe, at float64) int {
	n := sort.Search(len(lines), func(i int) bool { return lines[i].to >= at })
	return min(n, len(lines)-1)
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
