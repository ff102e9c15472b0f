package report_test

import (
	"math/rand/v2"
	"slices"
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
