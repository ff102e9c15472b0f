// Package odt reads OpenDocument texts, zipped (ODT) or flat (FODT):
// paragraphs, headings, lists and tables with their merged cells, as the
// document would print with all tracked changes accepted. Of spreadsheets (ODS)
// it reads what each sheet shows.
//
// Hidden text, sections, sheets, rows and columns of sheets, notes, annotations, ruby text, headers and footers
// are left out; a field shows what it last showed. A text box is read once,
// after the paragraph that it is anchored to. The package reads no images,
// charts, formulas or embedded documents.
package odt
