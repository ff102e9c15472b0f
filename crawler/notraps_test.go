package crawler_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/crawler/learn"
)

// reportOf is the report at an address: no other is like it.
func reportOf(path string) string { return article("本报告由" + titleOf(path) + "编制") }

// TestWhatLooksLikeATrapIsCrawledWhole has real parts of portals beside which a
// rule against traps could go wrong.
func TestWhatLooksLikeATrapIsCrawledWhole(t *testing.T) {
	crawlWhole(t, map[string]wholePortal{
		"reports whose addresses are numbers and whose titles are cut": {reports: 64, page: func(r *http.Request) string {
			var b strings.Builder
			steps := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
			name := func(organ string) string { return titleOf(organ) + "镇" }
			switch {
			case r.URL.Path == "/":
				for i := range 8 {
					fmt.Fprintf(&b, `<li><a href="/z/%d/">%s</a></li>`, i, name(strconv.Itoa(i)))
				}
			case steps[0] == "z" && len(steps) == 2:
				return `<a href="xxgk/">信息公开</a>`
			case steps[0] == "z" && len(steps) == 3:
				for year := range 8 {
					fmt.Fprintf(&b, `<li><a href="/bg/%s%d.html">%s%d年政府信息公…</a></li>`, steps[1], year, name(steps[1]), 2016+year)
				}
			case steps[0] == "bg":
				organ, year := steps[1][:1], steps[1][1:2]
				return `<title>` + name(organ) + `201` + year + `年政府信息公开工作年度报告</title><h1>年报</h1><p>二、主动公开政府信息情况` + titleOf(steps[1]) + `</p>`
			}
			return b.String()
		}},
		"columns by organ and year beside a tree without end": {reports: 60, most: 20, page: func(r *http.Request) string {
			var b strings.Builder
			steps := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
			switch {
			case r.URL.Path == "/":
				return `<a href="/gk/">政府信息公开</a>`
			case steps[0] == "t":
				return wide(r, 6, "%s镇政府信息公开年报")
			case r.URL.Path == "/gk/":
				b.WriteString(`<li><a href="/t/a/">各镇政府信息公开年报</a></li>`)
				for n := range 20 {
					fmt.Fprintf(&b, `<li><a href="/gk/%s/">%s镇</a></li>`, letters(fmt.Sprint(n)), titleOf(fmt.Sprint(n)))
				}
			case steps[0] != "gk":
			case len(steps) == 2:
				return `<li><a href="zn/">政府信息公开指南</a></li><li><a href="zd/">政府信息公开制度</a></li><li><a href="nb/">政府信息公开年报</a></li>`
			case len(steps) == 3 && steps[2] == "nb":
				return `<li><a href="2021/">2021年</a></li><li><a href="2022/">2022年</a></li><li><a href="2023/">2023年</a></li>`
			case len(steps) == 4:
				return fmt.Sprintf(`<li><a href="/bg/%s%s.html">%s镇%s年政府信息公开工作年度报告</a></li>`, steps[1], steps[3], titleOf(steps[1]), steps[3])
			case len(steps) == 3:
				return article("暂无内容")
			}
			return b.String()
		}},
		"columns titled as reports beside such that have no end": {reports: 40, most: 20, page: func(r *http.Request) string {
			var b strings.Builder
			steps := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
			switch {
			case r.URL.Path == "/":
				return `<a href="/nb/">政府信息公开年报</a>`
			case steps[0] == "t":
				return wide(r, 6, "%s镇2023年政府信息公开工作年度报告")
			case r.URL.Path == "/nb/":
				for n := range 40 {
					if n == 2 {
						b.WriteString(`<li><a href="/t/a/">各镇2023年政府信息公开工作年度报告</a></li>`)
					}
					fmt.Fprintf(&b, `<li><a href="/nb/%s/">%s镇2023年政府信息公开工作年度报告</a></li>`, letters(fmt.Sprint(n)), titleOf(fmt.Sprint(n)))
				}
			case len(steps) == 2 && steps[0] == "nb":
				return fmt.Sprintf(`<li><a href="/bg/%s.html">%s镇2023年政府信息公开工作年度报告</a></li>`, steps[1], titleOf(steps[1]))
			}
			return b.String()
		}},
		"a long list of reports, the only one on its last page": {reports: 1, page: func(r *http.Request) string {
			n := pageOf(r)
			switch {
			case r.URL.Path == "/":
				return `<a href="/t/index_1.html">政府信息公开年报</a>`
			case !strings.HasPrefix(r.URL.Path, "/t/"):
				return ""
			case strings.HasPrefix(r.URL.Path, "/t/art/"):
				return article(titleOf(r.URL.Path) + "到各镇调研")
			case n == 60:
				return `<a href="/bg/1.html">青渡县2023年政府信息公开工作年度报告</a>`
			case n > 60:
				return ""
			}
			return nextList(r, notices(n))
		}},
		"a list whose newest reports are gone": {reports: 30, page: func(r *http.Request) string {
			n := pageOf(r)
			switch {
			case r.URL.Path == "/":
				return `<a href="/t/index_1.html">政府信息公开年报</a>`
			case !strings.HasPrefix(r.URL.Path, "/t/"):
				return ""
			case n > 4 || strings.HasPrefix(r.URL.Path, "/bg/gone"):
				return ""
			}
			var b strings.Builder
			for i := range 10 {
				fmt.Fprintf(&b, `<li><a href="/bg/%s%d-%d.html">%s镇2023年政府信息公开工作年度报告</a></li>`, map[bool]string{true: "gone"}[n == 1], n, i, titleOf(fmt.Sprint(n, i)))
			}
			return nextList(r, b.String())
		}},
		"a list whose first reports are known by two other addresses each": {reports: 24 + 12*2, page: func(r *http.Request) string {
			column, file, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
			list := func(of string, n int) string {
				var b strings.Builder
				for n := range n {
					fmt.Fprintf(&b, `<ul><li><a href="/bg/%s%d.html">青渡县第%d镇2023年政府信息公开工作年度报告</a></li></ul>`, of, n, n)
				}
				return b.String()
			}
			switch {
			case r.URL.Path == "/":
				return `<a href="/new/">政府信息公开年报</a><a href="/hot/">政府信息公开年报</a><a href="/all/">政府信息公开</a>`
			case column == "new":
				return "<main><section><article><p>" + list("a", 12) + "</p></article></section></main>"
			case column == "hot":
				return "<table><tr><td><div><dl><dd>" + list("b", 12) + "</dd></dl></div></td></tr></table>"
			case column == "all":
				return list("c", 24)
			case column == "bg":
				return reportOf(file[1:])
			}
			return ""
		}},
		"years of levels, all columns of one form of address": {reports: 18 * 3, page: func(r *http.Request) string {
			var n int
			if r.URL.Path == "/" {
				return `<a href="/c/1">政府信息公开年报</a>`
			}
			if got, _ := fmt.Sscanf(r.URL.Path, "/c/%d", &n); got == 0 {
				return ""
			}
			if year, level := n/10, n%10; level > 0 && n > 1 {
				return fmt.Sprintf(`<a href="/bg/%d.html">%s%d年政府信息公开工作年度报告</a>`, n, titleOf(fmt.Sprint(level)), year)
			}
			var b strings.Builder
			b.WriteString(`<div>当前位置：<a href="/">首页</a> &gt; <a href="/c/1">政府信息公开年报</a></div>`)
			for year := 2024; year > 2006; year-- {
				fmt.Fprintf(&b, `<li><a href="/c/%d0">%d年</a>`, year, year)
				for i, level := range []string{"县政府", "县直部门", "乡镇街道"} {
					if n == year*10 {
						fmt.Fprintf(&b, `<ul><li><a href="/c/%d">%s</a></li></ul>`, n+i+1, level)
					}
				}
				b.WriteString("</li>")
			}
			return b.String()
		}},
		"organs that have the same page, each with a list of its own beside it": {reports: 30, page: func(r *http.Request) string {
			steps := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
			switch {
			case r.URL.Path == "/":
				var b strings.Builder
				for n := range 30 {
					fmt.Fprintf(&b, `<li><a href="/gk/%s/">%s局</a></li>`, letters(fmt.Sprint(n)), titleOf(fmt.Sprint(n)))
				}
				return b.String()
			case steps[0] == "gk" && len(steps) == 2:
				return `<a href="zn/">政府信息公开指南</a><a href="nb/">政府信息公开年报</a>`
			case steps[0] == "gk" && len(steps) == 3 && steps[2] == "nb":
				return fmt.Sprintf(`<a href="/bg/%s.html">%s局2023年政府信息公开工作年度报告</a>`, steps[1], titleOf(steps[1]))
			case steps[0] == "gk":
				return `<a href="/zn/">本机关的政府信息公开指南，请各位查阅</a>`
			}
			return ""
		}},
	})
}

