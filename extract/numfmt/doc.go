// Package numfmt shows the numbers of spreadsheets as their number formats do:
// what a person sees in a cell, not what is stored. Digits are rounded in
// decimal, half away from zero, from the fifteen that a spreadsheet keeps.
//
// What a format means that the package doesn't know (fractions, eras) is not
// guessed: the number is shown as General shows it, and the caller is told.
// Colours, alignment, the numerals of DBNum and a point with nothing behind it
// are not shown.
package numfmt
