package crawler_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/crawler/learn"
)

// trap is a space without end of a portal's: all below /t/.
type trap struct {
	link string // on the home page
	page func(r *http.Request) string
	real int // pages below /t/ that the portal has
}

// titleOf makes a Chinese name out of a text: six signs that stand nowhere else.
func titleOf(text string) string {
	own := letters(text)
	return strings.Map(func(c rune) rune { return []rune("甲乙丙丁戊己庚辛壬癸")[c-'a'] }, own[len(own)-6:])
}

// wide is a page of a tree without end: so many columns, each with an address
// and a name that stand nowhere else.
func wide(r *http.Request, columns int, name string) string {
	var b strings.Builder
	for i := range columns {
		own := r.URL.Path + strconv.Itoa(i)
		fmt.Fprintf(&b, `<li><a href="/t/%s/">%s</a></li>`, letters(own), fmt.Sprintf(name, titleOf(own)))
	}
	return b.String()
}

func pageOf(r *http.Request) int {
	n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/t/index_"), ".html"))
	if q := r.URL.Query().Get("page"); q != "" {
		n, _ = strconv.Atoi(q)
	}
	return max(n, 1)
}

func article(body string) string {
	return `<html><head><meta name="ArticleTitle" content="x"></head><body><div id="zoom"><p>` + body + `</p></div></body></html>`
}

// nextList is a page of a column of reports, which names a further one.
func nextList(r *http.Request, items string) string {
	return fmt.Sprintf(`<html><head><meta name="ColumnName" content="政府信息公开年报"></head><body><ul class="list">%s</ul><a href="/t/index_%d.html">下一页</a></body></html>`, items, pageOf(r)+1)
}

func item(n int, title string) string {
	return fmt.Sprintf(`<li><a href="/t/art/%d.html">%s</a></li>`, n, title)
}

