package report_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/report"
)

func TestAWellFormedReportIsReadInFullInEveryShape(t *testing.T) {
	for name, shape := range shapes() {
		for _, year := range []int{2020, 2023} {
			t.Run(name, func(t *testing.T) {
				w := write(year, rand.New(rand.NewPCG(1, uint64(year))))
				got, err := report.Parse(shape(w))
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range got.Findings {
					if f.Code != "unit_missing" && f.Code != "conversion_artifact" && f.Code != "narrative_mismatch" && f.Severity != "info" {
						t.Errorf("%d: finding %s: %s %v", year, f.Code, f.Message, f.Cells)
					}
				}
				if len(got.Cells) != len(w.truth) {
					t.Errorf("%d: got %d cells, want %d", year, len(got.Cells), len(w.truth))
				}
				for _, c := range got.Cells {
					if string(c.Value) != w.truth[c.Key()] {
						t.Errorf("%d %s: got %q, want %q", year, c.Key(), c.Value, w.truth[c.Key()])
					}
				}
				want := map[int]int{2020: 40, 2023: 42}[year]
				if len(got.Checks) != want {
					t.Errorf("%d: got %d checks, want %d", year, len(got.Checks), want)
				}
				for _, c := range got.Checks {
					if c.Result != archive.CheckPass {
						t.Errorf("%d: check %s %s: got %s, want pass", year, c.Identity, c.Scope, c.Result)
					}
				}
			})
		}
	}
}

func BenchmarkParse(b *testing.B) {
	w := write(2020, rand.New(rand.NewPCG(1, 1)))
	for _, name := range []string{"merged cells", "tabs", "running text"} {
		doc := shapes()[name](w)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := report.Parse(doc); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// told reports whether some finding names the cell key.
func told(findings []archive.Finding, key string) bool {
	return slices.ContainsFunc(findings, func(f archive.Finding) bool { return slices.Contains(f.Cells, key) })
}
