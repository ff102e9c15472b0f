package typeset

import (
	"slices"

	"gongkai/archive"
)

// box is a cell that is being set.
type box struct {
	archive.Cell
	x, width float64
	lines    [][]rune
	next     int // line that is set next
}

// table sets a table over as many pages as it needs.
func (s *setter) table(t archive.Table) {
	if t.Rows == 0 || t.Columns == 0 {
		return
	}
	xs := s.columns(t)
	boxes := make([]*box, len(t.Cells))
	for i, c := range t.Cells {
		b := &box{Cell: c, x: xs[c.Column], width: xs[c.Column+c.Colspan] - xs[c.Column]}
		b.lines = wrapped(c.Text, s.opts.Size, b.width-2*padding, 0)
		if c.Text == "" {
			b.lines = nil
		}
		boxes[i] = b
	}
	heights := s.heights(t, boxes)
	p := &piece{setter: s, table: t, xs: xs, boxes: boxes, heights: heights, lasts: make([]float64, t.Rows)}
	p.set()
}

// columns returns the column lines: wide columns for long texts.
func (s *setter) columns(t archive.Table) []float64 {
	weights := make([]float64, t.Columns)
	for i := range weights {
		weights[i] = 2
	}
	for _, c := range t.Cells {
		if c.Colspan == 1 {
			weights[c.Column] = max(weights[c.Column], min(8, lengthOf([]rune(c.Text), 1)+1))
		}
	}
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	xs := []float64{margin}
	for _, w := range weights {
		xs = append(xs, xs[len(xs)-1]+w/sum*(width-2*margin))
	}
	return xs
}

func (s *setter) lineHeight() float64 { return s.opts.Size * leading }

// heights returns the heights of rows in which all texts find room.
func (s *setter) heights(t archive.Table, boxes []*box) []float64 {
	out := make([]float64, t.Rows)
	for i := range out {
		out[i] = s.lineHeight() + 2
	}
	order := slices.Clone(boxes)
	slices.SortStableFunc(order, func(a, b *box) int { return a.Rowspan - b.Rowspan })
	for _, b := range order {
		need := float64(len(b.lines))*s.lineHeight() + 2
		if b.Rowspan > 1 {
			need += s.lineHeight() // a break between the rows takes a part of a line
		}
		for r := b.Row; r < b.Row+b.Rowspan; r++ {
			need -= out[r]
		}
		if need > 0 {
			out[b.Row+b.Rowspan-1] += need
		}
	}
	return out
}

// piece is the setting of one table.
type piece struct {
	*setter
	table   archive.Table
	xs      []float64
	boxes   []*box
	heights []float64
	lasts   []float64
}

// strip is a row, or the part of one, that stands on the page.
type strip struct {
	row           int
	y, height     float64
	opens, closes bool // begins and ends the row
}

func (p *piece) set() {
	var strips []strip
	row, left := 0, p.heights[0]
	opens := true
	for row < p.table.Rows {
		room := p.bottom() - p.y
		switch {
		case left <= room+0.01:
			strips = append(strips, strip{row, p.y, left, opens, true})
			p.y += left
			if row++; row < p.table.Rows {
				left = p.heights[row]
			}
			opens = true
			continue
		case p.opts.SplitRows && room >= p.lineHeight()+2 && left-room >= p.lineHeight():
			n := float64(int((room - 2) / p.lineHeight()))
			part := n*p.lineHeight() + 1
			strips = append(strips, strip{row, p.y, part, opens, false})
			left -= part
			opens = false
		}
		p.draw(strips, true)
		strips = nil
		p.newPage()
		if p.opts.Header > 0 && row >= p.opts.Header {
			strips = p.repeat()
			p.draw(strips, false)
			strips = nil
		}
	}
	p.draw(strips, false)
}

// repeat returns the strips of the header rows on a new page, and sets them
// anew.
func (p *piece) repeat() []strip {
	var out []strip
	for r := range p.opts.Header {
		out = append(out, strip{r, p.y, p.heights[r], true, true})
		p.y += p.heights[r]
	}
	for _, b := range p.boxes {
		if b.Row < p.opts.Header {
			b.next = 0
		}
	}
	return out
}

// draw draws strips, which stand on one page, with their rules and texts.
// broken says that the table goes on behind.
func (p *piece) draw(strips []strip, broken bool) {
	if len(strips) == 0 {
		return
	}
	page := p.page()
	last := strips[len(strips)-1]
	for _, b := range p.boxes {
		var y0, y1 float64
		found, opens, closes := false, false, false
		for _, st := range strips {
			if st.row < b.Row || st.row >= b.Row+b.Rowspan {
				continue
			}
			if !found {
				y0, found = st.y, true
				opens = st.row == b.Row && st.opens
			}
			y1 = st.y + st.height
			closes = st.row == b.Row+b.Rowspan-1 && st.closes
		}
		if !found {
			continue
		}
		p.fill(page, b, y0, y1, opens, closes)
		p.frame(page, b, y0, y1, broken && p.opts.OpenBreak && !closes && y1 >= last.y+last.height-0.01)
	}
}

// fill sets the lines of a cell that find room between y0 and y1.
func (p *piece) fill(page *Page, b *box, y0, y1 float64, opens, closes bool) {
	n := len(b.lines) - b.next
	if n == 0 {
		return
	}
	fit := int((y1 - y0 - 1 + 0.01) / p.lineHeight())
	n = min(n, fit)
	y := y0 + 1
	if p.opts.Middle && opens && closes {
		y = y0 + (y1-y0-float64(n)*p.lineHeight())/2
	}
	for range n {
		line := b.lines[b.next]
		x := b.x + padding
		if p.opts.Centre {
			x = b.x + (b.width-lengthOf(line, p.opts.Size))/2
		}
		p.put(page, line, x, y, p.opts.Size, false)
		y += p.lineHeight()
		b.next++
	}
}

// frame draws the border of a cell.
func (p *piece) frame(page *Page, b *box, y0, y1 float64, open bool) {
	x0, x1 := b.x, b.x+b.width
	rule := func(x0, y0, x1, y1 float64) {
		page.Rules = append(page.Rules, Rule{x0, y0, x1, y1, p.opts.Rule})
	}
	rule(x0, y0, x1, y0)
	rule(x0, y0, x0, y1)
	rule(x1, y0, x1, y1)
	if !open {
		rule(x0, y1, x1, y1)
	}
}
