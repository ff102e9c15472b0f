// Package sheet lays out what the sheets of a workbook show as tables, one a
// sheet: without hidden rows and columns, without the empty margins around what
// was written, and with merged cells once. A sheet of sentences is paragraphs.
//
// It knows no file format; a reader says what stands in which cell. However few
// bytes claim however many cells, what is kept is bounded.
package sheet
