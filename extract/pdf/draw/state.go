package draw

import (
	"gongkai/extract/affine"
	"gongkai/extract/layout"
	"gongkai/extract/pdf/font"
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

// paint is a colour, as far as it matters: whether it is seen on paper.
type paint struct {
	white bool
	tint  bool // numbers say how much ink, so that white is 0
	clear bool // fully transparent
	other bool // a pattern
}

func newState(base affine.Matrix, clip layout.Box) state {
	return state{ctm: base, clip: clip, width: 1, stretch: 1}
}

// opaque reports whether a rectangle that is filled covers what it lies over.
func (s *state) opaque() bool {
	return !s.shaped && s.sheer == [3]bool{} && !s.fill.other && !s.fill.clear
}

// set takes a colour's components.
func (p *paint) set(n []float64) {
	ink := p.tint || len(n) == 4
	p.white, p.other = len(n) > 0, len(n) == 0
	for _, v := range n {
		if ink && v > 0.005 || !ink && v < 0.995 {
			p.white = false
		}
	}
}
