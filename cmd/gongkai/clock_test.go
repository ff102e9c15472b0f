package main

import (
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
	if err := st.Settle(t.Context(), archive.Outcome{Visit: leases[0].Visit, Result: archive.ResultDead, At: now, Host: h, NextDue: now.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false} {
		st, err := store.Open(dir, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		logAhead(st, zerolog.New(&log))
		if told := strings.Contains(log.String(), "1 hosts, 1 addresses"); told != want {
			t.Errorf("got %q; want it told: %t", log.String(), want)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
