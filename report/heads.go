package report

import (
	"slices"

	"gongkai/archive"
)

// header3 is the header of t3 that holds.
type header3 struct {
	heads  []head
	lines  int
	open   bool // more header lines may follow
	order  []int
	ok     bool
	either bool // the rows of text add up in the order of the form too

	before []int // the order of the header before this one
}

// settleEither decides whether 总计 and 其他 are columns or rows: columns in a
// line with other columns, rows where numbers follow.
func (w *walker) settleEither(l *line, marks []mark) {
	applicant, outcome := false, false
	last := markNone // the kind of label before this one
	for i, m := range marks {
		switch m.kind {
		case markApplicant, markOrgs, markApplicants:
			applicant, last = true, markApplicant
		case markOutcome, markReviewGroup:
			outcome, last = true, markOutcome
		case markRow:
			last = markRow
		case markEither:
			switch {
			case last == markRow:
				marks[i] = mark{}
			case last == markOutcome:
				marks[i] = mark{kind: markOutcome, index: 4}
			case last == markApplicant || !w.numbersFollow(l, i):
				marks[i] = mark{kind: markApplicant, index: m.index}
			case m.row.row >= 0:
				marks[i].kind = markRow
				last = markRow
			default:
				marks[i] = mark{}
			}
		}
	}
	if !applicant && !outcome {
		w.dropLonely(marks)
	}
	if outcome && !applicant {
		for i, m := range marks {
			if m.kind == markApplicant && m.index == 6 {
				marks[i] = mark{kind: markOutcome, index: 4}
			}
		}
	}
}

// dropLonely forgets 总计 and 其他 in a line that has no other column, unless a
// header of section three stands right above.
func (w *walker) dropLonely(marks []mark) {
	if w.applicants.open {
		return
	}
	for i, m := range marks {
		if m.kind == markApplicant {
			marks[i] = mark{}
		}
	}
}

// numbersFollow reports whether at least six values follow place i.
func (w *walker) numbersFollow(l *line, i int) bool {
	n := 0
	for _, p := range l.places[i+1:] {
		if p.printed() && readValue(p.text).state == archive.CellText {
			return false
		}
		if p.printed() {
			n++
		}
	}
	return n >= 6
}

// applicantHeader takes the columns of t3 that stand in l before any row.
func (w *walker) applicantHeader(l *line, marks []mark) {
	h := &w.applicants
	some := false
	for i, m := range marks {
		if m.kind == markRow {
			break
		}
		if m.kind != markApplicant && m.kind != markOrgs && m.kind != markApplicants {
			continue
		}
		if !some && !h.open {
			*h = header3{open: true, before: h.order}
			w.leaveItems()
		}
		some = true
		if m.kind != markApplicants && len(h.heads) < maxHeads {
			p := l.places[i]
			h.heads = append(h.heads, head{mark: m, line: h.lines, col: p.col, end: p.end})
		}
	}
	if some {
		h.lines++
		h.order = nil
	}
}

// leaveItems ends section two.
func (w *walker) leaveItems() {
	w.item, w.itemUnit, w.columns, w.statutory = "", "", header2{}, false
}

// order returns the columns of t3 in the order of their values.
func (w *walker) order() ([]int, bool) {
	h := &w.applicants
	h.open = false
	if h.order == nil {
		h.order, h.ok = applicantOrder(h.heads, w.sheet.merged)
		h.ok = h.ok && w.trusts(h)
		if h.ok && !namesApplicants(h.heads) {
			w.truncated("t3", "the header does not name every column; the others are taken to stand where the form has them")
		}
		if h.ok && len(h.before) > 0 && !slices.Equal(h.order, h.before) {
			w.truncated("t3", "the header stands twice, with the columns in other orders")
		}
		if h.order == nil {
			h.order = []int{}
		}
	}
	return h.order, h.ok
}

// names reports whether heads name all n columns of a kind. Where cells are
// merged, one may stand in two lines of the header, and its place counts; in
// rows of text, places mean nothing, and every label counts.
func names(heads []head, kind markKind, n int, merged bool) bool {
	all := 0
	places := map[[2]int]bool{}
	for _, h := range heads {
		if h.mark.kind == kind {
			all++
			places[[2]int{h.mark.index, h.col}] = true
		}
	}
	if merged {
		return len(places) == n
	}
	return all == n || len(places) == n
}

// namesApplicants reports whether heads name every column of t3.
func namesApplicants(heads []head) bool {
	seen := map[int]bool{}
	for _, h := range heads {
		if h.mark.kind == markApplicant {
			seen[h.mark.index] = true
		}
	}
	return len(seen) == 7
}

// maxWhole is more than the rows of t3 in any report.
const maxWhole = 500

// survey notes the rows of t3 that have seven values, before any is read.
func (w *walker) survey(tables []sheet) {
	for i := range tables {
		for j := range tables[i].lines {
			w.surveyLine(&tables[i].lines[j])
		}
	}
}

func (w *walker) surveyLine(l *line) {
	t3 := w.form.tableIndex("t3")
	var printed []place
	inRow := false
	note := func() {
		if inRow && len(printed) == 7 && len(w.whole) < maxWhole {
			w.whole = append(w.whole, printed)
		}
		printed, inRow = nil, false
	}
	for _, p := range l.places {
		if m := w.marks.of(p); m.kind != markNone {
			note()
			inRow = (m.kind == markRow || m.kind == markEither) && m.row.table == t3
			continue
		}
		if inRow && p.printed() && readValue(p.text).state != archive.CellText {
			printed = append(printed, p)
		}
	}
	note()
}

// trusts reports whether the order of a header that is not the form's agrees
// with the rows. A header that lost a cell can look like one in another order:
// then 自然人 and 总计 are put where the form has them, if the rows add up so. In
// rows of text, labels may stand in the order of their lines: where the rows add
// up in either order, only what is the same in both is read.
func (w *walker) trusts(h *header3) bool {
	if slices.Equal(h.order, formOrder(7)) {
		return true
	}
	if w.addUp(h.order) {
		h.either = !w.sheet.merged && w.addUp(formOrder(7))
		return true
	}
	order := []int{0}
	for _, c := range h.order {
		if c > 0 && c < 6 {
			order = append(order, c)
		}
	}
	order = append(order, 6)
	if !w.addUp(order) {
		return false
	}
	w.truncated("t3", "the rows add up in the order of the form, and not in that of the header")
	h.order = order
	return true
}

// truncated tells that the header of a table is not whole, for all its cells.
func (w *walker) truncated(id, why string) {
	var keys []string
	for i := range w.form.cells {
		if w.form.cells[i].tableID == id {
			keys = append(keys, w.form.cells[i].key)
		}
	}
	w.found.add("header_truncated", warning, keys, "table %s: %s", id, why)
}

// addUp reports whether every row that is whole adds up in order.
func (w *walker) addUp(order []int) bool {
	for _, places := range w.whole {
		var parts []place
		var total place
		for i, c := range order {
			if c == 6 {
				total = places[i]
			} else {
				parts = append(parts, places[i])
			}
		}
		if readValue(total.text).state == archive.CellNumber && !sums(parts, total) {
			return false
		}
	}
	return true
}
