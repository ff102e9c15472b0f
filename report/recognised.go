package report

import (
	"slices"

	"gongkai/archive"
)

// vouch notes the cells of a sum that holds. One figure that alone makes its total is
// not among them: OCR that takes a 7 for a 1 does so in both.
func (f *findings) vouch(keys []string, number func(key string) archive.Number) {
	if f.vouched == nil {
		f.vouched = map[string]bool{}
	}
	others := 0
	for _, key := range keys {
		if !isZero(number(key)) {
			others++
		}
	}
	for _, key := range keys {
		if others != 2 || isZero(number(key)) {
			f.vouched[key] = true
		}
	}
}

// tellRecognised names the cells that OCR read and no sum vouches for.
func tellRecognised(doc *archive.Document, r *archive.AnnualReport, found *findings) {
	read := recognisedTables(doc)
	if read == nil {
		return
	}
	var keys []string
	for i := range r.Cells {
		c := &r.Cells[i]
		if !found.vouched[c.Key()] && (c.Origin == nil || read[c.Origin.Table]) {
			keys = append(keys, c.Key())
		}
	}
	if len(keys) > 0 {
		found.add("conversion_artifact", warning, keys, "OCR read %d cells that no sum vouches for; compare them with the picture", len(keys))
	}
}

// recognisedTables tells of each table of doc whether OCR read it, or is nil where it
// read none of doc.
func recognisedTables(doc *archive.Document) []bool {
	warned := slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == "ocr" })
	read, any := make([]bool, len(doc.Tables)), false
	for i := range doc.Tables {
		read[i] = doc.Tables[i].Recognised
		any = any || read[i]
	}
	switch {
	case any || warned && len(doc.Tables) == 0:
		return read
	case warned: // by a reader that did not tell which
		return slices.Repeat([]bool{true}, len(doc.Tables))
	}
	return nil
}
