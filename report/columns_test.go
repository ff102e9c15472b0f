package report_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/report"
)

func TestColumnsThatTheFormDoesNotHaveAreNotRead(t *testing.T) {
	cases := map[string]func(w *written, requests, reviews int){
		"notes behind the requests": func(w *written, requests, _ int) {
			besides(w.tables[requests], "备注", func(row int) (string, bool) { return []string{"无", "3", "见附件"}[row%3], false })
		},
		"running numbers before the requests": func(w *written, requests, _ int) {
			besides(w.tables[requests], "序号", func(row int) (string, bool) { return fmt.Sprint(row), true })
		},
		"an empty cell in the header of the requests": func(w *written, requests, _ int) {
			table := w.tables[requests]
			table[1] = slices.Insert(slices.Clone(table[1]), 0, b(""))
		},
		"a label before the reviews": func(w *written, _, reviews int) {
			table := w.tables[reviews]
			table[0] = slices.Insert(slices.Clone(table[0]), 0, span("项目", 3, 1))
			table[3] = slices.Insert(slices.Clone(table[3]), 0, b("数量"))
		},
		"a year before the reviews": func(w *written, _, reviews int) {
			table := w.tables[reviews]
			table[0] = slices.Insert(slices.Clone(table[0]), 0, span("年度", 3, 1))
			table[3] = slices.Insert(slices.Clone(table[3]), 0, b("2023"))
		},
		"a row of another year among the reviews": func(w *written, _, reviews int) {
			table := w.tables[reviews]
			table[0] = slices.Insert(slices.Clone(table[0]), 0, span("年度", 3, 1))
			table[3] = slices.Insert(slices.Clone(table[3]), 0, b("2023年"))
			last := []box{b("2022年")}
			for range 15 {
				last = append(last, b("9"))
			}
			w.tables[reviews] = append(table, last)
		},
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			w := write(2023, rand.New(rand.NewPCG(3, 3)))
			change(&w, len(w.tables)-2, len(w.tables)-1)
			got, err := report.Parse(merged(w))
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Cells) != len(w.truth) {
				t.Errorf("got %d cells, want %d", len(got.Cells), len(w.truth))
			}
			for _, cell := range got.Cells {
				if want := w.truth[cell.Key()]; string(cell.Value) != want {
					t.Errorf("%s: got %s, want %s", cell.Key(), cell.Value, want)
				}
			}
		})
	}
}

// besides adds a column to the table of section three: before its values, or
// behind them.
func besides(table [][]box, label string, text func(row int) (text string, before bool)) {
	for r := range table {
		s, before := text(r)
		first, last := values(table[r])
		at, cell := last+1, b(s)
		switch {
		case r == 0:
			at, cell = len(table[r]), span(label, 3, 1)
			if before {
				at = 1
			}
		case first < 0:
			continue
		case before:
			at = first
		}
		table[r] = slices.Insert(slices.Clone(table[r]), at, cell)
	}
}

func TestOneWordAmongTheReviewsCostsOneCell(t *testing.T) {
	w := write(2023, rand.New(rand.NewPCG(3, 3)))
	row := w.tables[len(w.tables)-1][3]
	row[2].text = "见附件"
	got, err := report.Parse(merged(w))
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, cell := range got.Cells {
		if cell.Table != "t4" || cell.State != archive.CellNumber {
			continue
		}
		read++
		if string(cell.Value) != w.truth[cell.Key()] || !told(got.Findings, cell.Key()) {
			t.Errorf("%s: got %s, want %s and a finding", cell.Key(), cell.Value, w.truth[cell.Key()])
		}
	}
	if read != 14 {
		t.Errorf("got %d numbers, want 14", read)
	}
}

func TestValuesOfOtherResultsInANewFormAreFound(t *testing.T) {
	w := write(2023, rand.New(rand.NewPCG(3, 3)))
	old := write(2020, rand.New(rand.NewPCG(3, 3)))
	w.tables[len(w.tables)-2] = old.tables[len(old.tables)-2]
	got, err := report.Parse(merged(w))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return f.Code == "template_mismatch" }) {
		t.Errorf("got no finding template_mismatch: %+v", got.Findings)
	}
}

func TestTheGroupsOfReviewsMayStandInTwoLines(t *testing.T) {
	outcomes := func() (row []box) {
		for range 3 {
			for _, label := range []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"} {
				row = append(row, b(label))
			}
		}
		return row
	}
	headers := map[string][][]box{
		"all three beside each other": {{span("行政复议", 1, 5), span("未经复议直接起诉", 1, 5), span("复议后起诉", 1, 5)}, outcomes()},
		"reviews over two lines": {{span("行政复议", 2, 5), span("行政诉讼", 1, 10)},
			{span("未经复议直接起诉", 1, 5), span("复议后起诉", 1, 5)}, outcomes()},
	}
	for name, header := range headers {
		for shape, render := range shapes() {
			t.Run(name+"/"+shape, func(t *testing.T) {
				w := write(2023, rand.New(rand.NewPCG(4, 4)))
				last := len(w.tables) - 1
				w.tables[last] = append(slices.Clone(header), w.tables[last][3])
				got, err := report.Parse(render(w))
				if err != nil {
					t.Fatal(err)
				}
				read := 0
				for _, cell := range got.Cells {
					if cell.Table != "t4" {
						continue
					}
					read++
					if string(cell.Value) != w.truth[cell.Key()] {
						t.Errorf("%s: got %s, want %s", cell.Key(), cell.Value, w.truth[cell.Key()])
					}
				}
				if read != 15 {
					t.Errorf("got %d cells, want 15", read)
				}
			})
		}
	}
}

