package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// refusal says why a document is no report; the words are those that said so.
type refusal struct {
	why, words string
	part       bool // it may be a part of a report
}

func (r *refusal) err() error {
	if r.words == "" {
		return fmt.Errorf("parse document: %w: %s", ErrNotReport, r.why)
	}
	return fmt.Errorf("parse document: %w: %s: %s", ErrNotReport, r.why, clip(r.words))
}

// otherPaper is a kind of paper that speaks of annual reports, or looks like
// one, and the words in its title that tell it.
type otherPaper struct {
	why   string
	words []string
	// whole tells that a document with all that a report has is one all the same:
	// it may be filed under such a title.
	whole bool
}

// otherPapers are the kinds, in the order in which they are looked for.
var otherPapers = []otherPaper{
	{"the yearly figures of a website (政府网站工作年度报表)", []string{"年度报表", "网站工作年度", "网站年度", "网站监管年度", "网站工作报表"}, false},
	{"a report on law-based government (法治政府建设)", []string{"法治政府", "依法行政", "法治建设"}, false},
	{"figures of less than a year", []string{"上半年", "下半年", "半年", "季度", "月份", "月度", "月报", "季报"}, false},
	{"a draft", []string{"征求意见稿", "草案", "送审稿", "讨论稿"}, false},
	{"the report of a school year", []string{"学年"}, false},
	{"a blank form", []string{"模板", "模版", "样表", "样式", "范本", "参考格式", "空表", "填报格式", "报告格式"}, false},
	{"a guide or rule", []string{"指南", "编制说明", "填报说明", "填表说明", "编写说明", "工作规定", "管理办法", "公开办法", "制度"}, true},
	{"the report of another kind of body", []string{"法人年度", "法人年报", "企业信息公示", "环境信息", "企业年度报告", "部门决算", "部门预算", "审计", "巡察", "巡视"}, false},
	{"an explanation", []string{"解读", "图解", "读懂", "一图", "问答", "解析"}, true},
	{"a notice or letter", []string{"通知", "的函", "通报", "公告", "通告", "请示", "批复", "意见", "方案", "要点", "启事", "答复书", "告知书"}, true},
	{"news or minutes", []string{"召开", "举办", "举行", "培训", "会议", "部署", "新闻", "发布会", "座谈", "动态", "推进会", "简报"}, true},
	{"an evaluation", []string{"评估", "测评", "考核", "评议", "满意度", "督查", "检查情况"}, true},
	{"a list of reports", []string{"一览", "汇总", "目录", "清单", "合集", "汇编", "链接"}, true},
	{"a summary of work", []string{"总结", "汇报"}, true},
	{"a register or plain statistics", []string{"登记表", "台账", "统计表", "统计报表", "申请表"}, true},
}

// refuse decides whether a document is no report, by what it calls itself, by
// the period of its figures, and by whether it has any. Without a reason, it
// returns nil.
func refuse(doc *archive.Document, title string, o *outline, labels labelCount) *refusal {
	whole := o.count() >= 5 && labels.statutory() && labels.numbers >= 40
	told := o.count() >= 5 && o.proseSize() >= 60
	for _, name := range o.names(doc, title) {
		if r := otherThan(name, whole || told && announces(name)); r != nil {
			r.part = r.part && (labels.statutory() || labels.statist >= 5)
			return r
		}
	}
	if part := partOfYear(o); part != "" && title == "" {
		return &refusal{why: "figures of less than a year", words: part}
	}
	if labels.statutory() && labels.numbers == 0 && blankForm(title, o) {
		if labels.outcomes > 0 {
			return &refusal{why: "it has the table of section four alone", words: title, part: true}
		}
		return &refusal{why: "a blank form", words: title}
	}
	if labels.statutory() && labels.figures == 0 && namesNobody(fold(title)) {
		return &refusal{why: "a form that has zeros for an example", words: title}
	}
	if labels.statutory() || labels.statist >= 5 {
		return nil
	}
	unread, ok := Unread(doc)
	switch {
	case title == "" && ok:
		return &refusal{why: "what could be read of it is none", words: unread}
	case title == "":
		return &refusal{why: "neither its title nor its tables are those of one", words: strings.TrimSpace(doc.Title)}
	case o.count() < 2:
		return &refusal{why: "it has a title like one, and neither its sections nor its tables", words: title}
	case o.proseSize() < 10:
		return &refusal{why: "a blank form", words: title}
	}
	return nil
}

// Unread says why the text of a document is not, or not for certain, what it shows:
// its pages are pictures, or its characters are unknown. Such a document may be a
// report although nothing in it reads like one.
func Unread(doc *archive.Document) (why string, unread bool) {
	for _, w := range doc.Warnings {
		switch w.Code {
		case "ocr", "scanned_page", "text_as_shapes":
			return w.Message, true
		case "text_unmapped":
			if unknown := strings.Count(doc.Text, "\ufffd"); unknown*4 > utf8.RuneCountInString(doc.Text) {
				return w.Message, true
			}
		}
	}
	return "", false
}

// names returns what a document calls itself: its own title without the site's,
// and the lines that stand first, down to the title of the report. Where that
// names issuer and year, lines above it that speak of no annual report are taken
// for the site's menu.
func (o *outline) names(doc *archive.Document, title string) []string {
	names := []string{}
	if own := fold(ownTitle(doc.Title)); own != "" {
		names = append(names, own)
	}
	whole := title != "" && issuerOf(title) != "" && len(yearsIn(title)) > 0
	for i, line := range o.head {
		if i >= 5 || utf8.RuneCountInString(line) > 60 {
			break
		}
		folded := fold(line)
		if strings.ContainsAny(folded, "。;>") || strings.HasPrefix(folded, "来源") || whole && !hasAny(folded, "年度报告", "年报", "信息公开工作报告") {
			continue
		}
		names = append(names, folded)
		if whole && strings.Contains(fold(title), folded) {
			break
		}
	}
	return append(names, fold(title))
}

