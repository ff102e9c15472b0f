// Package affine moves, scales and turns what is drawn on a page. PDF and OFD
// write their matrices alike.
package affine
