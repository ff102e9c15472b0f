package report_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/extract/plain"
	"gongkai/report"
)

// readTruth is what a person read in a report.
type readTruth struct {
	Issuers  []*string            `json:"issuer_accept"`
	Year     int                  `json:"year"`
	Title    *string              `json:"title"`
	Template string               `json:"template"`
	Sections []string             `json:"sections"`
	Cells    map[string]truthCell `json:"cells"`
	Required []string             `json:"findings_required"`
}

type truthCell struct {
	Value      archive.Number `json:"value"`
	Raw        *string        `json:"raw"`
	Unit       *string        `json:"unit"`
	UnitSource *string        `json:"unit_source"`
}

func TestRealReportsAreReadAsAPersonReadThem(t *testing.T) {
	names, _ := filepath.Glob("../../shared/seeds/*.truth.json")
	if len(names) == 0 {
		t.Skip("no real reports beside the checkout (../../shared/seeds): the fixtures in testdata cover the same shapes")
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) { compareWithTruth(t, name) })
	}
}

func TestFixturesAreReadAsTheyWereWritten(t *testing.T) {
	names, _ := filepath.Glob("testdata/*.truth.json")
	if len(names) == 0 {
		t.Fatal("no fixtures in testdata")
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) { compareWithTruth(t, name) })
	}
}

// compareWithTruth parses the text beside the truth file name.
func compareWithTruth(t *testing.T, name string) {
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var want readTruth
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name[:len(name)-len(".truth.json")] + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	doc := plain.Read(string(text))
	got, err := report.Parse(&doc)
	if err != nil {
		t.Fatal(err)
	}
	if !report.Likely(&doc) {
		t.Error("Likely: got false, want true")
	}
	if !slices.ContainsFunc(want.Issuers, func(s *string) bool { return orEmpty(s) == string(got.Issuer) }) {
		t.Errorf("issuer: got %q", got.Issuer)
	}
	if int(got.Year) != want.Year || string(got.Title) != orEmpty(want.Title) || string(got.Template) != want.Template {
		t.Errorf("got year %d, title %q, template %q; want %d, %q, %q",
			got.Year, got.Title, got.Template, want.Year, orEmpty(want.Title), want.Template)
	}
	var sections []string
	for _, s := range got.Sections {
		sections = append(sections, s.Number)
	}
	if !slices.Equal(sections, want.Sections) {
		t.Errorf("got sections %v, want %v", sections, want.Sections)
	}
	compareCells(t, got.Cells, want.Cells)
	var codes []string
	for _, f := range got.Findings {
		t.Logf("%s %s: %s %v", f.Severity, f.Code, f.Message, f.Cells)
		codes = append(codes, f.Code)
	}
	for _, code := range want.Required {
		if !slices.Contains(codes, code) {
			t.Errorf("no finding %s", code)
		}
	}
	if slices.Contains(codes, "identity_broken") {
		t.Error("identity_broken was found, and every identity holds")
	}
}

func compareCells(t *testing.T, cells []archive.ReportCell, want map[string]truthCell) {
	t.Helper()
	seen := map[string]bool{}
	for _, c := range cells {
		seen[c.Key()] = true
		w, ok := want[c.Key()]
		if !ok {
			t.Errorf("%s: a cell that is not in the truth", c.Key())
			continue
		}
		if c.Value != w.Value || (w.Value == "") != (c.State == archive.CellBlank) {
			t.Errorf("%s: got %s %q, want %q", c.Key(), c.State, c.Value, w.Value)
		}
		if w.Raw != nil && c.Raw != *w.Raw {
			t.Errorf("%s: got raw %q, want %q", c.Key(), c.Raw, *w.Raw)
		}
		if w.Unit != nil && string(c.Unit) != *w.Unit || w.UnitSource != nil && c.UnitSource != *w.UnitSource {
			t.Errorf("%s: got unit %q from %s, want %q from %q", c.Key(), c.Unit, c.UnitSource, orEmpty(w.Unit), orEmpty(w.UnitSource))
		}
	}
	for key := range want {
		if !seen[key] {
			t.Errorf("%s: absent", key)
		}
	}
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
