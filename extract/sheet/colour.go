package sheet

import "gongkai/extract/visible"

// Palette is the colours of a workbook that are named by numbers, from 8 on
// ([MS-XLS] 2.5.161 Icv; ECMA-376 part 1, 18.8.27).
type Palette [56]visible.Colour

// UsualPalette returns the palette of workbooks that have none of their own.
func UsualPalette() *Palette {
	return usualPalette
}

var usualPalette = func() *Palette {
	const usual = "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF" +
		"800000008000000080808000800080008080C0C0C0808080" +
		"9999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF" +
		"000080FF00FFFFFF0000FFFF8000808000000080800000FF" +
		"00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC99" +
		"3366FF33CCCC99CC00FFCC00FF9900FF6600666699969696" +
		"003366339966003300333300993300993366333399333333"
	var p Palette
	for i := range p {
		p[i] = visible.Hex(usual[6*i : 6*i+6])
	}
	return &p
}()

// Colour returns the colour of a number. Those of a window's text and of what
// names no colour are none.
func (p *Palette) Colour(number int) visible.Colour {
	switch {
	case number >= 0 && number < 8:
		return usualPalette[number]
	case number >= 8 && number < 8+len(p):
		return p[number-8]
	case number == 65: // of a window's ground
		return visible.White
	}
	return 0
}
