// Package edges forms tables that are told as Word tells them in DOC and RTF:
// paragraph by paragraph, with marks that end a cell or a row, and for each row
// how it is drawn: where its cells' edges stand and which of them go on from the
// cell before or above.
//
// Nothing there counts columns. A table's columns are what lies between the
// edges of all its rows.
package edges
