package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/store"
)

func TestAClockThatIsSetBackIsTold(t *testing.T) {
	before := time.Now()
	if got := backwards(before, before.Add(time.Hour)); got != 0 {
		t.Errorf("got %s between two readings of a clock that runs, want 0", got)
	}
	dir := t.TempDir()
	now := time.Now().AddDate(2, 0, 0)
	st, err := store.Open(dir, store.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	visit := archive.Visit{URL: "http://www.a.gov.cn/", Kind: archive.KindList}
	if _, err := st.BeginCrawl(t.Context(), archive.Portal{ID: "qd"}, []archive.Visit{visit}); err != nil {
		t.Fatal(err)
	}
	leases, _, err := st.Claim(t.Context(), []string{"qd"}, now, time.Second, 1, nil)
	if err != nil || len(leases) != 1 {
		t.Fatalf("got %d leases, %v", len(leases), err)
	}
	h := leases[0].Host
	h.NotBefore, h.Rest = now.Add(time.Minute), now.Add(time.Minute)
	const answer = "HTTP/1.1 200 OK\r\n\r\n"
	capture, err := st.Record(t.Context(), archive.Exchange{
		Visit: leases[0].Visit, Time: now, Response: strings.NewReader(answer), Size: int64(len(answer)), HeadSize: int64(len(answer)),
		Status: 200, Payload: archive.DigestOf(nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Settle(t.Context(), archive.Outcome{Visit: leases[0].Visit, Result: archive.ResultCaptured, Capture: &capture, At: now, Host: h, NextDue: now.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "gongkai.yaml")
	if err := os.WriteFile(config, []byte("contact: a@example.org\ndata: "+dir+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if told := execute(t, exitFindings, "verify", "--config", config); !strings.Contains(told, "capture_ahead: captures: 1 are dated") {
		t.Errorf("verify before the archive is opened: got %q", told)
	}
	for _, want := range []bool{true, false} {
		st, err := store.Open(dir, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		logAhead(st, zerolog.New(&log))
		if told := strings.Contains(log.String(), "1 hosts, 1 addresses and 0 deliveries wait from now on for as long as was meant. The 1 captures of then"); told != want {
			t.Errorf("got %q; want it told: %t", log.String(), want)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for command, want := range map[string]string{
		"verify": "1 captures are dated in a time to come, by a clock that was ahead",
		"status": "1 captures are dated " + now.UTC().Format(time.DateTime),
	} {
		if told := execute(t, exitDone, command, "--config", config); !strings.Contains(told, want) {
			t.Errorf("%s: got %q, want %q", command, told, want)
		}
	}
	if told := execute(t, exitDone, "why", "--config", config, visit.URL); !strings.Contains(told, "dated by a clock that was ahead") {
		t.Errorf("why: got %q, want it said of the capture", told)
	}
}
