package report

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// yearAt is a year that a text names, and where.
type yearAt struct {
	year       int
	start, end int // bytes: of the digits, and behind 年
}

// yearsIn returns the years named in s as 2020年 or 二〇二〇年.
func yearsIn(s string) []yearAt {
	var list []yearAt
	for i := 0; ; {
		j := strings.Index(s[i:], "年")
		if j < 0 {
			return list
		}
		end := i + j
		i = end + len("年")
		digits, start := digitsBefore(s[:end])
		if len(digits) != 4 {
			continue
		}
		if year, err := strconv.Atoi(digits); err == nil && year >= firstYear && year <= lastYear {
			list = append(list, yearAt{year, start, i})
		}
	}
}

// digitsBefore returns the digits that s ends with, at most 5, and where they
// begin.
func digitsBefore(s string) (digits string, start int) {
	s = strings.TrimRight(s, " \u00a0\u3000")
	start = len(s)
	for start > 0 && len(digits) < 5 {
		r, size := utf8.DecodeLastRuneInString(s[:start])
		d, ok := digitOf(r)
		if !ok && (r == 'O' || r == 'o') && digits != "" { // a letter for zero: 二O二三
			before, _ := utf8.DecodeLastRuneInString(s[:start-size])
			_, ok = digitOf(before)
			d = "0"
		}
		if !ok {
			break
		}
		digits, start = d+digits, start-size
	}
	return digits, start
}

func digitOf(r rune) (string, bool) {
	switch {
	case r >= '0' && r <= '9':
		return string(r), true
	case r >= '０' && r <= '９':
		return string('0' + r - '０'), true
	case r == '〇' || r == '○' || r == '零' || r == 'Ｏ':
		return "0", true
	}
	if i := strings.IndexRune("一二三四五六七八九", r); i >= 0 {
		return strconv.Itoa(i/3 + 1), true
	}
	return "", false
}

// cutYears removes the years from s.
func cutYears(s string) string {
	years := yearsIn(s)
	for i := len(years) - 1; i >= 0; i-- {
		s = s[:years[i].start] + s[years[i].end:]
	}
	return s
}

// findYear returns the year reported on: that of the title, else of the
// 统计期限, else the year before publication, else the one that the narrative
// names most often. Sources that disagree are told.
func findYear(doc *archive.Document, title string, o *outline, found *findings) int {
	if len(yearsIn(title)) == 0 {
		title = fold(title) // 2 0 2 3 年
	}
	fromTitle := 0
	if years := yearsIn(title); len(years) > 0 {
		fromTitle = years[0].year
	}
	if words := unreadYear(title); fromTitle == 0 && words != "" {
		found.add("year_mismatch", warning, nil, "the title says %s, which is no year that a report is on", words)
	}
	if other := otherTitleYear(title); other != "" {
		found.add("year_mismatch", warning, nil, "the title speaks of %d and of %s: the figures may be of several years", fromTitle, other)
	}
	period, words := periodYear(o)
	if period == 0 {
		period, words = statedPeriod(o, fromTitle, found)
	}
	year := fromTitle
	source := "title"
	switch {
	case year == 0 && period != 0:
		year, source = period, "period"
	case period != 0 && period != year:
		found.add("year_mismatch", warning, nil, "the title says %d, and the period of the figures (统计期限) is %d", year, period)
	}
	if year == 0 {
		year, source, words = narrativeYear(o), "text", "named most often"
		if len(doc.Published) >= 4 {
			if published, err := strconv.Atoi(doc.Published[:4]); err == nil && published > firstYear && published <= lastYear {
				if year != 0 && year != published-1 {
					found.add("year_mismatch", warning, nil,
						"no title names the year; the text speaks of %d, and publication was in %d", year, published)
				}
				year, source, words = published-1, "published", doc.Published
			}
		}
	}
	if source == "title" {
		words = title
	}
	if year != 0 {
		found.because("year", strconv.Itoa(year), source, words)
	}
	if over := strconv.Itoa(fromTitle) + "-12"; fromTitle != 0 && len(doc.Published) >= len(over) && doc.Published < over {
		found.add("year_mismatch", warning, nil, "the title says %d, and publication was on %s, before that year was over", fromTitle, doc.Published)
	}
	if year != 0 {
		for _, line := range append([]string{ownTitle(doc.Title)}, o.head...) {
			if years := yearsIn(line); readsAsReport(line) && len(line) < 200 && len(years) > 0 && years[0].year != year {
				found.add("year_mismatch", warning, nil, "the report is on %d, and a title says %s", year, clip(line))
			}
		}
		otherYears(year, o, found)
		strangeYear(year, o, found)
		signedEarly(year, o, found)
	}
	return year
}

