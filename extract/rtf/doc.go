// Package rtf reads Rich Text documents: paragraphs, headings, lists and tables
// with their merged cells, as the document would print with all tracked changes
// accepted.
//
// Hidden text, field codes, comments, footnotes, headers and footers are left
// out. A text box is read once, after the paragraph that it is anchored to. The
// package reads no pictures or embedded objects.
//
// Facts cite "Rich Text Format (RTF) Specification, Version 1.9.1".
package rtf
