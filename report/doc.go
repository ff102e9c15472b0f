// Package report reads an annual disclosure report (政府信息公开工作年度报告) out of
// a document: who reports on which year, the six sections, the cells of the
// statutory tables, the tables' own arithmetic, and what a person should know
// about all that.
//
// A cell is found by the label of its row and the order of its header, never by
// its position alone, because reports lose, shift and split cells. What can't
// be read with confidence is left out, and a finding says so: a number without
// a finding is one that stands in the document at that row and column.
//
// The templates are the forms of 2019 and 2021, reports that mix both, the
// 政府信息公开情况统计表 of 2014 to 2018, whose rows are a dictionary and no form, and
// the narrative of the years before, of which only the sections are read.
//
// The package corrects nothing and converts no unit. [CompareYears] says where
// the reports of one issuer contradict each other.
package report
