package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"testing"

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
