// Package xlsx reads the workbooks of Excel 2007 and later (Office Open XML,
// transitional or strict, with macros or without): each sheet as a table of what
// its cells show, with merged cells.
//
// Formulas show the results that are stored with them. Hidden sheets, rows and
// columns, comments, charts, pictures, headers and footers are left out. The
// package does not read binary workbooks (XLSB), which it names.
package xlsx
