package report

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// maxStatRows is more than any province asks for.
const maxStatRows = 400

// statistics gathers the figures of a 政府信息公开情况统计表.
type statistics struct {
	found *findings
	cells []archive.ReportCell
	at    map[string]int // index into cells, by the key of the row
	gone  map[string]bool
	bare  map[string]string // the labels of the rows behind whose label nothing was found
	group string            // the numeral that holds
	last  int               // index of the last row of the dictionary
	coded bool              // the header has a column of codes
	index int               // of the table, −1 for running text

	year    int      // reported on, or 0
	units   []string // of amounts, that the text says
	besides string   // a column whose figures are not the report's, or may stand for them; "" for none
	doubted []string // keys of the cells that may be of it
}

// readStatistics reads the statistics table of the report on year by issuer out of
// tables, or out of running lines where no table has it. One that is of another
// report is read where there is no other, and doubted.
func readStatistics(tables []sheet, o *outline, year int, issuer string, found *findings) *statistics {
	s := &statistics{found: found, at: map[string]int{}, gone: map[string]bool{}, bare: map[string]string{}, last: -1, year: year, units: saidUnits(o.lines)}
	others := o.foreignTables(year, issuer)
	least := 3
	for i := range tables {
		if statLabels(&tables[i]) >= 3 {
			least = 1 // the others may be parts of it
		}
	}
	for i := range tables {
		if statLabels(&tables[i]) >= least && others[i] == nil {
			s.table(&tables[i])
		}
	}
	for i := range tables {
		if statLabels(&tables[i]) >= least && others[i] != nil {
			s.foreign(&tables[i], others[i])
		}
	}
	if len(s.cells) == 0 {
		if head, words := statWords(o.lines); len(words) > 0 {
			s.index = -1
			s.header(head)
			s.line(0, words)
		}
	}
	for _, row := range slices.Sorted(maps.Keys(s.bare)) {
		if s.at[row] == 0 && !s.gone[row] {
			found.add("cell_unresolved", warning, []string{"stat." + row + ".value"}, "stat: no value stands behind the label %s", clip(s.bare[row]))
		}
	}
	if len(s.doubted) > 0 {
		found.add("row_shifted", warning, s.doubted, "stat: the table has the column %s: a figure that stands alone behind its label may be of it", clip(s.besides))
	}
	return s
}

// table reads the rows of t.
func (s *statistics) table(t *sheet) {
	s.index, s.coded = t.index, false
	for j := range t.lines {
		l := &t.lines[j]
		s.header(l.places)
		s.line(l.row, l.places)
	}
}

// foreign reads a table of another year or report if no other was there, and
// tells which cells it gave.
func (s *statistics) foreign(t *sheet, why *foreign) {
	if len(s.cells) > 0 {
		s.found.add(why.code, info, nil, "a table of another year or report is not read: %s", clip(why.line))
		return
	}
	s.table(t)
	if len(s.cells) > 0 {
		keys := make([]string, len(s.cells))
		for i := range s.cells {
			keys[i] = s.cells[i].Key()
		}
		s.found.add(why.code, warning, keys, "the only table with these cells may be of another year or report: %s", clip(why.line))
	}
}

// statLabels counts the different labels of the dictionary that t has.
func statLabels(t *sheet) int {
	seen := map[string]bool{}
	for i := range t.lines {
		for _, p := range t.lines[i].places {
			if key := statKey(p.text); p.key != "" && len(statRows.byKey[key]) > 0 {
				seen[key] = true
			}
		}
	}
	return len(seen)
}

// line reads one row: labels, each followed by a unit and a figure.
func (s *statistics) line(row int, places []place) {
	for i := 0; i < len(places); {
		p := places[i]
		if hasAny(p.folded, "代码", "编码", "行次") || p.folded == "序号" {
			s.coded = true
		}
		if numeral := statGroup(p.folded); numeral != "" {
			s.group = numeral
		}
		if !s.isLabel(p) {
			i++
			continue
		}
		next := i + 1
		for next < len(places) && !s.isLabel(places[next]) {
			next++
		}
		s.figures(row, p, places[i+1:next])
		i = next
	}
}

// isLabel reports whether p can be what a row counts.
func (s *statistics) isLabel(p place) bool {
	return p.key != "" && !isStatUnit(p.text) && readValue(p.text).state == archive.CellText && !printsFigure(p.folded)
}

