package xlsx

import (
	"encoding/xml"
	"strconv"
	"strings"
	"unicode/utf16"

	"gongkai/extract/numfmt"
	"gongkai/extract/sheet"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// How many texts and styles of a workbook are kept.
const (
	maxStrings = 2 << 20
	maxStyles  = 1 << 16
)

// readStrings reads the texts that cells share.
func (w *workbook) readStrings(name string) error {
	return w.part(name, func(t *xmlpart.Reader) error {
		return t.Children(func(start xml.StartElement) error {
			if t.Name(start) != "si" || len(w.strings) >= maxStrings {
				return t.Skip()
			}
			s, err := w.richText(t)
			w.strings = append(w.strings, s)
			return err
		}, nil)
	})
}

// richText reads the text below the element that was entered last, whose runs
// may have formats of their own; without its phonetics.
func (w *workbook) richText(t *xmlpart.Reader) (sheet.Text, error) {
	var rich sheet.Text
	one, runs := "", false
	err := t.Children(func(start xml.StartElement) error {
		switch t.Name(start) {
		case "t":
			s, err := content(t)
			one += s
			return err
		case "r":
			if !runs {
				rich.Add(unescape(one))
				runs = true
			}
			return w.run(t, &rich)
		}
		return t.Skip()
	}, nil)
	if !runs {
		return sheet.Plain(unescape(one)), err
	}
	return rich, err
}

// run reads a run of rich text. One with properties has none of the cell's.
func (w *workbook) run(t *xmlpart.Reader, rich *sheet.Text) error {
	says, look := false, sheet.Look{}
	return t.Children(func(start xml.StartElement) error {
		switch t.Name(start) {
		case "rPr":
			says = true
			return t.Children(func(start xml.StartElement) error {
				switch t.Name(start) {
				case "strike":
					look.Struck = struck(start)
				case "color":
					look.Ink = w.ink(colourOf(start))
				case "vertAlign":
					look.Script = visible.ScriptOf(xmlpart.Value(start, "val"))
				}
				return t.Skip()
			}, nil)
		case "t":
			s, err := content(t)
			if s = unescape(s); says {
				rich.AddAs(s, look)
			} else {
				rich.Add(s)
			}
			return err
		}
		return t.Skip()
	}, nil)
}

// struck reads a switch that is on unless it says otherwise (ECMA-376 part 1,
// 18.4.10).
func struck(start xml.StartElement) bool {
	v := xmlpart.Value(start, "val")
	return v == "" || on(v)
}

// content returns the text of the element that was entered last.
func content(t *xmlpart.Reader) (string, error) {
	var s string
	err := t.Children(func(xml.StartElement) error { return t.Skip() }, func(text xml.CharData) { s += string(text) })
	return s, err
}

// unescape returns the characters that XML doesn't have, written as _x000D_
// (ECMA-376 part 1, 22.9.2.19).
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var units []uint16
	for s != "" {
		if len(s) >= 7 && s[0] == '_' && s[1] == 'x' && s[6] == '_' {
			if n, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
				units = append(units, uint16(n))
				s = s[7:]
				continue
			}
		}
		at := strings.Index(s[1:], "_x") + 1
		if at == 0 {
			at = len(s)
		}
		units = append(units, utf16.Encode([]rune(s[:at]))...)
		s = s[at:]
	}
	return string(utf16.Decode(units))
}

// style is what a cell's format says that matters here.
type style struct {
	format int
	drawn  bool // lines stand on at least two sides that meet
	look   sheet.Look
	ground visible.Colour
}

// readStyles reads the formats of cells.
func (w *workbook) readStyles(name string) error {
	var borders []bool
	var fonts []font
	var fills []fill
	var cells [][2]int // the numbers of the font and the fill of each style
	err := w.part(name, func(t *xmlpart.Reader) error {
		return t.Children(func(start xml.StartElement) error {
			switch t.Name(start) {
			case "numFmts":
				return t.Children(func(start xml.StartElement) error {
					if id, err := strconv.Atoi(xmlpart.Value(start, "numFmtId")); err == nil && len(w.formats) < maxStyles {
						w.formats[id] = numfmt.Parse(xmlpart.Value(start, "formatCode"))
					}
					return t.Skip()
				}, nil)
			case "fonts":
				return t.Children(func(xml.StartElement) error {
					f, err := readFont(t)
					if len(fonts) < maxStyles {
						fonts = append(fonts, f)
					}
					return err
				}, nil)
			case "fills":
				return t.Children(func(xml.StartElement) error {
					f, err := readFill(t)
					if len(fills) < maxStyles {
						fills = append(fills, f)
					}
					return err
				}, nil)
			case "dxfs":
				return t.Children(func(xml.StartElement) error { return w.readDifferent(t) }, nil)
			case "colors":
				return w.readPalette(t)
			case "borders":
				return t.Children(func(xml.StartElement) error {
					drawn, err := border(t)
					if len(borders) < maxStyles {
						borders = append(borders, drawn)
					}
					return err
				}, nil)
			case "cellXfs":
				return t.Children(func(start xml.StartElement) error {
					format, _ := strconv.Atoi(xmlpart.Value(start, "numFmtId")) // without one it is General
					if len(w.styles) < maxStyles {
						w.styles = append(w.styles, style{format: format, drawn: named(start, "borderId", borders)})
						cells = append(cells, [2]int{numbered(start, "fontId"), numbered(start, "fillId")})
					}
					return t.Skip()
				}, nil)
			}
			return t.Skip()
		}, nil)
	})
	for i, cell := range cells {
		s := &w.styles[len(w.styles)-len(cells)+i]
		if s.ground = w.paper; cell[1] < len(fills) {
			s.ground = w.ground(fills[cell[1]])
		}
		if cell[0] < len(fonts) {
			s.look = w.look(fonts[cell[0]])
		}
	}
	return err
}

// readPalette reads the colours that the workbook numbers.
func (w *workbook) readPalette(t *xmlpart.Reader) error {
	return t.Children(func(start xml.StartElement) error {
		if t.Name(start) != "indexedColors" {
			return t.Skip()
		}
		own, i := *w.palette, 0
		err := t.Children(func(start xml.StartElement) error {
			if i >= 8 && i < 8+len(own) {
				own[i-8] = colourOf(start).is
			}
			i++
			return t.Skip()
		}, nil)
		w.palette, w.book.Palette = &own, &own
		return err
	}, nil)
}

// numbered returns the number in an attribute, without which it is 0.
func numbered(start xml.StartElement, attribute string) int {
	n, err := strconv.Atoi(xmlpart.Value(start, attribute))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// named returns what an attribute names by its number.
func named(start xml.StartElement, attribute string, of []bool) bool {
	i, err := strconv.Atoi(xmlpart.Value(start, attribute))
	return err == nil && i >= 0 && i < len(of) && of[i]
}

// border reports whether the border that was entered last has lines on two
// sides that meet.
func border(t *xmlpart.Reader) (bool, error) {
	upright, level := false, false
	err := t.Children(func(start xml.StartElement) error {
		if kind := xmlpart.Value(start, "style"); kind != "" && kind != "none" {
			switch t.Name(start) {
			case "left", "right", "start", "end":
				upright = true
			case "top", "bottom":
				level = true
			}
		}
		return t.Skip()
	}, nil)
	return upright && level, err
}
