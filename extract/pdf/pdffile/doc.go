// Package pdffile opens a PDF and hands out its objects, the decoded data of its
// streams, and its pages (ISO 32000-1 7.3 to 7.7).
//
// Objects are read where they lie when they are asked for. Where the
// cross-reference table of a file is wrong, one is made up of the objects that
// stand in it. Encrypted files go through pdfcpu, which decrypts them.
package pdffile
