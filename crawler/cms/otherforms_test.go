package cms

import (
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
)

// addressesOf returns what links lead to, without the host.
func addressesOf(links []Link, want func(Link) bool) []string {
	var got []string
	for _, l := range links {
		if want(l) {
			got = append(got, strings.TrimPrefix(l.URL, host))
		}
	}
	slices.Sort(got)
	return got
}

func TestAListOfJpaasIsAskedForAsItsClientDoes(t *testing.T) {
	const unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
	const query = "?parseType=bulidstatic&webId=52&pageType=column&tagId=%E4%BF%A1%E6%81%AF%E5%88%97%E8%A1%A8&editType=null&pageId=1638"
	element := func(tag string) string {
		return `<div><script url="` + unit + `" queryData="{'parseType':'bulidstatic','webId':'52','pageType':'column','tagId':'` + tag + `','editType':'null','pageId':'1638'}"></script></div>`
	}
	data := func(l Link) bool { return l.Kind == archive.KindListData }
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"an empty list":                 {element("左侧导航") + element("信息列表"), []string{unit + query}},
		"a list that the page has":      {element("信息列表") + `<li><a href="/art/2024/art_5.html">青渡县2023年政府信息公开工作年度报告</a></li>`, nil},
		"a unit that is no part of one": {element("当前位置"), nil},
	} {
		if got := addressesOf(Read(page(t, "/gk/nb/index.html", c.body, archive.KindList), "").Links, data); !slices.Equal(got, c.want) {
			t.Errorf("%s\ngot  %q\nwant %q", name, got, c.want)
		}
	}

	const answer = `{"success":true,"data":{"html":"<ul><li><a href=\"/art/2024/art_5.html\" title=\"青渡县2023年政府信息公开工作年度报告\">青渡县…</a></li></ul><div class=\"pagination\" count=\"32\" rows=\"15\" pageno=\"1\"></div>"}}`
	links := Read(page(t, unit+query, answer, archive.KindListData), "").Links
	if l := best(t, links, "/art/2024/art_5.html"); l.Score < 940 {
		t.Errorf("the item: got %+v", l)
	}
	next := func(n string) string {
		return unit + query + "&paramJson=%7B%22pageNo%22%3A" + n + "%2C%22pageSize%22%3A15%7D"
	}
	if got, want := addressesOf(links, data), []string{next("2"), next("3")}; !slices.Equal(got, want) {
		t.Errorf("later pages\ngot  %q\nwant %q", got, want)
	}
	if got, want := addressesOf(Read(page(t, next("2"), answer, archive.KindListData), "").Links, data), []string{next("3")}; !slices.Equal(got, want) {
		t.Errorf("after the second page\ngot  %q\nwant %q", got, want)
	}
	if ListOf(host+next("2")) != ListOf(host+unit+query) || ListOf(host+unit+query) == ListOf(host+unit+strings.Replace(query, "1638", "1639", 1)) {
		t.Error("the pages of a list, and no others, are one list")
	}
}

func TestAnAttributeOfWhatIsClickedLeadsOn(t *testing.T) {
	const list = `<ul class="y"><li data-year="2023">2023年</li><li data-year="2022">2022年</li></ul>`
	both := []string{"/nb/2022/", "/nb/2023/"}
	for script, want := range map[string][]string{
		`$(".y li").click(function(){var y=$(this).data("year");window.location.href="/nb/"+y+"/";});`:                                      both,
		`$(".y li").on("click",function(){location.href="/nb/"+$(this).attr("data-year")+"/"});`:                                            both,
		`for(const e of document.querySelectorAll(".y li"))e.onclick=function(){const year=this.dataset.year;window.open("/nb/"+year+"/")}`: both,
		`$(".y li").click(function(){$(".con").hide();$("#y"+$(this).data("year")).show();});`:                                              nil,
		`$(".y li").click(function(){var y=$(this).data("year");location.href="/nb/"+y+"/"+count()+".html";});`:                             nil,
		`var y=$(".y").data("month");window.location.href="/nb/"+y+"/";`:                                                                    nil,
	} {
		got := addressesOf(Read(page(t, "/zfxxgk/", list+`<script>`+script+`</script>`, archive.KindList), "").Links, func(l Link) bool { return strings.HasPrefix(l.URL, host+"/nb/") })
		if !slices.Equal(got, want) {
			t.Errorf("%s\ngot  %q\nwant %q", script, got, want)
		}
	}
}

