package report

import "strings"

// statRow is a row of the 政府信息公开情况统计表 of 国办发〔2014〕32号. Provinces add
// rows and leave some out, so the list is a dictionary of labels and no form.
type statRow struct {
	key, label string
	unit       string // as the notice has it; empty where the row is a heading
	group      string // the numeral 一 to 九 that the row stands under
}

// statRows are the rows in their order.
var statRows = newStatRows([]statRow{
	{"published", "（一）主动公开政府信息数", "条", "一"},
	{"published_normative", "主动公开规范性文件数", "条", "一"},
	{"normative_issued", "制发规范性文件总数", "件", "一"},
	{"published_gazette", "1.政府公报公开政府信息数", "条", "一"},
	{"published_website", "2.政府网站公开政府信息数", "条", "一"},
	{"published_weibo", "3.政务微博公开政府信息数", "条", "一"},
	{"published_wechat", "4.政务微信公开政府信息数", "条", "一"},
	{"published_other", "5.其他方式公开政府信息数", "条", "一"},
	{"responses", "（一）回应公众关注热点或重大舆情数", "次", "二"},
	{"press_conferences", "1.参加或举办新闻发布会总次数", "次", "二"},
	{"press_conferences_leader", "主要负责同志参加新闻发布会次数", "次", "二"},
	{"interviews", "2.政府网站在线访谈次数", "次", "二"},
	{"interviews_leader", "主要负责同志参加政府网站在线访谈次数", "次", "二"},
	{"explanations", "3.政策解读稿件发布数", "篇", "二"},
	{"responses_social", "4.微博微信回应事件数", "次", "二"},
	{"responses_other", "5.其他方式回应事件数", "次", "二"},
	{"received", "（一）收到申请数", "件", "三"},
	{"received_in_person", "1.当面申请数", "件", "三"},
	{"received_fax", "2.传真申请数", "件", "三"},
	{"received_online", "3.网络申请数", "件", "三"},
	{"received_letter", "4.信函申请数", "件", "三"},
	{"closed", "（二）申请办结数", "件", "三"},
	{"closed_on_time", "1.按时办结数", "件", "三"},
	{"closed_extended", "2.延期办结数", "件", "三"},
	{"answered", "（三）申请答复数", "件", "三"},
	{"already_public", "1.属于已主动公开范围数", "件", "三"},
	{"granted", "2.同意公开答复数", "件", "三"},
	{"partial", "3.同意部分公开答复数", "件", "三"},
	{"denied", "4.不同意公开答复数", "件", "三"},
	{"denied_secret", "涉及国家秘密", "件", "三"},
	{"denied_trade", "涉及商业秘密", "件", "三"},
	{"denied_privacy", "涉及个人隐私", "件", "三"},
	{"denied_safety", "危及国家安全、公共安全、经济安全和社会稳定", "件", "三"},
	{"denied_no_information", "不是《条例》所指政府信息", "件", "三"},
	{"denied_other", "法律法规规定的其他情形", "件", "三"},
	{"not_competent", "5.不属于本行政机关公开数", "件", "三"},
	{"not_existing", "6.申请信息不存在数", "件", "三"},
	{"amend", "7.告知作出更改补充数", "件", "三"},
	{"other_way", "8.告知通过其他途径办理数", "件", "三"},
	{"review", "四、行政复议数量", "件", "四"},
	{"review_upheld", "（一）维持具体行政行为数", "件", "四"},
	{"review_corrected", "（二）被依法纠错数", "件", "四"},
	{"review_other", "（三）其他情形数", "件", "四"},
	{"suit", "五、行政诉讼数量", "件", "五"},
	{"suit_upheld", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "五"},
	{"suit_corrected", "（二）被依法纠错数", "件", "五"},
	{"suit_other", "（三）其他情形数", "件", "五"},
	{"complaints", "六、举报投诉数量", "件", "六"},
	{"fees", "七、依申请公开信息收取的费用", "万元", "七"},
	{"offices", "（一）政府信息公开工作专门机构数", "个", "八"},
	{"reading_places", "（二）设置政府信息公开查阅点数", "个", "八"},
	{"staff", "（三）从事政府信息公开工作人员数", "人", "八"},
	{"staff_full", "1.专职人员数", "人", "八"},
	{"staff_part", "2.兼职人员数", "人", "八"},
	{"budget", "（四）政府信息公开专项经费", "万元", "八"},
	{"meetings", "（一）召开政府信息公开工作会议或专题会议数", "次", "九"},
	{"trainings", "（二）举办各类培训班数", "次", "九"},
	{"trained", "（三）接受培训人员数", "人次", "九"},
})

// statHeads are the keys of the labels that head groups and have no figure.
var statHeads = newStatHeads("一、主动公开情况", "（二）通过不同渠道和方式公开政府信息的情况", "二、回应解读情况",
	"（二）通过不同渠道和方式回应解读的情况", "三、依申请公开情况", "八、机构建设和保障经费情况", "九、政府信息公开会议和培训情况")

// statSum is a sum that the table has: total and parts by their keys.
type statSum struct {
	total string
	parts []string
}

// statSums are the sums of the table. They are soft: provinces add rows.
func statSums() []statSum {
	return []statSum{
		{"received", []string{"received_in_person", "received_fax", "received_online", "received_letter"}},
		{"closed", []string{"closed_on_time", "closed_extended"}},
		{"answered", []string{"already_public", "granted", "partial", "denied", "not_competent", "not_existing", "amend", "other_way"}},
		{"denied", []string{"denied_secret", "denied_trade", "denied_privacy", "denied_safety", "denied_no_information", "denied_other"}},
		{"review", []string{"review_upheld", "review_corrected", "review_other"}},
		{"suit", []string{"suit_upheld", "suit_corrected", "suit_other"}},
		{"staff", []string{"staff_full", "staff_part"}},
	}
}

// statDictionary is the rows by the keys of their labels.
type statDictionary struct {
	rows  []statRow
	byKey map[string][]int
}

func newStatRows(rows []statRow) statDictionary {
	d := statDictionary{rows: rows, byKey: map[string][]int{}}
	for i, r := range rows {
		key := labelKey(r.label)
		d.byKey[key] = append(d.byKey[key], i)
	}
	return d
}

func newStatHeads(labels ...string) map[string]bool {
	heads := map[string]bool{}
	for _, label := range labels {
		heads[labelKey(label)] = true
	}
	return heads
}

// find returns the index of the row of a label that stands below the row after
// in group, or −1.
func (d *statDictionary) find(key, group string, after int) int {
	all := d.byKey[key]
	if len(all) == 1 {
		return all[0]
	}
	for _, i := range all {
		if group != "" && d.rows[i].group == group || group == "" && i > after {
			return i
		}
	}
	return -1
}

// statKey returns the key of a row's label: that of any label, without 其中.
func statKey(label string) string {
	folded := fold(label)
	for _, word := range []string{"其中:", "其中"} {
		folded = strings.TrimPrefix(unnumbered(folded), word)
	}
	return foldedKey(folded)
}
