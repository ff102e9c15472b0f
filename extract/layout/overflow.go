package layout

import "slices"

// absorb puts text that stands out of the bottom of the page's last table into
// the statutory labels that it completes, where the table goes on on the next
// page: browsers draw the lines of a tall cell beyond the page's last row. It
// reports whether such text is left.
func (s *sheet) absorb(next *sheet) (left bool) {
	if len(s.found) == 0 || len(next.found) == 0 {
		return false
	}
	t, goesOn := s.found[len(s.found)-1], next.found[0]
	if len(t.cells) < 2 || !same(t, goesOn) || len(next.lines) > 0 && next.lines[0].Y1 < goesOn.Y0 {
		return false
	}
	first := slices.IndexFunc(s.lines, func(l line) bool { _, y := l.middle(); return y > t.Y1 })
	if first < 0 {
		return false
	}
	rest := make(map[*cell][]int32)
	for _, l := range s.lines[first:] {
		if l.Y0 > t.Y1+2*l.size {
			return false
		}
		for _, i := range l.glyphs {
			c := t.above(s.page.Glyphs[i].Box)
			if c == nil {
				return false
			}
			rest[c] = append(rest[c], i)
		}
	}
	lines := make(map[*cell][]line, len(rest))
	for c, glyphs := range rest {
		lines[c] = s.linesOf(glyphs)
		if !oneLabel(squeezed(c.text), squeezed(textOf(lines[c], c.Box))) {
			return !goesOn.begins()
		}
	}
	for c, more := range lines {
		c.lines = append(c.lines, more...)
		c.text = textOf(c.lines, c.Box)
	}
	s.lines = s.lines[:first]
	return false
}

// above returns the cell of the last row that something below the table lies
// under, if it has text, or nil.
func (t *table) above(b Box) *cell {
	for i := range t.cells {
		c := &t.cells[i]
		if c.row+c.rows == t.rows() && c.X0 <= b.X0 && b.X1 <= c.X1 && c.text != "" {
			return c
		}
	}
	return nil
}
