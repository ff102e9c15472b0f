// Package export lays annual reports out in tables, and writes the tables in
// formats that programs for data read: CSV, XLSX, Parquet, SQLite, and JSON
// Lines.
//
// The same reports in the same order give the same bytes: nothing of the time,
// the machine or the order in which goroutines run is written. The package
// reads no archive, and changes no figure: what a format can't hold exactly is
// left out of it, and stands in the column raw as it was printed.
package export
