package draw

import (
	"slices"

	"gongkai/extract/layout"
	"gongkai/extract/visible"
)

// joints notes the lines between areas that lie on a ground of another colour and
// leave as little of it as rules do: pages draw tables so whose cells have a colour
// and stand apart by a pixel.
func (r *run) joints() {
	for i := range r.grounds {
		ground := &r.grounds[i]
		if !r.step(1 + (len(r.grounds)-i)/16) {
			return
		}
		if ground.colour <= 0 {
			continue
		}
		var cells []layout.Box
		area := 0.0
		for _, c := range r.grounds[i+1:] {
			if c.colour > 0 && visible.See(c.colour, ground.colour) == visible.Seen && within(c.Box, ground.Box) &&
				!slices.ContainsFunc(cells, func(o layout.Box) bool { return within(c.Box, o) }) {
				cells = append(cells, c.Box)
				area += (c.X1 - c.X0) * (c.Y1 - c.Y0)
			}
		}
		if len(cells) < 2 || area < 0.8*(ground.X1-ground.X0)*(ground.Y1-ground.Y0) || !r.step(len(cells)*len(cells)/64) || !tiled(cells, ground.Box) {
			continue
		}
		for _, c := range cells {
			for _, side := range []layout.Box{
				{X0: c.X0, Y0: c.Y0, X1: c.X1, Y1: c.Y0}, {X0: c.X0, Y0: c.Y1, X1: c.X1, Y1: c.Y1},
				{X0: c.X0, Y0: c.Y0, X1: c.X0, Y1: c.Y1}, {X0: c.X1, Y0: c.Y0, X1: c.X1, Y1: c.Y1},
			} {
				if len(r.page.Rules) < maxMarks {
					r.page.Rules = append(r.page.Rules, side)
				}
			}
		}
	}
}

// tiled reports whether areas stand as close to each other, and to the edges of
// their ground, as a rule is thick, and over none.
func tiled(cells []layout.Box, ground layout.Box) bool {
	close := func(gap float64) bool { return gap > 0 && gap <= thin }
	for i, c := range cells {
		left, above := close(c.X0-ground.X0), close(c.Y0-ground.Y0)
		for k, o := range cells {
			if k != i && !empty(meet(c, o)) {
				return false
			}
			left, above = left || close(c.X0-o.X1), above || close(c.Y0-o.Y1)
		}
		if !left || !above {
			return false
		}
	}
	return slices.ContainsFunc(cells, func(c layout.Box) bool { return close(ground.X1 - c.X1) })
}

func within(a, b layout.Box) bool {
	return a.X0 >= b.X0 && a.Y0 >= b.Y0 && a.X1 <= b.X1 && a.Y1 <= b.Y1
}
