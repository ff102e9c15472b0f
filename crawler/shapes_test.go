package crawler_test

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/crawler/learn"
)

// around is the rest of a portal: a report that has to be found, and links into
// a trap.
const around = `<html><body><a href="/nb/1.html">青渡县2023年政府信息公开工作年度报告</a><a href="%s">历史信息</a></body></html>`

// letters makes a name without figures out of a text.
func letters(text string) string {
	sum := fnv.New64a()
	sum.Write([]byte(text))
	return strings.Map(func(c rune) rune { return 'a' + (c-'0')%10 }, strconv.FormatUint(sum.Sum64(), 10))
}

func TestALongListIsNoTrap(t *testing.T) {
	const pages = 60
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/list/index_"), ".html"))
		switch {
		case r.URL.Path == "/":
			fmt.Fprintf(w, around, "/list/index_1.html")
		case err == nil && n <= pages:
			fmt.Fprintf(w, `<html><body><ul><li><a href="/xw/%d.html">县领导调研春耕备耕工作第%d次</a></li></ul><a href="/list/index_%d.html">下一页</a></body></html>`, n, n, n+1)
		case strings.HasPrefix(r.URL.Path, "/xw/"), strings.HasPrefix(r.URL.Path, "/nb/"):
			fmt.Fprint(w, article("正文"+titleOf(r.URL.Path)))
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second) // a busy machine answers slowly, and is asked the more seldom
	if n := p.count("www.a.gov.cn/list/index_60.html"); n != 1 {
		t.Errorf("got %d requests for the last page, want 1", n)
	}
}

