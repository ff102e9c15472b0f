package layout

import (
	"cmp"
	"math"
	"slices"
)

// The lattice's tolerances, in points. Five generators of PDF were measured:
// they draw one rule in parts that lie up to 2 points apart across it and up to
// 3 along it, and no row or column of text is as thin as 4.
const (
	snapWithin = 2.0
	joinWithin = 3.0
	thickest   = 3.0 // rules: what is thicker is a filled area
	thinnest   = 4.0 // rows and columns: what is thinner is the gap of a double line
)

// segment is a straight rule: across the page or down it, at one place of the
// other axis.
type segment struct {
	at       float64
	from, to float64
	dots     bool // it is made of dots alone
}

func (s segment) length() float64 { return s.to - s.from }

// segments returns the rules of a page as lines across and lines down, each
// sorted by place: what was drawn in parts is whole, and what was drawn twice is
// there once.
func segments(rules []Box) (across, down []segment) {
	for _, b := range rules {
		w, h := b.X1-b.X0, b.Y1-b.Y0
		if !finite(b) || w < 0 || h < 0 {
			continue
		}
		// A dot is part of a dotted line, or a corner, of either direction.
		dot := w <= thickest && h <= thickest && w < 2*h && h < 2*w
		if h <= thickest && (w >= 2*h || dot) {
			across = append(across, segment{at: (b.Y0 + b.Y1) / 2, from: b.X0, to: b.X1, dots: dot})
		}
		if w <= thickest && (h >= 2*w || dot) {
			down = append(down, segment{at: (b.X0 + b.X1) / 2, from: b.Y0, to: b.Y1, dots: dot})
		}
	}
	return joined(across), joined(down)
}

func finite(b Box) bool {
	sum := b.X0 + b.Y0 + b.X1 + b.Y1
	return !math.IsNaN(sum) && !math.IsInf(sum, 0) && math.Abs(b.X0) < 1e6 && math.Abs(b.Y0) < 1e6 && math.Abs(b.X1) < 1e6 && math.Abs(b.Y1) < 1e6
}

// joined snaps segments that lie at nearly one place together and joins those
// that touch. What stays shorter than the thinnest row is no rule.
func joined(all []segment) []segment {
	slices.SortFunc(all, func(a, b segment) int { return cmp.Compare(a.at, b.at) })
	var out []segment
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].at-all[0].at <= snapWithin {
			n++
		}
		out = appendJoined(out, all[:n])
		all = all[n:]
	}
	return out
}

// appendJoined appends the segments of one place.
func appendJoined(out, same []segment) []segment {
	var sum, weight float64
	for _, s := range same {
		w := s.length() + 0.01
		sum += s.at * w
		weight += w
	}
	at := sum / weight
	slices.SortFunc(same, func(a, b segment) int { return cmp.Compare(a.from, b.from) })
	now := same[0]
	now.at = at
	keep := func() {
		if now.length() >= thinnest && !now.dots || now.length() >= 3*thinnest {
			out = append(out, now)
		}
	}
	for _, s := range same[1:] {
		if s.from-now.to <= joinWithin {
			now.to = max(now.to, s.to)
			now.dots = now.dots && s.dots
			continue
		}
		keep()
		now = s
		now.at = at
	}
	keep()
	return out
}
