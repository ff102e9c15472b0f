// Package xls reads the workbooks of Excel 97–2003 (BIFF8, [MS-XLS]), and those
// of WPS Spreadsheets in that form (ET): each sheet as a table of what its cells
// show, with merged cells.
//
// Formulas show the results that are stored with them. Hidden sheets, rows and
// columns, comments, charts, pictures, headers and footers are left out. The
// package reads neither workbooks that need a password nor those of Excel 95 and
// before, which it names.
package xls
