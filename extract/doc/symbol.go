package doc

import (
	"unicode/utf16"
	"unicode/utf8"

	"gongkai/extract/fieldcode"
)

// symbol returns what a character of a symbol font is outside of it, where it is
// one.
func (d *reader) symbol(font int, char rune) rune {
	if char < 0xf000 || char >= 0xf100 {
		return char
	}
	if d.fonts == nil {
		d.fonts = fontNames(d.part(d.header.fonts))
	}
	name := ""
	if font < len(d.fonts) {
		name = d.fonts[font]
	}
	if shown := fieldcode.Symbol(name, char); shown != "" {
		char, _ = utf8.DecodeRuneInString(shown)
	}
	return char
}

// fontNames reads the names of a document's fonts ([MS-DOC] 2.9.286 SttbfFfn).
func fontNames(b []byte) []string {
	const nameAt = 39 // of a font, behind the byte with its size
	names := []string{}
	for at := 4; at < len(b); {
		end := min(at+1+int(b[at]), len(b))
		var units []uint16
		for i := at + 1 + nameAt; i+2 <= end && u16(b, i) != 0; i += 2 {
			units = append(units, u16(b, i))
		}
		names = append(names, string(utf16.Decode(units)))
		at = end
	}
	return names
}
