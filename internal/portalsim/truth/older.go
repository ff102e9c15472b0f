package truth

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"gongkai/archive"
)

// statLine is a row of the 政府信息公开情况统计表: a heading where it has no key.
type statLine struct {
	key, label, unit string
	value            Value
}

// statistic draws the 统计表 of a year: its parts add up.
func statistic(issuer Issuer, year int, dice *rand.Rand, st style) []statLine {
	n := func(limit int) int { return dice.IntN(1 + limit*(1+issuer.Scale)) }
	lines := []statLine{}
	head := func(label string) { lines = append(lines, statLine{label: label, unit: "——"}) }
	put := func(key, label, unit string, value int) {
		lines = append(lines, statLine{key, label, unit, st.count(value)})
	}
	parts := func(limit, count int) ([]int, int) {
		list, sum := make([]int, count), 0
		for i := range list {
			if dice.IntN(2) == 0 {
				list[i] = n(limit)
			}
			sum += list[i]
		}
		return list, sum
	}
	head("一、主动公开情况")
	put("published", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", 100+n(900))
	put("published_normative", "其中：主动公开规范性文件数", "条", n(9))
	put("normative_issued", "制发规范性文件总数", "件", n(9))
	head("（二）通过不同渠道和方式公开政府信息的情况")
	for i, label := range []string{"政府公报公开政府信息数", "政府网站公开政府信息数", "政务微博公开政府信息数", "政务微信公开政府信息数", "其他方式公开政府信息数"} {
		put([]string{"published_gazette", "published_website", "published_weibo", "published_wechat", "published_other"}[i],
			strconv.Itoa(i+1)+"."+label, "条", n(300))
	}
	head("二、回应解读情况")
	put("responses", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次", n(5))
	head("（二）通过不同渠道和方式回应解读的情况")
	put("press_conferences", "1.参加或举办新闻发布会总次数", "次", n(4))
	put("press_conferences_leader", "其中：主要负责同志参加新闻发布会次数", "次", n(1))
	put("interviews", "2.政府网站在线访谈次数", "次", n(4))
	put("interviews_leader", "其中：主要负责同志参加政府网站在线访谈次数", "次", n(1))
	put("explanations", "3.政策解读稿件发布数", "篇", n(20))
	put("responses_social", "4.微博微信回应事件数", "次", n(20))
	put("responses_other", "5.其他方式回应事件数", "次", n(6))
	head("三、依申请公开情况")
	ways, received := parts(6, 4)
	put("received", "（一）收到申请数", "件", received)
	for i, label := range []string{"当面申请数", "传真申请数", "网络申请数", "信函申请数"} {
		put([]string{"received_in_person", "received_fax", "received_online", "received_letter"}[i], strconv.Itoa(i+1)+"."+label, "件", ways[i])
	}
	closed, allClosed := parts(6, 2)
	put("closed", "（二）申请办结数", "件", allClosed)
	put("closed_on_time", "1.按时办结数", "件", closed[0])
	put("closed_extended", "2.延期办结数", "件", closed[1])
	reasons, denied := parts(2, 6)
	answers, answered := parts(4, 8)
	answered += denied - answers[3]
	answers[3] = denied
	put("answered", "（三）申请答复数", "件", answered)
	for i, label := range []string{"属于已主动公开范围数", "同意公开答复数", "同意部分公开答复数", "不同意公开答复数", "不属于本行政机关公开数",
		"申请信息不存在数", "告知作出更改补充数", "告知通过其他途径办理数"} {
		put([]string{"already_public", "granted", "partial", "denied", "not_competent", "not_existing", "amend", "other_way"}[i],
			strconv.Itoa(i+1)+"."+label, "件", answers[i])
		if i != 3 {
			continue
		}
		for j, reason := range []string{"其中：涉及国家秘密", "涉及商业秘密", "涉及个人隐私", "危及国家安全、公共安全、经济安全和社会稳定",
			"不是《条例》所指政府信息", "法律法规规定的其他情形"} {
			put([]string{"denied_secret", "denied_trade", "denied_privacy", "denied_safety", "denied_no_information", "denied_other"}[j], reason, "件", reasons[j])
		}
	}
	for _, group := range [][]string{{"review", "四、行政复议数量", "（一）维持具体行政行为数"}, {"suit", "五、行政诉讼数量", "（一）维持具体行政行为或者驳回原告诉讼请求数"}} {
		list, sum := parts(2, 3)
		put(group[0], group[1], "件", sum)
		put(group[0]+"_upheld", group[2], "件", list[0])
		put(group[0]+"_corrected", "（二）被依法纠错数", "件", list[1])
		put(group[0]+"_other", "（三）其他情形数", "件", list[2])
	}
	put("complaints", "六、举报投诉数量", "件", n(2))
	fee := statLine{"fees", "七、依申请公开信息收取的费用", "万元", st.decimal(n(40), 2)}
	lines = append(lines, fee)
	head("八、机构建设和保障经费情况")
	put("offices", "（一）政府信息公开工作专门机构数", "个", 1)
	put("reading_places", "（二）设置政府信息公开查阅点数", "个", n(4))
	staff, all := parts(4, 2)
	put("staff", "（三）从事政府信息公开工作人员数", "人", all)
	put("staff_full", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人", staff[0])
	put("staff_part", "2.兼职人员数", "人", staff[1])
	lines = append(lines, statLine{"budget", "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）", "万元", st.decimal(n(400), 1)})
	head("九、政府信息公开会议和培训情况")
	put("meetings", "（一）召开政府信息公开工作会议或专题会议数", "次", n(4))
	put("trainings", "（二）举办各类培训班数", "次", n(4))
	put("trained", "（三）接受培训人员数", "人次", n(90))
	for i := range lines {
		switch lines[i].unit {
		case "——":
		case "万元":
			lines[i].value.Unit = "万元"
		default:
			lines[i].value.Unit = lines[i].unit
		}
	}
	return lines
}

// drawStatistic draws the figures that issuer's report on year has in its 统计表.
func drawStatistic(issuer Issuer, year int, st style) []statLine {
	return statistic(issuer, year, Dice(issuer.Key, quantityTable, uint64(year)), st)
}

// older writes a report of the form before 2019.
func (r *Report) older(issuer Issuer, year int, st style) {
	dice := Dice(issuer.Key, quantityTable, uint64(year), 7)
	y := strconv.Itoa(year)
	lines := drawStatistic(issuer, year, st)
	received := 0
	for _, l := range lines {
		if l.key == "received" {
			received, _ = strconv.Atoi(l.value.Number)
		}
	}
	r.paragraph("根据《中华人民共和国政府信息公开条例》要求，现公布" + y + "年度政府信息公开工作年度报告。统计期限自" + y + "年1月1日起至" + y + "年12月31日止。")
	r.heading("一、" + pick(dice, []string{"概述", "基本情况", "总体情况"}))
	r.paragraph(y + "年，" + issuer.Name + pick(dice, openings()))
	r.heading("二、主动公开政府信息的情况")
	r.paragraph(pick(dice, published()))
	r.heading("三、依申请公开政府信息和不予公开政府信息的情况")
	r.paragraph(fmt.Sprintf("%s年共收到政府信息公开申请%d件。%s", y, received, pick(dice, handling())))
	r.heading("四、政府信息公开的收费及减免情况")
	r.paragraph("本年度没有收取费用。")
	r.heading("五、因政府信息公开申请行政复议、提起行政诉讼的情况")
	r.paragraph("详见统计表。")
	r.heading("六、存在的主要问题和改进措施")
	r.paragraph(pick(dice, faults()) + pick(dice, remedies()))
	r.heading("七、其他需要报告的事项")
	r.paragraph("无其他需要报告的事项。")
	if r.Template == archive.STAT2014 {
		r.heading("附表 政府信息公开情况统计表")
		r.paragraph("（" + y + "年度）")
		g := newGrid(3, st)
		g.next()
		for _, label := range []string{"统计指标", "单位", "统计数"} {
			g.label(label, 1, 1)
		}
		for _, l := range lines {
			g.next()
			g.label(l.label, 1, 1)
			g.put(l.unit, 1, 1, false)
			g.put(l.value.Raw, 1, 1, false)
		}
		r.table(g.done())
	}
	r.paragraph(issuer.Name)
	r.paragraph(r.Published.Format("2006年1月2日"))
}
