package htmldoc

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/readtest"
)

const article = `<p>青渡县人民政府</p><p>2023年政府信息公开工作年度报告</p>
<p><b>一、总体情况</b></p><p>　　2023年，本机关主动公开政府信息15条。来源于各股室的信息均经审核。</p>
<table border=1><tr><td colspan=4>第二十条第（一）项</td></tr><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr><tr><td>行政规范性文件</td><td>2</td><td>0</td><td>11</td></tr></table>
<p>六、其他需要报告的事项<br>无。</p><p><a href="./P020240115.docx">附件：年度报告</a></p>`

// digestible renders what a content digest is made of.
func digestible(doc archive.Document) string {
	var b strings.Builder
	for _, p := range doc.Blocks {
		fmt.Fprintf(&b, "%s|%s\n", p.Type, p.Text)
	}
	fmt.Fprintf(&b, "%v %s", doc.Tables, doc.Title)
	return b.String()
}

func TestOneArticleReadsTheSameOnEveryHost(t *testing.T) {
	hosts := map[string]string{
		"TRS": `<html><head><title>2023年政府信息公开工作年度报告_青渡县人民政府</title><meta name="ArticleTitle" content="2023年政府信息公开工作年度报告"></head><body>
<div class="header"><h1>青渡县人民政府门户网站</h1><span>今天是2025年3月1日 星期六</span></div><div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a></div>
<div class="TRS_Editor">%s</div><div>上一篇：<a href="t1.html">其他</a></div><div class="footer">主办单位：青渡县人民政府办公室 ICP备12345号</div></body></html>`,
		"Hanweb": `<html><head><meta name="ArticleTitle" content="2023年政府信息公开工作年度报告"></head><body><table width=1000><tr><td>您当前的位置：首页 &gt; 年报</td></tr><tr><td>
<table><tr><td>索引号</td><td>123</td><td>发布机构</td><td>县政府办</td><td>发布日期</td><td>2024-01-20</td></tr></table>
<div id="zoom">%s</div><p>【字体：大 中 小】 【打印】 【关闭】</p></td></tr></table><p>版权所有：青渡县</p></body></html>`,
		"within one container": `<html><head><meta name="ArticleTitle" content="2023年政府信息公开工作年度报告"></head><body><div id="vsb_content"><div class="share">分享到：<a href=#>微信</a></div>%s
<p>上一条：无</p><p>下一条：<a href="9.htm">2022年年报</a></p><p>【打印】【关闭】</p></div></body></html>`,
		"without a known container": `<html><head><meta name="ArticleTitle" content="2023年政府信息公开工作年度报告"></head><body><header>青渡县</header><nav><ul><li><a href=1>首页</a><li><a href=2>新闻</a></ul></nav>
<div class="wrap"><div class="crumbs">当前位置：<a href=/>首页</a>&gt;年报</div><div class="xyz">%s</div><div>浏览次数：<span>12</span></div></div><footer>联系我们 电话 0123</footer></body></html>`,
	}
	want := digestible(read(t, `<html><head><meta name="ArticleTitle" content="2023年政府信息公开工作年度报告"></head><body>`+article+`</body></html>`))
	if !strings.Contains(want, "来源于各股室") || !strings.Contains(want, "无。") {
		t.Fatalf("the article itself is incomplete: %s", want)
	}
	for name, page := range hosts {
		t.Run(name, func(t *testing.T) {
			doc := read(t, fmt.Sprintf(page, article))
			if got := digestible(doc); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if len(doc.Tables) != 1 {
				t.Errorf("got %d tables, want 1", len(doc.Tables))
			}
			if !slices.ContainsFunc(doc.Links, func(l archive.Link) bool {
				return l.URL == "http://www.example.gov.cn/a/b/P020240115.docx" && l.Attachment && l.Text == "附件：年度报告"
			}) {
				t.Errorf("got links %+v, want the attachment", doc.Links)
			}
		})
	}
}