func TestAStrokeBetweenDigitsIsNotLostInRunningText(t *testing.T) {
	w := write(2020, rand.New(rand.NewPCG(4, 4)))
	for _, row := range w.tables[1] {
		for i := range row {
			if row[i].key == "t2.5.license.delta" {
				row[i].text = "5/3"
			}
		}
	}
	got, err := report.Parse(shapes()["running text"](w))
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range got.Cells {
		if cell.Key() == "t2.5.license.delta" && cell.State == archive.CellNumber {
			t.Errorf("got %s out of 5/3", cell.Value)
		}
	}
}

// TestAColumnOfAnotherYearIsNotTakenForOneOfTheForm puts last year's decisions before
// this year's, or in their place, under heads that the form does not have.
func TestAColumnOfAnotherYearIsNotTakenForOneOfTheForm(t *testing.T) {
	for _, heads := range [][]string{{"2022年处理决定数量", "2023年处理决定数量"}, {"上年处理决定数量"}} {
		w := write(2023, rand.New(rand.NewPCG(3, 3)))
		rows := w.tables[1]
		key := rows[2][1].key
		rows[0][0].cols = 1 + len(heads)
		rows[1], rows[2][1].text = rows[1][:1], "77"
		for i, head := range heads {
			rows[1] = append(rows[1], b(head))
			if i > 0 {
				rows[2] = append(rows[2], b(w.truth[key]))
			}
		}
		got, err := report.Parse(merged(w))
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range got.Cells {
			if want := w.truth[cell.Key()]; cell.State == archive.CellNumber && string(cell.Value) != want {
				t.Errorf("%v: %s: got %s, want %s or nothing", heads, cell.Key(), cell.Value, want)
			}
		}
		if !told(got.Findings, key) {
			t.Errorf("%v: %s: got no finding", heads, key)
		}
	}
}

// TestAFigureThatGoesOnBehindTheEndOfAPageIsTold parts the table of section two in two,
// and a figure with it.
func TestAFigureThatGoesOnBehindTheEndOfAPageIsTold(t *testing.T) {
	w := write(2023, rand.New(rand.NewPCG(3, 3)))
	rows := w.tables[1]
	key := rows[2][1].key
	rows[2][1].text = "22"
	w.tables[1] = rows[:3]
	w.tables = slices.Insert(w.tables, 2, append([][]box{{b(""), b("99")}}, rows[3:]...))
	w.place = slices.Insert(w.place, 2, w.place[1])
	got, err := report.Parse(merged(w))
	if err != nil {
		t.Fatal(err)
	}
	if !told(got.Findings, key) {
		t.Errorf("%s: got no finding", key)
	}
}

// TestAHeaderInRunningTextMayNameTheColumnsInTheOrderOfItsLines has labels of merged
// cells before or behind those that they stand beside, and figures that add up either way.
func TestAHeaderInRunningTextMayNameTheColumnsInTheOrderOfItsLines(t *testing.T) {
	for name, change := range map[string]func(table, reviews [][]box){
		"总计 in the first line of the header": func(table, _ [][]box) {
			table[0], table[1] = append(table[0], table[1][2]), table[1][:2]
			for _, row := range table[3:] {
				row = row[len(row)-7:]
				row[0].text = row[6].text
				for i := 1; i < 6; i++ {
					row[i].text = "0"
				}
			}
		},
		"organisations in another order": func(table, _ [][]box) {
			table[2] = []box{table[2][1], table[2][0], table[2][2], table[2][3], table[2][4]}
		},
		"行政诉讼 before 行政复议": func(_, reviews [][]box) {
			reviews[0][0], reviews[0][1] = reviews[0][1], reviews[0][0]
			reviews[1] = append(slices.Clone(reviews[1][5:]), reviews[1][:5]...)
			for i := range reviews[3] {
				reviews[3][i].text = "0"
			}
			reviews[3][7].text, reviews[3][9].text = "3", "3"
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := write(2023, rand.New(rand.NewPCG(3, 3)))
			table, reviews := w.tables[len(w.tables)-2], w.tables[len(w.tables)-1]
			change(table, reviews)
			got, err := report.Parse(shapes()["running text"](w))
			if err != nil {
				t.Fatal(err)
			}
			read, told := map[string]string{}, map[string]bool{}
			for _, cell := range got.Cells {
				read[cell.Key()] = string(cell.Value)
			}
			for _, f := range got.Findings {
				if f.Code == "narrative_mismatch" && f.Severity != "info" {
					t.Errorf("got %s", f.Message)
				}
				for _, key := range f.Cells {
					told[key] = told[key] || f.Code == "cell_unresolved"
				}
			}
			for _, row := range append(table[3:], reviews[3]) {
				for _, cell := range row {
					if cell.key == "" {
						continue
					}
					value, is := read[cell.key]
					if is && value != cell.text || is == told[cell.key] {
						t.Errorf("%s: got %q, told %v, want %s", cell.key, value, told[cell.key], cell.text)
					}
				}
			}
			if want := table[3][len(table[3])-1]; read[want.key] != want.text {
				t.Errorf("got %q for %s, which either order gives, want %s", read[want.key], want.key, want.text)
			}
		})
	}
}
