package crawler_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/store"
)

// request is one that a test portal got.
type request struct {
	at     time.Time
	target string // host and request target as sent
	header http.Header
}

// testPortal serves a handler under the names of some hosts, and remembers what
// it was asked for.
type testPortal struct {
	mu       sync.Mutex
	requests []request
	portal   archive.Portal
	data     string
	later    time.Duration // how long after now a crawl begins, as the archive sees it
	floor    float64       // of the crawl: none, unless a test sets another
}

func newTestPortal(t *testing.T, handler http.HandlerFunc, hosts ...string) *testPortal {
	t.Helper()
	p := &testPortal{data: t.TempDir(), floor: -1}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.requests = append(p.requests, request{time.Now(), r.Host + r.RequestURI, r.Header})
		p.mu.Unlock()
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	p.portal = archive.Portal{ID: "test", Delay: time.Millisecond, Resolve: map[string]string{}}
	for _, h := range hosts {
		p.portal.Resolve[h] = strings.TrimPrefix(server.URL, "http://")
		p.portal.Seeds = append(p.portal.Seeds, "http://"+h+"/")
	}
	return p
}

// crawl crawls the portal once, until nothing may be done for patience.
func (p *testPortal) crawl(t *testing.T, patience time.Duration) {
	t.Helper()
	p.crawlAll(t, patience, p.portal)
}

// crawlAll crawls portals that this one's server is for, once, as one crawl.
func (p *testPortal) crawlAll(t *testing.T, patience time.Duration, portals ...archive.Portal) {
	t.Helper()
	st, err := store.Open(p.data, store.Options{Now: func() time.Time { return time.Now().Add(p.later) }})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	c, err := crawler.New(st, zerolog.Nop(), crawler.Options{
		UserAgent: "gongkai/test (+operator@example.org)", Spool: st.Spool(), Patience: patience, Floor: p.floor,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, portal := range portals {
		var seeds []archive.Visit
		for _, seed := range portal.Seeds {
			seeds = append(seeds, archive.Visit{URL: seed, Portal: portal.ID, Kind: archive.KindList, Score: 900})
		}
		if _, err := st.BeginCrawl(t.Context(), portal, seeds); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := c.Run(ctx, portals); err != nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Fatalf("the crawl did not end; it asked for %s", p.targets())
	}
	for _, portal := range portals {
		if err := st.EndCrawl(t.Context(), portal.ID, "complete"); err != nil {
			t.Fatal(err)
		}
	}
}

// why returns what the archive knows of a URL.
func (p *testPortal) why(t *testing.T, url string) store.Account {
	t.Helper()
	st, err := store.OpenRead(p.data)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	account, err := st.Why(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// status returns where the portal stands.
func (p *testPortal) status(t *testing.T) archive.PortalStatus {
	t.Helper()
	st, err := store.OpenRead(p.data)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	all, err := st.Status(t.Context(), []archive.Portal{p.portal})
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

func (p *testPortal) targets() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, r := range p.requests {
		out = append(out, r.target)
	}
	return out
}

// count returns how many requests asked for a target.
func (p *testPortal) count(target string) int {
	n := 0
	for _, got := range p.targets() {
		if got == target {
			n++
		}
	}
	return n
}

// gapAfter returns the time between the first request for a target and the one
// that followed it.
func (p *testPortal) gapAfter(t *testing.T, target string) time.Duration {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, r := range p.requests[:len(p.requests)-1] {
		if r.target == target {
			return p.requests[i+1].at.Sub(r.at)
		}
	}
	t.Fatalf("no request followed %s", target)
	return 0
}

func html(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<html><head><title>测试</title></head><body>%s</body></html>", body)
}

func TestRobotsHoldInALaterCrawlToo(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			w.Header().Set("ETag", `"1"`)
			if r.Header.Get("If-None-Match") != "" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, "User-agent: *\nDisallow: /secret/\n")
		case "/":
			html(w, `<a href="/secret/a.html">甲</a>`)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	for range 2 {
		p.crawl(t, time.Second)
	}
	if n := p.count("www.a.gov.cn/secret/a.html"); n != 0 {
		t.Errorf("got %d requests of a disallowed page, want none: %v", n, p.targets())
	}
}

func TestRedirectedRobotsCountForTheSiteThatWasAsked(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt" && r.Host != "www.a.gov.cn":
			http.Redirect(w, r, "http://www.a.gov.cn/robots.txt", http.StatusMovedPermanently)
		case r.URL.Path == "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /secret/\n")
		case r.URL.Path == "/":
			html(w, `<a href="/secret/a.html">甲</a><a href="/b.html">乙</a>`)
		default:
			html(w, "正文："+r.URL.Path)
		}
	}, "www.a.gov.cn", "b.a.gov.cn", "c.a.gov.cn")
	p.portal.Hosts = []string{"a.gov.cn"}
	for range 2 {
		p.crawl(t, time.Second)
	}
	for host := range p.portal.Resolve {
		if n := p.count(host + "/b.html"); n == 0 {
			t.Errorf("%s/b.html was never asked for: %v", host, p.targets())
		}
		if n := p.count(host + "/secret/a.html"); n != 0 {
			t.Errorf("%s: got %d requests of a disallowed page, want none", host, n)
		}
		if n := p.count(host + "/robots.txt"); n > 3 {
			t.Errorf("%s: got %d requests of robots.txt in two crawls, want at most 3", host, n)
		}
	}
}

