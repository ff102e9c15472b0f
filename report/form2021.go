package report

import "gongkai/archive"

// form2021 is 中华人民共和国政府信息公开工作年度报告格式, prescribed by
// 国办公开办函〔2021〕30号 for the reports on 2021 and later years: 200 cells.
var form2021 = form{
	id:    archive.T2021,
	basis: "国办公开办函〔2021〕30号",
	years: [2]int{2021, 0},
	tables: []table{
		{id: "t2.1", item: "一", unit: "件",
			columns: []column{
				{key: "issued", label: "本年制发件数", variants: []string{"本年制发数量"}},
				{key: "repealed", label: "本年废止件数", variants: []string{"本年废止数量"}},
				{key: "in_force", label: "现行有效件数", variants: []string{"现行有效件", "现行有效数量"}},
			},
			rows: []row{
				{key: "rules", label: "规章"},
				{key: "normative", label: "行政规范性文件", variants: []string{"规范性文件"}},
			}},
		{id: "t2.5", item: "五", unit: "件",
			columns: decisionColumn(),
			rows:    []row{{key: "license", label: "行政许可"}}},
		{id: "t2.6", item: "六", unit: "件",
			columns: decisionColumn(),
			rows: []row{
				{key: "penalty", label: "行政处罚"},
				{key: "coercion", label: "行政强制"},
			}},
		{id: "t2.8", item: "八",
			columns: []column{{key: "fee_amount", label: "本年收费金额（单位：万元）", unit: "万元", decimal: true}},
			rows:    []row{{key: "fees", label: "行政事业性收费"}}},
		{id: "t3", unit: "件", columns: applicantColumns(),
			rows: requestRows(
				row{key: "other_no_correction", label: "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
					variants: []string{"1.申请人无正当理由逾期不补正"}},
				row{key: "other_unpaid", label: "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
					variants: []string{"2.申请人逾期未按收费通知要求缴纳费用"}},
				row{key: "other_other", label: "3.其他"},
			)},
		{id: "t4", unit: "件", columns: reviewColumns(), rows: []row{{key: "value"}}},
	},
	signs: []string{"本年制发件数", "本年废止件数", "现行有效件数", "现行有效件", "本年处理决定数量", "本年收费金额",
		"行政规范性文件"},
	signs3: []string{"申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "申请人无正当理由逾期不补正",
		"申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "申请人逾期未按收费通知要求缴纳费用"},
	leafs: append(sharedLeafs(), "other_no_correction", "other_unpaid", "other_other"),
}.build()

func decisionColumn() []column {
	return []column{{key: "decisions", label: "本年处理决定数量", variants: []string{"处理决定数量"}}}
}
