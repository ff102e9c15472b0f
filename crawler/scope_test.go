package crawler_test

import (
	"fmt"
	"net/http"
	"slices"
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

// A town has its column on its county's portal, beside those of the other towns.
func TestOfATownWithinItsCountysPortalOnlyItsOwnPagesAreAskedFor(t *testing.T) {
	const menu = `<ul class="menu"><li><a href="/">首页</a></li><li><a href="/public/column/7">青石镇</a></li><li><a href="/public/column/8">白石镇</a></li><li><a href="/zwgk/nb/">政府信息公开年报</a></li></ul>`
	list := func(town, from, next int) string {
		items := ""
		for year := from; year < from+3; year++ {
			items += fmt.Sprintf(`<li><a href="/public/%d/%d.html">%d年政府信息公开工作年度报告</a></li>`, town, year, year)
		}
		return menu + fmt.Sprintf(`<ul class="list">%s</ul><div class="pages"><a href="/page.do?column=%d&amp;p=%d">下一页</a></div>`, items, town, next)
	}
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		var town, year int
		switch n, _ := fmt.Sscanf(r.URL.Path, "/public/%d/%d.html", &town, &year); {
		case r.URL.Path == "/", r.URL.Path == "/zwgk/nb/":
			html(w, list(9, 2018, 1))
		case strings.HasPrefix(r.URL.Path, "/public/column/"):
			fmt.Sscanf(r.URL.Path, "/public/column/%d", &town)
			html(w, list(town, 2021, 2))
		case r.URL.Path == "/page.do" && r.FormValue("p") == "2":
			fmt.Sscan(r.FormValue("column"), &town)
			html(w, list(town, 2018, 3))
		case n == 2 && year == 2019:
			http.Redirect(w, r, fmt.Sprintf("/art/%d-%d.html", town, year), http.StatusFound)
		case n == 2, strings.HasPrefix(r.URL.Path, "/art/"):
			html(w, menu+fmt.Sprintf(`<h1>%[2]d年政府信息公开工作年度报告</h1><a href="/files/%[1]d-%[2]d.docx">附件：%[2]d年政府信息公开工作年度报告</a>`, town, year))
		case strings.HasPrefix(r.URL.Path, "/files/"):
			fmt.Fprint(w, r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.portal.Seeds = []string{"http://www.a.gov.cn/public/column/7"}
	p.portal.Only = []string{"/public/column/7", "/public/7/"}
	p.crawl(t, 10*time.Second)
	want := []string{"/public/column/7", "/page.do?column=7&p=2", "/art/7-2019.html", "/public/7/2018.html", "/public/7/2019.html"}
	for _, year := range []int{2018, 2020, 2021, 2022, 2023} {
		want = append(want, fmt.Sprintf("/files/7-%d.docx", year))
	}
	for _, target := range want {
		if p.count("www.a.gov.cn"+target) != 1 {
			t.Errorf("%s was asked for %d times, want once", target, p.count("www.a.gov.cn"+target))
		}
	}
	for _, target := range p.targets() {
		path := strings.TrimPrefix(target, "www.a.gov.cn")
		own := strings.HasPrefix(path, "/public/7/") || strings.HasPrefix(path, "/files/7-") || strings.HasPrefix(path, "/page.do?column=7&")
		if !own && !slices.Contains(want, path) && path != "/robots.txt" && !strings.Contains(path, "gongkai-") && path != "/files/0-0.docx" {
			t.Errorf("%s was asked for", target)
		}
	}
	if got := p.why(t, "http://www.a.gov.cn/public/column/8"); got.Reason != archive.ReasonIgnored {
		t.Errorf("another town's column: %q, want %q", got.Reason, archive.ReasonIgnored)
	}
}

// What a data request brings is relative to the page that shows it, also in a later crawl.
func TestAddressesInDataAreThoseOfThePageThatShowsThem(t *testing.T) {
	years := 1
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/nb/":
			html(w, `<title>政府信息公开年报</title><ul id="list"></ul><script>$.getJSON("/data/list.json?pageNo=1", show)</script>`)
		case "/data/list.json":
			var items []string
			for i := range years {
				items = append(items, fmt.Sprintf(`{"title":"青渡县%d年政府信息公开工作年度报告","url":"./%d.html"}`, 2022+i, 2022+i))
			}
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"total":%d,"list":[%s]}`, years, strings.Join(items, ","))
		case "/nb/2022.html", "/nb/2023.html":
			html(w, "青渡县政府信息公开工作年度报告"+r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.portal.Seeds, p.wholly = []string{"http://www.a.gov.cn/nb/"}, true
	for ; years <= 2; years++ {
		p.crawl(t, 10*time.Second)
		if target := fmt.Sprintf("www.a.gov.cn/nb/%d.html", 2021+years); p.count(target) == 0 {
			t.Errorf("%s was not asked for: %v", target, p.targets())
		}
		p.later += 60 * 24 * time.Hour
	}
}
