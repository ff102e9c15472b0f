package deliver

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
)

// files returns the names in folder, hidden ones too.
func files(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestABatchIsOneFileHoweverOftenItComes(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "made", "when missing")
	s, err := NewJSONL("lines", folder)
	if err != nil {
		t.Fatal(err)
	}
	batch := parcels("lines", "a", "b")
	for range 2 {
		receipts, err := s.Deliver(t.Context(), batch)
		if err != nil || len(receipts) != 2 || receipts[1].Error != "" || receipts[1].Delivery.ID != batch[1].Delivery.ID {
			t.Fatalf("got %+v, %v", receipts, err)
		}
		slices.Reverse(batch)
	}
	names := files(t, folder)
	if len(names) != 1 || !strings.HasPrefix(names[0], "19991231T080000Z-") || filepath.Ext(names[0]) != ".jsonl" {
		t.Fatalf("files: got %q, want one", names)
	}
	body, err := os.ReadFile(filepath.Join(folder, names[0]))
	if err != nil {
		t.Fatal(err)
	}
	first, _ := Envelope(batch[1])
	second, _ := Envelope(batch[0])
	if want := string(first) + "\n" + string(second) + "\n"; string(body) != want {
		t.Errorf("got %s, want %s", body, want)
	}
	if _, err := s.Deliver(t.Context(), parcels("lines", "a")); err != nil {
		t.Fatal(err)
	}
	if names := files(t, folder); len(names) != 2 {
		t.Errorf("files after another batch: got %q, want two", names)
	}
}

func TestACrashBeforeTheRenameLeavesNoPartialFile(t *testing.T) {
	folder := t.TempDir()
	out, err := exec.Command(os.Args[0], "program", "die before rename", folder).CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 3 {
		t.Fatalf("the dying program: %v, %s", err, out)
	}
	left := files(t, folder)
	if len(left) != 1 || !strings.HasPrefix(left[0], ".") {
		t.Fatalf("after the crash: got %q, want one hidden file", left)
	}
	if err := os.WriteFile(filepath.Join(folder, ".somebody-elses.tmp"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := NewJSONL("lines", folder)
	if err != nil {
		t.Fatal(err)
	}
	if got := files(t, folder); !slices.Equal(got, []string{".somebody-elses.tmp"}) {
		t.Errorf("after the next start: got %q, want the other's file alone", got)
	}
	if _, err := s.Deliver(t.Context(), parcels("lines", "a", "b")); err != nil {
		t.Fatal(err)
	}
	if got := files(t, folder); len(got) != 2 {
		t.Errorf("after the repeat: got %q", got)
	}
}

func TestAFileThatCannotBeWrittenSettlesNothing(t *testing.T) {
	full := errors.New("no space left")
	folder := t.TempDir()
	s, err := NewJSONL("lines", folder)
	if err != nil {
		t.Fatal(err)
	}
	s.rename = func(string, string) error { return full }
	if receipts, err := s.Deliver(t.Context(), parcels("lines", "a")); receipts != nil || !errors.Is(err, full) {
		t.Errorf("got %v, %v, want no receipts and %v", receipts, err, full)
	}
	if got := files(t, folder); len(got) != 0 {
		t.Errorf("files: got %q, want none", got)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if receipts, err := s.Deliver(t.Context(), parcels("lines", "a")); receipts != nil || err == nil {
		t.Errorf("without a folder: got %v, %v, want an error", receipts, err)
	}
}

func TestAParcelWithoutAnEnvelopeIsADeadLetterAndTheOthersGoOn(t *testing.T) {
	folder := t.TempDir()
	s, err := NewJSONL("lines", folder)
	if err != nil {
		t.Fatal(err)
	}
	batch := parcels("lines", "a", "b")
	batch[0].Report = &archive.AnnualReport{Checks: []archive.Check{{Left: "not a number"}}}
	receipts, err := s.Deliver(t.Context(), batch)
	if err != nil || !receipts[0].Dead || receipts[0].Error == "" || receipts[1].Error != "" {
		t.Errorf("got %+v, %v, want the first dead and the second taken", receipts, err)
	}
	if _, err := s.Deliver(t.Context(), batch[:1]); err != nil {
		t.Fatal(err)
	}
	if got := files(t, folder); len(got) != 1 {
		t.Errorf("files: got %q, want one: none for an empty batch", got)
	}
}
