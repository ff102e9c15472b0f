package report

import (
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// maxErratum is more characters than a line has that corrects figures.
const maxErratum = 200

// corrects reports whether a line says that figures of the report were wrong, or
// are others than before. That wrong information is corrected is the work of those
// who report.
func corrects(line string) bool {
	if utf8.RuneCountInString(line) > maxErratum || !hasAny(line, "更正", "勘误", "订正", "应", "改", "误", "更新") {
		return false
	}
	s := strings.TrimLeft(fold(line), "(【[<*※注:附")
	for _, head := range []string{"更正", "勘误", "订正"} {
		if rest, ok := strings.CutPrefix(s, head); ok && (rest == "" || hasAnyPrefix(rest, ":", "说明", "公告", "启事", "通知", "】", "]", ">", ")", "表")) {
			return true
		}
	}
	if hasAny(s, "特此更正", "特此勘误", "现更正", "现予以更正", "现予更正", "更正如下", "勘误如下") {
		return true
	}
	figure := strings.ContainsAny(s, "0123456789") && hasAny(s, "件", "项", "条", "宗", "万元", "人次")
	if figure && hasAny(s, "更正为", "订正为", "应更正", "应改为", "误写为", "误填为", "误报为") {
		return true
	}
	if hasAny(s, "有误", "错误") && (figure && strings.Contains(s, "应为") || hasAny(s, "已更正", "已修正", "已改正")) {
		return true
	}
	_, said, found := strings.Cut(s, "报告")
	if !found {
		_, said, found = strings.Cut(s, "年报")
	}
	before, _, changed := cutAny(said, "进行了修改", "进行了更正", "进行了修正", "作了修改", "作了更正", "已更正", "已修改", "重新发布")
	return found && changed && (before == "" || hasAny(before, "数据", "数字", "表", "日"))
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// cutAny cuts s around the first of these words that it has.
func cutAny(s string, words ...string) (before, after string, found bool) {
	for _, w := range words {
		if before, after, found = strings.Cut(s, w); found {
			return before, after, true
		}
	}
	return s, "", false
}

// tellErrata tells of the lines that correct figures, and of the notes, that stand beside no table: for
// the rows that they name, else for the whole report.
func (o *outline) tellErrata(f *form, r *archive.AnnualReport, found *findings) {
	for _, line := range o.errata {
		words := fold(line)
		keys := numbersOf(r, func(c *archive.ReportCell) bool {
			label := f.rowLabel(c)
			return utf8.RuneCountInString(label) > 2 && strings.Contains(words, label)
		})
		if len(keys) == 0 {
			keys = numbersOf(r, func(*archive.ReportCell) bool { return true })
		}
		switch {
		case len(keys) == 0:
		case corrects(line):
			found.add("cell_unresolved", warning, keys, "a line says that figures were corrected: %s", clip(line))
		default:
			found.add("cell_unresolved", info, keys, "a note speaks of figures: %s", clip(line))
		}
	}
}

// rowLabel returns what the row of a cell is called, without its number.
func (f *form) rowLabel(c *archive.ReportCell) string {
	if f != nil {
		if at, ok := f.at[c.Key()]; ok {
			return labelKey(f.cells[at].rowText)
		}
	}
	return labelKey(c.Label)
}
