// Package pdf reads PDF files: text, tables and links as a reader sees them on
// the pages. Package layout makes paragraphs and tables of what stands where.
//
// It reads no pictures. A page that is one is told by the warning scanned_page,
// and [Images] hands such pictures out.
package pdf
