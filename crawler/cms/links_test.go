package cms

import (
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
)

// best returns the link of an address.
func best(t *testing.T, links []Link, path string) Link {
	t.Helper()
	for _, l := range links {
		if l.URL == host+path {
			return l
		}
	}
	t.Fatalf("no link to %s among %d", path, len(links))
	return Link{}
}

func TestTheMostPromisingLinksComeFirst(t *testing.T) {
	const body = `<html><head><title>政务公开-青渡县人民政府</title></head><body>
		<a href="/user/login.jsp">登录</a><a href="/xwdt/">新闻动态</a><a href="/tzgg/">通知公告</a>
		<a href="/zwgk/xz/">乡镇</a><a href="/zwgk/xxgk/">政府信息公开</a><a href="/zwgk/nb/">政府信息公开年报</a>
		<a href="/zwgk/202401/t20240112_8.html" title="青渡县统计局2023年政府信息公开工作年度报告">青渡县统计局2023年政府信息公…</a>
		<a href="/zwgk/202401/t20240112_9.html">青渡县2023年法治政府建设年度报告</a>
		<a href="/about.html">关于我们</a></body></html>`
	links := Read(page(t, "/zwgk/", body, archive.KindList), "").Links
	var got []string
	for _, l := range links {
		got = append(got, strings.TrimPrefix(l.URL, host))
	}
	want := []string{"/zwgk/202401/t20240112_8.html", "/zwgk/nb/", "/zwgk/xxgk/", "/zwgk/xz/", "/tzgg/", "/about.html", "/zwgk/202401/t20240112_9.html", "/xwdt/", "/user/login.jsp"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q\n%+v", got, want, links)
	}
	if text := links[0].Text; text != "青渡县统计局2023年政府信息公开工作年度报告" {
		t.Errorf("text of a shortened link: got %q", text)
	}
}

func TestWhatStandsInThePlaceOfAPageIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		body  string
		whole []string
	}{
		"frames":                   {`<html><frameset rows="9,*"><frame src="top.asp"><frameset cols="9,*"><frame src="left.asp"><frame src="main.asp"></frameset></frameset></html>`, []string{"/c/top.asp", "/c/left.asp", "/c/main.asp"}},
		"a frame inside, alone":    {`<p>年报</p><iframe src="list.asp"></iframe>`, []string{"/c/list.asp"}},
		"a frame inside, one part": {`<a href="/">首页</a><iframe src="weather.asp"></iframe>`, nil},
		"a tag":                    {`<meta http-equiv="refresh" content="3; URL=index.asp"><a href="index.asp">进入</a><a href="en.asp">English</a>`, []string{"/c/index.asp"}},
		"a script":                 {`<script>window.location.href="./2025/";</script>`, []string{"/c/2025/"}},
		"a script, by a call": {`<script>// location="no.html"
			self.location.replace('2025.html')</script>`, []string{"/c/2025.html"}},
		"a script for either reader":    {`<script>if (/Mobi/.test(navigator.userAgent)) { location = "/m/" } else { top.location = "/pc/" }</script>`, []string{"/m/", "/pc/"}},
		"a script of a page with links": {`<script>function go() { location.href = "/x/" }</script><a href="/a/">政务公开</a>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, l := range Read(page(t, "/c/", c.body, archive.KindList), "").Links {
				if l.Whole {
					got = append(got, strings.TrimPrefix(l.URL, host))
				}
			}
			slices.Sort(got)
			slices.Sort(c.whole)
			if !slices.Equal(got, c.whole) {
				t.Errorf("got %q, want %q", got, c.whole)
			}
		})
	}
}

func TestANameTellsWhatALinkPromises(t *testing.T) {
	for text, want := range map[string][2]int{ // the least and the most
		"青渡县财政局2018年度政府信息公开工作情况报告":  {940, 1000},
		"青渡县财政局2018年政府信息公开工作情况的报告":  {940, 1000},
		"财政局关于2021年度政务公开工作的报告":      {940, 1000},
		"青渡县2018年度食品安全工作情况报告":       {0, 300},
		"青渡县2018年国民经济和社会发展计划执行情况报告": {0, 300},
		"政府信息公开工作情况报告培训":            {0, 780},
		"信息公开目录":       {500, 600},
		"财政局政府信息公开目录":  {500, 600},
		"公开":           {500, 600},
		"公开招聘":         {0, 300},
		"基层政务公开事项标准目录": {0, 200},
		"信息公开指南和目录":    {0, 200},
	} {
		l := best(t, Read(page(t, "/", `<a href="c/?id=3">`+text+`</a>`, archive.KindList), "").Links, "/c/?id=3")
		if l.Score < want[0] || l.Score > want[1] {
			t.Errorf("%s: got %d, want %v", text, l.Score, want)
		}
	}
}

func TestItemsOfAReportColumnAreWorthMore(t *testing.T) {
	const items = `<ul><li><a href="202401/t20240112_8.html">河包镇</a></li><li><a href="2021/">2021年</a></li></ul>`
	for name, c := range map[string]struct {
		path, body string
		page, year int // the least that the links are worth
	}{
		"by its address":                {"/zfxxgknb/", items, 800, 860},
		"by its year":                   {"/zwgk/2021nb/", items, 800, 860},
		"by its breadcrumb":             {"/c/", `<div>当前位置：<a href="/">首页</a> > <a href="/zwgk/">政务公开</a> > <a href="/c/">政府信息公开年报</a></div>` + items, 800, 860},
		"by its breadcrumb, further up": {"/c/", `<meta name="ColumnName" content="县政府"><div>当前位置：<a href="/">首页</a> > <a href="/nb/">信息公开年报</a> > <a href="/c/">县政府</a></div>` + items, 800, 860},
		"by its meta tag":               {"/c/", `<meta name="ColumnName" content="信息公开年报">` + items, 800, 860},
		"by its heading":                {"/c/", `<h2>政府信息公开年报</h2>` + items, 840, 840},
		"by none":                       {"/c/", items, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			links := Read(page(t, c.path, c.body, archive.KindList), "").Links
			article, year := best(t, links, c.path+"202401/t20240112_8.html"), best(t, links, c.path+"2021/")
			if article.Score < c.page || year.Score < c.year {
				t.Errorf("got %d and %d, want at least %d and %d", article.Score, year.Score, c.page, c.year)
			}
			if c.page == 0 && (article.Score > 300 || year.Score > 300) {
				t.Errorf("got %d and %d without a reason", article.Score, year.Score)
			}
		})
	}
}

func TestAttachmentsAreFoundWhereverTheyStand(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"a link":                      {`<a href="./P020240112.pdf">a</a>`, "/a/202401/P020240112.pdf"},
		"an iframe":                   {`<iframe src="./P020240112.pdf"></iframe>`, "/a/202401/P020240112.pdf"},
		"an embed":                    {`<embed src="/a.pdf">`, "/a.pdf"},
		"an object":                   {`<object data="/a.pdf"></object>`, "/a.pdf"},
		"a click":                     {`<span onclick="window.open('/files/a.docx')">下载</span>`, "/files/a.docx"},
		"a viewer":                    {`<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2Fa.pdf"></iframe>`, "/files/a.pdf"},
		"a viewer's link":             {`<a href="/pdfjs/viewer?file=/files/a.pdf">a</a>`, "/files/a.pdf"},
		"another site's viewer":       {`<iframe src="//view.officeapps.live.com/op/view.aspx?src=http%3A%2F%2F` + strings.TrimPrefix(host, "http://") + `%2Fa.docx"></iframe>`, "/a.docx"},
		"a script":                    {`<div id="pdf"></div><script>PDFObject.embed('/files/a.pdf', '#pdf');</script>`, "/files/a.pdf"},
		"a script's viewer":           {`<script>frame.src = '/pdfjs/web/viewer.html?file=' + encodeURIComponent('` + host + `/files/a.pdf');</script>`, "/files/a.pdf"},
		"Hanweb's download":           {`<a href="/module/download/downfile.jsp?classid=0&amp;filename=0a.doc">a</a>`, "/module/download/downfile.jsp?classid=0&filename=0a.doc"},
		"VSB's download":              {`<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&amp;owner=1&amp;wbfileid=2">a</a>`, "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=2"},
		"VSB's own file":              {`<a href="/__local/A/1B/2C/0A.pdf">a</a>`, "/__local/A/1B/2C/0A.pdf"},
		"Lonsun's file":               {`<a href="/group6/M00/0A/1B/a.docx">a</a>`, "/group6/M00/0A/1B/a.docx"},
		"an extension in capitals":    {`<a href="/A.PDF">a</a>`, "/A.PDF"},
		"an extension before a query": {`<a href="/a.xls?v=1">a</a>`, "/a.xls?v=1"},
	} {
		t.Run(name, func(t *testing.T) {
			p := page(t, "/a/202401/t20240112_8.html", `<title>青渡县2023年政府信息公开工作年度报告</title><div class="TRS_Editor">`+c.body+`</div>`, archive.KindPage)
			reading := Read(p, FamilyTRS)
			l := best(t, reading.Links, c.want)
			if l.Kind != archive.KindAttachment || l.Score < 900 || !reading.Articleish {
				t.Errorf("got %+v, articleish %v", l, reading.Articleish)
			}
		})
	}
}

