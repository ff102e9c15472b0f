package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"gongkai/archive"
	gongkai "gongkai/config"
	"gongkai/store"
)

func TestASinkIsDeadWhenItIsAtFaultForLongOrDisabled(t *testing.T) {
	f := newFaults()
	f.note("slow", errors.New("no connection"))
	f.note("well", errors.New("no connection"))
	f.note("well", nil)
	sinks := []archive.SinkStatus{{Sink: "slow", Owed: 3}, {Sink: "well"}, {Sink: "gone", Disabled: "410 Gone"}}
	for after, want := range map[time.Duration]int{time.Minute: 1, time.Hour: 2} {
		alarms := f.dead(sinks, time.Now().Add(after))
		if len(alarms) != want {
			t.Errorf("after %v: got %+v, want %d alarms", after, alarms, want)
		}
		for _, a := range alarms {
			if a.Detail == "" || a.Advice == "" || a.Since.IsZero() && a.URL != "gone" {
				t.Errorf("got %+v, want since when, what, and what to do", a)
			}
		}
	}
}

func TestWhoLooksForAlarmsReadsTheCapturesOfFailingSeedsAlone(t *testing.T) {
	var broken atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case broken.Load():
			w.WriteHeader(http.StatusInternalServerError)
		default:
			fmt.Fprint(w, "<title>a</title>")
		}
	}))
	defer server.Close()
	_, config := portalAt(t, server)
	edit(t, config, "delay: 1ms", "delay: 1ms\n  patience: 1s")
	for _, want := range []bool{false, true} {
		broken.Store(want)
		executeAll(t, exitFindings, "crawl", "--config", config)
		cfg, err := gongkai.Load(config)
		if err != nil {
			t.Fatal(err)
		}
		st, err := store.OpenRead(cfg.Data)
		if err != nil {
			t.Fatal(err)
		}
		portals, err := lookAt(t.Context(), st, cfg.Portals, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if got := len(portals[0].seeds[0].account.Captures) > 0; got != want {
			t.Errorf("broken %t: got the seed's captures %t", want, got)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
