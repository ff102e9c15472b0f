package cmap

import (
	"cmp"
	"slices"
)

// disjoint returns the ranges sorted and without overlap. Where two overlap the
// one that begins later in the order of codes counts, and of those that begin
// together the shorter; of equals the one that was written last. That makes
// single codes stand out of a range that holds them all.
func disjoint[T any](list []T, bounds func(T) (from, to uint32), cut func(t T, from, to uint32) T) []T {
	type ranked struct {
		t        T
		from, to uint32
	}
	all := make([]ranked, len(list))
	tidy := true
	for i, t := range list {
		from, to := bounds(t)
		all[i] = ranked{t, from, to}
		tidy = tidy && (i == 0 || from > all[i-1].to)
	}
	if tidy {
		return list
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		if c := cmp.Compare(a.from, b.from); c != 0 {
			return c
		}
		return cmp.Compare(b.to, a.to)
	})
	out := make([]T, 0, len(all))
	emit := func(r ranked, from, to uint32) {
		if from <= to {
			out = append(out, cut(r.t, from, to))
		}
	}
	// under holds the ranges that the codes from next on lie in, innermost last.
	var under []ranked
	next := uint32(0)
	for _, r := range all {
		for len(under) > 0 && under[len(under)-1].to < r.from {
			top := under[len(under)-1]
			emit(top, max(top.from, next), top.to)
			next = max(next, top.to+1)
			under = under[:len(under)-1]
		}
		if len(under) > 0 {
			top := under[len(under)-1]
			if from := max(top.from, next); r.from > 0 && from <= r.from-1 {
				emit(top, from, r.from-1)
			}
			if top.from == r.from && top.to == r.to {
				under = under[:len(under)-1]
			}
		}
		next = r.from
		under = append(under, r)
	}
	for len(under) > 0 {
		top := under[len(under)-1]
		if from := max(top.from, next); from <= top.to {
			emit(top, from, top.to)
			next = top.to
			if next++; next == 0 {
				break
			}
		}
		under = under[:len(under)-1]
	}
	return out
}
