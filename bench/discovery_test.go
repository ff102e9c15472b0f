package main

import (
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/internal/portalsim"
	"gongkai/store"
)

// TestFewRequestsFindEveryReport holds what is promised of discovery, on worlds
// whose seeds are used nowhere else. The figures of docs/benchmarks.md are of
// others, with layouts that were never looked into.
func TestFewRequestsFindEveryReport(t *testing.T) {
	for _, o := range []portalsim.Options{
		{Seed: 6101, Issuers: 10, Noise: 40, Layout: 1, Families: []string{"unknown", "trs", "lonsun", "gkmlpt"}},
		{Seed: 6102, Issuers: 10, Noise: 40, Layout: 3, Families: []string{"unknown", "ucap", "shaanxi", "liaoning"}},
	} {
		world := portalsim.New(o)
		crawls, err := ours(t.Context(), world)
		if err != nil {
			t.Fatal(err)
		}
		var sum tally
		for i, p := range world.Portals() {
			d := crawls[p.ID]
			sum.add(len(p.Truth), d.found, d.requests, p.Cover, 0)
			if i == 0 { // the unknown system: breadth-first takes long
				if wide := breadthFirst(world, p); wide < 10*d.requests {
					t.Errorf("layout %d, %s: got %d requests, want a tenth of breadth-first's %d at most", o.Layout, p.Family, d.requests, wide)
				}
			}
			if d.found != len(p.Truth) {
				t.Errorf("layout %d, %s: got %d of %d reports", o.Layout, p.Family, d.found, len(p.Truth))
			}
			if d.end != archive.EndYield {
				t.Errorf("layout %d, %s: the crawl ended as %s, want it to leave what promises little", o.Layout, p.Family, d.end)
			}
			t.Logf("layout %d, %s: %d reports, %d requests, cover %d", o.Layout, p.Family, len(p.Truth), d.requests, p.Cover)
		}
		if 2*sum.requests > 3*sum.cover {
			t.Errorf("layout %d: got %d requests, want at most 1.5 times the shortest cover of %d", o.Layout, sum.requests, sum.cover)
		}
	}
}

func TestAnUnchangedPortalCostsNextToNothingTheNextDay(t *testing.T) {
	world := portalsim.New(portalsim.Options{Seed: 6103, Issuers: 10, Noise: 19, Layout: 2, Families: []string{"unknown", "trs", "jpage", "gkmlpt"}})
	server, err := world.Start(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	var later time.Duration
	st, err := store.Open(t.TempDir(), store.Options{Now: ahead(&later)})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	crawls := [2]map[string]discovered{{}, {}}
	for i := range crawls {
		later = time.Duration(i) * 24 * time.Hour
		if err := crawlRound(t.Context(), st, server.Resolve(), world.Portals(), crawler.Options{Now: ahead(&later)}, crawls[i]); err != nil {
			t.Fatal(err)
		}
		for _, p := range world.Portals() {
			if err := st.EndCrawl(t.Context(), p.ID, archive.EndYield); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, p := range world.Portals() {
		first, again := crawls[0][p.ID].requests, crawls[1][p.ID].requests
		if again == 0 || again*20 > first {
			t.Errorf("%s: got %d requests after %d, want some, and a twentieth at most", p.Family, again, first)
		}
	}
}
