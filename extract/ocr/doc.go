// Package ocr reads pages that are pictures: it lays them straight and makes their
// paper white, finds the rules of their tables, erases them, has the program tesseract
// read what is left, that in cells apart from the rest, and hands characters and rules
// to package layout. What it reads is a guess, and its documents say so in a warning
// with the code "ocr".
//
// It needs tesseract with its data for simplified Chinese (chi_sim).
package ocr
