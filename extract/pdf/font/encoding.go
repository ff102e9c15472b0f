package font

import "golang.org/x/text/encoding/charmap"

// encoding is what the 256 codes of a simple font stand for; 0 is unknown.
type encoding [256]rune

// baseEncoding returns an encoding that ISO 32000-1 annex D names, or nil.
func baseEncoding(name string) *encoding {
	switch name {
	case "WinAnsiEncoding":
		return fromCharmap(charmap.Windows1252)
	case "MacRomanEncoding":
		return fromCharmap(charmap.Macintosh)
	case "StandardEncoding":
		return standard()
	}
	return nil
}

func fromCharmap(m *charmap.Charmap) *encoding {
	var e encoding
	for c := 0x20; c < 256; c++ {
		if r := m.DecodeByte(byte(c)); r != '\ufffd' && r != 0x7f && (r < 0x80 || r > 0x9f) {
			e[c] = r
		}
	}
	return &e
}

func standard() *encoding {
	const high = " ¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ –†‡· ¶•‚„”»…‰ ¿ `´ˆ˜¯˘˙¨ ˚¸ ˝˛ˇ—                Æ ª    ŁØŒº     æ   ı  łøœß    "
	e := ascii()
	e['\''], e['`'] = '’', '‘'
	e.fill(0xa0, high)
	return e
}

func symbol() *encoding {
	const (
		low  = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_ αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ "
		high = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…  ↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑           〉∫⌠ ⌡          "
	)
	var e encoding
	e.fill(0x20, low)
	e.fill(0xa0, high)
	return &e
}

func dingbats() *encoding {
	var e encoding
	for c := rune(0x21); c < 0x7f; c++ {
		e[c] = c + 0x26e0
	}
	for c := rune(0xa1); c < 0xff; c++ {
		e[c] = c + 0x26c0
	}
	for c, r := range map[int]rune{0x20: ' ', 0x25: '☎', 0x2a: '☛', 0x2b: '☞', 0x48: '★', 0x6c: '●', 0x6e: '■', 0x73: '▲', 0x74: '▼', 0x75: '◆', 0x77: '◗',
		0xa8: '♣', 0xa9: '♦', 0xaa: '♥', 0xab: '♠', 0xd5: '→', 0xd6: '↔', 0xd7: '↕', 0xf0: 0} {
		e[c] = r
	}
	for c := rune(0xac); c <= 0xb5; c++ {
		e[c] = '①' + c - 0xac
	}
	return &e
}

func ascii() *encoding {
	var e encoding
	for c := rune(0x20); c < 0x7f; c++ {
		e[c] = c
	}
	return &e
}

// fill sets the codes from a first one on; a space in text leaves one out,
// unless it is the first.
func (e *encoding) fill(code int, text string) {
	for i, r := range text {
		if r != ' ' || i == 0 && code == 0x20 {
			e[code] = r
		}
		code++
	}
}
