package layout

import (
	"slices"
	"sort"
)

// The limits of one page. A page with three large tables has some 300 segments
// after joining and 500 base cells.
const (
	maxSegments  = 20_000
	maxCrossings = 4_000_000 // pairs of segments that are compared
	maxLattices  = 100
	maxBaseCells = 10_000
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
	var single []segment
	found = slices.DeleteFunc(found, func(m mesh) bool {
		if len(m.across) == 0 {
			single = append(single, m.down...)
		}
		return len(m.across) == 0 || len(m.down) == 0 || len(m.across)+len(m.down) < 3
	})
	for i := range found {
		found[i].flank(single)
	}
	return found, false
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