// wholePortal is a portal whose reports, all below /bg/, are to be found.
type wholePortal struct {
	page    func(r *http.Request) string // "" is not found
	reports int
	most    int // requests below /t/, where a trap stands; 0 for any
}

// crawlWhole crawls portals, with a floor and without, and tells what is missed.
func crawlWhole(t *testing.T, portals map[string]wholePortal) {
	t.Helper()
	for what, c := range portals {
		for _, floor := range []float64{-1, learn.Floor} {
			t.Run(fmt.Sprintf("%s, floor %g", what, floor), func(t *testing.T) {
				p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
					body := c.page(r)
					if body == "" && strings.HasPrefix(r.URL.Path, "/bg/") && !strings.Contains(r.URL.Path, "gone") {
						body = reportOf(r.URL.Path)
					}
					serve(w, r, body)
				}, "www.a.gov.cn")
				p.portal.Pages, p.floor = 1000, floor
				p.crawl(t, 10*time.Second)
				reports, inside := map[string]bool{}, 0
				for _, target := range p.targets() {
					switch {
					case strings.HasPrefix(target, "www.a.gov.cn/bg/") && !strings.Contains(target, "gone"):
						reports[target] = true
					case strings.HasPrefix(target, "www.a.gov.cn/t/"):
						inside++
					}
				}
				if len(reports) != c.reports {
					t.Errorf("got %d reports, want %d: %s", len(reports), c.reports, p.targets())
				}
				if c.most > 0 && inside > c.most {
					t.Errorf("got %d requests in the tree without end, want at most %d", inside, c.most)
				}
			})
		}
	}
}

// serve sends a page or data, a redirect where it begins with ">", or "not found"
// where it is empty.
func serve(w http.ResponseWriter, r *http.Request, body string) {
	switch {
	case body == "":
		http.NotFound(w, r)
		return
	case body[0] == '>':
		http.Redirect(w, r, body[1:], http.StatusFound)
		return
	case body[0] == '{':
		w.Header().Set("Content-Type", "application/json")
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	}
	fmt.Fprint(w, body)
}
