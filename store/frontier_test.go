package store

import (
	"context"
	"errors"
	"slices"
	"syscall"
	"testing"
	"time"

	"gongkai/archive"
)

const (
	urlA  = "http://a.gov.cn/1"
	urlA2 = "http://a.gov.cn/2"
	urlA3 = "http://a.gov.cn/3"
	urlB  = "http://b.gov.cn/1"
)

func TestAHostIsLentOnceUntilItIsSettled(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 1), page(urlA2, 1), page(urlB, 1))
	leases, next := f.claim(10, "qd")
	if got := urlsOf(leases); len(got) != 2 || !slices.Contains(got, urlA) || !slices.Contains(got, urlB) {
		t.Fatalf("got %q, want one visit of each host", got)
	}
	if next.IsZero() {
		t.Error("next: got zero, want a time, because a visit stands behind one that is lent")
	}
	if again, _ := f.claim(10, "qd"); len(again) != 0 {
		t.Errorf("got %q while both hosts are lent", urlsOf(again))
	}
	for _, l := range leases {
		f.settle(f.outcome(l, archive.ResultDead))
	}
	if l := f.one("qd"); l.Visit.URL != urlA2 {
		t.Errorf("got %s, want %s", l.Visit.URL, urlA2)
	}
	if _, next := f.claim(1, "qd"); !next.IsZero() {
		t.Errorf("next: got %s, want zero: nothing is queued but what is lent", next)
	}
}

func TestAPortalThatSharesALentHostIsNotToldThatNothingIsQueued(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 1))
	f.begin("other", page(urlA2, 1))
	l := f.one("qd")
	leases, next := f.claim(1, "other")
	if len(leases) != 0 || !next.After(f.now) {
		t.Fatalf("got %q and next %s, want nothing and a later time", urlsOf(leases), next)
	}
	o := f.outcome(l, archive.ResultDead)
	o.Host.NotBefore = f.now.Add(5 * time.Second)
	f.settle(o)
	if leases, next := f.claim(1, "other"); len(leases) != 0 || !next.Equal(o.Host.NotBefore) {
		t.Errorf("got %q and next %s, want nothing and %s", urlsOf(leases), next, o.Host.NotBefore)
	}
	f.now = o.Host.NotBefore
	if l := f.one("other"); l.Visit.URL != urlA2 {
		t.Errorf("got %s", l.Visit.URL)
	}
}

func TestVisitsComeByScoreAndThenInTheOrderInWhichTheyCame(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page("http://a.gov.cn/low", 1), page("http://a.gov.cn/z", 5), page("http://a.gov.cn/y", 5), page("http://a.gov.cn/top", 1000))
	var got []string
	for range 4 {
		l := f.one("qd")
		got = append(got, l.Visit.URL)
		f.settle(f.outcome(l, archive.ResultDead))
	}
	want := []string{"http://a.gov.cn/top", "http://a.gov.cn/z", "http://a.gov.cn/y", "http://a.gov.cn/low"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAQueuedVisitMovesUpToABetterLink(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 5), page(urlA3, 1))
	o := f.outcome(f.one("qd"), archive.ResultDead)
	better, worse := page(urlA3, 8), page(urlA2, 2)
	better.Anchor = "年度报告"
	o.Outlinks = []archive.Visit{better, worse, page(urlA, 1000)}
	f.settle(o)
	l := f.one("qd")
	if l.Visit.URL != urlA3 || l.Visit.Anchor != "年度报告" {
		t.Fatalf("got %+v, want %s with its new anchor", l.Visit, urlA3)
	}
	f.settle(f.outcome(l, archive.ResultDead))
	if l := f.one("qd"); l.Visit.URL != urlA2 || l.Visit.Score != 5 {
		t.Errorf("got %+v, want %s with its old score", l.Visit, urlA2)
	}
	if n := f.totals().URLs; n != 3 {
		t.Errorf("got %d URLs, want 3", n)
	}
}