// unreadYear returns the first number with 年 behind it, or "".
func unreadYear(title string) string {
	for i := 0; ; {
		n := strings.Index(title[i:], "年")
		if n < 0 {
			return ""
		}
		if digits, at := digitsBefore(title[:i+n]); digits != "" {
			return title[at : i+n+len("年")]
		}
		i += n + len("年")
	}
}

// otherTitleYear returns the year beside the first of a title that is the other
// end of a period, 2019—2023年 or 2019年至2023年, or "".
func otherTitleYear(title string) string {
	years := yearsIn(title)
	if len(years) == 0 {
		return ""
	}
	before := strings.TrimRight(title[:years[0].start], " ")
	if from := strings.TrimRight(before, periodSigns); from != before {
		if digits, _ := digitsBefore(from); len(digits) == 4 {
			return digits
		}
	}
	if len(years) > 1 && years[1].year != years[0].year {
		if between := strings.TrimSpace(title[years[0].end:years[1].start]); between != "" && strings.Trim(between, periodSigns) == "" {
			return strconv.Itoa(years[1].year)
		}
	}
	return ""
}

// periodSigns stand between the two ends of a period.
const periodSigns = "—–-~～至到"

// periodYear returns the year of 2020年1月1日至2020年12月31日 and the line that
// says so, or 0.
func periodYear(o *outline) (year int, words string) {
	for _, lines := range [][]string{o.head, o.text(0)} {
		for _, line := range lines {
			if !strings.Contains(line, "12月31日") {
				continue
			}
			for _, y := range yearsIn(line) {
				rest := strings.ReplaceAll(line[y.end:min(len(line), y.end+90)], " ", "")
				if strings.HasPrefix(rest, "1月1日") && strings.Contains(rest, "12月31日") {
					return y.year, line
				}
			}
		}
	}
	return 0, ""
}

// statedPeriod returns the year of 统计期限：2020.1.1—2020.12.31, however its dates
// are written, and the line that says so, or 0. A period that is not that of a
// whole year is told. A single date is that on which the figures were counted,
// but for the end of a year, or of a part of the year that the title says.
func statedPeriod(o *outline, title int, found *findings) (year int, words string) {
	for _, line := range o.lines {
		_, period, ok := strings.Cut(line, "统计")
		if !ok || !hasAny(period[:min(len(period), len("期限"))], "期", "时", "区间", "周期") {
			continue
		}
		period, _, _ = strings.Cut(period, "。")
		period = strings.ReplaceAll(fold(period), "元月", "1月")
		n := numbersIn(period)
		if len(n) < 3 || n[0] < firstYear || n[0] > lastYear || n[1] < 1 || n[1] > 12 {
			continue
		}
		date := len(n) == 3 && (hasAny(period, "日") || strings.Count(period, "-") == 2 || strings.Count(period, ".") == 2)
		end := date && n[1] == 12 && hasAny(period, "截至", "截止")
		if date && !end && !(n[0] == title && hasAny(period, "截至", "截止")) {
			continue
		}
		if !end && !isWholeYear(n) {
			found.add("year_mismatch", warning, nil, "the figures are not of a whole year: %s", clip(line))
		}
		return n[0], line
	}
	return 0, ""
}

// isWholeYear reports whether the numbers of a period, as in 2020年1月至12月 or in
// 2020.1.1-2020.12.31, are those of one year from its first month to its last.
func isWholeYear(n []int) bool {
	year, rest := n[0], n[1:]
	for i, number := range rest {
		if number == year { // of the second date
			return rest[0] == 1 && i+1 < len(rest) && rest[i+1] == 12
		}
	}
	switch len(rest) {
	case 2: // months
		return rest[0] == 1 && rest[1] == 12
	case 4: // with days
		return rest[0] == 1 && rest[2] == 12
	}
	return false
}

