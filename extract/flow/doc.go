// Package flow gathers what a document holds in reading order, its paragraphs
// and its tables with the tables in their cells, and makes it a document:
// passages, tables and the title that it begins with. Readers of all formats
// that have paragraphs use it, so that one report reads the same from each.
package flow
