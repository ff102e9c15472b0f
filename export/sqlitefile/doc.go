// Package sqlitefile writes SQLite databases (file format 3,
// https://www.sqlite.org/fileformat2.html) of tables whose rows come one after
// another: each page is written once, in the order in which it is full, so that
// hundreds of millions of rows need little memory and no library in C.
//
// It reads no database, changes none, and makes no index.
package sqlitefile
