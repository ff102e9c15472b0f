package crawler_test

import (
	"net/http"
	"testing"
	"time"
)

// growing serves a list that names a second page once fresh is set, with a validator,
// and answers whatever has a condition with a status.
func growing(validator, value string, status int, fresh *bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(validator, value)
		switch {
		case r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != "":
			w.WriteHeader(status)
		case r.URL.Path == "/" && *fresh:
			html(w, `<a href="/a.html">甲</a><a href="/b.html">乙</a>`)
		case r.URL.Path == "/":
			html(w, `<a href="/a.html">甲</a>`)
		case r.URL.Path == "/a.html", r.URL.Path == "/b.html":
			html(w, "正文："+r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}
}

func TestAServerThatRefusesConditionsIsAskedWithoutThem(t *testing.T) {
	fresh := false
	p := newTestPortal(t, growing("ETag", `"1"`, http.StatusPreconditionFailed, &fresh), "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	fresh = true
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/b.html") != 1 {
		t.Errorf("the new page was not found: %v", p.targets())
	}
}

func TestAListThatIsSaidToBeUnchangedEachTimeIsAskedForWholeAtTimes(t *testing.T) {
	fresh := false
	p := newTestPortal(t, growing("Last-Modified", "Mon, 02 Mar 2026 09:00:00 GMT", http.StatusNotModified, &fresh), "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	fresh = true
	for range 4 {
		p.crawl(t, 10*time.Second)
	}
	if p.count("www.a.gov.cn/b.html") != 1 {
		t.Errorf("the new page was not found in four crawls: %v", p.targets())
	}
	if n := p.count("www.a.gov.cn/"); n != 5 {
		t.Errorf("got %d requests for the list, want one a crawl", n)
	}
}
