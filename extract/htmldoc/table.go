package htmldoc

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/extract/grid"
)

// The limits that HTML sets to spans.
const (
	maxColspan = 1000
	maxRowspan = 65534
)

// wideTable is the width from which columns at the right in which no cell
// begins are taken for a misprinted colspan and cut.
const wideTable = 64

// former forms a table as the WHATWG table model does. Of each column it keeps
// only how many more rows the cell above reaches down, so spans cost no more
// than the table's width.
type former struct {
	layout   *grid.Layout
	cells    []archive.Cell
	pictured map[*html.Node]bool // cells with pictures
	pictures []archive.Cell      // those of them without words
	reach    []int               // rows, from the next on, that a cell above covers in each column
	rows     int
	full     bool
}

// tableOf returns the table that n, a table element, shows; and of the cells with
// pictures those without words.
func tableOf(n *html.Node, layout *grid.Layout, pictured map[*html.Node]bool) (t archive.Table, pictures []archive.Cell) {
	f := former{layout: layout, pictured: pictured}
	caption := ""
	var feet []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || hidden(c) {
			continue
		}
		switch c.DataAtom {
		case atom.Caption:
			if caption == "" {
				caption = textOf(c)
			}
		case atom.Thead, atom.Tbody:
			f.group(c)
		case atom.Tfoot:
			feet = append(feet, c)
		}
	}
	for _, foot := range feet {
		f.group(foot)
	}
	return layout.Table(caption, f.rows, f.width(), f.cells), f.pictures
}

// group forms the rows of a row group, at whose end every cell ends.
func (f *former) group(n *html.Node) {
	first := len(f.cells)
	clear(f.reach)
	for c := n.FirstChild; c != nil && !f.full; c = c.NextSibling {
		if c.Type == html.ElementNode && c.DataAtom == atom.Tr && (!hidden(c) || unseen(c)) {
			f.row(c, n.DataAtom == atom.Thead)
		}
	}
	for i := first; i < len(f.cells); i++ {
		c := &f.cells[i]
		c.Rowspan = min(c.Rowspan, f.rows-c.Row)
	}
}

// row forms one row. A row without cells that no cell covers is no row.
func (f *former) row(tr *html.Node, head bool) {
	column, begun := 0, len(f.cells)
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		text := ""
		if hidden(c) {
			if !unseen(c) {
				continue
			}
		} else if !struck(c) {
			text = textOf(c)
			for text == "" && unframe(c) {
				text = textOf(c)
			}
		}
		for column < len(f.reach) && f.reach[column] > 0 {
			column++
		}
		rowspan, colspan := span(attr(c, "rowspan"), maxRowspan), max(1, span(attr(c, "colspan"), maxColspan))
		if rowspan == 0 {
			rowspan = maxRowspan // to the end of the group
		}
		if !f.layout.Fits(f.rows+1, max(len(f.reach), column+colspan)) {
			f.full = true
			f.cells = f.cells[:begun]
			return
		}
		f.cells = append(f.cells, archive.Cell{
			Row: f.rows, Column: column, Rowspan: rowspan, Colspan: colspan,
			Text: text, Header: head || c.DataAtom == atom.Th,
		})
		if len(f.pictured) > 0 && f.pictured[c] && wordless(text) {
			f.pictures = append(f.pictures, f.cells[len(f.cells)-1])
		}
		for ; colspan > 0; colspan-- {
			if column == len(f.reach) {
				f.reach = append(f.reach, 0)
			}
			f.reach[column] = max(f.reach[column], rowspan)
			column++
		}
	}
	if !f.layout.Fits(f.rows+1, len(f.reach)) {
		f.full = true
		f.cells = f.cells[:begun]
		return
	}
	covered := false
	for i, rows := range f.reach {
		if rows > 0 {
			f.reach[i], covered = rows-1, true
		}
	}
	if covered {
		f.rows++
	}
}

// maxFramed is how many bytes of text a table of one cell sets apart in another's
// cell; one with more arranges a page.
const maxFramed = 100

// unframe makes a block of the table that is all that a cell holds, where it has one
// cell with a short text, or with nothing but a table. It reports whether there is one.
func unframe(cell *html.Node) bool {
	tables := tablesIn(nil, cell)
	if len(tables) != 1 {
		return false
	}
	if s := shapeOf(tables[0]); s.cells != 1 || s.text > maxFramed || s.text > 0 && s.nested > 0 {
		return false
	}
	tables[0].DataAtom, tables[0].Data = atom.Div, "div"
	return true
}

// tablesIn appends the tables below n that are seen and in no other.
func tablesIn(tables []*html.Node, n *html.Node) []*html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type != html.ElementNode || silent(c):
		case c.DataAtom == atom.Table:
			tables = append(tables, c)
		default:
			tables = tablesIn(tables, c)
		}
	}
	return tables
}

// width returns the number of columns.
func (f *former) width() int {
	if len(f.reach) <= wideTable {
		return len(f.reach)
	}
	last := 0
	for _, c := range f.cells {
		last = max(last, c.Column+1)
	}
	return last
}

// span reads a rowspan or colspan: the digits at its beginning, cut at most;
// 1 where there are none.
func span(s string, most int) int {
	s = strings.TrimLeft(s, " \t\n\f\r+")
	n, digits := 0, 0
	for ; digits < len(s) && '0' <= s[digits] && s[digits] <= '9'; digits++ {
		n = min(n*10+int(s[digits]-'0'), most)
	}
	if digits == 0 {
		return 1
	}
	return n
}
