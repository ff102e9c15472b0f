package report

import (
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// maxSaying is more characters than the title of a table has.
const maxSaying = 60

// tellSayings tells of tables whose figures are, by their own words, others than
// those of the report on year by issuer: by the heading of their section, their
// caption or a cell of theirs.
func (o *outline) tellSayings(r *archive.AnnualReport, tables []sheet, found *findings) {
	year, issuer := int(r.Year), string(r.Issuer)
	tell := func(code, words string, of func(c *archive.ReportCell) bool) {
		if keys := numbersOf(r, of); len(keys) > 0 {
			found.add(code, warning, keys, "the table says that its figures are others: %s", clip(words))
		}
	}
	for i := range tables {
		if code, words := tables[i].saying(year, issuer); code != "" {
			tell(code, words, func(c *archive.ReportCell) bool { return c.Origin != nil && c.Origin.Table == tables[i].index })
		}
	}
	for section := 1; section < 4; section++ {
		if other := o.sectionSays(section, year, len(tables) == 0); other != "" {
			tell("year_mismatch", other, func(c *archive.ReportCell) bool { return inSection(c, section) })
		}
	}
}

// numbersOf returns the keys of the cells with a number that of holds for.
func numbersOf(r *archive.AnnualReport, of func(c *archive.ReportCell) bool) []string {
	var keys []string
	for i := range r.Cells {
		if c := &r.Cells[i]; c.State == archive.CellNumber && of(c) {
			keys = append(keys, c.Key())
		}
	}
	return keys
}

// sectionSays returns the words by which a section, from 0, says that it is on
// another year: its heading, or, where its table came as running text, a line.
func (o *outline) sectionSays(section, year int, running bool) string {
	p := o.sections[section]
	if p == nil {
		return ""
	}
	heading := fold(p.heading)
	if hasAny(heading, "上年", "去年", "上一年") {
		return p.heading
	}
	var said yearsSaid
	said.note(heading, year)
	for _, line := range p.lines {
		if running && utf8.RuneCountInString(line) <= maxSaying && !hasAny(line, "，", "。", "；", ",", ";") {
			said.note(fold(line), year)
		}
	}
	return said.mismatch()
}

// saying returns the finding, and the words, by which the caption or a cell of s says that its
// figures are not those of the report on year by issuer, are of less than a year,
// or count in hundreds and more; or "".
func (s *sheet) saying(year int, issuer string) (code, words string) {
	var said yearsSaid
	for i := -1; i < len(s.lines); i++ {
		places := []place{s.caption}
		if i >= 0 {
			places = s.lines[i].places
		}
		for j, p := range places {
			if p.folded == "" || utf8.RuneCountInString(p.folded) > maxSaying {
				continue
			}
			if endsEarly(p.folded) || countsInMany(p.folded) && hasAny(p.folded, "单位", "(") {
				return "cell_unresolved", p.text
			}
			if name := filler(places[j:]); name != "" && issuer != "" && leadsForAnother(name, issuer) {
				return "issuer_mismatch", name
			}
			if issuer != "" && strings.Contains(p.folded, "信息公开") && (i < 0 || s.lines[i].alone() == p.text) && leadsForAnother(p.folded, issuer) {
				return "issuer_mismatch", p.text
			}
			said.note(p.folded, year)
		}
	}
	if words = said.mismatch(); words != "" {
		return "year_mismatch", words
	}
	return "", ""
}

// filler returns the office that filled a table in, as 填报单位：… says at the
// beginning of places, in one cell or in two, or "".
func filler(places []place) string {
	if !hasAny(places[0].folded, "单位", "填报") {
		return ""
	}
	what, name, _ := strings.Cut(strings.NewReplacer("(盖章)", "", "(公章)", "", "(章)", "").Replace(places[0].folded), ":")
	if !hasAnySuffix(what, "报单位", "填表单位", "报送单位", "报告单位", "单位名称", "填报机关", "填报部门") {
		return ""
	}
	if name == "" && len(places) > 1 {
		name = places[1].folded
	}
	return name
}

// yearsSaid is what words of a table say of its year.
type yearsSaid struct {
	own   bool   // the year of the report is among them
	other string // the first words with another
}

func (y *yearsSaid) mismatch() string {
	if y.own {
		return ""
	}
	return y.other
}

// note notes the years that folded words of a report on year name. What is
// carried from one year to the next has the name of a neighbour, a law that of
// its own, and a table is filled in when its year is over.
func (y *yearsSaid) note(words string, year int) {
	if year == 0 || !strings.Contains(words, "年") || hasAny(words, "结转", "项目数量", "条例", "施行", "修订", "号", "以来") {
		return
	}
	for _, at := range yearsIn(words) {
		month, dated := monthBehind(words[at.end:])
		switch {
		case at.year == year && (!dated || month == 12 || !strings.Contains(words, "日期")):
			y.own = true
		case at.year > year && dated:
		case y.other == "":
			y.other = words
		}
	}
}

// monthBehind returns the month that s begins with, as in 1月5日.
func monthBehind(s string) (month int, ok bool) {
	before, _, _ := strings.Cut(s, "月")
	digits, at := digitsBefore(before)
	if at > 0 || digits == "" || before == s {
		return 0, false
	}
	for _, r := range digits {
		month = 10*month + int(r-'0')
	}
	return month, true
}

// inSection reports whether a cell is of a table that section, from 0, has.
func inSection(c *archive.ReportCell, section int) bool {
	switch section {
	case 1:
		return strings.HasPrefix(c.Table, "t2.")
	case 2:
		return c.Table == "t3"
	case 3:
		return c.Table == "t4"
	}
	return c.Table == "stat"
}
