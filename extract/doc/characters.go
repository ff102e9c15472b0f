package doc

import (
	"unicode/utf16"

	"gongkai/extract/visible"
)

// characters is what a run of characters is.
type characters struct {
	deleted bool
	hidden  bool
	struck  bool
	script  visible.Script
	sight   visible.Sight
	looks
	symbol rune // what stands for a character of a symbol font
}

// charactersOf returns what characters with these sprms are in a paragraph of
// this style.
func (d *reader) charactersOf(lists [2][]byte, base style) characters {
	var c characters
	styled := base
	c.script, c.looks = base.script, base.looks
	vanish, strike, twice := byte(asStyled), byte(asStyled), byte(asStyled)
	for _, list := range lists {
		for op, v := range sprms(list) {
			switch op {
			case sprmCFRMarkDel:
				c.deleted = v[0] == 1 || v[0] == 0x81
			case sprmCFVanish:
				vanish = v[0]
			case sprmCFStrike:
				strike = v[0]
			case sprmCFDStrike:
				twice = v[0]
			case sprmCIstd:
				own := d.style(int(u16(v, 0)))
				// What a style of characters has on turns what that of the paragraph says.
				styled.vanished, styled.struck = base.vanished != own.vanished, base.struck != own.struck
				styled.twice = base.twice != own.twice
				c.script, c.looks = own.script.Or(c.script), own.looks.or(c.looks)
			case sprmCIss:
				c.script = visible.Number(int(v[0]))
			case sprmCSymbol:
				c.symbol = d.symbol(int(u16(v, 0)), rune(u16(v, 2)))
			default:
				c.take(op, v)
			}
		}
	}
	c.hidden = toggle(vanish, styled.vanished)
	c.struck = toggle(strike, styled.struck) || toggle(twice, styled.twice)
	return c
}

// asStyled leaves a property as the style has it.
const asStyled = 0x80

// toggle returns what a ToggleOperand makes of what the style says
// ([MS-DOC] 2.9.322).
func toggle(operand byte, styled bool) bool {
	switch operand {
	case asStyled:
		return styled
	case 0x81:
		return !styled
	}
	return operand != 0
}

// runs reads the characters between two positions, in a paragraph with a mark.
func (s *story) runs(from, to int, base style, mark int, g paragraph) {
	for from < to {
		p := &s.text.pieces[s.text.piece(from)]
		run := s.characters.at(p.where(from))
		end := min(to, p.to, from+max(1, (run.to-p.where(from)+p.width-1)/p.width))
		c := s.charactersOf([2][]byte{run.properties, p.changes}, base)
		if c.ink > 0 {
			c.sight = visible.See(c.ink, c.mark.Or(c.ground).Or(s.around(mark, g)))
		}
		if !c.deleted {
			if c.rise != s.rise || c.script != s.script {
				s.put()
				s.rise, s.script = c.rise, c.script
			}
			s.write(from, s.text.units[from:end], c)
		}
		from = end
	}
	s.put()
	s.rise, s.script = 0, 0
}

// write writes characters of one kind, the first of which stands at a position.
func (s *story) write(at int, units []uint16, c characters) {
	for i, unit := range units {
		switch {
		case unit == charFieldBegin:
			s.put()
			s.fields.Begin()
		case unit == charFieldSplit:
			s.put()
			s.fields.Split(s.flow)
		case unit == charFieldEnd:
			s.put()
			shown := s.fields.Shown(s.flow)
			if s.fields.Formula() && shown == "" {
				s.warn(visible.Formula, visible.FormulaMessage)
			}
			if s.fields.Embeds() {
				s.warn(visible.Embedded, visible.EmbeddedMessage)
			}
			if s.fields.Chooses() {
				s.warn("field_not_read", "a list to choose from stands in the file; which of its entries is chosen was not read")
			}
			s.link(s.fields.End(s.flow))
			if !s.fields.Code() && !c.hidden && !c.struck && c.sight != visible.Unseen {
				s.buffer = append(s.buffer, shown...)
			}
		case s.fields.Code():
			s.fields.Write(string(rune(unit)))
		case c.hidden:
		case c.struck && unit != charDrawing:
			if unit > ' ' {
				s.warn(visible.Struck, visible.StruckMessage)
			}
		case unit == charPicture:
			if !s.fields.Object() {
				s.flow.Picture()
			}
		case unit == charDrawing:
			if !s.inBox {
				s.boxed = append(s.boxed, s.boxes.at(at+i)...)
			}
		case c.sight != visible.Seen && s.pale(unit, c.sight):
		case c.symbol != 0 && (unit == '(' || unit >= 0xf000 && unit < 0xf100):
			if c.symbol >= ' ' && c.symbol < 0xd800 || c.symbol >= 0xf900 {
				s.buffer = append(s.buffer, string(c.symbol)...)
			}
		case unit == charBreak, unit == charColumn:
			s.put()
			s.flow.Feed()
		case unit == charHyphen:
			s.buffer = append(s.buffer, '-')
		case unit < ' ' && unit != '\t', unit == charSoftHyphen:
		default:
			s.add(unit)
		}
	}
}

// pale warns of a character that is not seen for its colour, and reports whether
// it is left out.
func (s *story) pale(unit uint16, sight visible.Sight) bool {
	if unit > ' ' {
		s.warn(visible.Pale, sight.Message())
	}
	return sight == visible.Unseen
}

// add adds a UTF-16 unit to what is written next.
func (s *story) add(unit uint16) {
	switch {
	case unit < 0x80:
		s.buffer = append(s.buffer, byte(unit))
	case unit >= 0xd800 && unit < 0xdc00:
		s.high = unit
		return
	case s.high != 0:
		s.buffer = append(s.buffer, string(utf16.DecodeRune(rune(s.high), rune(unit)))...)
	default:
		s.buffer = append(s.buffer, string(rune(unit))...)
	}
	s.high = 0
}

// put writes what was added.
func (s *story) put() {
	if len(s.buffer) > 0 {
		s.flow.WriteAs(string(s.buffer), s.script, s.rise)
		s.buffer = s.buffer[:0]
	}
}
