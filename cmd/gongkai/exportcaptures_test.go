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