func TestTheTitleIsTakenFromTheBestEvidence(t *testing.T) {
	const body = `<div id=zoom>` + article + `</div>`
	for name, c := range map[string]struct{ page, want string }{
		"the declared one": {`<meta name=articletitle content="县2023年年报"><title>x_y</title>` + body, "县2023年年报"},
		"of UCAP":          {`<title>x</title><ucaptitle>某县2023年政府信息公开年报</ucaptitle>` + body, "某县2023年政府信息公开年报"},
		"the heading":      {`<title>某县人民政府</title><h1>某县人民政府</h1><h1 class=title>某街道2023年政府信息公开工作年度报告</h1>` + body, "某街道2023年政府信息公开工作年度报告"},
		"the window's without the site": {`<title>某局2023年政府信息公开工作年度报告-政府信息公开年报-某县人民政府门户网站</title>` + body,
			"某局2023年政府信息公开工作年度报告"},
		"the window's with years": {`<title>2019-2020年政府信息公开年报_某县政府网</title>` + body, "2019-2020年政府信息公开年报"},
		"the first lines":         {`<title>某县人民政府</title>` + body, "青渡县人民政府2023年政府信息公开工作年度报告"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, c.page).Title; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAWindowWithTheTitleOfAnotherYearIsTold(t *testing.T) {
	const heading = `<h1>青渡县水利局2023年政府信息公开工作年度报告</h1><div id=zoom>` + article + `</div>`
	for window, told := range map[string]bool{
		"青渡县水利局2022年政府信息公开工作年度报告-青渡县人民政府门户网站": true,
		"青渡县水利局 2023年政府信息公开工作年度报告":            false,
		"2022年政府信息公开年报_青渡县人民政府":               false,
		"青渡县水利局政府信息公开工作年度报告":                  false,
		"": false,
	} {
		doc := read(t, `<title>`+window+`</title>`+heading)
		if got := warned(doc, "titles_differ"); got != told || doc.Title != "青渡县水利局2023年政府信息公开工作年度报告" {
			t.Errorf("%s: got %q, %v", window, doc.Title, doc.Warnings)
		}
	}
}

func TestDateAndIssuerComeFromTheMetadata(t *testing.T) {
	for name, c := range map[string]struct{ page, date, issuer string }{
		"meta":             {`<meta name=PubDate content="2024-01-20 10:00"><meta name=ContentSource content="县府办">`, "2024-01-20", "县府办"},
		"a box of cells":   {`<table><tr><td>发布机构：</td><td>青渡县水利局</td><td>发布日期：</td><td>2024年1月5日</td></tr></table>`, "2024-01-05", "青渡县水利局"},
		"a line of spans":  {`<div><span>发布时间：</span>2024/2/9&nbsp;<b>发布机构：</b>县财政局&nbsp;</div>`, "2024-02-09", "县财政局"},
		"an absurd date":   {`<p>发布日期：2024-99-01</p>`, "", ""},
		"nothing declared": {`<p>2024-01-01</p>`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, c.page+`<div id=zoom>`+article+`</div>`)
			if doc.Published != c.date || doc.IssuerHint != c.issuer {
				t.Errorf("got %q by %q, want %q by %q", doc.Published, doc.IssuerHint, c.date, c.issuer)
			}
		})
	}
}

