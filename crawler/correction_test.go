package crawler_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

func TestAFileIsAskedForAgainWhereItsArticleHasChanged(t *testing.T) {
	text := "正文"
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			fmt.Fprint(w, `<html><body><a href="/nb/1.html">青渡县2023年政府信息公开工作年度报告</a>`)
		case "/nb/1.html":
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="青渡县2023年政府信息公开工作年度报告"></head><body><p>%s</p><a href="/nb/1.pdf">青渡县2023年政府信息公开工作年度报告.pdf</a></body></html>`, text)
		case "/nb/1.pdf":
			fmt.Fprint(w, "%PDF-1.4 ", text)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	const file = "www.a.gov.cn/nb/1.pdf"
	p.crawl(t, 10*time.Second)
	p.later = 90 * 24 * time.Hour
	p.crawl(t, 10*time.Second)
	if n := p.count(file); n != 1 {
		t.Errorf("got %d requests for the file of an article that did not change, want 1", n)
	}
	text, p.later = "正文（更正）", 300*24*time.Hour
	p.crawl(t, 10*time.Second)
	if n := p.count(file); n != 2 {
		t.Errorf("got %d requests for the file of a corrected article, want 2", n)
	}
}

func TestAListThatRedirectsForAWhileIsNotLeftForHalfAYear(t *testing.T) {
	const day = 24 * time.Hour
	away := ""
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			fmt.Fprint(w, `<html><body><a href="/nb/">政府信息公开年报</a><a href="/old/">政府信息公开指南</a>`)
		case r.URL.Path == "/nb/" && away != "":
			http.Redirect(w, r, away, http.StatusFound)
		case r.URL.Path == "/nb/":
			fmt.Fprint(w, `<html><body><ul><li><a href="/nb/1.html">青渡县2023年政府信息公开工作年度报告</a></li></ul>`)
		case r.URL.Path == "/old/":
			http.Redirect(w, r, "/new/", http.StatusMovedPermanently)
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		default:
			fmt.Fprint(w, `<html><body><p>`, r.URL.Path)
		}
	}, "www.a.gov.cn")
	for _, crawl := range []struct {
		after     time.Duration
		away      string
		list, old int // requests until then
	}{
		{0, "", 1, 1},
		{100 * day, "/weihu.html", 2, 1}, // maintenance
		{135 * day, "", 3, 1},
	} {
		away, p.later = crawl.away, crawl.after
		p.crawl(t, 10*time.Second)
		if list, old := p.count("www.a.gov.cn/nb/"), p.count("www.a.gov.cn/old/"); list != crawl.list || old != crawl.old {
			t.Errorf("after %s: got %d requests for the list and %d for what has moved, want %d and %d", crawl.after, list, old, crawl.list, crawl.old)
		}
	}
}
