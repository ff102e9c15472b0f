package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongkai/archive"
)

// withSinks adds sinks to a config file.
func withSinks(t *testing.T, config, sinks string) {
	t.Helper()
	b, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	b = []byte(strings.Replace(string(b), "sinks:\n", "sinks:\n"+sinks, 1))
	if err := os.WriteFile(config, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestDeliverHandsOverAgainWhatIsAskedFor(t *testing.T) {
	_, config, data := served(t)
	var status atomic.Int64
	status.Store(http.StatusOK)
	var mu sync.Mutex
	got := map[string]int{}
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got[r.Header.Get("webhook-id")]++
		w.WriteHeader(int(status.Load()))
	}))
	defer hook.Close()
	withSinks(t, config, "  - {name: hook, type: webhook, url: \""+hook.URL+"\"}\n  - {name: none, type: jsonl, folder: none, versions: true}\n")
	execute(t, exitDone, "crawl", "--config", config)
	var sum deliverSummary
	deliver := func(want int, args ...string) archive.SinkStatus {
		t.Helper()
		sum = deliverSummary{}
		out := execute(t, want, append([]string{"deliver", "--json", "--config", config}, args...)...)
		if err := json.Unmarshal([]byte(out), &sum); err != nil {
			t.Fatal(err)
		}
		for _, s := range sum.Sinks {
			if s.Sink == "hook" {
				return s
			}
		}
		t.Fatalf("got %+v, want a hook", sum)
		return archive.SinkStatus{}
	}
	documents := len(got)
	if s := deliver(exitDone); s.Delivered != documents || documents == 0 || s.Owed != 0 {
		t.Errorf("after the crawl: got %+v, want %d delivered", s, documents)
	}
	deliver(exitDone, "--since", "2000-01-01", "hook")
	if sum.Again["hook"] != documents || len(got) != documents {
		t.Errorf("again: got %+v with %d ids, want %d under the ids they had", sum.Again, len(got), documents)
	}
	for id, n := range got {
		if n != 2 {
			t.Errorf("%s came %d times, want twice", id, n)
		}
	}
	status.Store(http.StatusGone)
	if s := deliver(exitFindings, "--since", "2000-01-01", "hook"); !strings.Contains(s.Disabled, "410") || s.Owed != documents {
		t.Errorf("gone: got %+v, want it disabled, and everything owed", s)
	}
	status.Store(http.StatusOK)
	if s := deliver(exitFindings); s.Owed != documents {
		t.Errorf("while it is disabled: got %+v, want everything owed", s)
	}
	if s := deliver(exitDone, "--retry", "hook"); s.Owed != 0 || s.Disabled != "" {
		t.Errorf("enabled: got %+v, want nothing owed", s)
	}
	if files, _ := filepath.Glob(filepath.Join(filepath.Dir(config), "none", "*.jsonl")); len(files) > 0 {
		t.Errorf("the sink that wants versions alone got %v", files)
	}
	withSinks(t, config, "  - {name: late, type: jsonl, folder: late}\n")
	deliver(exitDone, "hook")
	deliver(exitDone, "late", "hook")
	if late := sum.Sinks[len(sum.Sinks)-1]; late.Sink != "late" || late.Delivered != documents {
		t.Errorf("a sink that was added later: got %+v, want %d delivered", sum.Sinks, documents)
	}
	withSinks(t, config, "  - {name: lost, type: process, command: [no-such-program]}\n")
	if s := deliver(exitFindings, "--since", "2000-01-01"); s.Delivered != documents || !strings.Contains(sum.Fault, "sink lost: exec: \"no-such-program\"") {
		t.Errorf("beside a program that is not there: got %+v, %q; want all delivered, and it told of", s, sum.Fault)
	}
	execute(t, exitDone, "deliver", "--dead", "--config", config)
	execute(t, exitDone, "verify", "--data", data)
	execute(t, exitUsage, "deliver", "--config", config, "nosuch")
	execute(t, exitUsage, "deliver", "--config", config, "--since", "yesterday")
	execute(t, exitUsage, "deliver", "--config", config, "--dead", "--retry")
}

func TestWhatWasNotTakenIsToldWithTheTimeOfTheNextTry(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var out bytes.Buffer
	p := program{stdout: &out, now: func() time.Time { return now }}
	p.printSinks([]archive.SinkStatus{
		{Sink: "refused", Owed: 3, Oldest: now.Add(time.Minute)},
		{Sink: "away", Owed: 3, Oldest: now.Add(-time.Minute)},
	})
	for _, want := range []string{"not taken, tried again " + at(now.Add(time.Minute)), "owed since " + at(now.Add(-time.Minute))} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got\n%s\nwant %q", out.String(), want)
		}
	}
}
