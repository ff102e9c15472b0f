package odt

import (
	"cmp"
	"encoding/xml"
	"strconv"
	"strings"

	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// styleKey names a style: families have names of their own.
type styleKey struct{ family, name string }

// style is what a style says that matters here.
type style struct {
	parent  string
	align   string         // of paragraphs: "center", another, or "" where the parent says
	display string         // of text: "none", another, or "" where the parent says
	strike  string         // of text: "none", another, or "" where the parent says
	place   string         // of text, above or below the line: "super 58%", "0% 100%" or "" where the parent says
	ink     visible.Colour // of text
	ground  visible.Colour // of text, a paragraph, a cell, a row or a table
	cases   []string       // styles that it takes the look of, by what a cell holds
	level   int            // of a heading
	title   bool           // the style for titles
	format  string         // of the numbers of a cell
	width   float64        // of a column, in points; 0 is unknown
	hidden  bool           // of a sheet
	lines   lines          // of a cell
	settled bool           // what the parents say is filled in
}

// readStyles reads the styles below the element that was entered last.
func (b *body) readStyles() error {
	return b.Children(func(start xml.StartElement) error {
		switch b.Name(start) {
		case "style:style":
		case "style:page-layout":
			return b.Children(func(start xml.StartElement) error {
				if b.Name(start) == "style:page-layout-properties" {
					if c := filled(start); c != 0 && c != visible.White {
						b.ground = visible.Unclear // some pages show it
					}
				}
				return b.Skip()
			}, nil)
		case "number:number-style", "number:percentage-style", "number:currency-style", "number:date-style", "number:time-style",
			"number:text-style", "number:boolean-style":
			return b.readFormat(xmlpart.Value(start, "name"))
		default:
			return b.Skip()
		}
		name := xmlpart.Value(start, "name")
		s := &style{parent: xmlpart.Value(start, "parent-style-name"), format: xmlpart.Value(start, "data-style-name"), title: name == "Title"}
		s.level = headingLevel(xmlpart.Value(start, "default-outline-level"))
		// Writers encode the space of "Heading 1" in the name.
		if n, ok := strings.CutPrefix(name, "Heading_20_"); ok && s.level == 0 {
			s.level = headingLevel(n)
		}
		b.styles[styleKey{xmlpart.Value(start, "family"), name}] = s
		return b.Children(func(start xml.StartElement) error {
			switch b.Name(start) {
			case "style:paragraph-properties":
				s.align = xmlpart.Value(start, "text-align")
				s.ground = s.ground.Or(filled(start))
			case "style:text-properties":
				s.display = xmlpart.Value(start, "display")
				s.strike = strikeOf(start)
				s.place = xmlpart.Value(start, "text-position")
				if s.ink = hex(xmlpart.Value(start, "color")); xmlpart.Value(start, "use-window-font-color") == "true" {
					s.ink = visible.Unclear
				}
				s.ground = filled(start).Or(s.ground)
			case "style:map":
				if len(s.cases) < maxCases {
					s.cases = append(s.cases, xmlpart.Value(start, "apply-style-name"))
				}
			case "style:table-row-properties":
				s.ground = filled(start)
			case "style:table-column-properties":
				s.width = points(xmlpart.Value(start, "column-width"))
			case "style:table-properties":
				s.hidden = xmlpart.Value(start, "display") == "false"
				s.ground = filled(start)
			case "style:table-cell-properties":
				s.lines = linesOf(start)
				s.ground = filled(start).Or(s.ground)
			}
			return b.Skip()
		}, nil)
	}, nil)
}

// readFormat reads a format of numbers, which may take others by what they are.
func (b *body) readFormat(name string) error {
	return b.Children(func(start xml.StartElement) error {
		switch b.Name(start) {
		case "style:text-properties":
			b.pale[name] = b.pale[name] || visible.See(hex(xmlpart.Value(start, "color")), 0) != visible.Seen
		case "style:map":
			b.pale[name] = b.pale[name] || b.pale[xmlpart.Value(start, "apply-style-name")]
		}
		return b.Skip()
	}, nil)
}

// strikeOf returns the line through text, which writers give as a style, as a
// type or as both.
func strikeOf(start xml.StartElement) string {
	kind, style := xmlpart.Value(start, "text-line-through-type"), xmlpart.Value(start, "text-line-through-style")
	if kind == "none" {
		return kind
	}
	return cmp.Or(style, kind)
}

// struck reports whether a line goes through the text.
func (s style) struck() bool { return s.strike != "" && s.strike != "none" }

// height is what usual text measures, in half-points: places are parts of that.
const height = 21

// script returns how the text is set; and by how many half-points it is raised
// where it is as large as the rest, and only its position does that.
func (s style) script() (script visible.Script, rise int) {
	if s.place == "" {
		return 0, 0
	}
	place, size, _ := strings.Cut(s.place, " ")
	n, err := strconv.ParseFloat(strings.TrimSuffix(place, "%"), 64)
	switch {
	case place == "super", err == nil && n > 0 && size != "100%":
		return visible.Superscript, 0
	case place == "sub", err == nil && n < 0 && size != "100%":
		return visible.Subscript, 0
	case n > -1000 && n < 1000:
		return visible.OnLine, int(n / 100 * height)
	}
	return visible.OnLine, 0
}

// lines says on which sides of a cell lines stand.
type lines struct{ upright, level bool }

// linesOf reads the lines of a cell's style.
func linesOf(start xml.StartElement) lines {
	var l lines
	for _, a := range start.Attr {
		there := a.Value != "" && a.Value != "none"
		switch a.Name.Local {
		case "border":
			l.upright, l.level = l.upright || there, l.level || there
		case "border-left", "border-right":
			l.upright = l.upright || there
		case "border-top", "border-bottom":
			l.level = l.level || there
		}
	}
	return l
}

// filled returns the colour that properties fill what they are of with.
func filled(start xml.StartElement) visible.Colour {
	return hex(xmlpart.Value(start, "background-color"))
}

// hex returns a colour; "" and "transparent" are none.
func hex(s string) visible.Colour {
	if s == "" || s == "transparent" {
		return 0
	}
	return visible.Hex(strings.TrimPrefix(s, "#"))
}

// maxCases is how many conditions of a style are looked at.
const maxCases = 100

// headingLevel reads an outline level; 0 is none.
func headingLevel(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n > 0 && n <= 10 {
		return n
	}
	return 0
}

// styled returns the style of a family with this name, with what it inherits.
func (d *reader) styled(family, name string) style {
	s := d.styles[styleKey{family, name}]
	if s == nil {
		return style{}
	}
	if s.settled {
		return *s
	}
	s.settled = true
	above := s.parent
	for range 20 {
		parent := d.styles[styleKey{family, above}]
		if parent == nil {
			break
		}
		if s.align == "" {
			s.align = parent.align
		}
		if s.display == "" {
			s.display = parent.display
		}
		if s.strike == "" {
			s.strike = parent.strike
		}
		s.place = cmp.Or(s.place, parent.place)
		s.format = cmp.Or(s.format, parent.format)
		s.ink, s.ground = s.ink.Or(parent.ink), s.ground.Or(parent.ground)
		if s.cases == nil {
			s.cases = parent.cases
		}
		if s.level == 0 {
			s.level = parent.level
		}
		s.title = s.title || parent.title
		s.lines.upright = s.lines.upright || parent.lines.upright
		s.lines.level = s.lines.level || parent.lines.level
		above = parent.parent
	}
	return *s
}

// points returns a length such as "1.5cm" in points, or 0.
func points(length string) float64 {
	at := strings.TrimRight(length, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.ParseFloat(at, 64)
	if err != nil || !(n > 0 && n < 1e6) {
		return 0
	}
	switch length[len(at):] {
	case "in":
		return n * 72
	case "cm":
		return n * 72 / 2.54
	case "mm":
		return n * 72 / 25.4
	case "pc":
		return n * 12
	case "px":
		return n * 0.75
	}
	return n
}