func TestWhatOnlyKeepsAPageOutOfCachesIsLeftOut(t *testing.T) {
	for ref, want := range map[string]string{
		"/a.html?t=0.8371625":           "/a.html",
		"/a.jsp?id=3&_=1706054400000":   "/a.jsp?id=3",
		"/a.jsp?r=0.4171925431&id=3":    "/a.jsp?id=3",
		"/a.jsp?t=3":                    "/a.jsp?t=3",
		"/a.jsp?id=1706054400000":       "/a.jsp?id=1706054400000",
		"/a.jsp?id=3&time=202401121030": "/a.jsp?id=3&time=202401121030",
	} {
		best(t, Read(page(t, "/", `<a href="`+ref+`">年报</a>`, archive.KindList), "").Links, want)
	}
}

func TestATitleThatIsCutShortMayBeAReports(t *testing.T) {
	for title, want := range map[string]bool{
		"关于青渡县发展和改革局2023年政府信…":        true,
		"青渡县财政局2023年度政府信息公开工作年…":      true,
		"青渡县财政局2023年政府信息公开工作年度报...":   true,
		"青渡县财政局2023年…":                false,
		"青渡县财政局2023年政府采购项目…":          false,
		"青渡县财政局2023年政府信息公开工作要点的…":     false,
		"青渡县召开2023年政府信息公开工作年度报告培训会议…": false,
		"青渡县财政局关于做好年度政府信息公开工作年…":      false,
		"青渡县财政局2023年政府信息公开":           false,
	} {
		l := best(t, Read(page(t, "/c/", `<a href="a.html">`+title+`</a>`, archive.KindPage), "").Links, "/c/a.html")
		if got := l.Score >= 800; got != (want || columnScore(title) == 920) {
			t.Errorf("%s: got %d", title, l.Score)
		}
	}
}

func TestALevelBelowAColumnIsOfWhatThatIs(t *testing.T) {
	crumbs := func(names ...string) string {
		return `<div>当前位置：<a href="/">首页</a> &gt; <a href="/x/">` + strings.Join(names, `</a> &gt; <a href="/x/">`) + `</a></div>`
	}
	for name, c := range map[string]struct {
		from, crumbs string
		least, most  int
	}{
		"found on a column of reports":                  {"信息公开年报", "", 800, 900},
		"and its breadcrumb says so":                    {"信息公开年报", crumbs("信息公开年报", "县直部门"), 800, 900},
		"and its breadcrumb says that it is elsewhere":  {"信息公开年报", crumbs("县直部门"), 0, 150},
		"found elsewhere, and disclosure lies above it": {"首页", crumbs("信息公开", "县直部门"), 240, 240},
		"found elsewhere":                               {"首页", "", 0, 150},
	} {
		p := page(t, "/channel/9.html", `<meta name="ColumnName" content="县直部门">`+c.crumbs+`<li><a href="/channel/10.html">农业农村局</a></li>`, archive.KindPage)
		p.Column = c.from
		if l := best(t, Read(p, "").Links, "/channel/10.html"); l.Score < c.least || l.Score > c.most {
			t.Errorf("%s: got %d, want from %d to %d", name, l.Score, c.least, c.most)
		}
	}
}

func TestALevelBelowAYearOfAColumnIsOfThatYear(t *testing.T) {
	for crumbs, want := range map[string]string{
		"信息公开年报 &gt; 2024年 &gt; 县政府": "信息公开年报 2024年 县政府",
		"信息公开年报 &gt; 县政府 &gt; 2024年": "信息公开年报 2024年",
		"信息公开年报 &gt; 县政府":            "信息公开年报 县政府",
		"2024年 &gt; 信息公开年报 &gt; 县政府": "信息公开年报 县政府",
	} {
		p := page(t, "/channel/9.html", `<div>当前位置：首页 &gt; `+crumbs+`</div><li><a href="/channel/10.html">县直部门</a></li>`, archive.KindPage)
		if l := best(t, Read(p, "").Links, "/channel/10.html"); l.Column != want {
			t.Errorf("%s: got column %q, want %q", crumbs, l.Column, want)
		}
	}
}

