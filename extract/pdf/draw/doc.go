// Package draw carries out the content of a PDF's pages (ISO 32000-1 8, 9 and 14)
// without painting: it notes where glyphs, straight lines and images would stand.
package draw
