package cms

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
)

func TestPagersOfUnknownSystemsAreUnderstood(t *testing.T) {
	const items = `<ul><li><a href="/zwgk/202401/t20240112_8.html">河包镇</a></li></ul>`
	for name, c := range map[string]struct {
		path, body string
		want       []string
	}{
		"numbers and a last page": {
			"/zwgk/", `<a href="index_2.html">2</a><a href="index_3.html">3</a><a href="index_9.html">尾页</a>`, pages("/zwgk/index_%d.html", upTo(2, 9)...)},
		"names counted from 0, and a count": {
			"/zwgk/", `<a href="index_1.html">2</a><a href="index_2.html">3</a><span>共9页</span>`, pages("/zwgk/index_%d.html", upTo(1, 8)...)},
		"a next page and a count": {
			"/zwgk/", `<div><span>第1页/共5页</span><a href="?page=2">下一页</a></div>`, pages("/zwgk/?page=%d", upTo(2, 5)...)},
		"a next page and a last one": {
			"/list.jsp?c=7", `<a href="list.jsp?c=7&pageIndex=2">下页</a><a href="list.jsp?c=7&pageIndex=6">末页</a>`, pages("/list.jsp?c=7&pageIndex=%d", upTo(2, 6)...)},
		"directories": {
			"/zwgk/", `<a href="/zwgk/2/">下一页 ></a><span>共 4 页</span>`, pages("/zwgk/%d/", 2, 3, 4)},
		"a name with a hyphen": {
			"/zwgk/list-2.html", items + `<a href="list-1.html">1</a><a href="list-3.html">3</a><a href="list-6.html">尾页</a>`, pages("/zwgk/list-%d.html", 1, 3, 4, 5, 6)},
		"counts of items": {
			"/list.jsp", `<a href="?start=15">2</a><a href="?start=30">3</a><a href="?start=60">尾页</a>`, pages("/list.jsp?start=%d", 15, 30, 45, 60)},
		"options": {
			"/zwgk/", `<select><option value="index.html">第1页</option><option value="index_1.html">第2页</option><option value="index_2.html">第3页</option></select>`, append(pages("/zwgk/index_%d.html", 1, 2), "/zwgk/index.html")},
		"clicks": {
			"/zwgk/", `<i>共3页</i><a href="javascript:;" onclick="location.href='index_2.html'">下一页</a>`, pages("/zwgk/index_%d.html", 2, 3)},
		"an address in a link to a script": {
			"/zwgk/list.aspx", `<i>共3页</i><a href="javascript:turn('list.aspx?page=2')">下一页</a>`, pages("/zwgk/list.aspx?page=%d", 2, 3)},
		"a form that a script sends": {
			"/news.do?cid=nb", `<form action="/news.do"><input type="hidden" name="cid" value="nb"><input type="hidden" name="pageNo" value="1">
				共50条 第1/3页 <a href="javascript:goPage(2)">下一页</a></form>`, pages("/news.do?cid=nb&pageNo=%d", 2, 3)},
		"a form of a pager that counts without 共": {
			"/news.do?cid=nb", `<form method="get" action="/news.do"><input type="hidden" name="cid" value="nb"><input type="hidden" name="currentPage" value="1"></form>
				第1/3页 <a href="javascript:goPage(2)">下一页</a>`, pages("/news.do?cid=nb&currentPage=%d", 2, 3)},
		"a form that is posted": {
			"/news.do?cid=nb", `<form method="POST"><input type="hidden" name="pageNo" value="1">共50条 第1/3页</form>`, nil},
		"an arrow that is called next": {
			"/zwgk/", `<a class="page next" href="index_2.html"><i></i></a>`, pages("/zwgk/index_%d.html", 2)},
		"a next page that the head declares": {
			"/zwgk/", `<link rel="next" href="/zwgk/index_2.html">`, pages("/zwgk/index_%d.html", 2)},
		"a later page leads a few on": {
			"/zwgk/index_4.html", items + `<span>4/99</span><i>共99页</i><a href="index_5.html">下一页</a>`, pages("/zwgk/index_%d.html", upTo(5, 24)...)},
		"a hostile count": {
			"/zwgk/", `<i>共999999页</i><a href="?page=2">下一页</a>`, pages("/zwgk/?page=%d", upTo(2, maxPages)...)},
		"beyond the end only what is linked": {
			"/zwgk/index_90.html", `<i>第90页 共999页</i><a href="index_91.html">下一页</a>`, pages("/zwgk/index_%d.html", 91)},
		"a count without a link":     {"/zwgk/", `<i>共9页</i>`, nil},
		"a link without a count":     {"/zwgk/", `<a href="index_2.html">下一页</a>`, pages("/zwgk/index_%d.html", 2)},
		"a last page that disagrees": {"/zwgk/", `<a href="index_2.html">下一页</a><a href="/zwgk/all.html">尾页</a>`, []string{"/zwgk/all.html", "/zwgk/index_2.html"}},
		"numbers that agree on nothing": {
			"/zwgk/", `<a href="index_7.html">2</a><a href="index_5.html">3</a><a href="index_9.html">尾页</a><i>共9页</i>`, pages("/zwgk/index_%d.html", 5, 7, 9)},
		"the next page of another host": {"/zwgk/", `<i>共9页</i><a href="http://www.other.gov.cn/index_2.html">下一页</a>`, nil},
		"an arrow to another column":    {"/zwgk/", `<i>共9页</i><a href="/xw/dt/2023/">&gt;&gt;</a>`, nil},
		"days of a calendar":            {"/zwgk/", `<a href="?day=1">1</a><a href="?day=2">2</a><i>共31页</i>`, nil},
		"articles with numbers":         {"/zwgk/202401/", `<a href="t20240112_8.html">8</a><a href="t20240112_9.html">9</a>`, nil},
		"an article's pages": {
			"/zwgk/202401/t20240112_8.html", `<i>共9页</i><a href="t20240112_8_1.html">下一页</a>`, []string{"/zwgk/202401/t20240112_8_1.html"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, l := range Read(page(t, c.path, c.body, archive.KindList), "").Links {
				if l.SameList {
					got = append(got, strings.TrimPrefix(l.URL, host))
				}
			}
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %d: %.100q\nwant %d: %.100q", len(got), got[:min(len(got), 30)], len(c.want), c.want[:min(len(c.want), 30)])
			}
		})
	}
}

