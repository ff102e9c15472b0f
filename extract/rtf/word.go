package rtf

import "strings"

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
		if p.state.to == toBody {
			p.end("par")
		}
	case '\t':
		p.write(" ")
	}
}

// word takes a control word.
func (p *reader) word(name string, value int, given bool) {
	s := &p.state
	fresh, starred := s.fresh, s.starred
	s.fresh, s.starred = false, false
	if len(p.raw) > 0 {
		p.flush()
	}
	if name == "u" {
		p.unit(value)
		return
	}
	p.skip = 0
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
		p.styleWord(name, value)
	case s.to == toForm:
		p.formWord(name, value)
	case s.to == toColours:
		p.colourWord(name, value)
	case strings.HasPrefix(name, "brdr"): // a fifth of all words
		p.drawing().border(name, value, given)
	case p.sets(name, value, given), p.drawing().word(name, value):
	case s.to == toBody:
		p.end(name)
	default:
		p.put(character(name))
	}
}

// drawing returns the row that is being told of.
func (p *reader) drawing() *drawn {
	if p.state.nested {
		return &p.inner
	}
	return &p.drawn
}

// end takes a word that ends something, or stands for a character.
func (p *reader) end(name string) {
	switch name {
	case "par":
		p.endParagraph()
	case "cell":
		p.endCell(1)
	case "nestcell":
		p.endCell(max(p.state.depth, 2))
	case "row":
		p.endRow(1, p.drawn)
	case "nestrow":
		p.endRow(max(p.state.depth, 2), p.inner)
	case "sect":
		if p.place.line.Len() > 0 {
			p.endParagraph()
		}
	case "line", "page", "column":
		p.feed()
	default:
		p.put(character(name))
	}
}

// character returns what a word that stands for a character does.
func character(name string) string {
	switch name {
	case "tab", "emspace", "enspace", "qmspace":
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
