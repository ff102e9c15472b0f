package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"gongkai/archive"
)

// A portal that counts requests makes a crawl wait an hour after each few.
func TestACrawlThatHadToWaitGoesOnWithoutItsSeeds(t *testing.T) {
	const columns, each = 4, 6
	var mu sync.Mutex
	asked := 0
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked++
		busy := asked%4 == 0
		mu.Unlock()
		column, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/xxgk/"), "/")
		switch {
		case busy:
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		case r.URL.Path == "/":
			for i := range columns {
				fmt.Fprintf(w, `<a href="/xxgk/%d/">第%d镇政府信息公开</a>`, i, i)
			}
		case strings.HasPrefix(r.URL.Path, "/xxgk/") && name == "":
			for i := range each {
				fmt.Fprintf(w, `<a href="/xxgk/%s/%d.html">第%s镇%d年政府信息公开工作年度报告</a>`, column, i, column, 2018+i)
			}
		case strings.HasPrefix(r.URL.Path, "/xxgk/"):
			html(w, "<h1>第"+column+"镇政府信息公开工作年度报告</h1>")
			for i, c := range column + name { // no page is like another
				fmt.Fprint(w, strings.Repeat(string('一'+c*97+rune(i)), 20*i))
			}
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.wholly = true
	for hours := range 11 {
		p.later = time.Duration(hours) * 61 * time.Minute
		p.crawl(t, time.Minute)
	}
	reports := 0
	for _, target := range p.targets() {
		if strings.HasPrefix(target, "www.a.gov.cn/xxgk/") && strings.HasSuffix(target, ".html") {
			reports++
		}
	}
	if reports < columns*each || p.count("www.a.gov.cn/") != 1 {
		t.Errorf("got %d reports, and the seed %d times: %v", reports, p.count("www.a.gov.cn/"), p.targets())
	}
}

// Five errors in a row let what was not asked for yet come last. It was not given up.
func TestAPageThatAFailingSitePutOffHasAllItsAttempts(t *testing.T) {
	const reports, last = 12, "/xxgk/nb/11.html"
	var mu sync.Mutex
	errors, asked := 0, 0
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		report := strings.HasPrefix(r.URL.Path, "/xxgk/nb/") && !strings.Contains(r.URL.Path, "gongkai-")
		if r.URL.Path == last {
			asked++
		}
		switch {
		case r.URL.Path == "/":
			for i := range reports {
				fmt.Fprintf(w, `<a href="/xxgk/nb/%d.html">青渡县%d年政府信息公开工作年度报告</a>`, i, 2010+i)
			}
		case report && (errors < 5 || r.URL.Path == last && asked == 1):
			errors++
			w.WriteHeader(http.StatusInternalServerError)
		case report:
			html(w, "<h1>"+r.URL.Path+"政府信息公开工作年度报告</h1>"+strings.Repeat(r.URL.Path, 20))
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.wholly = true
	for hours := range 3 {
		p.later = time.Duration(hours) * 61 * time.Minute
		p.crawl(t, 10*time.Second)
	}
	if a := p.why(t, "http://www.a.gov.cn"+last); asked != 2 || a.Result != archive.ResultCaptured {
		t.Errorf("asked %d times for the last report: %s, %s", asked, a.Result, a.Detail)
	}
}
