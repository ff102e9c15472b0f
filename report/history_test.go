package report_test

import (
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
	"gongkai/report"
)

// history parses what an issuer reported in some years.
func history(t *testing.T, issuer truth.Issuer, years ...int) []*archive.AnnualReport {
	t.Helper()
	var all []*archive.AnnualReport
	for _, year := range years {
		r, err := report.Parse(documentOf(truth.Write(issuer, year)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func TestHonestReportsAgreeOverTheYears(t *testing.T) {
	for seed := range uint64(60) {
		for _, f := range report.CompareYears(history(t, issuerOf(seed), 2019, 2020, 2021, 2022, 2023)) {
			// The generator draws the figures of section two anew each year.
			if f.Code != "outlier" {
				t.Errorf("seed %d: %+v", seed, f)
			}
		}
	}
}

func TestFiguresThatContradictAnotherYearAreFoundWithBoth(t *testing.T) {
	set := func(r *archive.AnnualReport, key, value string) {
		for i := range r.Cells {
			if r.Cells[i].Key() == key {
				r.Cells[i].Value, r.Cells[i].State = archive.Number(value), archive.CellNumber
			}
		}
	}
	cases := map[string]struct {
		key, value string
		code       string
		says       []string
	}{
		"more is carried in than was carried out": {"t3.carried_in.total", "977", "carry_mismatch", []string{"977", "2021", "2022"}},
		"another applicant is carried in":         {"t3.carried_in.research", "977", "carry_mismatch", []string{"科研机构 977"}},
		"papers in force appear from nowhere":     {"t2.1.normative.in_force", "977", "in_force_mismatch", []string{"977", "行政规范性文件"}},
		"a figure has three digits more":          {"t3.new.natural", "990000", "outlier", []string{"990000", "other years"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			reports := history(t, truth.Issuer{Name: "青渡县水利局", Scale: 3, Key: 5}, 2021, 2022, 2023, 2024)
			for i := range reports {
				for _, known := range []string{"t2.1.normative.in_force", "t2.1.normative.issued", "t2.1.normative.repealed"} {
					set(reports[i], known, map[bool]string{true: "40", false: "0"}[strings.HasSuffix(known, "in_force")])
				}
			}
			set(reports[1], c.key, c.value)
			found := report.CompareYears(reports)
			i := slices.IndexFunc(found, func(f archive.YearFinding) bool { return f.Code == c.code && f.Year == 2022 })
			if i < 0 {
				t.Fatalf("got %+v, want %s", found, c.code)
			}
			if f := found[i]; string(f.Left) != c.value || f.Right == "" || !slices.Contains(f.Cells, c.key) {
				t.Errorf("got %+v, want both figures and the cell %s", f, c.key)
			}
			for _, word := range c.says {
				if !strings.Contains(found[i].Message, word) {
					t.Errorf("%q does not say %q", found[i].Message, word)
				}
			}
		})
	}
}

func TestYearsThatAreNotNeighboursAreNotCompared(t *testing.T) {
	reports := history(t, issuerOf(3), 2019, 2021)
	if found := report.CompareYears(reports); len(found) > 0 {
		t.Errorf("got %+v", found)
	}
}
