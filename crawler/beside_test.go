package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/store"
)

func TestCrawlersOfOneHostShareWhatTheyKnowOfIt(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /no/\n")
		case strings.HasPrefix(r.URL.Path, "/xxgk/"):
			w.Header().Set("Set-Cookie", "__jsluid_h=0123456789abcdef0123456789abcdef; path=/")
			w.WriteHeader(521)
		default:
			html(w, `<title>`+r.URL.Path+`</title><a href="/xxgk/`+r.URL.Path[1:2]+`.html">2025年政府信息公开工作年度报告</a>`)
		}
	}, "www.a.gov.cn")
	st, err := store.Open(p.data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	crawl := func() {
		var crawls sync.WaitGroup
		for i := range 8 {
			portal := p.portal
			portal.ID, portal.Seeds = fmt.Sprint("p", i), []string{fmt.Sprintf("http://www.a.gov.cn/%d/", i)}
			crawls.Go(func() {
				c, err := crawler.New(st, zerolog.Nop(), crawler.Options{
					UserAgent: "gongkai/test (+operator@example.org)", Spool: st.Spool(), Patience: time.Second, Floor: -1, Workers: 1,
				})
				if err != nil {
					t.Error(err)
					return
				}
				robots := "http://www.a.gov.cn/robots.txt"
				seeds := []archive.Visit{
					{URL: robots, Portal: portal.ID, Kind: archive.KindRobots, Via: robots, Score: 1000},
					{URL: portal.Seeds[0], Portal: portal.ID, Kind: archive.KindList, Score: 900},
				}
				if _, err := st.BeginCrawl(t.Context(), portal, seeds); err != nil {
					t.Error(err)
				}
				if err := c.Run(t.Context(), []archive.Portal{portal}); err != nil {
					t.Error(err)
				}
				if err := st.EndCrawl(t.Context(), portal.ID, archive.EndComplete); err != nil {
					t.Error(err)
				}
			})
		}
		crawls.Wait()
	}
	for range 2 {
		crawl()
		blocked := 0
		for _, target := range p.targets() {
			if strings.Contains(target, "/xxgk/") {
				blocked++
			}
		}
		if robots := p.count("www.a.gov.cn/robots.txt"); robots != 1 || blocked != 1 {
			t.Errorf("got %d requests for robots.txt and %d into a part that is blocked, want one each: %s", robots, blocked, p.targets())
		}
	}
	site, err := st.Site(t.Context(), "http://www.a.gov.cn")
	if err != nil || len(site.Blocks) != 1 {
		t.Errorf("got blocks %v, %v; want the one that was met", site.Blocks, err)
	}
}
