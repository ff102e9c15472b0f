package plain

import (
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// maxPlaces bounds the places of all grids of a document together. The
// largest statutory table has some 300.
const maxPlaces = 200_000

// The codes of warnings.
const (
	warnArtifact  = "conversion_artifact"
	warnCells     = "too_many_cells"
	warnIrregular = "table_irregular"
)

// Read reads text, which is UTF-8, into a document: its title, blocks, tables
// and warnings. It fills no other field; Links is empty and not nil. A text
// line that would make a table larger than the limit is kept as a paragraph.
func Read(text string) archive.Document {
	r := reader{lines: strings.Split(normalise(text), "\n"), places: maxPlaces}
	r.doc.Blocks = []archive.Passage{}
	r.doc.Tables = []archive.Table{}
	r.doc.Links = []archive.Link{}
	r.doc.Warnings = []archive.Warning{}
	title := r.title()
	for r.at < len(r.lines) {
		line := r.lines[r.at]
		switch {
		case strings.Trim(line, " \u00a0\u3000") == "":
			r.at++
		case r.at < title:
			r.heading(1, line)
			r.at++
		case r.beginsDrawn():
			r.drawn()
		case isCellLine(line):
			r.cellLines()
		case isBars(line):
			r.rows(isBars, splitBars)
		case strings.Contains(line, "\t"):
			r.rows(isTabs, splitTabs)
		default:
			r.prose(line)
			r.at++
		}
	}
	return r.doc
}

// reader is one reading of one text.
type reader struct {
	lines  []string
	at     int // index of the line that is next
	places int // of grids, still allowed
	doc    archive.Document
}

// normalise makes every line end "\n", and removes the byte order mark, NUL and
// what is no UTF-8.
func normalise(text string) string {
	text = strings.TrimPrefix(text, "\ufeff")
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\v", "\n",
		"\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\x00", "").Replace(text)
}

// warn adds a warning; the same code is told once.
func (r *reader) warn(code, message string) {
	for _, w := range r.doc.Warnings {
		if w.Code == code {
			return
		}
	}
	r.doc.Warnings = append(r.doc.Warnings, archive.Warning{Code: code, Message: message})
}

func (r *reader) heading(level int, line string) {
	r.doc.Blocks = append(r.doc.Blocks, archive.Passage{
		Type: archive.PassageHeading, Level: level, Text: strings.TrimSpace(line)})
}

// prose adds a line that is no part of a table.
func (r *reader) prose(line string) {
	if line = strings.TrimSpace(line); line == "" {
		return
	}
	if level := headingLevel(line); level > 0 {
		r.heading(level, line)
		return
	}
	r.doc.Blocks = append(r.doc.Blocks, archive.Passage{Type: archive.PassageParagraph, Text: line})
}
