package report

import (
	"strings"
	"unicode/utf8"
)

// foreign is why a table is that of another year or another report: one that is
// quoted for comparison, or that of the next report on the same page.
type foreign struct{ code, line string }

// laterTitle is a line that reads as the title of a report where sections of
// one have begun already.
type laterTitle struct {
	line   string
	tables int // that stand above it
}

// noteTitle notes line if it may be the title of another report.
func (o *outline) noteTitle(line string) {
	if utf8.RuneCountInString(line) > 60 || !readsAsReport(line) {
		return
	}
	open := 0
	for _, p := range o.sections {
		if p != nil {
			open++
		}
	}
	if open >= 2 {
		o.later = append(o.later, laterTitle{line, len(o.order)})
	}
}

// foreignTables tells which tables are not of the report on year by issuer.
func (o *outline) foreignTables(year int, issuer string) map[int]*foreign {
	all := map[int]*foreign{}
	for table, line := range o.leads {
		if utf8.RuneCountInString(line) > 60 || hasAny(line, "，", "。", "；", ",", ";") {
			continue
		}
		years := yearsIn(line)
		switch {
		case year != 0 && len(years) == 1 && years[0].year != year, len(years) == 0 && hasAny(line, "上年", "去年", "上一年", "往年"):
			all[table] = &foreign{"year_mismatch", line}
		case issuer != "" && leadsForAnother(line, issuer):
			all[table] = &foreign{"issuer_mismatch", line}
		}
	}
	if o.again >= 0 {
		for _, table := range o.order[o.again:] {
			all[table] = &foreign{"template_mismatch", o.againAt}
		}
	}
	for _, title := range o.later {
		years, other := yearsIn(title.line), issuerOf(title.line)
		why := &foreign{line: title.line}
		switch {
		case issuer != "" && other != "" && !alike(issuer, other):
			why.code = "issuer_mismatch"
		case year != 0 && len(years) > 0 && years[0].year != year:
			why.code = "year_mismatch"
		default:
			continue
		}
		for _, table := range o.order[title.tables:] {
			all[table] = why
		}
		break
	}
	return all
}

// leadsForAnother reports whether a line above a table is the name of an
// authority, whatever stands before a colon, that is not the issuer, or a table's
// title that names one.
func leadsForAnother(line, issuer string) bool {
	name := fold(line)
	name = name[strings.LastIndexByte(name, ':')+1:]
	if strings.Contains(name, "信息公开") {
		name = issuerOf(name)
	}
	return utf8.RuneCountInString(name) >= 4 && mayIssue(name) && !alike(issuer, name) && !strings.ContainsRune("本我各全该", []rune(name)[0])
}

// noteAgain notes that a section begins for the second time, behind a later
// one, under its statutory heading: what follows is another report, though it
// has no title.
func (o *outline) noteAgain(line string, section, current int, p *part) {
	statutory := statutorySections[section]
	if o.again < 0 && section < current && (p.printed == "" || p.printed == statutory[0]) && strings.HasSuffix(strings.TrimRight(fold(line), ":"), fold(statutory[1])) {
		o.again, o.againAt = len(o.order), line
	}
}

// walkForeign reads a foreign table only if it has something that no table of
// the report has, and tells which cells it gave.
func (w *walker) walkForeign(s *sheet) {
	if !w.lacks(s) {
		w.found.add(s.foreign.code, info, nil, "a table of another year or report is not read: %s", clip(s.foreign.line))
		return
	}
	was := make([]bool, len(w.book.slots))
	for i := range w.book.slots {
		was[i] = w.book.slots[i].set
	}
	w.book.closed = was
	w.walk(s)
	w.book.closed = nil
	var given []int
	for i := range w.book.slots {
		if w.book.slots[i].set && !was[i] {
			given = append(given, i)
		}
	}
	if len(given) > 0 {
		w.found.add(s.foreign.code, warning, w.book.keys(given),
			"the only table with these cells may be of another year or report: %s", clip(s.foreign.line))
	}
}

// lacks reports whether s has labels of a table that was not seen.
func (w *walker) lacks(s *sheet) bool {
	for i := range s.lines {
		for _, p := range s.lines[i].places {
			switch m := w.marks.of(p); m.kind {
			case markRow:
				if !w.book.tables[m.row.table] {
					return true
				}
			case markReviewGroup:
				if !w.book.tables[w.form.tableIndex("t4")] {
					return true
				}
			}
		}
	}
	return false
}