func TestAListThatCountsPagesWhichNothingLeadsToIsTold(t *testing.T) {
	const items = `<ul><li><a href="show.aspx?id=1">青渡县财政局2023年政府信息公开工作年度报告</a><li><a href="show.aspx?id=2">青渡县教育局2023年政府信息公开工作年度报告</a></ul>`
	for name, c := range map[string]struct {
		body string
		want int
	}{
		"a form turns the pages":     {items + `<div>共 231 条记录 1/12 页 <a href="javascript:__doPostBack('pager','2')">下一页</a></div>`, 11},
		"in few words":               {items + `<div>第1/12页 <a href="#" onclick="turn(2)">下一页</a></div>`, 11},
		"a date and a page":          {items + `<div>2023/12 首页</div>`, 0},
		"in words":                   {items + `<div>当前第1页 共12页 <a href="#" onclick="turn(2)">下一页</a></div>`, 11},
		"a link turns the pages":     {items + `<div>共12页 <a href="list.aspx?page=2">下一页</a></div>`, 0},
		"there is but one":           {items + `<div>共1页 <a href="javascript:void(0)">下一页</a></div>`, 0},
		"it is a later page":         {items + `<div>第 3/12 页 共231条 <a href="javascript:turn(4)">下一页</a></div>`, 0},
		"nothing is counted":         {items + `<div><a href="javascript:turn(2)">下一页</a></div>`, 0},
		"its items come by a script": {`<div>共12页</div>`, 11},
		"an article that has pieces": {`<meta name="ArticleTitle" content="关于青渡县的报告"><h1>关于青渡县的报告</h1><div id="zoom"><p>` + strings.Repeat("正文，", 400) + `</p><a href="a.pdf">附件</a></div><div>共2页</div>`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Read(page(t, "/xxgk/list.aspx", c.body, archive.KindList), "").Unturned; got != c.want {
				t.Errorf("got %d pages, want %d", got, c.want)
			}
		})
	}
}

