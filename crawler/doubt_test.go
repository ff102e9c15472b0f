package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

func TestAPageThatSaysNotFoundInItsFolderAloneIsNoDocument(t *testing.T) {
	for what, c := range map[string]struct {
		gone func(w http.ResponseWriter, r *http.Request)
	}{
		"in words": {gone: func(w http.ResponseWriter, r *http.Request) {
			titled(w, "信息公开", "您访问的页面不存在或已删除，请与网站管理员联系："+r.URL.Path)
		}},
		"with a stub": {gone: func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "404") }},
		"by a redirect to the home page": {gone: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/", http.StatusFound)
		}},
		"under the title of the home page": {gone: func(w http.ResponseWriter, _ *http.Request) {
			titled(w, "某县人民政府", strings.Repeat("请稍候", 3))
		}},
	} {
		t.Run(what, func(t *testing.T) {
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path == "/":
					titled(w, "某县人民政府", `<a href="/xxgk/a.html">2023年政府信息公开工作年度报告</a><a href="/xxgk/b.html">2022年政府信息公开工作年度报告</a><a href="/xxgk/c.html">通知</a>`)
				case r.URL.Path == "/xxgk/c.html":
					titled(w, "某县人民政府", "经查，该企业登记的住所不存在，现依法列入经营异常名录，请于三十日内到登记机关办理住所变更手续。<a href='/xxgk/d.html'>附件</a>")
				case r.URL.Path == "/xxgk/d.html":
					html(w, "正文")
				case strings.HasPrefix(r.URL.Path, "/xxgk/"):
					c.gone(w, r)
				default:
					http.NotFound(w, r)
				}
			}, "www.a.gov.cn")
			p.crawl(t, 10*time.Second)
			for _, path := range []string{"/xxgk/a.html", "/xxgk/b.html"} {
				if got := p.why(t, "http://www.a.gov.cn"+path); got.Reason != archive.ReasonSoftNotFound || got.Result != archive.ResultDead {
					t.Errorf("%s: got %s %s (%s), want dead %s", path, got.Result, got.Reason, got.Detail, archive.ReasonSoftNotFound)
				}
			}
			if got := p.why(t, "http://www.a.gov.cn/xxgk/c.html"); got.Result != archive.ResultCaptured {
				t.Errorf("/xxgk/c.html: got %s %s, want captured", got.Result, got.Reason)
			}
			if p.count("www.a.gov.cn/xxgk/d.html") != 1 {
				t.Errorf("the page that was in doubt led nowhere: %v", p.targets())
			}
			siblings := 0
			for _, target := range p.targets() {
				if strings.HasPrefix(target, "www.a.gov.cn/xxgk/gongkai-") {
					siblings++
				}
			}
			if siblings != 1 {
				t.Errorf("got %d requests for an impossible address in the folder, want 1: %v", siblings, p.targets())
			}
		})
	}
}

func TestDoubtsCostASiteFewRequests(t *testing.T) {
	const folders = 30
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			var links strings.Builder
			for i := range folders {
				fmt.Fprintf(&links, `<a href="/%c%c/a.html">通知</a>`, 'a'+i%26, 'a'+i/26)
			}
			html(w, links.String())
		case strings.HasSuffix(r.URL.Path, "/a.html"):
			titled(w, "页面不存在", r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	if n := len(p.targets()); n > 3+folders+2*6 {
		t.Errorf("got %d requests, want at most two more for each of six folders: %v", n, p.targets())
	}
}

func TestAnErrorPageWhereADocumentWasIsNoVersionOfIt(t *testing.T) {
	gone := false
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/nb/1.html" && gone:
			titled(w, "系统错误", "请稍后再试")
		case r.URL.Path == "/nb/1.html":
			titled(w, "青渡县2023年政府信息公开工作年度报告", strings.Repeat("本报告所列数据的统计期限自一月一日起", 3))
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.portal.Seeds = []string{"http://www.a.gov.cn/nb/1.html"}
	p.crawl(t, 10*time.Second)
	gone = true
	p.crawl(t, 10*time.Second)
	if got := p.why(t, "http://www.a.gov.cn/nb/1.html"); got.Reason != archive.ReasonSoftNotFound || len(got.Captures) != 2 {
		t.Errorf("got %s %s after %d captures, want %s after 2", got.Result, got.Reason, len(got.Captures), archive.ReasonSoftNotFound)
	}
}

func titled(w http.ResponseWriter, title, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<html><head><title>%s</title></head><body>%s</body></html>", title, body)
}
