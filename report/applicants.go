package report

import (
	"slices"

	"gongkai/archive"
)

// applicants reads a row of section three: seven values, whichever columns they
// stand in. Where fewer are printed, their places count only if the table shows
// where the values of such a row stand.
func (r *reading) applicants() {
	order, ok := r.w.order()
	if !ok {
		r.doubt("the header of table t3 contradicts itself")
		return
	}
	printed := printedOf(r.places)
	if len(printed) < 6 && r.fewApplicants() {
		return
	}
	r.ambiguous(order, printed)
	switch {
	case len(printed) == 7:
		r.seven(order, printed)
	case len(printed) > 7:
		if places := r.beneath(order); places != nil {
			r.seven(order, places)
			return
		}
		r.doubt("%d values are printed for 7 columns", len(printed))
	default:
		if places := r.likeWhole(); places != nil {
			r.some(order, places, len(printed))
		} else if len(printed) == 6 {
			r.six(order, printed)
		} else {
			r.doubt("%d values are printed for 7 columns", len(printed))
		}
	}
}

func (r *reading) seven(order []int, places []place) { r.inOrder(order, places, r.w.applicants.either) }

// inOrder enters the values of a row in the order of the header. With either, the
// form's may be meant as well: only what is the same in both is read.
func (r *reading) inOrder(order []int, places []place, either bool) {
	var open []int
	for i, c := range order {
		if either && places[c].text != places[i].text {
			open = append(open, r.cells[c])
			continue
		}
		r.put(c, places[i], "")
	}
	if len(open) > 0 {
		r.w.book.doubt(open, "the rows add up in the order of the header and in that of the form, and these columns differ")
	}
}

// beneath returns the seven places right beneath the labels of the header, for
// tables with a column more than the form has: notes, running numbers,
// subtotals. It is nil where the row does not add up so.
func (r *reading) beneath(order []int) []place {
	if !r.w.sheet.merged {
		return nil
	}
	cols := map[int]int{} // by the column of the form
	for _, h := range r.w.applicants.heads {
		if h.mark.kind == markApplicant {
			cols[h.mark.index] = h.col
		}
	}
	var places, parts []place
	var total place
	for _, c := range order {
		col, named := cols[c]
		i := slices.IndexFunc(r.places, func(p place) bool { return p.col == col })
		if !named || i < 0 || !r.places[i].printed() {
			return nil
		}
		places = append(places, r.places[i])
		if c == 6 {
			total = r.places[i]
		} else {
			parts = append(parts, r.places[i])
		}
	}
	if !sums(parts, total) {
		return nil
	}
	return places
}

// likeWhole returns the seven places in which a row of this shape has its
// values, or nil where no shape can be told: seven cells after the label; or
// where another row, whose label stands in the same column and which has as
// many cells, has seven values.
func (r *reading) likeWhole() []place {
	n := 0
	for _, p := range r.places {
		if p.found {
			n++
		}
	}
	if n == 7 && r.places[6].found {
		return r.places[:7]
	}
	if offset := r.w.shape(r.line.places[r.label].col, n); offset >= 0 && offset+7 <= n &&
		!anyPrinted(r.places[:offset]) && !anyPrinted(r.places[offset+7:]) {
		return r.places[offset : offset+7]
	}
	return nil
}

// shapeKey is the shape of a row: the column of its label, and how many cells
// stand after it.
type shapeKey struct{ col, cells int }

// shape returns how many empty cells stand between label and values in the
// whole rows of this table that have a label in column col and n cells after
// it; −1 where no such row is whole, or two differ.
func (w *walker) shape(col, n int) int {
	if w.shapes == nil {
		w.shapes = map[shapeKey]int{}
		for i := range w.sheet.lines {
			w.noteShape(w.sheet.lines[i].places)
		}
	}
	if offset, ok := w.shapes[shapeKey{col, n}]; ok {
		return offset
	}
	return -1
}

// noteShape notes where a row with seven values has them.
func (w *walker) noteShape(places []place) {
	for len(places) > 0 && w.marks.of(places[0]).kind != markRow {
		places = places[1:]
	}
	if len(places) == 0 {
		return
	}
	key, first, printed := shapeKey{col: places[0].col}, -1, 0
	for i, p := range places[1:] {
		if p.found {
			key.cells++
		}
		if p.printed() {
			printed++
			if first < 0 {
				first = i
			}
		}
	}
	if printed != 7 || first+7 > len(places)-1 || len(printedOf(places[1+first:first+8])) != 7 {
		return
	}
	if offset, ok := w.shapes[key]; ok && offset != first {
		first = -1
	}
	w.shapes[key] = first
}

// some reads a row of seven cells of which only some are printed.
func (r *reading) some(order []int, places []place, printed int) {
	first, last := places[0].printed(), places[6].printed()
	if printed == 6 && !first && anyNonZero(places) {
		if closes(places[1:]) && r.w.sheet.merged {
			// Either 自然人 is 0 and was left out, or its value has moved.
			r.doubt("the first cell is empty, and the row adds up in two ways")
			return
		}
		r.six(order, places[1:])
		return
	}
	if !r.w.sheet.merged && printed > 0 && !last && anyNonZero(places) {
		r.doubt("the last cell is empty; the values may stand in other columns")
		return
	}
	r.seven(order, places)
	switch {
	case printed == 0, !anyNonZero(places):
	case !last, !first:
		r.shifted("a cell at the edge is empty; the values may stand in other columns")
	case !sums(places[:6], places[6]):
		r.w.found.add("cell_unresolved", warning, r.w.book.keys(r.cells),
			"%s: a cell is empty, and the others don't add up to 总计", r.w.book.name(r.cells[0]))
	}
}

// six reads a row that lost one value. The last is 总计; the first is 自然人
// where the row adds up. The values between can only be placed where all are 0.
func (r *reading) six(order []int, places []place) {
	for i, c := range order {
		if i != c {
			r.doubt("6 values are printed for 7 columns in another order than the form's")
			return
		}
	}
	if !closes(places) {
		r.doubt("6 values are printed for 7 columns, and don't add up")
		return
	}
	r.shifted("6 values are printed for 7 columns; 自然人 and 总计 are taken from the first and the last")
	r.put(0, places[0], "")
	r.put(6, places[5], "")
	if anyNonZero(places[1:5]) {
		r.w.book.doubt(r.cells[1:6], "6 values are printed for 7 columns")
		return
	}
	for i := 1; i < 5; i++ {
		r.put(i, places[i], "")
	}
	// The row adds up, so the value that was lost is 0 too; but nothing is
	// printed for it.
	r.w.book.doubt(r.cells[5:6], "6 values are printed for 7 columns")
}

// closes reports whether the last of six values is the sum of the others.
func closes(places []place) bool { return sums(places[:5], places[5]) }

// sums reports whether the numbers among parts add up to total.
func sums(parts []place, total place) bool {
	want := readValue(total.text)
	if want.state != archive.CellNumber {
		return false
	}
	var sum amount
	for _, p := range parts {
		switch v := readValue(p.text); v.state {
		case archive.CellNumber:
			sum = sum.plus(v.number)
		case archive.CellText:
			return false
		}
	}
	return sum.equal(amount{}.plus(want.number))
}