func TestAColumnOfReportsTellsWhatOnlyItsScriptsShow(t *testing.T) {
	const report = "青渡县财政局2023年政府信息公开工作年度报告"
	const script = `<script src="/js/app.js"></script>`
	const list = `<ul><li><a href="/nb/1.html">` + report + `</a></li></ul>`
	type told struct {
		unnamed      int
		more, filled bool
	}
	for name, c := range map[string]struct {
		path, body string
		want       told
	}{
		"an empty list":                     {"/nb/", `<ul id="list"></ul>` + script, told{filled: true}},
		"an empty list by its address":      {"/nb/", `<div data-url="/search/list?cat=5"></div>` + script, told{filled: true}},
		"an address that is a search":       {"/nb/", `<div data-url="/search/list?cat=5"></div><div><script src="/js/list.js"></script></div>`, told{filled: true}},
		"the root of a program":             {"/nb/", `<div id="app"> </div>` + script, told{filled: true}},
		"an empty box":                      {"/nb/", `<div id="weather"></div>` + script, told{}},
		"an empty list that says so":        {"/nb/", `<ul id="list"></ul><p>暂无信息</p>` + script, told{}},
		"an empty list without scripts":     {"/nb/", `<ul id="list"></ul>`, told{}},
		"an empty list of a known request":  {"/nb/", `<ul id="list"></ul><script>$.get("/api/list?page=1", f)</script>`, told{}},
		"a list that a script file writes":  {"/nb/", `<div><ul id="list"></ul><script src="list.js"></script></div>`, told{}},
		"an empty list of something else":   {"/tz/", `<ul id="list"></ul>` + script, told{}},
		"a list that is there":              {"/nb/", list + `<ul id="more"></ul>` + script, told{}},
		"years":                             {"/nb/", `<a href="2023/">2023年</a><ul id="list"></ul>` + script, told{}},
		"a report by its script":            {"/nb/1.html", `<title>` + report + `</title><div id="content"></div>` + script, told{}},
		"a button for more":                 {"/nb/", list + `<div id="more">加载更多</div>` + script, told{more: true}},
		"a button for more without a sense": {"/nb/", list + `<a href="javascript:;">查看更多 &gt;&gt;</a>` + script, told{more: true}},
		"a pager without addresses":         {"/nb/", list + `<ul class="el-pager"><li class="number active">1</li><li class="number">2</li></ul>` + script, told{more: true}},
		"a pager in clicks":                 {"/nb/", list + `<div class="pagination"><a href="javascript:;">1</a> <a href="javascript:;">2</a></div>` + script, told{more: true}},
		"numbers of something else":         {"/nb/", list + `<ol class="steps"><li>1</li><li>2</li></ol>` + script, told{}},
		"a pager of one":                    {"/nb/", list + `<ul class="el-pager"><li class="number active">1</li></ul>` + script, told{}},
		"numbers that are posted":           {"/nb/", list + `<form method="post">1 <a href="javascript:__doPostBack('Pager1','2')">2</a> <a href="javascript:__doPostBack('Pager1','3')">3</a></form>` + script, told{more: true}},
		"a next page that is posted":        {"/nb/", list + `<a href="#" onclick="goPage(2)">下一页</a>` + script, told{more: true}},
		"a next page that isn't there":      {"/nb/", list + `第1/1页 <a href="javascript:goPage(1)">下一页</a> <a href="javascript:void(0)">[2]</a>` + script, told{}},
		"a next page of one page":           {"/nb/", list + `第1/1页 <a href="javascript:next()">下一页</a>` + script, told{}},
		"a next page that is disabled":      {"/nb/", list + `<a disabled="disabled" href="javascript:next()">下一页</a>` + script, told{}},
		"a next page by an address":         {"/nb/", list + `<a href="javascript:go('list.asp?page=2')">下一页</a>` + script, told{}},
		"beside the home page":              {"/nb.aspx", `<a href="/index.aspx">首页</a>` + list + `<a href="javascript:__doPostBack('Pager1','2')">2</a>` + script, told{more: true}},
		"beside the first page":             {"/nb/", list + `<a href="list.aspx?page=1">首页</a> <a href="javascript:goPage(2)">下一页</a>` + script, told{more: true}},
		"a pager that leads on":             {"/nb/", list + `<div class="pagination"><a class="on">1</a><a href="index_2.html">2</a></div>` + script, told{}},
		"a button that leads there":         {"/nb/", list + `<a href="all.html">查看更多</a>`, told{}},
		"a button with its address":         {"/nb/", list + `<a href="javascript:;" data-url="more?page=2">加载更多</a>`, told{}},
		"a button that is hidden":           {"/nb/", list + `<div style="display: none">加载更多</div>`, told{}},
		"a button for what its data hold":   {"/nb/", list + `<div>加载更多</div><script>var list = [{title: "乙镇2023年政府信息公开工作年度报告", url: "/nb/2.html"}]</script>`, told{}},
		"a button beside pages":             {"/nb/", list + `<a href="index_2.html">下一页</a><div>加载更多</div>`, told{}},
		"reports without addresses":         {"/nb/", `<script>var list = [{id: 5, title: "` + report + `", date: "2024/1/5"}, {id: 6, title: "通知"}]</script>`, told{unnamed: 1}},
		"reports that the page links to":    {"/nb/", list + `<script>var list = [{id: 5, title: "` + report + `"}]</script>`, told{}},
		"an answer without addresses":       {"/api/list?page=1", `{"rows":[{"id":5,"title":"` + report + `"},{"id":6,"title":"通知"}]}`, told{unnamed: 1}},
		"an answer by years":                {"/api/list?page=1", `{"rows":[{"title":"2023年政府信息公开年报","list":[{"title":"` + report + `","url":"/nb/1.html"}]}]}`, told{}},
		"an answer in markup":               {"/api/list?page=1", `{"data":{"html":"<a href='/nb/1.html'>` + report + `</a>"}}`, told{}},
	} {
		t.Run(name, func(t *testing.T) {
			kind := archive.KindList
			switch {
			case strings.HasPrefix(c.path, "/api/"):
				kind = archive.KindListData
			case strings.HasSuffix(c.path, ".html"):
				kind = archive.KindPage
			}
			p := page(t, c.path, c.body, kind)
			p.Column = "政府信息公开年报"
			if c.path == "/tz/" {
				p.Column = "通知公告"
			}
			r := Read(p, "")
			if got := (told{r.Unnamed, r.More, r.Filled}); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestDataRequestsInScriptsAreUnderstood(t *testing.T) {
	for name, c := range map[string]struct{ path, script, want string }{
		"a joined address":            {"/channel/7.html", `$.ajax({type: "GET", url: "/api/list?channelId=12&pageSize=8&pageNo=" + pageNo, success: f})`, "/api/list?channelId=12&pageSize=8&pageNo=1"},
		"a page in the middle":        {"/zwgk/", `$.get('/api/list?page=' + (n+1) + '&size=10', f)`, "/api/list?page=1&size=10"},
		"fields beside the address":   {"/zwgk/", `$.ajax({url: '/api/list.do', data: {channelId: '12', page: 1, "rows": 20}, dataType: 'json'})`, "/api/list.do?channelId=12&page=1&rows=20"},
		"fields by their variables":   {"/zwgk/", `var cid = "a1b2", cur = 1; $.post('/api/list', {catId: cid, pageNum: cur}, f)`, "/api/list?catId=a1b2&pageNum=1"},
		"fields as a text":            {"/zwgk/", `$.ajax({url: '/api/list', data: 'cat=3&pageIndex=' + n})`, "/api/list?cat=3&pageIndex=1"},
		"fetch with a template":       {"/zwgk/", "fetch(`/api/list?page=${page}&cat=3`).then(f)", "/api/list?page=1&cat=3"},
		"axios with its fields":       {"/zwgk/", `axios.get("/api/list", {params: {cat: 3, pageNo: this.pageNo}})`, "/api/list?cat=3&pageNo=1"},
		"a count of items":            {"/zwgk/", `$.getJSON("/api/list?limit=20&offset=" + from, f)`, "/api/list?limit=20&offset=0"},
		"what keeps it out of cache":  {"/zwgk/", `$.getJSON("./nb.json?_=" + new Date().getTime(), f)`, "/zwgk/nb.json"},
		"a page of the list itself":   {"/zwgk/list.jsp", `function go(n){location.href = "list.jsp?c=7&page=" + n}`, "/zwgk/list.jsp?c=7&page=1"},
		"河北's fragment":               {"/columns/a/index.html", `load("/columns/0a/templates/0b/blocks/0c")`, "/columns/0a/templates/0b/blocks/0c?page=1"},
		"辽宁's list":                   {"/zwgk/", `$.get("/eportal/ui?moduleId=5&portal.url=/portlet/xxgkml!queryList.portlet&pageNo="+p+"&pageSize=20")`, "/eportal/ui?moduleId=5&portal.url=/portlet/xxgkml!queryList.portlet&pageNo=1&pageSize=20"},
		"fields in a call":            {"/zwgk/", `$.getJSON("/api/list", {channelId: "8", pageNo: p, pageSize: 15}, function (res) { show(res.data.rows, '{') })`, "/api/list?channelId=8&pageNo=1&pageSize=15"},
		"a field named as what it is": {"/zwgk/", `function load(page){$.ajax({url:"/api/list?cat=3&page="+page,dataType:"json"})}`, "/api/list?cat=3&page=1"},
		"a channel by its variable":   {"/zwgk/", `var channel = "a1b2c3"; $.get("/api/" + channel + "/list?page=" + n)`, "/api/a1b2c3/list?page=1"},
		"a comment's quote is none":   {"/zwgk/", "// don't\n$.get('/api/list?page=' + n)", "/api/list?page=1"},
		"another host's":              {"/zwgk/", `$.get('http://www.other.gov.cn/api/list?page=' + n)`, ""},
		"a file of the first call":    {"/nb/", `function load(p) { $.getJSON("list_" + p + ".json", show) } load(1)`, "/nb/list_1.json"},
		"a file of no call":           {"/nb/", `function load(p) { $.getJSON("list_" + p + ".json", show) } load(first)`, ""},
		"a file of another's call":    {"/nb/", `function load(p) { $.getJSON("list_" + p + ".json", show) } reload(3)`, ""},
		"a file that it computes":     {"/zwgk/", `$.get('/api/' + name + '?page=' + n)`, ""},
		"a script":                    {"/zwgk/", `load('/js/page.js?page=1')`, ""},
		"a picture":                   {"/zwgk/", `img.src = '/img?page=1'`, ""},
		"markup":                      {"/zwgk/", `html += '<a href="/x?page=1">'`, ""},
		"no page":                     {"/zwgk/", `$.get('/api/visits?id=3', f)`, ""},
		"on an article":               {"/zwgk/202401/t20240112_8.html", `$.get('/api/list?page=' + n)`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, l := range Read(page(t, c.path, "<script>"+c.script+"</script>", archive.KindList), "").Links {
				if l.SameList {
					got += strings.TrimPrefix(l.URL, host)
				}
			}
			if got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestItemsInScriptsAreRead(t *testing.T) {
	const title = "河包镇2023年政府信息公开工作年度报告"
	for name, script := range map[string]string{
		"JSON":              `var list = [{"title":"` + title + `","url":"\/zwgk\/202401\/t20240112_8.html"}];`,
		"objects":           `var list = [{url: './202401/t20240112_8.html', date: '2024-01-12', title: '` + title + `'}]`,
		"JSON with escapes": `var list = [{"url":"/zwgk/202401/t20240112_8.html","title":"\u6cb3包镇2023年政府信息公开工作年度报告"}]`,
		"the last of two":   `[{"url":"/zwgk/202401/t20240112_7.html","title":"a"},{"url":"/zwgk/202401/t20240112_8.html","title":"` + title + `"}`,
		"other names":       `window.state = {"records":[{"docTitle":"` + title + `","docUrl":"\/zwgk\/202401\/t20240112_8.html","imgUrl":"/a/1.html"}]}`,
		"names of no sense": `var list = [{"t":"` + title + `","u":"./202401/t20240112_8.html","d":"2024-01-12"}];`,
		"no names":          `var d = [["` + title + `", "/zwgk/202401/t20240112_8.html", "2024-01-12"]];`,
		"after an address":  `var home = "/zwgk/index.html"; var d = [["` + title + `", "/zwgk/202401/t20240112_8.html"]];`,
		"data in a text":    `self.__next_f.push([1, "5:[\"$\",{\"items\":[{\"title\":\"` + title + `\",\"link\":\"/zwgk/202401/t20240112_8.html\"}]}]"])`,
		"a text of escapes": `var list = JSON.parse(decodeURIComponent("` + url.QueryEscape(`[{"title":"`+title+`","url":"/zwgk/202401/t20240112_8.html"}]`) + `"))`,
		"a text of JSON":    `var list = JSON.parse('[{"title":"` + title + `","url":"/zwgk/202401/t20240112_8.html"}]')`,
		"places in a row":   `[["Reactive",1],{"list":2},[3],{"title":4,"url":5},"` + title + `","/zwgk/202401/t20240112_8.html"]`,
		"a title in markup": `[{"url":"/zwgk/202401/t20240112_8.html","title":"河包镇2023年<em>政府信息公开</em>工作年度报告"}]`,
	} {
		t.Run(name, func(t *testing.T) {
			l := best(t, Read(page(t, "/zwgk/", "<script>"+script+"</script>", archive.KindList), "").Links, "/zwgk/202401/t20240112_8.html")
			if l.Text != title || l.Kind != archive.KindPage || l.Score < 940 {
				t.Errorf("got %+v", l)
			}
		})
	}
}

func TestReportsInScriptsAreReadWhateverTheirAddresses(t *testing.T) {
	report := func(n int) string { return fmt.Sprintf("河包镇%d年政府信息公开工作年度报告", 2000+n) }
	for name, script := range map[string]string{
		"by their titles":   `list: [{title: "` + report(23) + `", url: "/nb/23.html"}, {title: "防汛通知", url: "/nb/24.html"}, {title: "` + report(22) + `", url: "/nb/22.html"}, {name: "首页", url: "/index.html"}]`,
		"by what they call": `(function(a){return {list: [{title: "` + report(23) + `", linkUrl: "\u002Fnb\u002F23.html"}, {title: a, linkUrl: "\u002Fnb\u002F22.html"}, {title: a, linkUrl: "\u002Fnews\u002F22.html"}]}})("` + report(22) + `")`,
	} {
		t.Run(name, func(t *testing.T) {
			got := addressesOf(Read(page(t, "/nb/", "<script>"+script+"</script>", archive.KindList), "").Links, func(Link) bool { return true })
			if want := []string{"/nb/22.html", "/nb/23.html"}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestLinksOfMarkupInAScriptKeepTheirTitles(t *testing.T) {
	const script = `<script type="text/xml"><a href="/data.jsp?page=1"></a><a href="/nb/1.html" title="甲镇2023年政府信息公开工作年度报告"></a><a href="/nb/2.html" title="乙镇2023年政府信息公开工作年度报告"></a></script>`
	got := map[string]string{}
	for _, l := range Read(page(t, "/nb/", script, archive.KindList), "").Links {
		if l.Text != "" {
			got[strings.TrimPrefix(l.URL, host)] = l.Text
		}
	}
	if want := map[string]string{"/nb/1.html": "甲镇2023年政府信息公开工作年度报告", "/nb/2.html": "乙镇2023年政府信息公开工作年度报告"}; !maps.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestItemsOfAnAnswerAreToldByTheirFields(t *testing.T) {
	const title, address = "河包镇2023年政府信息公开工作年度报告", "/nb/8.html"
	for name, body := range map[string]string{
		"names in capitals":       `{"list":[{"DOCTITLE":"` + title + `","DOCPUBURL":"` + address + `"}]}`,
		"names that end so":       `{"docs":[{"docTitle":"` + title + `","docUrl":"` + address + `","coverUrl":"/nb/9.html","siteUrl":"/nb/7.html"}]}`,
		"what fields say":         `{"content":[{"t":"` + title + `","path":"` + address + `"}]}`,
		"a script that sets them": `var list=[{"t":"` + title + `","u":"./8.html"}];`,
		"JSON in JSON":            `{"d":"[{\"Title\":\"` + title + `\",\"Url\":\"` + address + `\"}]"}`,
		"JSON in a text":          `"{\"rows\":[{\"title\":\"` + title + `\",\"url\":\"` + address + `\"}]}"`,
		"a call with care":        `try{show({"rows":[{"title":"` + title + `","url":"` + address + `"}]})}catch(e){}`,
		"a call with more care":   `/**/ typeof show === 'function' && show({"rows":[{"title":"` + title + `","url":"` + address + `"}]});`,
		"rows without names":      `{"fields":["id","title","url"],"data":[[5,"` + title + `","` + address + `"]]}`,
		"a list with an address":  `{"channelName":"年报","channelUrl":"/nb/","rows":[{"title":"` + title + `","url":"` + address + `"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			links := Read(page(t, "/nb/list", body, archive.KindListData), "").Links
			if len(links) != 1 || links[0].URL != host+address || links[0].Text != title {
				t.Errorf("got %+v", links)
			}
		})
	}
}

func TestAnswersLeadToTheNext(t *testing.T) {
	const item = `{"url":"/detail/1.html","title":"甲"}`
	for name, c := range map[string]struct {
		path, body string
		want       []string
	}{
		"a number of pages":          {"/api/list?page=1", `{"pages":3,"list":[` + item + `]}`, pages("/api/list?page=%d", 2, 3)},
		"a total, by the size asked": {"/api/list?pageNo=1&pageSize=1", `{"data":{"total":3,"list":[` + item + `]}}`, pages("/api/list?pageNo=%d&pageSize=1", 2, 3)},
		"a total, by what it gives":  {"/api/list?pageNo=1&pageSize=100", `{"data":{"total":3,"list":[` + item + `]}}`, pages("/api/list?pageNo=%d&pageSize=100", 2, 3)},
		"a total, by items":          {"/api/list?offset=0&limit=1", `{"total":3,"list":[` + item + `]}`, pages("/api/list?offset=%d&limit=1", 1, 2)},
		"pages counted from 0":       {"/api/list?page=0", `{"totalPages":3,"content":[` + item + `]}`, pages("/api/list?page=%d", 1, 2)},
		"no count but a full page":   {"/api/list?page=4&size=1", `{"list":[` + item + `]}`, pages("/api/list?page=%d&size=1", 5)},
		"no count and half a page":   {"/api/list?page=4&size=9", `{"list":[` + item + `]}`, nil},
		"a count without items":      {"/api/list?page=4", `{"pages":99,"list":[]}`, nil},
		"the same page for all":      {"/api/list?page=4", `{"pages":99,"page":1,"list":[` + item + `]}`, nil},
		"广东's articles":              {"/gkmlpt/api/all/12?page=1&sid=7", `{"articles":[` + item + `],"classify":{"post_count":3}}`, pages("/gkmlpt/api/all/12?page=%d&sid=7", 2, 3)},
		"辽宁's result":                {"/eportal/ui?moduleId=5&pageNo=1&pageSize=1", `{"result":[` + item + `],"totalCount":2}`, pages("/eportal/ui?moduleId=5&pageNo=%d&pageSize=1", 2)},
		"markup in XML":              {"/api/list?page=1", `<?xml version="1.0"?><r><total>3</total><html><![CDATA[<a href="/detail/1.html">甲</a>]]></html></r>`, pages("/api/list?page=%d", 2, 3)},
		"a fragment that counts":     {"/columns/0a/templates/0b/blocks/0c?page=2", `<ul><li><a href="/detail/1.html">甲</a></li></ul><span>共4页</span>`, pages("/columns/0a/templates/0b/blocks/0c?page=%d", 3, 4)},
		"河北's fragment":              {"/columns/0a/templates/0b/blocks/0c?page=1", `<ul><li><a href="/detail/1.html">甲</a></li></ul><a href="javascript:;" data-url="/columns/0a/templates/0b/blocks/0c?page=2">下一页</a>`, pages("/columns/0a/templates/0b/blocks/0c?page=%d", 2)},
	} {
		t.Run(name, func(t *testing.T) {
			got := paths(Read(page(t, c.path, c.body, archive.KindListData), "").Links, archive.KindListData)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestCategoriesOf广东AreAskedFor(t *testing.T) {
	const body = `<script>window._CONFIG = {SID: "755001", TREE: [{"id": 11, "name": "机构职能", "children": [{name: '政府信息公开年报', parent: 11, id: 12}]}]};</script>`
	links := Read(page(t, "/qdx/gkmlpt/index", body, archive.KindList), "").Links
	if got, want := paths(links, archive.KindListData), pages("/qdx/gkmlpt/api/all/%d?page=1&sid=755001", 11, 12); !slices.Equal(got, want) {
		t.Fatalf("got  %q\nwant %q", got, want)
	}
	if l := links[0]; l.Column != "政府信息公开年报" || l.Score < 900 {
		t.Errorf("the first is %+v, want the one of reports", l)
	}
}

func TestHostileScriptsCostLittle(t *testing.T) {
	for name, script := range map[string]string{
		"requests by variables": strings.Repeat(`$.get('/a?x=' + variable + '&y=' + other);`, 20_000),
		"requests by paths":     strings.Repeat(`$.get('/a/' + name + '/' + other + '?page=1');`, 20_000),
		"functions of them":     strings.Repeat(`function f(p){$.get('/a/' + p + '.json')}`, 20_000),
		"items of ids":          strings.Repeat(`h+='<a href="/a/'+x.name+x.id+'">';`, 20_000),
		"data in texts":         strings.Repeat(`'{\\"a\\":[{"b":"', `, 20_000),
		"escapes without end":   `"` + strings.Repeat(`\"`, 200_000),
		"quotes without end":    strings.Repeat("`'\"", 100_000),
		"templates":             "`" + strings.Repeat("${", 100_000),
		"joins":                 strings.Repeat(`'a' + `, 100_000),
		"objects":               strings.Repeat(`{url:'/zwgk/202401/t20240112_8.html'}`, 20_000),
		"white space":           strings.Repeat(" ", 500_000) + `'/a?page='`,
	} {
		t.Run(name, func(t *testing.T) {
			if n := len(Read(page(t, "/zwgk/", "<script>"+script+"</script>", archive.KindList), "").Links); n > 1+maxNamed {
				t.Errorf("got %d links", n)
			}
			report := page(t, "/show/812345.html", "<title>河包镇2023年政府信息公开工作年度报告</title><script>"+script+"</script>", archive.KindPage)
			if n := len(Read(report, "").Links); n > 1+maxNamed {
				t.Errorf("of a report: got %d links", n)
			}
		})
	}
}

func TestTheFirstDataRequestOfAListIsKnownInEverySystem(t *testing.T) {
	for url, want := range map[string]bool{
		"http://a.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45&perpage=15&columnid=2":  true,
		"http://a.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=46&endrecord=90&perpage=15&columnid=2": false,
		"http://a.gov.cn/gkmlpt/api/all/45?page=1&sid=12":                                                  true,
		"http://a.gov.cn/gkmlpt/api/all/45?page=2&sid=12":                                                  false,
		"http://a.gov.cn/site/label/8888?labelName=publicInfoList&pageSize=15&pageIndex=2":                 false,
		"http://a.gov.cn/api/list?channelId=7&offset=20&limit=20":                                          false,
		"http://a.gov.cn/nb/list.json":                                                                     true,
		"http://a.gov.cn/nb/list_1.json":                                                                   true,
		"http://a.gov.cn/nb/list_2.json":                                                                   false,
		"http://a.gov.cn/nb/index_1.json":                                                                  false,
		"http://a.gov.cn/nb/2023.json":                                                                     true,
	} {
		if got := FirstPart(url); got != want {
			t.Errorf("%s: got %t, want %t", url, got, want)
		}
	}
}

func TestWhatAScriptPostsIsKeptBesideTheRequest(t *testing.T) {
	const marked = "__wb_method=POST"
	for name, c := range map[string]struct{ script, posted string }{
		"an object":                   {`axios.post("/api/list", {channel: "nb", current: p, size: 15})`, "JSON /api/list?" + marked + "&channel=nb&current=1&size=15"},
		"an object, as its script is": {`this.$http.post("/api/list", {channel: "nb", page: 1})`, "JSON /api/list?" + marked + "&channel=nb&page=1"},
		"the text of an object":       {`$.ajax({url: "/api/list", type: "POST", contentType: "application/json", data: JSON.stringify({channel: "nb", page: 1}), success: show})`, "JSON /api/list?" + marked + "&channel=nb&page=1"},
		"an object, as browsers do":   {`fetch("/api/list", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({channel: "nb", page: 1})}).then(show)`, "JSON /api/list?" + marked + "&channel=nb&page=1"},
		"a call":                      {`$.post("/api/list", {channelId: 8, page: 1}, show)`, "/api/list?" + marked + "&channelId=8&page=1"},
		"a field of its query":        {`$.post("/api/list?channelId=8", {page: 1}, show)`, "/api/list?channelId=8&" + marked + "&page=1"},
		"all in its query":            {`$.post("/api/list?page=1", show)`, "/api/list?page=1&" + marked},
		"a page in its query, a form": {`$.ajax({url: "/api/list?page=1", type: "post", data: {channelId: 8}, success: show})`, "/api/list?page=1&" + marked + "&channelId=8"},
		"the method before":           {`$.ajax({type: 'POST', url: "/api/list", data: "channelId=8&page=1", success: show})`, "/api/list?" + marked + "&channelId=8&page=1"},
		"as browsers do":              {`fetch("/api/list?page=1", {method: "POST"}).then(show)`, "/api/list?page=1&" + marked},
		"another's method":            {`$.ajax({url: "/api/hit", type: "POST"}); $.ajax({url: "/api/list", data: {channelId: 8, page: 1}})`, ""},
		"the next one's method":       {`$.ajax({url: "/api/list", data: {channelId: 8, page: 1}, success: function () { $.ajax({url: "/api/hit", type: "POST"}) }})`, ""},
		"what is asked for":           {`$.getJSON("/api/list", {channelId: 8, page: 1}, show)`, ""},
	} {
		posted := "none"
		for _, l := range Read(page(t, "/nb/", `<title>政府信息公开年报</title><script>`+c.script+`</script>`, archive.KindList), "").Links {
			if strings.Contains(l.URL, "/api/list") {
				if posted = strings.TrimPrefix(l.Posted, host); l.AsJSON {
					posted = "JSON " + posted
				}
			}
		}
		if posted != c.posted {
			t.Errorf("%s: got %q, want %q", name, posted, c.posted)
		}
	}
}
