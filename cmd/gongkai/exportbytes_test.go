package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/needed"
)

// TestAFigureCanBeFollowedToItsBytesWithoutUs runs the program of the guide on a
// figure of every report, of which some were imported and some came in chunks.
func TestAFigureCanBeFollowedToItsBytesWithoutUs(t *testing.T) {
	python := needed.Program(t, "python3")
	guide, err := os.ReadFile("../../docs/export.md")
	if err != nil {
		t.Fatal(err)
	}
	_, program, _ := strings.Cut(string(guide), "the key of a cell:\n\n")
	program, _, found := strings.Cut(program, "\nBytes that had come")
	if !found {
		t.Fatal("the guide has no program")
	}
	_, config, data := served(t)
	execute(t, exitDone, "crawl", "--config", config)
	file := written(t, "a.html", []byte(reportPage(report2022(), "青渡县")))
	imported(t, exitDone, "--config", config, filepath.Dir(file))
	dir := t.TempDir()
	execute(t, exitDone, "export", "--config", config, "--format", "csv", "--out", filepath.Join(dir, "reports"))
	execute(t, exitDone, "export", "--config", config, "--format", "cdxj", "--out", filepath.Join(dir, "all.cdxj"))
	reports, err := os.ReadFile(filepath.Join(dir, "reports", "reports.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rowsOf(t, reports) {
		cmd := exec.CommandContext(t.Context(), python, "-c", strings.ReplaceAll(program, "\n    ", "\n")[4:], filepath.Join(data, "warc"), row["report_id"], "t3.new.total")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), row["url"]) {
			t.Fatalf("%s: %v\n%s", row["url"], err, out)
		}
		payload, err := os.ReadFile(filepath.Join(dir, "payload"))
		if err != nil || string(archive.DigestOf(payload)) != row["payload_digest"] {
			t.Errorf("%s: got %d bytes with the digest %s (%v), want %s", row["url"], len(payload), archive.DigestOf(payload), err, row["payload_digest"])
		}
	}
}
