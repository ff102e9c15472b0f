package report_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/corpus"
	"gongkai/report"
)

// recognised returns doc as OCR reads it: text of cells as read has it.
func recognised(doc *archive.Document, read func(text string) string) *archive.Document {
	copied := *doc
	copied.Warnings = []archive.Warning{{Code: "ocr", Message: "any character may be wrong"}}
	copied.Tables = slices.Clone(doc.Tables)
	for i := range copied.Tables {
		t := &copied.Tables[i]
		t.Recognised = true
		t.Cells, t.Grid = slices.Clone(t.Cells), slices.Clone(t.Grid)
		for r := range t.Grid {
			t.Grid[r] = slices.Clone(t.Grid[r])
		}
		for k := range t.Cells {
			c := &t.Cells[k]
			c.Text = read(c.Text)
			for y := range c.Rowspan {
				for x := range c.Colspan {
					t.Grid[c.Row+y][c.Column+x] = c.Text
				}
			}
		}
	}
	return &copied
}

// doubts reports whether a warning or an error names the cell.
func doubts(r *archive.AnnualReport, key string) bool {
	return slices.ContainsFunc(r.Findings, func(f archive.Finding) bool { return f.Severity != "info" && slices.Contains(f.Cells, key) })
}

// TestFiguresThatOCRMayHaveMisreadAreNamed changes every digit of figures that OCR
// read, one by one: a warning names the cell each time. So it does where a figure and
// the total that it alone makes are misread alike.
func TestFiguresThatOCRMayHaveMisreadAreNamed(t *testing.T) {
	s := corpus.NewSample(issuerOf(1), 2023)
	doc := recognised(&s.Document, strings.Clone)
	honest, err := report.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, c := range honest.Cells {
		if doubts(honest, c.Key()) {
			named++
		}
		if c.Origin == nil {
			continue
		}
		for _, text := range misprints(c.Raw) {
			got, err := report.Parse(rewritten(doc, *c.Origin, text))
			if err != nil {
				t.Fatal(err)
			}
			if !doubts(got, c.Key()) {
				t.Errorf("%s: %s for %s: no warning names it", c.Key(), text, c.Raw)
			}
		}
	}
	if named > 40 {
		t.Errorf("warnings name %d cells of an honest report, want few beside those of section two", named)
	}
	one := recognised(&s.Document, strings.Clone)
	for i := range one.Tables {
		if tab := &one.Tables[i]; tab.Columns == 15 {
			last := tab.Rows - 1
			for k := range tab.Cells {
				if c := &tab.Cells[k]; c.Row == last {
					c.Text = map[bool]string{true: "1", false: "0"}[c.Column == 2 || c.Column == 4]
					tab.Grid[last][c.Column] = c.Text
				}
			}
		}
	}
	got, err := report.Parse(one)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{"t4.value.review.other": true, "t4.value.review.total": true, "t4.value.review.upheld": false} {
		if doubts(got, key) != want {
			t.Errorf("%s: warned %v, want %v", key, !want, want)
		}
	}
}

// TestOnlyTablesThatOCRReadAreDoubted has a report of which one table is a picture.
func TestOnlyTablesThatOCRReadAreDoubted(t *testing.T) {
	s := corpus.NewSample(issuerOf(1), 2023)
	doc := recognised(&s.Document, strings.Clone)
	for i := range doc.Tables {
		doc.Tables[i].Recognised = doc.Tables[i].Columns == 15
	}
	got, err := report.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	if doubts(got, "t2.5.license.decisions") || slices.ContainsFunc(got.Tables, func(r archive.Reading) bool { return r.Table == "t2.5" && r.Confidence != "medium" }) {
		t.Errorf("got %v and %v; want no doubt of section two", got.Findings, got.Tables)
	}
}
