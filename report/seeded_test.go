package report_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/internal/corpus"
	"gongkai/report"
)

// TestEverySeededDeviationIsFlaggedAndMakesNoWrongNumber reads reports with each
// deviation that was seen in real ones, in every style.
func TestEverySeededDeviationIsFlaggedAndMakesNoWrongNumber(t *testing.T) {
	all := styles()
	for _, d := range corpus.Deviations() {
		t.Run(d.Name, func(t *testing.T) {
			applied := 0
			for seed := range uint64(seededRuns) {
				for i, name := range slices.Sorted(maps.Keys(all)) {
					if uint64(i)%3 != seed%3 {
						continue // each seed has two of the six
					}
					s := corpus.NewSample(issuerOf(seed), 2019+int(seed%6))
					if !d.Apply(&s, rand.New(rand.NewPCG(seed, 1))) {
						continue
					}
					applied++
					got, err := report.Parse(all[name](&s.Document))
					if err != nil {
						t.Fatalf("seed %d, %s: %v", seed, name, err)
					}
					compareSample(t, seed, name, d, s, got)
				}
				if t.Failed() {
					return
				}
			}
			if applied == 0 {
				t.Error("no report has it")
			}
		})
	}
}

const seededRuns = 18

func compareSample(t *testing.T, seed uint64, style string, d corpus.Deviation, s corpus.Sample, got *archive.AnnualReport) {
	t.Helper()
	running := style == "running text"
	seen := map[string]bool{}
	for _, c := range got.Cells {
		seen[c.Key()] = true
		want, known := s.Cells[c.Key()]
		if c.State == archive.CellNumber && (!known || string(c.Value) != want.Number) && !told(got.Findings, c.Key()) {
			t.Errorf("seed %d, %s: %s: got %s, want %q, and no finding names it", seed, style, c.Key(), c.Value, want.Number)
		}
	}
	lost := 0
	for key, want := range s.Cells {
		if !seen[key] && want.Raw != "" {
			lost++
			if !told(got.Findings, key) && !slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return f.Code == "table_missing" }) {
				t.Errorf("seed %d, %s: %s is absent, and no finding names it", seed, style, key)
			}
		}
	}
	if lost > d.Lost && !running {
		t.Errorf("seed %d, %s: %d cells are lost, want at most %d: %v", seed, style, lost, d.Lost, got.Findings)
	}
	if len(d.Flags) > 0 && !slices.ContainsFunc(got.Findings, func(f archive.Finding) bool {
		return slices.Contains(d.Flags, f.Code) || running && f.Code == "cell_unresolved"
	}) {
		t.Errorf("seed %d, %s: got no finding of %v: %v", seed, style, d.Flags, got.Findings)
	}
}
