package report

import (
	"fmt"
	"strings"

	"gongkai/archive"
)

// The severities of findings.
const (
	info    = "info"
	warning = "warning"
	severe  = "error"
)

// findings gathers what a person should know, in the order of the reading;
// nothing is told twice.
type findings struct {
	list     []archive.Finding
	told     map[string]bool
	vouched  map[string]bool // cells that a sum would not add up with if OCR had misread them
	evidence []archive.Evidence
}

// because notes what decided a field of the report: words that stand in source.
func (f *findings) because(field, value, source, words string) {
	f.evidence = append(f.evidence, archive.Evidence{Field: field, Value: value, Source: source, Words: clip(strings.TrimSpace(words))})
}

func (f *findings) add(code, severity string, cells []string, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	key := code + "\n" + message + "\n" + strings.Join(cells, " ")
	if f.told[key] {
		return
	}
	if f.told == nil {
		f.told = map[string]bool{}
	}
	if cells == nil {
		cells = []string{}
	}
	f.told[key] = true
	f.list = append(f.list, archive.Finding{Code: code, Severity: severity, Message: message, Cells: cells})
}

// slot is what is known of one cell of a form.
type slot struct {
	set     bool
	refused bool // two values: no third can mend it
	value   value
	cell    archive.ReportCell
}

// doubt is a reason why cells could not be read at one place; another place may
// have them.
type doubt struct {
	cells   []int
	message string
}

// maxDoubts is more than an honest document gives reason for.
const maxDoubts = 1000

// book gathers the cells of a form.
type book struct {
	form   *form
	slots  []slot
	doubts []doubt
	found  *findings
	tables []bool // a label of the table was seen
	closed []bool // cells that nothing more is entered in
	open   []ambiguous
}

func newBook(f *form, found *findings) *book {
	return &book{form: f, slots: make([]slot, len(f.cells)), found: found, tables: make([]bool, len(f.tables))}
}

// indexes returns the indexes of the cells of a row.
func (b *book) indexes(ref rowRef) []int {
	t := &b.form.tables[ref.table]
	first := b.form.at[t.id+"."+t.rows[ref.row].key+"."+t.columns[0].key]
	list := make([]int, len(t.columns))
	for i := range list {
		list[i] = first + i
	}
	return list
}

func (b *book) keys(indexes []int) []string {
	keys := make([]string, len(indexes))
	for i, index := range indexes {
		keys[i] = b.form.cells[index].key
	}
	return keys
}

// doubt notes why cells were not read.
func (b *book) doubt(cells []int, format string, args ...any) {
	if len(b.doubts) < maxDoubts {
		b.doubts = append(b.doubts, doubt{cells, fmt.Sprintf(format, args...)})
	}
}

// put enters what p has for the cell index. unit is what the header says.
func (b *book) put(index int, p place, origin *archive.Origin, unit string) {
	if p.tall && p.printed() {
		b.doubt([]int{index}, "one cell %q stands for several rows", clip(p.text))
		return
	}
	b.enter(index, readValue(p.text), origin, unit)
}

// enter enters a value. A second one that differs takes the cell away.
func (b *book) enter(index int, v value, origin *archive.Origin, unit string) {
	s := &b.slots[index]
	if s.refused || b.closed != nil && b.closed[index] {
		return
	}
	if s.set {
		same := v.state == s.value.state && v.number == s.value.number && v.unit == s.value.unit
		switch {
		case same && (v.state != archive.CellText || v.raw == s.value.raw):
			return
		case v.state == archive.CellBlank || s.value.state == archive.CellBlank:
			b.found.add("cell_unresolved", info, b.keys([]int{index}), "%s is printed twice, and once it is empty", b.form.cells[index].key)
			if v.state == archive.CellBlank {
				return
			}
		default:
			b.doubt([]int{index}, "two values are printed: %q and %q", clip(s.value.raw), clip(v.raw))
			*s = slot{refused: true}
			return
		}
	}
	def := &b.form.cells[index]
	*s = slot{set: true, value: v, cell: archive.ReportCell{Table: def.tableID, Row: def.rowKey, Column: def.colKey,
		State: v.state, Value: v.number, Raw: v.raw, Origin: origin, UnitSource: "none"}}
	switch {
	case v.state != archive.CellNumber && unit == "" && def.unit == "":
	case v.unit != "":
		s.cell.Unit, s.cell.UnitSource = archive.OptionalText(v.unit), "cell"
	case unit != "":
		s.cell.Unit, s.cell.UnitSource = archive.OptionalText(unit), "header"
	case def.unit != "":
		s.cell.Unit, s.cell.UnitSource = archive.OptionalText(def.unit), "template"
	}
}

