package crawler_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/internal/urls"
	"gongkai/store"
)

// request is one that a test portal got.
type request struct {
	at     time.Time
	target string // host and request target as sent
	header http.Header
}

// testPortal serves a handler under the names of some hosts, and remembers what
// it was asked for.
type testPortal struct {
	mu       sync.Mutex
	requests []request
	portal   archive.Portal
	data     string
	later    time.Duration // how long after now a crawl begins, as the archive sees it …
	wholly   bool          // … and the crawler
	floor    float64       // of the crawl: none, unless a test sets another
	stop     int64         // visits after which a crawl is interrupted, and goes on; 0 for never
	killed   bool          // … without keeping what it has learned
}

// killedStore keeps no model once its crawl has been killed.
type killedStore struct {
	*store.Store
	dead func() bool
}

func (s killedStore) KeepModels(ctx context.Context, models ...archive.Model) error {
	if s.dead() {
		return nil
	}
	return s.Store.KeepModels(ctx, models...)
}

func newTestPortal(t *testing.T, handler http.HandlerFunc, hosts ...string) *testPortal {
	t.Helper()
	p := &testPortal{data: t.TempDir(), floor: -1}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.requests = append(p.requests, request{time.Now(), r.Host + r.RequestURI, r.Header})
		p.mu.Unlock()
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	p.portal = archive.Portal{ID: "test", Delay: time.Millisecond, Resolve: map[string]string{}}
	for _, h := range hosts {
		p.portal.Resolve[h] = strings.TrimPrefix(server.URL, "http://")
		p.portal.Seeds = append(p.portal.Seeds, "http://"+h+"/")
	}
	return p
}

// crawl crawls the portal once, until nothing may be done for patience.
func (p *testPortal) crawl(t *testing.T, patience time.Duration) {
	t.Helper()
	p.crawlAll(t, patience, p.portal)
}

// crawlAll crawls portals that this one's server is for, once, as one crawl.
func (p *testPortal) crawlAll(t *testing.T, patience time.Duration, portals ...archive.Portal) {
	t.Helper()
	for p.runs(t, patience, portals) {
	}
}

// runs goes on with a crawl until it ends, or is interrupted, which it reports.
func (p *testPortal) runs(t *testing.T, patience time.Duration, portals []archive.Portal) (interrupted bool) {
	t.Helper()
	st, err := store.Open(p.data, store.Options{Now: func() time.Time { return time.Now().Add(p.later) }})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	o := crawler.Options{UserAgent: "gongkai/test (+operator@example.org)", Spool: st.Spool(), Patience: patience, Floor: p.floor}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	within, interrupt := context.WithCancel(ctx)
	defer interrupt()
	var settled atomic.Int64
	o.Settled = func(archive.Outcome) {
		if settled.Add(1) == p.stop {
			interrupt()
		}
	}
	if p.wholly {
		o.Now = func() time.Time { return time.Now().Add(p.later) }
	}
	c, err := crawler.New(killedStore{st, func() bool { return p.killed && within.Err() != nil }}, zerolog.Nop(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, portal := range portals {
		var seeds []archive.Visit
		for _, seed := range portal.Seeds {
			seeds = append(seeds, archive.Visit{URL: seed, Portal: portal.ID, Kind: archive.KindList, Score: 900})
		}
		if _, err := st.BeginCrawl(t.Context(), portal, seeds); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Run(within, portals); err != nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatalf("the crawl did not end; it asked for %s", p.targets())
	}
	if within.Err() != nil {
		return true
	}
	standing, err := st.Status(t.Context(), portals)
	if err != nil {
		t.Fatal(err)
	}
	for i, portal := range portals {
		if err := st.EndCrawl(t.Context(), portal.ID, crawler.EndReason(standing[i], cmp.Or(portal.Pages, math.MaxInt))); err != nil {
			t.Fatal(err)
		}
	}
	return false
}

// why returns what the archive knows of a URL.
func (p *testPortal) why(t *testing.T, url string) store.Account {
	t.Helper()
	st, err := store.OpenRead(p.data)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	account, err := st.Why(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// site returns what is known of the host of the portal's seed.
func (p *testPortal) site(t *testing.T) archive.Site {
	t.Helper()
	st, err := store.OpenRead(p.data)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	site, err := st.Site(t.Context(), urls.Authority(p.portal.Seeds[0]))
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// alarms returns the alarms of lists.
func (p *testPortal) alarms(t *testing.T) []archive.Alarm {
	t.Helper()
	st, err := store.OpenRead(p.data)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	all, err := st.Alarms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// status returns where the portal stands.
func (p *testPortal) status(t *testing.T) archive.PortalStatus {
	t.Helper()
	st, err := store.OpenRead(p.data)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	all, err := st.Status(t.Context(), []archive.Portal{p.portal})
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

func (p *testPortal) targets() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, r := range p.requests {
		out = append(out, r.target)
	}
	return out
}

// count returns how many requests asked for a target.
func (p *testPortal) count(target string) int {
	n := 0
	for _, got := range p.targets() {
		if got == target {
			n++
		}
	}
	return n
}

// gapAfter returns the time between the first request for a target and the one
// that followed it.
func (p *testPortal) gapAfter(t *testing.T, target string) time.Duration {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, r := range p.requests[:len(p.requests)-1] {
		if r.target == target {
			return p.requests[i+1].at.Sub(r.at)
		}
	}
	t.Fatalf("no request followed %s", target)
	return 0
}

func html(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<html><head><title>测试</title></head><body>%s</body></html>", body)
}
