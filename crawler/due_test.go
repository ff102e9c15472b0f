package crawler_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/store"
)

// next returns how long until the portal is crawled again, and why then.
func (p *testPortal) next(t *testing.T) (time.Duration, string) {
	t.Helper()
	st, err := store.OpenRead(p.data)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	standings, err := st.Standings(t.Context(), []archive.Portal{p.portal})
	if err != nil {
		t.Fatal(err)
	}
	at, why := crawler.NextCrawl(p.portal, standings[0], time.Now())
	return time.Until(at), why
}

func TestNeitherRobotsTxtNorWhatItRefusesIsAReasonToCrawlAPortal(t *testing.T) {
	const day = 24 * time.Hour
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /no/\n")
		case "/":
			html(w, `<a href="/nb/">政府信息公开年报</a><a href="/no/">乡镇政府信息公开年报</a>`)
		default:
			html(w, `<ul><li><a href="/nb/">政府信息公开年报</a></li></ul>`)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	if got, _ := p.next(t); got < 23*time.Hour {
		t.Errorf("the next crawl is due in %s, want it when a page is due", got)
	}
	if n := p.count("www.a.gov.cn/no/"); n != 0 {
		t.Errorf("got %d requests for what is disallowed", n)
	}
	p.later = 100 * day
	p.crawl(t, 10*time.Second)
	if n := p.count("www.a.gov.cn/nb/"); n != 2 {
		t.Errorf("got %d requests for the column of reports, want another in the later crawl", n)
	}
}

// What an alarm advises is done at once.
func TestASeedThatIsAddedIsAskedForWithoutWaitingForAPageToBeDue(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		html(w, `<h1>政府信息公开年报</h1>`)
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	p.portal.Seeds = append(p.portal.Seeds, "http://www.a.gov.cn/other/")
	if in, why := p.next(t); in > 0 || why != crawler.DueSeed {
		t.Errorf("with another seed the next crawl is due in %s (%s), want it now", in, why)
	}
	p.crawl(t, 10*time.Second)
	if in, why := p.next(t); in < time.Hour || p.count("www.a.gov.cn/other/") != 1 {
		t.Errorf("behind that the next crawl is due in %s (%s), and it asked for %s; want it when a page is due", in, why, p.targets())
	}
}
