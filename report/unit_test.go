package report_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/report"
)

// TestTheUnitOfAnAmountIsThatWhichIsPrinted prints units in the places where
// portals have them: one that contradicts the header's is told.
func TestTheUnitOfAnAmountIsThatWhichIsPrinted(t *testing.T) {
	const amount = "t2.8.fees.fee_amount"
	for name, c := range map[string]struct {
		label, becomes string // of the table of fees
		line           string // above the table
		want           string
		doubted        bool
	}{
		"the form":                        {want: "万元"},
		"a unit in brackets":              {label: "本年收费金额", becomes: "本年收费金额（元）", want: "元"},
		"a unit that no form has":         {label: "本年收费金额", becomes: "本年收费金额（单位：千元）", want: "千元"},
		"another currency":                {label: "本年收费金额", becomes: "本年收费金额（单位：万美元）", want: "万美元"},
		"the unit of the currency":        {label: "本年收费金额", becomes: "本年收费金额（人民币元）", want: "元"},
		"another unit in the row":         {label: "行政事业性收费", becomes: "行政事业性收费（元）", want: "万元", doubted: true},
		"another unit in the caption":     {label: "第二十条", becomes: "第二十条第（八）项（单位：元）", want: "万元", doubted: true},
		"the same unit above the table":   {line: "单位：万元", want: "万元"},
		"another unit above the table":    {line: "（单位：元）", want: "万元", doubted: true},
		"a sentence that speaks of money": {line: "本年度各单位元旦期间未收费。", want: "万元"},
	} {
		w := write(2023, rand.New(rand.NewPCG(1, 2)))
		for _, table := range w.tables {
			for _, row := range table {
				for i := range row {
					if c.label != "" && strings.HasPrefix(row[i].text, c.label) && (c.label != "第二十条" || strings.Contains(row[i].text, "八")) {
						row[i].text = c.becomes
					}
				}
			}
		}
		doc := merged(w)
		at := slices.IndexFunc(doc.Blocks, func(b archive.Passage) bool {
			return b.Table != nil && strings.Contains(strings.Join(doc.Tables[*b.Table].Grid[0], ""), "八")
		})
		if c.line != "" {
			doc.Blocks = slices.Insert(doc.Blocks, at, archive.Passage{Type: archive.PassageParagraph, Text: c.line})
		}
		got, err := report.Parse(doc)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(got.Cells, func(c archive.ReportCell) bool { return c.Key() == amount })
		if i < 0 || string(got.Cells[i].Unit) != c.want || told(got.Findings, amount) != c.doubted {
			t.Errorf("%s: got %+v, told %v", name, got.Cells, told(got.Findings, amount))
		}
	}
}

func TestAUnitBehindAGapIsThatOfTheAmountInRunningText(t *testing.T) {
	w := write(2023, rand.New(rand.NewPCG(1, 2)))
	for _, table := range w.tables {
		for _, row := range table {
			for i := range row {
				if row[i].key == "t2.8.fees.fee_amount" {
					row[i].text = "12 元"
				}
			}
		}
	}
	got, err := report.Parse(shapes()["running text"](w))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(got.Cells, func(c archive.ReportCell) bool { return c.Key() == "t2.8.fees.fee_amount" })
	if i < 0 || got.Cells[i].Value != "12" || got.Cells[i].Unit != "元" {
		t.Errorf("got %+v", got.Cells)
	}
}
