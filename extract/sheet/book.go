package sheet

import (
	"fmt"
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/extract/flow"
	"gongkai/extract/grid"
	"gongkai/extract/title"
)

// Book gathers the sheets of a workbook. The zero value is ready.
type Book struct {
	Palette *Palette // of the workbook; nil is the usual one

	layout   grid.Layout
	flow     flow.Flow
	places   int // of all tables
	title    string
	links    []archive.Link
	warnings []archive.Warning
}

// Add lays out the next sheet.
func (b *Book) Add(s *Sheet) {
	if s.Hidden {
		if s.written > 0 {
			b.Warn("hidden_sheet", fmt.Sprintf("the sheet %q is hidden; it was left out", s.Name))
		}
		return
	}
	v := s.look(func(rows, columns int) bool { return rows*columns <= grid.MaxPlaces-b.places })
	b.places += len(v.owner)
	t := b.layout.Table(caption(s.Name), len(v.keptRows), len(v.keptCols), v.cellsOf())
	if b.title == "" {
		b.title = titleOf(t)
	}
	if prose(t) {
		for _, c := range t.Cells {
			b.write(c.Text)
		}
	} else {
		b.flow.Add(&flow.Table{Table: t})
	}
	for _, text := range s.boxes {
		b.write(text)
	}
	b.link(s)
	b.warnOf(v)
}

// write adds lines of text.
func (b *Book) write(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		b.flow.Write(line)
		b.flow.End()
	}
}

// prose reports whether a sheet is no table but sentences below each other: no
// row has a second text.
func prose(t archive.Table) bool {
	sentences := false
	last := -1
	for _, c := range t.Cells {
		if c.Text == "" {
			continue
		}
		if c.Row == last {
			return false
		}
		last = c.Row
		sentences = sentences || strings.Contains(c.Text, "。")
	}
	return sentences
}

// warnOf warns of what the sheet has that the table has not.
func (b *Book) warnOf(v *view) {
	if n := len(v.hiddenRows); n > 0 {
		b.Warn("hidden_rows", fmt.Sprintf("%d rows with text of the sheet %q are hidden; they were left out", n, v.Name))
	}
	if n := len(v.hiddenColumns); n > 0 {
		b.Warn("hidden_columns", fmt.Sprintf("%d columns with text of the sheet %q are hidden; they were left out", n, v.Name))
	}
	if v.HidesZeros && slices.ContainsFunc(v.cells, func(c cell) bool { return zero(c.text) }) {
		b.Warn("number_format", fmt.Sprintf("the sheet %q does not show its zeros; they were read", v.Name))
	}
	if v.covered {
		b.Warn("table_covered", fmt.Sprintf("a cell that a merged cell of the sheet %q covers has a text of its own, which is not shown; it was left out", v.Name))
	}
	if v.overlap {
		b.Warn("table_overlap", fmt.Sprintf("merged cells of the sheet %q lie across each other; the first stands", v.Name))
	}
	switch {
	case v.full || v.cut:
		b.Warn("table_too_large", fmt.Sprintf("the sheet %q has more places than are read; it was cut", v.Name))
	case v.squeezed:
		b.Warn("sheet_squeezed", fmt.Sprintf("the sheet %q has texts far from each other; the empty rows and columns between were left out", v.Name))
	}
}

// zero reports whether a text is a number that is 0.
func zero(text string) bool {
	return strings.Contains(text, "0") && strings.Trim(text, "0.%") == ""
}

// maxWarnings is how many warnings of a workbook are kept.
const maxWarnings = 100

// Warn adds a warning, unless there is an equal one.
func (b *Book) Warn(code, message string) {
	w := archive.Warning{Code: code, Message: message}
	for _, had := range b.warnings {
		if had == w {
			return
		}
	}
	if len(b.warnings) < maxWarnings {
		b.warnings = append(b.warnings, w)
	}
}

// maxLinks is how many links of a workbook are kept.
const maxLinks = 5_000

// link adds the links of a sheet's cells that lead to other documents.
func (b *Book) link(s *Sheet) {
	for _, l := range s.links {
		if len(b.links) < maxLinks && (strings.HasPrefix(l.url, "http://") || strings.HasPrefix(l.url, "https://")) {
			b.links = append(b.links, archive.Link{URL: l.url, Text: strings.ReplaceAll(s.at(l.row, l.column), "\n", " ")})
		}
	}
}

// Document returns the workbook as a document. Its title is the report's title
// that its first table begins with, else named.
func (b *Book) Document(named string) archive.Document {
	doc := b.flow.Document()
	if b.title != "" {
		doc.Title = b.title
	}
	if doc.Title == "" {
		doc.Title = named
	}
	doc.Links = append(doc.Links, b.links...)
	doc.Warnings = append(b.warnings, b.layout.Warnings()...)
	return doc
}

// caption returns a sheet's name where a person has given it one.
func caption(name string) string {
	name = fold(name)
	rest := name
	for _, usual := range []string{"Sheet", "sheet", "Table", "工作表", "表"} {
		if after, ok := strings.CutPrefix(name, usual); ok {
			rest = after
			break
		}
	}
	if strings.Trim(rest, "0123456789 ()（）") == "" {
		return ""
	}
	return name
}

// titleOf returns the title of a report that a table begins with: rows with one
// cell of text alone.
func titleOf(t archive.Table) string {
	var lines []string
	row, texts := 0, []string(nil)
	for i := 0; i <= len(t.Cells); i++ {
		if i == len(t.Cells) || t.Cells[i].Row != row {
			if len(texts) > 1 || len(texts) == 1 && !title.Line(texts[0]) || row >= 5 {
				break
			}
			if len(texts) == 1 && !strings.HasPrefix(texts[0], "附件") && !strings.HasPrefix(texts[0], "附表") {
				lines = append(lines, texts[0])
			}
			if joined := strings.Join(lines, ""); title.OfReport(joined) {
				return joined
			}
			texts = nil
		}
		if i == len(t.Cells) {
			break
		}
		row = t.Cells[i].Row
		if text := t.Cells[i].Text; text != "" {
			texts = append(texts, strings.ReplaceAll(text, "\n", ""))
		}
	}
	return ""
}
