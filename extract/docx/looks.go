package docx

import (
	"encoding/xml"
	"slices"
	"strconv"

	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// looks is how text looks, as far as it tells what of it is read.
type looks struct {
	ink, ground visible.Colour
	rise        int // in half-points, by position alone
}

// or returns l, and of what l does not say what is around it.
func (l looks) or(around looks) looks {
	l.ink, l.ground = l.ink.Or(around.ink), l.ground.Or(around.ground)
	if l.rise == 0 {
		l.rise = around.rise
	}
	return l
}

// set takes a property of text that says how it looks, and reports whether it was
// one.
func (l *looks) set(name string, start xml.StartElement) bool {
	switch name {
	case "color":
		l.ink = visible.Hex(xmlpart.Value(start, "val")) // that of "auto" is seen on any ground
	case "shd":
		if l.ground == 0 { // a highlight lies over it
			l.ground = shading(start)
		}
	case "highlight":
		l.ground = highlight(xmlpart.Value(start, "val")).Or(l.ground)
	case "position":
		l.rise, _ = strconv.Atoi(xmlpart.Value(start, "val"))
	default:
		return false
	}
	return true
}

// shading returns the colour of a w:shd: that of its fill, or of the pattern over
// it where that covers it.
func shading(start xml.StartElement) visible.Colour {
	fill := xmlpart.Value(start, "fill")
	switch xmlpart.Value(start, "val") {
	case "", "nil", "clear":
		if fill == "auto" || fill == "" && xmlpart.Value(start, "themeFill") == "" {
			return 0
		}
		return visible.Hex(fill)
	case "solid":
		if c := xmlpart.Value(start, "color"); c != "auto" {
			return visible.Hex(c)
		}
		return visible.RGB(0, 0, 0)
	}
	return visible.Unclear
}

// highlight returns the colour of a name (ECMA-376 part 1, 17.18.40).
func highlight(name string) visible.Colour {
	return visible.Word(slices.Index([]string{"none", "black", "blue", "cyan", "green", "magenta", "red", "yellow", "white",
		"darkBlue", "darkCyan", "darkGreen", "darkMagenta", "darkRed", "darkYellow", "darkGray", "lightGray"}, name))
}
