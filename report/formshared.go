package report

// applicantColumns are the columns of the table of section three, the same in
// both forms.
func applicantColumns() []column {
	return []column{
		{key: "natural", label: "自然人"},
		{key: "commercial", label: "商业企业"},
		{key: "research", label: "科研机构"},
		{key: "public_welfare", label: "社会公益组织"},
		{key: "legal_service", label: "法律服务机构"},
		{key: "other_org", label: "其他"},
		{key: "total", label: "总计"},
	}
}

// requestRows are the rows of the table of section three, in which the forms
// differ only by what stands under （六）其他处理.
func requestRows(others ...row) []row {
	rows := []row{
		{key: "new", label: "一、本年新收政府信息公开申请数量", variants: []string{"本年新收政府信息公开申请", "本年度新收政府信息公开申请数量", "本年度新收政府信息公开申请"}},
		{key: "carried_in", label: "二、上年结转政府信息公开申请数量", variants: []string{"上年结转政府信息公开申请", "上年度结转政府信息公开申请数量",
			"上一年结转政府信息公开申请数量", "上一年度结转政府信息公开申请数量"}},
		{key: "granted", label: "（一）予以公开"},
		{key: "partial", label: "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"},
		{key: "deny_secret", label: "1.属于国家秘密"},
		{key: "deny_law", label: "2.其他法律行政法规禁止公开"},
		{key: "deny_3s1s", label: "3.危及“三安全一稳定”"},
		{key: "deny_third_party", label: "4.保护第三方合法权益"},
		{key: "deny_internal", label: "5.属于三类内部事务信息"},
		{key: "deny_process", label: "6.属于四类过程性信息"},
		{key: "deny_enforcement_file", label: "7.属于行政执法案卷"},
		{key: "deny_query", label: "8.属于行政查询事项"},
		{key: "unable_not_held", label: "1.本机关不掌握相关政府信息", variants: []string{"本机关不掌握相关信息"}},
		{key: "unable_create", label: "2.没有现成信息需要另行制作"},
		{key: "unable_unclear", label: "3.补正后申请内容仍不明确"},
		{key: "noproc_petition", label: "1.信访举报投诉类申请"},
		{key: "noproc_repeat", label: "2.重复申请"},
		{key: "noproc_publication", label: "3.要求提供公开出版物"},
		{key: "noproc_mass", label: "4.无正当理由大量反复申请"},
		{key: "noproc_confirm", label: "5.要求行政机关确认或重新出具已获取信息"},
	}
	rows = append(rows, others...)
	return append(rows,
		row{key: "result_total", label: "（七）总计", variants: []string{"（七）合计"}},
		row{key: "carried_out", label: "四、结转下年度继续办理", variants: []string{"结转下一年度继续办理", "结转下年继续办理", "结转下一年继续办理"}})
}

// sharedLeafs are the keys of the rows that both forms add up to （七）总计, but
// for those under （六）其他处理.
func sharedLeafs() []string {
	return []string{"granted", "partial", "deny_secret", "deny_law", "deny_3s1s", "deny_third_party",
		"deny_internal", "deny_process", "deny_enforcement_file", "deny_query", "unable_not_held",
		"unable_create", "unable_unclear", "noproc_petition", "noproc_repeat", "noproc_publication",
		"noproc_mass", "noproc_confirm"}
}

// reviewColumns are the columns of the table of section four: three groups of
// the same five.
func reviewColumns() []column {
	var columns []column
	for _, group := range reviewGroups() {
		for _, c := range outcomeColumns() {
			columns = append(columns, column{key: group + "." + c.key, label: c.label, group: group})
		}
	}
	return columns
}

func reviewGroups() []string { return []string{"review", "suit_direct", "suit_after_review"} }

func outcomeColumns() []column {
	return []column{
		{key: "upheld", label: "结果维持"},
		{key: "corrected", label: "结果纠正"},
		{key: "other", label: "其他结果"},
		{key: "pending", label: "尚未审结"},
		{key: "total", label: "总计"},
	}
}
