package report

import (
	"strings"

	"gongkai/archive"
)

// walker reads the statutory tables of a document, line by line in reading
// order, into a book. A table that goes on in another one keeps its header.
type walker struct {
	form  *form
	marks *marker
	book  *book
	found *findings

	sheet      *sheet
	shapes     map[shapeKey]int
	whole      [][]place // the values of every row of t3 that has seven
	statutory  bool      // the table has something of section two
	item       string
	itemUnit   string // printed in the caption
	columns    header2
	applicants header3
	reviews    header4
}

// header3 is the header of t3 that holds.
type header3 struct {
	heads []head
	lines int
	open  bool // more header lines may follow
	order []int
	ok    bool
}

// walk reads a table.
func (w *walker) walk(s *sheet) {
	w.sheet, w.shapes = s, nil
	for i := range s.lines {
		w.line(&s.lines[i])
	}
	w.applicants.open = false
	if w.reviews.filled {
		w.reviews = header4{}
	}
}

// line reads one line: headers first, then each label with what follows it.
func (w *walker) line(l *line) {
	marks := make([]mark, len(l.places))
	for i, p := range l.places {
		marks[i] = w.marks.of(p)
		w.noteVariant(p, marks[i])
	}
	w.settleEither(l, marks)
	w.applicantHeader(l, marks)
	w.reviewHeader(l, marks)
	w.reviewValues(l, marks)
	for i := 0; i < len(l.places); {
		m := marks[i]
		switch m.kind {
		case markCaption:
			w.item, w.itemUnit, w.columns = m.item, printedUnit(l.places[i].folded), header2{}
			w.statutory = true
			i++
		case markCorner, markColumn:
			i = w.columnHeader(l, marks, i)
		case markRow:
			i = w.rowValues(l, marks, i)
		default:
			i++
		}
	}
}

// noteVariant tells of characters in a label that stand for others.
func (w *walker) noteVariant(p place, m mark) {
	if m.kind == markNone {
		return
	}
	if r := variant(p.text); r != 0 {
		w.found.add("variant_character", info, nil, "the label %q has %c (U+%04X) in the place of %c",
			clip(p.folded), r, r, firstRune(labelFold(r)))
	}
	if m.truncated {
		w.found.add("header_truncated", info, nil, "the label %q is not complete", clip(p.folded))
	}
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func labelFold(r rune) string { return fold(string(r)) }

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
			*h = header3{open: true}
			w.leaveItems()
		}
		some = true
		if m.kind != markApplicants {
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
		if h.ok && !names(h.heads, markApplicant, 7) {
			w.truncated("t3", "the header does not name every column; the others are taken to stand where the form has them")
		}
		if h.order == nil {
			h.order = []int{}
		}
	}
	return h.order, h.ok
}

// names reports whether heads name all n columns of a kind, whether or not
// merged cells repeat.
func names(heads []head, kind markKind, n int) bool {
	all := 0
	places := map[[2]int]bool{}
	for _, h := range heads {
		if h.mark.kind == kind {
			all++
			places[[2]int{h.mark.index, h.col}] = true
		}
	}
	return all == n || len(places) == n
}

// rowValues reads the values behind the label at i, and returns the index of
// the next label.
func (w *walker) rowValues(l *line, marks []mark, i int) (next int) {
	m := marks[i]
	next = i + 1
	for next < len(marks) && marks[next].kind == markNone {
		next++
	}
	if next < len(marks) && marks[next].kind == markRow && !anyPrinted(l.places[i+1:next]) {
		if marks[next].row != m.row && len(marks) < 40 {
			w.seen(m.row)
			w.seen(marks[next].row)
			both := append(w.book.indexes(m.row), w.book.indexes(marks[next].row)...)
			w.book.doubt(both, "two labels stand before the same values")
			for next++; next < len(marks) && marks[next].kind == markNone; next++ {
				continue
			}
		}
		return next
	}
	values := l.places[i+1 : next]
	if w.sheet.index < 0 {
		values = valuesOnly(values)
	}
	r := reading{w: w, line: l, label: i, places: values, ref: m.row, cells: w.book.indexes(m.row)}
	if m.glued != "" {
		r.glued(m.glued)
		return next
	}
	if w.form.tables[m.row.table].id == "t3" {
		w.seen(m.row)
		r.applicants()
	} else if w.expects(m.row, r.places) {
		w.seen(m.row)
		r.items()
	}
	return next
}

// valuesOnly cuts from running text what is left of the label in front, and
// all from the first words on behind the values.
func valuesOnly(places []place) []place {
	if len(places) > 0 && strings.HasPrefix(places[0].text, "(") || len(places) > 0 && strings.HasPrefix(places[0].text, "、") {
		places = places[1:]
	}
	for i, p := range places {
		if readValue(p.text).state == archive.CellText {
			return places[:i]
		}
	}
	return places
}

func (w *walker) seen(ref rowRef) { w.book.tables[ref.table] = true }

// expects reports whether a label of section two stands where its table is:
// below a header or caption, or beside other rows of that section.
func (w *walker) expects(ref rowRef, places []place) bool {
	return w.columns.set() || w.item == w.form.tables[ref.table].item || w.statutory && anyPrinted(places)
}

func anyPrinted(places []place) bool {
	for _, p := range places {
		if p.printed() {
			return true
		}
	}
	return false
}

// origin returns where p stands, or nil for running text.
func (w *walker) origin(l *line, p place) *archive.Origin {
	if w.sheet.index < 0 {
		return nil
	}
	return &archive.Origin{Table: w.sheet.index, Row: l.row, Column: p.col}
}

// printedUnit returns X of a label that says 单位：X.
func printedUnit(folded string) string {
	_, rest, ok := strings.Cut(folded, "单位")
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(rest, ":为")
	for _, unit := range []string{"万元", "亿元", "元"} {
		if strings.HasPrefix(rest, unit) {
			return unit
		}
	}
	return ""
}
