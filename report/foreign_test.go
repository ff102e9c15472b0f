package report_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/report"
)

// insert adds line and the tables of w at the block at of doc.
func insert(doc *archive.Document, at int, line string, tables [][][]box) {
	blocks := []archive.Passage{{Type: archive.PassageParagraph, Text: line}}
	for _, rows := range tables {
		index := len(doc.Tables)
		doc.Tables = append(doc.Tables, lay(rows))
		blocks = append(blocks, archive.Passage{Type: archive.PassageTable, Table: &index})
	}
	doc.Blocks = slices.Insert(doc.Blocks, at, blocks...)
}

func TestTablesOfOtherReportsDoNotMixWithThoseOfThisOne(t *testing.T) {
	w := write(2023, rand.New(rand.NewPCG(1, 1)))
	other := write(2022, rand.New(rand.NewPCG(2, 2)))
	requests := len(w.tables) - 2
	blockOf := func(doc *archive.Document, table int) int {
		return slices.IndexFunc(doc.Blocks, func(b archive.Passage) bool { return b.Table != nil && *b.Table == table })
	}
	cases := map[string]struct {
		code string
		add  func(doc *archive.Document)
	}{
		"last year's table stands below": {"year_mismatch", func(doc *archive.Document) {
			insert(doc, blockOf(doc, requests)+1, "附：2022年度收到和处理政府信息公开申请情况", other.tables[requests:requests+1])
		}},
		"last year's table stands above": {"year_mismatch", func(doc *archive.Document) {
			at := blockOf(doc, requests)
			insert(doc, at, "2022年度情况：", other.tables[requests:requests+1])
			doc.Blocks = slices.Insert(doc.Blocks, at+2, archive.Passage{Type: archive.PassageParagraph, Text: "2023年度情况："})
		}},
		"last year's report follows": {"year_mismatch", func(doc *archive.Document) {
			insert(doc, len(doc.Blocks), "青渡县水务局2022年政府信息公开工作年度报告", other.tables)
		}},
		"last year's table stands below without its year": {"year_mismatch", func(doc *archive.Document) {
			insert(doc, blockOf(doc, requests)+1, "上年度情况如下：", other.tables[requests:requests+1])
		}},
		"a neighbour's table stands below": {"issuer_mismatch", func(doc *archive.Document) {
			insert(doc, blockOf(doc, requests)+1, "填报单位：白石县教育局", other.tables[requests:requests+1])
		}},
		"the government's table stands below": {"issuer_mismatch", func(doc *archive.Document) {
			insert(doc, blockOf(doc, requests)+1, "县政府办公室", other.tables[requests:requests+1])
		}},
		"another report follows without a title": {"template_mismatch", func(doc *archive.Document) {
			for _, b := range merged(other).Blocks {
				if b.Table != nil {
					at := len(doc.Tables)
					doc.Tables = append(doc.Tables, merged(other).Tables[*b.Table])
					b.Table = &at
				}
				doc.Blocks = append(doc.Blocks, b)
			}
		}},
		"the report of a neighbour follows": {"issuer_mismatch", func(doc *archive.Document) {
			insert(doc, len(doc.Blocks), "白石县教育局2023年政府信息公开工作年度报告", other.tables)
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			doc := merged(w)
			c.add(doc)
			got, err := report.Parse(doc)
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
			if !slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return f.Code == c.code }) {
				t.Errorf("got no finding %s: %+v", c.code, got.Findings)
			}
		})
	}
}

func TestATableThatOnlyAnotherReportHasIsNotBelievedWithoutAFinding(t *testing.T) {
	w := write(2023, rand.New(rand.NewPCG(1, 1)))
	other := write(2023, rand.New(rand.NewPCG(2, 2)))
	requests := len(w.tables) - 2
	w.tables = slices.Delete(slices.Clone(w.tables), requests, requests+1)
	w.place = slices.Delete(slices.Clone(w.place), requests, requests+1)
	doc := merged(w)
	insert(doc, len(doc.Blocks), "白石县教育局2023年政府信息公开工作年度报告", other.tables)
	got, err := report.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range got.Cells {
		if cell.Table == "t3" && !told(got.Findings, cell.Key()) {
			t.Errorf("%s: got %s, and no finding names it", cell.Key(), cell.Value)
		}
		if cell.Table != "t3" && string(cell.Value) != w.truth[cell.Key()] {
			t.Errorf("%s: got %s, want %s", cell.Key(), cell.Value, w.truth[cell.Key()])
		}
	}
}

// TestASheetThatIsNamedByAnotherYearIsNotRead adds the tables of last year's report on a
// sheet of their own.
func TestASheetThatIsNamedByAnotherYearIsNotRead(t *testing.T) {
	w, last := write(2023, rand.New(rand.NewPCG(1, 1))), merged(write(2022, rand.New(rand.NewPCG(2, 2))))
	doc := merged(w)
	for i := range last.Tables {
		last.Tables[i].Caption = "2022年"
		at := len(doc.Tables)
		doc.Tables = append(doc.Tables, last.Tables[i])
		doc.Blocks = append(doc.Blocks, archive.Passage{Type: archive.PassageTable, Table: &at})
	}
	got, err := report.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Cells) != len(w.truth) {
		t.Errorf("got %d cells, want %d", len(got.Cells), len(w.truth))
	}
	for _, c := range got.Cells {
		if string(c.Value) != w.truth[c.Key()] {
			t.Errorf("%s: got %s, want %s", c.Key(), c.Value, w.truth[c.Key()])
		}
	}
}
