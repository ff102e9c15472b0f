package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/internal/needed"
)

// Where the checks that others wrote lie beside the checkout, they judge what
// the program writes.
func TestRecordsAndPackagesPassTheChecksOfOthers(t *testing.T) {
	checks, err := filepath.Abs("../../../shared/validators")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(checks); err != nil {
		t.Skip("no checks beside the checkout (../../../shared/validators): the tests of store/warc check the same with the standard library")
	}
	python := needed.Program(t, "python3")
	_, config, data := served(t)
	for range 2 {
		execute(t, exitDone, "crawl", "--config", config) // the second has revisits
	}
	wacz := filepath.Join(t.TempDir(), "all.wacz")
	execute(t, exitDone, "export", "--config", config, "--format", "wacz", "--out", wacz)
	records, err := filepath.Glob(filepath.Join(data, "*", "*", "*", "*.warc.gz"))
	if err != nil || len(records) < 3 {
		t.Fatalf("got the files %q, %v", records, err)
	}
	for name, files := range map[string][]string{"check_warc.py": records, "check_wacz.py": {wacz}} {
		out, err := exec.CommandContext(t.Context(), python, append([]string{filepath.Join(checks, name)}, files...)...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "0 errors, 0 warnings") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// TestAWARCFileThatIsLostIsLeftOutAndToldOf takes the archive's first WARC file away.
func TestAWARCFileThatIsLostIsLeftOutAndToldOf(t *testing.T) {
	_, config, data := served(t)
	for range 2 {
		execute(t, exitDone, "crawl", "--config", config)
	}
	records, err := filepath.Glob(filepath.Join(data, "warc", "*", "*", "*.warc.gz"))
	if err != nil || len(records) != 2 {
		t.Fatalf("got the files %q, %v, want two", records, err)
	}
	if err := os.Rename(records[0], filepath.Join(t.TempDir(), "lost")); err != nil {
		t.Fatal(err)
	}
	for format, want := range map[string]string{"cdxj": " captures: gongkai verify names", "wacz": " records of warc/"} {
		out := filepath.Join(t.TempDir(), "out."+format)
		if told := executeAll(t, exitFindings, "export", "--config", config, "--format", format, "--out", out); !strings.Contains(told, want) {
			t.Errorf("%s: got %s, want %q", format, told, want)
		}
		if info, err := os.Stat(out); err != nil || info.Size() == 0 {
			t.Errorf("%s: what is left was not written: %v", format, err)
		}
	}
}