func TestFilesAreFoundWhereverThePageKeepsThem(t *testing.T) {
	for name, c := range map[string]struct{ markup, want string }{
		"a link":               {`<a href="../x/年报.PDF?v=1#p">x</a>`, "http://www.example.gov.cn/a/x/%E5%B9%B4%E6%8A%A5.PDF?v=1"},
		"a download of Hanweb": {`<a href="/module/download/downfile.jsp?classid=0&filename=0a.doc">x</a>`, "http://www.example.gov.cn/module/download/downfile.jsp?classid=0&filename=0a.doc"},
		"a download of VSB":    {`<a href="/system/_content/download.jsp?urltype=a&wbfileid=1">x</a>`, "http://www.example.gov.cn/system/_content/download.jsp?urltype=a&wbfileid=1"},
		"a frame":              {`<iframe src="a.pdf"></iframe>`, "http://www.example.gov.cn/a/b/a.pdf"},
		"an embedded object":   {`<object data="a.ofd"></object>`, "http://www.example.gov.cn/a/b/a.ofd"},
		"a viewer":             {`<iframe src="/pdfjs/web/viewer.html?file=%2Ff%2Fa.pdf"></iframe>`, "http://www.example.gov.cn/f/a.pdf"},
		"a script":             {`<span onclick="window.open('/f/b.wps')">x</span>`, "http://www.example.gov.cn/f/b.wps"},
		"a script as address":  {`<a href="javascript:down('/f/c.xls')">x</a>`, "http://www.example.gov.cn/f/c.xls"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, c.markup+`<div id=zoom>`+article+`</div>`)
			for _, l := range doc.Links {
				if l.URL == c.want && l.Attachment {
					return
				}
			}
			t.Errorf("got %+v, want %s", doc.Links, c.want)
		})
	}
}

func TestStatutoryTablesAreTakenFromOutsideTheContent(t *testing.T) {
	doc := read(t, `<div class=TRS_Editor>`+strings.Repeat("<p>一段文字，说明情况，说明情况。</p>", 10)+`</div><div class=other><table><tr><td>规章</td><td>1</td></tr><tr><td>行政规范性文件</td><td>2</td></tr></table>
<table><tr><td>友情链接</td><td>天气</td></tr></table></div>`)
	if len(doc.Tables) != 1 || doc.Tables[0].Grid[1][1] != "2" {
		t.Errorf("got %+v, want the statutory table alone", doc.Tables)
	}
}

func TestAPageThatCannotBeParsedIsReadFlat(t *testing.T) {
	for name, page := range map[string]string{
		"too deep":          strings.Repeat("<div>", 600) + "<p>正文</p>",
		"formatting bloats": "<p>" + strings.Repeat("<b><i x=1>", 300) + strings.Repeat("</p><p>正文", 40_000),
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, page)
			if len(doc.Warnings) != 1 || doc.Warnings[0].Code != "page_flat" {
				t.Errorf("got warnings %+v, want page_flat", doc.Warnings)
			}
			if len(doc.Blocks) == 0 || doc.Blocks[0].Text != "正文" {
				t.Errorf("got %d blocks, want the text", len(doc.Blocks))
			}
		})
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, []byte("<p>x"), "utf-8", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("<div id=zoom>"+article+"</div>"), "http://a.gov.cn/")
	f.Add([]byte("<table><tr><td rowspan=0 colspan=9><table><tfoot><tr><th>"), "")
	f.Add([]byte("<ucapcontent><svg><title>x</title><a href='javascript:x(\"a.pdf\")'>"), "x")
	f.Fuzz(func(t *testing.T, page []byte, base string) {
		doc, err := Read(t.Context(), page, "utf-8", base)
		if err != nil {
			t.Fatal(err)
		}
		readtest.CheckTables(t, doc)
	})
}

// reportPage has three tables with 279 cells together.
func reportPage() string {
	var b strings.Builder
	b.WriteString("<html><body><div class=nav><a href=/>首页</a></div><div class=TRS_Editor><p>2023年政府信息公开工作年度报告</p>")
	row := func(cells int) {
		b.WriteString("<tr>")
		for i := range cells {
			fmt.Fprintf(&b, `<td style="border:1px solid;width:%dpx" rowspan=1><p style="text-align:center"><span style="font-size:12pt">%d</span></p></td>`, 40+i, i)
		}
		b.WriteString("</tr>")
	}
	for _, size := range [][2]int{{12, 4}, {22, 9}, {2, 15}} {
		b.WriteString("<p>说明文字，各项数据如下表所示。</p><table border=1>")
		for range size[0] {
			row(size[1])
		}
		b.WriteString("</table>")
	}
	b.WriteString("</div></body></html>")
	return b.String()
}

