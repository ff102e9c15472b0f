package replay

// edit is a run of what two sequences have in common, or of what only one has.
type edit[T any] struct {
	Kind byte // '=', '-' for the older alone, '+' for the newer alone
	Run  []T
}

// maxEdits bounds how many differences are told apart: of sequences that differ
// more, everything between their common ends counts as replaced.
const maxEdits = 1500

// edits returns how newer came from older: the shortest way, by the algorithm
// of Myers (An O(ND) Difference Algorithm and Its Variations, 1986).
func edits[T comparable](older, newer []T) []edit[T] {
	start := 0
	for start < len(older) && start < len(newer) && older[start] == newer[start] {
		start++
	}
	end := 0
	for end < len(older)-start && end < len(newer)-start && older[len(older)-1-end] == newer[len(newer)-1-end] {
		end++
	}
	var all []edit[T]
	all = add(all, '=', older[:start])
	a, b := older[start:len(older)-end], newer[start:len(newer)-end]
	switch steps, ok := shortest(a, b); {
	case ok:
		x, y := 0, 0
		for _, kind := range steps {
			switch kind {
			case '=':
				all = add(all, '=', a[x:x+1])
				x, y = x+1, y+1
			case '-':
				all = add(all, '-', a[x:x+1])
				x++
			case '+':
				all = add(all, '+', b[y:y+1])
				y++
			}
		}
	default:
		all = add(add(all, '-', a), '+', b)
	}
	return add(all, '=', older[len(older)-end:])
}

// add appends a run, to the last one where that is of its kind.
func add[T any](all []edit[T], kind byte, run []T) []edit[T] {
	if len(run) == 0 {
		return all
	}
	if n := len(all) - 1; n >= 0 && all[n].Kind == kind {
		all[n].Run = append(all[n].Run[:len(all[n].Run):len(all[n].Run)], run...)
		return all
	}
	return append(all, edit[T]{kind, run})
}

// shortest returns the kinds of the steps from a to b, and whether there are
// few enough.
func shortest[T comparable](a, b []T) (steps []byte, ok bool) {
	limit := min(len(a)+len(b), maxEdits)
	reach := make([]int, 2*limit+3) // by diagonal, how far along a
	at := func(k int) *int { return &reach[k+limit+1] }
	var trace [][]int
	for d := 0; d <= limit; d++ {
		for k := -d; k <= d; k += 2 {
			x := *at(k - 1) + 1
			if k == -d || k != d && *at(k - 1) < *at(k + 1) {
				x = *at(k + 1)
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			*at(k) = x
			if x >= len(a) && x-k >= len(b) {
				return back(a, b, append(trace, clone(reach, d, limit)), d), true
			}
		}
		trace = append(trace, clone(reach, d, limit))
	}
	return nil, false
}

// clone keeps the diagonals that were reached after d differences.
func clone(reach []int, d, limit int) []int {
	return append([]int(nil), reach[limit+1-d:limit+1+d+1]...)
}

// back follows the trace from the end to the beginning.
func back[T comparable](a, b []T, trace [][]int, d int) []byte {
	var steps []byte
	x, y := len(a), len(b)
	for ; d > 0; d-- {
		before := func(k int) int { // after d-1 differences
			if k < -(d-1) || k > d-1 {
				return -1
			}
			return trace[d-1][k+d-1]
		}
		k := x - y
		kind, from := byte('-'), k-1
		if k == -d || k != d && before(k-1) < before(k+1) {
			kind, from = '+', k+1
		}
		fromX := before(from)
		begin := fromX
		if kind == '-' {
			begin++
		}
		for ; x > begin; x-- {
			steps = append(steps, '=')
		}
		steps = append(steps, kind)
		x, y = fromX, fromX-from
	}
	for ; x > 0; x-- {
		steps = append(steps, '=')
	}
	for i, j := 0, len(steps)-1; i < j; i, j = i+1, j-1 {
		steps[i], steps[j] = steps[j], steps[i]
	}
	return steps
}
