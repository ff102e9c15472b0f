package ofd

import (
	"encoding/xml"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/extract/affine"
	"gongkai/extract/layout"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// How far characters stand above and below their baseline, of their size: the
// fonts are not read, and these are those of Chinese fonts.
const (
	above = 0.86
	below = 0.14
)

// text draws a TextObject ([GB/T 33190] 11).
func (g *drawing) text(t *xmlpart.Reader, a attributes, m affine.Matrix, param string) error {
	boundary, _ := rectangle(a.get("Boundary"))
	set, _ := g.parameter(param)
	limit := m.Box(boundary)
	m = placed(m, boundary, a.get("CTM"))
	line := writing{
		drawing: g, matrix: m, size: number(a.get("Size"), 0), stretch: number(a.get("HScale"), 1),
		bold: g.fonts[a.get("Font")] || number(a.get("Weight"), 400) >= 600, limit: limit, ink: set.ink,
		unfilled: a.off("Fill"), clear: set.clear, outlined: a.on("Stroke"),
	}
	if line.size <= 0 || line.size > 1e4 || clear(a) {
		return t.Skip()
	}
	return children(t, func(name string, a attributes) error {
		switch name {
		case "TextCode":
		case "FillColor":
			line.ink, _ = colourOf(a)
			line.clear = clear(a)
			return t.Skip()
		default:
			return t.Skip()
		}
		var b strings.Builder
		err := t.Children(func(xml.StartElement) error { return t.Skip() }, func(d xml.CharData) { b.Write(d) })
		if !line.unfilled && !line.clear || line.outlined {
			line.code(b.String(), a)
		}
		return err
	})
}

// writing is a TextObject that is being drawn.
type writing struct {
	*drawing
	matrix  affine.Matrix
	size    float64
	stretch float64
	bold    bool
	ink     visible.Colour
	limit   layout.Box // behind which nothing is drawn
	x, y    float64    // of the last TextCode

	unfilled, clear, outlined bool
}

// code draws a TextCode: characters with the steps between them.
func (w *writing) code(s string, a attributes) {
	w.x, w.y = number(a.get("X"), w.x), number(a.get("Y"), w.y)
	s = strings.Trim(s, "\r\n")
	dx, dy := steps{rest: a.get("DeltaX")}, steps{rest: a.get("DeltaY")}
	x, y := w.x, w.y
	for i, r := range s {
		if w.full() {
			return
		}
		wide := natural(r) * w.size * w.stretch
		step, across := dx.next()
		fall, down := dy.next()
		switch {
		case across && step > 0 && (step < 1.3*wide || r < 0x80 && step < widest*w.size*w.stretch):
			wide = step // in this font; a wider step is room beside the character
		case !across && !down:
			step = wide
		}
		if last := i+utf8.RuneLen(r) == len(s); last && r < 0x80 {
			wide = max(wide, 0.5*w.size*w.stretch) // no step tells; the next character may be a TextCode of its own
		}
		w.put(r, x, y, wide)
		x, y = x+step, y+fall
	}
}

func (w *writing) put(r rune, x, y, wide float64) {
	if r == '\r' || r == '\n' {
		return
	}
	b := w.matrix.Box(layout.Box{X0: x, Y0: y - above*w.size, X1: x + wide, Y1: y + below*w.size})
	text, ok := visible.Clean(string(r))
	if !ok {
		text = visible.Unmapped
		w.warn("text_unmapped", "the file does not tell which characters some of its glyphs are")
	}
	if middle := (b.X0 + b.X1) / 2; r >= '0' && r <= '9' && w.limit.X1 > w.limit.X0 && (middle < w.limit.X0 || middle > w.limit.X1) {
		w.warn("text_clipped", "a figure stands outside of the bounds of its text, where programs may not show it; it was read")
	}
	w.glyphs = append(w.glyphs, layout.Glyph{Box: b, Text: text, Size: w.size * w.matrix.Tall(), Bold: w.bold, Turn: w.matrix.Turn(), Aslant: w.matrix.Aslant()})
	w.drawn++
	if visible.See(w.ink, 0) != visible.Seen && len(w.pales) < maxFills {
		w.pales = append(w.pales, pale{len(w.glyphs) - 1, w.ink})
	}
}

// widest is how wide the characters of ASCII are at most, of their size, in Chinese
// fonts: half an em, stops and commas as digits.
const widest = 0.55

// natural returns about how wide a character is, of its size, at most.
func natural(r rune) float64 {
	switch {
	case r >= 0x2e80, r == '“', r == '”', r == '‘', r == '’', r == '—', r == '…', r == '·', r >= 0x2460 && r <= 0x24ff:
		return 1
	case strings.ContainsRune(" .,:;'!|ilj", r):
		return 0.3
	case strings.ContainsRune("mwMW@%", r):
		return 0.9
	case r >= 'A' && r <= 'Z':
		return 0.7
	}
	return 0.52
}

// steps reads a list of steps: numbers, and "g n v" for n times v.
type steps struct {
	rest  string
	times int
	value float64
}

// next returns the next step, or false behind the last.
func (s *steps) next() (float64, bool) {
	if s.times > 0 {
		s.times--
		return s.value, true
	}
	f, ok := s.field()
	if !ok {
		return 0, false
	}
	if f == "g" || f == "G" {
		count, _ := s.field()
		value, ok := s.field()
		if !ok {
			return 0, false
		}
		n, err := strconv.Atoi(count)
		if err != nil || n <= 0 {
			return s.next()
		}
		s.times, s.value = n-1, number(value, 0)
		return s.value, true
	}
	return number(f, 0), true
}

// field takes the next word off the list.
func (s *steps) field() (string, bool) {
	s.rest = strings.TrimLeft(s.rest, " \t\r\n")
	if s.rest == "" {
		return "", false
	}
	end := strings.IndexAny(s.rest, " \t\r\n")
	if end < 0 {
		end = len(s.rest)
	}
	f := s.rest[:end]
	s.rest = s.rest[end:]
	return f, true
}
