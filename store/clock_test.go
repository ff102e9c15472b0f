package store

import (
	"testing"
	"time"

	"gongkai/archive"
)

func TestWhatAClockThatWasAheadPutOffIsPutOffAnew(t *testing.T) {
	f := newFixture(t)
	right := f.now
	f.now = right.AddDate(3, 0, 0)
	f.begin("qd", page(urlA, 9), page(urlA2, 8), page(urlB, 7))
	for range 2 { // one of each host
		l := f.one("qd")
		c := f.record(f.exchange(l.Visit, l.Visit.URL))
		o := f.outcome(l, archive.ResultCaptured)
		o.Capture, o.Requests, o.NextDue = &c, 1, f.now.Add(30*24*time.Hour)
		o.Host.Pause = 10 * time.Second
		o.Host.NotBefore, o.Host.Rest = f.now.Add(time.Minute), f.now.Add(10*time.Second)
		o.Site = &archive.Site{
			Authority: "http://" + l.Host.Name,
			Robots:    &archive.Robots{Status: 200, Body: []byte("User-agent: *\nDisallow: /old/\n"), Fetched: f.now, Expires: f.now.Add(24 * time.Hour)},
			Blocks: []archive.Block{
				{Prefix: "/xxgk/", Since: f.now, Until: f.now.Add(24 * time.Hour)},
				{Prefix: "/gg/", Since: right, Until: f.now.Add(24 * time.Hour)}, // renewed
			},
		}
		f.settle(o)
	}
	f.now = f.now.Add(time.Minute)
	o := f.outcome(f.one("qd"), archive.ResultDeferred)
	o.Closed, o.Reason = f.now.Add(8*time.Hour), archive.ReasonHours
	f.settle(o)

	f.now = right.Add(time.Minute)
	f.reopen()
	if got := f.Ahead(); got.By < 3*365*24*time.Hour || got.Hosts != 2 || got.URLs != 3 {
		t.Errorf("got %+v, want three years, two hosts and three URLs", got)
	}
	if leases, next := f.claim(9, "qd"); len(leases) != 0 || next.After(f.now.Add(time.Minute)) {
		t.Errorf("got %q and next %s, want the hosts to rest for a minute from now on", urlsOf(leases), next)
	}
	due, err := f.DuePages(t.Context(), "qd", 9)
	f.must(err)
	for _, d := range due {
		if d.Due.After(f.now.Add(31*24*time.Hour)) || d.Due.Before(f.now.Add(29*24*time.Hour)) {
			t.Errorf("%s is due at %s, want in 30 days", d.URL, d.Due)
		}
	}
	if len(due) != 2 {
		t.Errorf("got %d pages that become due, want 2", len(due))
	}
	site, err := f.Site(t.Context(), "http://a.gov.cn")
	f.must(err)
	if site.Robots.Expires.After(f.now) {
		t.Errorf("got robots.txt until %s, want none", site.Robots.Expires)
	}
	for _, b := range site.Blocks {
		if b.Until.After(f.now.Add(24*time.Hour)) || b.Since.After(f.now) {
			t.Errorf("got a block of %s from %s until %s, want a day from now at most", b.Prefix, b.Since, b.Until)
		}
	}
	standings, err := f.Standings(t.Context(), []archive.Portal{{ID: "qd"}})
	f.must(err)
	if st := standings[0]; st.Started.After(f.now) || st.Waiting.After(f.now.Add(time.Minute)) {
		t.Errorf("got %+v, want a crawl that began and waits a minute at most", st)
	}
	f.now = f.now.Add(time.Minute)
	if l := f.one("qd"); l.Visit.URL != urlA2 {
		t.Errorf("got %s, want %s", l.Visit.URL, urlA2)
	}
	f.reopen()
	if got := f.Ahead(); got != (Ahead{}) {
		t.Errorf("got %+v at the second opening, want nothing", got)
	}
}

func TestWhatIsPutOffByARightClockStaysSo(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 8))
	o := f.outcome(f.one("qd"), archive.ResultRetry)
	o.Host.Pause = time.Hour
	o.Host.Rest = f.now.Add(time.Hour)
	o.Host.NotBefore, o.NextDue = f.now.Add(30*24*time.Hour), f.now.Add(30*24*time.Hour)
	f.settle(o)
	f.now = f.now.Add(-30 * time.Minute) // clocks are set
	for range 2 {
		f.reopen()
		if got := f.Ahead(); got != (Ahead{}) {
			t.Errorf("got %+v, want nothing", got)
		}
		if leases, next := f.claim(9, "qd"); len(leases) != 0 || !next.Equal(o.NextDue) {
			t.Errorf("got %q and next %s, want nothing before %s", urlsOf(leases), next, o.NextDue)
		}
	}
}

func TestWhatIsOwedSinceAClockWasAheadIsDue(t *testing.T) {
	f := newFixture(t)
	right := f.now
	f.now = right.AddDate(3, 0, 0)
	f.versions([]string{"first"}, nil, archive.Subscription{Sink: "parser"})
	f.now = right
	f.reopen()
	if got := f.Ahead(); got.Deliveries != 1 {
		t.Errorf("got %+v, want a delivery", got)
	}
	if got := f.dueNow("parser"); got != "first" {
		t.Errorf("got %q due, want what was found meanwhile", got)
	}
}