func TestARetryWaitsInItsLane(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 1))
	o := f.outcome(f.one("qd"), archive.ResultRetry)
	o.Reason, o.NextDue = archive.ReasonBusy, f.now.Add(time.Hour)
	f.settle(o)
	f.settle(f.outcome(f.one("qd"), archive.ResultDead))
	leases, next := f.claim(1, "qd")
	if len(leases) != 0 || !next.Equal(o.NextDue) {
		t.Fatalf("got %q and next %s, want nothing before %s", urlsOf(leases), next, o.NextDue)
	}
	if a := f.why(urlA); a.State != AccountWaiting || a.Reason != archive.ReasonBusy {
		t.Errorf("why: got %+v", a)
	}
	f.reopen()
	f.now = o.NextDue
	if l := f.one("qd"); l.Visit.URL != urlA || l.Visit.Attempts != 1 {
		t.Errorf("got %+v, want %s after one attempt", l.Visit, urlA)
	}
}

func TestADeferredVisitComesAfterWhatItNeeds(t *testing.T) {
	f := newFixture(t)
	const robots = "http://a.gov.cn/robots.txt"
	f.begin("qd", page(urlA, 9))
	need := archive.Visit{URL: robots, Kind: archive.KindRobots, Score: 1000}
	for round := range 2 { // the second time, robots.txt is known and settled
		o := f.outcome(f.one("qd"), archive.ResultDeferred)
		o.Outlinks = []archive.Visit{need}
		f.settle(o)
		l := f.one("qd")
		if l.Visit.URL != robots {
			t.Fatalf("round %d: got %s, want %s", round, l.Visit.URL, robots)
		}
		o = f.outcome(l, archive.ResultRetry)
		o.NextDue = f.now.Add(time.Minute)
		f.settle(o)
		o = f.outcome(f.one("qd"), archive.ResultDeferred)
		o.Outlinks = []archive.Visit{need}
		f.settle(o)
		if leases, next := f.claim(1, "qd"); len(leases) != 0 || !next.Equal(f.now.Add(time.Minute)) {
			t.Fatalf("round %d: got %q, next %s; want the visit to wait as long as what it needs", round, urlsOf(leases), next)
		}
		f.now = f.now.Add(time.Minute)
		f.settle(f.outcome(f.one("qd"), archive.ResultCaptured))
	}
	if l := f.one("qd"); l.Visit.URL != urlA || l.Visit.Attempts != 0 {
		t.Errorf("got %+v, want %s without an attempt", l.Visit, urlA)
	}
}

func TestALinkIsFollowedLaterThatWasRefused(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 8))
	o := f.outcome(f.one("qd"), archive.ResultDead)
	o.Reason = archive.ReasonNotFound
	o.Refused = []archive.Refused{{URL: urlA3, Reason: archive.ReasonHops}, {URL: urlA3, Reason: archive.ReasonHops}, {URL: "javascript:void(0)", Reason: archive.ReasonScope}}
	f.settle(o)
	st, err := f.Status(context.Background(), []archive.Portal{{ID: "qd"}})
	f.must(err)
	if s := st[0].Skipped; s[archive.ReasonHops] != 1 || s[archive.ReasonScope] != 1 || s[archive.ReasonNotFound] != 1 {
		t.Errorf("skipped: got %v, want one of each", s)
	}
	if a := f.why(urlA3); a.State != AccountRefused || a.Reason != archive.ReasonHops || a.Visit.Via != urlA {
		t.Errorf("why: got %+v", a)
	}
	o = f.outcome(f.one("qd"), archive.ResultDead)
	o.Outlinks = []archive.Visit{page(urlA3, 1)}
	f.settle(o)
	if l := f.one("qd"); l.Visit.URL != urlA3 {
		t.Errorf("got %s, want %s", l.Visit.URL, urlA3)
	}
}

