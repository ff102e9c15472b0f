package report

import (
	"strings"
	"unicode/utf8"
)

// markKind tells what a label is for.
type markKind int

const (
	markNone markKind = iota
	markRow
	markApplicant // a column of t3; index 0 to 6
	markOrgs      // 法人或其他组织, over the columns 1 to 5 of t3
	markApplicants
	markOutcome     // a column of each group of t4; index 0 to 4
	markReviewGroup // index 0 to 2: 行政复议, 未经复议直接起诉, 复议后起诉
	markSuits       // 行政诉讼, over the groups 1 and 2
	markGroup       // a label over rows of t3
	markCorner      // 信息内容
	markColumn      // a column of t2
	markCaption     // 第二十条第（…）项; item has the numeral
	markEither      // 总计 or 其他: a column or a row, as the line tells
)

// mark is what a place says by its label.
type mark struct {
	kind      markKind
	index     int
	row       rowRef // markRow, and markEither that may be one
	item      string
	truncated bool   // the label lacks its end, or has more than its end
	glued     string // digits that follow the label without a break
}

// longLabel is a label of a row of t3, and its length in characters.
type longLabel struct {
	key  string
	size int
	mark mark
}

// marker recognises the labels of one form.
type marker struct {
	form  *form
	known map[string]mark

	byRune  map[rune][]string // the labels in known by their first character
	columns []string          // the labels of the columns of t2
	longs   []longLabel       // the labels of the rows of t3
	heads   []string          // the labels of and over columns
}

func newMarker(f *form) *marker {
	m := &marker{form: f, known: map[string]mark{
		"法人或其他组织": {kind: markOrgs}, "法人和其他组织": {kind: markOrgs},
		"申请人情况": {kind: markApplicants}, "信息内容": {kind: markCorner},
		"三本年度办理结果": {kind: markGroup}, "本年度办理结果": {kind: markGroup},
		"不予公开": {kind: markGroup}, "无法提供": {kind: markGroup}, "不予处理": {kind: markGroup},
		"其他处理": {kind: markGroup}, "行政诉讼": {kind: markSuits},
		"行政复议": {kind: markReviewGroup}, "未经复议直接起诉": {kind: markReviewGroup, index: 1},
		"复议后起诉": {kind: markReviewGroup, index: 2},
	}}
	for i, c := range outcomeColumns() {
		m.known[labelKey(c.label)] = mark{kind: markOutcome, index: i}
	}
	for i, c := range applicantColumns() {
		m.known[labelKey(c.label)] = mark{kind: markApplicant, index: i}
	}
	for _, t := range f.tables {
		if t.item == "" {
			continue
		}
		for _, c := range t.columns {
			whole := labelKey(c.label)
			m.known[whole] = mark{kind: markColumn}
			for _, v := range c.variants {
				m.known[labelKey(v)] = mark{kind: markColumn, truncated: strings.HasPrefix(whole, labelKey(v))}
			}
		}
	}
	for label := range m.known {
		m.heads = append(m.heads, label)
	}
	for _, t := range f.tables {
		if t.item != "" {
			m.heads = append(m.heads, "第二十条第("+t.item+")项")
		}
	}
	for key, ref := range f.rows {
		m.known[key] = mark{kind: markRow, row: ref}
	}
	t3 := f.tableIndex("t3")
	m.known["总计"] = mark{kind: markEither, index: 6, row: rowRef{t3, m.rowIndex("result_total")}}
	m.known["合计"] = m.known["总计"]
	m.known["其他"] = mark{kind: markEither, index: 5, row: rowRef{t3, m.rowIndex("other_other")}}
	m.byRune = map[rune][]string{}
	for label := range m.known {
		r, _ := utf8.DecodeRuneInString(label)
		m.byRune[r] = append(m.byRune[r], label)
		switch found := m.known[label]; {
		case found.kind == markColumn:
			m.columns = append(m.columns, label)
		case found.kind == markRow && found.row.table == t3:
			m.longs = append(m.longs, longLabel{label, utf8.RuneCountInString(label), found})
		}
	}
	return m
}

// rowIndex returns the index of a row of t3, or −1.
func (m *marker) rowIndex(key string) int {
	for i, r := range m.form.tables[m.form.tableIndex("t3")].rows {
		if r.key == key {
			return i
		}
	}
	return -1
}

// of returns what p says.
func (m *marker) of(p place) mark {
	if p.key == "" {
		return mark{}
	}
	if found, ok := m.known[p.key]; ok {
		// A number before 总计 or 其他 makes it the label of a row.
		if found.kind == markEither && found.row.row >= 0 && unnumbered(p.folded) != p.folded {
			found.kind = markRow
		}
		return found
	}
	if item, ok := captionItem(p.folded); ok {
		return mark{kind: markCaption, item: item}
	}
	if base := strings.TrimRight(p.key, "0123456789"); base != p.key {
		if found, ok := m.known[base]; ok && found.kind == markRow {
			found.glued = p.key[len(base):]
			return found
		}
	}
	if found, ok := m.column(p.key); ok {
		return found
	}
	return m.longRow(p)
}

// captionItem returns the numeral of 第二十条第（一）项.
func captionItem(folded string) (string, bool) {
	rest, ok := strings.CutPrefix(folded, "第二十条")
	if !ok {
		return "", false
	}
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "第"), "(")
	r, size := utf8.DecodeRuneInString(rest)
	if !strings.ContainsRune("一五六八九", r) || !strings.HasPrefix(strings.TrimPrefix(rest[size:], ")"), "项") {
		return "", false
	}
	return rest[:size], true
}

// column recognises a column of t2 whose label lost its end: 本年增, 本年新.
func (m *marker) column(key string) (mark, bool) {
	if utf8.RuneCountInString(key) < 3 {
		return mark{}, false
	}
	for _, label := range m.columns {
		if strings.HasPrefix(label, key) {
			return mark{kind: markColumn, truncated: true}, true
		}
	}
	return mark{}, false
}

// longRow recognises the label of a row of t3 that lost its end, has a few
// characters more, or stands in one cell behind the labels above it.
func (m *marker) longRow(p place) mark {
	n := utf8.RuneCountInString(p.key)
	if n < 5 {
		return mark{}
	}
	var found mark
	for _, long := range m.longs {
		label, size, row := long.key, long.size, long.mark
		var hit bool
		switch {
		case size > n:
			hit = strings.HasPrefix(label, p.key)
		case size >= 4:
			hit = n-size <= 4 && strings.HasPrefix(p.key, label) ||
				strings.HasSuffix(p.key, label) && joinsGroup(strings.TrimSuffix(p.key, label))
		}
		switch {
		case !hit:
		case found.kind == markNone:
			found = row
			found.truncated = size > n
		case found.row != row.row:
			return mark{} // two labels begin so
		default:
			found.truncated = found.truncated && size > n
		}
	}
	return found
}

// joinsGroup reports whether what stands before a label in its cell ends with
// the label of a group of rows, whatever number follows.
func joinsGroup(before string) bool {
	before = strings.TrimRight(before, "一二三四五六七八0123456789")
	for _, group := range []string{"本年度办理结果", "不予公开", "无法提供", "不予处理", "其他处理"} {
		if strings.HasSuffix(before, group) {
			return true
		}
	}
	return false
}
