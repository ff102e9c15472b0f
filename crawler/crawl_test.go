package crawler_test

import (
	"testing"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/internal/portalsim"
	"gongkai/internal/urls"
	"gongkai/store"
)

// crawl crawls a world once into data, and returns the status of its portals.
func crawl(t *testing.T, data string, world *portalsim.World, server *portalsim.Server, gap time.Duration) []archive.PortalStatus {
	t.Helper()
	st, err := store.Open(data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	}()
	c, err := crawler.New(st, zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.WarnLevel), crawler.Options{
		UserAgent: "gongkai/test (+operator@example.org)", Spool: st.Spool(),
	})
	if err != nil {
		t.Fatal(err)
	}
	var portals []archive.Portal
	for _, p := range world.Portals() {
		p.Delay, p.Portal.Resolve = gap, server.Resolve()
		portals = append(portals, p.Portal)
		var seeds []archive.Visit
		for _, seed := range p.Seeds {
			seeds = append(seeds, archive.Visit{URL: seed, Portal: p.ID, Kind: archive.KindList, Score: 900})
		}
		if _, err := st.BeginCrawl(t.Context(), p.Portal, seeds); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Run(t.Context(), portals); err != nil {
		t.Fatal(err)
	}
	for _, p := range portals {
		if err := st.EndCrawl(t.Context(), p.ID, "complete"); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range world.Portals() {
		for _, r := range p.Truth {
			key, err := urls.Canonical(r.URL)
			if err != nil {
				t.Fatal(err)
			}
			captures, err := st.Find(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			whole := false
			for _, c := range captures {
				whole = whole || c.Whole()
			}
			if !whole {
				t.Errorf("%s: %s %d was not captured: %s (%d captures)", p.ID, r.Issuer, r.Year, r.URL, len(captures))
			}
		}
	}
	status, err := st.Status(t.Context(), portals)
	if err != nil {
		t.Fatal(err)
	}
	return status
}

func TestCrawlCapturesEveryReportPolitely(t *testing.T) {
	const gap = 5 * time.Millisecond
	world := portalsim.New(portalsim.Options{Issuers: 3, Years: []int{2020, 2021, 2022}, Noise: 6, MinGap: gap})
	server, err := world.Start(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	data := t.TempDir()
	var bytes [2]int64
	for i := range bytes {
		world.Judge().Reset()
		for _, s := range crawl(t, data, world, server, gap) {
			bytes[i] += s.Bytes
			t.Logf("crawl %d: %s: %d requests, %d bytes, skipped %v", i+1, s.Portal, s.Requests, s.Bytes, s.Skipped)
			if !s.Waiting.IsZero() {
				t.Errorf("crawl %d: %s: got one that waits until %s, want it done", i+1, s.Portal, s.Waiting)
			}
		}
		for _, v := range world.Judge().Violations() {
			t.Errorf("crawl %d: impolite: %s", i+1, v)
		}
	}
	if bytes[1]*10 > bytes[0] {
		t.Errorf("the second crawl: got %d bytes after %d, want at most a tenth", bytes[1], bytes[0])
	}
}
