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
	year  int // reported on, or 0

	sheet      *sheet
	shapes     map[shapeKey]int
	whole      [][]place // the values of every row of t3 that has seven
	statutory  bool      // the table has something of section two
	item       string
	itemUnit   string   // printed in the caption
	units      []string // of amounts, printed elsewhere
	columns    header2
	applicants header3
	reviews    header4
	lone       []head // the name of a group of reviews or suits that the line above has alone

	above []int // the cells of the row that was read last in this table
}

// walk reads a table.
func (w *walker) walk(s *sheet) {
	if s.index >= 0 && len(s.lines) > 0 {
		w.loose(&s.lines[0], w.marked(&s.lines[0])) // a row may go on behind the end of a page
	}
	w.sheet, w.shapes, w.above, w.lone = s, nil, nil, nil
	for i := range s.lines {
		w.line(&s.lines[i])
	}
	if s.after != "" && len(w.above) > 0 {
		w.brokenOff(s.after)
	}
	w.applicants.open = false
	if w.reviews.filled {
		w.reviews = header4{}
	}
}

// line reads one line: headers first, then each label with what follows it.
func (w *walker) line(l *line) {
	marks := w.marked(l)
	for i, p := range l.places {
		w.noteVariant(p, marks[i])
	}
	w.noteUnits(l, marks)
	w.settleEither(l, marks)
	w.applicantHeader(l, marks)
	if w.reviewMatrix(l, marks) {
		return
	}
	w.reviewHeader(l, marks)
	w.loose(l, marks)
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

// marked returns what each place of l is.
func (w *walker) marked(l *line) []mark {
	marks := make([]mark, len(l.places))
	for i, p := range l.places {
		marks[i] = w.marks.of(p)
	}
	return marks
}

// loose doubts the row above a line that has figures and no label: a cell that
// is broken over two lines leaves its second half there.
func (w *walker) loose(l *line, marks []mark) {
	figure := ""
	for i, p := range l.places {
		switch {
		case marks[i].kind != markNone:
			w.above = nil
			return
		case p.printed() && readValue(p.text).state != archive.CellNumber:
			return
		case p.printed():
			figure = p.text
		}
	}
	if figure != "" && len(w.above) > 0 {
		w.brokenOff(figure)
	}
}

// brokenOff tells of a figure below the row that was read last. It may be the
// half of one in that row, or the number of a page.
func (w *walker) brokenOff(figure string) {
	w.found.add("row_shifted", warning, w.book.keys(w.above), "%s: %s stands below without a label, and may belong to it",
		w.book.name(w.above[0]), clip(figure))
}

// noteVariant tells of characters in a label that stand for others.
func (w *walker) noteVariant(p place, m mark) {
	if m.kind == markNone {
		return
	}
	if r := variant(p.text); r != 0 {
		w.found.add("variant_character", info, nil, "the label %q has %c (U+%04X) in the place of %c",
			clip(p.folded), r, r, ordinaryOf(r))
	}
	if m.truncated {
		w.found.add("header_truncated", info, nil, "the label %q is not complete", clip(p.folded))
	}
}

// rowValues reads the values behind the label at i, and returns the index of
// the next label.
func (w *walker) rowValues(l *line, marks []mark, i int) (next int) {
	m := marks[i]
	next = i + 1
	for next < len(marks) && marks[next].kind == markNone {
		next++
	}
	if m.glued == "" && next < len(marks) && marks[next].kind == markRow && !anyPrinted(l.places[i+1:next]) {
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
	w.above = r.cells
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