func TestAddressesInTextAreReadWhereReportsAreTold(t *testing.T) {
	const row = `<table><tr><td>1</td><td>县财政局</td><td>http://www.qingdu.gov.cn/bm/394170.shtml</td></tr></table>`
	const told = `<title>青渡县2019年政府信息公开工作年度报告汇编</title>`
	links := Read(page(t, "/zwgk/nb/5.shtml", told+row, archive.KindPage), "").Links
	if l := best(t, links, "/bm/394170.shtml"); l.Text != "县财政局" || l.Score < 800 {
		t.Errorf("got %+v", l)
	}
	if links := Read(page(t, "/tzgg/5.shtml", `<title>关于启用新网站的通知</title>`+row, archive.KindPage), "").Links; len(links) != 0 {
		t.Errorf("a notice: got %+v", links)
	}
}

func TestWhatLeadsOutOfASiteIsPassedOver(t *testing.T) {
	for href, want := range map[string]string{
		"/jump.html?url=http%3A%2F%2Fwww.qingdu.gov.cn%2Fhhz%2F":     "/hhz/",
		"/common/goto.jsp?id=5&to=http://www.qingdu.gov.cn/hhz/":     "/hhz/",
		"/show.jsp?id=5&url=http%3A%2F%2Fwww.qingdu.gov.cn%2Fhhz%2F": "/show.jsp?id=5&url=http%3A%2F%2Fwww.qingdu.gov.cn%2Fhhz%2F",
		"/jump.html?url=%2Fhhz%2F":                                   "/jump.html?url=%2Fhhz%2F",
		"/pdfjs/web/viewer.html?file=../../upload/2023.pdf":          "/upload/2023.pdf",
		"/pdfjs/web/viewer.html?file=%2Fupload%2F2023.pdf":           "/upload/2023.pdf",
	} {
		got := addressesOf(Read(page(t, "/zwgk/nb/2023/", `<a href="`+href+`">河湖镇</a>`, archive.KindList), "").Links, func(Link) bool { return true })
		if !slices.Equal(got, []string{want}) {
			t.Errorf("%s\ngot  %q\nwant %q", href, got, want)
		}
	}
}

