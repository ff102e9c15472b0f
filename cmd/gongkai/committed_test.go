package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/internal/corpus"
	"gongkai/report"
)

// TestEveryFigureOfTheCommittedFilesIsRead reads the files of the corpus, which
// LibreOffice, Chromium and our own writers made of reports of known figures:
// from PDF, .doc, .rtf, .xls and the others each figure is had as it was written,
// without a warning but for the lack of a unit and for how the file was read. In
// sheets the tables stand alone, without title and sections. Where a page of
// Chromium draws no rules around its cells, what can't be read is told.
func TestEveryFigureOfTheCommittedFilesIsRead(t *testing.T) {
	files, err := filepath.Glob("../../extract/testdata/corpus/1-00*")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	read := map[string]int{}
	for _, path := range files {
		name := filepath.Base(path)
		var index int
		if _, err := fmt.Sscanf(name, "1-%03d.", &index); err != nil || strings.HasSuffix(name, ".json") {
			continue
		}
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := corpus.Nth(1, index)
		doc, err := extract.Read(context.Background(), extract.Input{Name: name, Body: bytes.NewReader(body), Size: int64(len(body))})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := report.Parse(doc)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.HasSuffix(name, ".chromium-editor.pdf") {
			honest(t, 1, name, body, s)
			continue
		}
		may := []string{"unit_missing", "conversion_artifact"}
		if slices.Contains([]string{".xls", ".xlsx", ".ods"}, filepath.Ext(name)) {
			may = append(may, "title_missing", "issuer_missing", "section_missing")
		}
		for _, wrong := range inexact(got, s, may) {
			t.Errorf("%s: %s", name, wrong)
		}
		read[filepath.Ext(name)]++
	}
	for _, ext := range []string{".pdf", ".doc", ".docx", ".rtf", ".odt", ".xls", ".xlsx", ".ods", ".ofd", ".html"} {
		if read[ext] == 0 {
			t.Errorf("no file ending in %s was read", ext)
		}
	}
}

// inexact says which figures of got are not those of s, and which warnings it has
// that are not among the codes in may.
func inexact(got *archive.AnnualReport, s corpus.Sample, may []string) []string {
	var wrong []string
	seen := map[string]bool{}
	for _, c := range got.Cells {
		seen[c.Key()] = true
		if want, known := s.Cells[c.Key()]; !known || string(c.Value) != want.Number {
			wrong = append(wrong, fmt.Sprintf("%s: got %q, want %q", c.Key(), c.Value, want.Number))
		}
	}
	for key := range s.Cells {
		if !seen[key] {
			wrong = append(wrong, key+" is absent")
		}
	}
	for _, f := range got.Findings {
		if f.Severity != "info" && !slices.Contains(may, f.Code) {
			wrong = append(wrong, fmt.Sprintf("finding %s: %s", f.Code, f.Message))
		}
	}
	return wrong
}
