package layout

import "slices"

// What a page break leaves of rows and tall cells is not always a cell.

// sliver reports whether a row holds no text, but for that of cells that are
// taller, and is no row: too thin for a line of text, or open to the page break.
// That is what a break leaves of a row's padding, or of the gap between rows.
func (t *table) sliver(row int, size float64, open bool) bool {
	if !open && t.ys[row+1].mid()-t.ys[row].mid() >= 1.1*size {
		return false
	}
	for i := range t.cells {
		if c := &t.cells[i]; c.row == row && c.rows == 1 && c.text != "" {
			return false
		}
	}
	return true
}

// cutRow removes a row. Cells that reach beyond it are shorter then.
func (t *table) cutRow(row int) {
	t.cells = slices.DeleteFunc(t.cells, func(c cell) bool { return c.row == row && c.rows == 1 })
	for i := range t.cells {
		switch c := &t.cells[i]; {
		case c.row > row:
			c.row--
		case c.row+c.rows > row:
			c.rows--
		}
	}
	t.ys = slices.Delete(t.ys, row, row+1)
}

// flatten drops the second row line where all that it divides is empty: the rest
// of labels, which browsers draw too short.
func (t *table) flatten() {
	words := false
	for i := range t.cells {
		switch c := &t.cells[i]; {
		case c.row == 0 && c.rows > 1:
			words = words || worded(c.text)
		case c.row <= 1 && (c.text != "" || c.rows > 1):
			return
		}
	}
	if words && t.rows() > 2 {
		t.cells = slices.DeleteFunc(t.cells, func(c cell) bool { return c.row == 1 })
		t.dropLine(1)
	}
}

// mend joins a label that goes on from the page before with the empty cell below
// it, where the row has its labels: browsers draw the rest of a tall cell
// too short. It reports whether it was sure of all such cells.
func (t *table) mend(before *table) (sure bool) {
	sure = true
	for i := 0; i < len(t.cells) && t.cells[i].row == 0; i++ {
		top := &t.cells[i]
		below, alone := t.rest(top)
		above := before.ending(top)
		if below < 0 || above == nil || !worded(above.text+top.text) {
			continue
		}
		line := top.rows
		if heads, _ := t.heads(line, &t.cells[below]); !alone && !heads {
			continue
		}
		if !known(squeezed(above.text + top.text)) {
			sure = sure && !alone
			continue
		}
		top.rows += t.cells[below].rows
		top.Y1 = t.cells[below].Y1
		t.cells = slices.Delete(t.cells, below, below+1)
		if alone {
			t.dropLine(line)
		}
		i--
	}
	return sure
}

// rest returns the empty cell below top, by its index, and whether nothing else
// begins in its row; or -1.
func (t *table) rest(top *cell) (below int, alone bool) {
	below, alone = -1, true
	for k := range t.cells {
		switch c := &t.cells[k]; {
		case c.row != top.rows:
		case c.col == top.col && c.cols == top.cols && c.text == "":
			below = k
		default:
			alone = false
		}
	}
	return below, alone
}

// ending returns the cell of the same columns that ends the table, or nil.
func (t *table) ending(c *cell) *cell {
	for i := range t.cells {
		if o := &t.cells[i]; o.col == c.col && o.cols == c.cols && o.row+o.rows == t.rows() {
			return o
		}
	}
	return nil
}

// dropLine removes a row line that divides no cells.
func (t *table) dropLine(line int) {
	for i := range t.cells {
		switch c := &t.cells[i]; {
		case c.row > line:
			c.row--
		case c.row < line && c.row+c.rows > line:
			c.rows--
		}
	}
	t.ys = slices.Delete(t.ys, line, line+1)
}

// tile cuts an empty cell of the first row into the columns of the labels that
// stand above it before the break, where the row is one of labels: browsers leave
// out the borders of what remains of them.
func (t *table) tile(before *table) {
	for i := 0; i < len(t.cells) && t.cells[i].row == 0; i++ {
		c := t.cells[i]
		if heads, _ := t.heads(0, &c); c.text != "" || c.cols == 1 || !heads {
			continue
		}
		var parts []cell
		covered := 0
		for k := range before.cells {
			o := &before.cells[k]
			if o.row+o.rows == before.rows() && o.col >= c.col && o.col+o.cols <= c.col+c.cols && worded(o.text) {
				part := c
				part.col, part.cols, part.X0, part.X1 = o.col, o.cols, o.X0, o.X1
				parts = append(parts, part)
				covered += o.cols
			}
		}
		if covered == c.cols && len(parts) > 1 {
			slices.SortFunc(parts, func(a, b cell) int { return a.col - b.col })
			t.cells = slices.Replace(t.cells, i, i+1, parts...)
			i += len(parts) - 1
		}
	}
}
