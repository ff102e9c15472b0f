package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// note is a line behind a table, or right above it, that says its figures are
// others than they look.
type note struct {
	line    string
	table   int // −1 for none
	section int // from 0; −1 for none
}

// maxNotes is more notes than the tables of a report have.
const maxNotes = 100

// keepNote keeps a line of a section that may say something of the table above it.
func (o *outline) keepNote(line string, section int) {
	if beside := section >= 1 && section <= 3; !beside && (corrects(line) || isNote(line)) {
		if len(o.errata) < maxNotes {
			o.errata = append(o.errata, line)
		}
		return
	}
	if len(o.notes) >= maxNotes || !mayChange(line, 0) && !isNote(line) { // which year the report is on is found later
		return
	}
	n := note{line: line, table: -1, section: section}
	if len(o.order) > 0 {
		n.table = o.order[len(o.order)-1]
	}
	o.notes = append(o.notes, n)
}

// isNote reports whether a line calls itself a note and speaks of figures. What it says
// of them, whose they are or what they leave out, is for a person to read.
func isNote(line string) bool {
	if utf8.RuneCountInString(line) > maxNote || !hasAny(line, "注", "说明") {
		return false
	}
	s := strings.TrimLeft(fold(line), "(*※【")
	return hasAnyPrefix(s, "注:", "注1", "备注:", "附注:", "说明:") && hasAny(s, "数", "表", "列", "件", "宗", "元")
}

// mayChange reports whether a line of the report on year says of figures that
// they were corrected, are those of another year, of less or more than one, or an
// example, or count in hundreds and more.
func mayChange(line string, year int) bool {
	if utf8.RuneCountInString(line) > maxNote {
		return false
	}
	s := strings.TrimLeft(fold(line), "(*※")
	if hasAny(s, "单位:", "单位为", "单位均为", "单位是") && countsInMany(s) {
		return true
	}
	if !speaksOfTable(s) {
		return false
	}
	if hasAny(s, "更正", "勘误", "订正", "应为", "有误", "误填", "误报", "填错", "为准") {
		return true
	}
	if hasAny(s, "上半年", "季度", "示例", "样例") || hasAny(s, "累计", "以来") && !hasAny(s, "全年累计", "本年累计", "年度累计") {
		return true
	}
	years := yearsIn(s)
	if year != 0 && len(years) == 1 && years[0].year > year {
		if _, dated := monthBehind(s[years[0].end:]); dated {
			return false // when they were counted
		}
	}
	return endsEarly(s) || hasAny(s, "数据", "数字", "统计") && len(years) == 1 && years[0].year != year && !hasAny(s, "令", "号", "条例", "施行", "修订")
}

// speaksOfTable reports whether a folded line is a note, or says what the figures of
// a table are. Prose speaks of 以上问题, and begins with 注重.
func speaksOfTable(s string) bool {
	begins := func(word string) bool { return strings.HasPrefix(s, word) }
	switch {
	case begins("注重"), begins("注册"), begins("注入"):
		return false
	case begins("以上"), begins("上述"):
		return hasAny(s, "数据", "数字", "统计", "表")
	}
	heads := []string{"注", "备注", "说明:", "附注", "特别说明", "情况说明", "更正", "勘误", "上表", "下表", "本表", "表中"}
	return slices.ContainsFunc(heads, begins) || hasAny(s, "数据为", "数据均为") || hasAny(s, "数为") && hasAny(s, "数据")
}

// maxNote is more characters than a note below a table has.
const maxNote = 120

// countsInMany reports whether s has 百件, 千条 or the like.
func countsInMany(s string) bool {
	for _, many := range []string{"百", "千", "万"} {
		if !strings.Contains(s, many) {
			continue
		}
		for _, unit := range []string{"件", "条", "次", "项", "份"} {
			if strings.Contains(s, many+unit) {
				return true
			}
		}
	}
	return false
}

// tellNotes tells of the notes that may change figures, for the cells of the
// table that they stand beside.
func (o *outline) tellNotes(r *archive.AnnualReport, found *findings) {
	notes := o.notes
	for _, table := range o.order {
		notes = append(notes, note{line: o.leads[table], table: table, section: 0})
	}
	for _, n := range notes {
		changes := mayChange(n.line, int(r.Year))
		if !changes && !isNote(n.line) {
			continue
		}
		switch keys := numbersOf(r, n.isOf); {
		case len(keys) == 0:
		case changes:
			found.add("cell_unresolved", warning, keys, "a line beside the table says that its figures are others: %s", clip(n.line))
		default:
			found.add("cell_unresolved", info, keys, "a note stands beside the table: %s", clip(n.line))
		}
	}
}

// isOf reports whether a cell stands in the table of the note, or, in running
// text, in a table of its section.
func (n note) isOf(c *archive.ReportCell) bool {
	if c.Origin != nil {
		return c.Origin.Table == n.table
	}
	return inSection(c, n.section)
}
