// Package layout reads pages that are drawn, not written: it finds the tables
// in their rules and the paragraphs in where their characters stand. PDF and OFD
// say no more than that.
//
// It knows no file format: a reader hands it [Page] values.
package layout
