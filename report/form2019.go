package report

import "gongkai/archive"

// form2019 is 中华人民共和国政府信息公开工作年度报告格式（试行）, prescribed by
// 国办公开办函〔2019〕60号 for the reports on 2019 and 2020: 198 cells.
var form2019 = form{
	id:    archive.T2019,
	basis: "国办公开办函〔2019〕60号",
	years: [2]int{2019, 2020},
	tables: []table{
		{id: "t2.1", item: "一", unit: "件",
			columns: []column{
				{key: "made", label: "本年新制作数量"},
				{key: "opened", label: "本年新公开数量"},
				{key: "open_total", label: "对外公开总数量"},
			},
			rows: []row{
				{key: "rules", label: "规章"},
				{key: "normative", label: "规范性文件", variants: []string{"行政规范性文件"}},
			}},
		{id: "t2.5", item: "五", unit: "项/件",
			columns: itemColumns(true),
			rows: []row{
				{key: "license", label: "行政许可"},
				{key: "other_service", label: "其他对外管理服务事项"},
			}},
		{id: "t2.6", item: "六", unit: "项/件",
			columns: itemColumns(true),
			rows: []row{
				{key: "penalty", label: "行政处罚"},
				{key: "coercion", label: "行政强制"},
			}},
		{id: "t2.8", item: "八", unit: "项",
			columns: itemColumns(false),
			rows:    []row{{key: "fees", label: "行政事业性收费"}}},
		{id: "t2.9", item: "九",
			columns: []column{
				{key: "projects", label: "采购项目数量"},
				{key: "amount", label: "采购总金额", decimal: true},
			},
			rows: []row{{key: "procurement", label: "政府集中采购"}}},
		{id: "t3", unit: "件", columns: applicantColumns(),
			rows: requestRows(row{key: "other", label: "（六）其他处理"})},
		{id: "t4", unit: "件", columns: reviewColumns(), rows: []row{{key: "value"}}},
	},
	signs: []string{"本年新制作数量", "本年新公开数量", "对外公开总数量", "上一年项目数量", "本年增/减",
		"其他对外管理服务事项", "政府集中采购", "采购项目数量", "采购总金额"},
	leafs: append(sharedLeafs(), "other"),
}.build()

// itemColumns are the columns of （五） and （六）; （八） has no decisions.
func itemColumns(decisions bool) []column {
	columns := []column{
		{key: "prev_items", label: "上一年项目数量"},
		{key: "delta", label: "本年增/减", signed: true, variants: []string{"本年增/", "本年增减数量"}},
	}
	if decisions {
		columns = append(columns, column{key: "decisions", label: "处理决定数量"})
	}
	return columns
}
