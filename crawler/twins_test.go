package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

func TestASiteUnderTwoNamesIsCrawledOnce(t *testing.T) {
	const pages = 30
	for what, c := range map[string]struct {
		differs string // a path that the two hosts answer differently
		alias   bool
	}{
		"the same answers":      {alias: true},
		"one answer that isn't": {differs: "/p/0.html"},
	} {
		t.Run(what, func(t *testing.T) {
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path == "/":
					var links strings.Builder
					for i := range pages {
						fmt.Fprintf(&links, `<a href="http://www.a.gov.cn/p/%d.html">通知</a><a href="http://a.gov.cn/p/%d.html">通知</a>`, i, i)
					}
					fmt.Fprint(w, `<a href="http://a.gov.cn/only.html">通知</a>`)
					html(w, links.String())
				case r.URL.Path == "/only.html":
					html(w, "正文")
				case strings.HasPrefix(r.URL.Path, "/p/"):
					body := strings.Repeat("关于"+r.URL.Path+"的通知。", 20)
					if r.URL.Path == c.differs {
						body += r.Host
					}
					fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="通知"></head><body><p>%s</p></body></html>`, body)
				default:
					http.NotFound(w, r)
				}
			}, "www.a.gov.cn", "a.gov.cn")
			p.portal.Seeds = p.portal.Seeds[:1]
			p.portal.Hosts = []string{"a.gov.cn"}
			p.crawl(t, 10*time.Second)
			main, alias := 0, 0
			for i := range pages {
				main += p.count(fmt.Sprintf("www.a.gov.cn/p/%d.html", i))
				alias += p.count(fmt.Sprintf("a.gov.cn/p/%d.html", i))
			}
			if main != pages || c.alias && alias >= pages || !c.alias && alias != pages {
				t.Errorf("got %d and %d requests of the pages under the two names", main, alias)
			}
			if p.count("www.a.gov.cn/only.html")+p.count("a.gov.cn/only.html") == 0 {
				t.Errorf("a page that only the alias was named for was not asked for")
			}
			refused := 0
			for i := range pages {
				if got := p.why(t, fmt.Sprintf("http://a.gov.cn/p/%d.html", i)); got.Reason == archive.ReasonAlias {
					refused++
				}
			}
			if (refused > 0) != c.alias {
				t.Errorf("got %d visits refused as of an alias, want some: %v", refused, c.alias)
			}
		})
	}
}