func TestColumnsAndArticlesOfOneFormAreNoTrap(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/view/"))
		switch {
		case r.URL.Path == "/":
			fmt.Fprintf(w, around, "/view/1")
		case n == 1:
			for column := 2; column <= 40; column++ {
				fmt.Fprintf(w, `<a href="/view/%d">栏目</a>`, column)
			}
		case n > 1 && n <= 40:
			fmt.Fprintf(w, `<html><body><a href="/view/%d">第%d个乡镇的情况通报</a></body></html>`, 1000+n, n)
		case n > 1000:
			fmt.Fprint(w, `<html><body><p>正文</p></body></html>`)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.portal.Pages = 200
	p.crawl(t, 10*time.Second) // a busy machine answers slowly, and is asked the more seldom
	if n := p.count("www.a.gov.cn/view/1040"); n != 1 {
		t.Errorf("got %d requests for what the last column leads to, want 1", n)
	}
}

func TestItemsWhosePagesHaveOneTitleAreNoTrap(t *testing.T) {
	const pages, items = 13, 10
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.FormValue("InfoId"))
		switch r.URL.Path {
		case "/":
			fmt.Fprint(w, `<html><body><a href="/list.aspx?page=1">政府信息公开</a></body></html>`)
		case "/list.aspx":
			page, _ := strconv.Atoi(r.FormValue("page"))
			for i := range items {
				n := page*items + i
				fmt.Fprintf(w, `<li><a href="/Xxgk_View.aspx?InfoId=%d">青渡县农业农村局关于%s的公示…</a></li>`, n, strings.Repeat(string(rune('一'+n)), 3))
			}
			if page < pages {
				fmt.Fprintf(w, `<a href="/list.aspx?page=%d">下一页</a>`, page+1)
			}
		case "/Xxgk_View.aspx":
			fmt.Fprintf(w, `<html><head><title>信息公开</title></head><body><a href="/">首页</a><p>%s</p></body></html>`, strings.Repeat(string(rune('一'+n)), 60))
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	for n := items; n < (pages+1)*items; n++ {
		if got := p.count(fmt.Sprintf("www.a.gov.cn/Xxgk_View.aspx?InfoId=%d", n)); got != 1 {
			t.Errorf("got %d requests for item %d, want 1", got, n)
		}
	}
}

func TestEmptyColumnsOfReportsDoNotHideTheOneThatHasSome(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/organ/"))
		switch {
		case r.URL.Path == "/":
			for organ := 1; organ <= 40; organ++ {
				fmt.Fprintf(w, `<a href="/organ/%d">政府信息公开年报</a>`, organ)
			}
		case n == 40:
			fmt.Fprint(w, `<html><body><a href="/nb/1.html">青渡县2023年政府信息公开工作年度报告</a></body></html>`)
		case n > 0 && n < 40:
			fmt.Fprintf(w, `<html><body><h1>第%d个乡镇的年报栏目暂无内容请稍后再来</h1></body></html>`, n)
		case strings.HasPrefix(r.URL.Path, "/nb/"):
			fmt.Fprint(w, `<html><head><meta name="ArticleTitle" content="x"></head><body><p>正文</p></body></html>`)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second) // a busy machine answers slowly, and is asked the more seldom
	if n := p.count("www.a.gov.cn/nb/1.html"); n != 1 {
		t.Errorf("got %d requests for the only report, want 1", n)
	}
}

func TestATreeWithoutEndHidesNoColumnBesideIt(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		steps := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
		switch {
		case r.URL.Path == "/":
			fmt.Fprint(w, `<html><body><a href="/gk/">政府信息公开</a></body></html>`)
		case r.URL.Path == "/gk/":
			fmt.Fprint(w, `<html><body><ul><li><a href="/t/a/">各镇政府信息公开年报</a></li><li><a href="/nb/">政府信息公开年报</a></li></ul></body></html>`)
		case steps[0] == "t":
			fmt.Fprintf(w, "<html><body>%s</body></html>", wide(r, 4, "%s镇政府信息公开年报"))
		case steps[0] == "nb" && len(steps) < 4:
			for _, below := range []string{"jia", "yi", "bing"} {
				fmt.Fprintf(w, `<li><a href="%s%s/">%s政府信息公开年报</a></li>`, r.URL.Path, below, below)
			}
		case steps[0] == "nb" && len(steps) == 4:
			fmt.Fprintf(w, `<html><body><a href="/bg%s.html">青渡县%s2023年政府信息公开工作年度报告</a></body></html>`, strings.Join(steps, "-"), strings.Join(steps, ""))
		case strings.HasPrefix(r.URL.Path, "/bg"):
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="x"></head><body><p>正文%s</p></body></html>`, r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.portal.Pages = 400
	p.crawl(t, 10*time.Second)
	reports, trapped := 0, 0
	for _, target := range p.targets() {
		switch {
		case strings.HasPrefix(target, "www.a.gov.cn/bg"):
			reports++
		case strings.HasPrefix(target, "www.a.gov.cn/t/"):
			trapped++
		}
	}
	if reports != 27 || trapped < 2 || trapped > 20 {
		t.Errorf("got %d reports and %d requests in the trap, want 27 and 2 to 20", reports, trapped)
	}
}

func TestReportsThatAreKnownByOtherAddressesHideNoneBesideThem(t *testing.T) {
	const known, all = 12, 24
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		column, file, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
		n, err := strconv.Atoi(strings.TrimSuffix(file, ".html"))
		switch {
		case r.URL.Path == "/":
			fmt.Fprint(w, `<html><body><a href="/new/">政府信息公开年报</a><a href="/all/">政府信息公开</a></body></html>`)
		case column == "new" && file == "":
			for n := range known {
				fmt.Fprintf(w, `<main><section><article><p><b><a href="/new/%d.html">青渡县第%d镇2023年政府信息公开工作年度报告</a></b></p></article></section></main>`, n, n)
			}
		case column == "all" && file == "":
			for n := range all {
				fmt.Fprintf(w, `<ul><li><a href="/all/%d.html">青渡县第%d镇2023年政府信息公开工作年度报告</a></li></ul>`, n, n)
			}
		case err == nil:
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="x"></head><body><p>第%d镇正文</p></body></html>`, n)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.portal.Pages, p.floor = 200, learn.Floor
	p.crawl(t, 10*time.Second)
	for n := range all {
		if got := p.count(fmt.Sprintf("www.a.gov.cn/all/%d.html", n)); got != 1 {
			t.Errorf("got %d requests for report %d, of which the first %d are known by other addresses, want 1", got, n, known)
		}
	}
}

func TestFilesThatAreGoneHideNoneBesideThem(t *testing.T) {
	const gone, all = 12, 15
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/f/"), ".pdf"))
		switch {
		case r.URL.Path == "/":
			for n := range all {
				fmt.Fprintf(w, `<li><a href="/f/%d.pdf">青渡县第%d镇2023年政府信息公开工作年度报告</a></li>`, n, n)
			}
		case err == nil && n < gone:
			fmt.Fprint(w, `<html><head><title>登录</title></head><body><p>请先登录</p></body></html>`)
		case err == nil:
			fmt.Fprintf(w, "%%PDF-1.4\n%d", n)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.floor = learn.Floor
	p.crawl(t, 10*time.Second)
	requests := 0
	for n := range all {
		got := p.count(fmt.Sprintf("www.a.gov.cn/f/%d.pdf", n))
		if got == 0 {
			t.Errorf("file %d, of which the first %d are gone, was not asked for", n, gone)
		}
		requests += got
	}
	if requests > all+1 { // one waits until it is known that the site goes on answering
		t.Errorf("got %d requests for %d files", requests, all)
	}
}

func TestArticlesThatOneProgramShowsAreNotTakenForOne(t *testing.T) {
	const reports = 40
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			fmt.Fprint(w, `<html><title>青渡县</title><a href="/nb/">政府信息公开年报</a></html>`)
		case "/nb/":
			for i := range reports {
				fmt.Fprintf(w, `<li><a href="/show.html?id=%d">第%d镇2023年政府信息公开工作年度报告</a></li>`, 7000+i, i)
			}
		case "/show.html":
			fmt.Fprint(w, `<html><title>详情</title><div id="content"></div><script>var id = getQueryString("id");$.get("/api/info?infoId=" + id, show)</script></html>`)
		case "/api/info":
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"id":%q,"content":"<p>…</p>"}`, r.URL.Query().Get("infoId"))
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.floor = 0.01
	p.crawl(t, 10*time.Second)
	asked := map[string]bool{}
	for _, target := range p.targets() {
		if strings.Contains(target, "/api/info?infoId=") {
			asked[target] = true
		}
	}
	if len(asked) != reports {
		t.Errorf("%d of %d articles were asked for", len(asked), reports)
	}
}
