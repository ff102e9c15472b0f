package crawler_test

import (
	"compress/gzip"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

// TestAnswersForRobotsTxtDecideAsRFC9309Says holds what the RFC says of answers
// other than a plain file. Of the pages /ok.html and /no/x.html, want are asked
// for.
func TestAnswersForRobotsTxtDecideAsRFC9309Says(t *testing.T) {
	both, neither, ok := []string{"/ok.html", "/no/x.html"}, []string(nil), []string{"/ok.html"}
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	text := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
	}
	// chain redirects from one host to the next, n times, and then forbids /no/.
	chain := func(n int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			var at int
			if _, err := fmt.Sscanf(r.Host, "h%d.elsewhere.cn", &at); err != nil {
				at = 0
			}
			if at < n {
				http.Redirect(w, r, fmt.Sprintf("http://h%d.elsewhere.cn/robots.txt", at+1), http.StatusMovedPermanently)
				return
			}
			fmt.Fprint(w, "User-agent: *\nDisallow: /no/\n")
		}
	}
	for name, c := range map[string]struct {
		robots http.HandlerFunc
		want   []string
	}{
		"404 allows all":                               {status(404), both},
		"403 allows all":                               {status(403), both},
		"410 allows all":                               {status(410), both},
		"500 disallows all":                            {status(500), neither},
		"503 disallows all":                            {status(503), neither},
		"429 disallows all":                            {status(429), neither},
		"no connection disallows all":                  {nil, neither},
		"five redirects over other sites are followed": {chain(5), ok},
		"five redirects within the site are followed": {func(w http.ResponseWriter, r *http.Request) {
			var at int
			if _, _ = fmt.Sscanf(r.URL.Path, "/r%d.txt", &at); at < 5 {
				http.Redirect(w, r, fmt.Sprintf("/r%d.txt", at+1), http.StatusFound)
				return
			}
			fmt.Fprint(w, "User-agent: *\nDisallow: /no/\n")
		}, ok},
		"a redirect to the home page allows all": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/", http.StatusFound)
		}, both},
		"a rule before 500 KiB holds, however much comes": {text("User-agent: *\nDisallow: /no/\n" + strings.Repeat("# long\n", 90_000) + "Disallow: /ok.html\n"), ok},
		"a body of gzip is decoded": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			fmt.Fprint(z, "User-agent: *\nDisallow: /no/\n")
			_ = z.Close()
		}, ok},
		"a comment in GBK is passed over": {text("# \xd5\xfe\xb8\xae\nUser-agent: * # \xd0\xc5\nDisallow: /no/\n"), ok},
		"UTF-16 breaks nothing":           {text("\xff\xfeU\x00s\x00e\x00r\x00"), both},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				path := r.URL.Path
				if strings.HasSuffix(path, ".txt") {
					path = "/robots.txt"
				}
				switch path {
				case "/robots.txt":
					if c.robots == nil {
						panic(http.ErrAbortHandler)
					}
					c.robots(w, r)
				case "/":
					html(w, `<a href="/ok.html">甲</a><a href="/no/x.html">乙</a>`)
				default:
					html(w, "正文："+r.URL.Path)
				}
			}, "www.a.gov.cn")
			for i := range 8 {
				p.portal.Resolve[fmt.Sprintf("h%d.elsewhere.cn", i+1)] = p.portal.Resolve["www.a.gov.cn"]
			}
			p.crawl(t, 10*time.Second) // a busy machine answers slowly, and is asked the more seldom
			for _, page := range both {
				want := 0
				if slices.Contains(c.want, page) {
					want = 1
				}
				if got := p.count("www.a.gov.cn" + page); got != want {
					t.Errorf("%s: got %d requests, want %d: %v", page, got, want, p.targets())
				}
			}
			for _, target := range p.targets() {
				if strings.Contains(target, "elsewhere") && !strings.HasSuffix(target, "/robots.txt") {
					t.Errorf("got a request of %s, which is another site's", target)
				}
			}
		})
	}
}

func TestEachPortHasRobotsOfItsOwn(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != "/robots.txt":
			html(w, `<a href="http://www.a.gov.cn:8080/x.html">甲</a>`)
		case r.Host == "www.a.gov.cn:8080":
			fmt.Fprint(w, "User-agent: *\nDisallow: /\n")
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn:8080/robots.txt") != 1 || p.count("www.a.gov.cn:8080/x.html") != 0 || p.count("www.a.gov.cn/") != 1 {
		t.Errorf("got %v", p.targets())
	}
}

