package grid

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/archive"
)

func TestAMergedCellStandsWhereverItCovers(t *testing.T) {
	for name, c := range map[string]struct {
		rows, columns int
		cells         []archive.Cell
		want, warning string
	}{
		"spans":                                   {2, 2, []archive.Cell{{Rowspan: 2, Colspan: 1, Text: "a"}, {Column: 1, Rowspan: 1, Colspan: 1, Text: "b"}}, "[[a b] [a ]]", ""},
		"spans are cut at the edges":              {1, 2, []archive.Cell{{Rowspan: 9, Colspan: 9, Text: "a"}}, "[[a a]]", ""},
		"the first of two has the place":          {1, 2, []archive.Cell{{Colspan: 2, Text: "a"}, {Column: 1, Text: "b"}}, "[[a a]]", "table_overlap"},
		"an empty cell has its place too":         {1, 1, []archive.Cell{{}, {Text: "b"}}, "[[]]", "table_overlap"},
		"a cell outside is dropped":               {1, 1, []archive.Cell{{Row: 5, Text: "x"}, {Column: -1, Text: "y"}}, "[[]]", ""},
		"a table that does not fit stays outside": {1 << 20, 1 << 20, nil, "[]", "table_too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			var l Layout
			table := l.Table("", c.rows, c.columns, c.cells)
			if got := fmt.Sprint(table.Grid); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			warning := ""
			for _, w := range l.Warnings() {
				warning += w.Code
			}
			if warning != c.warning {
				t.Errorf("got warning %q, want %q", warning, c.warning)
			}
		})
	}
}

func TestTheLimitsHoldForAllTablesTogether(t *testing.T) {
	var l Layout
	long := strings.Repeat("x", 1<<20)
	for range 100 {
		l.Table("", 50, 50, []archive.Cell{{Rowspan: 50, Colspan: 50, Text: long}})
	}
	if l.places > MaxPlaces {
		t.Errorf("got %d places, want at most %d", l.places, MaxPlaces)
	}
	if got := len(l.Warnings()); got != 2 {
		t.Errorf("got %d warnings, want one for places and one for repetition", got)
	}
}

func TestColumnsOfNoWidthAreLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		narrow []bool
		cells  []archive.Cell
		want   int
		spans  string
	}{
		"two edges that should be one": {[]bool{false, true, false}, []archive.Cell{{Column: 0, Colspan: 1}, {Column: 1, Colspan: 2}, {Row: 1, Column: 0, Colspan: 2}, {Row: 1, Column: 2, Colspan: 1}}, 2, "0+1 1+1 0+1 1+1 "},
		"a cell that has no other":     {[]bool{false, true, false}, []archive.Cell{{Column: 0, Colspan: 1}, {Column: 1, Colspan: 1}, {Column: 2, Colspan: 1}}, 3, "0+1 1+1 2+1 "},
		"widths that nobody tells":     {nil, []archive.Cell{{Column: 0, Colspan: 2}, {Column: 2}}, 3, "0+2 2+1 "},
		"nothing but narrow columns":   {[]bool{true, true, true}, []archive.Cell{{Column: 0, Colspan: 3}}, 1, "0+1 "},
	} {
		t.Run(name, func(t *testing.T) {
			got := Dense(3, c.narrow, c.cells)
			spans := ""
			for _, cell := range c.cells {
				spans += fmt.Sprintf("%d+%d ", cell.Column, cell.Colspan)
			}
			if got != c.want || spans != c.spans {
				t.Errorf("got %d columns, %s, want %d, %s", got, spans, c.want, c.spans)
			}
		})
	}
}
