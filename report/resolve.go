package report

import (
	"slices"

	"gongkai/archive"
)

// ambiguous is a row of section three of which six values are printed where
// seven should be: which one is lost is for the arithmetic to say.
type ambiguous struct {
	cells  []int // indexes into the book, in the order of the form
	values []value
	r      *reading
	places []place
}

// maxAmbiguous is more rows than section three has.
const maxAmbiguous = 60

// ambiguous notes a row with six values for resolve.
func (r *reading) ambiguous(order []int, printed []place) {
	if len(printed) != 6 || !slices.Equal(order, formOrder(7)) || len(r.w.book.open) >= maxAmbiguous {
		return
	}
	a := ambiguous{cells: r.cells, r: r, places: printed}
	for _, p := range printed {
		v := readValue(p.text)
		if v.state != archive.CellNumber || p.tall {
			return
		}
		a.values = append(a.values, v)
	}
	r.w.book.open = append(r.w.book.open, a)
}

// resolve reads the rows that stayed ambiguous where the sum of the row and the
// identities of its columns leave no choice: a cell is read if every place that
// the lost value may have had gives it the same number.
func (b *book) resolve() {
	for i := range b.open {
		b.resolveRow(&b.open[i])
	}
}

func (b *book) resolveRow(a *ambiguous) {
	if !slices.ContainsFunc(a.cells, func(i int) bool { return !b.slots[i].set && !b.slots[i].refused }) {
		return // another table has the row in full
	}
	var admitted []int // where the lost value may have stood
	for lost := range 7 {
		if b.admits(a, lost) {
			admitted = append(admitted, lost)
		}
	}
	if len(admitted) == 0 || len(admitted) == 7 {
		return
	}
	var read []int
	for c := range 7 {
		at := a.place(c, admitted)
		s := &b.slots[a.cells[c]]
		switch {
		case s.set && (at < 0 || s.value.number != a.values[at].number):
			*s = slot{} // what was read before does not stand in every reading
		case at >= 0 && !s.set && !s.refused:
			b.enter(a.cells[c], a.values[at], a.r.w.origin(a.r.line, a.places[at]), "")
			read = append(read, a.cells[c])
		}
	}
	if len(read) == 0 {
		return
	}
	for i := range b.doubts {
		b.doubts[i].cells = slices.DeleteFunc(slices.Clone(b.doubts[i].cells), func(c int) bool { return slices.Contains(read, c) })
	}
	b.found.add("row_shifted", warning, b.keys(a.cells),
		"%s: 6 values are printed for 7 columns; those are read whose place the sums of the row and of the columns leave no choice about", b.name(a.cells[0]))
}

// place returns which of the six values is that of column c in every reading
// that is admitted, or −1. Where the lost value is one of several that are equal,
// the last of them is taken to be lost.
func (a *ambiguous) place(c int, admitted []int) int {
	at := -1
	var number archive.Number
	for _, lost := range admitted {
		n := a.missing(lost)
		if i := printedAt(c, lost); i >= 0 {
			n, at = a.values[i].number, i
		}
		if number != "" && compareNumbers(n, number) != 0 {
			return -1
		}
		number = n
	}
	if c == admitted[len(admitted)-1] {
		return -1
	}
	return at
}

// missing returns the value of column lost that makes the row add up.
func (a *ambiguous) missing(lost int) archive.Number {
	var parts amount
	for c := range 6 {
		if i := printedAt(c, lost); i >= 0 {
			parts = parts.plus(a.values[i].number)
		}
	}
	if lost == 6 {
		return parts.number()
	}
	return amount{}.plus(a.values[5].number).plus(negative(parts.number())).number()
}

// printedAt returns which of six values stands in column c where the value of
// column lost is not printed, or −1.
func printedAt(c, lost int) int {
	switch {
	case c == lost:
		return -1
	case c > lost:
		return c - 1
	}
	return c
}

// admits reports whether the row adds up, and every identity of its columns
// that can be assessed holds, where the value of column lost is not printed.
func (b *book) admits(a *ambiguous, lost int) bool {
	missing := a.missing(lost)
	if missing[0] == '-' {
		return false // the others are more than all
	}
	row := map[string]archive.Number{}
	for c := range 7 {
		row[b.form.cells[a.cells[c]].key] = missing
		if i := printedAt(c, lost); i >= 0 {
			row[b.form.cells[a.cells[c]].key] = a.values[i].number
		}
	}
	sum := func(keys []string) (total amount, known bool) {
		for _, key := range keys {
			n, in := row[key]
			if !in {
				n = b.number(key)
			}
			if n == "" {
				return amount{}, false
			}
			total = total.plus(n)
		}
		return total, true
	}
	for _, id := range b.form.checks {
		if id.id != "T3-BAL" && id.id != "T3-RES" {
			continue
		}
		left, known := sum(id.left)
		right, alsoKnown := sum(id.right)
		if known && alsoKnown && !left.equal(right) {
			return false
		}
	}
	return true
}
