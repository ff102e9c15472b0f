package truth

import "gongkai/archive"

// line is a row or a column of a statutory table. group is where a row of
// section three stands: resultGroup for a direct child of 三, or the label of
// the numbered heading above it.
type line struct {
	key, label, group string
}

// block is one statutory table with its figures, rows by columns.
type block struct {
	id, caption string
	rows        []line
	columns     []line
	values      [][]Value
}

const resultGroup = "三、本年度办理结果"

// TemplateOf returns the form that reports of year follow.
func TemplateOf(year int) archive.Template {
	switch {
	case year >= 2021:
		return archive.T2021
	case year >= 2019:
		return archive.T2019
	case year >= 2014:
		return archive.STAT2014
	}
	return archive.NARR2008
}

// sectionTwo returns the tables of section two without figures.
func sectionTwo(t archive.Template) []block {
	if t == archive.T2021 {
		handled := []line{{key: "decisions", label: "本年处理决定数量"}}
		return []block{
			{id: "t2.1", caption: "第二十条第（一）项",
				columns: []line{{key: "issued", label: "本年制发件数"}, {key: "repealed", label: "本年废止件数"}, {key: "in_force", label: "现行有效件数"}},
				rows:    []line{{key: "rules", label: "规章"}, {key: "normative", label: "行政规范性文件"}}},
			{id: "t2.5", caption: "第二十条第（五）项", columns: handled,
				rows: []line{{key: "license", label: "行政许可"}}},
			{id: "t2.6", caption: "第二十条第（六）项", columns: handled,
				rows: []line{{key: "penalty", label: "行政处罚"}, {key: "coercion", label: "行政强制"}}},
			{id: "t2.8", caption: "第二十条第（八）项",
				columns: []line{{key: "fee_amount", label: "本年收费金额（单位：万元）"}},
				rows:    []line{{key: "fees", label: "行政事业性收费"}}},
		}
	}
	items := []line{{key: "prev_items", label: "上一年项目数量"}, {key: "delta", label: "本年增/减"}, {key: "decisions", label: "处理决定数量"}}
	return []block{
		{id: "t2.1", caption: "第二十条第（一）项",
			columns: []line{{key: "made", label: "本年新制作数量"}, {key: "opened", label: "本年新公开数量"}, {key: "open_total", label: "对外公开总数量"}},
			rows:    []line{{key: "rules", label: "规章"}, {key: "normative", label: "规范性文件"}}},
		{id: "t2.5", caption: "第二十条第（五）项", columns: items,
			rows: []line{{key: "license", label: "行政许可"}, {key: "other_service", label: "其他对外管理服务事项"}}},
		{id: "t2.6", caption: "第二十条第（六）项", columns: items,
			rows: []line{{key: "penalty", label: "行政处罚"}, {key: "coercion", label: "行政强制"}}},
		{id: "t2.8", caption: "第二十条第（八）项", columns: items[:2],
			rows: []line{{key: "fees", label: "行政事业性收费"}}},
		{id: "t2.9", caption: "第二十条第（九）项",
			columns: []line{{key: "projects", label: "采购项目数量"}, {key: "amount", label: "采购总金额"}},
			rows:    []line{{key: "procurement", label: "政府集中采购"}}},
	}
}

// sectionThree returns the table of section three without figures.
func sectionThree(t archive.Template) block {
	const deny, unable, noproc, other = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"
	b := block{id: "t3", columns: applicants(), rows: []line{
		{"new", "一、本年新收政府信息公开申请数量", ""},
		{"carried_in", "二、上年结转政府信息公开申请数量", ""},
		{"granted", "（一）予以公开", resultGroup},
		{"partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", resultGroup},
		{"deny_secret", "1.属于国家秘密", deny},
		{"deny_law", "2.其他法律行政法规禁止公开", deny},
		{"deny_3s1s", "3.危及“三安全一稳定”", deny},
		{"deny_third_party", "4.保护第三方合法权益", deny},
		{"deny_internal", "5.属于三类内部事务信息", deny},
		{"deny_process", "6.属于四类过程性信息", deny},
		{"deny_enforcement_file", "7.属于行政执法案卷", deny},
		{"deny_query", "8.属于行政查询事项", deny},
		{"unable_not_held", "1.本机关不掌握相关政府信息", unable},
		{"unable_create", "2.没有现成信息需要另行制作", unable},
		{"unable_unclear", "3.补正后申请内容仍不明确", unable},
		{"noproc_petition", "1.信访举报投诉类申请", noproc},
		{"noproc_repeat", "2.重复申请", noproc},
		{"noproc_publication", "3.要求提供公开出版物", noproc},
		{"noproc_mass", "4.无正当理由大量反复申请", noproc},
		{"noproc_confirm", "5.要求行政机关确认或重新出具已获取信息", noproc},
	}}
	if t == archive.T2021 {
		b.rows = append(b.rows,
			line{"other_no_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", other},
			line{"other_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", other},
			line{"other_other", "3.其他", other})
	} else {
		b.rows = append(b.rows, line{"other", other, resultGroup})
	}
	b.rows = append(b.rows,
		line{"result_total", "（七）总计", resultGroup},
		line{"carried_out", "四、结转下年度继续办理", ""})
	return b
}

func applicants() []line {
	return []line{
		{key: "natural", label: "自然人"},
		{key: "commercial", label: "商业企业"},
		{key: "research", label: "科研机构"},
		{key: "public_welfare", label: "社会公益组织"},
		{key: "legal_service", label: "法律服务机构"},
		{key: "other_org", label: "其他"},
		{key: "total", label: "总计"},
	}
}

// sectionFour returns the table of section four without figures: one row.
func sectionFour() block {
	b := block{id: "t4", rows: []line{{key: "value"}}}
	for _, group := range []string{"review", "suit_direct", "suit_after_review"} {
		b.columns = append(b.columns,
			line{key: group + ".upheld", label: "结果维持"},
			line{key: group + ".corrected", label: "结果纠正"},
			line{key: group + ".other", label: "其他结果"},
			line{key: group + ".pending", label: "尚未审结"},
			line{key: group + ".total", label: "总计"})
	}
	return b
}
