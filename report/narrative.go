package report

import (
	"strconv"
	"strings"

	"gongkai/archive"
)

// counts compares the narrative with what the tables count. The tables are never
// corrected by it.
type counts struct {
	found      *findings
	book       *book            // of the statutory tables, or nil
	statistics *statistics      // the 统计表, or nil
	heard      map[string]heard // by cell
}

// heard is how often the text counts what a cell has, and how often otherwise.
type heard struct{ agrees, differs int }

// hear notes whether n, which the text counts, is what the cell has, and returns
// it. That both are 0 says nothing: most are.
func (c *counts) hear(key string, n int, agrees bool) bool {
	h := c.heard[key]
	switch {
	case !agrees:
		h.differs++
	case n != 0:
		h.agrees++
	}
	c.heard[key] = h
	return agrees
}

// deny reports whether the text counts otherwise than most of those chosen cells
// have that it counts at all.
func (c *counts) deny(chosen func(key string) bool) bool {
	agreed, denied := 0, 0
	for key, h := range c.heard {
		switch {
		case !chosen(key):
		case h.agrees > 0:
			agreed++
		case h.differs > 0:
			denied++
		}
	}
	return denied > agreed
}

func newCounts(found *findings) *counts { return &counts{found: found, heard: map[string]heard{}} }

// compare tells where the narrative counts requests, reviews or suits in other
// numbers than the tables.
func (c *counts) compare(year int, o *outline) {
	if c.book == nil && c.statistics == nil {
		return
	}
	for section := range 4 {
		for _, line := range o.text(section) {
			for sentence := range strings.SplitSeq(spelledCounts(narrowDigits(line)), "。") {
				if hasAny(sentence, "年来", "近两年", "近三年", "近五年", "近几年") {
					continue
				}
				others := strings.Contains(sentence, "以来")
				for clause := range strings.FieldsFuncSeq(plainCounts(sentence), isStop) {
					for part := range strings.SplitSeq(clause, "、") {
						if !others && !otherYear(part, year) {
							c.compareFigures(part)
						}
					}
				}
				requests := hasAny(sentence, "公开申请", "申请公开") && !hasAny(sentence, "复议", "诉讼")
				if !requests && !hasAny(sentence, "申请", "复议", "诉讼", "结转下") {
					continue
				}
				for clause := range strings.FieldsFuncSeq(plainCounts(sentence), isStop) {
					if len(years(clause, year)) == 0 && (requests || strings.Contains(clause, "继续办理") && !hasAny(sentence, "案", "信访", "投诉", "诉讼")) {
						c.compareCarried(clause)
					}
					if !others && (requests || hasAny(clause, "提出申请", "提交申请")) && len(years(clause, year)) == 0 {
						c.compareAnswered(clause)
						c.compareApplicants(clause)
					}
					if !hasAny(clause, "申请", "复议", "诉讼") || otherYear(clause, year) || others && strings.Contains(clause, "累计") {
						continue
					}
					c.compareRequests(clause)
					c.compareReviews(clause)
					c.compareSuits(clause)
				}
			}
		}
	}
}

// narrowDigits returns s with digits as wide as Hanzi made narrow.
func narrowDigits(s string) string {
	if !strings.ContainsAny(s, "０１２３４５６７８９") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
}

// years returns the years in clause that are not year.
func years(clause string, year int) []int {
	var others []int
	for _, y := range yearsIn(clause) {
		if y.year != year {
			others = append(others, y.year)
		}
	}
	return others
}

