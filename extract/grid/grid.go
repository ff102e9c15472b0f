package grid

import (
	"slices"

	"gongkai/archive"
)

// The limits of one document. The largest statutory table has under 300
// places.
const (
	MaxPlaces = 200_000  // rows × columns of all tables together
	MaxBytes  = 16 << 20 // of texts repeated in the places that merged cells cover
)

// Layout lays out the tables of one document. The zero value is ready.
type Layout struct {
	places  int
	bytes   int
	overlap bool
	large   bool
	heavy   bool
}

// Fits reports whether a table of rows × columns still fits, and remembers
// where it does not.
func (l *Layout) Fits(rows, columns int) bool {
	if rows > 0 && columns > (MaxPlaces-l.places)/rows {
		l.large = true
		return false
	}
	return true
}

// Table returns the table of these cells, whose order decides which of two has
// a place that both claim: the first. Spans are cut at the table's edges, and
// places that no cell covers are empty. Cells that begin outside are dropped. A
// table that does not fit (see [Layout.Fits]) comes back without places or
// cells.
func (l *Layout) Table(caption string, rows, columns int, cells []archive.Cell) archive.Table {
	if !l.Fits(rows, columns) {
		rows, columns, cells = 0, 0, nil
	}
	l.places += rows * columns
	t := archive.Table{Caption: caption, Rows: rows, Columns: columns, Cells: make([]archive.Cell, 0, len(cells)), Grid: make([][]string, rows)}
	texts := make([]string, rows*columns)
	taken := make([]bool, rows*columns)
	for r := range rows {
		t.Grid[r] = texts[r*columns : (r+1)*columns : (r+1)*columns]
	}
	for _, c := range cells {
		if c.Row < 0 || c.Column < 0 || c.Row >= rows || c.Column >= columns {
			continue
		}
		c.Rowspan = min(max(c.Rowspan, 1), rows-c.Row)
		c.Colspan = min(max(c.Colspan, 1), columns-c.Column)
		t.Cells = append(t.Cells, c)
		for r := c.Row; r < c.Row+c.Rowspan; r++ {
			for k := c.Column; k < c.Column+c.Colspan; k++ {
				at := r*columns + k
				if taken[at] {
					l.overlap = true
					continue
				}
				taken[at] = true
				texts[at] = l.repeat(c.Text, r == c.Row && k == c.Column)
			}
		}
	}
	return t
}

// Dense leaves out the columns that are narrow, next to nothing in width, and
// returns how many are left: word processors that measure columns in twips write
// such columns where two edges should be one, and nobody sees them. A narrow
// column that is all that a cell has is kept. Dense changes cells.
func Dense(columns int, narrow []bool, cells []archive.Cell) int {
	if len(narrow) > columns {
		narrow = narrow[:columns]
	}
	kept := slices.Clone(narrow)
	left := before(columns, narrow)
	for _, c := range cells {
		if end := c.Column + max(c.Colspan, 1); 0 <= c.Column && end <= columns && left[end] == left[c.Column] {
			kept[c.Column] = false
		}
	}
	left = before(columns, kept)
	for i := range cells {
		c := &cells[i]
		if end := c.Column + max(c.Colspan, 1); 0 <= c.Column && end <= columns {
			c.Column, c.Colspan = left[c.Column], left[end]-left[c.Column]
		}
	}
	return left[columns]
}

// before returns how many columns that are not narrow stand before each, and
// before the end.
func before(columns int, narrow []bool) []int {
	left := make([]int, columns+1)
	for i := range columns {
		left[i+1] = left[i]
		if i >= len(narrow) || !narrow[i] {
			left[i+1]++
		}
	}
	return left
}

// repeat returns text for a place that its cell covers, or "" where the
// document's repetitions have become too many.
func (l *Layout) repeat(text string, first bool) string {
	if first || text == "" {
		return text
	}
	if l.bytes += len(text); l.bytes > MaxBytes {
		l.heavy = true
		return ""
	}
	return text
}

// Warnings says what could not be laid out well, over all tables so far.
func (l *Layout) Warnings() []archive.Warning {
	var ws []archive.Warning
	if l.large {
		ws = append(ws, archive.Warning{Code: "table_too_large", Message: "a table has more places than are read; it was cut or left out"})
	}
	if l.overlap {
		ws = append(ws, archive.Warning{Code: "table_overlap", Message: "two cells of a table claim the same place; the first has it"})
	}
	if l.heavy {
		ws = append(ws, archive.Warning{Code: "table_repetition", Message: "merged cells cover too much; their text stands only in their first place"})
	}
	return ws
}
