package docx

import (
	"strings"

	"gongkai/archive"
	"gongkai/extract/visible"
)

// flow is the content of the body, of a cell or of a text box.
type flow struct {
	items []item
	line  visible.Line // of the paragraph that is being read
	next  item         // what that paragraph is
}

// item is a passage or a table.
type item struct {
	passage archive.Passage
	stands  bool // centred, or in a style for titles
	table   *formed
}

// formed is a table with the tables in its cells.
type formed struct {
	table archive.Table
	inner []*formed
}

// end ends the paragraph that is being read; a line break in it ends a passage
// too, as it does in a page.
func (f *flow) end() {
	for text := range strings.SplitSeq(f.line.Take(), "\n") {
		if text == "" {
			continue
		}
		next := f.next
		if next.passage.Type == "" {
			next.passage.Type = archive.PassageParagraph
		}
		next.passage.Text = text
		f.items = append(f.items, next)
	}
	f.next = item{}
}

// text returns the passages as lines.
func (f *flow) text() string {
	var lines []string
	for _, item := range f.items {
		if item.table == nil {
			lines = append(lines, item.passage.Text)
		}
	}
	return strings.Join(lines, "\n")
}

// tables returns the tables.
func (f *flow) tables() []*formed {
	var tables []*formed
	for _, item := range f.items {
		if item.table != nil {
			tables = append(tables, item.table)
		}
	}
	return tables
}
