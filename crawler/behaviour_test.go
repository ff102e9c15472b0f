package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"gongkai/archive"
)

func TestABusyAnswerToTheProbeIsObeyed(t *testing.T) {
	busy := true
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case strings.HasPrefix(r.URL.Path, "/gongkai-") && busy:
			busy = false
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.URL.Path == "/":
			html(w, `<a href="/gone.html">甲</a>`)
		default:
			html(w, "抱歉，您访问的页面不存在，请检查地址是否正确，或者返回首页："+r.URL.Path)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	probe := p.targets()[1]
	if gap := p.gapAfter(t, probe); gap < time.Second {
		t.Errorf("got the next request %s after a Retry-After of 1 s: %v", gap, p.targets())
	}
	if got := p.why(t, "http://www.a.gov.cn/gone.html"); got.Reason != archive.ReasonSoftNotFound {
		t.Errorf("/gone.html: got %s %s, want %s", got.Result, got.Reason, archive.ReasonSoftNotFound)
	}
}

func TestASiteThatAnswersEverythingWithItsHomePageIsCrawled(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/a.html" {
			html(w, "某县人民政府关于做好春耕备耕工作的通知，请各乡镇认真组织实施。")
			return
		}
		html(w, `<a href="/a.html">关于做好春耕备耕工作的通知</a>`)
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/a.html") != 1 {
		t.Errorf("the home page was not read: %v", p.targets())
	}
}

func TestAPageNestedTooDeeplyStillLeadsOn(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			html(w, strings.Repeat("<div>", 900)+`<a href="/deep.html">政府信息公开年报</a>`)
		case "/deep.html":
			html(w, "正文")
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/deep.html") != 1 {
		t.Errorf("the link was not found: %v", p.targets())
	}
}

func TestAPageWithNULsLeadsOn(t *testing.T) {
	link := `<html><title>公开</title><a href="/nb/">政府信息公开年报</a>`
	wide := "\xff\xfe"
	for _, unit := range utf16.Encode([]rune(link)) {
		wide += string([]byte{byte(unit), byte(unit >> 8)})
	}
	for name, body := range map[string]string{"padding": strings.Replace(link, "</title>", "\x00\x00</title>", 1), "UTF-16": wide} {
		t.Run(name, func(t *testing.T) {
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprint(w, body)
			}, "www.a.gov.cn")
			p.crawl(t, 10*time.Second)
			if p.count("www.a.gov.cn/nb/") == 0 {
				t.Errorf("the link was not followed: %s", p.targets())
			}
		})
	}
}

func TestAnAddressIsSentAsItIsRecorded(t *testing.T) {
	paths := []string{"/a|b%2Fc.html", "/100%.html", "/%u4e2d.html", "/d.html?q=%B1%E0", "/e.html?"}
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			var links strings.Builder
			for _, path := range paths {
				fmt.Fprintf(&links, `<a href="%s">甲</a>`, path)
			}
			html(w, links.String())
			return
		}
		http.NotFound(w, r)
	}, "www.a.gov.cn")
	// The server of this test can't parse two of the addresses, and answers 400
	// by itself: what the archive asked for is in its own record.
	p.crawl(t, 10*time.Second)
	for _, path := range paths {
		got := p.why(t, "http://www.a.gov.cn"+path)
		if len(got.Captures) != 1 {
			t.Errorf("%s: got %d captures, want 1", path, len(got.Captures))
		}
	}
	for _, path := range []string{"/a|b%2Fc.html", "/d.html?q=%B1%E0", "/e.html?"} {
		if p.count("www.a.gov.cn"+path) != 1 {
			t.Errorf("%s was not sent as it is: %v", path, p.targets())
		}
	}
}

func TestAnAddressThatMayNotBeVisitedEndsThePortalAtOnce(t *testing.T) {
	p := newTestPortal(t, func(http.ResponseWriter, *http.Request) {})
	p.portal.Seeds = []string{"http://127.0.0.1:1/"}
	p.crawl(t, time.Minute)
	got := p.why(t, "http://127.0.0.1:1/")
	if got.Result != archive.ResultDead || got.Reason != archive.ReasonAddress || !strings.Contains(got.Detail, "not public") {
		t.Errorf("got %s %s %q, want dead %s", got.Result, got.Reason, got.Detail, archive.ReasonAddress)
	}
}

// Names that are given up are often led to addresses of nobody.
func TestALinkToAnAddressThatMayNotBeVisitedDoesNotKeepItsPortalDue(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		html(w, `<a href="http://10.0.0.1/nb/">政府信息公开年报</a>`)
	}, "www.a.gov.cn")
	p.portal.Hosts, p.wholly = []string{"10.0.0.1"}, true
	for _, hours := range []int{31, 62, 124, 248} {
		p.crawl(t, time.Minute)
		page, robots := p.why(t, "http://10.0.0.1/nb/"), p.why(t, "http://10.0.0.1/robots.txt")
		rest := time.Until(page.NextDue) - p.later
		if page.Reason != archive.ReasonAddress || rest.Round(time.Hour) != time.Duration(hours)*time.Hour || !robots.NextDue.IsZero() {
			t.Errorf("got %s, which rests for %s, and robots.txt for %s; want %d hours, and robots.txt for as long", page.Reason, rest, robots.NextDue, hours)
		}
		p.later += rest + time.Hour
	}
}

func TestABudgetOfRequestsCountsOverTheProcessesOfOneCrawl(t *testing.T) {
	var links strings.Builder
	for i := range 20 {
		fmt.Fprintf(&links, `<a href="/%d.html">政府信息公开年报</a>`, i)
	}
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<html>"+links.String()) }, "www.a.gov.cn")
	p.portal.Pages = 7
	p.crawl(t, 10*time.Second)
	if n := len(p.targets()); n != 7 {
		t.Errorf("got %d requests, want the 7 of the budget: %s", n, p.targets())
	}
	p.crawl(t, 10*time.Second)
	if n := len(p.targets()); n != 14 {
		t.Errorf("got %d requests after a second crawl, want 14", n)
	}
}

func TestHostsOfOneAddressAreNeverAskedTogether(t *testing.T) {
	const delay = 15 * time.Millisecond
	var mu sync.Mutex
	open, most := 0, 0
	ended := time.Time{}
	var early []string
	hosts := []string{"www.a.gov.cn", "www.b.gov.cn", "www.c.gov.cn"}
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		if open++; open > most {
			most = open
		}
		if gap := time.Since(ended); !ended.IsZero() && gap < delay {
			early = append(early, fmt.Sprintf("%s%s after %s", r.Host, r.URL.Path, gap))
		}
		mu.Unlock()
		fmt.Fprintf(w, `<html><body><a href="/%d.html">政府信息公开年报</a></body></html>`, len(r.URL.Path))
		mu.Lock()
		open--
		ended = time.Now()
		mu.Unlock()
	}, hosts...)
	p.portal.Delay = delay
	p.crawl(t, 10*time.Second)
	if most != 1 || len(early) > 0 {
		t.Errorf("got %d requests at once, and too early: %v", most, early)
	}
	for _, host := range hosts {
		if p.count(host+"/") != 1 {
			t.Errorf("%s was asked %d times for its home page, want once", host, p.count(host+"/"))
		}
	}
}
