package doc

import "gongkai/extract/visible"

// looks is how text looks, as far as it tells what of it is read.
type looks struct {
	ink, mark, ground visible.Colour // of the text, of a marker, and of what it stands on
	rise              int            // in half-points, by position alone
}

// or returns l, and of what l does not say what is around it.
func (l looks) or(around looks) looks {
	l.ink, l.mark, l.ground = l.ink.Or(around.ink), l.mark.Or(around.mark), l.ground.Or(around.ground)
	if l.rise == 0 {
		l.rise = around.rise
	}
	return l
}

// take takes a sprm of characters.
func (l *looks) take(op uint16, v []byte) {
	switch op {
	case sprmCIco:
		l.ink = visible.Word(int(v[0])).Or(visible.Unclear) // none is seen on any ground
	case sprmCCv:
		l.ink = colour(v).Or(visible.Unclear)
	case sprmCHighlight:
		l.mark = visible.Word(int(v[0]))
	case sprmCShd80:
		l.ground = shading80(v)
	case sprmCShd:
		l.ground = shading(v)
	case sprmCHpsPos:
		l.rise = int(int16(u16(v, 0)))
	}
}

// colour returns a colour ([MS-DOC] 2.9.43 COLORREF).
func colour(v []byte) visible.Colour {
	if len(v) < 4 || v[3] != 0 {
		return 0
	}
	return visible.RGB(v[0], v[1], v[2])
}

// shading returns the colour of a shading ([MS-DOC] 2.9.248 Shd): of the ground,
// or of the pattern over it where that covers it.
func shading(v []byte) visible.Colour {
	if len(v) < 10 {
		return 0
	}
	return covered(u16(v, 8), colour(v[:4]), colour(v[4:8]))
}

// shading80 is shading of Word 97 ([MS-DOC] 2.9.249 Shd80).
func shading80(v []byte) visible.Colour {
	s := u16(v, 0)
	if s == 0xffff {
		return 0
	}
	return covered(s>>10, visible.Word(int(s&0x1f)), visible.Word(int(s>>5&0x1f)))
}

// covered returns what a pattern ([MS-DOC] 2.9.121 Ipat) in a colour makes of a
// ground.
func covered(pattern uint16, on, ground visible.Colour) visible.Colour {
	switch pattern {
	case 0:
		return ground
	case 1:
		return on.Or(visible.RGB(0, 0, 0))
	case 0xffff:
		return 0
	}
	return visible.Unclear
}

// groundsOf returns what the cells of a row stand on: what the sprms of its mark
// say, in their order.
func groundsOf(list []byte) []visible.Colour {
	var all [maxCells]visible.Colour
	set := func(from int, v []byte, size int, of func([]byte) visible.Colour) {
		for ; from < maxCells && len(v) >= size; from++ {
			all[from], v = of(v[:size]), v[size:]
		}
	}
	some := func(v []byte, of func([]byte) visible.Colour) {
		for i := int(v[0]); i < min(int(v[1]), maxCells); i++ {
			all[i] = of(v[2:])
		}
	}
	for op, v := range sprms(list) {
		switch op {
		case sprmTDefTableShd80:
			set(0, v, 2, shading80)
		case sprmTDefTableShd:
			set(0, v, 10, shading)
		case sprmTDefTableShd2nd:
			set(22, v, 10, shading)
		case sprmTDefTableShd3rd:
			set(44, v, 10, shading)
		case sprmTSetShd80:
			some(v, shading80)
		case sprmTSetShd:
			if len(v) >= 12 {
				some(v, shading)
			}
		case sprmTSetShdTable:
			for i, c := range all {
				all[i] = c.Or(shading(v))
			}
		}
	}
	return all[:]
}

// around returns what the paragraph with a mark stands on.
func (s *story) around(mark int, g paragraph) visible.Colour {
	switch {
	case s.inBox || g.depth > 1:
		return visible.Unclear
	case g.depth == 0:
		return 0
	}
	if mark >= s.rowEnd {
		s.findRow(mark)
	}
	if s.cell < len(s.grounds) {
		return s.grounds[s.cell]
	}
	return visible.Unclear
}

// findRow finds the end of the row that a position lies in, which tells what its
// cells stand on.
func (s *story) findRow(at int) {
	s.grounds = nil
	for s.rowEnd = at; s.rowEnd < len(s.text.units); s.rowEnd++ {
		if s.text.units[s.rowEnd] != charCell {
			continue
		}
		p := &s.text.pieces[s.text.piece(s.rowEnd)]
		if g := s.paragraphAt(p, s.rowEnd); g.row && g.depth == 1 {
			s.grounds = groundsOf(g.changes)
			return
		}
	}
}
