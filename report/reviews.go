package report

import "gongkai/archive"

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
		return
	}
	if !h.open {
		*h = header4{open: true}
		w.leaveItems()
	}
	for i, m := range marks {
		if (m.kind == markOutcome || m.kind == markReviewGroup) && len(h.heads) < maxHeads {
			p := l.places[i]
			h.heads = append(h.heads, head{mark: m, line: h.lines, col: p.col, end: p.end})
		}
	}
	h.lines++
	w.book.tables[w.form.tableIndex("t4")] = true
}

// reviewValues reads the values of t4 that l has: behind the last label of its
// header, or all of l where no place has a label.
func (w *walker) reviewValues(l *line, marks []mark) {
	h := &w.reviews
	first, labelled := 0, false
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
		return
	}
	places := l.places[first:]
	for i, p := range places {
		if marks[first+i].kind != markNone || p.printed() && readValue(p.text).state == archive.CellText {
			if first == 0 {
				return
			}
			places = places[:i]
			break
		}
	}
	printed := printedOf(places)
	if len(printed) == 0 || !h.open && !(len(printed) == 15 && first == 0 && w.inReviews()) {
		return
	}
	t := w.form.tableIndex("t4")
	r := reading{w: w, line: l, places: places, ref: rowRef{t, 0}, cells: w.book.indexes(rowRef{t, 0})}
	w.seen(r.ref)
	order := formOrder(15)
	if h.open {
		var ok bool
		if order, ok = reviewOrder(h.heads, w.sheet.merged); !ok {
			r.doubt("the header contradicts itself")
			return
		}
		if !names(h.heads, markOutcome, 15) {
			w.truncated("t4", "the header does not name every column; the others are taken to stand where the form has them")
		}
	} else {
		w.truncated("t4", "the header is missing; the order of the form is taken")
	}
	h.filled = true
	r.fifteen(order)
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
	for i, p := range places {
		r.put(order[i], p, "")
	}
	lead := 0
	for lead < 15 && !places[lead].printed() {
		lead++
	}
	if anyNonZero(places) && (lead%5 != 0 || !places[14].printed()) {
		r.shifted("a cell at the edge is empty; the values may stand in other columns")
	}
	for group := 0; group < 15; group += 5 {
		r.partGroup(group)
	}
}

// partGroup tells where a group of t4 has empty cells and the others don't add
// up.
func (r *reading) partGroup(group int) {
	var parts []place
	blank, nonZero := false, false
	for _, index := range r.cells[group : group+5] {
		v := r.w.book.slots[index].value
		blank = blank || v.state == archive.CellBlank
		nonZero = nonZero || v.number != "" && !isZero(v.number)
		parts = append(parts, place{text: string(v.number)})
	}
	if blank && nonZero && !sums(parts[:4], parts[4]) {
		r.w.found.add("cell_unresolved", warning, r.w.book.keys(r.cells[group:group+5]),
			"t4: a cell is empty, and the others don't add up to 总计")
	}
}
