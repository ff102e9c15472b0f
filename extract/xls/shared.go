package xls

import "gongkai/extract/numfmt"

// readStrings reads the strings that cells share ([MS-XLS] 2.4.265).
func (w *workbook) readStrings(p *pieces) {
	p.skip(4)
	count := p.uint(4)
	for range count {
		s := p.rich(2, w.font)
		if p.gone {
			w.book.Warn("workbook_damaged", "the workbook's table of texts is cut short; cells are missing their text")
			return
		}
		w.strings = append(w.strings, s)
	}
}

// format returns the number format of a style.
func (w *workbook) format(of int) numfmt.Format {
	if of >= len(w.styles) {
		return numfmt.Format{}
	}
	return w.formats.Of(w.styles[of].format)
}

// font is what a font says that matters here.
type font struct {
	struck bool // its text is struck out
	raised bool // it stands above the line
}

// fontOf reads a font ([MS-XLS] 2.4.122).
func fontOf(b []byte) font {
	return font{struck: len(b) >= 4 && b[2]&8 != 0, raised: len(b) >= 10 && u16(b[8:]) == 1}
}

// font returns the font of a number. There is no font 4, and those after it
// count on ([MS-XLS] 2.5.129).
func (w *workbook) font(number int) font {
	if number > 4 {
		number--
	}
	if number >= len(w.fonts) {
		return font{}
	}
	return w.fonts[number]
}