var traps = map[string]trap{
	"a list whose next page never ends": {`<a href="/t/index_1.html">历史信息</a>`, func(r *http.Request) string {
		return fmt.Sprintf(`<ul class="list"></ul><a href="/t/index_%d.html">下一页</a>`, pageOf(r)+1)
	}, 0},
	"a list that repeats itself": {`<a href="/t/?page=1">历史信息</a>`, func(r *http.Request) string {
		return fmt.Sprintf(`<ul><li><a href="/nb/1.html">春耕</a></li></ul><a href="/t/?page=%d">下一页</a>`, pageOf(r)+1)
	}, 0},
	"lists sifted ever further": {`<a href="/t/?a=0">历史信息</a>`, func(r *http.Request) string {
		n, _ := strconv.Atoi(r.URL.Query().Get("a"))
		var b strings.Builder
		for i := range 6 {
			fmt.Fprintf(&b, `<a href="/t/?a=%d">筛选</a>`, n*6+i+1)
		}
		return b.String()
	}, 0},
	"report columns of one name, of figures": {`<a href="/t/1/">历史信息</a>`, func(r *http.Request) string {
		n, _ := strconv.Atoi(strings.Trim(strings.TrimPrefix(r.URL.Path, "/t/"), "/"))
		return fmt.Sprintf(`<a href="/t/%d/">政府信息公开年报</a><a href="/t/%d/">政府信息公开年报</a>`, 2*n, 2*n+1)
	}, 0},
	"report columns of one name": {`<a href="/t/a/">历史信息</a>`, func(r *http.Request) string { return wide(r, 2, "政府信息公开年报%.0s") }, 0},
	"titled tree of one name": {`<a href="/t/a/">历史信息</a>`, func(r *http.Request) string {
		return wide(r, 2, "青渡县2022年政府信息公开工作年度报告%.0s")
	}, 0},
	"disclosure columns, 4 wide": {`<a href="/t/a/">历史信息</a>`, func(r *http.Request) string { return wide(r, 4, "%s政府信息公开") }, 0},
	"report columns, 4 wide":     {`<a href="/t/a/">历史信息</a>`, func(r *http.Request) string { return wide(r, 4, "%s镇政府信息公开年报") }, 0},
	"days without end": {`<a href="/t/20240101/">历史信息</a>`, func(r *http.Request) string {
		day, _ := strconv.Atoi(strings.Trim(strings.TrimPrefix(r.URL.Path, "/t/"), "/"))
		return fmt.Sprintf(`<a href="/t/%d/">前一天</a><a href="/t/%d/">后一天</a>`, day-1, day+1)
	}, 0},
	"titled tree of figures": {`<a href="/t/1/">各镇政府信息公开年报</a>`, func(r *http.Request) string {
		n, _ := strconv.Atoi(strings.Trim(strings.TrimPrefix(r.URL.Path, "/t/"), "/"))
		var b strings.Builder
		for i := range 3 {
			fmt.Fprintf(&b, `<a href="/t/%d/">%s镇2023年政府信息公开工作年度报告</a>`, 3*n+i, titleOf(fmt.Sprint(n, i)))
		}
		return b.String()
	}, 0},
	"report columns of figures": {`<a href="/t/1/">各镇政府信息公开年报</a>`, func(r *http.Request) string {
		n, _ := strconv.Atoi(strings.Trim(strings.TrimPrefix(r.URL.Path, "/t/"), "/"))
		var b strings.Builder
		for i := range 3 {
			fmt.Fprintf(&b, `<a href="/t/%d/">%s镇政府信息公开年报</a>`, 3*n+i, titleOf(fmt.Sprint(n, i)))
		}
		return b.String()
	}, 0},
	"disclosure columns of figures": {`<a href="/t/1/">各镇政府信息公开</a>`, func(r *http.Request) string {
		n, _ := strconv.Atoi(strings.Trim(strings.TrimPrefix(r.URL.Path, "/t/"), "/"))
		var b strings.Builder
		for i := range 3 {
			fmt.Fprintf(&b, `<a href="/t/%d/">%s镇政府信息公开</a>`, 3*n+i, titleOf(fmt.Sprint(n, i)))
		}
		return b.String()
	}, 0},
	"report columns by query": {`<a href="/t/l?id=a">各镇政府信息公开年报</a>`, func(r *http.Request) string {
		var b strings.Builder
		for i := range 3 {
			own := letters(r.URL.RawQuery + strconv.Itoa(i))
			fmt.Fprintf(&b, `<a href="/t/l?id=%s">%s镇政府信息公开年报</a>`, own, titleOf(own))
		}
		return b.String()
	}, 0},
	"titled reports by query": {`<a href="/t/l?id=a">各镇政府信息公开年报</a>`, func(r *http.Request) string {
		var b strings.Builder
		for i := range 3 {
			own := letters(r.URL.RawQuery + strconv.Itoa(i))
			fmt.Fprintf(&b, `<a href="/t/l?id=%s">%s镇2023年政府信息公开工作年度报告</a>`, own, titleOf(own))
		}
		return b.String()
	}, 0},
	"segments that alternate": {`<a href="/t/a/">政府信息公开年报</a>`, func(r *http.Request) string {
		if strings.HasSuffix(r.URL.Path, "a/") {
			return `<a href="gk/b/">政府信息公开年报</a>`
		}
		return `<a href="nb/a/">信息公开年度报告</a>`
	}, 0},
	"a list of reports that redirect to one page": {`<a href="/t/index_1.html">政府信息公开年报</a>`, func(r *http.Request) string {
		switch {
		case strings.HasPrefix(r.URL.Path, "/t/art/"):
			return ">/t/login.html"
		case r.URL.Path == "/t/login.html":
			return article("请登录")
		}
		n := pageOf(r)
		return nextList(r, reportItem(n))
	}, 0},
	"a redirect that adds a parameter each time": {`<a href="/t/r?a=1">政府信息公开年报</a>`, func(r *http.Request) string {
		return ">/t/r?" + r.URL.RawQuery + "&b" + strconv.Itoa(len(r.URL.RawQuery)) + "=1"
	}, 0},
	"a list with its whole pager": {`<a href="/t/index_1.html">政府信息公开年报</a>`, list(gone, func(n int) string { return reportItem(n) + pager(n) }), 0},
	"a list with its whole pager, without titles": {`<a href="/t/index_1.html">政府信息公开年报</a>`, list(gone, func(n int) string {
		return item(n, "县领导调研春耕备耕工作第"+titleOf(fmt.Sprint(n))) + pager(n)
	}), 0},
	"a tree in two places": {`<a href="/t/a/">历史信息</a>`, func(r *http.Request) string {
		return wide(r, 2, "%s镇政府信息公开年报") + "<table><tr><td>" + wide(r, 3, "%s局政府信息公开") + "</td></tr></table>"
	}, 0},
	"titled tree, 4 wide": {`<a href="/t/a/">历史信息</a>`, func(r *http.Request) string {
		return wide(r, 4, "%s镇2023年政府信息公开工作年度报告")
	}, 0},
	"titled tree, 30 wide": {`<a href="/t/a/">历史信息</a>`, func(r *http.Request) string {
		return wide(r, 30, "%s镇2023年政府信息公开工作年度报告")
	}, 0},
	"report columns, 30 wide": {`<a href="/t/a/">各镇年报</a>`, func(r *http.Request) string {
		return wide(r, 30, "%s镇政府信息公开年报")
	}, 0},
	"disclosure columns, 30 wide": {`<a href="/t/a/">政府信息公开</a>`, func(r *http.Request) string {
		return wide(r, 30, "%s政府信息公开")
	}, 0},
	"named report list of generated items that are missing": {`<a href="/t/index_1.html">政府信息公开年报</a>`, list(gone, notices), 0},
	"named report list of generated items of one page":      {`<a href="/t/index_1.html">政府信息公开年报</a>`, list(login, notices), 0},
	"named report list of report titles that are missing":   {`<a href="/t/index_1.html">政府信息公开年报</a>`, list(gone, reportItem), 0},
	"named report list of report titles of one page":        {`<a href="/t/index_1.html">政府信息公开年报</a>`, list(login, reportItem), 0},
	"named report list of short names":                      {`<a href="/t/index_1.html">政府信息公开年报</a>`, list(login, func(n int) string { return item(2*n, "查看") + item(2*n+1, "查看") }), 0},
	"list that repeats its last page after 20":              {`<a href="/t/index_1.html">政府信息公开年报</a>`, list(alive, func(n int) string { return notices(min(n, 20)) }), 60},
	"list of notices that repeats its last page after 20":   {`<a href="/t/index_1.html">通知公告</a>`, list(alive, func(n int) string { return notices(min(n, 20)) }), 60},
	"list that is empty after 20": {`<a href="/t/index_1.html">政府信息公开年报</a>`, list(alive, func(n int) string {
		if n > 20 {
			return ""
		}
		return notices(n)
	}), 60},
	"list that shows known items at random after 20": {`<a href="/t/index_1.html">政府信息公开年报</a>`, list(alive, func(n int) string {
		if n > 20 {
			n = (n*7)%19 + 1
		}
		return notices(n)
	}), 60},
	"JSON list of one page": {`<a href="/t/gkmlpt/index">政府信息公开年报</a>`, func(r *http.Request) string {
		return gkmlptPage(r, func(n int) int { return 1 })
	}, 20},
	"JSON list without end": {`<a href="/t/gkmlpt/index">政府信息公开年报</a>`, func(r *http.Request) string {
		return gkmlptPage(r, func(n int) int { return n })
	}, 0},
	"the whole site under ever new sessions": {`<a href="/t/sabc/">政务公开</a>`, func(r *http.Request) string {
		session, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/t/"), "/")
		switch {
		case strings.HasPrefix(rest, "nb/"):
			return realPage("/" + rest)
		default:
			return strings.ReplaceAll(`<html><body><a href="nb/">政府信息公开年报</a><a href="/t/S/">政务公开</a></body></html>`, "/S/", "/s"+letters(session)+"/")
		}
	}, 0},
	"relative columns": {`<a href="/t/a/">政务公开</a>`, func(r *http.Request) string {
		return `<html><body><a href="zfxxgk/">政府信息公开</a><a href="nianbao/">政府信息公开年报</a><a href="zhinan/">政府信息公开指南</a><a href="zhidu/">政府信息公开制度</a><a href="ysqgk/">依申请公开</a><a href="fdzdgknr/">法定主动公开内容</a><a href="xiangzhen/">乡镇</a><a href="bumen/">部门</a></body></html>`
	}, 0},
	"relative columns titled as reports": {`<a href="/t/a/">政务公开</a>`, func(r *http.Request) string {
		var b strings.Builder
		for y := range 10 {
			fmt.Fprintf(&b, `<a href="n%c/">%d年政府信息公开工作年度报告</a>`, 'a'+y, 2014+y)
		}
		return b.String()
	}, 0},
	"the home page for everything, relative": {`<a href="t/a/">政务公开</a>`, func(r *http.Request) string {
		return `<html><body><a href="t/a/">政务公开</a><a href="t/nb/">政府信息公开年报</a><a href="t/zn/">政府信息公开指南</a></body></html>`
	}, 0},
	"calendar by query": {`<a href="/t/rl?y=2024&m=1&d=1">信息公开日历</a>`, func(r *http.Request) string {
		q := r.URL.Query()
		y, _ := strconv.Atoi(q.Get("y"))
		m, _ := strconv.Atoi(q.Get("m"))
		var b strings.Builder
		for d := range 28 {
			fmt.Fprintf(&b, `<a href="/t/rl?y=%d&m=%d&d=%d">%d</a>`, y, m, d+1, d+1)
		}
		return b.String() + fmt.Sprintf(`<a href="/t/rl?y=%d&m=%d&d=1">下个月</a><a href="/t/rl?y=%d&m=%d&d=1">上个月</a>`, y+m/12, m%12+1, y-1, m)
	}, 0},
	"calendar of disclosure": {`<a href="/t/gk/2024/1/1/">按日期查看政府信息公开</a>`, func(r *http.Request) string {
		var y, m int
		fmt.Sscanf(r.URL.Path, "/t/gk/%d/%d/", &y, &m)
		var b strings.Builder
		for d := range 28 {
			fmt.Fprintf(&b, `<a href="/t/gk/%d/%d/%d/">%d月%d日政府信息公开</a>`, y, m, d+1, m, d+1)
		}
		return b.String() + fmt.Sprintf(`<a href="/t/gk/%d/%d/1/">下个月</a><a href="/t/gk/%d/%d/1/">上个月</a>`, y+m/12, m%12+1, y-1, m)
	}, 0},
	"facets": {`<a href="/t/list?">政府信息公开目录</a>`, func(r *http.Request) string {
		var b strings.Builder
		for _, f := range []string{"organ", "topic", "kind", "level", "place", "form"} {
			for v := range 5 {
				q := r.URL.Query()
				q.Set(f, strconv.Itoa(v))
				fmt.Fprintf(&b, `<a href="/t/list?%s">%s政府信息公开</a>`, strings.ReplaceAll(q.Encode(), "&", "&amp;"), titleOf(f+strconv.Itoa(v)))
			}
		}
		return b.String()
	}, 30},
	"facets in the path": {`<a href="/t/list/">政府信息公开目录</a>`, func(r *http.Request) string {
		var b strings.Builder
		for _, f := range []string{"bumen", "zhuti", "ticai", "jibie", "diqu", "xingshi"} {
			fmt.Fprintf(&b, `<a href="%s/">按%s政府信息公开</a>`, f, titleOf(f))
		}
		return b.String()
	}, 0},
	"re-encoding": {`<a href="/t/s?u=%25E5">政府信息公开年报</a>`, func(r *http.Request) string {
		return fmt.Sprintf(`<a href="/t/s?u=%s">政府信息公开年报</a>`, strings.ReplaceAll(r.URL.RawQuery[2:], "%", "%25"))
	}, 0},
	"search pages": {`<a href="/t/result?q=年报">政府信息公开年报</a>`, func(r *http.Request) string {
		q := r.URL.Query().Get("q")
		return fmt.Sprintf(`<a href="/t/result?q=%s">相关：政府信息公开年报</a><a href="/t/result?q=%s">相关：信息公开年度报告</a>`, letters(q+"1"), letters(q+"2"))
	}, 0},
	"print twins of lists": {`<a href="/t/index_1.html">政府信息公开年报</a>`, func(r *http.Request) string {
		if strings.HasPrefix(r.URL.Path, "/t/art/") {
			return article("县领导调研" + titleOf(r.URL.Path))
		}
		n := pageOf(r)
		if n > 15 {
			return ""
		}
		return nextList(r, item(n, "县领导调研春耕备耕工作第"+titleOf(fmt.Sprint(n)))+`<a href="?v=dy">打印</a><a href="?v=wap">手机版</a>`)
	}, 30},
	"parameter added each time": {`<a href="/t/p?a=1">政府信息公开年报</a>`, func(r *http.Request) string {
		return fmt.Sprintf(`<a href="/t/p?%s&b%d=1">政府信息公开年报</a>`, r.URL.RawQuery, len(r.URL.RawQuery))
	}, 0},
	"organs without end": {`<a href="/t/o1/">政府信息公开</a>`, func(r *http.Request) string {
		var n int
		fmt.Sscanf(r.URL.Path, "/t/o%d/", &n)
		return fmt.Sprintf(`<a href="/t/o%d/">%s局</a><a href="/t/o%d/">%s镇</a>`, 2*n, titleOf(fmt.Sprint(2 * n))[:9], 2*n+1, titleOf(fmt.Sprint(2*n + 1))[:9])
	}, 0},
	"years without end": {`<a href="/t/y2023/">政府信息公开年报</a>`, func(r *http.Request) string {
		var n int
		fmt.Sscanf(r.URL.Path, "/t/y%d/", &n)
		return fmt.Sprintf(`<a href="/t/y%d/">%d年</a><a href="/t/y%d/">%d年</a>`, n-1, n-1, n+1, n+1)
	}, 0},
	"articles by previous and next": {`<a href="/t/art/1000.html">政府信息公开动态</a>`, func(r *http.Request) string {
		var n int
		fmt.Sscanf(r.URL.Path, "/t/art/%d.html", &n)
		return article(fmt.Sprintf(`正文%d<a href="/t/art/%d.html">上一篇：政府信息公开%s</a><a href="/t/art/%d.html">下一篇：政府信息公开%s</a>`, n, n-1, titleOf(fmt.Sprint(n-1)), n+1, titleOf(fmt.Sprint(n+1))))
	}, 10},
}