// statGroup returns the numeral of 一、主动公开情况, or "".
func statGroup(folded string) string {
	r, size := utf8.DecodeRuneInString(folded)
	if strings.ContainsRune("一二三四五六七八九", r) && strings.HasPrefix(folded[size:], "、") {
		return folded[:size]
	}
	return ""
}

// isStatUnit reports whether text is a unit of the table, or the stroke that a
// heading has for one.
func isStatUnit(text string) bool {
	unit := strings.Trim(fold(text), "()")
	switch strings.TrimLeft(unit, "百千万") {
	case "条", "件", "次", "篇", "个", "人", "人次", "元", "场", "份", "期":
		return true
	}
	return false
}

// figures enters what stands behind a label.
func (s *statistics) figures(row int, label place, after []place) {
	key := statKey(label.text)
	if statHeads[key] || !s.statutory(key) {
		return
	}
	unit, values, empty := "", []place{}, []place{}
	led := false // by an empty cell, which may be the figure's place
	for _, p := range after {
		switch {
		case isStatUnit(p.text):
			if s.coded {
				values = nil // what stood before it is the code
			}
			unit, empty = strings.Trim(fold(p.text), "()"), nil
		case p.printed():
			led = led || len(values) == 0 && len(empty) > 0
			values = append(values, p)
		case p.found:
			empty = append(empty, p)
		}
	}
	astray := false // a row of the reviews among those of the suits, or one of these among those
	known := statRows.find(key, s.group, s.last)
	name := key
	switch {
	case known >= 0:
		s.last = known
		name = statRows.rows[known].key
		switch own := statRows.rows[known].group; {
		case own != "四" && own != "五" || own == s.group:
		case (s.group == "四" || s.group == "五") && key != "行政复议数量" && key != "行政诉讼数量":
			astray = true
		default:
			s.group = own // its head is missing
		}
	case unit == "":
		return // a row that nobody knows, and that counts nothing
	case s.at[name] != 0 || len(statRows.byKey[key]) > 0:
		name = s.group + "、" + key
	}
	cell := archive.ReportCell{Table: "stat", Row: name, Column: "value", Label: strings.Join(strings.Fields(label.text), ""),
		State: archive.CellBlank, Unit: archive.OptionalText(unit), UnitSource: "row"}
	switch {
	case len(values) == 1:
		v := readValue(values[0].text)
		if own := unit; v.state == archive.CellText {
			if own == "" && known >= 0 {
				own = statRows.rows[known].unit
			}
			v = inUnit(v, own)
		}
		cell.State, cell.Value, cell.Raw = v.state, v.number, v.raw
		cell.Origin = s.origin(row, values[0])
		if v.unit != "" {
			cell.Unit, cell.UnitSource = archive.OptionalText(v.unit), "cell"
		}
		s.remark(&cell, v)
		if led && v.state == archive.CellNumber {
			s.found.add("row_shifted", warning, []string{cell.Key()}, "stat %s: an empty cell stands before %s, which may belong to another column",
				clip(cell.Label), clip(cell.Raw))
		}
	case len(values) > 1:
		s.refuse(name, "%d values stand behind the label %s", len(values), clip(cell.Label))
		return
	case len(empty) > 0 || unit != "":
		if len(empty) > 0 {
			cell.Origin = s.origin(row, empty[len(empty)-1])
		} else {
			s.refuse(name, "no value stands behind the label %s", clip(cell.Label))
			return
		}
	default:
		if known >= 0 && len(s.bare) < maxStatRows {
			s.bare[name] = cell.Label
		}
		return
	}
	if cell.Unit == "" && known >= 0 {
		cell.Unit, cell.UnitSource = archive.OptionalText(statRows.rows[known].unit), "template"
	}
	if cell.State == archive.CellNumber {
		if unit != "万元" && strings.TrimLeft(unit, "百千万") != unit {
			s.found.add("cell_unresolved", warning, []string{cell.Key()}, "stat %s: the figure counts in %s", clip(cell.Label), unit)
		}
		s.otherUnit(&cell, label)
		if astray {
			s.found.add("row_shifted", warning, []string{cell.Key()}, "stat: %s stands among the rows of another group", clip(cell.Label))
		}
		if s.besides != "" && !slices.Contains(s.doubted, cell.Key()) {
			s.doubted = append(s.doubted, cell.Key())
		}
	}
	s.enter(cell)
}

// otherUnit tells where the label, or a line like 单位：元, has another unit of an
// amount than its cell.
func (s *statistics) otherUnit(cell *archive.ReportCell, label place) {
	unit := string(cell.Unit)
	if !slices.Contains(moneyUnits(), unit) {
		return
	}
	for _, printed := range append([]string{printedUnit(label.folded)}, s.units...) {
		if printed != "" && printed != unit {
			s.found.add("cell_unresolved", warning, []string{cell.Key()}, "stat %s: the unit is %s, and %s is printed as well", clip(cell.Label), unit, printed)
			return
		}
	}
}

