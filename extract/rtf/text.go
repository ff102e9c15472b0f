package rtf

import (
	"strings"
	"unicode/utf16"

	"gongkai/extract/codepage"
	"gongkai/extract/fieldcode"
	"gongkai/extract/visible"
)

// text takes text as it stands.
func (p *reader) text(b string) {
	if p.skip > 0 {
		n := min(p.skip, len(b))
		p.skip -= n
		b = b[n:]
	}
	if len(b) > 0 && p.state.to != toNone {
		p.high = 0
		p.raw = append(p.raw, b...)
	}
}

// byte takes a byte that was written as \'hh.
func (p *reader) byte(b byte) {
	if p.skip > 0 {
		p.skip--
		return
	}
	if p.state.to != toNone {
		p.high = 0
		p.raw = append(p.raw, b)
	}
}

// unit takes a UTF-16 unit that was written as \u, as a number that may be
// negative.
func (p *reader) unit(value int) {
	p.skip = p.state.fallback
	r := rune(uint16(value))
	if value > 0xffff && value <= 0x10ffff {
		r = rune(value) // some writers do
	}
	switch {
	case p.state.to == toNone:
	case r >= 0xd800 && r < 0xdc00:
		p.high = r
	case r >= 0xdc00 && r < 0xe000:
		if p.high != 0 {
			p.write(string(utf16.DecodeRune(p.high, r)))
		}
		p.high = 0
	case r >= 0xf020 && r < 0xf100 && p.fonts[p.state.font] == symbols:
		p.high = 0
		p.write(fieldcode.Symbol(p.pictures[p.state.font], r))
	default:
		p.high = 0
		p.write(string(r))
	}
}

// write writes text after what is not decoded yet.
func (p *reader) write(s string) {
	p.flush()
	p.put(s)
}

// flush decodes the bytes that were taken. It is called before anything that
// ends a run of text in one font.
func (p *reader) flush() {
	if len(p.raw) == 0 {
		return
	}
	raw := p.raw
	p.raw = p.raw[:0]
	if name := p.pictures[p.state.font]; name != "" && !p.state.dbch && p.state.to == toBody {
		p.picture(name, raw)
		return
	}
	for _, c := range raw {
		if c >= 0x80 {
			if page := p.codePage(raw); page != symbols {
				if p.state.to == toBody {
					p.page = page
				}
				p.put(codepage.Decode(raw, page))
			}
			return
		}
	}
	p.put(string(raw))
}

// picture writes what characters of a font of pictures are outside of it, where
// they are any.
func (p *reader) picture(font string, raw []byte) {
	for _, c := range raw {
		if c == ' ' {
			p.put(" ")
			continue
		}
		p.put(fieldcode.Symbol(font, rune(c)))
	}
}

// nameFont keeps the name of a font of pictures.
func (p *reader) nameFont(name string) {
	if (strings.HasPrefix(name, "Wingdings") || strings.HasPrefix(name, "Webdings")) && len(p.pictures) < maxStyles {
		p.pictures[p.state.font] = strings.TrimRight(name, "; ")
	}
}

// symbols stands for the code page of fonts whose characters are none.
const symbols = -1

// codePage returns the code page of text in the state's font. Fonts for ANSI
// text are of the file's page. Word names a second font, for characters of two
// bytes; in a file whose page has none, text that is such must be in that font.
func (p *reader) codePage(raw []byte) int {
	wide := p.fonts[p.state.wide]
	page := p.fonts[p.state.font]
	if p.state.dbch && p.state.wide != noFont {
		page = wide
	}
	switch {
	case page == symbols && codepage.Pairs(p.ansi, 0x81) && codepage.Chinese(raw, 2):
		return p.ansi // some fonts for text say that they are of symbols
	case page != 0:
		return page
	}
	if p.state.wide != noFont && !codepage.Pairs(p.ansi, 0x81) && codepage.Pairs(wide, 0x81) && codepage.Chinese(raw, 1) {
		return wide
	}
	return p.ansi
}

// put writes text where the state says.
func (p *reader) put(s string) {
	switch {
	case s == "":
	case p.state.to == toBody:
		switch {
		case p.state.hidden || p.state.deleted:
		case p.state.struck || p.state.doubly:
			if strings.TrimSpace(s) != "" {
				p.warn(visible.Struck, visible.StruckMessage)
			}
		case p.state.ink > 0 && p.unseen(s):
		default:
			p.place.line.WriteAs(s, p.state.script, p.state.rise)
		}
	case p.state.to == toColours:
		for range strings.Count(s, ";") {
			p.endColour()
		}
	case p.state.to == toCode:
		if n := len(p.place.fields); n > 0 {
			f := &p.place.fields[n-1]
			f.code = append(f.code, s[:min(len(s), fieldcode.Max-len(f.code))]...)
		}
	case p.state.to == toClass:
		if strings.HasPrefix(strings.TrimSpace(s), "Equation") {
			p.warn(visible.Formula, visible.FormulaMessage)
		}
		if fieldcode.Tabular(s) {
			p.warn(visible.Embedded, visible.EmbeddedMessage)
		}
	case p.state.to == toFonts:
		p.nameFont(s)
	case p.state.to == toEntry:
		p.addEntry(s)
	case p.state.to == toTitle:
		p.title.Write(s)
	case p.state.to == toStyles:
		p.name = append(p.name, s[:min(len(s), 256-min(256, len(p.name)))]...)
	}
}

// feed begins a new line.
func (p *reader) feed() {
	if p.flush(); p.state.to == toBody && !p.state.hidden && !p.state.deleted && !p.state.struck && !p.state.doubly {
		p.place.line.Feed()
	}
}

// charset returns the code page of a font's \fcharset; 0 is the file's.
func charset(n int) int {
	switch n {
	case 2:
		return symbols
	case 128:
		return 932
	case 129:
		return 949
	case 134:
		return codepage.GBK
	case 136:
		return 950
	case 161:
		return 1253
	case 204:
		return 1251
	case 238:
		return 1250
	}
	return 0
}