// list is a list without end: what its page n shows, and what its items are.
func list(art func(path string) string, page func(n int) string) func(r *http.Request) string {
	return func(r *http.Request) string {
		if strings.HasPrefix(r.URL.Path, "/t/art/") {
			return art(r.URL.Path)
		}
		return nextList(r, page(pageOf(r)))
	}
}

func gone(string) string       { return "" }
func login(string) string      { return article("请登录") }
func alive(path string) string { return article("县领导调研" + titleOf(path)) }

// pager leads from page n to others of a list of 800.
func pager(n int) string {
	return fmt.Sprintf(`<a href="/t/index_%d.html">%d</a><a href="/t/index_%d.html">%d</a><a href="/t/index_800.html">尾页</a>`, n+1, n+1, n+2, n+2)
}

// notices are two items of page n that promise nothing.
func notices(n int) string {
	const title = "县领导调研春耕备耕工作第"
	return item(2*n, title+titleOf(fmt.Sprint(2*n))) + item(2*n+1, title+titleOf(fmt.Sprint(2*n+1)))
}

// reportItem is an item of page n that is titled as a report.
func reportItem(n int) string {
	return item(n, titleOf(fmt.Sprint(n))+"镇2023年政府信息公开工作年度报告")
}

func gkmlptPage(r *http.Request, of func(n int) int) string {
	switch {
	case strings.HasPrefix(r.URL.Path, "/t/gkmlpt/api/all/"):
		var b strings.Builder
		n := of(pageOf(r))
		for i := range 20 {
			fmt.Fprintf(&b, `{"title":"县领导调研春耕备耕工作第%s次","url":"http://www.a.gov.cn/t/gkmlpt/content/1/%d/post_%d.html"},`, titleOf(fmt.Sprint(n*20+i)), n, n*20+i)
		}
		return `{"articles":[` + strings.TrimSuffix(b.String(), ",") + `]}`
	case strings.HasPrefix(r.URL.Path, "/t/gkmlpt/content/"):
		return article("县领导" + r.URL.Path)
	default:
		return `<html><body><script>window._CONFIG = {SID: '12', TREE: [{"id": 45, "name": "政府信息公开年报"}]}</script></body></html>`
	}
}

