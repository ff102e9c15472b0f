package report

import (
	"strings"

	"gongkai/archive"
)

// reading is the reading of one row: a label and the places after it.
type reading struct {
	w      *walker
	line   *line
	label  int
	places []place
	ref    rowRef
	cells  []int // indexes into the book, in the order of the form
}

func (r *reading) doubt(format string, args ...any) { r.w.book.doubt(r.cells, format, args...) }

// put enters place p as the column col of the row.
func (r *reading) put(col int, p place, unit string) {
	r.w.book.put(r.cells[col], p, r.w.origin(r.line, p), unit)
}

// shifted tells that the figures of the row may stand in other columns than
// they were read in.
func (r *reading) shifted(format string, args ...any) {
	r.w.found.add("row_shifted", warning, r.w.book.keys(r.cells), r.w.book.name(r.cells[0])+": "+format, args...)
}

// printedOf returns the places that have text.
func printedOf(places []place) []place {
	var printed []place
	for _, p := range places {
		if p.printed() {
			printed = append(printed, p)
		}
	}
	return printed
}

// glued reads values that follow their label without a break. Only zeros, one
// for each column, can be told apart.
func (r *reading) glued(digits string) {
	r.w.seen(r.ref)
	if anyPrinted(r.places) || len(digits) != len(r.cells) || strings.Trim(digits, "0") != "" {
		r.doubt("the values %q can't be told apart", clip(digits))
		return
	}
	r.w.found.add("conversion_artifact", warning, r.w.book.keys(r.cells), "%s: nothing parts the values %s",
		r.w.book.name(r.cells[0]), digits)
	zero := value{state: archive.CellNumber, number: "0", raw: "0"}
	for _, index := range r.cells {
		r.w.book.enter(index, zero, r.w.origin(r.line, r.line.places[r.label]), "")
	}
}

// items reads a row of section two: as many values as its header has columns.
func (r *reading) items() {
	t := &r.w.form.tables[r.ref.table]
	order, units := formOrder(len(t.columns)), make([]string, len(t.columns))
	if r.w.columns.set() {
		var guessed, ok bool
		if order, guessed, ok = r.w.columns.columnsOf(t); !ok {
			r.doubt("the header above does not name the columns of table %s", t.id)
			return
		}
		if guessed {
			r.w.found.add("header_truncated", warning, r.w.book.keys(r.cells), "table %s: a label of the header is not complete", t.id)
		}
		for i, c := range order {
			if c >= 0 && i < len(r.w.columns.entries) {
				units[c] = printedUnit(r.w.columns.entries[i].folded)
			}
		}
	} else {
		r.w.found.add("header_truncated", warning, r.w.book.keys(r.cells), "table %s: the header is missing; the order of the form is taken", t.id)
	}
	places, ok := r.inPlace(len(order), !r.w.columns.set())
	if !ok {
		places, ok = r.under(len(order))
	}
	if !ok {
		r.doubt("%d values are printed, and %d columns wait for them", len(printedOf(r.places)), len(order))
		return
	}
	for i, c := range order {
		if c < 0 {
			continue
		}
		if t.columns[c].decimal {
			units[c] = r.amountUnit(c, units[c])
		}
		r.put(c, places[i], units[c])
	}
	if r.w.columns.besides != "" {
		r.shifted("the header has the column %s besides, and the values may be of it", clip(r.w.columns.besides))
	}
	if edge := !places[0].printed() || !places[len(places)-1].printed(); edge && anyPrinted(places) {
		r.shifted("a cell at the edge is empty; the values may stand in other columns")
	}
}

// inPlace returns the n places of the values: all that are printed where they
// are n; or the first n, where all of them are cells of the source and what
// follows is empty. In strict, every one must be printed.
func (r *reading) inPlace(n int, strict bool) ([]place, bool) {
	printed := printedOf(r.places)
	if len(printed) == n && n > 0 {
		return printed, true
	}
	if strict || len(printed) > n || len(r.places) < n || anyPrinted(r.places[n:]) {
		return nil, false
	}
	for _, p := range r.places[:n] {
		if !p.found {
			return nil, false
		}
	}
	return r.places[:n], true
}

// under returns the places right under the n labels of the header, for grids
// that repeat what a merged cell has in every column of it: all that stands
// under one label must be the same.
func (r *reading) under(n int) ([]place, bool) {
	entries := r.w.columns.entries
	if r.w.sheet.merged || len(entries) != n || n == 0 {
		return nil, false
	}
	var under []place
	i := 0
	for _, e := range entries {
		for i < len(r.places) && r.places[i].col < e.col {
			i++
		}
		if i == len(r.places) || r.places[i].col != e.col {
			return nil, false
		}
		first := r.places[i]
		for ; i < len(r.places) && r.places[i].col < e.end; i++ {
			if r.places[i].text != first.text {
				return nil, false
			}
		}
		under = append(under, first)
	}
	return under, i == len(r.places) || !anyPrinted(r.places[i:])
}

func anyNonZero(places []place) bool {
	for _, p := range places {
		if v := readValue(p.text); v.state == archive.CellText || v.state == archive.CellNumber && !isZero(v.number) {
			return true
		}
	}
	return false
}
