package visible

import "strconv"

// Colour is a colour as a file says it. The zero value is none: the ink of text
// that shows on any ground, and paper.
type Colour int32

// Unclear is a colour that is not known, or not one: a pattern, a picture.
const Unclear Colour = -1

const known Colour = 1 << 24

// RGB returns the colour of these parts, each from 0 to 255.
func RGB(r, g, b uint8) Colour { return known | Colour(r)<<16 | Colour(g)<<8 | Colour(b) }

// Hex returns the colour of six hexadecimal digits, or [Unclear].
func Hex(s string) Colour {
	n, err := strconv.ParseUint(s, 16, 24)
	if len(s) != 6 || err != nil {
		return Unclear
	}
	return known | Colour(n)
}

// Word returns the colour of a number that Word has for its usual ones ([MS-DOC]
// 2.9.119 Ico); 0 is none.
func Word(ico int) Colour {
	usual := [...]Colour{0, known, known | 0xff, known | 0xffff, known | 0xff00, known | 0xff00ff, known | 0xff0000, known | 0xffff00, White,
		known | 0x80, known | 0x8080, known | 0x8000, known | 0x800080, known | 0x800000, known | 0x808000, known | 0x808080, known | 0xc0c0c0}
	if ico < 0 || ico >= len(usual) {
		return Unclear
	}
	return usual[ico]
}

// Or returns c, or what is around it where c is none.
func (c Colour) Or(around Colour) Colour {
	if c == 0 {
		return around
	}
	return c
}

// Parts returns the parts of a colour, each from 0 to 255, and whether it is one.
func (c Colour) Parts() (rgb [3]uint8, ok bool) {
	return [3]uint8{uint8(c >> 16), uint8(c >> 8), uint8(c)}, c >= known
}

// White is the colour of paper.
const White = known | 0xffffff

// Sight says whether a reader of the page sees text.
type Sight byte

// The kinds of sight.
const (
	Seen Sight = iota
	Doubtful
	Unseen
)

// How far the parts of two colours that are told apart lie from each other: none
// of FFFFFF and F7F7F7 is seen on the other, and of FFFFFF and E7E7E7 it is hard
// to say.
const (
	alike  = 8
	nearly = 24
)

// See returns how text in a colour is seen on a ground. White text on a ground
// that is unclear is doubtful.
func See(ink, ground Colour) Sight {
	if ink <= 0 {
		return Seen
	}
	if ground <= 0 {
		sight := distant(ink, White)
		if ground == Unclear && sight == Unseen {
			return Doubtful
		}
		return sight
	}
	return distant(ink, ground)
}

func distant(a, b Colour) Sight {
	most := 0
	for shift := 0; shift < 24; shift += 8 {
		d := int(a>>shift&0xff) - int(b>>shift&0xff)
		most = max(most, d, -d)
	}
	switch {
	case most <= alike:
		return Unseen
	case most <= nearly:
		return Doubtful
	}
	return Seen
}

// Pale is the code of the warning of text in the colour of what it stands on.
const Pale = "text_white"

// Message returns what the warning of text says that is seen so.
func (s Sight) Message() string {
	if s == Unseen {
		return "text has the colour of its paper; it was left out"
	}
	return "text may have the colour of what it stands on; it was read"
}
