package likeness

import (
	"cmp"
	"slices"
	"strings"

	"gongkai/archive"
)

// Difference tells what differs between two documents, from one to the other.
type Difference struct {
	Cells   []Cell   `json:"cells,omitempty"`   // of their reports, sorted by key
	Removed []string `json:"removed,omitempty"` // passages that only the first has, at most [MostPassages]
	Added   []string `json:"added,omitempty"`   // passages that only the second has, likewise
	Omitted int      `json:"omitted,omitempty"` // passages beyond that
}

// Cell is a cell that two reports print differently.
type Cell struct {
	Key  string `json:"key"` // table.row.column
	From string `json:"from"`
	To   string `json:"to"`
}

// MostPassages is how many passages a Difference shows of each document.
const MostPassages = 20

// Compare returns what differs between two documents and their reports, which
// may be nil. Passages are compared by their letters and digits, wherever they
// stand; passages of tables are not, since cells are.
func Compare(a, b *archive.Document, from, to *archive.AnnualReport) Difference {
	var d Difference
	before, after := values(from), values(to)
	for key, v := range before {
		if w := after[key]; v != w {
			d.Cells = append(d.Cells, Cell{key, v, w})
		}
	}
	for key, w := range after {
		if _, ok := before[key]; !ok {
			d.Cells = append(d.Cells, Cell{Key: key, To: w})
		}
	}
	slices.SortFunc(d.Cells, func(x, y Cell) int { return cmp.Compare(x.Key, y.Key) })
	d.Removed, d.Added = only(a, b, &d.Omitted), only(b, a, &d.Omitted)
	return d
}

// values returns what a report's cells say: a number, or what is printed.
func values(r *archive.AnnualReport) map[string]string {
	all := map[string]string{}
	if r == nil {
		return all
	}
	for _, c := range r.Cells {
		all[c.Key()] = c.Raw
		if c.State == archive.CellNumber {
			all[c.Key()] = string(c.Value)
		}
	}
	return all
}

// only returns the passages of a that b has not.
func only(a, b *archive.Document, omitted *int) []string {
	has := map[string]int{}
	for _, p := range b.Blocks {
		has[string(plain(nil, p.Text))]++
	}
	var all []string
	for _, p := range a.Blocks {
		key := string(plain(nil, p.Text))
		if p.Table != nil || key == "" {
			continue
		}
		if has[key]--; has[key] >= 0 {
			continue
		}
		if len(all) == MostPassages {
			*omitted++
			continue
		}
		all = append(all, strings.TrimSpace(p.Text))
	}
	return all
}