// statutory reports whether a label is not one of the table's own header.
func (s *statistics) statutory(key string) bool {
	switch key {
	case "统计指标", "指标名称", "指标", "单位", "计量单位", "统计数", "数量", "本期实际", "本年累计", "代码", "序号", "备注", "其中":
		return false
	}
	return true
}

func (s *statistics) origin(row int, p place) *archive.Origin {
	if s.index < 0 {
		return nil
	}
	return &archive.Origin{Table: s.index, Row: row, Column: p.col}
}

// remark tells what is odd about a figure.
func (s *statistics) remark(cell *archive.ReportCell, v value) {
	keys := []string{cell.Key()}
	money := cell.Unit == "万元" || cell.Unit == "元"
	switch {
	case v.state == archive.CellText:
		s.found.add("cell_unresolved", warning, keys, "stat %s: %q is no number", cell.Label, clip(v.raw))
	case v.change:
		s.found.add("cell_unresolved", warning, keys, "stat %s: %q says more or less, and a count can't", cell.Label, clip(v.raw))
	case !money && strings.Contains(string(v.number), "."):
		s.found.add("cell_unresolved", warning, keys, "stat %s: %s has a fraction, and counts have none", cell.Label, v.number)
	}
	if v.padded || v.spaced {
		s.found.add("conversion_artifact", warning, keys, "stat %s: %q is taken for one number", cell.Label, clip(v.raw))
	}
	if v.unit != "" {
		s.found.add("unit_in_cell", info, keys, "stat %s: the unit %s stands in the cell %q", cell.Label, v.unit, clip(v.raw))
	}
}

// enter keeps a cell; a second one that differs takes it away.
func (s *statistics) enter(cell archive.ReportCell) {
	if s.gone[cell.Row] || len(s.cells) >= maxStatRows {
		return
	}
	i, known := s.at[cell.Row]
	if !known {
		s.at[cell.Row] = len(s.cells) + 1
		s.cells = append(s.cells, cell)
		return
	}
	if old := &s.cells[i-1]; old.Value != cell.Value || old.State != cell.State {
		s.refuse(cell.Row, "two values are printed: %q and %q", clip(old.Raw), clip(cell.Raw))
	}
}

// refuse tells why a row has no value, and takes one that was read away.
func (s *statistics) refuse(row, format string, args ...any) {
	if len(s.gone) >= maxStatRows {
		return
	}
	s.gone[row] = true
	if i := s.at[row]; i > 0 {
		s.cells[i-1].State, s.cells[i-1].Value, s.cells[i-1].Raw = archive.CellText, "", ""
	}
	s.found.add("cell_unresolved", warning, []string{"stat." + row + ".value"}, "stat: "+format, args...)
}

// number returns the number of a row, or "".
func (s *statistics) number(row string) archive.Number {
	if i := s.at[row]; i > 0 {
		return s.cells[i-1].Value
	}
	return ""
}

// check applies the sums of the table.
func (s *statistics) check() []archive.Check {
	var checks []archive.Check
	for _, sum := range statSums() {
		if s.at[sum.total] == 0 {
			continue
		}
		c := archive.Check{Identity: "STAT-SUM", Scope: sum.total, Result: archive.CheckNotAssessable, Left: s.number(sum.total)}
		keys := []string{"stat." + sum.total + ".value"}
		var right amount
		whole := true
		for _, part := range sum.parts {
			n := s.number(part)
			whole = whole && n != ""
			right = right.plus(n)
			keys = append(keys, "stat."+part+".value")
		}
		if whole {
			c.Right = right.number()
		}
		if whole && c.Left != "" {
			c.Result = archive.CheckPass
			if right.equal(amount{}.plus(c.Left)) {
				s.found.vouch(keys, func(key string) archive.Number {
					return s.cells[s.at[strings.TrimSuffix(strings.TrimPrefix(key, "stat."), ".value")]-1].Value
				})
			} else {
				c.Result = archive.CheckFail
				s.found.add("identity_broken", warning, keys, "STAT-SUM: %s is %s, and its parts add up to %s; provinces add rows of their own",
					s.cells[s.at[sum.total]-1].Label, c.Left, c.Right)
			}
		}
		checks = append(checks, c)
	}
	return checks
}
