package rtf

// sets takes a word that changes the state, and reports whether it was one.
func (p *reader) sets(name string, value int, given bool) bool {
	s := &p.state
	on := !given || value != 0
	switch name {
	case "pard":
		s.paragraph = paragraph{}
	case "plain":
		s.hidden, s.struck, s.doubly, s.deleted, s.raised = false, false, false, false, false
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
		s.raised = on
	case "sub", "nosupersub":
		s.raised = false
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