// compareCarried compares 上年结转N件 and 结转下年度N件 with their rows,
// where such a clause begins so and goes on with the number alone.
func (c *counts) compareCarried(clause string) {
	if c.book == nil {
		return
	}
	clause = strings.TrimSpace(clause)
	for _, said := range []struct {
		words []string
		row   string
	}{
		{[]string{"上年结转", "上年度结转", "上一年结转"}, "carried_in"},
		{[]string{"结转下年度继续办理", "结转下年继续办理", "结转下年度", "结转下一年度"}, "carried_out"},
	} {
		for _, word := range said.words {
			rest, ok := strings.CutPrefix(clause, word)
			if !ok {
				continue
			}
			n := caseCount(rest)
			if n < 0 {
				continue
			}
			key := "t3." + said.row + ".total"
			if sum, known := c.book.sum([]string{key}); known && !c.hear(key, n, sum.is(n)) {
				c.found.add("narrative_mismatch", warning, []string{key}, "the text says %s, and the table has %s", clip(clause), sum.number())
			}
			return
		}
	}
}

func isStop(r rune) bool {
	switch r {
	case '，', '。', '；', '！', '？', ',', ';':
		return true
	}
	return false
}

// otherYear reports whether clause speaks of another year, or compares.
func otherYear(clause string, year int) bool {
	for _, y := range yearsIn(clause) {
		if y.year != year {
			return true
		}
	}
	return hasAny(clause, "较", "同比", "相比", "增长", "增加", "减少", "历年", "以来", "上年", "去年", "其中", "平均", "每")
}

// plainCounts returns sentence with the digits of each number beside each other:
// 1,987件 and 9 8 7 件 are one. Figures at the end are the row of a table.
func plainCounts(sentence string) string {
	var b strings.Builder
	counted := len(strings.TrimRight(sentence, "0123456789,"+gaps))
	for i := range len(sentence) {
		between := i > 0 && i+1 < len(sentence) && isDigits(sentence[i-1:i]) && isDigits(sentence[i+1:i+2])
		if between && (sentence[i] == ' ' && i < counted || sentence[i] == ',' && isThousands(sentence[i+1:])) {
			continue
		}
		b.WriteByte(sentence[i])
	}
	return b.String()
}

// isThousands reports whether s begins with three digits, and no more.
func isThousands(s string) bool {
	return len(s) >= 3 && isDigits(s[:3]) && (len(s) == 3 || !isDigits(s[3:4]))
}

// compareStatistic compares n with a row of the statistics table.
func (c *counts) compareStatistic(clause string, n int, what, row string) {
	if number := c.statistics.number(row); number != "" && !c.hear("stat."+row+".value", n, amount{}.plus(number).is(n)) {
		c.found.add("narrative_mismatch", warning, []string{"stat." + row + ".value"},
			"the text counts %d %s, and the table has %s: %s", n, what, number, clip(strings.TrimSpace(clause)))
	}
}

// compareReviews compares 行政复议N件 with the total of t4.
func (c *counts) compareReviews(clause string) {
	if strings.Contains(clause, "诉讼") && !saysNone(clause) || partial(clause) {
		return
	}
	c.compareTotal(clause, "行政复议", "review", []string{"t4.value.review.total"}, []string{"t4.value.review."})
}

// compareSuits compares 行政诉讼N件 with both totals of t4.
func (c *counts) compareSuits(clause string) {
	if strings.Contains(clause, "复议") && !saysNone(clause) || partial(clause) {
		return
	}
	c.compareTotal(clause, "行政诉讼", "suit", []string{"t4.value.suit_direct.total", "t4.value.suit_after_review.total"},
		[]string{"t4.value.suit_direct.", "t4.value.suit_after_review."})
}

// saysNone reports whether clause says that what it names, and not only what was
// grave of that, did not happen.
func saysNone(clause string) bool {
	return hasAny(clause, "未发生", "没有发生", "未产生") && !hasAny(clause, "重大", "群体") && !strings.ContainsAny(cutYears(clause), "0123456789")
}

// partial reports whether clause counts only some reviews or suits, or such
// that are not about disclosure.
func partial(clause string) bool {
	return hasAny(clause, "维持", "纠正", "撤销", "驳回", "撤回", "终止", "审结", "法治", "执法", "应诉", "败诉", "胜诉", "出庭")
}

