package font

import (
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/font"
	"golang.org/x/text/encoding/charmap"
)

// widths maps codes or CIDs to widths. They stand in pages of 256, for most fonts
// use few.
type widths struct {
	missing float64
	pages   map[uint32]*[256]width
}

type width struct {
	value float32
	known bool
}

func (w *widths) set(code uint32, value float64) {
	if w.pages == nil {
		w.pages = map[uint32]*[256]width{}
	}
	p := w.pages[code>>8]
	if p == nil {
		p = new([256]width)
		w.pages[code>>8] = p
	}
	p[code&255] = width{float32(value), true}
}

func (w *widths) of(code uint32) float64 {
	if p := w.pages[code>>8]; p != nil && p[code&255].known {
		return float64(p[code&255].value)
	}
	return w.missing
}

// isStandard reports whether a font is one of the 14 that need not be embedded,
// or looks like one.
func isStandard(name string) bool { return standardName(name) != "" }

// standardName returns which of the 14 standard fonts a font is or looks like, or
// "".
func standardName(name string) string {
	lower := strings.ToLower(name)
	bold := strings.Contains(lower, "bold")
	italic := strings.Contains(lower, "italic") || strings.Contains(lower, "oblique")
	style := func(family, plain, slanted string) string {
		switch {
		case bold && italic:
			return family + "-Bold" + slanted
		case bold:
			return family + "-Bold"
		case italic:
			return family + "-" + slanted
		}
		return family + plain
	}
	switch {
	case strings.HasPrefix(lower, "helvetica"), strings.HasPrefix(lower, "arial"):
		return style("Helvetica", "", "Oblique")
	case strings.HasPrefix(lower, "times"):
		return style("Times", "-Roman", "Italic")
	case strings.HasPrefix(lower, "courier"):
		return style("Courier", "", "Oblique")
	case strings.HasPrefix(lower, "symbol"):
		return "Symbol"
	case strings.HasPrefix(lower, "zapfdingbats"):
		return "ZapfDingbats"
	}
	return ""
}

// standardWidths stands in where a font has no widths: it is one of the standard
// fonts then.
func (f *Font) standardWidths() {
	name := standardName(f.Name)
	if name == "" {
		name = "Helvetica"
	}
	for code := range uint32(256) {
		c := rune(code)
		if name != "Symbol" && name != "ZapfDingbats" {
			text := f.simpleText(byte(code))
			for _, r := range text {
				if b, ok := charmap.Windows1252.EncodeRune(r); ok {
					c = rune(b)
				}
				break
			}
		}
		if w, err := font.CharWidth(name, c); err == nil {
			f.widths.set(code, float64(w)/1000)
		}
	}
}
