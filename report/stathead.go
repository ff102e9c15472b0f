package report

import (
	"slices"
	"strings"
)

// statLabelHeads are the heads of the column of labels, folded.
func statLabelHeads() []string {
	return []string{"统计指标", "指标名称", "指标", "统计项目", "项目", "名称", "内容"}
}

// header looks at a row that may be the table's header, or a part of it. Where it
// has a column of other figures than the report's, of last year, of a quarter, in
// percent, or where figures stand before their labels, it is noted: which of them
// a figure that stands alone belongs to can't be told for certain.
func (s *statistics) header(row []place) {
	labels := slices.ContainsFunc(row, func(p place) bool { return slices.Contains(statLabelHeads(), p.folded) })
	if labels {
		s.besides = ""
	} else if s.last >= 0 {
		return // the table has begun
	}
	figures, named := 0, false
	for _, p := range row {
		switch {
		case p.folded == "" || len(p.folded) > maxStatColumn:
		case slices.Contains(statLabelHeads(), p.folded):
			figures, named = 0, true
		case s.otherFigures(p.folded):
			s.besides = p.text
		case labels && !besideFigures(p.folded):
			if figures++; figures > 1 || !named {
				s.besides = p.text
			}
		}
	}
}

// besideFigures reports whether a column of the table has no figures.
func besideFigures(folded string) bool {
	return hasAny(folded, "单位", "备注", "说明", "代码", "编码", "编号", "序号", "行次", "类别", "分类", "填报", "统计表")
}

// otherFigures reports whether the folded head of a column says that its figures
// are not the report's as they are: of another time, by another measure.
func (s *statistics) otherFigures(folded string) bool {
	if hasAny(folded, "填报", "统计表", "日期", "时间", "情况", "单位:") {
		return false // what stands above the table
	}
	return tellsOther(folded, s.year)
}

// tellsOther reports whether a folded text, in the place of a column's head, names
// figures of another time than the year reported on, or by another measure.
func tellsOther(folded string, year int) bool {
	years := yearsIn(folded)
	return hasAny(folded, "上年", "去年", "上一年", "上期", "同期", "往年", "增长", "增减", "增加", "率", "同比", "%", "季度", "上半年", "下半年", "(万)", "(千)", "(百)") ||
		len(years) == 1 && year != 0 && years[0].year != year && strings.Trim(folded[years[0].end:], "度数") == ""
}
