package typeset

import (
	"fmt"

	"gongkai/archive"
)

// Document sets a report: its title, then its passages with the tables where
// they stand.
func Document(title string, passages []archive.Passage, tables []archive.Table, opts Options) []Page {
	s := &setter{opts: opts.withDefaults()}
	s.newPage()
	s.y += opts.Start
	if title != "" {
		s.paragraph(title, block{size: s.opts.Size * 1.6, bold: true, centre: true})
		s.y += s.opts.Size
	}
	for _, p := range passages {
		switch {
		case p.Type == archive.PassageTable && p.Table != nil && *p.Table < len(tables):
			s.y += 4
			s.table(tables[*p.Table])
			s.y += s.opts.Size
		case p.Type == archive.PassageHeading:
			s.paragraph(p.Text, block{size: s.opts.Size * 1.1, bold: true})
		default:
			s.paragraph(p.Text, block{size: s.opts.Size, indent: 2 * s.opts.Size})
		}
	}
	s.furnish()
	return s.pages
}

// setter sets a document from top to bottom.
type setter struct {
	opts  Options
	pages []Page
	y     float64 // that is free on the last page
}

func (s *setter) page() *Page { return &s.pages[len(s.pages)-1] }

func (s *setter) newPage() {
	s.pages = append(s.pages, Page{Width: width, Height: height})
	s.y = margin
}

func (s *setter) bottom() float64 { return height - margin }

// block is how a paragraph is set.
type block struct {
	size   float64
	indent float64 // of its first line
	bold   bool
	centre bool
}

func (s *setter) paragraph(text string, b block) {
	room := width - 2*margin
	for i, line := range wrapped(text, b.size, room, b.indent) {
		if s.y+b.size*leading > s.bottom() {
			s.newPage()
		}
		x := margin
		if i == 0 {
			x += b.indent
		}
		if b.centre {
			x += (room - lengthOf(line, b.size)) / 2
		}
		s.put(s.page(), line, x, s.y, b.size, b.bold)
		s.y += b.size * leading
	}
	s.y += 0.3 * b.size
}

// put draws a line of text whose line height begins at y.
func (s *setter) put(p *Page, text []rune, x, y, size float64, bold bool) {
	if len(text) == 0 {
		return
	}
	steps := make([]float64, len(text))
	for i, r := range text {
		steps[i] = Advance(r) * size
	}
	base := y + size*((leading-1)/2+ascent)
	p.Lines = append(p.Lines, Line{X: x, Y: base, Text: text, Steps: steps, Size: size, Bold: bold})
}

// furnish draws what stands on every page.
func (s *setter) furnish() {
	for i := range s.pages {
		p := &s.pages[i]
		if s.opts.Running != "" {
			s.put(p, []rune(s.opts.Running), margin, 40, 9, false)
		}
		if s.opts.Numbered {
			text := []rune(fmt.Sprintf("- %d -", i+1))
			s.put(p, text, (width-lengthOf(text, 9))/2, height-50, 9, false)
		}
	}
}
