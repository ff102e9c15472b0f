package xlsx

import (
	"encoding/xml"
	"errors"
	"strconv"
	"strings"

	"gongkai/extract/sheet"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// colour is a colour as a part says it (ECMA-376 part 1, 18.8.3): by its own
// parts, or by the number of one of the palette or the theme.
type colour struct {
	is     visible.Colour
	number int
	from   source
	tint   float64 // towards white; below 0, towards black
}

// source is where the number of a colour counts.
type source byte

const (
	noSource source = iota
	palette
	theme
)

// colourOf reads a colour.
func colourOf(start xml.StartElement) colour {
	var c colour
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "rgb": // alpha, which means nothing, and the parts
			c.is = visible.Hex(a.Value[max(0, len(a.Value)-6):])
		case "indexed":
			c.number, _ = strconv.Atoi(a.Value)
			c.from = palette
		case "theme":
			c.number, _ = strconv.Atoi(a.Value)
			c.from = theme
		case "tint":
			c.tint, _ = strconv.ParseFloat(a.Value, 64)
		}
	}
	return c
}

// ink returns the colour of text. That of a theme's dark text is none.
func (w *workbook) ink(c colour) visible.Colour {
	if c.from == theme && c.number == 1 && c.tint == 0 {
		return 0
	}
	return w.colour(c)
}

// colour returns what a colour is.
func (w *workbook) colour(c colour) visible.Colour {
	switch c.from {
	case palette:
		c.is = w.palette.Colour(c.number)
	case theme:
		c.is = w.themed(c.number)
	}
	parts, ok := c.is.Parts()
	if !ok || !(c.tint >= -1 && c.tint <= 1) || c.tint == 0 {
		return c.is
	}
	for i, v := range parts {
		if c.tint < 0 {
			parts[i] = uint8(float64(v) * (1 + c.tint))
		} else {
			parts[i] = uint8(float64(v)*(1-c.tint) + 255*c.tint)
		}
	}
	return visible.RGB(parts[0], parts[1], parts[2])
}

// themed returns a colour of the workbook's theme, which is read once one is
// wanted.
func (w *workbook) themed(number int) visible.Colour {
	if w.theme == nil {
		w.theme = []visible.Colour{visible.White, visible.RGB(0, 0, 0)}
		for _, p := range w.parts {
			if strings.HasSuffix(p.kind, "/theme") && !p.outside && w.container.Has(p.target) {
				_ = w.part(p.target, w.readTheme) // without it, all but these two are unclear
			}
		}
	}
	if number < 0 || number >= len(w.theme) {
		return visible.Unclear
	}
	return w.theme[number]
}

var errFound = errors.New("the colours of the theme were found")

// readTheme reads the colours of a theme: light and dark, twice, then the others.
// It ends in an error.
func (w *workbook) readTheme(t *xmlpart.Reader) error {
	var all []visible.Colour
	return t.Children(func(start xml.StartElement) error {
		if t.Name(start) != "a:themeElements" {
			return t.Skip()
		}
		return t.Children(func(start xml.StartElement) error {
			if t.Name(start) != "a:clrScheme" {
				return t.Skip()
			}
			err := t.Children(func(xml.StartElement) error {
				one := visible.Unclear
				err := t.Children(func(start xml.StartElement) error {
					switch t.Name(start) {
					case "a:srgbClr":
						one = visible.Hex(xmlpart.Value(start, "val"))
					case "a:sysClr":
						one = visible.Hex(xmlpart.Value(start, "lastClr"))
					}
					return t.Skip()
				}, nil)
				if len(all) < 12 {
					all = append(all, one)
				}
				return err
			}, nil)
			if err == nil && len(all) >= 4 {
				all[0], all[1], all[2], all[3] = all[1], all[0], all[3], all[2] // the file has dark before light
				w.theme, err = all, errFound
			}
			return err
		}, nil)
	}, nil)
}

// fill is the ground of a cell.
type fill struct {
	pattern string
	colour  colour
}

// readFill reads the fill that was entered last.
func readFill(t *xmlpart.Reader) (fill, error) {
	var f fill
	err := t.Children(func(start xml.StartElement) error {
		if t.Name(start) != "patternFill" {
			f.pattern = "gradient"
			return t.Skip()
		}
		f.pattern = xmlpart.Value(start, "patternType")
		return t.Children(func(start xml.StartElement) error {
			if t.Name(start) == "fgColor" {
				f.colour = colourOf(start)
			}
			return t.Skip()
		}, nil)
	}, nil)
	return f, err
}

// ground returns the colour of a fill.
func (w *workbook) ground(f fill) visible.Colour {
	switch f.pattern {
	case "", "none":
		return w.paper
	case "solid":
		return w.colour(f.colour)
	}
	return visible.Unclear
}

// readDifferent reads a format that lies over those of cells, of a rule or a table.
func (w *workbook) readDifferent(t *xmlpart.Reader) error {
	var ink colour
	filled := false
	err := t.Children(func(start xml.StartElement) error {
		switch t.Name(start) {
		case "font":
			f, err := readFont(t)
			ink = f.ink
			return err
		case "fill":
			filled = true
		}
		return t.Skip()
	}, nil)
	if filled {
		w.paper = visible.Unclear
	}
	if len(w.pale) < maxStyles {
		w.pale = append(w.pale, !filled && visible.See(w.ink(ink), 0) != visible.Seen)
	}
	return err
}

// rule reads a rule that formats cells by what they hold, and warns where it may
// hide them.
func (r *reading) rule(start xml.StartElement) error {
	if n, err := strconv.Atoi(xmlpart.Value(start, "dxfId")); err == nil && n >= 0 && n < len(r.pale) && r.pale[n] {
		r.book.Warn(visible.Pale, visible.Doubtful.Message())
	}
	return r.icons()
}

// icons warns of icons and bars in the place of numbers, below the element that was
// entered last.
func (r *reading) icons() error {
	return r.Children(func(start xml.StartElement) error {
		if v := xmlpart.Value(start, "showValue"); v != "" && !on(v) {
			r.book.Warn(sheet.Replaced, sheet.ReplacedMessage)
		}
		return r.icons()
	}, nil)
}

// font is what a font says that matters here.
type font struct {
	struck bool
	ink    colour
}

// readFont reads the font that was entered last.
func readFont(t *xmlpart.Reader) (font, error) {
	var f font
	err := t.Children(func(start xml.StartElement) error {
		switch t.Name(start) {
		case "strike":
			f.struck = struck(start)
		case "color":
			f.ink = colourOf(start)
		}
		return t.Skip()
	}, nil)
	return f, err
}

// look returns how text in a font looks.
func (w *workbook) look(f font) sheet.Look { return sheet.Look{Struck: f.struck, Ink: w.ink(f.ink)} }
