package sheet

import (
	"cmp"
	"slices"
)

// spans is a set of rows or columns.
type spans struct {
	list   [][2]int
	before []int // members before each span
	sorted bool
}

func (s *spans) add(first, last int) {
	if first < 0 || first > last || len(s.list) >= MaxRows {
		return
	}
	if n := len(s.list); n > 0 && s.list[n-1][1]+1 == first {
		s.list[n-1][1] = last
		return
	}
	s.list = append(s.list, [2]int{first, last})
	s.sorted = false
}

// has reports whether n is in the set.
func (s *spans) has(n int) bool {
	s.sort()
	i, found := slices.BinarySearchFunc(s.list, n, func(span [2]int, n int) int { return cmp.Compare(span[0], n) })
	return found || i > 0 && n <= s.list[i-1][1]
}

// sort orders the spans and joins those that touch.
func (s *spans) sort() {
	if s.sorted {
		return
	}
	slices.SortFunc(s.list, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	joined := s.list[:0]
	for _, span := range s.list {
		if n := len(joined); n > 0 && span[0] <= joined[n-1][1]+1 {
			joined[n-1][1] = max(joined[n-1][1], span[1])
			continue
		}
		joined = append(joined, span)
	}
	s.list, s.sorted = joined, true
	s.before = make([]int, len(joined)+1)
	for i, span := range joined {
		s.before[i+1] = s.before[i] + span[1] - span[0] + 1
	}
}

// between counts the members from first to last.
func (s *spans) between(first, last int) int { return s.under(last+1) - s.under(first) }

// under counts the members before n.
func (s *spans) under(n int) int {
	s.sort()
	i, _ := slices.BinarySearchFunc(s.list, n, func(span [2]int, n int) int { return cmp.Compare(span[0], n) })
	if i == 0 {
		return 0
	}
	return s.before[i] - max(0, s.list[i-1][1]+1-n)
}

// rest returns the numbers from first to last that are not in the set.
func (s *spans) rest(first, last int) []int {
	kept := make([]int, 0, last-first+1-s.between(first, last))
	for _, span := range s.list {
		for ; first < span[0] && first <= last; first++ {
			kept = append(kept, first)
		}
		first = max(first, span[1]+1)
	}
	for ; first <= last; first++ {
		kept = append(kept, first)
	}
	return kept
}
