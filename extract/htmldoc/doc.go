// Package htmldoc reads a document out of a web page: its own text without the
// site's navigation, its tables as true grids, its title, date and issuer, and
// the files that it offers.
//
// The page is parsed once. What surrounds the article (chrome) is left out, so
// that one article served by two sites reads the same. Tables with statutory
// labels and links to files are taken from anywhere on the page.
//
// Of the page's own style sheets it reads what is struck out, and what Word
// hides. The package wants UTF-8, runs no script and fetches nothing.
package htmldoc