// realPage is the portal around a trap: a list of twelve reports.
func realPage(path string) string {
	var n int
	if _, err := fmt.Sscanf(path, "/nb/%d.html", &n); err == nil {
		return article(fmt.Sprintf("青渡县第%s镇2023年政府信息公开工作年度报告，正文", titleOf(path)))
	}
	var b strings.Builder
	for n := range 12 {
		fmt.Fprintf(&b, `<li><a href="%d.html">青渡县第%s镇2023年政府信息公开工作年度报告</a></li>`, n, titleOf(fmt.Sprint(n)))
	}
	return "<html><body><ul>" + b.String() + "</ul></body></html>"
}

func TestATrapCostsTwentyRequestsAndEachReportIsFound(t *testing.T) {
	for what, trap := range traps {
		for _, how := range []struct {
			floor float64
			stop  int64
		}{{-1, 0}, {learn.Floor, 0}, {-1, 11}} {
			t.Run(fmt.Sprintf("%s, floor %g, interrupted each %d", what, how.floor, how.stop), func(t *testing.T) {
				t.Parallel()
				p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
					body := ""
					switch {
					case r.URL.Path == "/":
						body = `<html><body>` + trap.link + `<a href="/nb/">政府信息公开年报</a></body></html>`
					case strings.HasPrefix(r.URL.Path, "/nb/"):
						body = realPage(r.URL.Path)
					case strings.HasPrefix(r.URL.Path, "/t/"):
						body = trap.page(r)
					}
					serve(w, r, body)
				}, "www.a.gov.cn")
				p.portal.Pages, p.floor, p.stop = 300, how.floor, how.stop
				p.crawl(t, 10*time.Second)
				trapped := 0
				for _, target := range p.targets() {
					if strings.HasPrefix(target, "www.a.gov.cn/t/") {
						trapped++
					}
				}
				if how.floor < 0 && trapped == 0 || trapped > trap.real+20 {
					t.Errorf("got %d requests in the trap, which has %d pages, want some, and 20 more at most", trapped, trap.real)
				}
				for n := range 12 {
					if p.count(fmt.Sprintf("www.a.gov.cn/nb/%d.html", n)) == 0 {
						t.Errorf("report %d was not asked for", n)
					}
				}
			})
		}
	}
}

