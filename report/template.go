package report

import "gongkai/archive"

// labelCount counts the different statutory labels of a document.
type labelCount struct {
	seen     map[string]bool // keys of labels of either form
	statist  int             // labels of the 统计表 of 2014
	oldOther bool            // （六）其他处理 has values of its own
}

// countLabels counts the labels in tables.
func countLabels(tables []sheet) labelCount {
	c := labelCount{seen: map[string]bool{}}
	for i := range tables {
		for j := range tables[i].lines {
			c.line(&tables[i].lines[j])
		}
	}
	return c
}

func (c *labelCount) line(l *line) {
	for i, p := range l.places {
		if p.key == "" || c.seen[p.key] {
			continue
		}
		switch {
		case form2019.marks.of(p).kind != markNone, form2021.marks.of(p).kind != markNone:
			c.seen[p.key] = true
			if p.key == "其他处理" && len(printedOf(l.places[i+1:])) >= 6 {
				c.oldOther = c.oldOther || readValue(printedOf(l.places[i+1:])[0].text).state != archive.CellText
			}
		case isStatistic(p.key):
			c.seen[p.key] = true
			c.statist++
		}
	}
}

// isStatistic reports whether key is a label of the 政府信息公开情况统计表 that was
// appended to the reports on 2014 to 2018.
func isStatistic(key string) bool {
	switch key {
	case "统计指标", "主动公开政府信息数", "收到申请数", "当面申请数", "传真申请数", "网络申请数", "信函申请数", "申请办结数",
		"按时办结数", "延期办结数", "申请答复数", "举报投诉数量", "同意公开答复数", "制发规范性文件总数":
		return true
	}
	return false
}

// statutory reports whether the labels are those of the statutory tables, and
// not a few that other tables have too.
func (c labelCount) statutory() bool { return len(c.seen)-c.statist >= 5 }

// choose returns the form that the labels belong to, and the template that they
// prove. Without a form, the report has no table that is read.
func (c labelCount) choose(year int, found *findings) (*form, archive.Template) {
	older, newer := c.signs(form2019), c.signs(form2021)
	var f *form
	switch {
	case older == 0 && newer == 0 && c.oldOther:
		f = form2019
	case older > newer:
		f = form2019
	case newer > older:
		f = form2021
	case !c.statutory():
		if c.statist >= 3 {
			return nil, archive.STAT2014
		}
		if year != 0 && year < form2019.years[0] {
			return nil, archive.NARR2008
		}
		return c.byYear(year), ""
	default:
		found.add("template_mismatch", warning, nil, "the labels do not tell which form was used")
		return c.byYear(year), ""
	}
	if older > 0 && newer > 0 {
		found.add("template_mismatch", warning, nil, "the labels are of both forms; most are of %s", f.id)
	}
	if f == form2021 && c.oldOther {
		found.add("template_mismatch", warning, nil, "（六）其他处理 has values of its own, as only the form of 2019 has it")
	}
	if year != 0 && !f.fits(year) {
		found.add("template_mismatch", warning, nil, "the report on %d uses the form of %s", year, f.basis)
	}
	return f, f.id
}

// byYear returns the form that was in force for the reports on year.
func (c labelCount) byYear(year int) *form {
	if form2021.fits(year) {
		return form2021
	}
	return form2019
}

// signs counts the labels that only f has.
func (c labelCount) signs(f *form) int {
	n := 0
	for _, sign := range f.signs {
		if c.seen[sign] {
			n++
		}
	}
	return n
}
