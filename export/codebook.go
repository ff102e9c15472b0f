package export

import "strings"

// codebookTable describes the codebook, which is a table too.
func codebookTable() Table {
	return Table{
		Name: "codebook", Chinese: "数据说明", English: "what every table, column and code means",
		Columns: []Column{
			text("schema", "表结构版本", "version of the tables"),
			text("kind", "条目类别：table 表，column 列，code 代码", "what is described: table, column or code"),
			text("table", "表", "table"),
			text("column", "列", "column"),
			text("code", "代码", "value that a column of codes can have"),
			text("type", "类型", "text, integer, decimal or time"),
			text("cell", "法定单元格", "key of the statutory cell: table.row.column of the cells table, joined by points"),
			text("unit", "格式规定的单位", "unit that the form prints; empty where it prints none"),
			text("zh", "中文说明", "meaning in Chinese"),
			text("en", "英文说明", "meaning in English"),
		},
	}
}

// Codebook returns the rows of the codebook.
func (l *Layout) Codebook() [][]Value {
	var rows [][]Value
	add := func(fields ...string) {
		row := []Value{textValue(Schema)}
		for _, f := range fields {
			row = append(row, textValue(f))
		}
		rows = append(rows, row)
	}
	for _, t := range l.Tables {
		add("table", t.Name, "", "", "", "", "", t.Chinese, t.English)
		for _, c := range t.Columns {
			add("column", t.Name, c.Name, "", c.Kind.String(), c.Cell, c.Unit, c.Chinese, c.English)
		}
	}
	for _, c := range codes() {
		for name := range strings.FieldsSeq(c.columns) {
			table, column, _ := strings.Cut(name, ".")
			add("code", table, column, c.code, "", "", "", c.chinese, c.english)
		}
	}
	return rows
}

// keys returns the texts that most rows of cells are made of: the keys and units
// of the forms, and the codes.
func (l *Layout) keys() []string {
	var all []string
	known := map[string]bool{"": true}
	add := func(s string) {
		if !known[s] {
			known[s], all = true, append(all, s)
		}
	}
	for _, t := range l.Tables {
		for _, c := range t.Columns {
			key := c.Cell // table.row.column, and a table may have a point
			for range 2 {
				at := strings.LastIndexByte(key, '.')
				add(key[at+1:])
				key = key[:max(at, 0)]
			}
			add(key)
			add(c.Unit)
		}
	}
	for _, c := range codes() {
		add(c.code)
	}
	return all
}

// code is a value that columns can have.
type code struct {
	columns          string // table.column, parted by spaces
	code             string
	chinese, english string
}

func codes() []code {
	const found = "findings.code cells.findings"
	const compared = "findings.code" // what several reports tell speaks against none of their cells alone
	return []code{
		{"reports.template", "T2019", "国办公开办函〔2019〕60号格式，用于2019、2020年度", "form of 国办公开办函〔2019〕60号, for the reports on 2019 and 2020"},
		{"reports.template", "T2021", "国办公开办函〔2021〕30号格式，用于2021年度以后", "form of 国办公开办函〔2021〕30号, for the reports on 2021 and later"},
		{"reports.template", "STAT2014", "《政府信息公开情况统计表》（国办发〔2014〕32号），用于2014至2018年度", "statistics table of 国办发〔2014〕32号, for the reports on 2014 to 2018"},
		{"reports.template", "NARR2008", "2007年《政府信息公开条例》下的文字报告，无法定表格", "narrative under the regulation of 2007, without a statutory table"},
		{"cells.state", "number", "数字", "a number"},
		{"cells.state", "blank", "空白，或表示没有的符号；是缺失，不是零", "nothing printed, or a sign for nothing: missing, never zero"},
		{"cells.state", "text", "印有内容，但不是数字", "something printed that is no number"},
		{"cells.unit_source", "cell", "单元格内印有单位", "the cell itself"},
		{"cells.unit_source", "header", "表头印有单位", "the header of its column"},
		{"cells.unit_source", "row", "行内印有单位", "its row"},
		{"cells.unit_source", "template", "法定格式规定的单位", "the form, which prints it for all"},
		{"cells.unit_source", "none", "没有单位", "nothing: no unit is known"},
		{"cells.severity findings.severity", "info", "信息：数字不受影响", "the figures stand"},
		{"cells.severity findings.severity", "warning", "警告：使用前应当核对", "look before a figure is used"},
		{"cells.severity findings.severity", "error", "错误：所涉数字相互矛盾或无法读出", "figures contradict each other, or can't be read"},
		{found, "identity_broken", "勾稽关系不成立", "an identity of the form does not hold"},
		{found, "narrative_mismatch", "正文数字与表格不一致", "a figure of the text differs from the table"},
		{found, "unit_in_cell", "单元格内印有单位", "a unit is printed within the cell"},
		{found, "unit_missing", "没有印出单位", "no unit is printed"},
		{found, "variant_character", "标题用了异体字", "a label has a variant character"},
		{found, "header_truncated", "表头不完整", "a header is not complete"},
		{found, "row_shifted", "行错位", "a row is shifted"},
		{found, "cell_unresolved", "单元格无法读出", "a cell can't be read for certain"},
		{found, "table_missing", "缺少法定表", "a statutory table is missing"},
		{found, "tables_attached", "网页中缺少的表格取自其附件", "tables that the page lacks were read out of its attachments"},
		{found, "section_missing", "缺少法定部分", "a section is missing"},
		{found, "section_renumbered", "部分的序号与规定不同", "a section has another number"},
		{found, "year_mismatch", "年度前后不一致", "the years in the report differ"},
		{found, "title_missing", "没有标题", "there is no title"},
		{found, "issuer_missing", "标题和落款中没有发布机关", "neither title nor signature names the issuer"},
		{found, "issuer_mismatch", "发布机关前后不一致", "the issuers in the report differ"},
		{found, "template_mismatch", "格式与年度不符，或混用两种格式", "the form is not that of the year, or two are mixed"},
		{found, "conversion_artifact", "读取文件时有警告（级别 warning，代码在说明末尾，如 ocr）；或文件转换留下的痕迹（级别 info）", "warning: the file was read with a warning, whose code ends the message, as ocr; info: a trace of its conversion"},
		{compared, "carry_mismatch", "上年结转与上一年度的结转下年度不一致（逐年比对得出）", "上年结转 is not what the year before carried out (years are compared)"},
		{compared, "in_force_mismatch", "现行有效件数与上一年度的现行有效、本年制发、废止不衔接（逐年比对得出）", "现行有效 does not go on from last year's by 制发 and 废止 (years are compared)"},
		{compared, "items_mismatch", "上一年项目数量与上一年度的数量及其增减不衔接（逐年比对得出）", "上一年项目数量 is not last year's with its 增/减 (years are compared)"},
		{compared, "outlier", "数值与本机关其他各年度相差十倍以上（逐年比对得出）", "a figure lies ten times beyond those of all the issuer's other years (years are compared)"},
		{compared, "versions_differ", "同一报告的两份文本数字不同（比对两份文本得出）", "two copies of one report differ in their figures"},
		{"findings.code", Damaged, "存档记录已损坏，本报告的数字无法取出", "the archive's record is damaged: the report's figures are not in this export"},
	}
}

// Damaged is the code of the finding about a report whose record can't be read
// back.
const Damaged = "record_damaged"