func TestACrashGivesLeasesBackAndKeepsTheReserve(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9))
	f.one("qd")
	f.reopen()
	leases, next := f.claim(1, "qd")
	if want := f.now.Add(time.Minute); len(leases) != 0 || !next.Equal(want) {
		t.Fatalf("got %q and next %s, want nothing before %s", urlsOf(leases), next, want)
	}
	f.now = next
	if l := f.one("qd"); l.Visit.URL != urlA || l.Visit.Attempts != 0 {
		t.Errorf("got %+v", l.Visit)
	}
	if !f.begin("qd") {
		t.Error("the crawl did not resume")
	}
}

func TestAfterACrashAHostRestsForItsOwnPause(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 8))
	f.asked(f.one("qd"), time.Hour)
	f.now = f.now.Add(time.Hour)
	f.one("qd")
	f.reopen()
	if leases, next := f.claim(1, "qd"); len(leases) != 0 || !next.Equal(f.now.Add(time.Hour)) {
		t.Errorf("got %q and next %s, want nothing for an hour", urlsOf(leases), next)
	}
}

func TestAnArchiveThatWasClosedWithNothingOutGoesOnAtOnce(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 8))
	f.asked(f.one("qd"), time.Hour)
	f.now = f.now.Add(time.Hour)
	f.must(f.Release(f.one("qd")))
	f.reopen()
	f.must(f.Release(f.one("qd")))
}

func TestAReleasedVisitIsLentBesideWhatCameMeanwhile(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9))
	l := f.one("qd")
	if _, next := f.claim(1, "qd"); !next.IsZero() {
		t.Errorf("next: got %s, want zero: all that is queued is lent", next)
	}
	f.begin("qd", page(urlA2, 5))
	if _, next := f.claim(1, "qd"); next.IsZero() {
		t.Error("next: got zero, and a visit stands behind the one that is lent")
	}
	f.must(f.Release(l))
	for _, want := range []string{urlA, urlA2} {
		l := f.one("qd")
		if l.Visit.URL != want {
			t.Errorf("got %s, want %s", l.Visit.URL, want)
		}
		f.settle(f.outcome(l, archive.ResultDead))
	}
}

func TestReleaseLeavesNoTrace(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9))
	l := f.one("qd")
	f.must(f.Release(l))
	if again := f.one("qd"); again.Visit != l.Visit || !again.Host.NotBefore.Equal(l.Host.NotBefore) {
		t.Errorf("got %+v, want %+v", again, l)
	}
	f.must(f.Release(l))
	if err := f.Release(l); !errors.Is(err, ErrNotLent) {
		t.Errorf("second release: got %v, want %v", err, ErrNotLent)
	}
	if err := f.Settle(context.Background(), f.outcome(l, archive.ResultDead)); !errors.Is(err, ErrNotLent) {
		t.Errorf("settle of what is not lent: got %v, want %v", err, ErrNotLent)
	}
}

func TestANewCrawlTakesWhatIsDueAndSeeds(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 8), page(urlA3, 7))
	f.fetch("qd", "seed") // due in a day
	o := f.outcome(f.one("qd"), archive.ResultDead)
	o.NextDue = f.now.Add(time.Hour)
	f.settle(o)
	f.settle(f.outcome(f.one("qd"), archive.ResultDead)) // never again
	f.must(f.EndCrawl(context.Background(), "qd", "done"))

	f.now = f.now.Add(time.Hour)
	if f.begin("qd", page(urlA, 9)) {
		t.Error("resumed a crawl that had ended")
	}
	st, err := f.Status(context.Background(), []archive.Portal{{ID: "qd", Name: "青渡县"}})
	f.must(err)
	if s := st[0]; !s.Running || s.Requests != 0 || s.Queued != 2 || s.Name != "青渡县" {
		t.Errorf("status: got %+v, want a new crawl with two visits queued", s)
	}
	l := f.one("qd")
	if l.Visit.URL != urlA || l.Prior == nil || l.Prior.URL != urlA {
		t.Errorf("got %+v, want the seed with its prior capture", l)
	}
	f.must(f.Release(l))
}