func BenchmarkRead(b *testing.B) {
	page := []byte(reportPage())
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := Read(b.Context(), page, "utf-8", "http://www.example.gov.cn/a.html"); err != nil {
			b.Fatal(err)
		}
	}
}

func TestChromeNamesThatNestCostNoMoreThanTheirText(t *testing.T) {
	doc := read(t, strings.Repeat("<div class=nav>", 400)+strings.Repeat("<p>字</p>", 20_000))
	if got := len(doc.Blocks); got != 20_000 {
		t.Errorf("got %d blocks, want 20000", got)
	}
}

func TestALineThatCountsIsOfTheArticle(t *testing.T) {
	for line, want := range map[string]bool{
		"来源：网上申请12件，信函3件": true, "主办：提案7条": true, "来源：县政府办公室": false, "来源：县政府办 2023-01-05": false, "浏览次数：12次": false,
	} {
		if got := strings.Contains(digestible(read(t, article+"<p>"+line+"</p>")), line); got != want {
			t.Errorf("%s: kept %v, want %v", line, got, want)
		}
	}
}

func TestALinksQueryIsInThePagesCharset(t *testing.T) {
	doc, err := Read(t.Context(), []byte(`<base href="/xxgk/"><h1>年报</h1><p><a href="down.asp?file=年报.doc">附件</a></p>`), "gb18030", "http://www.example.gov.cn/a.asp")
	if err != nil {
		t.Fatal(err)
	}
	if want := "http://www.example.gov.cn/xxgk/down.asp?file=%C4%EA%B1%A8.doc"; len(doc.Links) != 1 || doc.Links[0].URL != want {
		t.Errorf("got the links %v, want %s", doc.Links, want)
	}
}

func TestFurtherPagesOfAnArticleAreLinksOfIt(t *testing.T) {
	const host = "http://www.example.gov.cn"
	for own, want := range map[string]string{"/nb/show.asp?id=8": "2", "/nb/show.asp?id=8&page=2": "3"} {
		page := `<title>年报</title><div><a href="/nb/">年报</a> <a href="show.asp?id=9">上一篇</a></div><div class="TRS_Editor"><h1>青渡县水利局2023年政府信息公开工作年度报告</h1>` +
			strings.Repeat("<p>本报告根据《中华人民共和国政府信息公开条例》编制。</p>", 20) + `</div><div class="pages"><a href="show.asp?id=8">1</a> <a href="show.asp?id=8&page=` + want + `">` + want + `</a></div>`
		doc, err := Read(t.Context(), []byte(page), "utf-8", host+own)
		if err != nil {
			t.Fatal(err)
		}
		if want := []archive.Link{{URL: host + "/nb/show.asp?id=8&page=" + want, Text: want}}; !slices.Equal(doc.Links, want) {
			t.Errorf("%s: got the links %+v, want %+v", own, doc.Links, want)
		}
	}
}

func TestPicturesOfTheContentAreFilesOfThePage(t *testing.T) {
	page := `<title>年报</title><div class="head"><img src="/top.jpg"></div><div class="TRS_Editor"><h1>青渡县水利局2023年政府信息公开工作年度报告</h1>` +
		strings.Repeat("<p>本报告根据《中华人民共和国政府信息公开条例》编制。</p>", 20) + `<p><img src="./W1.jpg"><img src="/u/icon_doc.gif"><a href="W2.png">第二页</a></p></div>`
	doc, err := Read(t.Context(), []byte(page), "utf-8", "http://www.example.gov.cn/nb/a.html")
	if err != nil {
		t.Fatal(err)
	}
	want := []archive.Link{{URL: "http://www.example.gov.cn/nb/W1.jpg", Attachment: true}, {URL: "http://www.example.gov.cn/nb/W2.png", Text: "第二页", Attachment: true}}
	if !slices.Equal(doc.Links, want) {
		t.Errorf("got the links %+v, want %+v", doc.Links, want)
	}
}
