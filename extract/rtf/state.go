package rtf

import "gongkai/extract/visible"

// destination is what a group's text is.
type destination byte

const (
	toBody    destination = iota
	toNone                // not read
	toFonts               // names of fonts
	toStyles              // names of styles
	toColours             // the table of colours
	toCode                // a field's code
	toClass               // the name of an object's program
	toForm                // how a field of a form is
	toEntry               // an entry of a list to choose from
	toTitle               // the file's own title
	toShape               // a shape: nothing but the text in it is read
)

// state is what holds within a group.
type state struct {
	to      destination
	fresh   bool // the group has just begun
	starred bool // after \*: it may be ignored
	info    bool // the group holds what the file says of itself
	twice   bool // the group says the same twice, the second time in Unicode
	nested  bool // the group tells how a row of an inner table is drawn
	field   bool // the group is a field
	box     bool // the group is the text of a text box

	font     int
	wide     int  // the font for characters of two bytes, or noFont
	dbch     bool // what follows is such
	fallback int  // characters that stand in for a \u
	hidden   bool
	struck   bool
	doubly   bool // struck out by two lines
	deleted  bool
	script   visible.Script
	rise     int // in half-points, by position alone
	ink      visible.Colour
	ground   visible.Colour // of the characters

	paragraph
}

// paragraph is what a paragraph is.
type paragraph struct {
	style   int
	inTable bool
	depth   int
	centred bool
	list    bool
	outline int // from 1; 0 is none
	fill    visible.Colour
}

// noFont stands for no font.
const noFont = -1

// tables returns how many tables the paragraph stands in.
func (p paragraph) tables() int {
	if p.inTable {
		return max(p.depth, 1)
	}
	return p.depth
}

// skipped reports whether a group that begins with this word is not read.
func skipped(name string) bool {
	switch name {
	case "filetbl", "pict", "nonshppict", "shprslt", "listtext", "pntext", "pntxta", "pntxtb",
		"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf",
		"footnote", "annotation", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn",
		"xe", "tc", "tcn", "rxe", "txe", "bkmkstart", "bkmkend", "private", "template", "nonesttables", "sp", "objdata":
		return true
	}
	return false
}
