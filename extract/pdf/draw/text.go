package draw

import (
	"math"
	"strings"

	"gongkai/extract/affine"
	"gongkai/extract/layout"
	"gongkai/extract/pdf/font"
	"gongkai/extract/pdf/lex"
	"gongkai/extract/visible"
)

// textOperator carries out the operators of text (ISO 32000-1 9.3 and 9.4).
func (r *run) textOperator(op []byte, operands []lex.Value) {
	s := &r.state
	switch string(op) {
	case "BT":
		r.text, r.lineStart = affine.Identity(), affine.Identity()
	case "Tc":
		s.charSpace = numbers(operands, 1)[0]
	case "Tw":
		s.wordSpace = numbers(operands, 1)[0]
	case "Tz":
		s.stretch = numbers(operands, 1)[0] / 100
	case "TL":
		s.leading = numbers(operands, 1)[0]
	case "Tf":
		if len(operands) >= 2 {
			s.font = r.font(r.resource("Font", operands[len(operands)-2]))
			s.size = numbers(operands, 1)[0]
		}
	case "Tr":
		s.mode = int(numbers(operands, 1)[0])
	case "Ts":
		s.rise = numbers(operands, 1)[0]
	case "Td":
		n := numbers(operands, 2)
		r.nextLine(n[0], n[1])
	case "TD":
		n := numbers(operands, 2)
		s.leading = -n[1]
		r.nextLine(n[0], n[1])
	case "Tm":
		if len(operands) >= 6 {
			n := numbers(operands, 6)
			r.text = affine.Matrix{A: n[0], B: n[1], C: n[2], D: n[3], E: n[4], F: n[5]}
			r.lineStart = r.text
		}
	case "T*":
		r.nextLine(0, -s.leading)
	case "Tj":
		r.show(last(operands).Bytes)
	case "'":
		r.nextLine(0, -s.leading)
		r.show(last(operands).Bytes)
	case `"`:
		n := numbers(operands[:max(0, len(operands)-1)], 2)
		s.wordSpace, s.charSpace = n[0], n[1]
		r.nextLine(0, -s.leading)
		r.show(last(operands).Bytes)
	case "TJ":
		r.showParts(last(operands).Items)
	}
}

func (r *run) nextLine(x, y float64) {
	r.lineStart = r.lineStart.Moved(x, y)
	r.text = r.lineStart
}

// showParts shows strings with the moves between them.
func (r *run) showParts(parts []lex.Value) {
	s := &r.state
	for _, v := range parts {
		if !r.step(1) {
			return
		}
		switch v.Kind {
		case lex.String:
			r.show(v.Bytes)
		case lex.Number:
			move := -v.Number / 1000 * s.size
			if s.font != nil && s.font.Vertical {
				r.advance(0, move)
			} else {
				r.advance(move*s.stretch, 0)
			}
		}
	}
}

func (r *run) advance(x, y float64) {
	r.text = r.text.Moved(x, y)
}

// show notes the glyphs of a string.
func (r *run) show(text []byte) {
	s := &r.state
	if s.font == nil {
		r.lost(len(text))
		return
	}
	f := s.font
	low, high := f.Descent*s.size+s.rise, f.Ascent*s.size+s.rise
	m := r.text.Times(s.ctm)
	size := math.Abs(s.size) * m.Tall()
	if f.Type3 && math.Abs(f.Matrix[3]) > 1./240 {
		size = math.Abs(high-low) * m.Tall() // such a font has no em
	}
	s.shaped = s.shaped || s.mode >= 4 // text becomes part of the clip
	hidden := s.mode == 3 || s.mode == 7 || s.fill.clear && s.mode != 1 && s.mode != 2
	ink := s.ink()
	pale := !f.Painted && !hidden && r.pale(ink)
	bold := f.Bold || s.mode == 2
	along := affine.Matrix{A: s.size * s.stretch, D: 1}.Times(m)
	turn, aslant := along.Turn(), along.Aslant()
	for len(text) > 0 {
		if !r.step(1) {
			return
		}
		g, n := f.Next(text)
		text = text[n:]
		x, y := g.Width*s.size*s.stretch, 0.0
		var box layout.Box
		if f.Vertical {
			left := -g.OriginX * s.size * s.stretch
			top := (f.Ascent-g.OriginY)*s.size + s.rise
			box = m.Box(layout.Box{X0: left, Y0: top - (f.Ascent-f.Descent)*s.size, X1: left + x, Y1: top})
		} else {
			box = m.Box(layout.Box{Y0: low, X1: x, Y1: high})
		}
		if !pale || r.seen(box, ink, g.Text) {
			if g.Lies && !hidden && r.covered == 0 {
				r.page.Conflicts++
			}
			r.glyph(layout.Glyph{Box: box, Text: g.Text, Size: size, Bold: bold, Turn: turn, Aslant: aslant}, hidden, f)
		}
		space := s.charSpace
		if g.Space {
			space += s.wordSpace
		}
		if f.Vertical {
			x, y = 0, g.Down*s.size+space
		} else {
			x += space * s.stretch
		}
		r.advance(x, y)
		m = m.Moved(x, y)
	}
}

