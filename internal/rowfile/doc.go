// Package rowfile reads the rows of a list that people keep in a spreadsheet:
// of a CSV file, in whatever Chinese charset, or of the first sheet of an XLSX
// workbook, each row with the number that a person sees beside it.
//
// It reads what is written in the cells, not how they are shown: no number
// formats, no hidden rows left out, no formulas.
package rowfile