// ownTitle cuts what portals put behind a page's title: the names of the column
// and of the site.
func ownTitle(title string) string {
	for _, sep := range []string{"_", "|", " - ", "-", "—", "–", ">"} {
		if i := strings.Index(title, sep); i > 0 && utf8.RuneCountInString(title[:i]) >= 6 && !betweenDigits(title, i, sep) {
			title = title[:i]
		}
	}
	return strings.TrimSpace(title)
}

// betweenDigits reports whether sep, at i in s, stands in 1-9月 or 2022—2023年.
func betweenDigits(s string, i int, sep string) bool {
	return isDigits(s[i-1:i]) && len(s) > i+len(sep) && isDigits(s[i+len(sep):i+len(sep)+1])
}

// Words that a title may have without saying what kind of paper it is: in the
// names of offices, and in those of the columns that whole reports stand in.
var (
	namesOfOffices = strings.NewReplacer("依法行政执法", "", "评估中心", "", "会议中心", "", "审计局", "", "审计厅", "", "审计署", "", "监测评估", "",
		"巡察办", "", "考核办", "", "培训中心", "", "意见建议", "")
	namesOfColumns = strings.NewReplacer("公告", "", "汇总", "", "公示", "")
)

// otherThan returns why a folded name is that of another paper, or nil.
func otherThan(name string, whole bool) *refusal {
	if name == "" {
		return nil
	}
	if endsEarly(name) {
		return &refusal{why: "its title is that of figures of less than a year", words: name}
	}
	bare := namesOfOffices.Replace(name)
	if whole && readsAsReport(name) {
		bare = namesOfColumns.Replace(bare)
	}
	for _, kind := range otherPapers {
		if kind.whole && whole {
			continue
		}
		for _, word := range kind.words {
			if strings.Contains(bare, word) && !(kind.words[0] == "总结" && hasAny(bare, "年度报告", "年报")) {
				return &refusal{why: "its title is that of " + kind.why, words: name, part: word == "统计表" || word == "统计报表"}
			}
		}
	}
	return nil
}

// announces reports whether a folded name is that of the notice that a report was
// published with, 关于印发《…年度报告》的通知, or of the letter, 关于报送…年度报告的函. A
// notice that asks for reports names a task, as 做好…工作 or 报送, or a form.
func announces(name string) bool {
	_, about, _ := strings.Cut(name, "关于")
	for _, end := range []string{"通知", "公告", "通告", "函"} {
		subject, ok := strings.CutSuffix(about, end)
		subject = strings.TrimRight(strings.TrimSuffix(subject, "的"), "》")
		published := strings.HasPrefix(subject, "印发") || strings.HasPrefix(subject, "公布") || strings.HasPrefix(subject, "发布") ||
			end == "函" && strings.HasPrefix(subject, "报送")
		if ok && published && hasAnySuffix(subject, "年度报告", "年报") {
			return true
		}
	}
	return false
}

// endsEarly reports whether a folded name says that the figures end before
// December: 1-11月, 1月至10月, 截至2023年11月.
func endsEarly(name string) bool {
	for end := 0; ; end += len("月") {
		i := strings.Index(name[end:], "月")
		if i < 0 {
			return false
		}
		end += i
		month, start := digitsBefore(name[:end])
		n, err := strconv.Atoi(month)
		if err != nil || n < 1 || n > 11 {
			continue
		}
		before := name[:start]
		if year, at := digitsBefore(strings.TrimSuffix(before, "年")); len(year) == 4 {
			before = before[:at]
		}
		if hasAnySuffix(before, "截至", "截止", "截止到") {
			return true
		}
		for _, word := range []string{"-", "—", "–", "~", "至", "到"} {
			from, ok := strings.CutSuffix(before, word)
			if digits, _ := digitsBefore(strings.TrimSuffix(from, "月")); ok && len(digits) > 0 && len(digits) <= 2 {
				return true
			}
		}
	}
}

func hasAnySuffix(s string, ends ...string) bool {
	for _, end := range ends {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// partOfYear returns the line that says that the figures end before the year
// does, or "".
func partOfYear(o *outline) string {
	for _, line := range o.head {
		if strings.Contains(line, "统计期") && strings.Contains(line, "6月30日") {
			return line
		}
	}
	return ""
}

// blankForm reports whether a report without a number is a form to be filled
// in: it names no issuer, or leaves room for one, or says nothing.
func blankForm(title string, o *outline) bool {
	folded := fold(title)
	if issuerOf(title) == "" && signature(o) == "" || namesNobody(folded) {
		return true
	}
	return o.proseSize() < 60
}

// count returns how many sections there are.
func (o *outline) count() int {
	n := 0
	for _, p := range o.sections {
		if p != nil {
			n++
		}
	}
	return n
}

// proseSize returns how many characters of prose the sections have.
func (o *outline) proseSize() int {
	n := 0
	for _, p := range o.sections {
		if p == nil {
			continue
		}
		for _, line := range p.lines {
			n += utf8.RuneCountInString(line)
		}
	}
	return n
}
