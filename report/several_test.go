package report_test

import (
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
	"gongkai/report"
)

// TestAGovernmentReportsApartFromItsOffice joins their reports on one year.
func TestAGovernmentReportsApartFromItsOffice(t *testing.T) {
	first, second := issuerOf(1), issuerOf(2)
	first.Name, second.Name = "青渡县人民政府", "青渡县人民政府办公室"
	var docs []*archive.Document
	for _, r := range []truth.Report{truth.Write(first, 2022), truth.Write(second, 2022)} {
		doc := documentOf(r)
		doc.Blocks = slices.Insert(slices.Clone(doc.Blocks), 0, archive.Passage{Type: archive.PassageHeading, Level: 1, Text: r.Title})
		docs = append(docs, doc)
	}
	if parts := report.Split(report.Join(docs...)); len(parts) != 2 {
		t.Errorf("got %d reports, want 2", len(parts))
	}
	if parts := report.Split(report.Join(docs[0], docs[0])); len(parts) != 1 {
		t.Errorf("got %d reports of one that stands twice, want 1", len(parts))
	}
}

func TestSeveralReportsInOneDocumentAreReadOneByOne(t *testing.T) {
	for seed := range uint64(20) {
		first, second, third := issuerOf(seed), issuerOf(seed+1), issuerOf(seed+2)
		first.Name, second.Name, third.Name = "青渡县水利局", "青渡县云岭镇人民政府", "青渡县财政局"
		all := []truth.Report{truth.Write(first, 2022), truth.Write(second, 2020), truth.Write(third, 2022)}
		wants := []map[string]truth.Value{truth.Cells(first, 2022), truth.Cells(second, 2020), truth.Cells(third, 2022)}
		var docs []*archive.Document
		for _, r := range all {
			doc := documentOf(r)
			doc.Blocks = slices.Insert(slices.Clone(doc.Blocks), 0, archive.Passage{Type: archive.PassageHeading, Level: 1, Text: r.Title})
			docs = append(docs, doc)
		}
		whole := report.Join(docs...)
		whole.Title = "青渡县各部门政府信息公开工作年度报告"
		parts := report.Split(whole)
		if len(parts) != len(all) {
			t.Fatalf("seed %d: got %d reports, want %d", seed, len(parts), len(all))
		}
		for i, part := range parts {
			got, err := report.Parse(part)
			if err != nil {
				t.Fatal(err)
			}
			if problem := compareGenerated(got, all[i], wants[i], false); problem != "" {
				t.Errorf("seed %d, report %d: %s", seed, i, problem)
			}
		}
	}
}

// TestAReportBehindOneWhoseTitleIsThePagesIsReadToo joins a county and a town of
// it, of which the first has its title outside of the text.
func TestAReportBehindOneWhoseTitleIsThePagesIsReadToo(t *testing.T) {
	county, town := issuerOf(1), issuerOf(2)
	county.Name, town.Name = "青渡县人民政府", "青渡县云岭镇人民政府"
	all := []truth.Report{truth.Write(county, 2022), truth.Write(town, 2022)}
	wants := []map[string]truth.Value{truth.Cells(county, 2022), truth.Cells(town, 2022)}
	second := documentOf(all[1])
	second.Blocks = slices.Insert(slices.Clone(second.Blocks), 0, archive.Passage{Type: archive.PassageParagraph, Text: all[1].Title})
	parts := report.Split(report.Join(documentOf(all[0]), second))
	if len(parts) != 2 {
		t.Fatalf("got %d reports, want 2", len(parts))
	}
	for i, part := range parts {
		got, err := report.Parse(part)
		if err != nil {
			t.Fatal(err)
		}
		if problem := compareGenerated(got, all[i], wants[i], false); problem != "" {
			t.Errorf("report %d: %s", i, problem)
		}
	}
}

func TestOneReportIsNotSplit(t *testing.T) {
	for seed := range uint64(40) {
		doc := documentOf(truth.Write(issuerOf(seed), 2008+int(seed%17)))
		title := archive.Passage{Type: archive.PassageHeading, Level: 1, Text: doc.Title}
		doc.Blocks = append([]archive.Passage{title, title}, doc.Blocks...)
		if parts := report.Split(doc); len(parts) != 1 {
			t.Errorf("seed %d: got %d reports", seed, len(parts))
		}
	}
}

// TestAReportInPartsIsReadAsOne parts reports between any two blocks, as pages
// of an article or as a page with its attachment.
func TestAReportInPartsIsReadAsOne(t *testing.T) {
	for seed := range uint64(60) {
		issuer, year := issuerOf(seed), 2014+int(seed%11)
		written := truth.Write(issuer, year)
		doc := documentOf(written)
		at := 1 + int(seed*7)%(len(doc.Blocks)-1)
		first, second := *doc, *doc
		first.Blocks, second.Blocks, second.Title = doc.Blocks[:at], doc.Blocks[at:], "附件"
		got, err := report.Parse(report.Join(&first, &second))
		if err != nil {
			t.Fatalf("seed %d, parted at %d: %v", seed, at, err)
		}
		if problem := compareGenerated(got, written, truth.Cells(issuer, year), false); problem != "" {
			t.Errorf("seed %d, parted at %d: %s", seed, at, problem)
		}
	}
}
