package main

import (
	"strings"
	"testing"
	"time"

	"gongkai/internal/soak"
)

func TestEverythingIsDeliveredHoweverOftenTheServiceIsKilled(t *testing.T) {
	if raceDetector {
		t.Skip("it is about processes, which are too slow then")
	}
	var said strings.Builder
	r, err := soak.Run(t.Context(), soak.Options{
		Program: []string{"gongkai"}, Sink: []string{"gongkai-sink"}, Dir: t.TempDir(), Log: &said,
		Length: 10 * time.Second, Portals: 3, Delay: 20 * time.Millisecond, Kill: 2500 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range r.Problems {
		t.Error(problem)
	}
	for _, ended := range r.Ended {
		t.Errorf("the service ended by itself: %s", ended)
	}
	if r.Kills < 2 || r.Reports == 0 || r.Stop > 10*time.Second {
		t.Errorf("got %d kills, %d reports, stopped in %s; want some of each, stopped within 10 s", r.Kills, r.Reports, r.Stop)
	}
	if t.Failed() {
		t.Log(said.String())
	}
}