func TestSitesOnAMapAreRead(t *testing.T) {
	const script = `<script>var provinces=[{name:"北京",url:"http://bj.qingdu.gov.cn/"},{name:"天津",url:"http://tj.qingdu.gov.cn/"},{name:"百度",url:"http://www.baidu.com/"},{url:"http://cdn.qingdu.gov.cn/"}];</script>`
	got := addressesOf(Read(page(t, "/", script, archive.KindList), "").Links, func(Link) bool { return true })
	if want := []string{"http://bj.qingdu.gov.cn/", "http://tj.qingdu.gov.cn/"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAListInXMLIsRead(t *testing.T) {
	const script = `<ul id="list"></ul><script>xmlhttp.open("GET","/nb/list.xml",false);xmlhttp.send();$.get("/rss.xml");</script>`
	got := addressesOf(Read(page(t, "/nb/", script, archive.KindList), "").Links, func(l Link) bool { return l.Kind == archive.KindListData })
	if want := []string{"/nb/list.xml"}; !slices.Equal(got, want) {
		t.Errorf("the request: got %q, want %q", got, want)
	}
	for name, body := range map[string]string{
		"elements":        `<?xml version="1.0" encoding="gb2312"?><list><item><title><![CDATA[青渡县2023年政府信息公开工作年度报告]]></title><link>/nb/5.html</link></item></list>`,
		"attributes":      `<?xml version="1.0"?><list><item title="青渡县2023年政府信息公开工作年度报告" url="/nb/5.html"/></list>`,
		"a tree's":        `<?xml version="1.0"?><tree id="0"><item text="青渡县" id="1"><item text="青渡县2023年政府信息公开工作年度报告" id="2"><userdata name="url">/nb/5.html</userdata></item></item></tree>`,
		"one that breaks": `<?xml version="1.0"?><list><item title="青渡县2023年政府信息公开工作年度报告" url="/nb/5.html"/><item tit`,
	} {
		if l := best(t, Read(page(t, "/nb/list.xml", body, archive.KindListData), "").Links, "/nb/5.html"); l.Score < 940 {
			t.Errorf("%s: got %+v", name, l)
		}
	}
}

func TestAReportIsToldByItsSections(t *testing.T) {
	const sections = `<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>`
	for name, c := range map[string]struct {
		body string
		kind archive.Kind
		want bool
	}{
		"whatever it calls itself": {`<title>青渡县</title><b>2023年度工作报告</b>` + sections, archive.KindPage, true},
		"one of them":              {`<title>青渡县</title><p>主动公开政府信息</p>`, archive.KindPage, false},
		"a column":                 {`<title>青渡县</title>` + sections, archive.KindList, false},
	} {
		if r := Read(page(t, "/bm/nb/2023/883598.htm", c.body, c.kind), ""); r.Report != c.want || r.Articleish != c.want {
			t.Errorf("%s: got report %v, article %v", name, r.Report, r.Articleish)
		}
	}
}

func TestScoresOfTitlesAmongReports(t *testing.T) {
	for name, c := range map[string]struct {
		link        string
		least, most int
	}{
		"a report by another name":      {`<a href="/a/1.html">县司法局2008年度信息公开情况</a>`, 800, 939},
		"a summary of work":             {`<a href="/a/1.html">县司法局2019年度政府信息公开工作总结</a>`, 940, 1000},
		"another notice":                {`<a href="/a/1.html">关于做好2023年政府信息公开工作的通知</a>`, 0, 300},
		"a title of several lines":      {"<a href=\"/a/1.html\" title=\"文章标题：县司法局2023年政府信息公开工作年度报告\n作者：佚名\n更新时间：2024-01-05\">县司法局…</a>", 940, 1000},
		"a title cut short":             {`<a href="/a/1.html">县司法局关于2021年度政府信息公开工作情况…</a>`, 800, 939},
		"one cut short, an organ in it": {`<a href="/a/1.html">2021年度县住房和城乡建设局政府信息公…</a>`, 800, 939},
		"another one cut short":         {`<a href="/a/1.html">2021年度全县推进重点领域信息公…</a>`, 0, 300},
		"a remark on a report":          {`<a href="/a/1.html">[评论]</a>`, 0, 5},
		"the one before, by its place":  {`<a href="/a/1.html">上一条</a>`, 0, 5},
	} {
		l := best(t, Read(page(t, "/zfxxgknb/", `<title>年度报告</title>`+c.link, archive.KindList), "").Links, "/a/1.html")
		if l.Score < c.least || l.Score > c.most || strings.Contains(l.Text, "标题") {
			t.Errorf("%s: got %q, score %d, want %d to %d", name, l.Text, l.Score, c.least, c.most)
		}
	}
	const area = `<map><area shape="poly" coords="1,2,3,4" href="/xz/1/index.htm"></map>`
	if l := best(t, Read(page(t, "/xz/index.htm", `<title>乡镇公开</title>`+area, archive.KindList), "").Links, "/xz/1/index.htm"); l.Score != contextOther.organScore() {
		t.Errorf("a town on a map: got %+v", l)
	}
}

func TestAListThatIsWholeIsNotSiftedFurther(t *testing.T) {
	const sifts = `<a href="/gk/?topic=8&organ=3">县财政局</a><a href="/gk/?topic=8&year=2023">2023年</a><a href="/gk/?topic=9">政策文件</a>`
	reports, notices := "", ""
	for _, organ := range []string{"财政局", "公安局", "教育局", "水利局", "林业局"} {
		reports += `<a href="/gk/detail_` + organ + `.html">青渡县` + organ + `2023年政府信息公开工作年度报告</a>`
		notices += `<a href="/gk/detail_` + organ + `.html">青渡县` + organ + `关于开展普法宣传活动的公告</a>`
	}
	const next = `<a href="/gk/?topic=8&page=2">下一页</a>`
	for name, c := range map[string]struct {
		path, body string
		lower      bool
	}{
		"a list of reports":                   {"/gk/?topic=8", reports + next, true},
		"a list of reports without a query":   {"/gk/", reports + next, false},
		"another list":                        {"/gk/?topic=8", notices + next, false},
		"a list that shows all that it has":   {"/gk/?topic=8", notices + `<p>共5条</p>`, true},
		"a list that says that it has more":   {"/gk/?topic=8", notices + `<p>共50条</p>`, false},
		"a list that is empty":                {"/gk/?topic=8", `<p>共0条</p>`, true},
		"an organ's page that counts nothing": {"/gk/?topic=8", "", false},
	} {
		links := Read(page(t, c.path, sifts+c.body, archive.KindList), "").Links
		for _, path := range []string{"/gk/?topic=8&organ=3", "/gk/?topic=8&year=2023"} {
			if l := best(t, links, path); (l.Score <= 90) != c.lower {
				t.Errorf("%s: got %+v", name, l)
			}
		}
		if l := best(t, links, "/gk/?topic=9"); l.Score <= 90 {
			t.Errorf("%s, another topic: got %+v", name, l)
		}
	}
}
