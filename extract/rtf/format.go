package rtf

import (
	"strings"

	"gongkai/extract/visible"
)

// sets takes a word that changes the state, and reports whether it was one.
func (p *reader) sets(name string, value int, given bool) bool {
	s := &p.state
	on := !given || value != 0
	switch name {
	case "pard":
		s.paragraph = paragraph{}
	case "plain":
		s.hidden, s.struck, s.doubly, s.deleted = false, false, false, false
		s.script, s.rise, s.ink, s.ground = 0, 0, 0, 0
		s.font, s.wide, s.dbch = p.first, noFont, false
	case "s":
		s.style = value
	case "intbl":
		s.inTable = true
	case "itap":
		s.depth = max(0, value)
	case "qc":
		s.centred = true
	case "ql", "qr", "qj", "qd":
		s.centred = false
	case "ls":
		s.list = value > 0
	case "outlinelevel":
		if s.outline = 0; value >= 0 && value < 9 {
			s.outline = value + 1
		}
	case "v":
		s.hidden = on
	case "strike":
		s.struck = on
	case "striked":
		s.doubly = on
	case "deleted", "mvf":
		s.deleted = on
	case "super":
		s.script = 0
		if on {
			s.script = visible.Superscript
		}
	case "sub":
		s.script = 0
		if on {
			s.script = visible.Subscript
		}
	case "nosupersub":
		s.script = 0
	case "up":
		if s.rise = 6; given {
			s.rise = clamp(value)
		}
	case "dn":
		if s.rise = -6; given {
			s.rise = -clamp(value)
		}
	case "cf":
		s.ink = p.colour(value)
	case "cb", "chcbpat", "highlight":
		s.ground = p.colour(value)
	case "chshdng":
		if value != 0 {
			s.ground = visible.Unclear
		}
	case "cbpat":
		s.fill = p.colour(value)
	case "shading":
		if value != 0 {
			s.fill = visible.Unclear
		}
	case "clcbpat":
		p.drawing().fill = p.colour(value)
	case "trcbpat":
		p.drawing().usual = p.colour(value)
	case "viewbksp":
		if value != 0 {
			p.paper = visible.Unclear // of a colour of its own
		}
	case "uc":
		s.fallback = min(max(value, 0), 100)
	case "f":
		if s.dbch {
			s.wide = value
		} else {
			s.font = value
		}
	case "af":
		if s.dbch {
			s.wide = value
		}
	case "dbch":
		s.dbch = true
	case "loch", "hich":
		s.dbch = false
	case "deff":
		p.first, s.font, s.wide = value, value, noFont
	case "ansicpg":
		if value > 0 {
			p.ansi = value
		}
	default:
		return false
	}
	return true
}

// fontWord takes a word of the table of fonts.
func (p *reader) fontWord(name string, value int) {
	s := &p.state
	switch name {
	case "f":
		s.font = value
	case "fcharset":
		if page := charset(value); page != 0 && len(p.fonts) < maxStyles {
			p.fonts[s.font] = page
		}
	case "cpg":
		if value > 0 && len(p.fonts) < maxStyles {
			p.fonts[s.font] = value
		}
	}
}

// colourWord takes a word of the table of colours. One is told by its parts, and
// ends in a semicolon.
func (p *reader) colourWord(name string, value int) {
	for i, part := range [...]string{"red", "green", "blue"} {
		if name == part {
			p.parts[i], p.told = uint8(min(max(value, 0), 255)), true
		}
	}
}

// endColour keeps the colour that was read. One that was not told is none.
func (p *reader) endColour() {
	c := visible.Colour(0)
	if p.told {
		c = visible.RGB(p.parts[0], p.parts[1], p.parts[2])
	}
	if len(p.colours) < maxStyles {
		p.colours = append(p.colours, c)
	}
	p.parts, p.told = [3]uint8{}, false
}

// colour returns a colour of the table.
func (p *reader) colour(number int) visible.Colour {
	if number < 0 || number >= len(p.colours) {
		return 0
	}
	return p.colours[number]
}

// unseen reports whether text is not seen for its colour, and warns where it may
// not be.
func (p *reader) unseen(text string) bool {
	sight := visible.See(p.state.ink, p.state.ground.Or(p.state.fill).Or(p.place.ground(p)))
	if sight != visible.Seen && strings.TrimSpace(text) != "" {
		p.warn(visible.Pale, sight.Message())
	}
	return sight == visible.Unseen
}

// ground returns what the paragraph that is read stands on: how the rows of inner
// tables are drawn is told behind them.
func (l *place) ground(p *reader) visible.Colour {
	switch depth := p.state.tables(); {
	case l.around != nil || depth > 1:
		return visible.Unclear
	case depth == 0:
		return p.paper
	case p.drawn.told && l.cell < len(p.drawn.grounds):
		return p.drawn.grounds[l.cell].Or(p.paper)
	}
	return visible.Unclear
}
