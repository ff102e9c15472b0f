package draw

import (
	"math"
	"slices"
	"strings"

	"gongkai/extract/layout"
)

// finish clears the page of glyphs that are drawn twice.
func (r *run) finish() {
	r.joints()
	r.page.Glyphs = once(r.uncovered(r.page.Glyphs))
	r.page.Hidden = once(r.page.Hidden)
}

// cover is an area that covers the glyphs that were drawn before it.
type cover struct {
	layout.Box
	glyphs  int  // before it
	picture bool // which may show what it covers, as that of a scanner does
}

// uncovered returns the glyphs that nothing covers, and counts the others; those that
// a picture covers are hidden.
func (r *run) uncovered(glyphs []layout.Glyph) []layout.Glyph {
	if len(r.covers) == 0 {
		return glyphs
	}
	bands := newBands(glyphs, r.page.Height)
	covered, behind := make([]bool, len(glyphs)), make([]bool, len(glyphs))
	for _, c := range r.covers {
		for _, i := range bands.between(c.Y0, c.Y1) {
			if !r.step(1) {
				return glyphs
			}
			covers := int(i) < c.glyphs && c.covers(glyphs[i].Box)
			covered[i] = covered[i] || covers && !c.picture
			behind[i] = behind[i] || covers && c.picture
		}
	}
	kept := glyphs[:0]
	for i, g := range glyphs {
		switch {
		case !covered[i] && !behind[i]:
			kept = append(kept, g)
		case !covered[i]:
			r.page.Hidden = append(r.page.Hidden, g)
		case strings.TrimSpace(g.Text) != "":
			r.page.Covered++
		}
	}
	return kept
}

// covers reports whether an area covers the inner half of a glyph, both ways.
func (c *cover) covers(g layout.Box) bool {
	x, y := (g.X1-g.X0)/4, (g.Y1-g.Y0)/4
	return c.X0 <= g.X0+x && g.X1-x <= c.X1 && c.Y0 <= g.Y0+y && g.Y1-y <= c.Y1
}

// bands are the glyphs of a page by the height of their middle.
type bands struct {
	order []int32 // the glyphs, band after band
	ends  []int32 // of the bands in it
}

// bandHeight is how high a band is, in points; those of a page are at most
// maxBands.
const (
	bandHeight = 12
	maxBands   = 1000
)

func bandOf(y float64, n int) int { return int(min(max(y/bandHeight, 0), float64(n-1))) }

func newBands(glyphs []layout.Glyph, height float64) bands {
	n := int(min(max(height/bandHeight, 0), maxBands-1)) + 1
	b := bands{order: make([]int32, len(glyphs)), ends: make([]int32, n)}
	for i := range glyphs {
		b.ends[bandOf((glyphs[i].Y0+glyphs[i].Y1)/2, n)]++
	}
	for i := 1; i < n; i++ {
		b.ends[i] += b.ends[i-1]
	}
	for i := range slices.Backward(glyphs) {
		at := &b.ends[bandOf((glyphs[i].Y0+glyphs[i].Y1)/2, n)]
		*at--
		b.order[*at] = int32(i)
	}
	b.ends = append(b.ends[1:], int32(len(glyphs))) // they had become where bands begin
	return b
}

// between returns the glyphs whose middle lies between two heights, and some
// more.
func (b *bands) between(y0, y1 float64) []int32 {
	n := len(b.ends)
	first, last := bandOf(y0, n), bandOf(y1, n)
	from := int32(0)
	if first > 0 {
		from = b.ends[first-1]
	}
	return b.order[from:max(from, b.ends[last])]
}

// once drops glyphs that stand where the same one stands already: writers without
// a bold font print a character twice, a little aside.
func once(glyphs []layout.Glyph) []layout.Glyph {
	const cell = 4 // points
	type place struct{ x, y int32 }
	first := make(map[place]int32, len(glyphs))
	next := make([]int32, len(glyphs))
	out := glyphs[:0]
	for _, g := range glyphs {
		x, y := (g.X0+g.X1)/2, (g.Y0+g.Y1)/2
		if !(math.Abs(x) < 1e6 && math.Abs(y) < 1e6) {
			continue
		}
		room := min(g.Size/10, cell/2)
		double := false
		for cx := math.Floor((x - room) / cell); cx <= math.Floor((x+room)/cell) && !double; cx++ {
			for cy := math.Floor((y - room) / cell); cy <= math.Floor((y+room)/cell) && !double; cy++ {
				looked := 0
				for i := first[place{int32(cx), int32(cy)}]; i > 0 && looked < 64; i = next[i-1] {
					looked++
					o := &out[i-1]
					if o.Text == g.Text && math.Abs((o.X0+o.X1)/2-x) <= room && math.Abs((o.Y0+o.Y1)/2-y) <= room && math.Abs(o.Size-g.Size) < 0.1*g.Size {
						if g.Text != " " {
							o.Bold = true
						}
						double = true
						break
					}
				}
			}
		}
		if double {
			continue
		}
		at := place{int32(math.Floor(x / cell)), int32(math.Floor(y / cell))}
		next[len(out)] = first[at]
		out = append(out, g)
		first[at] = int32(len(out))
	}
	return out
}
