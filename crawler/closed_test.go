package crawler_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"gongkai/archive"
)

func TestOutsideOfItsHoursAPortalIsNotAskedForAnything(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }, "www.a.gov.cn")
	hour := time.Now().In(time.FixedZone("", 8*60*60)).Hour()
	p.portal.Hours = archive.Hours{From: (hour + 2) % 24 * 60, To: (hour + 3) % 24 * 60}
	p.crawl(t, 10*time.Second)
	if n := len(p.targets()); n != 0 {
		t.Errorf("got %d requests, want none: %s", n, p.targets())
	}
	if st := p.status(t); st.WaitReason != archive.ReasonHours || time.Until(st.Waiting) < 30*time.Minute {
		t.Errorf("got %q until %s, want the portal to wait for its hours", st.WaitReason, st.Waiting)
	}
}

func TestAPortalWaitsForAnotherDayWhenItsBytesAreSpent(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }, "www.b.gov.cn")
	p.portal.BytesPerDay = 1
	p.crawl(t, 10*time.Second)
	if got := p.targets(); len(got) != 1 {
		t.Errorf("got %s, want one request, which spends the bytes of the day", got)
	}
	if st := p.status(t); st.WaitReason != archive.ReasonBytes {
		t.Errorf("got %q, want the portal to wait for another day", st.WaitReason)
	}
}

func TestAPortalDoesNotWaitForTheHoursOfAnotherOnItsHost(t *testing.T) {
	t.Run("in one crawl", func(t *testing.T) {
		crawlBesideAClosedPortal(t, func(p *testPortal, closed archive.Portal) { p.crawlAll(t, time.Second, closed, p.portal) })
	})
	t.Run("in crawls of their own", func(t *testing.T) {
		crawlBesideAClosedPortal(t, func(p *testPortal, closed archive.Portal) {
			p.crawlAll(t, time.Second, closed)
			p.crawl(t, 10*time.Second)
		})
	})
}

// crawlBesideAClosedPortal has a portal crawled, and another on its host whose
// hours are over.
func crawlBesideAClosedPortal(t *testing.T, crawl func(p *testPortal, closed archive.Portal)) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		html(w, `<a href="`+r.URL.Path+`a.html">甲</a><a href="`+r.URL.Path+`b.html">乙</a>`)
	}, "www.a.gov.cn")
	hour := time.Now().In(time.FixedZone("", 8*60*60)).Hour()
	closed := p.portal
	closed.ID, closed.Seeds = "closed", []string{"http://www.a.gov.cn/closed/"}
	closed.Hours = archive.Hours{From: (hour + 2) % 24 * 60, To: (hour + 3) % 24 * 60}
	p.portal.Seeds = []string{"http://www.a.gov.cn/open/"}
	crawl(p, closed)
	if n := p.count("www.a.gov.cn/open/a.html") + p.count("www.a.gov.cn/open/b.html"); n != 2 {
		t.Errorf("got %d of 2 pages of the portal that is open: %s", n, p.targets())
	}
	if n := p.count("www.a.gov.cn/closed/"); n != 0 {
		t.Errorf("got %d requests for the portal that is closed, want none", n)
	}
}
