package sheet

import (
	"sort"

	"gongkai/archive"
)

// cellsOf returns the cells of what is shown in row-major order, each place
// without text one of its own.
func (v *view) cellsOf() []archive.Cell {
	texts := v.placed()
	columns := len(v.keptCols)
	cells := make([]archive.Cell, 0, len(v.owner))
	for at, owner := range v.owner {
		c := archive.Cell{Row: at / columns, Column: at % columns, Rowspan: 1, Colspan: 1, Text: texts[at]}
		if owner > 0 {
			m := v.merged[owner-1]
			if m.Top != c.Row || m.Left != c.Column {
				continue
			}
			c.Rowspan, c.Colspan, c.Text = m.Bottom-m.Top+1, m.Right-m.Left+1, v.texts[owner-1]
		}
		cells = append(cells, c)
	}
	return cells
}

// placed returns the text of each place, and notes what has none because it is
// hidden or covered.
func (v *view) placed() []string {
	texts := make([]string, len(v.owner))
	for _, c := range v.cells {
		if c.text == "" || v.anchors[[2]int{c.row, c.column}] {
			continue
		}
		row := sort.SearchInts(v.keptRows, c.row)
		column := sort.SearchInts(v.keptCols, c.column)
		switch {
		case v.rows.has(c.row):
			v.hiddenRows[c.row] = true
		case v.columns.has(c.column):
			v.hiddenColumns[c.column] = true
		case row == len(v.keptRows) || column == len(v.keptCols) || v.keptRows[row] != c.row || v.keptCols[column] != c.column:
			v.cut = true
		case v.owner[row*len(v.keptCols)+column] > 0:
			v.covered = true
		default:
			texts[row*len(v.keptCols)+column] = c.text
		}
	}
	return texts
}