func TestACrawlThatHadToWaitRemembersItsTraps(t *testing.T) {
	asked, trapped := 0, 0
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked%9 == 0 {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		body, n := "", 0
		switch {
		case r.URL.Path == "/":
			body = `<a href="/t/x1/">历史信息</a>`
		case strings.HasPrefix(r.URL.Path, "/t/"):
			trapped++
			fmt.Sscanf(r.URL.Path, "/t/x%d/", &n)
			for i := range 9 {
				body += fmt.Sprintf(`<a href="/t/x%d/">历史</a>`, 9*n+i)
			}
		}
		serve(w, r, body)
	}, "www.a.gov.cn")
	p.wholly = true
	for range 10 {
		p.crawl(t, time.Minute)
		p.later += 2 * time.Hour
	}
	if trapped < 10 || trapped > 20 {
		t.Errorf("got %d requests in a trap by ten crawls that had to wait, want 10 to 20", trapped)
	}
}

func TestASiteWhoseEveryAnswerMakesItsLinksAnewIsReadOnce(t *testing.T) {
	answers := 0
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		if rest := strings.TrimPrefix(path, "/s"); rest != path {
			_, path, _ = strings.Cut(rest, "/")
			path = "/" + path
		}
		answers++
		session := fmt.Sprintf("/s%016x/", 0x9e3779b97f4a7c15*uint64(answers))
		body := `<a href="/S/">首页</a><a href="/S/zwgk/">政府信息公开</a>`
		var n int
		switch {
		case path == "/":
		case path == "/zwgk/":
			body += `<a href="/S/nb/">政府信息公开年报</a>`
		case path == "/nb/":
			for n := range 12 {
				body += fmt.Sprintf(`<li><a href="/S/nb/%d.html">青渡县第%s镇2023年政府信息公开工作年度报告</a></li>`, n, titleOf(fmt.Sprint(n)))
			}
		default:
			if _, err := fmt.Sscanf(path, "/nb/%d.html", &n); err != nil {
				serve(w, r, "")
				return
			}
			body += article(fmt.Sprintf("青渡县第%s镇2023年政府信息公开工作年度报告，正文", titleOf(fmt.Sprint(n))))
		}
		serve(w, r, strings.ReplaceAll("<html><body>"+body, "/S/", session))
	}, "www.a.gov.cn")
	p.portal.Pages = 300
	p.crawl(t, 10*time.Second)
	targets := p.targets()
	if len(targets) > 60 {
		t.Errorf("got %d requests for 15 pages, want 60 at most: %s", len(targets), targets)
	}
	for n := range 12 {
		if !slices.ContainsFunc(targets, func(target string) bool { return strings.HasSuffix(target, fmt.Sprintf("/nb/%d.html", n)) }) {
			t.Errorf("report %d was not asked for", n)
		}
	}
}

