package xls

import (
	"gongkai/extract/sheet"
	"gongkai/extract/visible"
)

// readStrings reads the strings that cells share ([MS-XLS] 2.4.265).
func (w *workbook) readStrings(p *pieces) {
	p.skip(4)
	count := p.uint(4)
	for range count {
		s := p.rich(2, w.lookOf)
		if p.gone {
			w.book.Warn("workbook_damaged", "the workbook's table of texts is cut short; cells are missing their text")
			return
		}
		w.strings = append(w.strings, s)
	}
}

// font is what a font says that matters here.
type font struct {
	struck bool // its text is struck out
	script visible.Script
	colour int // its number
}

// fontOf reads a font ([MS-XLS] 2.4.122).
func fontOf(b []byte) font {
	f := font{struck: len(b) >= 4 && b[2]&8 != 0, colour: automatic}
	if len(b) >= 10 {
		f.colour, f.script = int(u16(b[4:])), visible.Number(int(u16(b[8:])))
	}
	return f
}

// automatic is the number of the colour of fonts that name none.
const automatic = 0x7fff

// lookOf returns how text in the font of a number looks.
func (w *workbook) lookOf(number int) sheet.Look {
	f := w.font(number)
	return sheet.Look{Struck: f.struck, Ink: w.palette.Colour(f.colour), Script: f.script}
}

// font returns the font of a number. There is no font 4, and those after it
// count on ([MS-XLS] 2.5.129).
func (w *workbook) font(number int) font {
	if number > 4 {
		number--
	}
	if number >= len(w.fonts) {
		return font{colour: automatic}
	}
	return w.fonts[number]
}
