package draw

import (
	"math"

	"gongkai/extract/affine"
	"gongkai/extract/layout"
	"gongkai/extract/pdf/font"
	"gongkai/extract/visible"
)

// state is the graphics state, as far as it matters here.
type state struct {
	ctm        affine.Matrix
	clip       layout.Box // around the clipping path
	shaped     bool       // that is no rectangle
	sheer      [3]bool    // what is filled lets through what it covers: by its alpha, its blend mode, a mask
	width      float64    // of lines
	fill, line paint

	font      *font.Font
	size      float64
	charSpace float64
	wordSpace float64
	stretch   float64 // horizontal scaling
	leading   float64
	rise      float64
	mode      int
}

// paint is a colour, and whether it is white for certain.
type paint struct {
	ink    visible.Colour
	white  bool
	tint   bool // numbers say how much ink, so that white is 0
	listed bool // they say which one of a list, or go with a pattern
	clear  bool // fully transparent
	other  bool // a pattern
}

func newState(base affine.Matrix, clip layout.Box) state {
	black := paint{ink: visible.RGB(0, 0, 0)}
	return state{ctm: base, clip: clip, width: 1, stretch: 1, fill: black, line: black}
}

// opaque reports whether a rectangle that is filled covers what it lies over.
func (s *state) opaque() bool {
	return !s.shaped && s.sheer == [3]bool{} && !s.fill.other && !s.fill.clear
}

// set takes a colour's components.
func (p *paint) set(n []float64) {
	ink := p.tint || len(n) == 4
	p.white, p.other = len(n) > 0 && !p.listed, len(n) == 0
	for _, v := range n {
		if ink && v > 0.005 || !ink && v < 0.995 {
			p.white = false
		}
	}
	p.ink = p.colour(n)
}

// colour returns the colour of these components, as screens show it.
func (p *paint) colour(n []float64) visible.Colour {
	part := func(v float64) uint8 { return uint8(math.Round(255 * min(max(v, 0), 1))) }
	switch {
	case p.white:
		return visible.White
	case p.tint, p.listed:
		return visible.Unclear
	case len(n) == 1:
		return visible.RGB(part(n[0]), part(n[0]), part(n[0]))
	case len(n) == 3:
		return visible.RGB(part(n[0]), part(n[1]), part(n[2]))
	case len(n) == 4:
		ink := func(v float64) uint8 { return part((1 - v) * (1 - n[3])) }
		return visible.RGB(ink(n[0]), ink(n[1]), ink(n[2]))
	}
	return visible.Unclear
}
