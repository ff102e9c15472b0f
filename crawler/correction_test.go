package crawler_test

import (
	"fmt"
	"net/http"
	"path"
	"strings"
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

func TestAFileOfThisYearsReportsIsAskedForAgainUntilNewYear(t *testing.T) {
	const day = 24 * time.Hour
	january := time.Date(time.Now().Year()+1, time.January, 20, 4, 0, 0, 0, time.UTC)
	reported := january.Year() - 1
	version := "初稿"
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		ext := path.Ext(r.URL.Path)
		year := strings.TrimSuffix(path.Base(r.URL.Path), ext)
		switch {
		case r.URL.Path == "/":
			for year := reported - 1; year <= reported; year++ {
				fmt.Fprintf(w, `<a href="/nb/%d.html">青渡县%[1]d年政府信息公开工作年度报告</a>`, year)
			}
		case len(year) != 4:
			http.NotFound(w, r)
		case ext == ".html":
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="青渡县%s年政府信息公开工作年度报告"></head><body><p>正文</p>
				<a href="/nb/%[1]s.pdf">青渡县%[1]s年政府信息公开工作年度报告</a><img src="/nb/%[1]s.jpg" width=800 height=900></body></html>`, year)
		default:
			if w.Header().Set("ETag", `"`+version+`"`); r.Header.Get("If-None-Match") == `"`+version+`"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, "%PDF-1.4 ", year, version)
		}
	}, "www.a.gov.cn")
	p.wholly = true
	for _, crawl := range []struct {
		after     time.Duration
		version   string
		this, old int // requests until then for this year's file and the last one's
	}{
		{0, "初稿", 1, 1},
		{60 * day, "更正", 1, 1},
		{80 * day, "更正", 2, 1},
		{165 * day, "更正", 3, 1},
		{320 * day, "更正", 4, 1}, // after which New Year is nearer than the next look
		{700 * day, "更正", 4, 1},
	} {
		version, p.later = crawl.version, time.Until(january.Add(crawl.after))
		p.crawl(t, 10*time.Second)
		this, old := p.count(fmt.Sprintf("www.a.gov.cn/nb/%d.pdf", reported)), p.count(fmt.Sprintf("www.a.gov.cn/nb/%d.pdf", reported-1))
		if this != crawl.this || old != crawl.old {
			t.Errorf("after %s: got %d requests for this year's file and %d for the last one's, want %d and %d", crawl.after, this, old, crawl.this, crawl.old)
		}
	}
	if n := p.count(fmt.Sprintf("www.a.gov.cn/nb/%d.jpg", reported)); n != 1 {
		t.Errorf("got %d requests for a picture of the report, want 1", n)
	}
	if a := p.why(t, fmt.Sprintf("http://www.a.gov.cn/nb/%d.pdf", reported)); a.History.Changes != 1 {
		t.Errorf("got %+v, want one change", a.History)
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
