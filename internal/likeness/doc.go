// Package likeness tells whether two documents are the same annual report in
// another dress, a corrected version of it, or two reports that only share a
// form.
//
// Reports of one form resemble each other very much whoever wrote them, so that
// text alone can't tell: what names a report are its issuer, its year and its
// figures. A [Sketch] keeps them in a few hundred bytes beside a MinHash of the
// text, [Relate] compares two of them, and [Bands] names what two documents that
// are to be compared have in common where their issuer or year is not known.
// [Compare] tells people what differs.
//
// The package keeps nothing.
package likeness