func TestConcurrentSettlesKeepCountersAndLanes(t *testing.T) {
	f := newFixture(t)
	var seeds []archive.Visit
	for i := range 40 {
		seeds = append(seeds, page("http://h"+string(rune('a'+i%20))+".gov.cn/"+string(rune('a'+i/20)), 1))
	}
	f.begin("qd", seeds...)
	for round := range 2 { // in the second, one more host is known
		leases, _ := f.claim(100, "qd")
		if len(leases) != 20+round {
			t.Fatalf("got %d leases, want %d", len(leases), 20+round)
		}
		errs := make(chan error)
		for _, l := range leases {
			go func() {
				o := f.outcome(l, archive.ResultDead)
				o.Outlinks = []archive.Visit{page(urlA, 0), page(urlA2, 0)}
				o.Reason = archive.ReasonTimeout
				errs <- f.Settle(context.Background(), o)
			}()
		}
		for range leases {
			f.must(<-errs)
		}
	}
	if n := f.totals().URLs; n != 42 {
		t.Errorf("got %d URLs, want 42", n)
	}
}

func TestAJobThatFailsTakesNoOtherWithIt(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 1), page(urlB, 1))
	leases, _ := f.claim(2, "qd")
	good, bad := f.outcome(leases[0], archive.ResultDead), f.outcome(leases[1], "nonsense")
	bad.Outlinks = []archive.Visit{page(urlA3, 1)}
	failing := &job{run: func(c *change) error { return c.settle(bad) }, done: make(chan struct{})}
	other := &job{run: func(c *change) error { return c.settle(good) }, done: make(chan struct{})}
	f.commitAll([]*job{failing, other})
	<-failing.done
	<-other.done
	if failing.err == nil || other.err != nil {
		t.Fatalf("got %v and %v, want the first to fail alone", failing.err, other.err)
	}
	if account, _ := f.Why(context.Background(), urlA3); account.Known {
		t.Error("a link of the settle that failed is known")
	}
}

func TestAClosedPortalWaitsAndItsHostsDoNot(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 8), page(urlB, 7))
	o := f.outcome(f.one("qd"), archive.ResultDeferred)
	o.Closed, o.Reason = f.now.Add(8*time.Hour), archive.ReasonHours
	f.settle(o)
	f.begin("yl", page(urlA3, 1))
	for range 2 {
		if leases, next := f.claim(9, "qd"); len(leases) != 0 || !next.Equal(o.Closed) {
			t.Errorf("got %q and next %s, want nothing before %s", urlsOf(leases), next, o.Closed)
		}
		if leases, _ := f.claim(9, "qd", "yl"); len(leases) != 1 || leases[0].Visit.URL != urlA3 {
			t.Fatalf("got %q, want the visit of the other portal alone", urlsOf(leases))
		} else {
			f.must(f.Release(leases[0]))
		}
		st, err := f.Status(t.Context(), []archive.Portal{{ID: "qd"}})
		f.must(err)
		if !st[0].Waiting.Equal(o.Closed) || st[0].WaitReason != archive.ReasonHours {
			t.Errorf("got status %s until %s, want %s until %s", st[0].WaitReason, st[0].Waiting, o.Reason, o.Closed)
		}
		f.reopen()
	}
	f.now = o.Closed
	if leases, _ := f.claim(9, "qd"); len(leases) != 2 {
		t.Errorf("got %q once it opens, want a visit of each host", urlsOf(leases))
	}
}

