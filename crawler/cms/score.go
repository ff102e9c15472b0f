package cms

import (
	"strings"
	"unicode/utf8"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// context is what a page is about, as far as its address and column tell.
type context int

const (
	contextOther      context = iota
	contextDisclosure         // 政府信息公开, 政务公开
	contextReports            // a column of annual reports
)

// listScore is the score of another page, or data request, of such a list.
func (c context) listScore() int { return [...]int{300, 560, 890}[c] }

// titleScore is the score of an item whose title is told, and not a report's.
func (c context) titleScore() int { return [...]int{90, 150, 280}[c] }

// organScore is the score of the column of an organ or a level of government.
func (c context) organScore() int { return [...]int{450, 620, 880}[c] }

// itemScore is the score of an item whose text tells nothing.
func (c context) itemScore() int { return [...]int{150, 240, 800}[c] }

// reportWords are directory names of report columns.
var reportWords = []string{"xxgknb", "xxgkndbg", "zfxxgknb", "zfxxgkgzndbg", "xxgkgzndbg", "gkndbg", "ndbg", "nbzbzf", "xzjd", "xjbm", "bmnb", "qzbm", "gknb", "annualreport", "zfxxgkbg"}

// disclosureWords are directory names of disclosure columns.
var disclosureWords = []string{"zfxxgk", "xxgk", "zwgk", "gkml", "openness"}

// maxName is the length of a column's name; what is longer is a title.
const maxName = 12

// listScore is the score of another page of the page's own list. The name of
// its column says more than the address.
func (r *reader) listScore() int {
	named := columnScore(r.column)
	switch {
	case named > 0 && named <= columnOfOthers:
		return min(named, 300)
	case named == 0 && r.context == contextDisclosure:
		return 280
	}
	return r.context.listScore()
}

// contextOf tells what an address and a column's name are about.
func contextOf(url, column string) context {
	if names := columnScore(column); names >= 880 {
		return contextReports
	}
	path := strings.ToLower(urls.Path(url))
	if hasAny(path, reportWords) || strings.Contains(path, "/public/column/") && hasField(path, "type", "3") {
		return contextReports
	}
	if hasAny(column, []string{"信息公开", "政务公开"}) || hasAny(path, disclosureWords) {
		return contextDisclosure
	}
	return contextOther
}

// columnScore scores the name of a column by itself; 0 is no word known.
func columnScore(text string) int {
	if text == "" {
		return 0
	}
	report := hasAny(text, []string{"年报", "年度报告", "年度工作报告"}) || strings.Contains(text, "工作报告") && hasYear(text)
	switch {
	case report && hasAny(text, []string{"信息公开", "政务公开"}):
		return 920
	case hasAny(text, []string{"决算", "预算", "解读"}):
		return 110
	case hasAny(text, []string{"法治政府", "网站工作"}) || report && hasAny(text, []string{"法人", "统计", "环境", "审计"}):
		return 200
	case report:
		return 880
	case hasAny(text, []string{"要点", "方案", "计划", "规划", "指南", "制度", "目录", "办法", "依申请"}):
		return 150
	case hasAny(text, []string{"政府信息公开", "政务信息公开"}):
		return 740
	case hasAny(text, []string{"信息公开", "政务公开"}):
		return 700
	case strings.Contains(text, "主动公开"):
		return 560
	case hasAny(text, []string{"公告", "公示"}):
		return 260
	case hasAny(text, []string{"新闻", "要闻", "动态", "图片", "视频", "专题"}):
		return 90
	case hasAny(text, []string{"登录", "注册", "搜索", "检索", "日历", "English", "无障碍", "手机版", "打印", "上一篇", "下一篇"}):
		return 5
	}
	return 0
}

// columnOfOthers is the highest score of a name that speaks of something else
// than reports, wherever it stands: the menu of a site stands on its column of
// reports too.
const columnOfOthers = 560

// isReportTitle reports whether text is the title of a disclosure report: it
// speaks of 信息公开 and of a yearly report.
func isReportTitle(text string) bool { return columnScore(text) == 920 }

// score tells what a link promises.
func (r *reader) score(url, text, section string, kind archive.Kind) int {
	context := r.context
	sectionReports := columnScore(section) >= 880
	if sectionReports {
		context = contextReports
	} else if kind != archive.KindPage && section != "" {
		context = max(context, contextOf(url, section))
	}
	if isTwin(url) {
		return twinScore
	}
	named := columnScore(text)
	title := kind == archive.KindPage && utf8.RuneCountInString(text) > maxName
	if named == 920 && hasYear(text) {
		named = 960
		if title && (strings.HasSuffix(text, "通知") || strings.HasSuffix(text, "解读")) {
			named = context.titleScore()
		}
	}
	switch {
	case named >= 880 || named == 5 || named == 200:
		return named
	case kind == archive.KindAttachment:
		if context == contextReports || isReportTitle(r.title) {
			return 940
		}
		return max(named, 300)
	case title && (named == 0 || named > 150):
		return context.titleScore()
	case named > 0 && named <= columnOfOthers:
		return named
	case isYear(text):
		return [...]int{200, 400, 870}[context]
	case sectionReports:
		return 850
	case kind != archive.KindPage && hasAny(strings.ToLower(urls.Path(url)), reportWords):
		return 880
	case isOrgan(text) && kind != archive.KindPage:
		return max(named, context.organScore())
	case named > 0:
		return named
	case kind == archive.KindList:
		switch others := columnScore(section); {
		case others > 0 && others <= columnOfOthers:
			return min(others, 250) // 更多 of another column
		case hasAny(strings.ToLower(urls.Path(url)), disclosureWords):
			return 500
		}
		return 250
	case r.article:
		return contextOther.itemScore()
	default:
		return context.itemScore()
	}
}

// twinScore is the score of a page that shows for a telephone what another one
// shows. It is seldom the only one.
const twinScore = 40

// isTwin reports whether an address is that of a page's twin: article_wap.html.
func isTwin(url string) bool {
	path, _, _ := strings.Cut(urls.Path(url), "?")
	name := path[strings.LastIndexByte(path, '/')+1:]
	base, _, _ := strings.Cut(name, ".")
	return strings.HasSuffix(base, "_wap")
}

// isOrgan reports whether text names an organ, a level of government or a group
// of either: 乡镇, 县级部门, 河包镇, 财政局.
func isOrgan(text string) bool {
	if hasAny(text, []string{"乡镇", "街道", "镇街", "镇办", "街镇", "苏木", "部门", "县直", "区直", "市直"}) {
		return true
	}
	if n := utf8.RuneCountInString(text); n < 2 || n > 16 {
		return false
	}
	for _, end := range []string{"镇", "乡", "局", "委员会", "办公室", "委", "办", "厅", "政府", "管委会", "处", "中心"} {
		if strings.HasSuffix(text, end) {
			return true
		}
	}
	return false
}

// isYear reports whether text is a year and little else: 2023, 2023年, 2023年度.
func isYear(text string) bool {
	return utf8.RuneCountInString(text) <= 8 && hasYear(text)
}

// hasYear reports whether text holds a year in figures of either kind: 2023,
// 二〇二三.
func hasYear(text string) bool {
	for _, century := range []string{"二〇", "二○", "二零"} {
		if strings.Contains(text, century) {
			return true
		}
	}
	for i := 0; i+4 <= len(text); i++ {
		if text[i] == '2' && text[i+1] == '0' && isDigits(text[i+2:i+4]) {
			return true
		}
	}
	return false
}

// hasField reports whether the query of path has the field name=value.
func hasField(path, name, value string) bool {
	_, query, _ := strings.Cut(path, "?")
	got, ok := field(query, name)
	return ok && got == value
}

func hasAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
