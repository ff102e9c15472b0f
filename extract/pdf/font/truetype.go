package font

// trueType is what the tables cmap and post of a TrueType or OpenType program
// tell.
type trueType struct {
	symbols    map[int]int // of a symbol font: codes to glyphs
	characters map[int]rune
	names      map[int]string
}

// maxCharacters bounds what is read out of one font program.
const maxCharacters = 1 << 17

// table is bytes of a font program; reading beyond its end gives 0.
type table []byte

func (t table) u16(at int) int {
	if at < 0 || at+2 > len(t) {
		return 0
	}
	return int(t[at])<<8 | int(t[at+1])
}

func (t table) u32(at int) int { return t.u16(at)<<16 | t.u16(at+2) }

func (t table) from(at int) table {
	if at < 0 || at > len(t) {
		return nil
	}
	return t[at:]
}

func openTrueType(data []byte) *trueType {
	t := &trueType{symbols: map[int]int{}, characters: map[int]rune{}, names: map[int]string{}}
	file := table(data)
	for i := range min(file.u16(4), 64) {
		entry := file.from(12 + 16*i)
		if len(entry) < 16 {
			break
		}
		body := file.from(entry.u32(8))
		if length := entry.u32(12); length < len(body) {
			body = body[:length]
		}
		switch string(entry[:4]) {
		case "cmap":
			t.readCmap(body)
		case "post":
			t.readPost(body)
		}
	}
	return t
}

func (t *trueType) readCmap(cmap table) {
	for i := range min(cmap.u16(2), 32) {
		entry := cmap.from(4 + 8*i)
		platform, encoding := entry.u16(0), entry.u16(2)
		sub := cmap.from(entry.u32(4))
		unicode := platform == 0 || platform == 3 && (encoding == 1 || encoding == 10)
		each(sub, func(code, glyph int) {
			switch {
			case glyph == 0:
			case unicode:
				t.add(glyph, rune(code))
			case platform == 3 && encoding == 0:
				t.symbols[code&0xff] = glyph
			case platform == 1 && t.symbols[code&0xff] == 0:
				t.symbols[code&0xff] = glyph
			}
		})
	}
}

// add notes a glyph's character. Of several, the ideograph that is no radical
// and no compatibility form is meant.
func (t *trueType) add(glyph int, r rune) {
	old, ok := t.characters[glyph]
	if (!ok || odd(old) && !odd(r)) && len(t.characters) < maxCharacters {
		t.characters[glyph] = r
	}
}

func odd(r rune) bool {
	return r >= 0x2e80 && r <= 0x2fdf || r >= 0xe000 && r <= 0xfaff || r >= 0x2f800 || r == 0xa0 || r == 0xad || r == 0x2126 || r == 0x2206
}

// each calls f for the codes of a subtable in the formats 0, 4, 6 and 12.
func each(sub table, f func(code, glyph int)) {
	switch sub.u16(0) {
	case 0:
		for code := range 256 {
			if 6+code < len(sub) {
				f(code, int(sub[6+code]))
			}
		}
	case 4:
		n := sub.u16(6) / 2
		left := maxCharacters
		for i := range n {
			end, start := sub.u16(14+2*i), sub.u16(16+2*n+2*i)
			delta, at := sub.u16(16+4*n+2*i), 16+6*n+2*i
			offset := sub.u16(at)
			for code := start; code <= end && left > 0; code++ {
				left--
				glyph := code
				if offset != 0 {
					if glyph = sub.u16(at + offset + 2*(code-start)); glyph == 0 {
						continue
					}
				}
				f(code, (glyph+delta)&0xffff)
			}
		}
	case 6:
		first := sub.u16(6)
		for i := range sub.u16(8) {
			f(first+i, sub.u16(10+2*i))
		}
	case 12:
		left := maxCharacters
		for i := range min(sub.u32(12), len(sub)/12) {
			group := sub.from(16 + 12*i)
			start, end, glyph := group.u32(0), group.u32(4), group.u32(8)
			for code := start; code <= min(end, 0x10ffff) && left > 0; code++ {
				left--
				f(code, glyph+code-start)
			}
		}
	}
}

// readPost reads the names of glyphs (format 2), as far as they are not of the
// standard order of Macintosh.
func (t *trueType) readPost(post table) {
	if post.u32(0) != 0x20000 {
		return
	}
	n := post.u16(32)
	var names []string
	for at := 34 + 2*n; at < len(post); {
		size := int(post[at])
		if at+1+size > len(post) {
			break
		}
		names = append(names, string(post[at+1:at+1+size]))
		at += 1 + size
	}
	for glyph := range n {
		if i := post.u16(34+2*glyph) - 258; i >= 0 && i < len(names) {
			t.names[glyph] = names[i]
		} else if i < 0 {
			t.names[glyph] = macintosh(i + 258)
		}
	}
}

// macintosh returns the name of a printing character in the standard order,
// which begins with those of ASCII.
func macintosh(i int) string {
	if i >= 3 && i < 98 {
		return "u" + hex4(rune(i-3+0x20))
	}
	return ""
}

// ofCode returns what a code of a symbolic font stands for.
func (t *trueType) ofCode(code byte) string {
	if glyph, ok := t.symbols[int(code)]; ok {
		return t.ofGlyph(glyph)
	}
	return ""
}

func (t *trueType) ofGlyph(glyph int) string {
	if r, ok := t.characters[glyph]; ok {
		return string(r)
	}
	s, _ := characters(t.names[glyph])
	return s
}
