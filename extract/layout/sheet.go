package layout

import (
	"cmp"
	"slices"
	"strings"
)

// sheet is a page whose tables are found.
type sheet struct {
	page   *Page
	number int
	across []segment // rules as they are drawn, sorted
	lines  []line    // outside of tables, from top to bottom
	found  []*table  // not in another, from top to bottom

	overprinted bool // figures stand in each other
}

// maxPlaced bounds glyphs × tables of one page.
const maxPlaced = 20_000_000

// read finds the tables of the page and shares out its glyphs.
func (r *reader) read(page *Page, number int) *sheet {
	s := &sheet{page: page, number: number}
	tables, full := s.tables(page.Rules)
	if full {
		r.warn("table_rules_many", "a page has more rules than tables have; not all of its tables were read", number)
	}
	if len(tables)*len(page.Glyphs) > maxPlaced {
		tables = nil
		r.warn("table_rules_many", "a page has more rules than tables have; not all of its tables were read", number)
	}
	tables = s.unframed(tables)
	var loose []int32
	var drawn run
	aslant, overflowing := false, false
	for i := range page.Glyphs {
		g := &page.Glyphs[i]
		if g.Text == "" || !finite(g.Box) {
			continue
		}
		if g.Aslant {
			aslant = true
			continue
		}
		x, y := g.middle()
		k := slices.IndexFunc(tables, func(t *table) bool { return t.holds(x, y) })
		var c *cell
		if k >= 0 {
			c = tables[k].at(x, y)
		}
		if drawn.cell != nil && drawn.cell != c && drawn.goesOn(g) {
			c, overflowing = drawn.cell, true
		}
		drawn = run{g, c}
		if c == nil {
			loose = append(loose, int32(i))
			continue
		}
		c.glyphs = append(c.glyphs, int32(i))
	}
	if overflowing {
		r.warn("text_overflow", "text runs over the border of a cell; the cell that it begins in is taken to be its own", number)
	}
	if aslant {
		r.warn("text_aslant", "text that goes up or down the page, as watermarks do, was left out", number)
	}
	s.lines = s.linesOf(loose)
	for _, t := range tables {
		turned := 0 // cells
		for i := range t.cells {
			c := &t.cells[i]
			turn, one := s.turnOf(c.glyphs)
			if !one {
				r.warn("text_turned", "a cell has text in several directions; its order is a guess", number)
			}
			box := c.Box
			if turn == 0 || !one {
				c.lines = s.linesOf(c.glyphs)
			} else {
				c.lines, box = s.turned(c, turn)
			}
			c.glyphs = nil
			c.text = textOf(c.lines, box)
			if turn != 0 {
				turned++
			}
		}
		if turned > 2 && 2*turned > t.written() {
			r.warn("text_turned", "a table is turned on its page; its rows were read as columns", number)
		}
		if t.X0 < thickest || t.X1 > s.page.Width-thickest {
			r.warn("table_cut", "a table reaches the edge of the page; columns beyond it are lost", number)
		}
		if t.irregular {
			r.warn("table_irregular", "a table has cells whose borders are drawn in part; their extent is a guess", number)
		}
	}
	if s.pictured(tables) {
		r.warn("cell_picture", "a picture stands in a cell without text, where a figure may be; it was not read", number)
	}
	if s.overprinted {
		r.warn("text_overprinted", "figures are printed over each other; their digits are mixed", number)
	}
	s.nest(tables)
	return s
}

// pictured reports whether a picture stands in a cell that has no text. Tables are
// sorted by size, the smallest first.
func (s *sheet) pictured(tables []*table) bool {
	return slices.ContainsFunc(s.page.Images, func(image Box) bool {
		x, y := image.middle()
		k := slices.IndexFunc(tables, func(t *table) bool { return t.holds(x, y) })
		if k < 0 || min(image.X1-image.X0, image.Y1-image.Y0) <= thickest {
			return false
		}
		c := tables[k].at(x, y)
		return c.text == "" && c.X0-thickest <= image.X0 && image.X1 <= c.X1+thickest && c.Y0-thickest <= image.Y0 && image.Y1 <= c.Y1+thickest
	})
}

// unframed leaves out frames: boxes of one cell around or within a table, and
// tables of which one cell is nearly all of the page. Other boxes of one cell may
// be parts of tables that a page break cuts.
func (s *sheet) unframed(tables []*table) []*table {
	var out []*table
	for i, t := range tables {
		large := t.area() > 0.6*s.page.Width*s.page.Height
		frame := large && slices.ContainsFunc(t.cells, func(c cell) bool { return c.area() > 0.8*t.area() })
		if len(t.cells) == 1 {
			x, y := t.middle()
			for k, o := range tables {
				ox, oy := o.middle()
				frame = frame || k < i && t.holds(ox, oy) || k > i && o.holds(x, y)
			}
		}
		if !frame {
			out = append(out, t)
		}
	}
	return out
}

// nest puts tables that lie in a cell of another into that, and the others in
// order. Tables are sorted by size, the smallest first.
func (s *sheet) nest(tables []*table) {
	for i, t := range tables {
		x, y := t.middle()
		k := slices.IndexFunc(tables[i+1:], func(o *table) bool { return o.holds(x, y) })
		if k >= 0 {
			outer := tables[i+1+k]
			outer.inner = append(outer.inner, t)
			continue
		}
		s.found = append(s.found, t)
	}
	byTop := func(a, b *table) int { return cmp.Or(cmp.Compare(a.Y0, b.Y0), cmp.Compare(a.X0, b.X0)) }
	slices.SortStableFunc(s.found, byTop)
	for _, t := range tables {
		slices.SortStableFunc(t.inner, byTop)
	}
}

// bottom returns where the lowest text or rule stands.
func (s *sheet) bottom() float64 {
	bottom := 0.0
	for i := range s.lines {
		bottom = max(bottom, s.lines[i].Y1)
	}
	for _, t := range s.found {
		bottom = max(bottom, t.Y1)
	}
	return bottom
}

// item is a line or a table.
type item struct {
	line  *line
	table *table
}

// items returns what stands on the page, from top to bottom.
func (s *sheet) items() []item {
	var out []item
	k := 0
	for i := range s.lines {
		_, y := s.lines[i].middle()
		for k < len(s.found) && s.found[k].Y0 <= y {
			out = append(out, item{table: s.found[k]})
			k++
		}
		out = append(out, item{line: &s.lines[i]})
	}
	for ; k < len(s.found); k++ {
		out = append(out, item{table: s.found[k]})
	}
	return out
}

// shape returns a text with its digits as #, and white space left out: what
// headers, footers and page numbers have in common from page to page.
func shape(text string) string {
	var b strings.Builder
	digits := false
	for _, r := range squeezed(text) {
		if r >= '0' && r <= '9' {
			if !digits {
				b.WriteByte('#')
			}
			digits = true
			continue
		}
		digits = false
		b.WriteRune(r)
	}
	return b.String()
}
