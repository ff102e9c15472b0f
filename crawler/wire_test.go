package crawler_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/store"
)

// bomb returns what unpacks to far more than a page may hold, packed by w.
func bomb(t *testing.T, packer func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := packer(&b)
	blank := bytes.Repeat([]byte(" "), 1<<20)
	for range 64 {
		if _, err := w.Write(blank); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// raw answers with bytes as they are, and hangs up.
func raw(t *testing.T, w http.ResponseWriter, text string) {
	t.Helper()
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	defer c.Close()
	_, _ = io.WriteString(c, text) // whoever has read enough hangs up
}

func TestAnswersThatLieAreToldFromPages(t *testing.T) {
	packed := bomb(t, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	deflated := bomb(t, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	twice := bomb(t, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	var again bytes.Buffer
	zw := gzip.NewWriter(&again)
	fmt.Fprint(zw, twice)
	zw.Close()
	page := "<html><body><p>正文</p></body></html>"
	whole := fmt.Sprintf("Content-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", len(page), page)
	of := func(fields, body string) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%sContent-Length: %d\r\n\r\n%s", fields, len(body), body)
	}
	for what, test := range map[string]struct {
		wire   string
		result archive.Result
		reason archive.Reason
	}{
		"a gzip bomb":                                 {of("Content-Encoding: gzip\r\n", packed), archive.ResultCaptured, archive.ReasonUnreadable},
		"a deflate bomb":                              {of("Content-Encoding: deflate\r\n", deflated), archive.ResultCaptured, archive.ReasonUnreadable},
		"a bomb in a bomb":                            {of("Content-Encoding: gzip, gzip\r\n", again.String()), archive.ResultCaptured, archive.ReasonUnreadable},
		"br, which was not asked for":                 {of("Content-Encoding: br\r\n", "\x0b\x02\x80hello\x03"), archive.ResultCaptured, ""},
		"a coding that there is not":                  {of("Content-Encoding: rot13\r\n", page), archive.ResultCaptured, archive.ReasonUnreadable},
		"a gzip label on a plain page":                {of("Content-Encoding: gzip\r\n", page), archive.ResultCaptured, ""},
		"gzip that is damaged at once":                {of("Content-Encoding: gzip\r\n", packed[:10]+"\xff\xff\xff"), archive.ResultCaptured, archive.ReasonUnreadable},
		"deflate that is none":                        {of("Content-Encoding: deflate\r\n", "\xff"+page), archive.ResultCaptured, ""},
		"gzip that is damaged":                        {of("Content-Encoding: gzip\r\n", packed[:len(packed)/2]), archive.ResultCaptured, archive.ReasonUnreadable},
		"no change, of what was never had":            {"HTTP/1.1 304 Not Modified\r\n\r\n", archive.ResultDead, archive.ReasonProtocol},
		"no change, with a page":                      {"HTTP/1.1 304 Not Modified\r\n" + whole, archive.ResultDead, archive.ReasonProtocol},
		"a part that was not asked for":               {"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-37/4000\r\n" + whole, archive.ResultDead, archive.ReasonProtocol},
		"more than it announces":                      {"HTTP/1.1 200 OK\r\n" + whole + "<p>mehr</p>", archive.ResultCaptured, ""},
		"another answer behind it":                    {"HTTP/1.1 200 OK\r\n" + whole + "HTTP/1.1 200 OK\r\n" + whole, archive.ResultCaptured, ""},
		"less than it announces":                      {strings.Replace("HTTP/1.1 200 OK\r\n"+whole, "Content-Length: ", "Content-Length: 9", 1), archive.ResultDead, archive.ReasonTruncated},
		"two lengths":                                 {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n" + whole, archive.ResultDead, archive.ReasonProtocol},
		"a head without end":                          {"HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Field: "+strings.Repeat("x", 1000)+"\r\n", 1000), archive.ResultDead, archive.ReasonProtocol},
		"interim answers without end":                 {strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </s>; rel=preload\r\n\r\n", 20_000), archive.ResultDead, archive.ReasonProtocol},
		"a page without a head":                       {page, archive.ResultDead, archive.ReasonProtocol},
		"chunks of a length that is none":             {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", archive.ResultDead, archive.ReasonTruncated},
		"a length beyond all":                         {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello", archive.ResultDead, archive.ReasonProtocol},
		"a redirect to an address of its own network": {"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n", archive.ResultRedirected, ""},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel() // each waits for its pauses
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/":
					html(w, `<a href="/a.html">青渡县2023年政府信息公开工作年度报告</a><a href="/b.html">青渡县2022年政府信息公开工作年度报告</a>`)
				case "/a.html":
					raw(t, w, test.wire)
				case "/b.html":
					html(w, "正文")
				default:
					http.NotFound(w, r)
				}
			}, "www.a.gov.cn")
			p.crawl(t, 10*time.Second)
			got := p.why(t, "http://www.a.gov.cn/a.html")
			if got.Result == archive.ResultRetry {
				got.Result = archive.ResultDead // on a busy machine the last attempt may be too far off
			}
			if got.Result != test.result || got.Reason != test.reason {
				t.Errorf("got %s, %q (%s); want %s, %q", got.Result, got.Reason, got.Detail, test.result, test.reason)
			}
			if n := p.count("www.a.gov.cn/b.html"); n != 1 {
				t.Errorf("got %d requests for the page beside it, want 1", n)
			}
			p.verify(t)
		})
	}
}

// verify checks that the archive is sound.
func (p *testPortal) verify(t *testing.T) {
	t.Helper()
	st, err := store.OpenRead(p.data)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	found, err := st.Verify(context.Background(), store.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range found.Problems {
		t.Errorf("verify: %s: %s: %s", problem.Code, problem.Where, problem.Message)
	}
}

func TestHostsOfAnySpellingAreCrawled(t *testing.T) {
	for what, test := range map[string]struct{ host, seed, asked string }{
		"an address of version 6":            {"2001:db8::1", "http://[2001:db8::1]/", "[2001:db8::1]"},
		"an address of version 6 and a port": {"2001:db8::1", "http://[2001:db8::1]:8080/", "[2001:db8::1]:8080"},
		"a name in Hanzi":                    {"xn--mxtq1m.xn--fiqs8s", "http://xn--mxtq1m.xn--fiqs8s/", "xn--mxtq1m.xn--fiqs8s"},
		"a port":                             {"www.a.gov.cn", "http://www.a.gov.cn:8081/", "www.a.gov.cn:8081"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel() // each waits for its pauses
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/robots.txt":
					fmt.Fprint(w, "User-agent: *\nDisallow: /no/\n")
				case "/":
					html(w, `<a href="/nb/1.html">青渡县2023年政府信息公开工作年度报告</a><a href="/no/1.html">青渡县2022年政府信息公开工作年度报告</a>`)
				default:
					html(w, r.URL.Path)
				}
			}, test.host)
			p.portal.Seeds = []string{test.seed}
			p.crawl(t, 10*time.Second)
			if p.count(test.asked+"/nb/1.html") != 1 || p.count(test.asked+"/no/1.html") != 0 || p.count(test.asked+"/robots.txt") != 1 {
				t.Errorf("got %q", p.targets())
			}
			p.verify(t)
		})
	}
}

