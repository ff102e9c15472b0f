package crawler_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// conditional reports whether a request holds a condition.
func conditional(r *http.Request) bool {
	return r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != ""
}

func TestAServerThatRefusesConditionsIsAskedWithoutThem(t *testing.T) {
	fresh := false
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		switch {
		case conditional(r):
			w.WriteHeader(http.StatusPreconditionFailed)
		case r.URL.Path == "/" && fresh:
			html(w, `<a href="/a.html">甲</a><a href="/b.html">乙</a>`)
		case r.URL.Path == "/":
			html(w, `<a href="/a.html">甲</a>`)
		case strings.HasSuffix(r.URL.Path, "/a.html"), strings.HasSuffix(r.URL.Path, "/b.html"):
			html(w, "正文："+r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, time.Second)
	fresh = true
	p.crawl(t, time.Second)
	if p.count("www.a.gov.cn/b.html") != 1 {
		t.Errorf("the new page was not found: %v", p.targets())
	}
}

func TestAListThatIsSaidToBeUnchangedEachTimeIsAskedForWholeAtTimes(t *testing.T) {
	fresh := false
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Last-Modified", "Mon, 02 Mar 2026 09:00:00 GMT")
		switch {
		case conditional(r):
			w.WriteHeader(http.StatusNotModified)
		case r.URL.Path == "/" && fresh:
			html(w, `<a href="/a.html">甲</a><a href="/b.html">乙</a>`)
		case r.URL.Path == "/":
			html(w, `<a href="/a.html">甲</a>`)
		case strings.HasSuffix(r.URL.Path, "/a.html"), strings.HasSuffix(r.URL.Path, "/b.html"):
			html(w, "正文："+r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, time.Second)
	fresh = true
	for range 4 {
		p.crawl(t, time.Second)
	}
	if p.count("www.a.gov.cn/b.html") != 1 {
		t.Errorf("the new page was not found in four crawls: %v", p.targets())
	}
	if n := p.count("www.a.gov.cn/"); n != 5 {
		t.Errorf("got %d requests for the list, want one a crawl", n)
	}
}