// numbersIn returns the first numbers of up to four digits in s.
func numbersIn(s string) []int {
	var all []int
	for i := 0; i < len(s) && len(all) < 8; {
		start := i
		for i < len(s) && i < start+4 && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		if n, err := strconv.Atoi(s[start:i]); err == nil {
			all = append(all, n)
		} else {
			i++
		}
	}
	return all
}

// narrativeYear returns the year that section one names most often, the first
// among equals, or 0.
func narrativeYear(o *outline) int {
	var years []int
	for _, lines := range [][]string{o.head, o.text(0)} {
		for _, line := range lines {
			for _, y := range yearsIn(line) {
				years = append(years, y.year)
			}
		}
	}
	count := map[int]int{}
	for _, year := range years {
		count[year]++
	}
	best := 0
	for _, year := range years {
		if count[year] > count[best] {
			best = year
		}
	}
	return best
}

// otherYears tells of sentences in the narrative of sections one to four that
// count something in another year than the one reported on.
func otherYears(year int, o *outline, found *findings) {
	for section := range 4 {
		for _, line := range o.text(section) {
			for sentence := range strings.SplitSeq(line, "。") {
				if other := countedYear(sentence); other != 0 && other != year {
					found.add("year_mismatch", warning, nil, "the report is on %d, and section %s counts something in %d: %s",
						year, statutorySections[section][0], other, clip(strings.TrimSpace(sentence)))
				}
			}
		}
	}
}

// strangeYear tells of an overview that begins a sentence with another year, and
// never names the one that the report is on: it may be that of last year.
func strangeYear(year int, o *outline, found *findings) {
	other := ""
	for _, line := range o.text(0) {
		for sentence := range strings.SplitSeq(line, "。") {
			sentence = strings.TrimSpace(sentence)
			for i, at := range yearsIn(sentence) {
				if at.year == year {
					return
				}
				behind := strings.TrimPrefix(sentence[at.end:], "度")
				plan := at.year > year && hasAny(sentence, "将")
				if i == 0 && at.start == 0 && other == "" && !plan && !goesBack(sentence) && (strings.HasPrefix(behind, "，") || strings.HasPrefix(behind, ",")) {
					other = sentence
				}
			}
		}
	}
	if other != "" {
		found.add("year_mismatch", warning, nil, "the report is on %d, which its overview does not name: %s", year, clip(other))
	}
}

// goesBack reports whether a sentence may speak of an earlier year and be on the
// report's all the same.
func goesBack(sentence string) bool {
	return hasAny(sentence, "较", "相比", "同比", "比上年", "截至", "截止", "以来", "累计", "印发", "修订")
}

// countedYear returns the only year of a sentence that begins with it and
// counts what was done: 2020年，共受理申请3件. A comparison with another year
// names two, or says so.
func countedYear(sentence string) int {
	years := yearsIn(sentence)
	if len(years) != 1 || goesBack(sentence) {
		return 0
	}
	before := strings.TrimSpace(sentence[:years[0].start])
	if before != "" {
		return 0
	}
	after := strings.TrimPrefix(sentence[years[0].end:], "度")
	if !strings.HasPrefix(after, "，") && !strings.HasPrefix(after, ",") {
		return 0
	}
	if !hasAny(after, "受理", "收到", "公开", "发布", "办理", "答复") {
		return 0
	}
	for _, unit := range []string{"件", "条", "份", "篇", "次"} {
		for i, rest := 0, after; ; rest = rest[i+len(unit):] {
			if i = strings.Index(rest, unit); i < 0 {
				break
			}
			if digits, _ := digitsBefore(rest[:i]); digits != "" {
				return years[0].year
			}
		}
	}
	return 0
}

// signedEarly tells of a report whose last lines have a date before its year was over.
func signedEarly(year int, o *outline, found *findings) {
	for _, line := range o.lines[max(0, len(o.lines)-5):] {
		date := fold(line)
		years := yearsIn(date)
		if len(years) != 1 || years[0].start > 0 || !strings.HasSuffix(date, "日") || utf8.RuneCountInString(date) > len("2023年11月30日") {
			continue
		}
		if month, dated := monthBehind(date[years[0].end:]); dated && month < 12 && years[0].year <= year {
			found.add("year_mismatch", warning, nil, "the report is on %d, and its last lines are dated before that year was over: %s", year, clip(line))
		}
	}
}
