package report_test

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/plain"
	"gongkai/internal/portalsim/truth"
	"gongkai/report"
)

// issuerOf returns an invented issuer.
func issuerOf(seed uint64) truth.Issuer {
	names := []string{"青渡县水利局", "临溪市人民政府办公室", "青渡县云岭镇人民政府", "石桥区住房和城乡建设局", "青渡县东浦街道办事处", "白石经济开发区管理委员会", "青渡县人民政府"}
	key := truth.Mix(seed, 77)
	return truth.Issuer{Name: names[key%uint64(len(names))], Scale: int(key >> 8 % 7), Key: key}
}

// documentOf returns a report that was generated as a document with merged
// cells.
func documentOf(r truth.Report) *archive.Document {
	doc := &archive.Document{Title: r.Title, Published: r.Published.Format("2006-01-02"), Blocks: r.Passages, Tables: r.Tables}
	return doc
}

// boxesOf returns the rows of a table as cells.
func boxesOf(t archive.Table) [][]box {
	rows := make([][]box, t.Rows)
	for _, c := range t.Cells {
		rows[c.Row] = append(rows[c.Row], span(c.Text, c.Rowspan, c.Colspan))
	}
	return rows
}

// textOf writes doc as text, its tables row by row, and reads it back.
func textOf(doc *archive.Document, row func(table [][]box, r int) string) *archive.Document {
	var s strings.Builder
	s.WriteString(doc.Title + "\n")
	for _, b := range doc.Blocks {
		if b.Table == nil {
			s.WriteString("\n" + b.Text + "\n\n")
			continue
		}
		rows := boxesOf(doc.Tables[*b.Table])
		for r := range rows {
			s.WriteString(row(rows, r))
		}
		s.WriteString("\n附注。\n\n")
	}
	read := plain.Read(s.String())
	read.Published = doc.Published
	return &read
}

// styles are the ways in which a generated report comes to the parser.
func styles() map[string]func(*archive.Document) *archive.Document {
	return map[string]func(*archive.Document) *archive.Document{
		"merged cells":    func(d *archive.Document) *archive.Document { return d },
		"bars":            func(d *archive.Document) *archive.Document { return textOf(d, barRow) },
		"tabs":            func(d *archive.Document) *archive.Document { return textOf(d, tabRow) },
		"one cell a line": func(d *archive.Document) *archive.Document { return textOf(d, lineRow) },
		"running text":    func(d *archive.Document) *archive.Document { return textOf(d, spaceRow) },
		"unknown spans": func(d *archive.Document) *archive.Document {
			copied := *d
			copied.Tables = append([]archive.Table{}, d.Tables...)
			return unmerged(&copied)
		},
	}
}

// TestEveryGeneratedReportIsReadBack reads what the generator writes of all
// years in every style. In running text an empty cell leaves no trace: there
// its row is unresolved, and told so.
func TestEveryGeneratedReportIsReadBack(t *testing.T) {
	for name, style := range styles() {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(generatedRuns) {
				year := 2008 + int(seed%17)
				issuer := issuerOf(seed)
				written, want := truth.Write(issuer, year), truth.Cells(issuer, year)
				got, err := report.Parse(style(documentOf(written)))
				if err != nil {
					t.Fatalf("seed %d, %d: %v", seed, year, err)
				}
				if problem := compareGenerated(got, written, want, name == "running text"); problem != "" {
					t.Fatalf("seed %d, %d: %s", seed, year, problem)
				}
			}
		})
	}
}

const generatedRuns = 170

// compareGenerated says what differs, or "". lossy tells that empty cells can't
// be seen.
func compareGenerated(got *archive.AnnualReport, written truth.Report, want map[string]truth.Value, lossy bool) string {
	if string(got.Template) != string(written.Template) || string(got.Title) != written.Title {
		return fmt.Sprintf("got template %q and title %q, want %q and %q", got.Template, got.Title, written.Template, written.Title)
	}
	seen := map[string]bool{}
	for _, c := range got.Cells {
		w, known := want[c.Key()]
		seen[c.Key()] = true
		if !known || string(c.Value) != w.Number || w.Number == "" && c.State != archive.CellBlank || c.Raw != w.Raw && w.Number != "" {
			return fmt.Sprintf("%s: got %s %q (%q), want %q (%q); findings %v", c.Key(), c.State, c.Value, c.Raw, w.Number, w.Raw, got.Findings)
		}
		if string(c.Unit) != w.Unit && w.Unit != "" && w.Number != "" {
			return fmt.Sprintf("%s: got unit %q, want %q", c.Key(), c.Unit, w.Unit)
		}
	}
	for key, w := range want {
		if !seen[key] && !(lossy && w.Raw == "" || lossy && told(got.Findings, key)) {
			return fmt.Sprintf("%s: absent, want %q; findings %v", key, w.Raw, got.Findings)
		}
	}
	for _, f := range got.Findings {
		if f.Severity != "info" && f.Code != "unit_missing" && !lossy && !strings.Contains(f.Message, "edge is empty") {
			return fmt.Sprintf("finding %s: %s %v", f.Code, f.Message, f.Cells)
		}
	}
	for _, c := range got.Checks {
		if c.Result == archive.CheckFail {
			return fmt.Sprintf("check %+v", c)
		}
	}
	return ""
}
