// Package font tells what the codes of a PDF's fonts stand for and how much room
// their glyphs take (ISO 32000-1 9.5 to 9.10). It draws nothing.
//
// Where neither the font nor the collection of its characters says which
// character a glyph is, it is none: a guess could be a wrong number.
//
// glyphlist.txt is the Adobe Glyph List, whose licence it begins with, in the
// order of its names.
package font
