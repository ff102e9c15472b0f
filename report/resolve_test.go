package report_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/internal/corpus"
	"gongkai/report"
)

// TestALostCellIsPlacedWhereTheArithmeticLeavesNoChoice drops one figure of
// section three, so that six stand where seven should.
func TestALostCellIsPlacedWhereTheArithmeticLeavesNoChoice(t *testing.T) {
	all := corpus.Deviations()
	lose := all[slices.IndexFunc(all, func(d corpus.Deviation) bool { return d.Name == "a row has six figures" })]
	rows, cells, read := 0, 0, 0
	for seed := range uint64(60) {
		s := corpus.NewSample(issuerOf(seed), 2019+int(seed%6))
		if !lose.Apply(&s, rand.New(rand.NewPCG(seed, 1))) {
			continue
		}
		rows++
		got, err := report.Parse(textOf(&s.Document, barRow))
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]string{}
		for _, c := range got.Cells {
			if c.Table == "t3" && c.State == archive.CellNumber {
				seen[c.Key()] = string(c.Value)
				if want := s.Cells[c.Key()].Number; string(c.Value) != want && want != "" {
					t.Errorf("seed %d: %s: got %s, want %s", seed, c.Key(), c.Value, want)
				}
				if s.Cells[c.Key()].Number == "" && !told(got.Findings, c.Key()) {
					t.Errorf("seed %d: %s: got %s for a cell that is lost, and no finding names it", seed, c.Key(), c.Value)
				}
			}
		}
		for key, v := range s.Cells {
			if v.Number != "" && key[:3] == "t3." {
				cells++
				if seen[key] != "" {
					read++
				}
			}
		}
	}
	if rows < 30 || cells-read > rows {
		t.Errorf("of %d rows that lost a cell, %d of %d cells are read, want all but one a row", rows, read, cells)
	}
}
