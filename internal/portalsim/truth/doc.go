// Package truth writes annual disclosure reports (政府信息公开工作年度报告) of
// issuers that do not exist, with figures that are known cell by cell.
//
// A report follows from a key, an issuer and a year alone. Its tables have the
// geometry of the statutory forms of 2019 and 2021, every identity (勾稽关系) of
// the form holds, and what one year carries out the next carries in. Reports of
// 2014 to 2018 have the 统计表 of those years, and those before none. The
// package knows nothing of markup: it hands over passages and tables.
package truth
