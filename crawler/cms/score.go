package cms

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// context is what a page is about, as far as its address and column tell.
type context int

const (
	contextOther      context = iota
	contextDisclosure         // 政府信息公开, 政务公开
	contextReports            // a column of annual reports
)

// listScore is the score of another page, or data request, of such a list. One
// of a column whose name says nothing, and that disclosure does not hold, is read
// for a dozen pages where it brings no report.
func (c context) listScore() int { return [...]int{220, 560, 890}[c] }

// titleScore is the score of an item whose title is told, and not a report's.
func (c context) titleScore() int { return [...]int{90, 150, 280}[c] }

// organScore is the score of the column of an organ or a level of government.
func (c context) organScore() int { return [...]int{450, 620, 880}[c] }

// itemScore is the score of an item whose text tells nothing.
func (c context) itemScore() int { return [...]int{150, 240, 800}[c] }

// maxName is the length of a column's name; what is longer is a title.
const maxName = 12

// listScore is the score of another page of the page's own list. The name of
// its column says more than the address.
func (r *reader) listScore() int {
	named := columnScore(r.column)
	switch {
	case named > 0 && named <= columnOfOthers:
		return min(named, 260)
	case named == 0 && r.context == contextDisclosure:
		return 240
	}
	return r.context.listScore()
}

// contextOf tells what an address and a column's name are about.
func contextOf(a *address, column string) context {
	spoken := textLexicon.read(column)
	if scoreOf(spoken, column) >= 880 {
		return contextReports
	}
	if a.words.has(dirReports) || a.query != "" && strings.Contains(a.low, "/public/column/") && hasField(a.query, "type", "3") {
		return contextReports
	}
	if spoken.has(ofDisclosure) || a.words.has(dirDisclosure) {
		return contextDisclosure
	}
	return contextOther
}

// columnScore scores the name of a column by itself; 0 is no word known.
func columnScore(text string) int { return scoreOf(textLexicon.read(text), text) }

// scoreOf is the score of a text that speaks of topics.
func scoreOf(spoken topics, text string) int {
	switch {
	case text == "公开": // in the menus of many: 资讯, 公开, 服务, 互动
		return 560
	case spoken == 0:
		return 0
	}
	report := spoken.has(ofReport) || spoken.has(ofWork) && spoken.has(ofDisclosure) && hasYear(text)
	switch {
	case report && spoken.has(ofDisclosure):
		return 920
	case spoken.has(ofBudget):
		return 110
	case spoken.has(ofOtherYearly), report && spoken.has(ofOthersReports):
		return 200
	case report:
		return 880
	case strings.HasSuffix(text, "信息公开目录"):
		return 560 // of older portals the way to all that is disclosed
	case spoken.has(ofPapers):
		return 150
	case spoken.has(ofGovDisclosure):
		return 740
	case spoken.has(ofDisclosure):
		return 700
	case spoken.has(ofProactive):
		return 560
	case spoken.has(ofNotices):
		return 260
	case spoken.has(ofNews):
		return 90
	case spoken.has(ofIdle):
		return 5
	}
	return 0
}

// isTopics reports whether text names the column of a site's topics: what was put together
// for a while, each year's reports too. It is worth one look; its other topics are not.
func isTopics(text string) bool {
	switch strings.Trim(text, "·-|>» ") {
	case "专题", "专题专栏", "专题栏目", "专题集锦", "专题列表", "专题专区", "热点专题", "专题回顾", "历史专题", "专栏":
		return true
	}
	return false
}

// columnOfOthers is the highest score of a name that speaks of something else
// than reports, wherever it stands: the menu of a site stands on its column of
// reports too.
const columnOfOthers = 560

// isReportTitle reports whether text is the title of a disclosure report: it
// speaks of 信息公开 and of a yearly report.
func isReportTitle(text string) bool { return columnScore(text) == 920 }

// isCutReportTitle reports whether text may be the title of a disclosure report
// that is cut short: 青渡县财政局2023年政府信息公….
func isCutReportTitle(text string) bool {
	kept := strings.TrimRight(text, ".…")
	if len(text)-len(kept) < len("…") {
		return false
	}
	before, rest, ok := strings.Cut(kept, "年")
	if !ok || !hasYear(before) {
		return false
	}
	rest = strings.TrimPrefix(rest, "度")
	if at := strings.Index(rest, "信息公"); at > 0 {
		organ := strings.TrimSuffix(strings.TrimSuffix(rest[:at], "政府"), "政务")
		if organ != "" && !isOrgan(0, organ) { // 2023年度青渡县财政局政府信息公…
			return false
		}
		rest = rest[at:]
	}
	long := len(rest) >= len("信息公")
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "政府"), "政务")
	return long && slices.ContainsFunc(reportTitles[:], func(title string) bool { return strings.HasPrefix(title, rest) })
}

