package main

import (
	"bytes"
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/internal/corpus"
	"gongkai/internal/ofdwrite"
	"gongkai/internal/portalsim/docx"
	"gongkai/internal/portalsim/truth"
	"gongkai/report"
)

// deviatedFiles are the report of s, which a deviation may have left without its
// title, in every style and format that is written without another program.
func deviatedFiles(t *testing.T, s corpus.Sample) map[string][]byte {
	t.Helper()
	title, blocks := s.Document.Title, s.Document.Blocks
	if len(blocks) > 0 && blocks[0].Text == title {
		blocks = blocks[1:] // the writers write it
	}
	files := corpus.Truth{Title: title, Passages: blocks, Tables: s.Document.Tables}.Pages()
	var paper, ofd bytes.Buffer
	if err := docx.Write(&paper, docx.Properties{Title: title, Created: time.Unix(0, 0)}, blocks, s.Document.Tables); err != nil {
		t.Fatal(err)
	}
	if err := ofdwrite.Write(&ofd, title, blocks, s.Document.Tables); err != nil {
		t.Fatal(err)
	}
	files["docx"], files["ofd"] = paper.Bytes(), ofd.Bytes()
	return files
}

// deviatedRuns is how many reports get each deviation.
const deviatedRuns = 2

// TestNoDeviationIsReadWrongFromAFile reads reports with each deviation that was
// seen in real ones from files of every style and format: every figure is right,
// or a finding names it; none is lost without one.
func TestNoDeviationIsReadWrongFromAFile(t *testing.T) {
	for _, d := range corpus.Deviations() {
		t.Run(d.Name, func(t *testing.T) {
			for seed := range uint64(deviatedRuns) {
				s, done := deviated(d, seed)
				if !done {
					continue
				}
				files := deviatedFiles(t, s)
				for _, format := range slices.Sorted(maps.Keys(files)) {
					honest(t, seed, format, files[format], s)
				}
			}
		})
	}
}

// deviated returns a report with a deviation, and false where it has nothing to
// do that to.
func deviated(d corpus.Deviation, seed uint64) (corpus.Sample, bool) {
	issuer := truth.Issuer{Name: "青渡县民政局", Scale: int(seed % 7), Key: truth.Mix(seed, 5)}
	s := corpus.NewSample(issuer, 2019+3*int(seed%2))
	return s, d.Apply(&s, rand.New(rand.NewPCG(seed, 2)))
}

// TestNoDeviationIsReadWrongFromTheFilesOfOtherPrograms reads files that
// LibreOffice made of such reports: each deviation is told, no figure is wrong
// without a finding, and none is lost without one.
func TestNoDeviationIsReadWrongFromTheFilesOfOtherPrograms(t *testing.T) {
	for file, of := range map[string]struct {
		deviation string
		seed      uint64
	}{
		"six-figures.doc":  {"a row has six figures", 0},
		"six-figures.xlsx": {"a row has six figures", 1},
		"first-empty.pdf":  {"an empty cell takes 自然人's place, and the last value is lost", 1},
		"first-empty.xls":  {"an empty cell takes 自然人's place, and the last value is lost", 0},
		"natural-lost.rtf": {"自然人's value is lost, and its cell is empty", 0},
		"own-table.odt":    {"四、结转 is a table of its own", 1},
	} {
		all := corpus.Deviations()
		i := slices.IndexFunc(all, func(d corpus.Deviation) bool { return d.Name == of.deviation })
		if i < 0 {
			t.Fatalf("there is no deviation %q", of.deviation)
		}
		s, _ := deviated(all[i], of.seed)
		body, err := os.ReadFile(filepath.Join("testdata/deviated", file))
		if err != nil {
			t.Fatal(err)
		}
		got := honest(t, of.seed, file, body, s)
		if got != nil && len(all[i].Flags) > 0 && !slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return slices.Contains(all[i].Flags, f.Code) }) {
			t.Errorf("%s: none of %v tells that %s", file, all[i].Flags, of.deviation)
		}
	}
}

// honest reads a file of s, and fails where a figure is wrong or lost and no
// finding names it. It returns what it read, or nil.
func honest(t *testing.T, seed uint64, format string, body []byte, s corpus.Sample) *archive.AnnualReport {
	t.Helper()
	doc, err := extract.Read(context.Background(), extract.Input{Name: "r." + format, Body: bytes.NewReader(body), Size: int64(len(body))})
	if err != nil {
		t.Errorf("seed %d, %s: %v", seed, format, err)
		return nil
	}
	got, err := report.Parse(doc)
	if err != nil {
		t.Errorf("seed %d, %s: %v", seed, format, err)
		return nil
	}
	named := map[string]bool{}
	whole := false
	for _, f := range got.Findings {
		for _, key := range f.Cells {
			named[key] = true
		}
		whole = whole || f.Code == "table_missing"
	}
	seen := map[string]bool{}
	for _, c := range got.Cells {
		seen[c.Key()] = true
		if want, known := s.Cells[c.Key()]; c.State == archive.CellNumber && (!known || string(c.Value) != want.Number) && !named[c.Key()] {
			t.Errorf("seed %d, %s: %s: got %s, want %q, and no finding names it", seed, format, c.Key(), c.Value, want.Number)
		}
	}
	for key, want := range s.Cells {
		if want.Number != "" && !seen[key] && !named[key] && !whole {
			t.Errorf("seed %d, %s: %s is absent, and no finding names it", seed, format, key)
		}
	}
	return got
}
