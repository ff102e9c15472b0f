package crawler_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"gongkai/crawler"
	"gongkai/store"
)

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
	p.crawl(t, time.Second)
	next := func() time.Duration {
		t.Helper()
		st, err := store.OpenRead(p.data)
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		standings, err := st.Standings(t.Context(), []string{p.portal.ID})
		if err != nil {
			t.Fatal(err)
		}
		at, _ := crawler.NextCrawl(p.portal, standings[0], time.Now())
		return time.Until(at)
	}
	if got := next(); got < 23*time.Hour {
		t.Errorf("the next crawl is due in %s, want it when a page is due", got)
	}
	if n := p.count("www.a.gov.cn/no/"); n != 0 {
		t.Errorf("got %d requests for what is disallowed", n)
	}
	p.later = 100 * day
	p.crawl(t, time.Second)
	if n := p.count("www.a.gov.cn/nb/"); n != 2 {
		t.Errorf("got %d requests for the column of reports, want another in the later crawl", n)
	}
}