// number returns the number of a cell, or "".
func (b *book) number(key string) archive.Number {
	if i, ok := b.form.at[key]; ok && b.slots[i].set {
		return b.slots[i].value.number
	}
	return ""
}

// finish returns the cells in the order of the form, and tells what is odd
// about each of them, and why others are missing.
func (b *book) finish() []archive.ReportCell {
	cells := make([]archive.ReportCell, 0, len(b.slots))
	for i := range b.slots {
		if b.slots[i].set {
			b.remark(&b.form.cells[i], &b.slots[i])
			cells = append(cells, b.slots[i].cell)
		}
	}
	explained := make([]bool, len(b.slots))
	for _, d := range b.doubts {
		var open []int
		for _, index := range d.cells {
			if !b.slots[index].set {
				open, explained[index] = append(open, index), true
			}
		}
		if len(open) > 0 {
			b.found.add("cell_unresolved", warning, b.keys(open), "%s: %s", b.name(open[0]), d.message)
		}
		if len(open) < len(d.cells) && len(d.cells) > 0 {
			b.found.add("cell_unresolved", info, b.keys(d.cells), "%s is there again, and that one was not read: %s",
				b.name(d.cells[0]), d.message)
		}
	}
	b.missing(explained)
	return cells
}

// name tells a person which row the cell index is in.
func (b *book) name(index int) string {
	def := &b.form.cells[index]
	if def.rowText == "" {
		return def.tableID
	}
	return def.tableID + " " + def.rowText
}

// missing tells which tables and rows are not there at all.
func (b *book) missing(explained []bool) {
	for t := range b.form.tables {
		id := b.form.tables[t].id
		if !b.tables[t] {
			b.found.add("table_missing", severe, nil, "table %s of form %s was not found", id, b.form.id)
			continue
		}
		var open []int
		for i := range b.slots {
			if b.form.cells[i].table == t && !b.slots[i].set && !explained[i] {
				open = append(open, i)
			}
		}
		if len(open) > 0 {
			b.found.add("cell_unresolved", warning, b.keys(open), "table %s: no values were found for %d cells", id, len(open))
		}
	}
}

// remark tells what is odd about a cell that was read.
func (b *book) remark(def *cellDef, s *slot) {
	v, keys := s.value, []string{def.key}
	switch {
	case v.state == archive.CellText:
		b.found.add("cell_unresolved", warning, keys, "%s: %q is no number", def.key, clip(v.raw))
	case v.change && !def.signed:
		b.found.add("cell_unresolved", warning, keys, "%s: %q says more or less, and a count can't", def.key, clip(v.raw))
	case v.state == archive.CellNumber && !def.decimal && strings.Contains(string(v.number), "."):
		b.found.add("cell_unresolved", warning, keys, "%s: %s has a fraction, and counts have none", def.key, v.number)
	}
	if v.padded {
		b.found.add("conversion_artifact", warning, keys, "%s: %q begins with zeros that no count has", def.key, clip(v.raw))
	}
	if v.spaced {
		b.found.add("conversion_artifact", warning, keys, "%s: %q is taken for one number", def.key, clip(v.raw))
	}
	if v.unit != "" && !def.decimal && strings.HasSuffix(v.unit, "元") {
		b.found.add("cell_unresolved", warning, keys, "%s: %q is an amount of money, and a count can't be one", def.key, clip(v.raw))
	} else if v.unit != "" {
		b.found.add("unit_in_cell", info, keys, "%s: the unit %s stands in the cell %q", def.key, v.unit, clip(v.raw))
	}
	if def.decimal && s.cell.Unit == "" && v.state == archive.CellNumber && !isZero(v.number) {
		b.found.add("unit_missing", warning, keys, "%s: %s %s has no printed unit; it may be 元 or 万元", def.key, def.colText, v.number)
	}
}

// clip shortens s for a message.
func clip(s string) string {
	r := []rune(s)
	if len(r) <= 40 {
		return s
	}
	return string(r[:40]) + "…"
}
