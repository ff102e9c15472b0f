// Package grid lays the cells that a reader found out as a table, within the
// limits of one document: a few bytes of spans must not become gigabytes of
// places.
//
// It knows no file format; the readers say where a cell stands and what it
// spans.
package grid
