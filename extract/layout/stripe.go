package layout

import (
	"slices"
	"sort"
)

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
