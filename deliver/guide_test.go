package deliver

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"gongkai/internal/needed"
)

// example returns the only block of docs/delivery.md in a language that begins
// with a text.
func example(t *testing.T, language, begin string) string {
	t.Helper()
	guide, err := os.ReadFile("../docs/delivery.md")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, part := range strings.Split(string(guide), "```"+language+"\n")[1:] {
		if code, _, _ := strings.Cut(part, "```"); strings.HasPrefix(code, begin) {
			found = append(found, code)
		}
	}
	if len(found) != 1 {
		t.Fatalf("the guide has %d examples in %s, want one", len(found), language)
	}
	return found[0]
}

// twice gives the example the same parcels two times, the second time to
// another process, as after a crash.
func twice(t *testing.T, interpreter, script string) {
	t.Helper()
	for range 2 {
		p, err := NewProcess("guide", []string{interpreter, script}, zerolog.Nop(), ProcessOptions{})
		if err != nil {
			t.Fatal(err)
		}
		batch := parcels("guide", "青渡县", "with \"quotes\" and \\n", "c")
		receipts, err := p.Deliver(t.Context(), batch)
		if err != nil || strings.Contains(outcome(receipts, batch), "failed") || len(receipts) != len(batch) {
			t.Errorf("got %s, %v; want all taken", outcome(receipts, batch), err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestTheGuidesPythonBearsRepeats(t *testing.T) {
	python := needed.Program(t, "python3")
	code := example(t, "python", "import")
	if n := strings.Count(code, "\n"); n > 11 {
		t.Errorf("the example has %d lines, and is called one of ten", n)
	}
	t.Chdir(t.TempDir())
	write(t, "sink.py", code)
	twice(t, python, "sink.py")
	out, err := exec.Command(python, "-c", `import sqlite3
for row in sqlite3.connect("documents.db").execute("SELECT title FROM documents ORDER BY rowid"): print(row[0])`).CombinedOutput()
	if want := "青渡县\nwith \"quotes\" and \\n\nc\n"; err != nil || string(out) != want {
		t.Errorf("got %q, %v; want each once: %q", out, err, want)
	}
}

func TestTheGuidesShellScriptBearsRepeats(t *testing.T) {
	sh := needed.Program(t, "sh")
	code := example(t, "sh", "#!/bin/sh")
	t.Chdir(t.TempDir())
	write(t, "sink.sh", code)
	twice(t, sh, "sink.sh")
	entries, err := filepath.Glob("inbox/*.json")
	if err != nil || len(entries) != 3 {
		t.Fatalf("got %v, %v; want three files", entries, err)
	}
	batch := parcels("guide", "青渡县")
	want, _ := Envelope(batch[0])
	if got, err := os.ReadFile("inbox/" + batch[0].Delivery.ID + ".json"); err != nil || string(got) != string(want)+"\n" {
		t.Errorf("got %q, %v; want the envelope", got, err)
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}
