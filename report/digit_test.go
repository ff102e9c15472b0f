package report_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
	"gongkai/report"
)

// rewritten returns doc with another text at the place of a cell.
func rewritten(doc *archive.Document, at archive.Origin, text string) *archive.Document {
	copied := *doc
	copied.Tables = slices.Clone(doc.Tables)
	t := &copied.Tables[at.Table]
	t.Cells, t.Grid = slices.Clone(t.Cells), slices.Clone(t.Grid)
	for i, c := range t.Cells {
		if c.Row != at.Row || c.Column != at.Column {
			continue
		}
		t.Cells[i].Text = text
		t.Grid[c.Row] = slices.Clone(t.Grid[c.Row])
		for x := range c.Colspan {
			t.Grid[c.Row][c.Column+x] = text
		}
	}
	return &copied
}

// misprints returns raw with each of its digits changed.
func misprints(raw string) []string {
	var all []string
	for i := range len(raw) {
		if raw[i] >= '0' && raw[i] <= '9' {
			all = append(all, raw[:i]+string('0'+(raw[i]-'0'+1)%10)+raw[i+1:])
		}
	}
	return all
}

// caught reports whether a check fails, or a warning names something, that was
// not so in the honest report.
func caught(got, honest *archive.AnnualReport) bool {
	if slices.ContainsFunc(got.Checks, func(c archive.Check) bool { return c.Result == archive.CheckFail }) {
		return true
	}
	return slices.ContainsFunc(got.Findings, func(f archive.Finding) bool {
		return f.Severity != "info" && !slices.ContainsFunc(honest.Findings, func(h archive.Finding) bool { return h.Code == f.Code && slices.Equal(h.Cells, f.Cells) })
	})
}

// silences adds the cells in which some misprint of one digit is caught by
// nothing in the report; and of them those that the years before and after tell.
func silences(t *testing.T, issuer truth.Issuer, year int, silent, told map[string]bool) {
	t.Helper()
	doc := documentOf(truth.Write(issuer, year))
	honest, err := report.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	around := history(t, issuer, year-1, year+1)
	before := len(report.CompareYears([]*archive.AnnualReport{around[0], honest, around[1]}))
	for _, c := range honest.Cells {
		if c.Value == "" || c.Origin == nil {
			continue
		}
		for _, text := range misprints(c.Raw) {
			got, err := report.Parse(rewritten(doc, *c.Origin, text))
			if err != nil {
				t.Fatal(err)
			}
			if caught(got, honest) {
				continue
			}
			silent[c.Key()] = true
			if len(report.CompareYears([]*archive.AnnualReport{around[0], got, around[1]})) > before {
				told[c.Key()] = true
			}
		}
	}
}

// TestEveryMisprintOfADigitIsCaughtOrDocumented changes every digit of every
// table. What nothing tells is listed in docs/figures.md, and nothing else is.
func TestEveryMisprintOfADigitIsCaughtOrDocumented(t *testing.T) {
	guide, err := os.ReadFile("../docs/figures.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]map[string]bool{} // template, cell: whether the years tell
	for line := range strings.Lines(string(guide)) {
		fields := strings.Split(line, "|")
		if len(fields) != 6 || !strings.HasPrefix(strings.TrimSpace(fields[2]), "`") {
			continue
		}
		template, cells := strings.TrimSpace(fields[1]), strings.TrimSpace(fields[2])
		for cell := range strings.FieldsSeq(cells) {
			if documented[template] == nil {
				documented[template] = map[string]bool{}
			}
			documented[template][strings.Trim(cell, "`,")] = strings.TrimSpace(fields[3]) != "never"
		}
	}
	for template, years := range map[string][]int{"T2019": {2019, 2020}, "T2021": {2022, 2023}, "STAT2014": {2016}} {
		silent, told := map[string]bool{}, map[string]bool{}
		for seed := range uint64(misprintRuns) {
			silences(t, truth.Issuer{Name: "青渡县民政局", Scale: int(seed%3) + 2, Key: truth.Mix(seed, 8)}, years[seed%uint64(len(years))], silent, told)
		}
		for key := range silent {
			if says, ok := documented[template][key]; !ok || says != told[key] {
				t.Errorf("%s: a misprint in %s is caught by nothing in the report, and over the years: %v; docs/figures.md says otherwise", template, key, told[key])
			}
		}
		for key := range documented[template] {
			if !silent[key] {
				t.Errorf("%s: docs/figures.md says that misprints in %s go unseen, and they are caught", template, key)
			}
		}
	}
}

const misprintRuns = 6
