package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rs/zerolog"

	"gongkai/config"
)

func TestACrawlPausesWhereTheDiskIsFullAndGoesOnByItself(t *testing.T) {
	_, path, data := served(t)
	cfg, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	asked := 0
	var stdout, stderr bytes.Buffer
	p := program{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, step: func(string) {}, now: beforeAnyDeadline, readers: readerProcess}
	p.free = func(string) (int64, error) {
		mu.Lock()
		defer mu.Unlock()
		switch asked++; {
		case asked > 20 && asked < 40:
			return cfg.MinFree - 1, nil
		case asked >= 40 && asked < 60:
			return cfg.MinFree + 1, nil // not enough yet
		}
		return 2 * cfg.MinFree, nil
	}
	if got := p.run(t.Context(), []string{"crawl", "--json", "--config", path}); got != exitDone {
		t.Fatalf("got status %d: %s", got, stderr.String())
	}
	said := stderr.String()
	if strings.Count(said, "The crawl pauses") != 1 || strings.Count(said, "The crawl goes on") != 1 || asked < 60 {
		t.Errorf("asked %d times, and said %q; want one pause and one going on", asked, said)
	}
	var status struct {
		Space spaceView `json:"space"`
	}
	if err := json.Unmarshal([]byte(execute(t, exitDone, "status", "--json", "--space", "--config", path)), &status); err != nil {
		t.Fatal(err)
	}
	if s := status.Space; s.Captures == 0 || s.Derived == 0 || s.Database == 0 || len(s.Kinds) == 0 || s.Kinds[0].Bytes == 0 {
		t.Errorf("space: got %+v", s)
	}
	execute(t, exitDone, "compact", "--data", data)
	execute(t, exitDone, "verify", "--data", data)
}

func TestAServiceSaysInItsLogThatTheDiskIsFull(t *testing.T) {
	var logged bytes.Buffer
	d := &disk{folder: "data", least: 100, tell: logDisk(zerolog.New(&logged))}
	free := int64(0)
	d.free = func(string) (int64, error) { return free, nil }
	var went []bool
	for _, free = range []int64{100, 99, 98, 124, 125, 100, 99} {
		went = append(went, d.room())
	}
	if want := []bool{true, false, false, false, true, true, false}; !slices.Equal(went, want) {
		t.Errorf("got %v, want %v", went, want)
	}
	lines := strings.Split(strings.TrimSpace(logged.String()), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], `"min_free":100`) || !strings.Contains(lines[0], `"warn"`) || !strings.Contains(lines[1], `"info"`) {
		t.Errorf("got %q, want a pause, a going on, and a pause", lines)
	}
}

func TestTheRoomOfAFolderThatIsMissingIsNotKnown(t *testing.T) {
	if free, err := freeBytes(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %d, %v, want that it does not exist", free, err)
	}
	d := &disk{folder: filepath.Join(t.TempDir(), "missing"), least: 1 << 62, free: freeBytes}
	if !d.room() {
		t.Error("a crawl pauses where nobody knows how much is free")
	}
}
