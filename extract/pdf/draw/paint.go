package draw

import (
	"math"
	"slices"

	"gongkai/extract/layout"
	"gongkai/extract/visible"
)

// thin is how thick a line is at most, in points.
const thin = 3

// How high the shapes of characters are, in points.
const (
	lowest  = 2
	highest = 40
)

// maxFills is how many areas are remembered.
const maxFills = 2_000

// ground is an area that is painted: white, or in some colour. That is unclear
// where the area is no rectangle or lets through what it covers.
type ground struct {
	layout.Box
	white  bool
	colour visible.Colour
}

// maxShades is how many colours of a page's grounds text is held against.
const maxShades = 32

// paint ends a path: it is filled, stroked or both, and becomes the clip if that
// was asked for.
func (r *run) paint(fill, stroke bool) {
	s := &r.state
	if r.covered == 0 {
		if fill && !s.fill.clear {
			r.fill()
		}
		if stroke && !s.line.clear {
			r.stroke()
		}
	}
	if r.clip && len(r.path.points) > 0 {
		s.shaped = s.shaped || len(r.path.subs) > 1 || !boxy(r.path.points)
		s.clip = meet(s.clip, around(r.path.points))
	}
	r.clip = false
	r.path.reset()
}

// fill notes thin areas as lines. Frames that are filled between two rectangles
// are four.
func (r *run) fill() {
	p := &r.path
	for i := range p.subs {
		if !r.step(1) {
			return
		}
		points := p.squared(i)
		if len(points) < 2 {
			continue
		}
		b := around(points)
		if !straight(points) {
			if high := b.Y1 - b.Y0; high >= lowest && high <= highest {
				r.page.Shapes++
			}
			r.ground(b, paint{white: r.state.fill.white, ink: visible.Unclear})
			continue
		}
		if b.X1-b.X0 <= thin || b.Y1-b.Y0 <= thin {
			r.rule(b, r.state.fill)
			continue
		}
		box := boxy(points)
		whole := box && len(p.subs) == 1 && r.state.opaque()
		if whole && len(r.page.Glyphs) > 0 && len(r.covers) < maxFills {
			r.covers = append(r.covers, cover{Box: meet(b, r.state.clip), glyphs: len(r.page.Glyphs)})
		}
		if box && i+1 < len(p.subs) {
			if next := p.squared(i + 1); boxy(next) && r.frame(b, around(next)) {
				continue
			}
		}
		painted := r.state.fill
		if !whole {
			painted.ink = visible.Unclear
		}
		r.ground(b, painted)
	}
}

// ground notes an area. White ones count only where they may cover coloured ones.
func (r *run) ground(b layout.Box, p paint) {
	if p.white && len(r.grounds) == 0 || len(r.grounds) == maxFills {
		return
	}
	r.grounds = append(r.grounds, ground{meet(b, r.state.clip), p.white, p.ink})
	if p.ink > 0 && len(r.shades) < maxShades && !slices.Contains(r.shades, p.ink) {
		r.shades = append(r.shades, p.ink)
	}
}

// pale reports whether text in a colour may have that of what it stands on.
func (r *run) pale(ink visible.Colour) bool {
	return visible.See(ink, visible.White) != visible.Seen ||
		slices.ContainsFunc(r.shades, func(c visible.Colour) bool { return visible.See(ink, c) != visible.Seen })
}

// groundOf returns what something stands on.
func (r *run) groundOf(b layout.Box) visible.Colour {
	x, y := (b.X0+b.X1)/2, (b.Y0+b.Y1)/2
	for _, b := range r.page.Images {
		if holds(b, x, y, 0) {
			return visible.Unclear
		}
	}
	for _, g := range slices.Backward(r.grounds) {
		if holds(g.Box, x, y, 0) {
			return g.colour
		}
	}
	return visible.White
}

// frame notes the four lines between two rectangles, if one lies close in the
// other.
func (r *run) frame(a, b layout.Box) bool {
	if a.X0 > b.X0 {
		a, b = b, a
	}
	left, right, top, bottom := b.X0-a.X0, a.X1-b.X1, b.Y0-a.Y0, a.Y1-b.Y1
	if min(left, right, top, bottom) < 0 || max(left, right, top, bottom) > thin || max(left, right, top, bottom) == 0 {
		return false
	}
	for _, side := range []struct {
		thickness float64
		box       layout.Box
	}{
		{left, layout.Box{X0: a.X0, Y0: a.Y0, X1: b.X0, Y1: a.Y1}},
		{right, layout.Box{X0: b.X1, Y0: a.Y0, X1: a.X1, Y1: a.Y1}},
		{top, layout.Box{X0: a.X0, Y0: a.Y0, X1: a.X1, Y1: b.Y0}},
		{bottom, layout.Box{X0: a.X0, Y0: b.Y1, X1: a.X1, Y1: a.Y1}},
	} {
		if side.thickness > 0 {
			r.rule(side.box, r.state.fill)
		}
	}
	return true
}

// stroke notes the upright and level segments of the path as lines. What a dash
// pattern leaves out of them counts as drawn.
func (r *run) stroke() {
	p := &r.path
	// A line twice as thick as any rule is still one, of which the middle counts.
	thickness := math.Abs(r.state.width) * r.state.ctm.Scale()
	if thickness > 2*thin {
		return
	}
	half := min(thickness, thin) / 2
	for i := range p.subs {
		points := p.squared(i)
		for j := 1; j < len(points); j++ {
			if !r.step(1) {
				return
			}
			a, b := points[j-1], points[j]
			if b.curve {
				continue
			}
			dx, dy := math.Abs(a.x-b.x), math.Abs(a.y-b.y)
			box := layout.Box{X0: min(a.x, b.x), Y0: min(a.y, b.y), X1: max(a.x, b.x), Y1: max(a.y, b.y)}
			switch {
			case dy <= 0.5 && dx > dy:
				box.Y0, box.Y1 = box.Y0-half, box.Y1+half
			case dx <= 0.5 && dy > dx:
				box.X0, box.X1 = box.X0-half, box.X1+half
			default:
				continue
			}
			r.rule(box, r.state.line)
		}
	}
}

// rule notes a line, if it is seen: white ones are so on a coloured ground only.
func (r *run) rule(b layout.Box, p paint) {
	b = meet(b, r.state.clip)
	if empty(b) || p.white && !r.onColour(b) {
		return
	}
	if len(r.page.Rules) >= maxMarks {
		r.page.Cut = true
		return
	}
	r.page.Rules = append(r.page.Rules, b)
}

// onColour reports whether something stands on a ground that is not white, or on
// a picture.
func (r *run) onColour(b layout.Box) bool {
	x, y := (b.X0+b.X1)/2, (b.Y0+b.Y1)/2
	for _, b := range r.page.Images {
		if holds(b, x, y, 0) {
			return true
		}
	}
	for _, g := range slices.Backward(r.grounds) {
		if holds(g.Box, x, y, 0) {
			return !g.white
		}
	}
	return false
}
