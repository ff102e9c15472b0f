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

func TestWhatMayBeOverSoonIsNotTold(t *testing.T) {
	now := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	unreachable := func(since time.Duration) archive.Alarm {
		return archive.Alarm{Code: archive.AlarmRobotsUnreachable, Portal: "qingdu", Since: now.Add(-since)}
	}
	late := archive.Alarm{Code: archive.AlarmReportLate, Portal: "qingdu", Since: now}
	for what, test := range map[string]struct {
		alarm   archive.Alarm
		running bool
		told    []archive.Alarm
		want    bool
	}{
		"a robots.txt that could not be had in the night": {unreachable(8 * time.Hour), false, nil, false},
		"the same, for days":                              {unreachable(50 * time.Hour), false, nil, true},
		"an outage that was told":                         {unreachable(8 * time.Hour), false, []archive.Alarm{unreachable(0)}, true},
		"a late report":                                   {late, false, nil, true},
		"the same, while the portal is crawled":           {late, true, nil, false},
		"the same, which was told":                        {late, true, []archive.Alarm{late}, true},
		"the same, where another portal's was told":       {late, true, []archive.Alarm{{Code: late.Code, Portal: "yunlu"}}, false},
		"what is neither":                                 {archive.Alarm{Code: archive.AlarmBlocked, Portal: "qingdu", Since: now}, true, nil, true},
	} {
		portals := []outlook{{PortalStatus: archive.PortalStatus{Portal: "qingdu", Running: test.running}}}
		if got := len(withoutUnsettled([]archive.Alarm{test.alarm}, portals, test.told, now)) > 0; got != test.want {
			t.Errorf("%s: told %t, want %t", what, got, test.want)
		}
	}
}
