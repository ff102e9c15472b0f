package report

import (
	"strings"

	"gongkai/archive"
)

// told is a count of the text that a cell has too.
type told struct {
	begin  []string // one of these stands before what is counted; nil for none
	what   string   // is counted
	units  []string
	key    string
	except string // a word that says the count is of something else
}

// toldFigures are the counts of section two, and of the statistics table.
func toldFigures() []told {
	cases := []string{"件", "宗", "起", "项"}
	did := []string{"作出", "办理", "办结", "实施", "处理", "下达", "完成"}
	return []told{
		{did, "行政许可", cases, "t2.5.license.decisions", ""},
		{did, "行政处罚", cases, "t2.6.penalty.decisions", ""},
		{did, "行政强制", cases, "t2.6.coercion.decisions", ""},
		{[]string{"制发", "制定", "出台", "印发"}, "规范性文件", cases, "t2.1.normative.issued", ""},
		{[]string{"废止"}, "规范性文件", cases, "t2.1.normative.repealed", "修改"},
		{[]string{"现行有效"}, "规范性文件", cases, "t2.1.normative.in_force", ""},
		{[]string{"收取", "征收"}, "行政事业性收费", []string{"万元"}, "t2.8.fees.fee_amount", "减免"},
		{nil, "予以公开", cases[:1], "t3.granted.total", "不"},
		{nil, "部分公开", cases[:1], "t3.partial.total", "不"},
		{[]string{"主动公开"}, "政府信息", []string{"条"}, "stat.published.value", ""},
	}
}

// elsewhere are words of a clause that counts what is not all that the tables count:
// what was shown or sent on, what stands in a list, what another office did.
var elsewhere = []string{"公示", "推送", "归集", "上传", "网站", "平台", "微信", "微博", "公报", "栏目", "系统", "事项", "目录", "清单", "局", "中心", "乡镇",
	"街道", "备案", "审查", "清理", "转发", "累计", "共享", "政策", "草案", "多", "余", "约", "近", "不予", "听证", "失效"}

// compareFigures compares what a clause counts with the cell that counts it too,
// where it says no more than that: 作出行政许可决定12件, 行政处罚3件.
func (c *counts) compareFigures(clause string) {
	clause = strings.TrimSpace(clause)
	if !strings.ContainsAny(clause, "0123456789") {
		return
	}
	for _, t := range toldFigures() {
		at := strings.Index(clause, t.what)
		if at < 0 || t.except != "" && strings.Contains(clause, t.except) || hasAny(clause, elsewhere...) {
			continue
		}
		before, after := strings.TrimSuffix(clause[:at], "行政"), clause[at+len(t.what):]
		before = strings.TrimRight(before, "的了各类")
		before = strings.TrimLeft(cutYears(before), "全年本度我单位其中共,:：")
		done := before == "" && (strings.HasPrefix(t.what, "行政") || t.begin == nil) || hasAnySuffix(before, t.begin...)
		if !done {
			continue
		}
		for _, word := range []string{"处理", "决定", "信息", "案件", "数量", "数", "总", "件", "共", "计", "为", ":", "："} {
			after = strings.TrimPrefix(after, word)
		}
		after = strings.TrimLeft(after, gaps)
		unit := strings.TrimLeft(after, "0123456789.")
		said, _, ok := readNumber(after[:len(after)-len(unit)])
		if !ok || !hasAnyPrefix(strings.TrimLeft(unit, gaps), t.units...) || t.units[0] == "万元" && !c.inWan(t.key) {
			continue
		}
		if number := c.number(t.key); number != "" && !(amount{}).plus(number).equal(amount{}.plus(said)) {
			c.found.add("narrative_mismatch", warning, []string{t.key}, "the text counts %s × %s, and the table has %s: %s", said, t.what, number, clip(clause))
		}
	}
}

// number returns the number of a cell, or "".
func (c *counts) number(key string) archive.Number {
	if row, ok := strings.CutPrefix(key, "stat."); ok {
		if c.statistics == nil {
			return ""
		}
		return c.statistics.number(strings.TrimSuffix(row, ".value"))
	}
	if c.book == nil {
		return ""
	}
	if _, ok := c.book.form.at[key]; !ok {
		return ""
	}
	return c.book.number(key)
}

// inWan reports whether a cell of section two is in 万元.
func (c *counts) inWan(key string) bool {
	if c.book == nil {
		return false
	}
	i, ok := c.book.form.at[key]
	return ok && c.book.slots[i].cell.Unit == "万元"
}