func TestATrapCostsLittleMoreWhereRunsAreKilled(t *testing.T) {
	for what, trap := range map[string]func(r *http.Request) string{
		"pages that name ever further ones": func(r *http.Request) string {
			var b strings.Builder
			for i := range 10 {
				own := letters(r.URL.Path + strconv.Itoa(i))
				fmt.Fprintf(&b, `<a href="/t/%s.html">政府信息公开%s</a>`, own, titleOf(own))
			}
			return b.String()
		},
		"a list of 9999 pages that are its first": func(r *http.Request) string {
			return item(1, "县领导调研春耕备耕工作") + fmt.Sprintf(`<a href="/t/?page=%d">下一页</a><a href="/t/?page=9999">尾页</a>`, pageOf(r)+1)
		},
	} {
		for _, stop := range []int64{40, 60} {
			t.Run(fmt.Sprintf("%s, killed each %d", what, stop), func(t *testing.T) {
				t.Parallel()
				trapped := 0
				p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
					body := ""
					switch {
					case r.URL.Path == "/":
						body = `<a href="/t/">政府信息公开年报</a><a href="/nb/">各镇政府信息公开年报</a>`
					case strings.HasPrefix(r.URL.Path, "/nb/"):
						body = realPage(r.URL.Path)
					case strings.HasPrefix(r.URL.Path, "/t/"):
						trapped++
						body = trap(r)
					}
					serve(w, r, body)
				}, "www.a.gov.cn")
				p.portal.Pages, p.stop, p.killed = 300, stop, true
				p.crawl(t, 10*time.Second)
				if trapped > 60 {
					t.Errorf("got %d requests in the trap, want 60 at most", trapped)
				}
				for n := range 12 {
					if p.count(fmt.Sprintf("www.a.gov.cn/nb/%d.html", n)) == 0 {
						t.Errorf("report %d was not asked for", n)
					}
				}
			})
		}
	}
}

