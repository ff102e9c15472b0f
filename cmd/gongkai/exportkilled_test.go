package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lying returns what lies in a folder, by path.
func lying(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		found[name] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestAnExportThatIsKilledOrInterruptedDamagesNothing kills exports of every
// format with SIGKILL as they begin and before they get their name, and
// interrupts them: what stood there stands there still, and nothing is left
// once the next one is done.
func TestAnExportThatIsKilledOrInterruptedDamagesNothing(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	page := written(t, "report.html", []byte(reportPage(report2022(), "青渡县")))
	imported(t, exitDone, "--data", data, filepath.Dir(page))
	for _, f := range exportFormats() {
		dir := t.TempDir()
		args := []string{"export", "--data", data, "--format", f.name, "--out", filepath.Join(dir, "out.wacz"), "--force"} // as players of that format want it
		execute(t, exitDone, args...)
		want := lying(t, dir)
		for _, step := range []string{"exporting", "exported"} {
			killed(t, step+":1", args...)
			got := lying(t, dir)
			for name, body := range want {
				if got[name] != body {
					t.Errorf("%s, killed when %s: %s is not what it was", f.name, step, name)
				}
			}
			if left, _ := filepath.Glob(filepath.Join(dir, ".out.wacz.partial-*")); len(left) != 1 {
				t.Errorf("%s, killed when %s: got %q left, want one folder", f.name, step, left)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		var told bytes.Buffer
		p := program{stdin: strings.NewReader(""), stdout: &told, stderr: &told, now: beforeAnyDeadline, readers: readerProcess, world: demoWorld(), step: func(name string) {
			if name == "exporting" {
				cancel()
			}
		}}
		if got := p.run(ctx, args); got != exitInterrupted {
			t.Errorf("%s, interrupted: got status %d, want %d: %s", f.name, got, exitInterrupted, told.String())
		}
		if got := lying(t, dir); !maps.Equal(got, want) {
			t.Errorf("%s, interrupted: what lies there is not what did", f.name)
		}
		execute(t, exitDone, args...)
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 1 || !maps.Equal(lying(t, dir), want) {
			t.Errorf("%s, in the end: got %v, %v, want the same export and nothing else", f.name, entries, err)
		}
	}
}
