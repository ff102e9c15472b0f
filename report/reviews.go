package report

import (
	"slices"
	"strconv"

	"gongkai/archive"
)

// header4 is the header of t4 that holds. The table has no row labels, so the
// first line of values below a header is its row.
type header4 struct {
	heads  []head
	lines  int
	open   bool
	filled bool
}

// reviewHeader takes the columns of t4 that stand in l.
func (w *walker) reviewHeader(l *line, marks []mark) {
	n := 0
	for _, m := range marks {
		if m.kind == markOutcome || m.kind == markReviewGroup || m.kind == markSuits {
			n++
		}
	}
	h := &w.reviews
	if n < 2 && !(n == 1 && h.open) {
		w.lone = nil
		for i, m := range marks {
			if m.kind == markReviewGroup {
				w.lone = []head{{mark: m, col: l.places[i].col, end: l.places[i].end}}
			}
		}
		return
	}
	if !h.open || h.filled {
		*h = header4{open: true, heads: w.lone, lines: len(w.lone)}
		w.lone = nil
		w.leaveItems()
	}
	for i, m := range marks {
		if (m.kind == markOutcome || m.kind == markReviewGroup || m.kind == markSuits) && len(h.heads) < maxHeads {
			p := l.places[i]
			h.heads = append(h.heads, head{mark: m, line: h.lines, col: p.col, end: p.end})
		}
	}
	h.lines++
	w.book.tables[w.form.tableIndex("t4")] = true
}

// reviewValues reads the values of t4 that l has.
func (w *walker) reviewValues(l *line, marks []mark) {
	h := &w.reviews
	places, first := w.reviewPlaces(l, marks)
	printed := printedOf(places)
	if len(printed) == 0 || !h.open && !(len(printed) == 15 && first == 0 && w.inReviews()) {
		return
	}
	if numbersColumns(printed) {
		return
	}
	t := w.form.tableIndex("t4")
	r := reading{w: w, line: l, places: places, ref: rowRef{t, 0}, cells: w.book.indexes(rowRef{t, 0})}
	w.seen(r.ref)
	if h.open && r.someReviews() {
		h.filled = true
		return
	}
	order := formOrder(15)
	if h.open {
		var ok bool
		if order, ok = reviewOrder(h.heads, w.sheet.merged); !ok {
			r.doubt("the header contradicts itself")
			return
		}
		if !names(h.heads, markOutcome, 15, w.sheet.merged) || w.sheet.index < 0 && !names(h.heads, markSuits, 1, false) {
			w.truncated("t4", "the header does not name every column; the others are taken to stand where the form has them")
		}
	} else {
		w.truncated("t4", "the header is missing; the order of the form is taken")
	}
	h.filled = true
	if words(places) > 0 {
		r.shifted("a cell has words; the values may stand in other columns")
	}
	r.fifteen(order)
}

// reviewPlaces returns where l may have the values of t4, and the index of the
// first: behind the last label of the header, or all of l where no place has a
// label.
func (w *walker) reviewPlaces(l *line, marks []mark) (places []place, first int) {
	labelled := false
	for i, m := range marks {
		switch m.kind {
		case markOutcome, markReviewGroup, markSuits:
			first = i + 1
		case markNone:
		default:
			labelled = true
		}
	}
	if labelled && first == 0 {
		return nil, 0
	}
	inTable := w.reviews.open && w.sheet.index >= 0
	if first == 0 && inTable && w.reviews.leads(l, w.sheet.merged) {
		if years := yearsIn(l.places[0].text); len(years) == 1 && w.year != 0 && years[0].year != w.year {
			w.found.add("year_mismatch", info, nil, "table t4: the row of %d is not read", years[0].year)
			return nil, 0
		}
		first = 1
	}
	places = l.places[first:]
	if inTable && mostlyValues(places) {
		return places, first
	}
	for i, p := range places {
		if marks[first+i].kind == markNone && !(p.printed() && readValue(p.text).state == archive.CellText) {
			continue
		}
		if first == 0 {
			return nil, 0
		}
		return places[:i], first
	}
	return places, first
}

// leads reports whether the first place of l is a label before the fifteen
// values: it stands to the left of the header, or is a word and one too many.
func (h *header4) leads(l *line, merged bool) bool {
	if len(l.places) == 0 {
		return false
	}
	p := l.places[0]
	if merged {
		left := slices.MinFunc(h.heads, func(a, b head) int { return a.col - b.col })
		return p.end <= left.col
	}
	return p.printed() && readValue(p.text).state == archive.CellText && len(printedOf(l.places)) == 16
}

// mostlyValues reports whether places has fifteen texts, and most are values.
func mostlyValues(places []place) bool {
	printed := printedOf(places)
	return len(printed) == 15 && words(printed) < 8
}

// numbersColumns reports whether places are 1 to 15: the numbers of the columns
// (栏次), since no figures that add up are.
func numbersColumns(places []place) bool {
	for i, p := range places {
		if p.text != strconv.Itoa(i+1) {
			return false
		}
	}
	return len(places) == 15
}

// words counts the places with a text that is no value.
func words(places []place) int {
	n := 0
	for _, p := range places {
		if p.printed() && readValue(p.text).state == archive.CellText {
			n++
		}
	}
	return n
}

// inReviews reports whether the table stands in section four.
func (w *walker) inReviews() bool { return w.sheet.section == "四" }

// fifteen reads the values of t4. Where some are empty, the row must have all
// its fifteen cells.
func (r *reading) fifteen(order []int) {
	places, ok := r.inPlace(15, false)
	if !ok {
		r.doubt("%d values are printed for 15 columns", len(printedOf(r.places)))
		return
	}
	r.w.above = r.cells
	r.inOrder(order, places, !r.w.sheet.merged && sums(places[:4], places[4]) && sums(places[5:9], places[9]) && sums(places[10:14], places[14]))
	lead := 0
	for lead < 15 && !places[lead].printed() {
		lead++
	}
	if anyNonZero(places) && (lead%5 != 0 || !places[14].printed()) {
		r.shifted("a cell at the edge is empty; the values may stand in other columns")
	}
}