func TestRobotsThatCircleAllowAfterSixRedirects(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		other := map[string]string{"a.gov.cn": "b.gov.cn", "b.gov.cn": "a.gov.cn"}[r.Host]
		if r.URL.Path == "/robots.txt" {
			http.Redirect(w, r, "http://"+other+"/robots.txt", http.StatusFound)
			return
		}
		html(w, "首页："+r.Host)
	}, "a.gov.cn", "b.gov.cn")
	p.crawl(t, time.Second)
	for _, host := range []string{"a.gov.cn", "b.gov.cn"} {
		if p.count(host+"/") != 1 || p.count(host+"/robots.txt") > 8 {
			t.Errorf("%s: got %v", host, p.targets())
		}
	}
}

func TestCrawlDelayCountsFromTheAnswerThatSetsIt(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "User-agent: *\nCrawl-delay: 0.4\n")
			return
		}
		html(w, "首页")
	}, "www.a.gov.cn")
	p.crawl(t, time.Second)
	if gap := p.gapAfter(t, "www.a.gov.cn/robots.txt"); gap < 400*time.Millisecond {
		t.Errorf("got a pause of %s after robots.txt, want 400ms", gap)
	}
}

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
	p.crawl(t, 5*time.Second)
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
	p.crawl(t, time.Second)
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
	p.crawl(t, time.Second)
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
			p.crawl(t, time.Second)
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
	p.crawl(t, time.Second)
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

func TestRobotsUnderAnotherNameHoldInEveryCrawl(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.Redirect(w, r, "/r.txt", http.StatusFound)
		case "/r.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /secret/\n")
		case "/":
			html(w, `<a href="/secret/a.html">甲</a><a href="/b.html">乙</a>`)
		default:
			html(w, "正文："+r.URL.Path)
		}
	}, "www.a.gov.cn")
	for range 2 {
		p.crawl(t, time.Second)
	}
	if p.count("www.a.gov.cn/secret/a.html") != 0 || p.count("www.a.gov.cn/b.html") == 0 {
		t.Errorf("got %v", p.targets())
	}
	if n := p.count("www.a.gov.cn/robots.txt"); n > 2 {
		t.Errorf("got %d requests of robots.txt in two crawls, want 2: %v", n, p.targets())
	}
}

