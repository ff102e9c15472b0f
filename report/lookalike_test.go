package report_test

import (
	"errors"
	"testing"

	"gongkai/internal/corpus"
	"gongkai/report"
)

func TestNoPaperThatLooksLikeAReportIsTakenForOne(t *testing.T) {
	for seed := range uint64(4) {
		for i, p := range corpus.Papers(seed, 27*12) {
			if got, err := report.Parse(&p.Document); !errors.Is(err, report.ErrNotReport) {
				t.Errorf("seed %d, paper %d (%s) %q: got a report with %d cells (%v), evidence %v", seed, i, p.Kind, p.Document.Title, len(got.Cells), err, got.Evidence)
			}
		}
	}
}
