package layout

import "slices"

// absorb puts lines that stand out of the bottom of the page's last table into
// the statutory labels that they complete, where the table goes on on the next
// page: browsers draw the lines of a tall cell beyond the page's last row.
func (s *sheet) absorb(next *sheet) {
	if len(s.found) == 0 || len(next.found) == 0 {
		return
	}
	t, goesOn := s.found[len(s.found)-1], next.found[0]
	if len(t.cells) < 2 || !same(t, goesOn) || len(next.lines) > 0 && next.lines[0].Y1 < goesOn.Y0 {
		return
	}
	first := slices.IndexFunc(s.lines, func(l line) bool { _, y := l.middle(); return y > t.Y1 })
	if first < 0 {
		return
	}
	cells := make([]*cell, 0, 2)
	texts := make(map[*cell]string, 2)
	for _, l := range s.lines[first:] {
		c := t.above(l)
		if c == nil || l.Y0 > t.Y1+0.6*l.size {
			return
		}
		cells = append(cells, c)
		texts[c] += squeezed(l.text)
	}
	for c, rest := range texts {
		if !oneLabel(squeezed(c.text), rest) {
			return
		}
	}
	for i, c := range cells {
		c.lines = append(c.lines, s.lines[first+i])
		c.text = textOf(c.lines, c.Box)
	}
	s.lines = s.lines[:first]
}

// above returns the cell of the last row that a line below the table lies under,
// or nil.
func (t *table) above(l line) *cell {
	for i := range t.cells {
		c := &t.cells[i]
		if c.row+c.rows == t.rows() && c.X0 <= l.X0 && l.X1 <= c.X1 && c.text != "" {
			return c
		}
	}
	return nil
}
