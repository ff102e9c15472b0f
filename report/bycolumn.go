package report

import "slices"

// columnSpan is a column of a header: where it begins and ends, and which of the form's it
// is; below 0 for one that the form does not have.
type columnSpan struct{ col, end, index int }

// byColumns puts the places of the row right under columns of the header, where each
// column has its cell: rows with one cell for several columns, which stay open, and
// tables with fewer columns than the form has. That the row may be read so, agrees
// says. It reports whether the row was read.
func (r *reading) byColumns(columns []columnSpan, agrees func(over [][]columnSpan, places []place) bool) bool {
	if r.w.sheet.index < 0 || !r.w.sheet.merged || len(columns) == 0 {
		return false
	}
	var places []place
	var over [][]columnSpan
	all := 0
	for _, p := range r.places {
		if !p.found {
			continue
		}
		var under []columnSpan
		for _, c := range columns {
			if p.col <= c.col && c.col < p.end {
				if c.end > p.end {
					return false
				}
				under = append(under, c)
			}
		}
		if len(under) == 0 {
			if p.printed() {
				return false
			}
			continue
		}
		all += len(under)
		places, over = append(places, p), append(over, under)
	}
	if all != len(columns) || !agrees(over, places) {
		return false
	}
	var open []int
	for i, p := range places {
		switch {
		case len(over[i]) == 1 && over[i][0].index >= 0:
			r.put(over[i][0].index, p, "")
		case p.printed():
			for _, c := range over[i] {
				if c.index >= 0 {
					open = append(open, r.cells[c.index])
				}
			}
		}
	}
	if len(open) > 0 {
		r.w.book.doubt(open, "one cell stands for several columns")
	}
	return true
}

// reviewMatrix reads a line of a table of section four whose rows are its groups: the
// name of one, and five values under the outcomes. It reports whether l was one.
func (w *walker) reviewMatrix(l *line, marks []mark) bool {
	if !w.reviews.open || w.sheet.index < 0 {
		return false
	}
	group, at := -1, 0
	for i, m := range marks {
		switch m.kind {
		case markReviewGroup:
			group, at = m.index, i+1
		case markOutcome:
			return false
		}
	}
	var columns []columnSpan
	for _, h := range w.reviews.heads {
		if h.mark.kind == markOutcome {
			columns = append(columns, columnSpan{h.col, h.end, 5*group + h.mark.index})
		}
	}
	if group < 0 || len(columns) != 5 {
		return false
	}
	ref := rowRef{w.form.tableIndex("t4"), 0}
	r := reading{w: w, line: l, places: l.places[at:], ref: ref, cells: w.book.indexes(ref)}
	if words(r.places) > 0 || !r.byColumns(columns, func(over [][]columnSpan, places []place) bool { return len(over) == 5 && anyPrinted(places) }) {
		return false
	}
	w.above = r.cells
	w.seen(ref)
	return true
}

// someReviews reads values of section four that stand under a header of one group or
// two, or of which some have one cell for several columns.
func (r *reading) someReviews() bool {
	columns := reviewsHeaded(r.w.reviews.heads)
	if n := len(columns); n != 5 && n != 10 && n != 15 {
		return false
	}
	if !r.byColumns(columns, func(over [][]columnSpan, places []place) bool { return len(over) < 15 && words(places) == 0 }) {
		return false
	}
	r.w.above = r.cells
	return true
}

// applicantColumns returns the columns of the header of t3; 法人或其他组织 is one where
// no organisation stands below it. Fewer than two are none.
func (w *walker) applicantColumns() []columnSpan {
	heads, ok := distinct(w.applicants.heads)
	if !ok {
		return nil
	}
	var columns []columnSpan
	orgs := columnSpan{col: -1, index: -1}
	for _, h := range heads {
		switch {
		case h.mark.kind == markOrgs:
			orgs.col, orgs.end = h.col, h.end
		case h.mark.kind == markApplicant:
			columns = append(columns, columnSpan{h.col, h.end, h.mark.index})
		}
	}
	below := slices.ContainsFunc(columns, func(c columnSpan) bool { return c.index > 0 && c.index < 6 })
	if orgs.col >= 0 && !below {
		columns = append(columns, orgs)
	}
	return columns
}

// fewApplicants reads a row of t3 with fewer values than the form has columns. Where
// 总计 is one, the others must add up to it, or be no more where some are not there.
func (r *reading) fewApplicants() bool {
	columns := r.w.applicantColumns()
	whole := len(columns) == 7 || slices.ContainsFunc(columns, func(c columnSpan) bool { return c.index < 0 })
	return r.byColumns(columns, func(over [][]columnSpan, places []place) bool {
		var parts []place
		total := -1
		for i, under := range over {
			if under[0].index == 6 && len(under) == 1 {
				total = i
			} else {
				parts = append(parts, places[i])
			}
		}
		switch {
		case len(places) == 7:
			return false
		case total < 0:
			return len(places) == len(columns)
		case whole || len(parts) == 0:
			return sums(parts, places[total]) || len(parts) == 0
		}
		return most(parts, places[total])
	})
}

// most reports whether the numbers among parts add up to total at most.
func most(parts []place, total place) bool {
	var sum amount
	for _, p := range parts {
		sum = sum.plus(readValue(p.text).number)
	}
	return sum.compare(amount{}.plus(readValue(total.text).number)) <= 0
}