// reportTitles is what the titles of reports say after the year and 政府.
var reportTitles = [...]string{
	"信息公开工作年度报告", "信息公开年度报告", "信息公开工作报告", "信息公开年报", "信息公开工作情况的报告", "信息公开工作总结",
}

// score tells what a link promises.
func (r *reader) score(a *address, text, section string) int {
	if isTwin(a.low) || a.query != "" && isPlace(text) && otherSite(r.own.query, a.query) {
		return twinScore
	}
	kind, context := a.kind, r.context
	sectionScore := r.sectionScore(section)
	sectionReports := sectionScore >= 880
	if sectionReports {
		context = contextReports
	} else if kind != archive.KindPage && section != "" {
		context = max(context, contextOf(a, section))
	}
	spoken := textLexicon.read(text)
	named := scoreOf(spoken, text)
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
	case kind == archive.KindPage && isCutReportTitle(text):
		return contextReports.itemScore()
	case kind == archive.KindAttachment:
		if context == contextReports || isReportTitle(r.title) {
			return 940
		}
		return max(named, 300)
	case title && context == contextReports && spoken.has(ofDisclosure) && named > 150 && hasYear(text) && !strings.HasSuffix(text, "通知"):
		return context.itemScore() // 青渡县2010年度信息公开情况, among reports
	case title && (named == 0 || named > 150):
		return context.titleScore()
	case kind != archive.KindPage && isTopics(text):
		return 230
	case named > 0 && named <= columnOfOthers:
		return named
	case isYear(text):
		return [...]int{200, 400, 870}[context]
	case sectionReports:
		return 850
	case kind != archive.KindPage && a.words.has(dirReports):
		return 880
	case kind != archive.KindPage && (isOrgan(spoken, text) || text == "" && textLexicon.read(section).has(ofOrgans)): // a part of a map
		return max(named, context.organScore())
	case named > 0:
		return named
	case kind != archive.KindPage:
		switch {
		case sectionScore > 0 && sectionScore <= columnOfOthers:
			return min(sectionScore, 250) // 更多 of another column
		case a.words.has(dirDisclosure):
			return 500
		}
		return 250
	case r.article:
		return contextOther.itemScore()
	default:
		return context.itemScore()
	}
}

// sectionScore is the columnScore of the heading that links stand under, of
// which one follows the other.
func (r *reader) sectionScore(section string) int {
	if section != r.section.name {
		r.section.name, r.section.score = section, columnScore(section)
	}
	return r.section.score
}

// twinScore is the score of a page that shows for a telephone what another one
// shows, which is seldom the only one, and of another place's on a platform that a
// province's counties share.
const twinScore = 40

// isTwin reports whether a path is that of a page's twin: article_wap.html.
func isTwin(low string) bool {
	stem, _ := cutExtension(low)
	return strings.HasSuffix(stem, "_wap")
}

// isPlace reports whether text names a county, a city or a district.
func isPlace(text string) bool {
	n := utf8.RuneCountInString(text)
	return 2 <= n && n <= maxName && (strings.HasSuffix(text, "县") || strings.HasSuffix(text, "市") || strings.HasSuffix(text, "区") || strings.HasSuffix(text, "旗"))
}

// otherSite reports whether a query names another site of a platform that several
// share than the page's own does.
func otherSite(own, query string) bool {
	for name, value := range fieldNames(own) {
		switch name {
		case "siteid", "site_id", "websiteid", "webid", "areaid", "areacode", "regionid", "regioncode":
			if other, ok := field(query, name); ok && other != value {
				return true
			}
		}
	}
	return false
}

// isOrgan reports whether text names an organ, a level of government or a group
// of either: 乡镇, 县级部门, 河包镇, 财政局.
func isOrgan(spoken topics, text string) bool {
	if spoken.has(ofOrgans) {
		return true
	}
	if n := utf8.RuneCountInString(text); n < 2 || n > 16 {
		return false
	}
	for _, end := range [...]string{"镇", "乡", "局", "委员会", "办公室", "委", "办", "厅", "政府", "管委会", "处", "中心"} {
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
	for i := 0; i+4 <= len(text); i++ {
		switch {
		case text[i] == '2' && text[i+1] == '0' && isDigits(text[i+2:i+4]),
			text[i] == "二"[0] && (strings.HasPrefix(text[i:], "二〇") || strings.HasPrefix(text[i:], "二○") || strings.HasPrefix(text[i:], "二零")):
			return true
		}
	}
	return false
}

// hasField reports whether a query has the field name=value.
func hasField(query, name, value string) bool {
	got, ok := field(query, name)
	return ok && got == value
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
