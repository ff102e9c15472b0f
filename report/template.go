package report

import (
	"strings"

	"gongkai/archive"
)

// labelCount counts the different statutory labels of a document.
type labelCount struct {
	seen     map[string]bool // keys of labels of either form
	statist  int             // labels of the 统计表 of 2014
	oldOther bool            // （六）其他处理 has values of its own
	numbers  int             // in lines that have a label
	figures  int             // numbers other than 0, in any line
	outcomes int             // numbers in the line below the header of section four
}

// countLabels counts the labels in tables.
func countLabels(tables []sheet) labelCount {
	c := labelCount{seen: map[string]bool{}}
	for i := range tables {
		below := false // the header of section four
		for j := range tables[i].lines {
			l := &tables[i].lines[j]
			labelled, numbers, outcomes := c.line(l)
			if below && !labelled {
				c.outcomes += numbers
			}
			below = outcomes >= 4
		}
	}
	return c
}

// line counts the labels of l. It returns whether l has some, the numbers, and
// how many labels are those of the columns of section four.
func (c *labelCount) line(l *line) (labelled bool, numbers, outcomes int) {
	for i, p := range l.places {
		if p.key == "" {
			if v := readValue(p.text); v.state == archive.CellNumber {
				numbers++
				if !isZero(v.number) {
					c.figures++
				}
			}
			continue
		}
		if form2021.marks.of(p).kind == markOutcome {
			outcomes++
		}
		if c.seen[p.key] {
			labelled = true
			continue
		}
		switch {
		case form2019.marks.of(p).kind != markNone, form2021.marks.of(p).kind != markNone:
			c.seen[p.key], labelled = true, true
			if p.key == "其他处理" && len(printedOf(l.places[i+1:])) >= 6 {
				c.oldOther = c.oldOther || readValue(printedOf(l.places[i+1:])[0].text).state != archive.CellText
			}
		case len(statRows.byKey[statKey(p.text)]) > 0:
			c.seen[p.key], labelled = true, true
			c.statist++
		}
	}
	if labelled {
		c.numbers += numbers
	}
	return labelled, numbers, outcomes
}

// statutory reports whether the labels are those of the statutory tables, and
// not a few that other tables have too.
func (c labelCount) statutory() bool { return len(c.seen)-c.statist >= 5 }

// choose returns the form that the labels belong to, and the template that they
// prove. Without a form, the report has no table of one. Reports exist whose
// section two follows one form and whose section three the other: each table is
// read by the form that its own labels are of.
func (c labelCount) choose(year int, found *findings) (*form, archive.Template) {
	older, newer := c.signs(form2019.signs), c.signs(form2021.signs)
	requests := c.signs(form2021.signs3) // of section three
	if !c.statutory() && older+newer+requests == 0 {
		switch {
		case c.statist >= 3:
			found.because("template", string(archive.STAT2014), "tables", "labels of 政府信息公开情况统计表")
			return nil, archive.STAT2014
		case year != 0 && year < form2019.years[0]:
			found.because("template", string(archive.NARR2008), "year", "no statutory table")
			if year >= firstStatistics {
				found.add("table_missing", warning, nil, "the 政府信息公开情况统计表, which reports on 2014 to 2018 have, was not found")
			}
			return nil, archive.NARR2008
		}
		return c.byYear(year), ""
	}
	two, three := sided(older, newer), sided(0, requests)
	if three == nil && c.oldOther && requests == 0 {
		three = form2019
	}
	if older > 0 && newer > 0 {
		found.add("template_mismatch", warning, nil, "the labels of section two are of both forms")
	}
	f := cmpForms(two, three)
	switch {
	case f == nil:
		found.add("template_mismatch", warning, nil, "the labels do not tell which form was used")
		return c.byYear(year), ""
	case two != nil && three != nil && two != three:
		f = mixedForms[two.id]
		found.add("template_mismatch", warning, nil, "section two has the form of %s, and section three that of %s", two.basis, three.basis)
	}
	if c.oldOther && requests > 0 {
		found.add("template_mismatch", warning, nil, "（六）其他处理 has values of its own, as only the form of 2019 has it")
	}
	if year != 0 && !f.fits(year) {
		found.add("template_mismatch", warning, nil, "the report on %d uses the form of %s", year, f.basis)
	}
	found.because("template", string(f.id), "tables", c.signsOf(f))
	return f, f.id
}

// firstStatistics is the first year whose reports have the 统计表.
const firstStatistics = 2014

// sided returns the form that more signs are of, or nil.
func sided(older, newer int) *form {
	switch {
	case older > newer:
		return form2019
	case newer > older:
		return form2021
	}
	return nil
}

// cmpForms returns the form of section three, else that of section two.
func cmpForms(two, three *form) *form {
	if three != nil {
		return three
	}
	return two
}

// signsOf returns a few labels that only f has.
func (c labelCount) signsOf(f *form) string {
	var words []string
	for _, sign := range append(append([]string{}, f.signs...), f.signs3...) {
		if c.seen[sign] && len(words) < 3 {
			words = append(words, sign)
		}
	}
	if len(words) == 0 && c.oldOther {
		words = append(words, "（六）其他处理 with values")
	}
	return strings.Join(words, " ")
}

// byYear returns the form that was in force for the reports on year.
func (c labelCount) byYear(year int) *form {
	if form2021.fits(year) {
		return form2021
	}
	return form2019
}

// signs counts the labels of signs that were seen.
func (c labelCount) signs(signs []string) int {
	n := 0
	for _, sign := range signs {
		if c.seen[sign] {
			n++
		}
	}
	return n
}
