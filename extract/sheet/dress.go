package sheet

import (
	"strings"

	"gongkai/extract/numfmt"
	"gongkai/extract/visible"
)

// Dress is how a cell shows what it holds.
type Dress struct {
	Format numfmt.Format
	Look   Look
	Ground visible.Colour
}

// Number returns what is seen of a number in a cell, and warns where that may not
// be what its author saw; date1904 says on which day dates begin.
func (b *Book) Number(d Dress, v float64, date1904 bool) string {
	text, known := d.Format.Number(v, date1904)
	if !known {
		b.Warn("number_format", "a number's format is not known; it is shown as it is stored")
	}
	if v != 0 && strings.TrimSpace(text) == "" {
		b.WarnUnshown()
	}
	return b.Shown(Plain(text), b.painted(d.Look, d.Format.Colour(v)), d.Ground)
}

// Text returns what is seen of a text in a cell.
func (b *Book) Text(d Dress, t Text) string {
	s := b.Shown(t, b.painted(d.Look, d.Format.TextColour()), d.Ground)
	if s == "" {
		return ""
	}
	text := d.Format.Text(s)
	if text == "" && strings.TrimSpace(s) != "" {
		b.WarnUnshown()
	}
	return text
}

// WarnUnshown warns of a number or a text that its format doesn't show.
func (b *Book) WarnUnshown() {
	b.Warn("number_format", "the format of a cell shows nothing of what it holds; it was left out")
}

// painted returns a look in the colour of a format, where it has one.
func (b *Book) painted(look Look, colour int) Look {
	if colour > 0 {
		palette := b.Palette
		if palette == nil {
			palette = usualPalette
		}
		look.Ink = palette.Colour(7 + colour)
	}
	return look
}

// The warning of numbers in whose place an icon or a bar stands.
const (
	Replaced        = "hidden_text"
	ReplacedMessage = "icons or bars stand in the place of numbers; the numbers were read"
)