func TestRedirectsInACircleEnd(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			html(w, `<a href="/a/">政府信息公开年报</a><a href="/c/">政府信息公开</a><a href="/1/">信息公开</a><a href="/old/">信息公开年报</a>`)
		case "/1/", "/2/", "/3/", "/old/":
			http.Redirect(w, r, map[string]string{"/1/": "/2/", "/2/": "/3/", "/3/": "/1/", "/old/": "/new/"}[r.URL.Path], http.StatusFound)
		case "/new/":
			fmt.Fprint(w, "<p>县政府办公室编制了本报告，全文如下</p>")
		case "/a/":
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
			http.Redirect(w, r, "/check", http.StatusFound)
		case "/check":
			http.Redirect(w, r, "/a/", http.StatusFound)
		case "/c/":
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
			http.Redirect(w, r, "/c/", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	for url, want := range map[string]archive.Reason{
		"http://www.a.gov.cn/check": archive.ReasonRedirects, "http://www.a.gov.cn/c/": archive.ReasonBlocked,
		"http://www.a.gov.cn/3/": archive.ReasonRedirects, "http://www.a.gov.cn/new/": "",
	} {
		if got := p.why(t, url); got.Reason != want {
			t.Errorf("%s: got %s, %q (%s), want %q", url, got.Result, got.Reason, got.Detail, want)
		}
	}
	for _, path := range []string{"/a/", "/check", "/c/", "/1/", "/2/", "/3/", "/old/", "/new/"} {
		if n := p.count("www.a.gov.cn" + path); n != 1 {
			t.Errorf("got %d requests for %s, want 1", n, path)
		}
	}
}

func TestRobotsThatLeadToAnAddressOfItsOwnNetworkDisallow(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.Redirect(w, r, "http://127.0.0.1/robots.txt", http.StatusFound)
			return
		}
		html(w, "首页")
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	if n := p.count("www.a.gov.cn/robots.txt"); n != 1 {
		t.Errorf("got %d requests for robots.txt, want 1 for now", n)
	}
	if n := p.count("www.a.gov.cn/"); n != 0 {
		t.Errorf("got %d requests for the home page, want none", n)
	}
}