func TestRobotsThatLeadToABusySiteDisallow(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt" && r.Host == "a.gov.cn":
			http.Redirect(w, r, "http://b.gov.cn/robots.txt", http.StatusFound)
		case r.URL.Path == "/robots.txt":
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			html(w, "首页："+r.Host)
		}
	}, "a.gov.cn", "b.gov.cn")
	p.crawl(t, 2*time.Second)
	if p.count("a.gov.cn/")+p.count("b.gov.cn/") != 0 {
		t.Errorf("a page was asked for though robots.txt could not be had: %v", p.targets())
	}
	if n := p.count("a.gov.cn/robots.txt"); n > 4 {
		t.Errorf("got %d requests of a's robots.txt, want at most 4", n)
	}
}

func TestRobotsThatLeadToASlowSiteWaitForIt(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt" && r.Host == "a.gov.cn":
			http.Redirect(w, r, "http://b.gov.cn/robots.txt", http.StatusFound)
		case r.URL.Path == "/robots.txt":
			select {
			case <-time.After(300 * time.Millisecond):
			case <-r.Context().Done():
			}
			fmt.Fprint(w, "User-agent: *\nDisallow: /\n")
		default:
			html(w, "首页："+r.Host)
		}
	}, "a.gov.cn", "b.gov.cn")
	p.portal.Delay = 50 * time.Millisecond
	p.crawl(t, 2*time.Second)
	if p.count("a.gov.cn/")+p.count("b.gov.cn/") != 0 {
		t.Errorf("a disallowed page was asked for: %v", p.targets())
	}
}

func TestRobotsAnsweredWithANonsenseRedirectDisallow(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		html(w, "首页")
	}, "a.gov.cn")
	p.crawl(t, time.Second)
	if p.count("a.gov.cn/") != 0 {
		t.Errorf("got %v, want robots.txt alone", p.targets())
	}
}

func TestABudgetOfRequestsCountsOverTheProcessesOfOneCrawl(t *testing.T) {
	var links strings.Builder
	for i := range 20 {
		fmt.Fprintf(&links, `<a href="/%d.html">政府信息公开年报</a>`, i)
	}
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<html>"+links.String()) }, "www.a.gov.cn")
	p.portal.Pages = 7
	p.crawl(t, time.Second)
	if n := len(p.targets()); n != 7 {
		t.Errorf("got %d requests, want the 7 of the budget: %s", n, p.targets())
	}
	p.crawl(t, time.Second)
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
	p.crawl(t, time.Second)
	if most != 1 || len(early) > 0 {
		t.Errorf("got %d requests at once, and too early: %v", most, early)
	}
	for _, host := range hosts {
		if p.count(host+"/") != 1 {
			t.Errorf("%s was asked %d times for its home page, want once", host, p.count(host+"/"))
		}
	}
}