func TestAFileOnAnotherHostIsAskedForAfterItsRobots(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt" && r.Host == "files.a.gov.cn":
			fmt.Fprint(w, "User-agent: *\nDisallow: /no.doc\n")
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		default:
			html(w, `<a href="http://files.a.gov.cn/no.doc">附件：年报.doc</a><a href="http://files.a.gov.cn/ok.doc">附件：年报.doc</a>`)
		}
	}, "www.a.gov.cn")
	p.portal.Hosts = []string{"a.gov.cn"}
	p.portal.Resolve["files.a.gov.cn"] = p.portal.Resolve["www.a.gov.cn"]
	p.crawl(t, 10*time.Second)
	robots, file := slices.Index(p.targets(), "files.a.gov.cn/robots.txt"), slices.Index(p.targets(), "files.a.gov.cn/ok.doc")
	if p.count("files.a.gov.cn/no.doc") != 0 || robots < 0 || file < robots {
		t.Errorf("got %v, want the host's robots.txt before its allowed file, and the other file never", p.targets())
	}
}

func TestARedirectIntoWhatIsDisallowedIsNotFollowed(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /no/\n")
		case "/a.html":
			http.Redirect(w, r, "/no/x.html", http.StatusFound)
		default:
			html(w, `<a href="/a.html">甲</a>`)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/a.html") != 1 || p.count("www.a.gov.cn/no/x.html") != 0 {
		t.Errorf("got %v", p.targets())
	}
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
		p.crawl(t, 10*time.Second)
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
		p.crawl(t, 10*time.Second)
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
	p.crawl(t, 10*time.Second)
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
	p.crawl(t, 10*time.Second)
	if gap := p.gapAfter(t, "www.a.gov.cn/robots.txt"); gap < 400*time.Millisecond {
		t.Errorf("got a pause of %s after robots.txt, want 400ms", gap)
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
		p.crawl(t, 10*time.Second)
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
	p.crawl(t, 10*time.Second)
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
	p.crawl(t, 10*time.Second)
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
	p.crawl(t, 10*time.Second)
	if p.count("a.gov.cn/") != 0 {
		t.Errorf("got %v, want robots.txt alone", p.targets())
	}
}

func TestASiteThatIsOutOfReachIsLeftAloneLongerThoughItIsAskedLate(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, "www.a.gov.cn")
	p.wholly = true
	wait := time.Duration(0)
	for n := range 5 {
		p.crawl(t, time.Second)
		now := time.Now().Add(p.later)
		wait = p.why(t, p.portal.Seeds[0]).Host.NotBefore.Sub(now)
		if got := len(p.targets()); got != n+1 {
			t.Fatalf("got %d requests in %d crawls: %v", got, n+1, p.targets())
		}
		p.later += wait + time.Hour // others were due before
	}
	if wait < 14*time.Minute {
		t.Errorf("after five requests in vain it rests for %s, want about 16 minutes", wait)
	}
}

func TestWhyRobotsTxtCouldNotBeHadIsKeptAsAReason(t *testing.T) {
	old := httptest.NewUnstartedServer(http.NotFoundHandler())
	old.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}
	old.Config.ErrorLog = log.New(io.Discard, "", 0)
	old.StartTLS()
	t.Cleanup(old.Close)
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		at     string // "https://…", where not the test's own server answers
		want   archive.Reason
	}{
		"a server's error": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "", archive.ReasonServerError},
		"a part":           {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusPartialContent) }, "", archive.ReasonProtocol},
		"nothing that can be decoded": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "compress")
			w.Write([]byte("User-agent: *"))
		}, "", archive.ReasonUnreadable},
		"a page that asks for patience": {func(w http.ResponseWriter, _ *http.Request) { html(w, "<title>网站维护中</title>请稍后访问") }, "", archive.ReasonBusy},
		"a TLS that nobody speaks":      {nil, old.Listener.Addr().String(), archive.ReasonProtocol},
		"nobody":                        {nil, "127.0.0.1:1", archive.ReasonNetwork},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) { test.answer(w, r) }, "www.example.gov.cn")
			if test.at != "" {
				p.portal.Seeds, p.portal.Resolve["www.example.gov.cn"] = []string{"https://www.example.gov.cn/"}, test.at
			}
			p.crawl(t, time.Second)
			if r := p.site(t).Robots; r == nil || r.Reason != test.want {
				t.Errorf("got %+v, want the reason %s", r, test.want)
			}
		})
	}
}