func TestAPortalIsClosedNoLongerThanItsCrawl(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9))
	o := f.outcome(f.one("qd"), archive.ResultDeferred)
	o.Closed, o.Reason = f.now.Add(8*time.Hour), archive.ReasonHours
	f.settle(o)
	f.begin("qd", page(urlA, 9)) // its hours may be others now
	if l := f.one("qd"); l.Visit.URL != urlA {
		t.Errorf("got %s, want %s", l.Visit.URL, urlA)
	}
}

func TestAVisitWhoseOutcomeCouldNotBeKeptComesAgainOnceItsHostHasRested(t *testing.T) {
	f := newFixture(t)
	f.must(f.Close())
	full := false
	s, err := Open(f.dir, Options{Now: func() time.Time { return f.now }, Disk: func(operation string, bytes int) (int, error) {
		if full && operation == "commit" {
			return 0, syscall.ENOSPC
		}
		return bytes, nil
	}})
	f.must(err)
	f.Store = s
	f.begin("qd", page(urlA, 9), page(urlA2, 8))
	o := f.outcome(f.one("qd"), archive.ResultDead)
	o.Requests, o.Host.Pause, o.Host.Address = 1, time.Hour, "192.0.2.1"
	o.Host.NotBefore, o.Host.Rest = f.now.Add(time.Hour), f.now.Add(time.Hour)
	full = true
	if err := f.Settle(t.Context(), o); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("got %v, want a full disk", err)
	}
	full = false
	f.begin("yl", page(urlB, 9))
	f.served(f.one("yl"), "192.0.2.1", "")
	if leases, next := f.claim(9, "qd", "yl"); len(leases) != 0 || !next.Equal(o.Host.NotBefore) {
		t.Errorf("got %q and next %s, want nothing of the server before %s", urlsOf(leases), next, o.Host.NotBefore)
	}
	f.now = f.now.Add(time.Minute)
	f.reopen()
	if leases, next := f.claim(9, "qd", "yl"); len(leases) != 0 || !next.After(f.now) {
		t.Errorf("after a restart: got %q and next %s, want the host to rest", urlsOf(leases), next)
	}
	f.now = f.now.Add(time.Hour)
	if l := f.one("qd"); l.Visit.URL != urlA {
		t.Errorf("got %s, want %s again", l.Visit.URL, urlA)
	}
}

func TestABlockIsTheBlockOfEachPortalThatMeetsIt(t *testing.T) {
	f := newFixture(t)
	f.begin("county", page(urlA, 1))
	f.begin("town", page(urlA2, 1), page(urlA3, 1))
	f.begin("other", page(urlB, 1))
	const authority = "http://a.gov.cn"
	blocks := []archive.Block{{Prefix: "/", Product: "fence", Since: f.now, Until: f.now.Add(24 * time.Hour)}}
	settle := func(portal string, reason archive.Reason, site *archive.Site) {
		t.Helper()
		f.now = f.now.Add(time.Hour)
		o := f.outcome(f.one(portal), archive.ResultRefused)
		o.Reason, o.Site = reason, site
		f.settle(o)
	}
	want := func(many map[string]int) {
		t.Helper()
		var portals []archive.Portal
		for p := range many {
			portals = append(portals, archive.Portal{ID: p})
		}
		all, err := f.Status(t.Context(), portals)
		f.must(err)
		for _, st := range all {
			if len(st.Blocks) != many[st.Portal] {
				t.Errorf("%s: got the blocks %+v, want %d", st.Portal, st.Blocks, many[st.Portal])
			}
		}
	}
	settle("county", archive.ReasonBlocked, &archive.Site{Authority: authority, Blocks: blocks})
	settle("other", archive.ReasonScope, nil)
	want(map[string]int{"county": 1, "town": 0, "other": 0})
	settle("town", archive.ReasonBlocked, nil)
	want(map[string]int{"county": 1, "town": 1, "other": 0})
	settle("town", "", &archive.Site{Authority: authority})
	want(map[string]int{"county": 0, "town": 0, "other": 0})
	f.verify()
}
