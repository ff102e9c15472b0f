// Package mhtml finds the pages in web pages that were saved as a single file
// (RFC 2557): by browsers, by Word, and by Excel, whose workbooks are a page a
// sheet. It decodes their transfer encoding alone; pictures and styles are
// passed over.
package mhtml
