package layout

// What a page break does to the rows beside it is told by what stands above and
// below it in the same columns.

// across is what the pairs at a break hold.
type across struct {
	columns        int // that they cover
	above, below   int // have text on that side
	both           int // on both sides
	figures        int // are numbers on both sides
	figuresAbove   int // are numbers
	figuresBelow   int //
	ends           int // texts of which the first does not go on in the second
	labels, wholes int // the two are one statutory label, or each is one
}

func acrossOf(a, b *table, pairs []pair) across {
	var t across
	for _, p := range pairs {
		x, y := &a.cells[p.above], &b.cells[p.below]
		tx, ty := squeezed(x.text), squeezed(y.text)
		t.columns += x.cols
		t.above += one(tx != "")
		t.below += one(ty != "")
		t.figuresAbove += one(numeric(tx))
		t.figuresBelow += one(numeric(ty))
		if tx == "" || ty == "" {
			continue
		}
		t.both++
		switch {
		case numeric(tx) && numeric(ty):
			t.figures++
		case known(tx) || known(ty):
			if known(tx+ty) && !(known(tx) && known(ty)) {
				t.labels++
				continue
			}
			t.wholes++
		case known(tx + ty):
			t.labels++
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
	case t.figures > 0, t.wholes > 0, t.ends > 0:
		return false, true
	case t.labels > 0:
		return true, true
	case t.above == 0 && t.below == 0:
		return false, false
	case t.above == 0 || t.below == 0:
		return open, open
	case t.figuresAbove > 0 && t.figuresBelow == 0 && t.below > 0 && t.both == 0, t.figuresBelow > 0 && t.figuresAbove == 0 && t.both == 0:
		return true, true // the label on one page, its numbers on the other
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
	if above.Y1-last.Y1 >= pitch {
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
		if tall {
			return true, true
		}
		if a.labelled(a.rows()-1, p.above) && b.labelled(0, p.below) {
			return true, known(tx + ty)
		}
		return x.col == 0, false
	case known(tx) || known(ty):
		reach = known(tx+ty) && !(known(tx) && known(ty))
		return reach, true
	case known(tx + ty):
		return true, true
	case numeric(tx) || !goesOn(x, y):
		return false, true
	}
	return tall, false
}

// labelled reports whether a row has words in a cell beside the one that is
// named.
func (t *table) labelled(row, beside int) bool {
	for i := range t.cells {
		if c := &t.cells[i]; i != beside && c.row <= row && row < c.row+c.rows && worded(c.text) {
			return true
		}
	}
	return false
}