func TestAYearOfAReportColumnIsAReportColumn(t *testing.T) {
	years := page(t, "/zfxxgk/a.jhtml", `<title>政府信息公开年报</title><select><option value="/b2023/index.jhtml">2023年</option></select>`, archive.KindPage)
	years.Column = "政府信息公开"
	year := best(t, Read(years, "").Links, "/b2023/index.jhtml")
	if year.Column != "政府信息公开年报" || year.Score < 850 {
		t.Errorf("the year: got %+v", year)
	}
	for _, above := range []string{year.Column, "政府信息公开年报 2023年度"} { // of its first page, and of a later one
		p := page(t, "/b2023/index.jhtml", `<title>2023年度</title><a href="/b2023/8.jhtml">青渡县发展和改革局2023年政…</a>`, archive.KindList)
		p.Column = above
		if l := best(t, Read(p, "").Links, "/b2023/8.jhtml"); l.Column != "政府信息公开年报 2023年度" || l.Score < 280 {
			t.Errorf("below %q: got %+v", above, l)
		}
	}
}

func TestLinksThatAreNoneAreLeftOut(t *testing.T) {
	p := page(t, "/", `<a href="#top">a</a><a>b</a><a href="">c</a><a href="javascript:void(0)">d</a><a href="mailto:a@b.cn">e</a><a href="/a.jpg">f</a>
		<a href="/v.mp4">g</a><a href="/">h</a><a href="http://a:b@c.cn/">i</a><img src="/x.png"><link href="/a.css"><script>var a='<a href="/no.html">'</script>`, archive.KindList)
	if links := Read(p, "").Links; len(links) != 0 {
		t.Errorf("got %+v, want none", links)
	}
}

func TestItemsInDataAnswersAreRead(t *testing.T) {
	const title = "河包镇2023年政府信息公开工作年度报告"
	for name, c := range map[string]struct{ path, body string }{
		"jpage's records":         {"/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45", `<datastore><totalrecord>1</totalrecord><recordset><record><![CDATA[<li><a href='/a.html' title='` + title + `'>河包镇…</a></li>]]></record></recordset></datastore>`},
		"jpage's escaped records": {"/module/jpage/dataproxy.jsp?startrecord=1", `<datastore><recordset><record>&lt;a href="/a.html"&gt;` + title + `&lt;/a&gt;</record></recordset></datastore>`},
		"UCAP's results":          {"/common/search/0?page=1", `{"data":{"results":[{"title":"河包镇2023年<em>政府信息公开</em>工作年度报告","url":"/a.html"}]}}`},
		"a list in a call":        {"/x.do", `jsonp_1({"articles":[{"title":"` + title + `","url":"/a.html"}]});`},
		"湖北's data file":          {"/zwgk/list.json", "\ufeff" + `{"data":[{"url":"../a.html","title":"` + title + `","PubDate":"2024-01-12"}]}`},
		"Lonsun's fragment":       {"/site/label/8888?pageIndex=1", `<ul><li><a href="/a.html">` + title + `</a></li></ul>`},
	} {
		t.Run(name, func(t *testing.T) {
			p := page(t, c.path, c.body, archive.KindListData)
			p.Column = "政府信息公开年报"
			l := best(t, Read(p, "").Links, "/a.html")
			if l.Text != title || l.Score < 900 || l.Kind != archive.KindPage || l.Column != p.Column {
				t.Errorf("got %+v", l)
			}
		})
	}
}

func TestAMenuInADataAnswerIsReadWhole(t *testing.T) {
	p := page(t, "/json/menu.json", `[{"name":"首页","url":"/"},{"name":"政务公开","url":"/column/2.html","children":[
		{"name":"政府信息公开年报","url":"javascript:;","children":[{"name":"2023年","url":"/column/50.html","children":[]}]}]}]`, archive.KindListData)
	if l := best(t, Read(p, "").Links, "/column/50.html"); l.Column != "政府信息公开年报" || l.Score < 850 {
		t.Errorf("got %+v", l)
	}
}

