package crawler_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// A page that fails each time makes its host wait for longer than these crawls
// have patience for.
func TestAPageThatFailedTwiceIsAskedForBehindAllOthersInALaterCrawl(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/":
			html(w, `<a href="/broken.html">甲县2024年政府信息公开工作年度报告</a><a href="/a.html">乙县公告</a><a href="/b.html">丙县公告</a>`)
		case "/broken.html":
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			if strings.HasPrefix(r.URL.Path, "/gongkai-") {
				http.NotFound(w, r)
				return
			}
			html(w, "正文："+r.URL.Path)
		}
	}, "www.a.gov.cn")
	p.wholly = true
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/broken.html") != 1 || p.count("www.a.gov.cn/a.html") != 0 {
		t.Fatalf("got %v, want the report first, and nothing after it", p.targets())
	}
	p.later = 2 * time.Hour
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/broken.html") != 2 || p.count("www.a.gov.cn/a.html") != 0 {
		t.Fatalf("got %v, want the report first once more: it may be mended", p.targets())
	}
	p.later = 4 * time.Hour
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/a.html") != 1 || p.count("www.a.gov.cn/b.html") != 1 {
		t.Errorf("the other pages were not asked for: %v", p.targets())
	}
	if p.count("www.a.gov.cn/broken.html") != 3 {
		t.Errorf("the page that failed was not asked for again: %v", p.targets())
	}
}

// A site that can't be reached on one port must not keep those of other ports
// from their turn.
func TestASiteWithoutRobotsComesBehindOthersOfItsHostInALaterCrawl(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			html(w, `<a href="https://www.a.gov.cn/nb/">政府信息公开年报</a><a href="/a.html">乙县公告</a><a href="/b.html">丙县公告</a>`)
		case "/a.html", "/b.html":
			html(w, "正文："+r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.wholly = true
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/a.html") != 0 {
		t.Fatalf("got %v, want the column on the other port first, and nothing after it", p.targets())
	}
	p.later = 2 * time.Hour
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/a.html") != 1 || p.count("www.a.gov.cn/b.html") != 1 {
		t.Errorf("the other pages were not asked for: %v", p.targets())
	}
}

func TestAPageThatWasGivenUpGetsOneRequestInALaterCrawl(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			html(w, `<a href="/cut.html">甲县2024年政府信息公开工作年度报告</a>`)
		case "/cut.html":
			w.Header().Set("Content-Length", "500")
			html(w, "正文")
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.wholly = true
	p.crawl(t, time.Minute)
	if n := p.count("www.a.gov.cn/cut.html"); n != 5 {
		t.Fatalf("got %d requests for the page that is cut, want 5: %v", n, p.targets())
	}
	var asked []int // on which days
	for i := range 24 {
		before := p.count("www.a.gov.cn/cut.html")
		p.later += 24*time.Hour + time.Minute
		p.crawl(t, time.Minute)
		if n := p.count("www.a.gov.cn/cut.html"); n > before {
			asked = append(asked, (i+1)*(n-before))
		}
	}
	if want := []int{2, 5, 10, 21}; !slices.Equal(asked, want) {
		t.Errorf("got requests on the days %d after it was given up, want one each on %d", asked, want)
	}
}

func TestAPageOfNoBytesIsAskedForAgain(t *testing.T) {
	asked := 0
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			html(w, `<a href="/nb/">政府信息公开年报</a>`)
		case "/nb/":
			if asked++; asked > 1 {
				html(w, `<a href="/a.html">甲县2024年政府信息公开工作年度报告</a>`)
			}
		case "/a.html":
			html(w, "正文")
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/a.html") != 1 {
		t.Errorf("what the list names was not asked for: %v", p.targets())
	}
}

func TestASeedThatWasGivenUpGetsOneRequestInALaterCrawl(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			html(w, "首页")
		case "/nb/":
			w.Header().Set("Content-Length", "500")
			html(w, "正文")
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.portal.Seeds = append(p.portal.Seeds, "http://www.a.gov.cn/nb/")
	p.wholly = true
	for i, want := range []int{5, 6, 7} {
		p.crawl(t, time.Minute)
		if n := p.count("www.a.gov.cn/nb/"); n != want {
			t.Errorf("got %d requests for the seed in %d crawls, want %d", n, i+1, want)
		}
		if vain := p.why(t, p.portal.Seeds[1]).History.Vain; vain != i+1 {
			t.Errorf("it was given up %d times in a row, want %d: alarms depend on it", vain, i+1)
		}
		p.later += 26 * time.Hour
	}
}
