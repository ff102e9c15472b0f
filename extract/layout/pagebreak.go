package layout

// What a page break does to the rows beside it is told by what stands above and
// below it in the same columns.

// across is what the pairs at a break hold.
type across struct {
	columns        int // that they cover
	single         int // pairs of cells that take one row each
	above, below   int // have text on that side
	both           int // on both sides
	figures        int // are numbers on both sides
	figuresAbove   int // are numbers
	figuresBelow   int //
	ends           int // texts of which the first does not go on in the second
	labels, wholes int // the two are one statutory label, or each is one
	lone           int // a statutory label, and nothing on the other side
}

func acrossOf(a, b *table, pairs []pair) across {
	var t across
	for _, p := range pairs {
		x, y := &a.cells[p.above], &b.cells[p.below]
		tx, ty := squeezed(x.text), squeezed(y.text)
		t.columns += x.cols
		if x.rows == 1 && y.rows == 1 { // what reaches over several rows tells nothing of one
			t.single++
			t.above += one(tx != "")
			t.below += one(ty != "")
			t.figuresAbove += one(numeric(tx))
			t.figuresBelow += one(numeric(ty))
		}
		if tx == "" || ty == "" {
			t.lone += one(known(tx + ty))
			continue
		}
		t.both++
		switch {
		case numeric(tx) && numeric(ty):
			t.figures++
		case oneLabel(tx, ty):
			t.labels++
		case known(tx) || known(ty):
			t.wholes++
		case numeric(tx) || !goesOn(x, y):
			t.ends++
		}
	}
	return t
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// cutsRow reports whether the break cuts a row in two, and whether that is
// sure.
func cutsRow(a, b *table, pairs []pair) (cut, sure bool) {
	t := acrossOf(a, b, pairs)
	open := a.openBottom || b.openTop
	switch {
	case t.columns != a.columns(): // the rows have other cells
		return false, true
	case t.figures > 0:
		return false, true
	case t.wholes > 0, t.ends > 0:
		// A row whose numbers stand above the break, and text of several
		// paragraphs on both sides of it, looks like one and a row without numbers.
		return false, t.figuresAbove == 0 || t.below > t.both
	case t.labels > 0:
		return true, true
	case t.above == 0 && t.below == 0:
		return false, false
	case t.above == 0 || t.below == 0:
		// What is left of a row, unless it is the only one below a header.
		if !open && t.figuresAbove == 0 && t.above == t.single && b.rows() == 1 {
			return false, false
		}
		return true, open || a.empties()+b.empties() <= 1 && (t.single >= 3 || t.single == len(pairs))
	case t.both == 0 && t.figuresAbove == t.above && t.figuresBelow == 0, t.both == 0 && t.figuresBelow == t.below && t.figuresAbove == 0:
		return true, t.figuresAbove+t.figuresBelow >= 3 || t.lone > 0 // the label on one page, its numbers on the other
	case t.both == 0, t.figuresAbove > 0, t.figuresBelow > 0:
		return true, false
	}
	return false, false
}

// goesOn reports whether the text of a cell below a break may go on from that of
// one above: the last line is full, and no other would find room below it.
func goesOn(above, below *cell) bool {
	last, next := &above.lines[len(above.lines)-1], &below.lines[0]
	pitch := 1.3 * last.size
	if n := len(above.lines); n > 1 {
		pitch = max(pitch, last.Y1-above.lines[n-2].Y1)
	}
	if above.Y1-last.Y1 >= 1.3*pitch { // and its padding
		return false
	}
	padding := widestPadding
	for _, lines := range [][]line{above.lines, below.lines} {
		for i := range lines {
			padding = min(padding, lines[i].X0-above.X0, above.X1-lines[i].X1)
		}
	}
	room := above.X1 - above.X0 - 2*max(0, padding)
	return last.X1-last.X0+next.lead > room-1
}

// reaches reports whether a cell reaches over a break between two rows, and
// whether that is sure.
func reaches(a, b *table, p pair) (reach, sure bool) {
	x, y := &a.cells[p.above], &b.cells[p.below]
	tx, ty := squeezed(x.text), squeezed(y.text)
	tall := x.rows > 1 || y.rows > 1
	switch {
	case tx == "" && ty == "":
		return x.rows > 1 && y.rows > 1, !tall
	case numeric(tx) && numeric(ty):
		return false, true
	case tx == "" && numeric(ty), ty == "" && numeric(tx):
		return tall, !tall
	case tx == "" || ty == "":
		// A label stands once, at the top or in the middle of what it is for.
		empty, t, row := y, b, 0
		if tx == "" {
			empty, t, row = x, a, a.rows()-1
		}
		others := a.labels(x) + b.labels(y)
		labelled := others >= 2 || known(tx+ty) && others >= 0
		if empty.rows > 1 {
			return true, labelled
		}
		reach, plain := t.heads(row, empty)
		if reach {
			return true, plain && labelled
		}
		return false, plain && known(tx+ty)
	case oneLabel(tx, ty):
		return true, true
	case known(tx) || known(ty):
		return false, true
	case numeric(tx) || !goesOn(x, y):
		return false, true
	}
	return tall, false
}

// empties returns how many rows have no text but that of cells that reach over
// several.
func (t *table) empties() int {
	full := make([]bool, t.rows())
	for i := range t.cells {
		if c := &t.cells[i]; c.rows == 1 && c.text != "" {
			full[c.row] = true
		}
	}
	n := 0
	for _, f := range full {
		n += one(!f)
	}
	return n
}

// oneLabel reports whether two texts are one statutory label that was cut.
func oneLabel(above, below string) bool {
	return labelKey(above) != "" && worded(below) && known(above+below) && !(known(above) && known(below))
}

// labels returns how many cells of a cell's columns have words, beside itself
// and the first row, or less than none if others have none.
func (t *table) labels(of *cell) int {
	n := 0
	for i := range t.cells {
		c := &t.cells[i]
		switch {
		case c == of || c.col != of.col || c.cols != of.cols:
		case !worded(c.text):
			return -t.rows()
		case c.row > 0:
			n++
		}
	}
	return n
}

// heads reports whether an empty cell stands where a row has its labels, and not
// among its figures, and whether that is plain.
func (t *table) heads(row int, empty *cell) (label, plain bool) {
	words, figures, before := 0, 0, false
	for i := range t.cells {
		c := &t.cells[i]
		switch {
		case row < c.row || c.row+c.rows <= row:
		case numeric(c.text):
			figures++
		case worded(c.text):
			if c.col > empty.col {
				return true, true
			}
			words++
			before = true
		}
	}
	if figures == 0 && words >= 2 {
		return true, true // a row of a header
	}
	return empty.col == 0, before
}
