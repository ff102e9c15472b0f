package crawler_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

func TestAReportsFilesAreAskedForWhereverTheyLieAndNothingElseIs(t *testing.T) {
	const title = "青渡县水利局2023年政府信息公开工作年度报告"
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.Host + r.URL.Path {
		case "www.a.gov.cn/":
			html(w, `<a href="/nb/">政府信息公开年报</a><a href="http://files.b.cn/app.pdf">客户端使用说明</a><a href="http://www.b.cn/">友情链接</a>`)
		case "www.a.gov.cn/nb/":
			html(w, `<ul><li><a href="/nb/t2024_1.html">`+title+`</a></li><li><a href="http://files.b.cn/direct.pdf">青渡县财政局2023年政府信息公开工作年度报告</a></li><li><a href="http://www.b.cn/nb/1.html">青渡县教育局2023年政府信息公开工作年度报告</a></li></ul>`)
		case "www.a.gov.cn/nb/t2024_1.html":
			html(w, `<title>`+title+`</title><div class="TRS_Editor"><a href="http://files.b.cn/report.docx">附件</a><img src="http://files.b.cn/scan.jpg"><a href="/down/1.pdf">附件2</a></div>`)
		case "www.a.gov.cn/down/1.pdf":
			http.Redirect(w, r, "http://files.b.cn/moved.pdf", http.StatusFound)
		case "files.b.cn/moved.pdf":
			http.Redirect(w, r, "http://files.b.cn/signed.pdf?key=1", http.StatusFound)
		case "files.b.cn/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /scan\n")
		case "files.b.cn/report.docx", "files.b.cn/signed.pdf":
			fmt.Fprint(w, r.URL.Path)
		case "files.b.cn/direct.pdf":
			html(w, `<title>下载</title><a href="/other.pdf">`+title+`</a><a href="/list/">政府信息公开年报</a>`)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.portal.Resolve["files.b.cn"] = p.portal.Resolve["www.a.gov.cn"]
	p.portal.Resolve["www.b.cn"] = p.portal.Resolve["www.a.gov.cn"]
	p.crawl(t, 10*time.Second)
	for _, target := range []string{"report.docx", "moved.pdf", "signed.pdf?key=1", "direct.pdf", "robots.txt"} {
		if p.count("files.b.cn/"+target) != 1 {
			t.Errorf("%s was asked for %d times, want once", target, p.count("files.b.cn/"+target))
		}
	}
	for _, target := range p.targets() {
		switch {
		case strings.HasPrefix(target, "www.b.cn"), target == "files.b.cn/app.pdf", target == "files.b.cn/scan.jpg", target == "files.b.cn/other.pdf", target == "files.b.cn/list/":
			t.Errorf("%s was asked for", target)
		}
	}
	if got := p.why(t, "http://files.b.cn/scan.jpg"); got.Reason != archive.ReasonRobots {
		t.Errorf("the picture that robots.txt of its host refuses: %q", got.Reason)
	}
}