// ink returns the colour that glyphs are painted in; it is unclear where they have
// two.
func (s *state) ink() visible.Colour {
	switch s.mode {
	case 1, 5:
		return s.line.ink
	case 2, 6:
		if s.fill.ink != s.line.ink {
			return visible.Unclear
		}
	}
	return s.fill.ink
}

// seen reports whether a glyph of a pale colour is seen, and counts it where it is
// not or may not be.
func (r *run) seen(b layout.Box, ink visible.Colour, text string) bool {
	if !r.step(1+(len(r.grounds)+len(r.page.Images))/64) || len(r.grounds) == maxFills {
		return true
	}
	ground := r.groundOf(b)
	sight := visible.See(ink, ground)
	if ground == visible.Unclear {
		return true
	}
	if r.covered == 0 && strings.TrimSpace(text) != "" {
		switch sight {
		case visible.Unseen:
			r.page.White++
		case visible.Doubtful:
			r.page.Faint++
		}
	}
	return sight != visible.Unseen
}

// glyph notes a glyph where it is seen.
func (r *run) glyph(g layout.Glyph, hidden bool, f *font.Font) {
	x, y := (g.X0+g.X1)/2, (g.Y0+g.Y1)/2
	if r.covered > 0 {
		return
	}
	seen := holds(r.state.clip, x, y, 0.5)
	if isDigit(g.Text) && !hidden {
		r.follow(digit{g.Box, seen})
	}
	if !seen {
		return
	}
	if isDigit(g.Text) && !hidden && r.cuts(&g) {
		r.page.Clipped++
	}
	if len(r.page.Glyphs)+len(r.page.Hidden) >= maxMarks {
		r.page.Cut = true
		return
	}
	if hidden {
		r.page.Hidden = append(r.page.Hidden, g)
		return
	}
	if g.Text == font.Unmapped {
		r.page.Unmapped[f.Name]++
	}
	r.page.Glyphs = append(r.page.Glyphs, g)
}

func isDigit(text string) bool { return len(text) == 1 && text[0] >= '0' && text[0] <= '9' }

// cuts reports whether the clip cuts off a third of a glyph, along its line: a
// clip that follows the line may be lower than the font is high.
func (r *run) cuts(g *layout.Glyph) bool {
	clip := r.state.clip
	if g.Turn&1 == 1 {
		return min(clip.Y1, g.Y1)-max(clip.Y0, g.Y0) < (g.Y1-g.Y0)*2/3
	}
	return min(clip.X1, g.X1)-max(clip.X0, g.X0) < (g.X1-g.X0)*2/3
}

// digit is a digit that was shown, and whether it is seen.
type digit struct {
	layout.Box
	seen bool
}

// follow takes a digit, and counts a figure of which some is seen and some is cut
// off by a clip.
func (r *run) follow(d digit) {
	last := r.digit
	r.digit = d
	if last.seen == d.seen {
		return
	}
	high, wide := d.Y1-d.Y0, d.X1-d.X0
	if math.Abs(d.X0-last.X1) < wide/2 && math.Abs(d.Y1-last.Y1) < high/4 || math.Abs(d.Y0-last.Y1) < high/2 && math.Abs(d.X0-last.X0) < wide/4 {
		r.page.Clipped++
	}
}

// lost counts text in a font that is not there.
func (r *run) lost(n int) {
	if n > 0 && r.covered == 0 && r.state.mode != 3 {
		r.page.Unmapped[""] += n
	}
}
