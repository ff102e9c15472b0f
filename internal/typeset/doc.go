// Package typeset sets a report with its tables on pages, as a word processor
// does, and says where each character and each rule stands. The tests of what
// reads drawn pages, and the writer of OFD files, draw with it.
package typeset
