package report

import "strings"

// applicants are all who may apply, and who reports, whom a clause names and counts
// none apart.
var applicants = strings.NewReplacer("我单位", "", "本单位", "", "我部门", "", "本部门", "", "公民、法人和其他组织", "", "公民、法人或其他组织", "", "公民、法人或者其他组织", "", "公民、法人及其他组织", "")

// partOfRequests are words of a clause that counts a part of the requests, which is
// not compared with all of them.
var partOfRequests = []string{"自然人", "法人", "企业", "网上", "网络", "网站", "信函", "当面", "邮件", "传真", "邮寄", "在线",
	"书面", "流程", "指南", "申请表", "样式", "渠道", "咨询", "平台", "线上", "电子", "现场", "乡镇", "街道", "部门", "单位", "按时", "延期", "结转", "涉及", "涉企"}

// compareRequests compares 收到…申请N件, or 申请量为N件, with what was received, or
// that and what was carried over.
func (c *counts) compareRequests(clause string) {
	clause = applicants.Replace(clause)
	if !hasAny(clause, "公开申请", "申请公开") || hasAny(clause, "复议", "诉讼", "举报", "投诉", "信访", "建议", "提案") || hasAny(clause, partOfRequests...) {
		return
	}
	n := requestsCounted(clause)
	if n < 0 {
		return
	}
	if c.book == nil {
		c.compareStatistic(clause, n, "requests", "received")
		return
	}
	received, known := c.book.sum([]string{"t3.new.total"})
	both, alsoKnown := c.book.sum([]string{"t3.new.total", "t3.carried_in.total"})
	if !known || c.hear("t3.new.total", n, received.is(n) || alsoKnown && both.is(n)) {
		return
	}
	c.found.add("narrative_mismatch", warning, []string{"t3.new.total"},
		"the text counts %d requests, and the table has %s received: %s", n, received.number(), clip(strings.TrimSpace(clause)))
}

// requestsCounted returns how many requests a clause says were received, or −1.
func requestsCounted(clause string) int {
	if _, total, ok := cutAny(clause, "申请总量", "申请总数", "申请数量", "申请件数", "申请量", "申请公开数量", "申请公开总量"); ok {
		n, after := leadingInt(strings.TrimLeft(total, "共计为是:："+gaps))
		if n >= 0 && (isCase(after) || after == "") {
			return n
		}
	}
	if _, what, ok := cutAny(clause, "未收到", "没有收到", "未受理", "未接到", "未曾收到"); ok {
		what, _, _ = cutAny(what, "公开申请", "申请公开")
		if strings.Trim(what, "任何有关相的过依要求政府信息公民众群社会各类") != "" {
			return -1 // none of a kind
		}
		return 0
	}
	verb := firstAny(clause, "收到", "受理", "接收", "接到", "新收", "新增")
	if verb < 0 {
		return -1
	}
	return countAfter(clause[verb:])
}

// compareAnswered compares 办结…申请N件 and 答复…申请N件 with the sum of the results.
// What was received is answered too, where a text is not exact.
func (c *counts) compareAnswered(clause string) {
	clause = applicants.Replace(clause)
	if c.book == nil || !hasAny(clause, "公开申请", "申请公开") || hasAny(clause, partOfRequests...) || hasAny(clause, "其中", "较", "同比", "上年", "去年", "逾期") {
		return
	}
	_, what, ok := cutAny(clause, "办结", "答复")
	n := caseCount(what)
	if !ok || n < 0 {
		return
	}
	c.compareAny(clause, n, "answered", []string{"t3.result_total.total"}, []string{"t3.new.total"}, []string{"t3.new.total", "t3.carried_in.total"})
}

// compareApplicants compares 自然人申请N件, and 法人或其他组织申请N件, with their columns.
func (c *counts) compareApplicants(clause string) {
	if c.book == nil || hasAny(clause, "复议", "诉讼", "较", "同比", "上年", "去年", "占", "%") {
		return
	}
	clause = strings.TrimLeft(strings.TrimPrefix(strings.TrimSpace(clause), "其中"), ":："+gaps)
	for _, who := range []struct {
		words   []string
		columns []string
	}{
		{[]string{"自然人"}, []string{"natural"}},
		{[]string{"法人或其他组织", "法人和其他组织", "法人及其他组织", "法人、其他组织", "法人或者其他组织"}, []string{"commercial", "research", "public_welfare", "legal_service", "other_org"}},
	} {
		for _, word := range who.words {
			rest, ok := strings.CutPrefix(clause, word)
			n := caseCount(rest)
			if !ok || n < 0 {
				continue
			}
			var sums [3][]string
			for _, col := range who.columns {
				sums[0] = append(sums[0], "t3.new."+col)
				sums[1] = append(sums[1], "t3.new."+col, "t3.carried_in."+col)
				sums[2] = append(sums[2], "t3.result_total."+col)
			}
			c.compareAny(clause, n, "by "+word, sums[:]...)
		}
	}
}

// compareAny tells where n is none of the sums of cells that are known; the first
// of them has to be.
func (c *counts) compareAny(clause string, n int, what string, sums ...[]string) {
	first, known := c.book.sum(sums[0])
	agrees := false
	for _, keys := range sums {
		sum, ok := c.book.sum(keys)
		agrees = agrees || ok && sum.is(n)
	}
	if known && !c.hear(sums[0][0], n, agrees) {
		c.found.add("narrative_mismatch", warning, sums[0], "the text counts %d requests %s, and the table has %s: %s",
			n, what, first.number(), clip(strings.TrimSpace(clause)))
	}
}

// caseCount returns the number of cases that s begins with, behind words that say
// nothing but that they are requests, or −1.
func caseCount(s string) int {
	n, after := leadingInt(strings.TrimLeft(s, "了的共计总为是数量政府信息公开依申请提出交:："+gaps))
	if n < 0 || !isCase(after) {
		return -1
	}
	return n
}
