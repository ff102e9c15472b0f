package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
)

// table lays texts out in columns. Hanzi count as two columns wide.
type table struct {
	align []string // left or right, a column each; the last repeats
	rows  [][]string
}

func newTable(align ...string) *table { return &table{align: align} }

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// widest is how wide a column gets: a longer text stands out of its own, and moves
// no other row.
const widest = 80

// widths returns how wide each column is.
func (t *table) widths() []int {
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], min(runewidth.StringWidth(cell), widest))
		}
	}
	return widths
}

// gap stands between two columns.
const gap = "  "

// fitted returns the table with names where that fits the terminal, else the
// one without.
func (p *program) fitted(build func(named bool) *table) *table {
	t := build(true)
	width := -len(gap)
	for _, w := range t.widths() {
		width += w + len(gap)
	}
	if p.width > 0 && width > p.width {
		return build(false)
	}
	return t
}

// print writes the rows, each after indent.
func (t *table) print(w io.Writer, indent string) {
	widths := t.widths()
	for _, row := range t.rows {
		line := indent
		for i, cell := range row {
			pad := strings.Repeat(" ", max(0, widths[i]-runewidth.StringWidth(cell)))
			if t.align[min(i, len(t.align)-1)] == "right" {
				line += pad + cell
			} else {
				line += cell + pad
			}
			line += gap
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
}