func TestWhyTellsOfTheTrapThatAnAddressIsOf(t *testing.T) {
	for what, want := range map[string]string{
		"titled tree, 4 wide":                                 "columns that name ever further ones",
		"list that is empty after 20":                         "the last pages of this list named nothing new", // a link that is refused
		"named report list of report titles that are missing": "items of this list are missing",
		"columns by figures":                                  "a dozen pages of this form led to nothing new",
	} {
		t.Run(what, func(t *testing.T) {
			page := traps[what].page
			link := traps[what].link
			if page == nil {
				link, page = `<a href="/t/x1/">历史信息</a>`, func(r *http.Request) string {
					var n int
					fmt.Sscanf(r.URL.Path, "/t/x%d/", &n)
					return fmt.Sprintf(`<a href="/t/x%d/">历史</a>`, n+1)
				}
			}
			named := map[string]bool{}
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				body := ""
				switch {
				case r.URL.Path == "/":
					body = link
				case strings.HasPrefix(r.URL.Path, "/t/"):
					body = page(r)
				}
				for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
					named[m[1]] = true
				}
				serve(w, r, body)
			}, "www.a.gov.cn")
			p.crawl(t, 10*time.Second)
			told := false
			for path := range named {
				got := p.why(t, "http://www.a.gov.cn"+path)
				if p.count("www.a.gov.cn"+path) == 0 && got.Reason != archive.ReasonTrap {
					t.Errorf("%s was not asked for, and why says %s %s (%s)", path, got.State, got.Reason, got.Detail)
				}
				told = told || strings.Contains(got.Detail, want)
			}
			if !told {
				t.Errorf("why says of none of %d addresses that %s", len(named), want)
			}
		})
	}
}

var hrefs = regexp.MustCompile(`href="(/[^"]*)"`)
