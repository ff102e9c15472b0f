// Package docx reads Word documents (Office Open XML, transitional or strict):
// paragraphs, headings, lists and tables with their merged cells, as the
// document would print with all tracked changes accepted.
//
// Hidden text, field codes, comments, footnotes, headers and footers are left
// out. A text box is read once, after the paragraph that it is anchored to. The
// package reads no images, charts or embedded documents.
package docx
