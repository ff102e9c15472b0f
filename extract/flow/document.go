package flow

import (
	"strings"
	"unicode/utf8"

	"gongkai/archive"
	"gongkai/extract/title"
)

// maxFronts is how many passages are looked at for the title.
const maxFronts = 8

// Document returns the document that f holds: Blocks, Tables and the Title that
// it begins with, if it has one. Each table stands before those in its cells.
// The other lists are empty and not nil.
func (f *Flow) Document() archive.Document {
	f.End()
	doc := archive.Document{Blocks: []archive.Passage{}, Tables: []archive.Table{}, Links: []archive.Link{}, Warnings: []archive.Warning{}}
	emit(&doc, f.items)
	doc.Title = f.title(doc.Blocks)
	if f.pictured {
		doc.Warnings = append(doc.Warnings, ofPictures(doc)...)
	}
	return doc
}

// fewCharacters is how many characters a document that is pictures has at most
// beside them.
const fewCharacters = 40

// ofPictures warns of pictures in a document that may be what it has to say.
func ofPictures(doc archive.Document) []archive.Warning {
	n := 0
	for _, b := range doc.Blocks {
		n += utf8.RuneCountInString(b.Text)
	}
	switch {
	case len(doc.Tables) > 0:
		return nil
	case n <= fewCharacters:
		return []archive.Warning{{Code: "scanned_page", Message: "the document is pictures, with few characters beside them; what they show is not read"}}
	}
	return []archive.Warning{{Code: "tables_not_read", Message: "the document has no table, and pictures, which may show one; they were not read"}}
}

func emit(doc *archive.Document, items []item) {
	for _, it := range items {
		if it.table == nil {
			doc.Blocks = append(doc.Blocks, it.passage)
			continue
		}
		index := len(doc.Tables)
		doc.Tables = append(doc.Tables, it.table.Table)
		doc.Blocks = append(doc.Blocks, archive.Passage{Type: archive.PassageTable, Table: &index})
		for _, inner := range it.table.Inner {
			emit(doc, []item{{table: inner}})
		}
	}
}

// title returns the title that the document begins with: the first lines that
// stand out as one, or those that read as a report's title.
func (f *Flow) title(blocks []archive.Passage) string {
	var lines []string
	for i, it := range f.items[:min(len(f.items), maxFronts)] {
		if it.table != nil {
			break
		}
		text := it.passage.Text
		if !it.stands && it.passage.Level != 1 || !title.Line(text) || aside(text) {
			if len(lines) > 0 || i >= 3 || !title.Line(text) {
				break
			}
			continue
		}
		lines = append(lines, strings.Join(strings.Fields(text), " "))
		if joined := strings.Join(lines, ""); title.OfReport(joined) || len(lines) == 3 {
			break
		}
	}
	if len(lines) > 0 {
		return strings.Join(lines, "")
	}
	return title.FromLines(blocks)
}

// aside reports whether a line beside the title is no part of it: a date or
// note in brackets.
func aside(s string) bool {
	return strings.HasPrefix(s, "（") || strings.HasPrefix(s, "(")
}
