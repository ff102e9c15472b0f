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
