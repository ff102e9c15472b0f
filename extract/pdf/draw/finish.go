package draw

import (
	"math"

	"gongkai/extract/layout"
)

// finish clears the page of glyphs that are drawn twice.
func (r *run) finish() {
	r.page.Glyphs = once(r.page.Glyphs)
	r.page.Hidden = once(r.page.Hidden)
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