func TestAReportThatComesBetweenTwoCrawlsIsFoundByFewRequests(t *testing.T) {
	const day = 24 * time.Hour
	var reports atomic.Int64
	reports.Store(60)
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			fmt.Fprintf(w, `<html><body><a href="/nb/">政府信息公开年报</a><p>今天是%s</p></body></html>`, time.Now())
		case r.URL.Path == "/nb/":
			var b strings.Builder
			for i := reports.Load(); i > 0; i-- {
				fmt.Fprintf(&b, `<li><a href="/nb/t20230101_%04d.html">第%d镇2022年政府信息公开工作年度报告</a></li>`, i, i)
			}
			fmt.Fprintf(w, `<html><head><meta name="ColumnName" content="政府信息公开年报"></head><body><ul>%s</ul></body></html>`, b.String())
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		default:
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="政府信息公开工作年度报告"></head><body>%s</body></html>`, r.URL.Path)
		}
	}, "www.a.gov.cn")
	p.crawl(t, time.Second)
	first := len(p.targets())
	if first < 62 {
		t.Fatalf("the first crawl made %d requests, want those of 60 reports at least", first)
	}
	p.later = day
	p.crawl(t, time.Second)
	if again := len(p.targets()) - first; again*20 > first {
		t.Errorf("a day later: got %d requests after %d, want a twentieth at most: %s", again, first, p.targets()[first:])
	}
	reports.Add(1)
	p.later = 20 * day // off season a list of reports is looked at after 14 days
	p.crawl(t, time.Second)
	if p.count("www.a.gov.cn/nb/t20230101_0061.html") != 1 {
		t.Errorf("three weeks later the new report was not asked for: %s", p.targets()[first:])
	}
}

func TestAReportThatComesToAListFilledByAScriptIsFoundInALaterCrawl(t *testing.T) {
	const day = 24 * time.Hour
	var reports atomic.Int64
	reports.Store(45)
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			fmt.Fprint(w, `<html><body><a href="/nb/">政府信息公开年报</a></body></html>`)
		case r.URL.Path == "/nb/": // it never changes
			fmt.Fprint(w, `<html><head><meta name="ColumnName" content="政府信息公开年报"></head><body><ul id="list"></ul><script>
				function load(n){ $.getJSON("/api/content/list?channelId=7&pageSize=20&pageNo=" + n, show); } load(1);</script></body></html>`)
		case r.URL.Path == "/api/content/list":
			n, _ := strconv.Atoi(r.URL.Query().Get("pageNo"))
			var items []string
			total := int(reports.Load())
			for i := total - (n-1)*20; i > max(0, total-n*20); i-- {
				items = append(items, fmt.Sprintf(`{"title":"第%d镇2022年政府信息公开工作年度报告","url":"/nb/t20230101_%04d.html"}`, i, i))
			}
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"data":{"total":%d,"list":[%s]}}`, total, strings.Join(items, ","))
		case strings.HasPrefix(r.URL.Path, "/nb/t"):
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="政府信息公开工作年度报告"></head><body>%s</body></html>`, r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, time.Second)
	first := len(p.targets())
	if p.count("www.a.gov.cn/nb/t20230101_0001.html") != 1 {
		t.Fatalf("the last report was not found: %s", p.targets())
	}
	reports.Add(1)
	p.later = 20 * day
	p.crawl(t, time.Second)
	if p.count("www.a.gov.cn/nb/t20230101_0046.html") != 1 {
		t.Errorf("three weeks later the new report was not asked for: %s", p.targets()[first:])
	}
}

func TestThatAPageShowsTheDayIsNoReasonToAskForTheOtherPagesOfItsList(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/nb/index_"), ".html"))
		switch {
		case r.URL.Path == "/":
			fmt.Fprint(w, `<html><body><a href="/nb/">政府信息公开年报</a></body></html>`)
		case r.URL.Path == "/nb/", err == nil && n < 6:
			fmt.Fprintf(w, `<html><head><meta name="ColumnName" content="政府信息公开年报"></head><body>现在是%s<ul>`, time.Now())
			for i := range 5 {
				fmt.Fprintf(w, `<li><a href="/nb/t20230101_%02d%02d.html">第%d%d镇2022年政府信息公开工作年度报告</a></li>`, n, i, n, i)
			}
			fmt.Fprint(w, `</ul><script>createPageHTML(6, 0, "index", "html");</script></body></html>`)
		case strings.HasPrefix(r.URL.Path, "/nb/t"):
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="政府信息公开工作年度报告"></head><body>%s</body></html>`, r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, time.Second)
	p.later = 20 * 24 * time.Hour
	p.crawl(t, time.Second)
	if list, later := p.count("www.a.gov.cn/nb/"), p.count("www.a.gov.cn/nb/index_3.html"); list != 2 || later != 1 {
		t.Errorf("got %d requests for the first page and %d for a later one, want 2 and 1: no link has changed", list, later)
	}
}

func TestOutsideOfItsHoursAPortalIsNotAskedForAnything(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }, "www.a.gov.cn")
	hour := time.Now().In(time.FixedZone("", 8*60*60)).Hour()
	p.portal.Hours = archive.Hours{From: (hour + 2) % 24 * 60, To: (hour + 3) % 24 * 60}
	p.crawl(t, time.Second)
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
	p.crawl(t, time.Second)
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
			p.crawl(t, time.Second)
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
