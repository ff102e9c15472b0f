package layout

// FewCharacters is how many characters a page that is a picture has at most beside
// it: a page number, a stamp.
const FewCharacters = 40

// Scanned reports whether pictures lie over more than half of the page, and few
// characters stand beside them.
func (p *Page) Scanned() bool {
	area := 0.0
	for _, b := range p.Images {
		area += (b.X1 - b.X0) * (b.Y1 - b.Y0)
	}
	return area > p.Width*p.Height/2 && Printed(p.Glyphs) <= FewCharacters
}

// Printed counts the glyphs that aren't white space.
func Printed(glyphs []Glyph) int {
	n := 0
	for i := range glyphs {
		if !blank(glyphs[i].Text) {
			n++
		}
	}
	return n
}