func TestEmbeddedRecordsAreRead(t *testing.T) {
	p := page(t, "/col/col88/index.html", `<script type="text/xml"><datastore><recordset><record><![CDATA[<a href="/art/2024/1/2/art_88_1.html">2023年</a>]]></record></recordset></datastore></script>`, archive.KindList)
	best(t, Read(p, FamilyJPage).Links, "/art/2024/1/2/art_88_1.html")
}

func TestAJumpByMetaTagIsALink(t *testing.T) {
	p := page(t, "/", `<meta http-equiv="Refresh" content="0; URL='/zwgk/index.html'">`, archive.KindList)
	best(t, Read(p, "").Links, "/zwgk/index.html")
}

func TestListsAreNotArticleish(t *testing.T) {
	for name, c := range map[string]struct {
		path, body string
		kind       archive.Kind
		want       bool
	}{
		"a list":                            {"/zwgk/", `<ul></ul>`, archive.KindList, false},
		"a list with a body box of its own": {"/zwgk/", `<div id="zoom"></div>`, archive.KindList, false},
		"a column that is itself a report":  {"/nb.htm", `<title>2023年政府信息公开年度报告</title><div id="vsb_content"></div>`, archive.KindList, true},
		"an article by its address":         {"/info/1012/3345.htm", ``, archive.KindPage, true},
		"an article by its container":       {"/a.aspx?id=1", `<div class="v_news_content"></div>`, archive.KindPage, true},
		"a data answer":                     {"/x", `<div id="zoom"></div>`, archive.KindListData, false},
		"a report by its title and words":   {"/x/8.html", `<title>青渡县财政局2023年政府信息公开工作年度报告</title><p>二、主动公开政府信息情况</p>`, archive.KindPage, true},
		"a report by its title and file":    {"/x/8.html", `<title>青渡县财政局2023年政府信息公开工作年度报告</title><a href="8.docx">附件</a>`, archive.KindPage, true},
		"a year's reports":                  {"/x/8.html", `<title>2023年政府信息公开年报</title><a href="9.html">财政局</a>`, archive.KindPage, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Read(page(t, c.path, c.body, c.kind), "").Articleish; got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestAnotherPlaceOfASharedPlatformPromisesLittle(t *testing.T) {
	for ref, c := range map[string]struct {
		text string
		want bool
	}{
		"index.jsp?siteId=1025":          {"平水县", true},
		"index.jsp?siteId=1026&x=1":      {"上庄区", true},
		"dept.jsp?siteId=1025&deptId=3":  {"南漳口市", true},
		"index.jsp?siteId=1024&deptId=3": {"平水县", false}, // of this site
		"index.jsp?deptId=3":             {"平水县", false}, // of none
		"index.jsp?siteId=1027":          {"财政局", false}, // an organ with a site of its own
		"index.jsp?siteId=1028":          {"平水县2023年政府信息公开工作年度报告", false},
	} {
		p := page(t, "/xxgk/index.jsp?siteId=1024", `<select onchange="location.href=this.value"><option value="`+ref+`">`+c.text+`</option></select>`, archive.KindPage)
		if l := best(t, Read(p, "").Links, "/xxgk/"+ref); (l.Score <= 40) != c.want {
			t.Errorf("%s %s: got %d", ref, c.text, l.Score)
		}
	}
}

func TestTheColumnOfTopicsIsWorthALookAndItsOtherTopicsAreNot(t *testing.T) {
	home := Read(page(t, "/", `<ul class="nav"><li><a href="/xwzx/">新闻中心</a></li><li><a href="/zt/">专题专栏</a></li></ul>`, archive.KindList), "").Links
	if topics, news := best(t, home, "/zt/").Score, best(t, home, "/xwzx/").Score; topics <= 200 || news >= 100 {
		t.Errorf("got %d for the topics and %d for news", topics, news)
	}
	topics := Read(page(t, "/zt/", `<title>专题专栏</title><h2>专题专栏</h2><ul><li><a href="/zt/yh/">优化营商环境</a></li><li><a href="/zt/nb/">2024年政府信息公开工作年度报告专题</a></li></ul>`, archive.KindList), "").Links
	if reports, other := best(t, topics, "/zt/nb/").Score, best(t, topics, "/zt/yh/").Score; reports < 900 || other >= 100 {
		t.Errorf("got %d for the reports' topic and %d for another", reports, other)
	}
}
