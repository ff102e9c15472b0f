package report_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/report"
)

func TestLabelsThatSayTheYearOtherwiseAreKnown(t *testing.T) {
	others := strings.NewReplacer("上年结转", "上年度结转", "结转下年度", "结转下一年度", "本年新收", "本年度新收")
	doc := merged(write(2023, rand.New(rand.NewPCG(1, 1))))
	at := slices.IndexFunc(doc.Tables, func(t archive.Table) bool { return len(t.Grid) > 20 })
	for _, row := range doc.Tables[at].Grid {
		for i := range row {
			row[i] = others.Replace(row[i])
		}
	}
	for i := range doc.Tables[at].Cells {
		doc.Tables[at].Cells[i].Text = others.Replace(doc.Tables[at].Cells[i].Text)
	}
	got, err := report.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range got.Cells {
		if c.Table == "t3" && c.State == archive.CellNumber {
			n++
		}
	}
	if n != 175 || warned(got, "cell_unresolved", "t3.new.total") {
		t.Errorf("got %d numbers, want 175; %v", n, got.Findings)
	}
}

func TestARowThatNumbersTheColumnsOfSectionFourIsNoRowOfFigures(t *testing.T) {
	w := write(2023, rand.New(rand.NewPCG(1, 1)))
	for i, rows := range w.tables {
		if w.place[i] != 3 {
			continue
		}
		var numbers []box
		for n := range 15 {
			numbers = append(numbers, b(strconv.Itoa(n+1)))
		}
		w.tables[i] = slices.Insert(slices.Clone(rows), len(rows)-1, numbers)
	}
	got, err := report.Parse(merged(w))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range got.Cells {
		if c.Table == "t4" && string(c.Value) != w.truth[c.Key()] {
			t.Errorf("%s: got %q, want %s", c.Key(), c.Value, w.truth[c.Key()])
		}
	}
	if warned(got, "row_shifted", "t4.value.review.total") || warned(got, "cell_unresolved", "t4.value.review.total") {
		t.Errorf("got %v", got.Findings)
	}
}
