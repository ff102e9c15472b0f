package report_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"gongkai/archive"
	"gongkai/internal/corpus"
	"gongkai/report"
)

// TestLabelsThatOCRMisreadMoveNoFigure reads reports of both forms whose labels have
// other characters here and there, or have lost all but their number.
func TestLabelsThatOCRMisreadMoveNoFigure(t *testing.T) {
	alike := []rune("出中书埋霸帝术林二从夫工入人白口日目未末士土己已")
	cells, read := 0, 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 2))
		s := corpus.NewSample(issuerOf(seed), 2019+int(seed%6))
		doc := recognised(&s.Document, func(text string) string {
			if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				return text
			}
			if number, _, ok := strings.Cut(text, "."); ok && rng.IntN(6) == 0 {
				return number + "."
			}
			return strings.Map(func(r rune) rune {
				switch {
				case !unicode.Is(unicode.Han, r):
				case rng.IntN(8) == 0:
					return alike[rng.IntN(len(alike))]
				case rng.IntN(16) == 0:
					return -1
				}
				return r
			}, text)
		})
		got, err := report.Parse(doc)
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		for _, c := range got.Cells {
			want := s.Cells[c.Key()].Number
			if c.State == archive.CellNumber && string(c.Value) != want {
				t.Errorf("seed %d: %s: got %s, want %q", seed, c.Key(), c.Value, want)
			}
			if c.State == archive.CellNumber {
				read++
			}
		}
		for _, v := range s.Cells {
			if v.Number != "" {
				cells++
			}
		}
	}
	t.Logf("%d of %d figures are read", read, cells)
	if read*100 < cells*90 {
		t.Errorf("%d of %d figures are read, want nine of ten", read, cells)
	}
}

// TestARowThatIsKnownByItsPlaceAloneIsDoubted has a row of which only the number is
// legible, rows that stand in another order than the form's, and one too few.
func TestARowThatIsKnownByItsPlaceAloneIsDoubted(t *testing.T) {
	for name, c := range map[string]struct {
		labels map[string]string
		read   bool // t3.noproc_repeat.total, or that of t4
		doubt  bool
	}{
		"a column's label is cut":        {map[string]string{"结果维持": "结果"}, true, true},
		"columns stand in another order": {map[string]string{"结果维持": "结果纠正", "结果纠正": "结果"}, false, true},
		"the label is whole":             {nil, true, false},
		"a character is another":         {map[string]string{"重复申请": "2.重复中请"}, true, false},
		"the label is lost":              {map[string]string{"重复申请": "2."}, true, true},
		"nothing of it is seen":          {map[string]string{"重复申请": ""}, true, true},
		"it is that of another row":      {map[string]string{"重复申请": "2.要求提供公开出版勿"}, false, true},
		"rows stand in another order":    {map[string]string{"重复申请": "2.", "信访举报投诉类申请": "3.要求提供公开出版物", "要求提供公开出版物": "1.信访举报投诉类申请"}, false, true},
		"nothing of the others is known": {map[string]string{"重复申请": "2.", "信访举报投诉类申请": "1.", "要求提供公开出版物": "3."}, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := corpus.NewSample(issuerOf(3), 2023)
			got, err := report.Parse(recognised(&s.Document, func(text string) string {
				for label, other := range c.labels {
					if strings.HasSuffix(text, label) {
						return other
					}
				}
				return text
			}))
			if err != nil {
				t.Fatal(err)
			}
			key := "t3.noproc_repeat.total"
			if c.labels["结果维持"] != "" {
				key = "t4.value.review.upheld"
			}
			i := slices.IndexFunc(got.Cells, func(c archive.ReportCell) bool { return c.Key() == key })
			if (i >= 0) != c.read || i >= 0 && string(got.Cells[i].Value) != s.Cells[key].Number || doubts(got, key) != c.doubt {
				t.Errorf("got cell %d of %v, doubted %v; want read %v, doubted %v", i, got.Findings, doubts(got, key), c.read, c.doubt)
			}
		})
	}
}
