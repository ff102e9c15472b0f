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

func TestNamesThatOneIssuerSignsWithHaveOneKey(t *testing.T) {
	seen := map[string]string{}
	for _, same := range [][]string{
		{"嘉禾县财政局", "县财政局", "财政局", "郴州市嘉禾县财政局", "嘉禾县 财政局"},
		{"嘉禾县人民政府", "嘉禾县", "县人民政府", "嘉禾县政府", "嘉禾县人民政府办公室", "县政府办"},
		{"嘉禾县龙潭镇人民政府", "龙潭镇", "龙潭镇政府"},
		{"嘉禾县市场监督管理局", "市场监督管理局", "县市场监督管理局"},
		{"嘉禾县市监局", "市监局", "县市监局"}, {"嘉禾县市政管理局", "市政管理局"},
		{"嘉禾县城乡建设委员会"}, {"嘉禾县城乡建设办公室"}, {"龙潭镇财政所"}, {"桂阳县财政局"}, {"桂阳县"},
	} {
		key := report.IssuerKey(same[0], "431024")
		if other, is := seen[key]; is {
			t.Errorf("%s has the key of %s: %q", same[0], other, key)
		}
		seen[key] = same[0]
		for _, name := range same[1:] {
			if got := report.IssuerKey(name, "431024"); got != key {
				t.Errorf("%s: got %q, want %q as %s", name, got, key, same[0])
			}
		}
	}
	if got := report.IssuerKey("", "431024"); got != "" {
		t.Errorf("nobody has the key %q", got)
	}
}
