package main

import (
	"errors"
	"testing"
	"time"

	"gongkai/archive"
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
