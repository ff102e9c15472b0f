package export

import (
	"strings"

	"gongkai/archive"
)

func text(name, chinese, english string) Column {
	return Column{Name: name, Kind: Text, Chinese: chinese, English: english}
}

func integer(name, chinese, english string) Column {
	return Column{Name: name, Kind: Integer, Chinese: chinese, English: english}
}

// whose are the columns that begin every table of figures.
func whose() []Column {
	return []Column{
		text("report_id", "报告编号：由文档内容摘要得出，不随存档、时间和解析版本而变", "id of the report: from the digest of its document's content, the same in every archive, at any time, by any version of the parser"),
		text("portal", "网站（配置中的标识），首次采集到本报告之处", "portal, as the config names it, where the report was first read"),
		text("issuer", "发布机关", "issuer"),
		text("division", "行政区划代码", "division code (行政区划代码): 6 digits of a county, 9 of a town"),
		integer("year", "报告年度（不是发布年度）", "year reported on, not the year of publication"),
		text("template", "报告格式", "statutory form: T2019, T2021, STAT2014 or NARR2008; empty where it can't be told"),
	}
}

// source are the columns that lead to the bytes.
func source() []Column {
	return []Column{
		text("url", "采集网址", "URL that it was fetched from"),
		{Name: "captured_at", Kind: Time, Chinese: "采集时间（协调世界时）", English: "when it was fetched, UTC"},
		text("payload_digest", "网站所发字节的SHA-256摘要", "SHA-256 of the bytes that the portal sent"),
	}
}

// fixed are the tables that don't depend on the forms.
func fixed() []Table {
	return []Table{
		reports: {"reports", "报告", "one row a report", concat(whose(), source(), []Column{
			text("document_digest", "文档内容的SHA-256摘要", "SHA-256 of the document's content: title, text and tables"),
			text("previous_id", "上一版本的报告编号：同一网址的上一版，或附件更正前的一份", "report_id of the version before: at the same URL, or before an attachment was corrected"),
			integer("newest", "1：同一网站、机关、年度中最新采集的一份；0：已有更新的版本", "1: the newest of its portal, issuer and year; 0: there is a newer one"),
			text("portals", "载有本报告的全部网站，以空格分隔", "all portals that have the report, parted by spaces"),
			text("issuer_kind", "机关类别", "kind of the issuer: government, office, department, town, street, park"),
			text("title", "标题", "title"),
			integer("cells", "读出的单元格数", "cells that were read: numbers, blanks and texts"),
			integer("numbers", "其中为数字的单元格数", "cells that are numbers"),
			integer("checks_passed", "通过的勾稽关系数", "identities of the form that hold"),
			integer("checks_failed", "不成立的勾稽关系数", "identities that do not hold"),
			integer("checks_not_assessable", "无法判断的勾稽关系数（有空白单元格）", "identities that can't be checked, as a cell is no number"),
			integer("errors", "错误级提示数", "findings of severity error"),
			integer("warnings", "警告级提示数", "findings of severity warning"),
			integer("infos", "信息级提示数", "findings of severity info"),
			text("attachments", "部分表格在附件中时：附件网址，以空格分隔", "URLs of the attachments that some of its tables were read out of, parted by spaces"),
		})},
		cells: {"cells", "单元格（长表）", "one row a statutory cell", concat(whose(), []Column{
			text("table", "法定表", "statutory table: t2.1 to t4, or stat"),
			text("row", "行", "row, by its key"),
			text("column", "列", "column, by its key"),
			text("label", "原文行标题（仅限行目不固定的表）", "label of the row as printed, in tables whose rows are no fixed set"),
			text("state", "状态：number 数字，blank 空白（缺失，不是零），text 不是数字", "number, blank (missing, never zero) or text (something that is no number)"),
			{Name: "value", Kind: Decimal, Chinese: "数值，按原单位，未换算", English: "the number, in the unit that it was printed in: nothing is converted"},
			text("unit", "单位", "unit, where it is known"),
			text("unit_source", "单位来源：cell 单元格，header 表头，row 行，template 法定格式，none 无", "where the unit comes from: cell, header, row, template or none"),
			text("raw", "原文", "the cell as printed"),
			text("severity", "涉及本单元格的提示的最高级别；空：无提示", "the worst severity of a finding that names the cell; empty: none does"),
			text("findings", "涉及本单元格的提示代码，以空格分隔", "codes of the findings that name the cell, parted by spaces"),
		}, source())},
		readings: {"tables", "各法定表的可信程度", "one row a statutory table of a report: how far its figures can be trusted", concat(whose(), []Column{
			text("table", "法定表", "statutory table"),
			text("confidence", "可信度：high 高，medium 中，low 低，none 未找到该表", "high, medium, low, or none where the table was not found"),
			integer("cells", "法定单元格数", "cells that the form has"),
			integer("numbers", "数字", "of these: numbers"),
			integer("blank", "空白", "of these: blank"),
			integer("unresolved", "未能读出", "of these: text, or absent"),
			integer("checks_passed", "通过的勾稽关系数", "identities that hold"),
			integer("checks_failed", "不成立的勾稽关系数", "identities that do not hold"),
			integer("checks_not_assessable", "无法判断的勾稽关系数", "identities that can't be checked"),
			integer("doubted", "被警告或错误提示涉及的数字", "numbers that a warning or an error names"),
		})},
		findings: {"findings", "提示", "one row a finding: what a person should know before a figure is used", concat(whose(), []Column{
			integer("number", "报告内序号", "number within the report, from 1"),
			text("code", "代码", "code of the finding"),
			text("severity", "级别：info 信息，warning 警告，error 错误", "info, warning or error"),
			text("message", "说明", "what was found, with both figures"),
			text("cells", "涉及的单元格，以空格分隔", "keys of the cells that it is about, parted by spaces"),
		}, source(), []Column{
			integer("against", "与之比较的年度（仅限跨年度比对的提示）", "the year compared with, of findings over several years"),
		})},
	}
}

func wideTable(f archive.Form) Table {
	years := "报告年度"
	return Table{
		Name:    "wide_" + strings.ToLower(string(f.ID)),
		Chinese: string(f.ID) + "宽表：每份报告一行，每个法定单元格一列（" + f.Basis + "，" + years + "）",
		English: "one row a report of the form " + string(f.ID) + ", one column a statutory cell (" + f.Basis + ")",
		Columns: concat(whose(), []Column{
			integer("newest", "1：同一网站、机关、年度中最新采集的一份", "1: the newest of its portal, issuer and year"),
			text("doubted", "被警告或错误提示涉及的列，以空格分隔", "columns that a warning or an error names, parted by spaces: look at findings before they are used"),
		}),
	}
}

func concat(parts ...[]Column) []Column {
	var all []Column
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}
