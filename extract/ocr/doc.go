// Package ocr reads pages that are pictures: it finds the rules of their tables,
// erases them, has the program tesseract read what is left, and hands characters
// and rules to package layout. What it reads is a guess, and its documents say
// so in a warning with the code "ocr".
//
// It needs tesseract with its data for simplified Chinese (chi_sim).
package ocr
