package flow

import (
	"strings"

	"gongkai/archive"
	"gongkai/extract/visible"
)

// Flow is the content of a body, of a cell or of a text box, in reading order.
// The zero value is empty.
type Flow struct {
	items []item
	line  visible.Line // of the paragraph that is being read
	next  Paragraph    // what that paragraph is
	lists bool         // some paragraph is an item of a list

	pictured bool // a picture stands in it, which is not read
}

// Paragraph says what a paragraph is beside its text. The zero value is an
// ordinary one.
type Paragraph struct {
	Level  int  // of a heading, from 1; 0 is none
	List   bool // an item of a list
	Stands bool // stands out as a title does: centred, or in a style for titles
}

// Table is a table with the tables in its cells.
type Table struct {
	archive.Table
	Inner []*Table
}

// item is a passage or a table.
type item struct {
	passage archive.Passage
	stands  bool
	table   *Table
}

// Write adds text to the paragraph that is being read; white space is folded.
func (f *Flow) Write(text string) { f.line.Write(text) }

// WriteAs adds text that is set so, and stands so many half-points higher than
// the line by its position besides.
func (f *Flow) WriteAs(text string, script visible.Script, rise int) {
	f.line.WriteAs(text, script, rise)
}

// Feed begins a new line within the paragraph.
func (f *Flow) Feed() { f.line.Feed() }

// Set says what the paragraph is that is being read.
func (f *Flow) Set(p Paragraph) {
	f.next = p
	f.lists = f.lists || p.List
}

// Lists reports whether a paragraph of f, perhaps one without text, is an item
// of a list.
func (f *Flow) Lists() bool { return f.lists }

// Picture notes that a picture stands here.
func (f *Flow) Picture() { f.pictured = true }

// Pictured reports whether f holds a picture and nothing else.
func (f *Flow) Pictured() bool { return f.pictured && f.Empty() }

// Len returns the bytes of the paragraph so far, and Since its text after Len
// was n.
func (f *Flow) Len() int { return f.line.Len() }

// Since returns what was written after Len was n.
func (f *Flow) Since(n int) string { return f.line.Since(n) }

// End ends the paragraph that is being read; a line break in it ends a passage
// too, as it does in a page. A paragraph without text leaves nothing.
func (f *Flow) End() {
	for text := range strings.SplitSeq(f.line.Take(), "\n") {
		if text == "" {
			continue
		}
		p := archive.Passage{Type: archive.PassageParagraph, Text: text}
		switch {
		case f.next.Level > 0:
			p.Type, p.Level = archive.PassageHeading, f.next.Level
		case f.next.List:
			p.Type = archive.PassageList
		}
		f.items = append(f.items, item{passage: p, stands: f.next.Stands})
	}
	f.next = Paragraph{}
}

// Add ends the paragraph and adds a table, unless it is empty.
func (f *Flow) Add(t *Table) {
	f.End()
	if t.Rows > 0 {
		f.items = append(f.items, item{table: t})
	}
}

// Append moves what other holds to the end of f, before the paragraph that is
// being read.
func (f *Flow) Append(other *Flow) {
	other.End()
	f.items = append(f.items, other.items...)
	f.lists = f.lists || other.lists
	f.pictured = f.pictured || other.pictured
	other.items, other.lists = nil, false
}

// Empty reports whether f holds no text and no table.
func (f *Flow) Empty() bool { return len(f.items) == 0 && f.line.Len() == 0 }

// Text returns the passages as lines: the text of a cell.
func (f *Flow) Text() string {
	if t := f.frame(); t != nil {
		return t.Cells[0].Text
	}
	var lines []string
	for _, item := range f.items {
		if item.table == nil {
			lines = append(lines, item.passage.Text)
		}
	}
	return strings.Join(lines, "\n")
}

// Tables returns the tables.
func (f *Flow) Tables() []*Table {
	if t := f.frame(); t != nil {
		return t.Inner
	}
	var tables []*Table
	for _, item := range f.items {
		if item.table != nil {
			tables = append(tables, item.table)
		}
	}
	return tables
}

// frame returns the table of one cell that is all that a cell holds, which only sets
// its text apart; else nil.
func (f *Flow) frame() *Table {
	if len(f.items) != 1 {
		return nil
	}
	if t := f.items[0].table; t != nil && len(t.Cells) == 1 {
		return t
	}
	return nil
}
