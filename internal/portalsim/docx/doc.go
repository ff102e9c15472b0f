// Package docx writes a small Word document (Office Open XML): paragraphs and
// tables with merged cells, nothing else. It reads nothing.
package docx
