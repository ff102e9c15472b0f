package report

import (
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// The years that a report may be on: from the first reports under the
// regulation of 2007.
const (
	firstYear = 2003
	lastYear  = 2099
)

// readsAsReport reports whether a title is that of an annual disclosure report.
// A sentence that speaks of one is none.
func readsAsReport(title string) bool {
	title = fold(title)
	return strings.Contains(title, "信息公开") && !hasAny(title, "。", ";", "!", "?") && (hasAny(title, "年度报告", "年报", "年度工作报告") || saysYearly(title)) &&
		!hasAny(namesOfOffices.Replace(title), "法治政府", "依法行政", "年度报表", "法人年度", "法人年报", "网站工作", "审计", "解读", "一览", "汇总", "通知")
}

// saysYearly reports whether a folded title names a year and calls itself the
// report on its work, as many of the first years did.
func saysYearly(title string) bool {
	return hasAny(title, "工作报告", "情况报告", "情况的报告") && len(yearsIn(title)) == 1
}

func hasAny(s string, words ...string) bool {
	for _, word := range words {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// heading is a title, and where it stands: title or text.
type heading struct{ text, source string }

// findTitle returns the title of the report, or none. Of the document's own title
// and the first lines, the one that says most is taken: the name of the report
// in full, with its issuer, and a year.
func findTitle(doc *archive.Document, o *outline) heading {
	best, most, source := heading{}, 0, "text"
	consider := func(title string) {
		if utf8.RuneCountInString(title) > 120 || !readsAsReport(title) || strings.HasPrefix(title, "现将") {
			return
		}
		title = trimSite(title)
		score := 1
		if hasAny(fold(title), "政府信息公开工作年度报告", "政府信息公开年度报告") {
			score += 2
		}
		if issuerOf(title) != "" {
			score += 4
		}
		if len(yearsIn(title)) > 0 {
			score += 2
		}
		if score > most {
			best, most = heading{title, source}, score
		}
	}
	head := o.head[:min(len(o.head), 12)]
	for i, line := range head {
		if i > 0 && issuerOf(line) == "" && readsAsReport(line) && mayIssue(head[i-1]) {
			consider(head[i-1] + line)
		}
		consider(line)
		if i > 0 && !readsAsReport(line) && !readsAsReport(head[i-1]) && utf8.RuneCountInString(head[i-1]) < 40 {
			consider(head[i-1] + line)
		}
	}
	source = "title"
	switch own := ownTitle(doc.Title); {
	case readsAsReport(own):
		consider(own)
	case otherThan(fold(own), false) == nil:
		consider(strings.TrimSpace(doc.Title))
	}
	return best
}

// trimSite cuts the name of the site behind a page's title.
func trimSite(title string) string {
	for _, sep := range []string{"-", "_", "|", "—", "–"} {
		if i := strings.Index(title, sep); i > 0 && readsAsReport(title[:i]) {
			title = strings.TrimSpace(title[:i])
		}
	}
	return title
}

// issuerOf returns the issuer that a title names: what is left of it without
// the year and the name of the report.
func issuerOf(title string) string {
	s := fold(title)
	for _, stop := range []string{"政府信息公开", "政务公开和政府信息公开", "信息公开"} {
		i := strings.Index(s, stop)
		if i < 0 {
			continue
		}
		s = s[:i]
		break
	}
	s, _, _ = strings.Cut(cutYears(s), "(原") // its name before
	s = cutBrackets(s)
	s = cutLead(s)
	for _, word := range []string{"()", "图解:", "一图读懂", ":", "关于", "印发", "公布", "发布", "报送", "年度", "度", "的", "《"} {
		s = strings.TrimPrefix(s, word)
	}
	for trimmed := ""; trimmed != s; {
		trimmed = s
		for _, word := range []string{"关于", "上一年度", "上年度", "(年度)", "(度)", "[年度]", "[度]", "]年", ")年", "年度", "度", "的", "(", "[", "()", ":", "-", "、", "|", "丨", "·", "—", "–", "报送", "公布", "发布", "印发"} {
			s = strings.TrimSuffix(s, word)
		}
		if !strings.HasSuffix(s, "__") { // more than one is a blank to fill in
			s = strings.TrimSuffix(s, "_")
		}
		if strings.Count(s, "(") < strings.Count(s, ")") {
			s = strings.TrimSuffix(s, ")")
		}
		s = cutBrackets(cutPeriod(s))
	}
	if strings.HasPrefix(s, "(") && strings.IndexByte(s, ')') == len(s)-1 {
		s = s[1 : len(s)-1]
	}
	if utf8.RuneCountInString(s) < 2 || isDigits(s) || namesNobody(s) {
		return ""
	}
	return s
}

// cutLead cuts what stands before a name in its line: the way to the page (首页>年报>),
// a label (附件1:, 【图文】), the number or the sign of an item of a list.
func cutLead(s string) string {
	for before := ""; before != s; {
		before = s
		if i := strings.LastIndexAny(s, ">»›:"); i >= 0 {
			if _, size := utf8.DecodeRuneInString(s[i:]); hasHan(s[i+size:]) {
				s = s[i+size:]
			}
		}
		s = strings.TrimPrefix(s, "首页")
		if rest, ok := strings.CutPrefix(s, "附件"); ok {
			s = strings.TrimLeft(rest, "0123456789-")
		}
		for _, pair := range []string{"【】", "[]", "()"} {
			open, end := pair[:len(pair)/2], pair[len(pair)/2:]
			label, rest, ok := strings.Cut(s, end)
			inner, opens := strings.CutPrefix(label, open)
			if ok && opens && (open != "(" || strings.HasPrefix(inner, "附件") || strings.Trim(inner, ordinals+"0123456789") == "") {
				s = rest
			}
		}
		if rest := strings.TrimLeft(s, ordinals+"0123456789"); rest != s && hasAnyPrefix(rest, ".", ")", "、") {
			s = rest
		}
		s = strings.TrimLeft(s, "·•■□◆◇●▲△▼▽★☆►▶▪→=+@#&-—–.、,;。|/~…)")
	}
	return s
}

// namesNobody reports whether a folded name leaves room for one. xxgk is the name of
// many a column, and 二○○九 a year.
func namesNobody(s string) bool {
	s = strings.NewReplacer("xxgk", "", "XXGK", "", "二○○", "").Replace(s)
	return hasAny(s, "XX", "××", "xx", "**", "某", "__", "单位名称", "〇〇县", "○○")
}

// cutBrackets cuts brackets that hold a number or months alone from the end of s.
func cutBrackets(s string) string {
	if open := strings.LastIndexByte(s, '('); open > 0 && strings.HasSuffix(s, ")") && strings.Trim(s[open+1:len(s)-1], "0123456789月"+periodSigns) == "" {
		return s[:open]
	}
	return s
}

// cutPeriod cuts what is left of a period or a year from the end of s: 2022—,
// 1月至12月, 1-12月, 20223年.
func cutPeriod(s string) string {
	bare := strings.TrimRight(s, periodSigns)
	digits, at := digitsBefore(bare)
	if len(digits) == 4 && len(yearsIn(bare+"年")) > 0 {
		return bare[:at]
	}
	for _, unit := range []string{"月份", "月", "年"} {
		if rest, ok := strings.CutSuffix(bare, unit); ok {
			if digits, at := digitsBefore(rest); digits != "" {
				from := strings.TrimRight(rest[:at], periodSigns)
				if _, begin := digitsBefore(from); from != rest[:at] {
					return from[:begin]
				}
				return from
			}
		}
	}
	return bare
}

// mayIssue reports whether a line can be the name of an issuer and nothing
// else.
func mayIssue(line string) bool {
	s := fold(line)
	n := utf8.RuneCountInString(s)
	return n >= 2 && n <= 40 && hasHan(s) && !strings.ContainsAny(s, "。,;:!?、0123456789") && !hasAny(s, "信息公开", "年报", "年度报告") &&
		endsAs(s)
}

// endsAs reports whether s ends as names of authorities do.
func endsAs(s string) bool {
	s, _, _ = strings.Cut(s, "(")
	for _, end := range []string{"政府", "办公室", "局", "委员会", "委", "管委会", "办事处", "街道", "镇", "乡", "厅", "院", "所",
		"中心", "站", "队", "办", "县", "区", "市", "旗", "园区", "部", "会", "处"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// signature returns the issuer that signs the report in its last lines, or "".
func signature(o *outline) string {
	lines := o.lines
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-5; i-- {
		line := fold(lines[i])
		if mayIssue(line) && utf8.RuneCountInString(line) >= 4 {
			return line
		}
	}
	return ""
}

// alike reports whether two names may be of the same issuer: one holds the
// other's, without what names of authorities end in. 县政府办公室 is that of any
// county: no department's, nor is 青渡县 that of 青渡县水利局.
func alike(a, b string) bool {
	return holds(a, core(b)) || holds(b, core(a))
}

// holds reports whether name may be that of the issuer whose name has a core.
func holds(name, coreOf string) bool {
	switch coreOf {
	case "省", "市", "县", "区", "旗", "州", "盟", "镇", "乡":
		return strings.HasSuffix(core(name), coreOf)
	}
	for rest, ok := name, true; ; {
		if _, rest, ok = strings.Cut(rest, coreOf); !ok || !isPlace(coreOf) || isOfGovernment(rest) {
			return ok
		}
	}
}

// isPlace reports whether the core of a name is that of a place, whose government
// it is: its departments and the places in it have that name in theirs.
func isPlace(coreOf string) bool {
	return hasAnySuffix(coreOf, "省", "市", "县", "区", "旗", "州", "盟", "镇", "乡", "街道")
}

// isOfGovernment reports whether what stands behind the name of a place is its
// government or that one's office.
func isOfGovernment(rest string) bool {
	for _, begin := range []string{"党委", "党工委", "、", "人民", "政府", "管理委员会", "管委会", "办事处"} {
		rest = strings.TrimPrefix(rest, begin)
	}
	if rest == "" || hasAny(rest, "政务公开", "信息公开") {
		return true
	}
	for _, begin := range []string{"(", "办", "府办", "党政", "委办", "综合"} {
		if strings.HasPrefix(rest, begin) {
			return true
		}
	}
	return false
}

func core(issuer string) string {
	for _, end := range []string{"办公室", "办公厅", "人民政府办", "政府办", "人民政府", "管理委员会", "管委会", "办事处", "政府", "委员会"} {
		issuer = strings.TrimSuffix(issuer, end)
	}
	return issuer
}
