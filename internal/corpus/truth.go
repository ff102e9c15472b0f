package corpus

import (
	"fmt"
	"strings"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
)

// Truth is what a document of the corpus holds.
type Truth struct {
	Title    string            `json:"title"`
	Passages []archive.Passage `json:"passages"` // without the title
	Tables   []archive.Table   `json:"tables"`
}

// Reports returns n reports, of the forms of 2019 and 2021 in turn, by issuers
// from a quiet town to a county.
func Reports(seed uint64, n int) []Truth {
	reports := make([]Truth, 0, n)
	for i := range n {
		issuer, year := nth(seed, i)
		r := truth.Write(issuer, year)
		reports = append(reports, Truth{Title: r.Title, Passages: r.Passages, Tables: r.Tables})
	}
	return reports
}

// Nth returns the report of that index among [Reports] with every figure that it
// holds.
func Nth(seed uint64, i int) Sample {
	issuer, year := nth(seed, i)
	return NewSample(issuer, year)
}

func nth(seed uint64, i int) (issuer truth.Issuer, year int) {
	key := truth.Mix(seed, uint64(i))
	issuer = truth.Issuer{Name: names()[key%uint64(len(names()))], Kind: "department", Scale: int(key >> 8 % 7), Key: key}
	return issuer, 2019 + i%2*2 + int(key>>16%2)
}

func names() []string {
	return []string{"青渡县水利局", "临溪市人民政府办公室", "云岭镇人民政府", "石桥区住房和城乡建设局", "东浦街道办事处", "河湾县卫生健康委员会", "高台经济开发区管理委员会"}
}

// Differences says in which cells got is not what t holds, up to a few; it
// returns nothing where every position, span and text is equal. Line breaks
// within a cell are not compared.
func (t Truth) Differences(got []archive.Table) []string {
	return t.differences(got, func(s string) string { return strings.ReplaceAll(s, "\n", "") })
}

// DrawnDifferences is [Truth.Differences] for pages that are drawn, which don't
// tell the white space that was written from that which the width made: none is
// compared.
func (t Truth) DrawnDifferences(got []archive.Table) []string {
	return t.differences(got, func(s string) string { return strings.Join(strings.Fields(s), "") })
}

func (t Truth) differences(got []archive.Table, text func(string) string) []string {
	d := differences{text: text}
	if len(got) != len(t.Tables) {
		d.add("got %d tables, want %d", len(got), len(t.Tables))
	}
	for i := range min(len(got), len(t.Tables)) {
		d.table(i, got[i], t.Tables[i])
	}
	return d.lines
}

// Cells returns the number of cells of all tables.
func (t Truth) Cells() int {
	n := 0
	for _, table := range t.Tables {
		n += len(table.Cells)
	}
	return n
}

// differences gathers lines, up to a few.
type differences struct {
	text  func(string) string // what is compared of a cell's text
	lines []string
}

const maxDifferences = 8

func (d *differences) add(format string, args ...any) {
	if len(d.lines) < maxDifferences {
		d.lines = append(d.lines, fmt.Sprintf(format, args...))
	}
}

type place struct{ row, column int }

func (d *differences) table(i int, got, want archive.Table) {
	if got.Rows != want.Rows || got.Columns != want.Columns {
		d.add("table %d: got %d × %d, want %d × %d", i, got.Rows, got.Columns, want.Rows, want.Columns)
	}
	cells := make(map[place]archive.Cell, len(got.Cells))
	for _, c := range got.Cells {
		cells[place{c.Row, c.Column}] = c
	}
	for _, w := range want.Cells {
		g, ok := cells[place{w.Row, w.Column}]
		delete(cells, place{w.Row, w.Column})
		switch {
		case !ok:
			d.add("table %d: no cell at row %d column %d, want %q", i, w.Row, w.Column, w.Text)
		case g.Rowspan != w.Rowspan || g.Colspan != w.Colspan:
			d.add("table %d row %d column %d %q: got a span of %d × %d, want %d × %d", i, w.Row, w.Column, w.Text, g.Rowspan, g.Colspan, w.Rowspan, w.Colspan)
		case d.text(g.Text) != d.text(w.Text):
			d.add("table %d row %d column %d: got %q, want %q", i, w.Row, w.Column, g.Text, w.Text)
		}
	}
	for _, c := range got.Cells {
		if _, extra := cells[place{c.Row, c.Column}]; extra {
			d.add("table %d: a cell at row %d column %d that is none: %q", i, c.Row, c.Column, c.Text)
		}
	}
}
