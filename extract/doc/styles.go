package doc

import "gongkai/extract/visible"

// style is what a style says that matters here, with what it inherits.
type style struct {
	level    int  // of a heading
	title    bool // the style for titles
	centred  bool
	list     bool
	vanished bool // its text is hidden
	struck   bool // its text is struck out
	twice    bool // by two lines
	script   visible.Script
	looks
}

// The numbers of built-in styles ([MS-DOC] 2.9.260 sti).
const (
	stiHeading1 = 1
	stiHeading9 = 9
	stiTitle    = 62
)

// definition is where a style's own properties stand.
type definition struct {
	sti        int
	based      int
	paragraphs []byte
	characters []byte
	known      bool
	begun      bool // inherits already
}

// readStyles reads a style sheet ([MS-DOC] 2.9.271). A style that can't be read
// says nothing.
func readStyles(b []byte) []style {
	size := int(u16(b, 0))
	if size < 4 || 2+size > len(b) {
		return nil
	}
	count, fixed := int(u16(b, 2)), int(u16(b, 4))
	b = b[2+size:]
	definitions := make([]definition, 0, min(count, len(b)/2))
	for range count {
		if len(b) < 2 {
			break
		}
		n := int(u16(b, 0))
		b = b[2:]
		definitions = append(definitions, define(b[:min(n, len(b))], fixed))
		b = b[min(n+n&1, len(b)):]
	}
	styles := make([]style, len(definitions))
	for i := range definitions {
		inherit(definitions, styles, i)
	}
	return styles
}

// define reads one style ([MS-DOC] 2.9.258 STD), whose fixed part has fixed
// bytes.
func define(b []byte, fixed int) definition {
	if len(b) < 10 || fixed < 8 || fixed+2 > len(b) {
		return definition{based: -1}
	}
	d := definition{sti: int(u16(b, 0) & 0xfff), based: int(u16(b, 2) >> 4), known: true}
	kind := u16(b, 2) & 0xf
	at := fixed + 2 + 2*int(u16(b, fixed)) + 2 // after the name and its zero
	next := func() []byte {
		at += at & 1
		if at+2 > len(b) {
			return nil
		}
		size := int(u16(b, at))
		begin := at + 2
		at = begin + size
		return b[begin:min(at, len(b))]
	}
	switch kind {
	case 1: // of paragraphs
		if p := next(); len(p) >= 2 {
			d.paragraphs = p[2:]
		}
		d.characters = next()
	case 2: // of characters
		d.characters = next()
	}
	return d
}

// inherit sets the style of a number, with what it inherits, unless that is done
// or under way: a style may be based on itself.
func inherit(definitions []definition, styles []style, i int) {
	if i < 0 || i >= len(definitions) || !definitions[i].known || definitions[i].begun {
		return
	}
	d := &definitions[i]
	d.begun = true
	var s style
	if inherit(definitions, styles, d.based); d.based >= 0 && d.based < len(styles) {
		s = styles[d.based]
	}
	heading := d.sti >= stiHeading1 && d.sti <= stiHeading9
	if heading {
		s.level = d.sti
	}
	s.title = s.title || d.sti == stiTitle
	for op, v := range sprms(d.paragraphs) {
		switch op {
		case sprmPJc, sprmPJc80:
			s.centred = set(v)
		case sprmPOutLvl:
			if !heading && v[0] < 9 {
				s.level = int(v[0]) + 1
			}
		case sprmPIlfo:
			s.list = u16(v, 0) != 0
		case sprmPShd80:
			s.ground = shading80(v)
		case sprmPShd:
			s.ground = shading(v)
		}
	}
	for op, v := range sprms(d.characters) {
		switch op {
		case sprmCFVanish:
			s.vanished = toggle(v[0], s.vanished)
		case sprmCFStrike:
			s.struck = toggle(v[0], s.struck)
		case sprmCFDStrike:
			s.twice = toggle(v[0], s.twice)
		case sprmCIss:
			s.script = visible.Number(int(v[0]))
		default:
			s.take(op, v)
		}
	}
	styles[i] = s
}
