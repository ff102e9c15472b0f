package layout

// Page is a page as it is drawn. All coordinates are in points (1/72 inch) from
// the page's upper left corner as a reader sees it, y downwards.
type Page struct {
	Width, Height float64
	Glyphs        []Glyph // in the order of drawing; white space may be left out
	Rules         []Box   // straight lines and filled rectangles up to 3 points thick, as they are painted
	Images        []Box
	Recognised    bool // its characters were recognised by OCR
}

// Box is a rectangle: X0 ≤ X1, Y0 ≤ Y1.
type Box struct{ X0, Y0, X1, Y1 float64 }

// Glyph is a character that is seen, or several that one glyph stands for.
type Glyph struct {
	Box         // from the ascent to the descent of its font, one advance wide
	Text string // UTF-8; "\ufffd" where the font does not tell which character it is
	Size float64
	Bold bool
	// Turn is by how many quarters its text is turned to the right, 0 to 3.
	Turn   uint8
	Aslant bool // its text goes up or down the page, as watermarks do
}
