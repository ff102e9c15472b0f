package ofd

import (
	"slices"
	"strings"

	"gongkai/extract/layout"
	"gongkai/extract/visible"
)

// colourOf reads a FillColor ([GB/T 33190] 8.3), and reports whether it covers what
// it lies over. A colour without a value is a pattern.
func colourOf(a attributes) (c visible.Colour, opaque bool) {
	alpha := number(a.get("Alpha"), 255)
	values := strings.Fields(a.get("Value"))
	var v [4]uint8
	for i := range min(len(values), len(v)) {
		v[i] = uint8(min(max(number(values[i], 0), 0), 255))
	}
	switch {
	case alpha == 0:
		return 0, false
	case len(values) == 1:
		c = visible.RGB(v[0], v[0], v[0])
	case len(values) == 3:
		c = visible.RGB(v[0], v[1], v[2])
	case v == [4]uint8{} && len(values) == 4: // no ink
		c = visible.White
	default:
		c = visible.Unclear
	}
	if alpha < 255 {
		c = visible.Unclear
	}
	return c, alpha == 255 && c != visible.Unclear
}

// clear reports whether what is painted in a FillColor is not seen at all.
func clear(a attributes) bool { return number(a.get("Alpha"), 255) == 0 }

// fill is an area that is filled.
type fill struct {
	layout.Box
	colour visible.Colour
	covers bool // all that it lies over
	glyphs int  // drawn before it
}

// pale is a glyph in a colour that is not seen on paper.
type pale struct {
	glyph int
	ink   visible.Colour
}

// The most areas of a page that are told apart, and the most glyphs in pale
// colours.
const maxFills = 2_000

// maxLooks is how often glyphs of a file are held against areas.
const maxLooks = 20_000_000

func meet(a, b layout.Box) layout.Box {
	return layout.Box{X0: max(a.X0, b.X0), Y0: max(a.Y0, b.Y0), X1: min(a.X1, b.X1), Y1: min(a.Y1, b.Y1)}
}

// settle takes the glyphs away that are not seen, for what covers them or for
// their colour.
func (g *drawing) settle() {
	if len(g.fills)+len(g.pales) == 0 {
		return
	}
	gone := make([]bool, len(g.glyphs))
	for _, f := range g.fills {
		g.looks += len(g.pales)
		if f.covers {
			g.looks += f.glyphs
		}
	}
	if g.looks > maxLooks {
		g.warn("page_cut", "more areas are filled than are held against text; what they cover was read")
		return
	}
	for _, f := range g.fills {
		if !f.covers {
			continue
		}
		for i := range min(f.glyphs, len(g.glyphs)) {
			if f.over(g.glyphs[i].Box) && !gone[i] {
				gone[i] = true
				g.warn("text_covered", "an area that was drawn later covers text; that text was left out")
			}
		}
	}
	for _, p := range g.pales {
		if gone[p.glyph] {
			continue
		}
		sight := visible.See(p.ink, g.ground(p.glyph))
		gone[p.glyph] = sight == visible.Unseen
		if sight != visible.Seen && strings.TrimSpace(g.glyphs[p.glyph].Text) != "" {
			g.warn(visible.Pale, sight.Message())
		}
	}
	i := -1
	g.glyphs = slices.DeleteFunc(g.glyphs, func(layout.Glyph) bool { i++; return gone[i] })
}

// over reports whether an area lies over the inner half of a glyph, both ways.
func (f *fill) over(b layout.Box) bool {
	x, y := (b.X1-b.X0)/4, (b.Y1-b.Y0)/4
	return f.X0 <= b.X0+x && b.X1-x <= f.X1 && f.Y0 <= b.Y0+y && b.Y1-y <= f.Y1
}

// ground returns what a glyph stands on.
func (g *drawing) ground(glyph int) visible.Colour {
	b := g.glyphs[glyph].Box
	for _, f := range slices.Backward(g.fills) {
		if f.glyphs <= glyph && f.over(b) {
			return f.colour
		}
	}
	for _, image := range g.images {
		if (&fill{Box: image}).over(b) {
			return visible.Unclear
		}
	}
	return 0
}
