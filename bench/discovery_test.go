package main

import (
	"testing"

	"gongkai/archive"
	"gongkai/internal/portalsim"
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
