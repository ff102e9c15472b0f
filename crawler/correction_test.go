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
	p.crawl(t, time.Second)
	p.later = 90 * 24 * time.Hour
	p.crawl(t, time.Second)
	if n := p.count(file); n != 1 {
		t.Errorf("got %d requests for the file of an article that did not change, want 1", n)
	}
	text, p.later = "正文（更正）", 300*24*time.Hour
	p.crawl(t, time.Second)
	if n := p.count(file); n != 2 {
		t.Errorf("got %d requests for the file of a corrected article, want 2", n)
	}
}
