package xls

import "gongkai/extract/numfmt"

// readStrings reads the strings that cells share ([MS-XLS] 2.4.265).
func (w *workbook) readStrings(p *pieces) {
	p.skip(4)
	count := p.uint(4)
	for range count {
		s := p.rich(2, w.struck)
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

// struck reports whether a font is struck out. There is no font 4, and those
// after it count on ([MS-XLS] 2.5.129).
func (w *workbook) struck(font int) bool {
	if font > 4 {
		font--
	}
	return font < len(w.fonts) && w.fonts[font]
}
