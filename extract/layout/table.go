package layout

import (
	"cmp"
	"slices"
	"sort"
)

// table is a table as it stands on a page, or over several pages once its parts
// are joined.
type table struct {
	Box
	xs, ys     []stripe
	cells      []cell // row-major
	owner      []int  // of a base cell: its cell, or -1
	openTop    bool   // no rule closes it: a page break cuts a row
	openBottom bool
	irregular  bool
	inner      []*table
	first      int // page that it begins on
	last       int // page that it ends on
}

// cell is a cell in the grid of its table.
type cell struct {
	row, col, rows, cols int
	Box
	glyphs []int32
	lines  []line
	text   string
}

func (t *table) columns() int { return len(t.xs) - 1 }
func (t *table) rows() int    { return len(t.ys) - 1 }

// written returns how many cells have text.
func (t *table) written() int {
	n := 0
	for i := range t.cells {
		if t.cells[i].text != "" {
			n++
		}
	}
	return n
}

// tableOf merges the base cells that no rule divides. A group of them that is no
// rectangle, as its border is drawn in part, is cut into rectangles.
func tableOf(e edges) *table {
	nr, nc := e.rows(), e.columns()
	t := &table{xs: e.xs, ys: e.ys, owner: make([]int, nr*nc)}
	t.Box = Box{e.xs[0].mid(), e.ys[0].mid(), e.xs[nc].mid(), e.ys[nr].mid()}
	parent := make([]int, nr*nc)
	for i := range parent {
		parent[i] = i
	}
	for r := range nr {
		for c := range nc {
			if c+1 < nc && !e.down(r, c+1) {
				union(parent, r*nc+c, r*nc+c+1)
			}
			if r+1 < nr && !e.across(r+1, c) {
				union(parent, r*nc+c, (r+1)*nc+c)
			}
		}
	}
	type extent struct{ r0, r1, c0, c1, n int }
	groups := make(map[int]*extent)
	for i := range parent {
		r, c := i/nc, i%nc
		root := find(parent, i)
		g := groups[root]
		if g == nil {
			g = &extent{r, r, c, c, 0}
			groups[root] = g
		}
		g.r0, g.r1, g.c0, g.c1 = min(g.r0, r), max(g.r1, r), min(g.c0, c), max(g.c1, c)
		g.n++
		t.owner[i] = -1
	}
	for i := range parent {
		if t.owner[i] >= 0 {
			continue
		}
		r, c := i/nc, i%nc
		g := groups[find(parent, i)]
		rows, cols := g.r1-g.r0+1, g.c1-g.c0+1
		if g.n != rows*cols {
			t.irregular = true
			rows, cols = t.rectangle(parent, i)
		}
		t.put(cell{row: r, col: c, rows: rows, cols: cols})
	}
	return t
}

// rectangle returns the rows and columns of the rectangle that begins at base
// cell i within its group: as wide as it goes, then as deep.
func (t *table) rectangle(parent []int, i int) (rows, cols int) {
	nc := t.columns()
	root := find(parent, i)
	free := func(k int) bool { return t.owner[k] < 0 && find(parent, k) == root }
	for cols = 1; i%nc+cols < nc && free(i+cols); {
		cols++
	}
	for rows = 1; i/nc+rows < t.rows(); rows++ {
		for c := range cols {
			if !free(i + rows*nc + c) {
				return rows, cols
			}
		}
	}
	return rows, cols
}

// put adds a cell to the grid.
func (t *table) put(c cell) {
	c.Box = Box{t.xs[c.col].mid(), t.ys[c.row].mid(), t.xs[c.col+c.cols].mid(), t.ys[c.row+c.rows].mid()}
	for r := c.row; r < c.row+c.rows; r++ {
		for k := c.col; k < c.col+c.cols; k++ {
			t.owner[r*t.columns()+k] = len(t.cells)
		}
	}
	t.cells = append(t.cells, c)
}

// at returns the cell that holds a point within the table.
func (t *table) at(x, y float64) *cell {
	between := func(lines []stripe, at float64) int {
		n := sort.Search(len(lines), func(i int) bool { return lines[i].mid() > at })
		return min(max(n-1, 0), len(lines)-2)
	}
	return &t.cells[t.owner[between(t.ys, y)*t.columns()+between(t.xs, x)]]
}

// holds reports whether a point lies in the box.
func (b Box) holds(x, y float64) bool { return b.X0 <= x && x < b.X1 && b.Y0 <= y && y < b.Y1 }

func (b Box) area() float64 { return (b.X1 - b.X0) * (b.Y1 - b.Y0) }

// middle returns the centre of the box.
func (b Box) middle() (x, y float64) { return (b.X0 + b.X1) / 2, (b.Y0 + b.Y1) / 2 }

// tables finds the tables of a page: the smallest first, so that the first that
// holds a point is the innermost.
func (s *sheet) tables(rules []Box) (found []*table, full bool) {
	s.across = rulesAcross(rules)
	across, down := segments(rules)
	all, full := meshes(across, down)
	for _, m := range all {
		if len(found) >= maxLattices {
			return found, true
		}
		top, bottom := m.close()
		e, ok, large := edgesOf(m)
		full = full || large
		if !ok {
			continue
		}
		parts := s.stacked(e)
		for i, part := range parts {
			if part.columns() < 1 || part.rows() < 1 {
				continue
			}
			t := tableOf(part)
			t.irregular = t.irregular || m.open()
			t.openTop, t.openBottom = top && i == 0, bottom && i == len(parts)-1
			t.first, t.last = s.number, s.number
			found = append(found, t)
		}
	}
	slices.SortStableFunc(found, func(a, b *table) int { return cmp.Compare(a.area(), b.area()) })
	return found, full
}
