package crawler_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// TestAnOrdinaryPortalIsCrawledWhole has portals without any trap, in which much
// is empty, gone, or like something else. All reports stand below /bg/.
func TestAnOrdinaryPortalIsCrawledWhole(t *testing.T) {
	title := func(of string) string { return titleOf(of) + "镇2023年政府信息公开工作年度报告" }
	crawlWhole(t, map[string]wholePortal{
		"towns deep down, of which the first have nothing in any year": {reports: 8 * 6, page: func(r *http.Request) string {
			switch r.URL.Path {
			case "/":
				return `<a href="/zw/">政务公开</a>`
			case "/zw/":
				return `<a href="/zwgk/">政府信息公开平台</a>`
			}
			return towns(r, 8, func(_ string, year int) string { return fmt.Sprintf("%d年", year) }, func(town, _ string) bool { return town >= "c" })
		}},
		"frames behind an entry, and a menu that is a picture": {reports: 2, page: func(r *http.Request) string {
			switch r.URL.Path {
			case "/":
				return `<meta http-equiv="refresh" content="3; url=index.asp"><a href="index.asp"><img src="in.gif"></a>`
			case "/index.asp":
				return `<html><frameset rows="9,*"><frame src="top.asp"><frame src="main.asp"></frameset></html>`
			case "/top.asp":
				return `<img usemap="#m"><map name="m"><area href="main.asp" alt="首页"><area href="open.asp" alt="政务公开"></map>`
			case "/main.asp":
				return `<a href="n1.asp">青渡县召开防汛工作会议</a>`
			case "/open.asp":
				return `<a href="nb.asp">年度报告</a>`
			case "/nb.asp":
				return `<script>location.href = "nb/";</script>`
			case "/nb/":
				return `<li><a href="/bg/1.html">` + title("1") + `</a></li><li><a href="/bg/2.html">` + title("2") + `</a></li>`
			}
			return ""
		}},
		"a list whose first ten reports are gone, five of them a page": {reports: 20, page: func(r *http.Request) string {
			n := pageOf(r)
			switch {
			case r.URL.Path == "/":
				return `<a href="/t/index_1.html">政府信息公开年报</a>`
			case !strings.HasPrefix(r.URL.Path, "/t/index_") || n > 6:
				return ""
			}
			var b strings.Builder
			for i := range 5 {
				fmt.Fprintf(&b, `<li><a href="/%s/%d-%d.html">%s</a></li>`, map[bool]string{true: "gone", false: "bg"}[n < 3], n, i, title(fmt.Sprint(n, i)))
			}
			return nextList(r, b.String())
		}},
		"a list whose first ten reports are redirected to where nothing is": {reports: 30, page: func(r *http.Request) string {
			n := pageOf(r)
			switch {
			case r.URL.Path == "/":
				return `<a href="/t/index_1.html">政府信息公开年报</a>`
			case strings.HasPrefix(r.URL.Path, "/gone/"):
				return ">/404.html"
			case !strings.HasPrefix(r.URL.Path, "/t/index_") || n > 4:
				return ""
			}
			var b strings.Builder
			for i := range 10 {
				fmt.Fprintf(&b, `<li><a href="/%s/%d-%d.html">%s</a></li>`, map[bool]string{true: "gone", false: "bg"}[n < 2], n, i, title(fmt.Sprint(n, i)))
			}
			return nextList(r, b.String())
		}},
		"notices that nearly all look alike, with one report among them": {reports: 1, page: func(r *http.Request) string {
			n := pageOf(r)
			switch {
			case r.URL.Path == "/":
				return `<a href="/t/index_1.html">通知公告</a>`
			case strings.HasPrefix(r.URL.Path, "/t/art/"):
				return `<html><head><meta name="ArticleTitle" content="x"></head><body><div id="zoom"><p>空气质量日报，细颗粒物` + strconv.Itoa(len(titleOf(r.URL.Path))+int(letters(r.URL.Path)[0])*int(letters(r.URL.Path)[1])%97) + `微克，首要污染物臭氧</p></div></body></html>`
			case !strings.HasPrefix(r.URL.Path, "/t/index_") || n > 40:
				return ""
			}
			var b strings.Builder
			for i := range 6 {
				b.WriteString(item(6*n+i, fmt.Sprintf("青渡县2023年%d月%d日空气质量日报", n%12+1, 4*(n%4)+i+1)))
			}
			if n == 30 {
				fmt.Fprintf(&b, `<li><a href="/bg/1.html">%s</a></li>`, title("1"))
			}
			return strings.ReplaceAll(nextList(r, b.String()), "政府信息公开年报", "通知公告")
		}},
		"lists told from each other by a number, of which the last has nothing in common with the others": {reports: 6*20 + 60, page: func(r *http.Request) string {
			column, _ := strconv.Atoi(r.URL.Query().Get("columnid"))
			first, _ := strconv.Atoi(r.URL.Query().Get("startrecord"))
			year, of := column, 120
			if column == 8 {
				year, of = 100, 60
			}
			var b strings.Builder
			switch {
			case r.URL.Path == "/":
				return `<a href="/col/col1/index.html">政府信息公开年报</a><a href="/col/col2/index.html">各镇政府信息公开年报</a><a href="/bm/">政府信息公开</a>`
			case r.URL.Path == "/bm/":
				return `<a href="/col/col8/index.html">部门政府信息公开年报</a>`
			case strings.HasPrefix(r.URL.Path, "/col/col"):
				fmt.Sscanf(r.URL.Path, "/col/col%d/", &column)
				return fmt.Sprintf(`<html><head><meta name="ColumnName" content="政府信息公开年报"></head><body><script>
					var url = "/module/web/jpage/dataproxy.jsp"; var p = {col:1, webid:1, path:'/', columnid:%d, sourceContentType:1, unitid:'7', webname:'x', permissiontype:0, totalRecord:350};</script></body></html>`, column)
			case strings.HasPrefix(r.URL.Path, "/module/web/jpage/"):
				// All columns but the eighth have the same reports.
				if column != 8 {
					year = 1
				}
				b.WriteString(`<datastore><totalrecord>350</totalrecord><recordset>`)
				part := of / 6
				for i := first / 45 * part; i < min(of, (first/45+1)*part); i++ {
					fmt.Fprintf(&b, `<record><![CDATA[<li><a href="/bg/%d-%d.html">%s镇%d年政府信息公开工作年度报告</a></li>]]></record>`, year, i, titleOf(fmt.Sprint(year, i)), 2023)
				}
				b.WriteString(`</recordset></datastore>`)
			}
			return b.String()
		}},
		"organs by a field of the query, of which the first have nothing": {reports: 20, page: func(r *http.Request) string {
			var b strings.Builder
			organ := r.URL.Query().Get("organ")
			switch {
			case r.URL.Path == "/":
				return `<a href="/zfxxgk/list.jsp">各单位政府信息公开</a>`
			case r.URL.Path == "/zfxxgk/list.jsp" && organ == "":
				for n := range 40 {
					fmt.Fprintf(&b, `<li><a href="/zfxxgk/list.jsp?organ=%s">%s局</a></li>`, letters(fmt.Sprint(n))[:8]+fmt.Sprint(n), titleOf(fmt.Sprint(n))[:9])
				}
			case r.URL.Path == "/zfxxgk/list.jsp" && r.URL.Query().Get("nb") == "":
				n, _ := strconv.Atoi(organ[8:])
				b.WriteString(`<a href="/">首页</a><a href="/zfxxgk/list.jsp">各单位政府信息公开</a>`)
				if n >= 20 {
					fmt.Fprintf(&b, `<a href="/zfxxgk/list.jsp?organ=%s&nb=1">政府信息公开年报</a>`, organ)
				}
			case r.URL.Path == "/zfxxgk/list.jsp":
				fmt.Fprintf(&b, `<a href="/bg/%s.html">%s</a>`, organ, title(organ))
			}
			return b.String()
		}},
		"years titled as reports, deep down, of which most are empty": {reports: 12, page: func(r *http.Request) string {
			if r.URL.Path == "/" {
				return `<a href="/zwgk/">政务公开</a>`
			}
			return towns(r, 12, func(town string, year int) string {
				return fmt.Sprintf("%s镇%d年政府信息公开工作年度报告", town, year)
			}, func(_, year string) bool { return year == "2023" })
		}},
		"organs of which most are redirected to one page": {reports: 4, page: func(r *http.Request) string {
			steps := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
			var b strings.Builder
			switch {
			case r.URL.Path == "/":
				return `<a href="/gk/">各单位政府信息公开</a>`
			case r.URL.Path == "/tongyi.html":
				return `<p>统一平台正在建设，请稍后访问</p>`
			case steps[0] != "gk":
			case len(steps) == 1:
				for n := range 16 {
					fmt.Fprintf(&b, `<li><a href="/gk/%c/">%s局</a></li>`, 'a'+n, titleOf(fmt.Sprint(n)))
				}
			case steps[1] < "m":
				return ">/tongyi.html"
			default:
				return fmt.Sprintf(`<a href="/bg/%s.html">%s</a>`, steps[1], title(steps[1]))
			}
			return b.String()
		}},
	})
}

