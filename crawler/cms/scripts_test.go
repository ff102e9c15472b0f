package cms

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/internal/urls"
)

func TestChoicesAndClicksLeadWhereTheirScriptsDo(t *testing.T) {
	const years = `<select name="year" onchange="this.form.submit()"><option value="2023" selected>2023年</option><option value="2022">2022年</option></select>`
	const tree = `<script>var zNodes = [{id: 7, pId: 0, name: "政府信息公开年报"}, {id: 2022, pId: 7, name: "2022年"}, {id: 2023, pId: 7, name: "2023年"}];`
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"a choice that sends its form": {
			`<form action="/nb/list"><input type="hidden" name="cat" value="5"><input type="hidden" name="page" value="3">` + years + `</form>`,
			[]string{"/nb/list?cat=5&year=2022", "/nb/list?cat=5&year=2023"}},
		"a form that is posted":   {`<form action="/nb/list" method="post">` + years + `</form>`, nil},
		"a choice without a form": {years, nil},
		"a tree whose click shows a frame": {
			tree + `var setting = {callback: {onClick: function (e, t, node) { $("#main")[0].src = "/nb/list?cat=" + node.id; }}};</script>`,
			[]string{"/nb/list?cat=2022", "/nb/list?cat=2023", "/nb/list?cat=7"}},
		"a tree whose click leads on": {
			tree + `var setting = {callback: {onClick: function (e, t, node) { location.href = "/nb/" + node.id + "/"; }}};</script>`,
			[]string{"/nb/2022/", "/nb/2023/", "/nb/7/"}},
		"a tree whose click does more": {
			tree + `var setting = {callback: {onClick: function (e, t, node) { location.href = "/nb/" + node.id + "?t=" + now(); }}};</script>`, nil},
		"a frame that a script fills": {`<iframe data-src="frame.html"></iframe>`, []string{"/zwgk/frame.html"}},
		"a frame that holds nothing":  {`<iframe src="about:blank" data-src="/nb/frame.html"></iframe>`, []string{"/nb/frame.html"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := addressesOf(Read(page(t, "/zwgk/", c.body, archive.KindList), "").Links, func(Link) bool { return true })
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestPiecesOfAPageThatScriptsShowAreRead(t *testing.T) {
	const list = `<ul><li><a href="/nb/1.html">青渡县财政局2023年政府信息公开工作年度报告</a></li><li><a href="/nb/2.html">青渡县教育局2023年政府信息公开工作年度报告</a></li></ul>`
	both := []string{"/nb/1.html", "/nb/2.html"}
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"a script of markup":  {`<script type="text/html">` + list + `</script>`, both},
		"a field":             {`<textarea style="display: none">` + list + `</textarea>`, both},
		"an attribute":        {`<news-list :list='[{"title":"青渡县财政局2023年政府信息公开工作年度报告","url":"/nb/1.html"},{"title":"青渡县教育局2023年政府信息公开工作年度报告","url":"/nb/2.html"}]'></news-list>`, both},
		"a template":          {`<script type="text/template">{{each list}}` + list + `{{/each}}</script>`, nil},
		"a script that joins": {`<script>var h = '` + strings.ReplaceAll(list, "青渡县", "") + `'.replace(x, y)</script>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := addressesOf(Read(page(t, "/nb/", c.body, archive.KindList), "").Links, func(l Link) bool { return l.Text != "" })
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestAFrameInAColumnIsWorthAsMuchAsItsList(t *testing.T) {
	for title, least := range map[string]int{"政府信息公开年报-青渡县人民政府": 880, "政府信息公开-青渡县人民政府": 560} {
		body := `<title>` + title + `</title><a href="/">首页</a><a href="/xw/">新闻动态</a><iframe src="frame/5.html"></iframe>`
		if l := best(t, Read(page(t, "/c/", body, archive.KindList), "").Links, "/c/frame/5.html"); l.Score < least {
			t.Errorf("%s: got %+v", title, l)
		}
	}
}

func TestPagesOfAListInFilesAreNumbered(t *testing.T) {
	const item = `{"title":"青渡县2023年政府信息公开工作年度报告","url":"/nb/8.html"}`
	for name, c := range map[string]struct {
		path, body string
		want       []string
	}{
		"the first":                  {"/nb/list_1.json", `{"pageCount":3,"list":[` + item + `]}`, pages("/nb/list_%d.json", 2, 3)},
		"a later one":                {"/nb/list_2.json", `{"pageCount":3,"list":[` + item + `]}`, pages("/nb/list_%d.json", 3)},
		"a total":                    {"/nb/data-1.json", `{"page":1,"total":3,"list":[` + item + `]}`, pages("/nb/data-%d.json", 2, 3)},
		"those of TRS":               {"/nb/index.json", `{"pageCount":3,"pageIndex":0,"list":[` + item + `]}`, pages("/nb/index_%d.json", 1, 2)},
		"a short last one of TRS":    {"/nb/index_1.json", `{"total":3,"list":[` + item + `]}`, nil},
		"a later one of TRS":         {"/nb/index_1.json", `{"pageCount":3,"pageIndex":1,"list":[` + item + `]}`, pages("/nb/index_%d.json", 2)},
		"a number that is no page's": {"/nb/channel_1.json", `{"total":3,"list":[` + item + `]}`, nil},
		"a year":                     {"/nb/2023.json", `{"total":9999,"list":[` + item + `]}`, nil},
		"nothing counted":            {"/nb/list_1.json", `{"list":[` + item + `]}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := paths(Read(page(t, c.path, c.body, archive.KindListData), "").Links, archive.KindListData)
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestAPageOfJpaasThatDoesNotSayItsSizeHasTheSizeItHas(t *testing.T) {
	const url = "/front/page/build/unit?pageId=1638&tagId=list"
	const answer = `{"data":{"html":"<ul><li><a href=\"/art/2024/art_5.html\">甲</a></li><li><a href=\"/art/2024/art_6.html\">乙</a></li></ul><div class=\"pagination\" total=\"5\"></div>"}}`
	got := addressesOf(Read(page(t, url, answer, archive.KindListData), "").Links, func(l Link) bool { return l.Kind == archive.KindListData })
	if len(got) != 2 || !strings.HasSuffix(got[1], "%22pageNo%22%3A3%2C%22pageSize%22%3A2%7D") {
		t.Errorf("got %q, want pages 2 and 3 of 2 items", got)
	}
}

func TestAddressesOfItemsAreMadeAsThePageMakesThem(t *testing.T) {
	const request = `$.getJSON("/api/list?cat=5&page=1", show)`
	const answer = `{"total":3,"rows":[{"id":7,"docId":"b2","title":"青渡县财政局2023年政府信息公开工作年度报告"},{"title":"青渡县教育局2023年政府信息公开工作年度报告"}]}`
	for name, c := range map[string]struct{ body, want string }{
		"a script that joins":       {`<script>` + request + `;h += '<li><a href="/content/' + it.id + '.html">' + it.title + '</a></li>'</script>`, "/content/7.html"},
		"a script with a template":  {"<script>" + request + ";h += `<li><a target=_blank href=\"/content/${list[i].id}.html\">${list[i].title}</a></li>`</script>", "/content/7.html"},
		"a script that leads on":    {`<script>` + request + `;function me(u) { location.href = "/user/" + u.id };list.append('<a href="/nb/' + row.docId + '.html">')</script>`, "/nb/b2.html"},
		"a script that opens it":    {`<script>` + request + `;li.onclick = function () { window.open("show.jsp?id=" + row.docId) }</script>`, "/nb/show.jsp?id=b2"},
		"a template in a script":    {`<script type="text/html"><a href="../show/{{item.id}}.html">{{item.title}}</a></script><script>` + request + `</script>`, "/show/7.html"},
		"an older template":         {`<script type="text/html"><a href='show/<%= item.id %>.html'></a></script><script>` + request + `</script>`, "/nb/show/7.html"},
		"an element for each":       {`<li v-for="item in list"><a :href="'/content/' + item.id + '.html'">{{item.title}}</a></li><script>` + request + `</script>`, "/content/7.html"},
		"a field that others have":  {`<script>` + request + `;h += '<a href="/content/' + it.guid + '.html">'</script>`, ""},
		"what is computed":          {`<script>` + request + `;h += '<a href="/content/' + path(it.id) + '.html">'</script>`, ""},
		"two fields, one of no id":  {`<script>` + request + `;h += '<a href="/' + it.folder + '/' + it.id + '.html">'</script>`, ""},
		"another host":              {`<script>` + request + `;h += '<a href="http://www.other.cn/' + it.id + '.html">'</script>`, ""},
		"nothing that is of a list": {`<script>` + request + `;location.href = "/list?cat=" + cat</script>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			links := Read(page(t, "/nb/", c.body, archive.KindList), "").Links
			i := slices.IndexFunc(links, func(l Link) bool { return l.Kind == archive.KindListData })
			if i < 0 || len(links) != 1 {
				t.Fatalf("got %+v, want the data request", links)
			}
			p := page(t, strings.TrimPrefix(links[i].URL, host), answer, archive.KindListData)
			p.Made = links[i].Made
			var want, later []string
			if c.want != "" {
				want, later = []string{c.want}, []string{links[i].Made, links[i].Made}
			}
			r := Read(p, "")
			if got := addressesOf(r.Links, func(l Link) bool { return l.Kind == archive.KindPage }); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			if r.Unnamed != 2-len(want) {
				t.Errorf("%d reports have no address, want %d", r.Unnamed, 2-len(want))
			}
			var got []string
			for _, l := range r.Links {
				if l.Kind == archive.KindListData {
					got = append(got, l.Made)
				}
			}
			if !slices.Equal(got, later) {
				t.Errorf("later requests: got %q, want %q", got, later)
			}
		})
	}
}

func TestAnArticleThatItsScriptFetchesIsAskedForAsAFile(t *testing.T) {
	const title = "青渡县财政局2023年政府信息公开工作年度报告"
	for name, c := range map[string]struct{ path, body, want string }{
		"by a number in the script":  {"/show/812345.html", `<script>$.get("/api/article/812345", show)</script>`, "/api/article/812345"},
		"by a variable":              {"/show/812345.html", `<script>var id = "812345"; fetch("/api/article/" + id + "?v=1").then(show)</script>`, "/api/article/812345?v=1"},
		"by a field of its query":    {"/show.html?id=812345", `<script>$.getJSON("/api/info?infoId=" + getQueryString("id"), show)</script>`, "/api/info?infoId=812345"},
		"by one that it names":       {"/show.html?id=812345", `<script>var id = getUrlParam('id');$.ajax({url: "/api/info?infoId=" + id, success: show})</script>`, "/api/info?infoId=812345"},
		"another article's":          {"/show/812345.html", `<script>$.get("/api/article/812346", show)</script>`, ""},
		"a count of its readers":     {"/show/812345.html", `<script>$.get("/api/hits?id=812345", show)</script>`, ""},
		"another count":              {"/show/812345.html", `<script>$.get("/api/article/812345/addClick");$.get("/api/article/812345", show)</script>`, "/api/article/812345"},
		"a count for its year":       {"/2023/0115/812345.html", `<script>$.get("/api/sum?year=2023");$.get("/api/article/812345", show)</script>`, "/api/article/812345"},
		"what it sends":              {"/show/812345.html", `<script>$.post("/api/article/812345", show)</script>`, ""},
		"a text that the page has":   {"/show/812345.html", `<p>` + strings.Repeat("主动公开。", 200) + `</p><script>$.get("/api/article/812345", show)</script>`, ""},
		"a file that the page has":   {"/show/812345.html", `<a href="/a.pdf">附件</a><script>$.get("/api/article/812345", show)</script>`, ""},
		"what only the script knows": {"/show/812345.html", `<script>$.get("/api/article/812345/" + now(), show)</script>`, ""},
		"another host's":             {"/show/812345.html", `<script>$.get("http://www.other.cn/api/812345", show)</script>`, ""},
		"one that is titled as news": {"/show/812346.html", `<script>$.get("/api/article/812346", show)</script>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := page(t, c.path, `<title>详情</title><div id="content"></div>`+c.body, archive.KindPage)
			p.Anchor = title
			if strings.Contains(c.path, "812346") {
				p.Anchor = "防汛通知"
			}
			r := Read(p, "")
			got := addressesOf(r.Links, func(l Link) bool { return l.Kind == archive.KindAttachment && l.Text == title })
			var want []string
			if c.want != "" {
				want = []string{c.want}
			}
			if !slices.Equal(got, want) || r.Apart != (want != nil) {
				t.Errorf("got %q, %v, want %q", got, r.Apart, want)
			}
		})
	}
}

func TestAddressesInDataAreThoseOfThePageThatShowsThem(t *testing.T) {
	const item = `"title":"青渡县财政局2023年政府信息公开工作年度报告"`
	for name, c := range map[string]struct{ page, answer, want string }{
		"of JSON":               {`<script>$.get("/api/list?cat=5&page=1", show)</script>`, `{"total":2,"rows":[{` + item + `,"url":"./7.html"}]}`, "/nb/7.html"},
		"that climb":            {`<script>$.get("/api/list?cat=5&page=1", show)</script>`, `{"total":2,"rows":[{` + item + `,"url":"../show/7.html"}]}`, "/show/7.html"},
		"of a fragment":         {`<script>$("#list").load("/api/list.html")</script>`, `<a href="7.html">青渡县财政局2023年政府信息公开工作年度报告</a>`, "/nb/7.html"},
		"of a script":           {`<ul><script src="/data/nb.js"></script></ul>`, `document.write("<a href='7.html'>青渡县财政局2023年政府信息公开工作年度报告</a>")`, "/nb/7.html"},
		"whose page has a base": {`<base href="/xxgk/nb/"><script>$.get("/api/list?cat=5&page=1", show)</script>`, `{"rows":[{` + item + `,"url":"7.html"}]}`, "/xxgk/nb/7.html"},
		"in the same folder":    {`<script>$.getJSON("list.json", show)</script>`, `{"rows":[{` + item + `,"url":"7.html"}]}`, "/nb/7.html"},
	} {
		t.Run(name, func(t *testing.T) {
			p := page(t, "/nb/", c.page, archive.KindList)
			p.Column = "政府信息公开年报"
			if strings.Contains(c.page, "<base") {
				base, err := urls.NewBase(host + "/xxgk/nb/")
				if err != nil {
					t.Fatal(err)
				}
				p.Base = base
			}
			links := Read(p, "").Links
			i := slices.IndexFunc(links, func(l Link) bool { return l.Kind == archive.KindListData })
			if i < 0 {
				t.Fatalf("got %+v, want a data request", links)
			}
			data := page(t, strings.TrimPrefix(links[i].URL, host), c.answer, archive.KindListData)
			data.Made = links[i].Made
			read := Read(data, "").Links
			if got := addressesOf(read, func(l Link) bool { return l.Kind == archive.KindPage }); !slices.Equal(got, []string{c.want}) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			for _, l := range read {
				if l.Kind == archive.KindListData && l.Made != links[i].Made {
					t.Errorf("a later request keeps %q, want %q", l.Made, links[i].Made)
				}
			}
		})
	}
}

func TestAnAnswerThatHasNoListIsTold(t *testing.T) {
	for body, want := range map[string]bool{
		`{"code":401,"msg":"未授权的访问","data":null}`: true,
		`{"success":false}`:       true,
		`{"total":0,"rows":null}`: false,
		`{"rows":[]}`:             false,
		`{"list":{"1":{"title":"甲","url":"/nb/1.html"}}}`: false,
		`{"html":"<a href=\"/nb/1.html\">甲</a>"}`:         false,
		`<?xml version="1.0"?><list></list>`:              false,
		`<ul></ul>`:                                       false,
	} {
		if got := Read(page(t, "/api/list?page=1", body, archive.KindListData), "").NoList; got != want {
			t.Errorf("%s: got %v, want %v", body, got, want)
		}
	}
}

func TestAFormOfManyChoicesCostsLittle(t *testing.T) {
	body := `<form action="/nb/">` + strings.Repeat(`<input name="b">`, 40) + `<select name="year" onchange="submit()">` + strings.Repeat(`<option value="2023">2023年</option>`, 20_000) + `</select></form>`
	p := page(t, "/nb/", body, archive.KindList)
	begin := time.Now()
	if Read(p, ""); time.Since(begin) > 5*time.Second {
		t.Errorf("took %s", time.Since(begin))
	}
}

func TestWhatAScriptWritesInItsPlaceIsRead(t *testing.T) {
	const report = "河包镇2023年政府信息公开工作年度报告"
	long := strings.Repeat(`<td class=\"dot\">&nbsp;</td>`, 200)
	for name, script := range map[string]string{
		"an item a line":    `document.write("<tr><td><a href='/nb/1.html' target=_blank>` + report + `</a></td></tr>");`,
		"in a comment":      "<!--\n" + `document.writeln('<li><a href="/nb/1.html">` + report + `</a>');` + "\n//-->",
		"joined":            `document.write('<a href="/nb/1.html">' + '` + report + `' + '</a>');`,
		"a long text":       `document.write("` + long + `<a href=\"/nb/1.html\">` + report + `</a>");`,
		"beside a computed": `document.write("<a href='/v.jsp?id="+id+"'>"+title+"</a>"); document.write("<a href='/nb/1.html'>` + report + `</a>");`,
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, l := range Read(page(t, "/nb/", "<table><script language=javascript>"+script+"</script></table>", archive.KindList), "").Links {
				got = append(got, strings.TrimPrefix(l.URL, host)+" "+l.Text)
			}
			if want := []string{"/nb/1.html " + report}; !slices.Equal(got, want) {
				t.Errorf("got %q", got)
			}
		})
	}
}
