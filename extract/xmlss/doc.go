// Package xmlss reads the workbooks that Excel 2002 and 2003 save as XML
// (SpreadsheetML 2003), which many systems export under the name .xls: each
// sheet as a table of what its cells show, with merged cells.
//
// Formulas show the results that are stored with them. Hidden sheets, rows and
// columns, and comments are left out.
package xmlss
