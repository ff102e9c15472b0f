package corpus

import (
	"math/rand/v2"
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
)

// Sample is a report as a document, and every figure that it holds.
type Sample struct {
	Issuer   truth.Issuer
	Year     int
	Document archive.Document
	Cells    map[string]truth.Value // by "table.row.column"
}

// NewSample returns the report of issuer on year.
func NewSample(issuer truth.Issuer, year int) Sample {
	r := truth.Write(issuer, year)
	s := Sample{Issuer: issuer, Year: year, Cells: truth.Cells(issuer, year)}
	title := archive.Passage{Type: archive.PassageHeading, Level: 1, Text: r.Title}
	s.Document = archive.Document{Schema: archive.DocumentSchema, Title: r.Title, Published: r.Published.Format("2006-01-02"),
		Blocks: append([]archive.Passage{title}, r.Passages...), Tables: slices.Clone(r.Tables)}
	return s
}

// rows returns the cells of table t row by row.
func (s *Sample) rows(t int) [][]archive.Cell {
	table := s.Document.Tables[t]
	rows := make([][]archive.Cell, table.Rows)
	for _, c := range table.Cells {
		rows[c.Row] = append(rows[c.Row], c)
	}
	return rows
}

// set lays rows out as table t.
func (s *Sample) set(t int, rows [][]archive.Cell) { s.Document.Tables[t] = layOut(rows) }

// layOut puts cells, row by row, into the first places that are free, as HTML
// does.
func layOut(rows [][]archive.Cell) archive.Table {
	t := archive.Table{Rows: len(rows)}
	taken := make([]map[int]string, len(rows))
	for r := range taken {
		taken[r] = map[int]string{}
	}
	for r, row := range rows {
		column := 0
		for _, c := range row {
			for _, is := taken[r][column]; is; _, is = taken[r][column] {
				column++
			}
			c.Row, c.Column = r, column
			c.Rowspan = min(max(c.Rowspan, 1), len(rows)-r)
			for y := range c.Rowspan {
				for x := range c.Colspan {
					taken[r+y][column+x] = c.Text
				}
			}
			column += c.Colspan
			t.Columns = max(t.Columns, column)
			t.Cells = append(t.Cells, c)
		}
	}
	for r := range rows {
		line := make([]string, t.Columns)
		for c, text := range taken[r] {
			line[c] = text
		}
		t.Grid = append(t.Grid, line)
	}
	return t
}

// find returns table and row of the first row with a label that holds words,
// read without space, and the index of that label in the row.
func (s *Sample) find(words string) (table, row, at int, ok bool) {
	for t := range s.Document.Tables {
		for r, cells := range s.rows(t) {
			for i, c := range cells {
				if c.Header && strings.Contains(strings.Join(strings.Fields(c.Text), ""), words) {
					return t, r, i, true
				}
			}
		}
	}
	return 0, 0, 0, false
}

// relabel replaces words in every label.
func (s *Sample) relabel(pairs ...string) (changed bool) {
	replacer := strings.NewReplacer(pairs...)
	for t := range s.Document.Tables {
		rows := s.rows(t)
		for r := range rows {
			for i, c := range rows[r] {
				if c.Header {
					if text := replacer.Replace(c.Text); text != c.Text {
						rows[r][i].Text, changed = text, true
					}
				}
			}
		}
		s.set(t, rows)
	}
	return changed
}

// prose replaces words in every paragraph and heading.
func (s *Sample) prose(pairs ...string) (changed bool) {
	replacer := strings.NewReplacer(pairs...)
	s.Document.Blocks = slices.Clone(s.Document.Blocks)
	for i, b := range s.Document.Blocks {
		if b.Table == nil {
			if text := replacer.Replace(b.Text); text != b.Text {
				s.Document.Blocks[i].Text, changed = text, true
			}
		}
	}
	return changed
}

// requests returns the table of section three, and a row of it that has figures,
// with the key of the row; whole tells that some figure of it is not 0.
func (s *Sample) requests(dice *rand.Rand) (table, row int, key string, whole bool) {
	table = len(s.Document.Tables) - 2
	rows := s.rows(table)
	for range 40 {
		row = 3 + dice.IntN(len(rows)-3)
		keys := s.rowKeys()
		key = keys[row-3]
		if s.Cells["t3."+key+".total"].Number != "0" {
			return table, row, key, true
		}
	}
	return table, row, key, false
}

// rowKeys are the keys of the rows of section three in their order.
func (s *Sample) rowKeys() []string {
	keys := []string{"new", "carried_in", "granted", "partial", "deny_secret", "deny_law", "deny_3s1s", "deny_third_party", "deny_internal",
		"deny_process", "deny_enforcement_file", "deny_query", "unable_not_held", "unable_create", "unable_unclear", "noproc_petition",
		"noproc_repeat", "noproc_publication", "noproc_mass", "noproc_confirm"}
	if s.Year >= 2021 {
		keys = append(keys, "other_no_correction", "other_unpaid", "other_other")
	} else {
		keys = append(keys, "other")
	}
	return append(keys, "result_total", "carried_out")
}

// blank says that a cell has nothing printed, or a sign for nothing.
func (s *Sample) blank(key, raw string) {
	s.Cells[key] = truth.Value{Raw: raw}
}
