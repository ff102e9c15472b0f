package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongkai/crawler/learn"
)

func TestThePicturesOfEachReportAreAskedForOnce(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		var n int
		switch {
		case r.URL.Path == "/":
			var list strings.Builder
			for n := range 20 {
				fmt.Fprintf(&list, `<li><a href="/nb/t2024_%d.html">青渡县第%s镇2023年政府信息公开工作年度报告</a></li>`, n, titleOf(fmt.Sprint(n)))
			}
			html(w, "<ul>"+list.String()+"</ul>")
		case scan(r.URL.Path, "/nb/t2024_%d.html", &n):
			fmt.Fprintf(w, `<html><head><title>青渡县第%s镇2023年政府信息公开工作年度报告</title></head><body><img src="/u/top.jpg"><div class="TRS_Editor"><p><img src="./W%d-1.png"></p><p><img src="./W%d-2.png"></p></div></body></html>`, titleOf(fmt.Sprint(n)), n, n)
		case strings.HasSuffix(r.URL.Path, ".png"):
			fmt.Fprint(w, "\x89PNG\r\n\x1a\n", r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.floor = learn.Floor
	p.crawl(t, 10*time.Second)
	for n := range 20 {
		for i := 1; i <= 2; i++ {
			if target := fmt.Sprintf("www.a.gov.cn/nb/W%d-%d.png", n, i); p.count(target) != 1 {
				t.Errorf("%s was asked for %d times, want once", target, p.count(target))
			}
		}
	}
	if p.count("www.a.gov.cn/u/top.jpg") != 0 {
		t.Error("what decorates the page was asked for")
	}
	before := len(p.targets())
	p.later, p.wholly = 7*24*time.Hour, true
	p.crawl(t, 10*time.Second)
	for _, target := range p.targets()[before:] {
		if strings.HasSuffix(target, ".png") {
			t.Errorf("%s was asked for again, and its page has not changed", target)
		}
	}
}

// scan reports whether path is of a form, and keeps its figure.
func scan(path, form string, n *int) bool {
	got, err := fmt.Sscanf(path, form, n)
	return got == 1 && err == nil
}
