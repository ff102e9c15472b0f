package plain

import (
	"strings"

	"gongkai/archive"
)

// isBars reports whether line has cells between bars.
func isBars(line string) bool {
	n := strings.Count(line, "|")
	return n >= 2 || n == 1 && strings.HasSuffix(strings.TrimSpace(line), "|")
}

// splitBars returns the cells of line. A bar at either end opens or closes a
// cell; every other one parts two.
func splitBars(line string) []string {
	line = strings.TrimSpace(line)
	line = strings.TrimPrefix(line, "|")
	line = strings.TrimSuffix(line, "|")
	return splitTrim(line, "|")
}

func isTabs(line string) bool { return strings.Contains(line, "\t") }

func splitTabs(line string) []string { return splitTrim(line, "\t") }

// splitTrim parts line at sep. It copies no text.
func splitTrim(line, sep string) []string {
	cells := strings.Split(line, sep)
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(cell)
	}
	return cells
}

// rows reads the lines from here on that are table lines by is, one row each,
// into one table.
func (r *reader) rows(is func(string) bool, split func(string) []string) {
	var t grid
	for ; r.at < len(r.lines) && is(r.lines[r.at]); r.at++ {
		line := r.lines[r.at]
		n := strings.Count(line, "\t") + strings.Count(line, "|") + 1
		if !t.fits(n, r.places) {
			break
		}
		cells := split(line)
		if isRule(cells) {
			r.warn(warnArtifact, "a line of dashes between table rows was dropped")
			continue
		}
		t.add(cells)
	}
	r.table(t)
	if r.at < len(r.lines) && is(r.lines[r.at]) {
		r.overflow()
	}
}

// overflow keeps a table line as prose, because the tables are full.
func (r *reader) overflow() {
	r.warn(warnCells, "the tables have more cells than are read; the rest is text")
	r.prose(r.lines[r.at])
	r.at++
}

// isRule reports whether cells are the rule under a header: nothing but dashes,
// at least three in each.
func isRule(cells []string) bool {
	some := false
	for _, cell := range cells {
		if cell == "" {
			continue
		}
		if len(cell) < 3 || strings.Trim(cell, "-:=") != "" {
			return false
		}
		some = true
	}
	return some
}

// grid is a table being read.
type grid struct {
	rows  [][]string
	width int
}

// fits reports whether one more row of n cells keeps the padded grid within
// places.
func (g *grid) fits(n, places int) bool {
	return max(n, g.width) <= places/(len(g.rows)+1)
}

func (g *grid) add(cells []string) {
	g.rows = append(g.rows, cells)
	g.width = max(g.width, len(cells))
}

// table adds g to the document, its grid padded on the right. The cells are
// those found, so that a row that was too short can be told from one that ends
// in empty cells. A grid without text is no table.
func (r *reader) table(g grid) {
	if !g.some() {
		return
	}
	t := archive.Table{Rows: len(g.rows), Columns: g.width, Grid: make([][]string, len(g.rows)),
		Cells: make([]archive.Cell, 0, len(g.rows)*g.width)}
	for i, cells := range g.rows {
		row := make([]string, g.width)
		copy(row, cells)
		t.Grid[i] = row
		for j, text := range cells {
			t.Cells = append(t.Cells, archive.Cell{Row: i, Column: j, Rowspan: 1, Colspan: 1, Text: text})
		}
	}
	r.places -= t.Rows * t.Columns
	index := len(r.doc.Tables)
	r.doc.Tables = append(r.doc.Tables, t)
	r.doc.Blocks = append(r.doc.Blocks, archive.Passage{Type: archive.PassageTable, Table: &index})
}

// some reports whether g has any text.
func (g *grid) some() bool {
	for _, row := range g.rows {
		for _, text := range row {
			if text != "" {
				return true
			}
		}
	}
	return false
}
