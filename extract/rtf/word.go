package rtf

// push begins a group. It holds what the one around it does, until it says
// otherwise.
func (p *reader) push() {
	p.flush()
	p.skip = 0
	p.outer = append(p.outer, p.state)
	s := &p.state
	s.fresh, s.starred, s.field, s.box = true, false, false, false
	if s.twice {
		s.to, s.twice = toNone, false // unless it is the second
	}
	if s.to == toStyles {
		p.beginStyle()
	}
}

// pop ends a group.
func (p *reader) pop() {
	p.flush()
	p.skip = 0
	s := p.state
	p.state = p.outer[len(p.outer)-1]
	p.outer = p.outer[:len(p.outer)-1]
	switch {
	case s.box:
		inner := p.state
		p.state = s
		p.endBox()
		p.state = inner
	case s.field:
		p.endField()
	case s.to == toStyles && p.state.to == toStyles:
		outer := p.state
		p.state = s
		p.endStyle()
		p.state = outer
	case s.to == toStyles:
		p.inherit()
	}
}

// symbol takes a control symbol.
func (p *reader) symbol(c byte) {
	switch c {
	case '*':
		p.state.starred = true
		return
	case '\\', '{', '}':
		p.state.fresh = false
		p.text(string(c))
		return
	}
	if p.skip > 0 {
		p.skip--
		return
	}
	p.state.fresh = false
	switch c {
	case '~':
		p.write("\u00a0")
	case '_':
		p.write("-")
	case '\r', '\n':
		p.end("par")
	case '\t':
		p.write(" ")
	}
}

// word takes a control word.
func (p *reader) word(name string, value int, given bool) {
	s := &p.state
	fresh, starred := s.fresh, s.starred
	s.fresh, s.starred = false, false
	if name == "u" {
		p.flush()
		p.unit(value)
		return
	}
	p.skip = 0
	p.flush()
	if fresh && p.begin(name) {
		return
	}
	switch {
	case fresh && starred:
		s.to = toNone // one of those that may be ignored
	case s.to == toNone:
	case s.to == toFonts:
		p.fontWord(name, value)
	case s.to == toStyles:
		p.styleWord(name, value, given)
	case p.sets(name, value, given), p.drawing().word(name, value, given):
	default:
		p.end(name)
	}
}

// drawing returns the row that is being told of.
func (p *reader) drawing() *drawn {
	if p.state.nested {
		return &p.inner
	}
	return &p.drawn
}

// begin takes the first word of a group, and reports whether it says what the
// group is.
func (p *reader) begin(name string) bool {
	s := &p.state
	around := p.outer[len(p.outer)-1]
	switch {
	case name == "ud" && around.twice:
		s.to = around.to
	case name == "upr" && (s.info || s.to != toNone):
		s.twice = true
	case name == "title" && s.info && !around.twice:
		s.to = toTitle
	case s.to == toNone:
		return false
	case s.to == toShape && name == "shptxt", name == "dptxbxtext":
		p.beginBox()
	case name == "shp", name == "shpgrp", name == "shpinst", name == "do":
		if s.to == toBody {
			s.to = toShape
		}
	case name == "fonttbl":
		s.to = toFonts
	case name == "stylesheet":
		s.to = toStyles
		p.beginStyle()
	case name == "info":
		s.to, s.info = toNone, true
	case name == "field":
		p.beginField()
	case name == "fldinst":
		s.to = toCode
	case name == "fldrslt":
		p.beginResult()
	case name == "nesttableprops":
		s.nested = true
	case skipped(name):
		s.to = toNone
		if name == "pntext" || name == "listtext" {
			p.outer[len(p.outer)-1].list = true
		}
	default:
		return false
	}
	return true
}

// sets takes a word that changes the state, and reports whether it was one.
func (p *reader) sets(name string, value int, given bool) bool {
	s := &p.state
	on := !given || value != 0
	switch name {
	case "pard":
		s.paragraph = paragraph{}
	case "plain":
		s.hidden, s.deleted, s.font, s.wide, s.dbch = false, false, p.first, noFont, false
	case "s":
		s.style = value
		s.hidden = s.hidden || p.styles[value].hidden
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
	case "deleted", "mvf":
		s.deleted = on
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

// end takes a word that ends something, or stands for a character.
func (p *reader) end(name string) {
	if p.state.to == toBody {
		switch name {
		case "par":
			p.endParagraph()
			return
		case "cell":
			p.endCell(1)
			return
		case "nestcell":
			p.endCell(max(p.state.depth, 2))
			return
		case "row":
			p.endRow(1, p.drawn)
			return
		case "nestrow":
			p.endRow(max(p.state.depth, 2), p.inner)
			return
		case "sect":
			if p.place.line.Len() > 0 {
				p.endParagraph()
			}
			return
		case "line", "page", "column":
			p.feed()
			return
		}
	}
	if c := character(name); c != "" {
		p.put(c)
	}
}

// character returns what a word that stands for a character does.
func character(name string) string {
	switch name {
	case "tab", "emspace", "enspace", "qmspace", "par", "line", "cell":
		return " "
	case "emdash":
		return "—"
	case "endash":
		return "–"
	case "bullet":
		return "•"
	case "lquote":
		return "‘"
	case "rquote":
		return "’"
	case "ldblquote":
		return "“"
	case "rdblquote":
		return "”"
	}
	return ""
}
