package store

import (
	"context"
	"testing"
	"time"

	"gongkai/archive"
)

func TestAnAlarmIsToldOnceWhenItBeginsAndOnceWhenItIsOver(t *testing.T) {
	ctx := context.Background()
	f := newFixture(t)
	blocked := archive.Alarm{Code: archive.AlarmBlocked, Portal: "qd", Since: f.now, Detail: "a product"}
	disk := archive.Alarm{Code: archive.AlarmDisk, Since: f.now}
	sinks := []archive.Subscription{
		{Sink: "all", Alarms: true}, {Sink: "documents"}, {Sink: "of yl", Alarms: true, Portals: []string{"yl"}},
	}
	watch := func(codes []string, want string, now ...archive.Alarm) {
		t.Helper()
		f.now = f.now.Add(time.Hour)
		events, err := f.Watch(ctx, codes, now, sinks)
		f.must(err)
		got := ""
		for _, e := range events {
			got += e.State + " " + e.Alarm.Code + " "
		}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	portals, own := []string{archive.AlarmBlocked}, []string{archive.AlarmDisk}
	watch(portals, "raised blocked ", blocked)
	watch(portals, "", blocked)
	f.reopen()
	watch(own, "raised disk_low ", disk)
	watch(portals, "", blocked)
	watch(portals, "cleared blocked ")
	watch(portals, "raised blocked ", blocked)
	if raised, err := f.Raised(ctx, own); err != nil || len(raised) != 1 {
		t.Errorf("raised: got %+v, %v; want the disk alone", raised, err)
	}
	for sink, want := range map[string]int{"all": 4, "documents": 0, "of yl": 1} {
		parcels, _, err := f.DueDeliveries(ctx, sink, f.now, 10)
		f.must(err)
		if len(parcels) != want {
			t.Errorf("%s: got %d events, want %d", sink, len(parcels), want)
		}
		for _, p := range parcels {
			if p.Alarm == nil || p.Alarm.State == "" {
				t.Errorf("%s: got %+v, want an alarm", sink, p)
			}
		}
	}
}
