// Package plain reads plain text: paragraphs, headings, and the four shapes in
// which the tables of annual reports survive a conversion to text.
//
//   - one cell a line, each led by a tab, rows apart by an empty line;
//   - cells between bars: "a | b | c |";
//   - cells between tabs;
//   - cells between the strokes of a drawn table: ├──┼──┤ or +---+---+.
//
// Text knows no merged cells, so every cell of a table has the span 1, and a
// column number tells only how many cells stood before it in the row. A place
// that only pads a short row is in the grid but not among the cells. The
// package decodes no charset, and judges no content.
package plain