// towns are the columns of n towns below /zwgk/, six levels deep, each with one of
// eight years, whose names are written by title of a town and a year; those that
// has tells have a report.
func towns(r *http.Request, n int, title func(town string, year int) string, has func(town, year string) bool) string {
	steps := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if steps[0] != "zwgk" {
		return ""
	}
	var b strings.Builder
	switch len(steps) {
	case 1:
		return `<a href="zfxxgk/">政府信息公开</a>`
	case 2:
		return `<a href="xzjd/">乡镇街道政府信息公开</a>`
	case 3:
		for i := range n {
			fmt.Fprintf(&b, `<li><a href="%c/">%s镇</a></li>`, 'a'+i, titleOf(fmt.Sprint(i)))
		}
	case 4:
		return `<a href="gk/">政府信息公开</a>`
	case 5:
		return `<a href="nb/">政府信息公开年报</a>`
	case 6:
		for y := 2016; y < 2024; y++ {
			fmt.Fprintf(&b, `<li><a href="%d/">%s</a></li>`, y, title(titleOf(steps[3]), y))
		}
	case 7:
		if !has(steps[3], steps[6]) {
			return `<a href="/">首页</a><a href="/zwgk/">政务公开</a><ul class="list"></ul>`
		}
		return fmt.Sprintf(`<li><a href="/bg/%s%s.html">%s镇%s年政府信息公开工作年度报告</a></li>`, steps[3], steps[6], titleOf(steps[3]), steps[6])
	}
	return b.String()
}
