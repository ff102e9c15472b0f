package report_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/report"
)

// TestValuesRightUnderTheirLabelsAreReadWhateverElseIsMerged lays the tables of sections
// three and four in other columns than the form's.
func TestValuesRightUnderTheirLabelsAreReadWhateverElseIsMerged(t *testing.T) {
	outcomes := func() (row []box) {
		for _, label := range []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"} {
			row = append(row, b(label))
		}
		return row
	}
	few := func(head []box, columns ...string) func(w *written) {
		return func(w *written) {
			at := len(w.tables) - 2
			rows := [][]box{append([]box{span("申请情况", 1, 3)}, head...)}
			for _, row := range w.tables[at][3:] {
				var kept []box
				for _, cell := range row {
					_, column, _ := strings.Cut(strings.TrimPrefix(cell.key, "t3."), ".")
					if cell.key == "" || slices.Contains(columns, column) {
						kept = append(kept, cell)
					} else {
						delete(w.truth, cell.key)
					}
				}
				rows = append(rows, kept)
			}
			w.tables[at] = rows
		}
	}
	for name, change := range map[string]func(w *written){
		"自然人 and 总计 alone": few([]box{b("自然人"), b("总计")}, "natural", "total"),
		"自然人 alone":        few([]box{b("自然人")}, "natural"),
		"its columns in two tables": func(w *written) {
			at := len(w.tables) - 2
			var left, right [][]box
			for r, row := range w.tables[at] {
				first, last := values(row)
				switch r {
				case 0:
					left, right = append(left, []box{row[0], span("申请人情况", 1, 3)}), append(right, []box{row[0], span("申请人情况", 1, 4)})
				case 1:
					left, right = append(left, []box{row[0], span("法人或其他组织", 1, 2)}), append(right, []box{span("法人或其他组织", 1, 3), row[2]})
				case 2:
					left, right = append(left, row[:2]), append(right, row[2:])
				default:
					left = append(left, slices.Clone(row[:first+3]))
					right = append(right, slices.Concat(row[:first], row[first+3:last+1]))
				}
			}
			w.tables = slices.Insert(w.tables, at+1, right)
			w.place = slices.Insert(w.place, at+1, 2)
			w.tables[at] = left
		},
		"zeros of the organisations in one cell": func(w *written) {
			for r, row := range w.tables[len(w.tables)-2] {
				first, last := values(row)
				if first < 0 || slices.ContainsFunc(row[first+1:last], func(c box) bool { return c.text != "0" }) {
					continue
				}
				for _, c := range row[first+1 : last] {
					delete(w.truth, c.key)
				}
				row = slices.Clone(row)
				row[first+1] = span("0", 1, 5)
				w.tables[len(w.tables)-2][r] = slices.Delete(row, first+2, last)
			}
		},
		"reviews in one cell": func(w *written) {
			table := w.tables[len(w.tables)-1]
			for _, c := range table[3][:5] {
				delete(w.truth, c.key)
			}
			table[3] = append([]box{span("0", 1, 5)}, table[3][5:]...)
		},
		"reviews and suits in rows": func(w *written) {
			table := w.tables[len(w.tables)-1]
			w.tables[len(w.tables)-1] = [][]box{
				append([]box{span("类别", 1, 2)}, outcomes()...),
				append([]box{span("行政复议", 1, 2)}, table[3][:5]...),
				append([]box{span("行政诉讼", 2, 1), b("未经复议直接起诉")}, table[3][5:10]...),
				append([]box{b("复议后起诉")}, table[3][10:]...),
			}
		},
		"suits below reviews": func(w *written) {
			table := w.tables[len(w.tables)-1]
			var labels, reviews []box
			for i, label := range outcomes() {
				labels = append(labels, span(label.text, 1, 2))
				reviews = append(reviews, table[3][i])
				reviews[i].cols = 2
			}
			w.tables[len(w.tables)-1] = [][]box{
				{span("行政复议", 1, 10)}, labels, reviews, {span("行政诉讼", 1, 10)},
				{span("未经复议直接起诉", 1, 5), span("复议后起诉", 1, 5)}, append(outcomes(), outcomes()...), table[3][5:],
			}
		},
		"suits together": func(w *written) {
			table := w.tables[len(w.tables)-1]
			for _, c := range table[3][5:] {
				delete(w.truth, c.key)
			}
			w.tables[len(w.tables)-1] = [][]box{{span("行政复议", 1, 5), span("行政诉讼", 1, 5)}, append(outcomes(), outcomes()...), table[3][:10]}
		},
	} {
		w := write(2023, rand.New(rand.NewPCG(3, 3)))
		all := maps.Clone(w.truth)
		change(&w)
		got, err := report.Parse(merged(w))
		if err != nil {
			t.Fatal(err)
		}
		read := 0
		for _, c := range got.Cells {
			if want, known := w.truth[c.Key()]; c.State == archive.CellNumber && (!known || string(c.Value) != want) {
				t.Errorf("%s: %s: got %s, want %q", name, c.Key(), c.Value, want)
			}
			read++
		}
		if read != len(w.truth) {
			t.Errorf("%s: got %d cells, want %d: %v", name, read, len(w.truth), got.Findings)
		}
		for key := range all {
			if _, kept := w.truth[key]; !kept && !told(got.Findings, key) {
				t.Errorf("%s: nothing tells of %s", name, key)
			}
		}
	}
}

// TestAMergedCellThatDoesNotAddUpIsNotReadAround puts a wrong 0 into the cell for all
// organisations.
func TestAMergedCellThatDoesNotAddUpIsNotReadAround(t *testing.T) {
	w := write(2023, rand.New(rand.NewPCG(3, 3)))
	table := w.tables[len(w.tables)-2]
	first, last := values(table[3])
	row := slices.Clone(table[3])
	row[first+1] = span("0", 1, 5)
	table[3] = slices.Delete(row, first+2, last)
	got, err := report.Parse(merged(w))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range got.Cells {
		if c.Table == "t3" && c.Row == "new" && c.State == archive.CellNumber {
			t.Errorf("got %s %s", c.Key(), c.Value)
		}
	}
}
