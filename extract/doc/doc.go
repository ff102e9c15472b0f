// Package doc reads Word documents of the binary formats: Word 97–2003, which
// WPS Office writes too, and of Word 6 and 95 the text alone.
//
// It reads paragraphs, headings, lists and tables with their merged cells, as
// the document would print with all tracked changes accepted. Hidden text, field
// codes, comments, footnotes, headers and footers are left out. A text box is
// read once, after the paragraph that it is anchored to, or at the end where its
// anchor is not known. The package reads no images, charts or embedded
// documents.
//
// Facts cite [MS-DOC], "Word (.doc) Binary File Format".
package doc
