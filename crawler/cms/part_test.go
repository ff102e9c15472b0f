package cms

import (
	"strings"
	"testing"

	"gongkai/archive"
)

func TestPartsOfAPageThatItsScriptFetchesAreAskedFor(t *testing.T) {
	for script, want := range map[string]string{
		`$("#head").load("/common/head.html");`:                                  "/common/head.html",
		`$("#ml").load('ml.jsp?organ=12 #list', function () { show(); });`:       "/zwgk/ml.jsp?organ=12",
		`$.get("./ml.htm", function (h) { $("#ml").html(h); });`:                 "/zwgk/ml.htm",
		`$.get("/visits.jsp?id=3", function (n) { $("#visits").html(n); });`:     "",
		`$.get("/visits.html?id=3", function (n) { $("#visits").html(n); });`:    "",
		`$("#head").load("http://www.other.gov.cn/head.html");`:                  "",
		`$("#ml").load("/ml/" + organ + ".html");`:                               "",
		`image.load("/images/a.png"); player.load("/a.js"); $("#x").load(more);`: "",
	} {
		got := ""
		for _, l := range Read(page(t, "/zwgk/", `<div id="ml"></div><script>`+script+`</script>`, archive.KindList), "").Links {
			if l.Kind == archive.KindListData {
				got += strings.TrimPrefix(l.URL, host)
			}
		}
		if got != want {
			t.Errorf("%s\ngot  %q\nwant %q", script, got, want)
		}
	}
}

func TestScriptsThatWriteAListOfReportsAreAskedFor(t *testing.T) {
	const writer = `<h3>2023年</h3><ul><script src="js/list_2023.js?v=2"></script></ul>`
	for name, c := range map[string]struct{ path, body, want string }{
		"a column of reports":             {"/zfxxgknb/", writer, "/zfxxgknb/js/list_2023.js?v=2"},
		"another column":                  {"/tzgg/", writer, ""},
		"a column that shows reports":     {"/zfxxgknb/", writer + `<a href="202401/t20240112_8.html">青渡县2022年政府信息公开工作年度报告</a>`, ""},
		"a library, and another host's":   {"/zfxxgknb/", `<script src="/js/jquery.js"></script><div><script src="https://hm.baidu.com/hm.js"></script></div>`, ""},
		"a program that writes it":        {"/zfxxgknb/", `<ul><script src="/inc/jsnews.asp?classid=8&n=20"></script></ul>`, "/inc/jsnews.asp?classid=8&n=20"},
		"the menus of a home page":        {"/index.asp", `<table><tr><td><script src="/inc/menu.js"></script></table><a href="/xw/202401/t20240112_8.html">青渡县召开春季防火会议</a>`, "/inc/menu.js"},
		"a home page that has menus":      {"/index.asp", `<div><script src="/inc/menu.js"></script></div><a href="/zwgk/">政务公开</a>`, ""},
		"a tree of disclosure":            {"/zwgk/tree.htm", `<title>信息公开目录</title><div class="dtree"><script src="tree.js"></script></div>`, "/zwgk/tree.js"},
		"what is written in another form": {"/zfxxgknb/", `<ul><script src="/count.asp?id=3"></script></ul>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, l := range Read(page(t, c.path, c.body, archive.KindList), "").Links {
				if l.Kind == archive.KindListData {
					got += strings.TrimPrefix(l.URL, host)
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	const script = `// 2023年
		document.writeln('<li><a href="/zfxxgknb/202401/t20240112_8.html" title="青渡县财政局2023年政府信息公开工作年度报告">青渡县财政局2023年…<\/a></li>');
		document.write("<li><a href=\"\/zfxxgknb\/202401\/t20240112_9.html\">青渡县公安局2023年政府信息公开工作年度报告<\/a>" + "</li>");`
	const tree = `d = new dTree('d'); d.add(0,-1,'目录'); d.add(1,0,'财政局'); d.add(2,1,'年度报告','/zwgk/list.asp?unit=3&type=nb','','main'); document.write(d);`
	if l := best(t, Read(page(t, "/zwgk/tree.js", tree, archive.KindListData), "").Links, "/zwgk/list.asp?unit=3&type=nb"); l.Score < 800 {
		t.Errorf("a tree's column got %+v", l)
	}
	links := Read(page(t, "/zfxxgknb/js/list_2023.js", script, archive.KindListData), "").Links
	for _, want := range []string{"/zfxxgknb/202401/t20240112_8.html", "/zfxxgknb/202401/t20240112_9.html"} {
		if l := best(t, links, want); l.Score < 940 || l.Kind != archive.KindPage {
			t.Errorf("got %+v", l)
		}
	}
}
