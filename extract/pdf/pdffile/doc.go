// Package pdffile opens a PDF and hands out its objects, the decoded data of its
// streams, and its pages (ISO 32000-1 7.3 to 7.7).
//
// Objects are read where they lie when they are asked for. A file that is
// encrypted, or whose cross-reference table is wrong, goes through pdfcpu, which
// decrypts and mends; a large file is read much faster without.
package pdffile
