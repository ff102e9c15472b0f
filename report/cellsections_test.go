package report_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/report"
)

func TestSectionsOfAReportThatIsOneTableAreFound(t *testing.T) {
	w := write(2023, rand.New(rand.NewPCG(1, 1)))
	from := merged(w)
	width := 0
	for _, table := range from.Tables {
		width = max(width, table.Columns)
	}
	one := archive.Table{Columns: width}
	add := func(texts ...string) {
		one.Grid = append(one.Grid, append(texts, make([]string, width-len(texts))...))
	}
	for _, b := range from.Blocks {
		if b.Table == nil {
			add(b.Text)
			continue
		}
		for _, row := range from.Tables[*b.Table].Grid {
			add(slices.Clone(row)...)
		}
	}
	add("勘误：行政许可应为120件。")
	one.Rows = len(one.Grid)
	doc := &archive.Document{Title: from.Title, Tables: []archive.Table{one}, Blocks: []archive.Passage{{Type: archive.PassageTable, Table: new(int)}}}
	got, err := report.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	want, err := report.Parse(from)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Sections) != 6 || got.Sections[0].Text != want.Sections[0].Text {
		t.Errorf("got the sections %+v", got.Sections)
	}
	for _, f := range got.Findings {
		if f.Code == "section_missing" {
			t.Errorf("got %s", f.Message)
		}
	}
	if !slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return strings.Contains(f.Message, "were corrected") }) {
		t.Error("the line that corrects figures is not told")
	}
}

// TestTheTitleOfAReportInOneCellIsFound puts all text into the only cell of a table,
// and title and text into rows of their own.
func TestTheTitleOfAReportInOneCellIsFound(t *testing.T) {
	from := merged(write(2023, rand.New(rand.NewPCG(1, 1))))
	text := []string{"青渡县水务局2023年政府信息公开工作年度报告"}
	for _, b := range from.Blocks {
		if b.Table == nil && b.Text != text[0] {
			text = append(text, b.Text)
		}
	}
	rows := make([][]string, len(text))
	for i := range text {
		rows[i] = text[i : i+1]
	}
	for name, grid := range map[string][][]string{"one cell": {{strings.Join(text, "\n")}}, "rows": rows} {
		doc := &archive.Document{Tables: append([]archive.Table{{Rows: len(grid), Columns: 1, Grid: grid}}, from.Tables...)}
		for i := range doc.Tables {
			doc.Blocks = append(doc.Blocks, archive.Passage{Type: archive.PassageTable, Table: &i})
		}
		got, err := report.Parse(doc)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if string(got.Title) != text[0] || got.Year != 2023 || got.Issuer != "青渡县水务局" || len(got.Sections) != 6 {
			t.Errorf("%s: got %q by %q on %d, %d sections", name, got.Title, got.Issuer, got.Year, len(got.Sections))
		}
	}
}
