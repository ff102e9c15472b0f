// Package workbook writes XLSX workbooks (ECMA-376) of plain sheets: a heading
// that stays in view, and rows one after another. A sheet that is full goes on
// in another one. Rows are compressed by whoever makes them, on any goroutine,
// and only joined here, so that memory does not grow with the sheets.
//
// It has no formulas: a text is a text, whatever it begins with.
package workbook