// judges reports whether a clause counts cases that the office decides, on whatever:
// 办理行政复议案件58件. Those about disclosure are brought against it.
func judges(clause, subject string) bool {
	before, after, _ := strings.Cut(clause, subject)
	return strings.HasPrefix(after, "案件") && hasAny(before, "办理", "审理", "办结") && !strings.Contains(clause, "公开")
}

// compareTotal compares what clause counts of subject with the sum of totals.
// An empty cell counts nothing, and so does not agree with a count.
func (c *counts) compareTotal(clause, subject, row string, totals, groups []string) {
	n := countBeside(clause, subject)
	if saysNone(clause) && strings.Contains(clause, subject) {
		n = 0
	}
	if n < 0 || judges(clause, subject) {
		return
	}
	b := c.book
	if b == nil {
		c.compareStatistic(clause, n, "× "+subject, row)
		return
	}
	var sum amount
	says := ""
	for i, key := range totals {
		index := b.form.at[key]
		s := &b.slots[index]
		switch {
		case !s.set || s.value.state == archive.CellText:
			return
		case s.value.state == archive.CellBlank:
			// Without a total, the parts may still be there.
			says = ", where cells are empty"
			for _, col := range outcomeColumns()[:4] {
				sum = sum.plus(b.number(groups[i] + col.key))
			}
		default:
			sum = sum.plus(s.value.number)
		}
	}
	if !c.hear(totals[0], n, sum.is(n)) {
		c.found.add("narrative_mismatch", warning, totals, "the text counts %d × %s, and the table has %s%s: %s",
			n, subject, sum.number(), says, clip(strings.TrimSpace(clause)))
	}
}

// is reports whether a is the whole number n.
func (a amount) is(n int) bool { return a.equal(amount{small: int64(n)}) }

// firstAny returns where the first of words begins in s, or −1.
func firstAny(s string, words ...string) int {
	at := -1
	for _, word := range words {
		if i := strings.Index(s, word); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	return at
}

// countAfter returns the first number of s that a unit of cases follows, or −1
// where another number comes before it.
func countAfter(s string) int {
	i := strings.IndexAny(s, "0123456789")
	if i < 0 {
		return -1
	}
	n, rest := leadingInt(s[i:])
	if n >= 0 && isCase(rest) {
		return n
	}
	return -1
}

// countBeside returns the number of cases that stands right behind subject, or
// right before it, or −1.
func countBeside(clause, subject string) int {
	i := strings.Index(clause, subject)
	if i < 0 {
		return -1
	}
	before, after := clause[:i], clause[i+len(subject):]
	for _, word := range []string{"案件", "申请", "案"} {
		after = strings.TrimPrefix(after, word)
	}
	for _, word := range []string{"共", "总计", "合计", "数", "为"} {
		after = strings.TrimPrefix(after, word)
	}
	if n, rest := leadingInt(strings.TrimLeft(after, " \u00a0\u3000")); n >= 0 && isCase(rest) {
		return n
	}
	for _, unit := range []string{"件", "起", "宗", "例"} {
		if bare, ok := strings.CutSuffix(strings.TrimSpace(before), unit); ok {
			if digits, _ := digitsBefore(bare); isDigits(digits) && len(digits) <= 4 {
				n, _ := strconv.Atoi(digits)
				return n
			}
		}
	}
	return -1
}

// leadingInt reads the digits that s begins with; −1 where there is none, or
// too many.
func leadingInt(s string) (int, string) {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(s[:end])
	if err != nil || end > 8 {
		return -1, s
	}
	return n, strings.TrimLeft(s[end:], " \u00a0\u3000")
}

// isCase reports whether s begins with a unit in which cases are counted.
func isCase(s string) bool {
	for _, unit := range []string{"件", "条", "宗", "份", "起", "例"} {
		if strings.HasPrefix(s, unit) {
			return true
		}
	}
	return false
}
