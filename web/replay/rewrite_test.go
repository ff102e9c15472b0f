package replay

import (
	"strings"
	"testing"
)

// rewritten returns a page of http://www.qingdu.gov.cn/a/b.html as it is shown,
// without its bar.
func rewritten(page string) string {
	r := newRewriter("http://www.qingdu.gov.cn/a/b.html", "utf-8", noon)
	return string(r.page([]byte(page), func() string { return "" }))
}

func TestQueriesOfAPageLeadWhereItsCharsetLed(t *testing.T) {
	r := newRewriter("http://www.qingdu.gov.cn/a/", "gb18030", noon)
	got := string(r.page([]byte(`<base href="/b/"><a href="list.asp?lm=年报">`), func() string { return "" }))
	if want := `<a href="/web/20260331163000/http://www.qingdu.gov.cn/b/list.asp?lm=%C4%EA%B1%A8">`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAddressesOfAPageLeadIntoTheArchive(t *testing.T) {
	const at = "/web/20260331163000"
	for name, c := range map[string]struct{ page, want string }{
		"a link":                             {`<a href="c.html#x">`, `<a href="` + at + `/http://www.qingdu.gov.cn/a/c.html#x">`},
		"a link to another site":             {`<A HREF='https://other.gov.cn'>`, `<a href="` + at + `/https://other.gov.cn/">`},
		"a link with entities":               {`<a href="?a=1&amp;b=2">`, `<a href="` + at + `/http://www.qingdu.gov.cn/a/b.html?a=1&amp;b=2">`},
		"a link within the page":             {`<a href="#top">`, `<a href="#top">`},
		"a script for a link":                {`<a href=" java&#10;script:alert(1)" class=x>`, `<a class="x">`},
		"a mail address":                     {`<a href="mailto:a@b">`, `<a>`},
		"a new window":                       {`<a target=_blank href=c>`, `<a href="` + at + `/http://www.qingdu.gov.cn/a/c">`},
		"an image":                           {`<img src=/i.png alt="图">`, `<img src="` + at + `im_/http://www.qingdu.gov.cn/i.png" alt="图">`},
		"an image in the page":               {`<img src="data:image/png;base64,AA">`, `<img src="data:image/png;base64,AA">`},
		"images by size":                     {`<img srcset="a.png 1x, b.png 2x">`, `<img srcset="` + at + `im_/http://www.qingdu.gov.cn/a/a.png 1x, ` + at + `im_/http://www.qingdu.gov.cn/a/b.png 2x">`},
		"an image that a script loads":       {`<img data-src="i.png">`, `<img src="` + at + `im_/http://www.qingdu.gov.cn/a/i.png" data-src="i.png">`},
		"a background":                       {`<td background=bg.gif>`, `<td background="` + at + `im_/http://www.qingdu.gov.cn/a/bg.gif">`},
		"a style sheet":                      {`<link rel="StyleSheet" href="/s.css">`, `<link rel="StyleSheet" href="` + at + `im_/http://www.qingdu.gov.cn/s.css">`},
		"what is fetched ahead":              {`x<link rel=preload href=/a><link rel=dns-prefetch href=//b>y`, `xy`},
		"a style":                            {`<p style="background:url('i.png')">`, `<p style="background:url(&#34;` + at + `im_/http://www.qingdu.gov.cn/a/i.png&#34;)">`},
		"styles":                             {`<style>@import '/s.css';a{b:url( i.png )}</style>`, `<style>@import "` + at + `im_/http://www.qingdu.gov.cn/s.css";a{b:url("` + at + `im_/http://www.qingdu.gov.cn/a/i.png")}</style>`},
		"a frame":                            {`<iframe src="/f" sandbox></iframe>`, `<iframe src="` + at + `if_/http://www.qingdu.gov.cn/f"></iframe>`},
		"a page in an attribute":             {`<iframe srcdoc="<script>"></iframe>`, `<iframe></iframe>`},
		"a base":                             {`<base href="//other.gov.cn/d/"><a href=e>`, `<a href="` + at + `/http://other.gov.cn/d/e">`},
		"a script":                           {`a<script src=x>document.write("<p>")</script>b<SCRIPT>c`, `ab`},
		"an empty script":                    {`a<script></script>b`, `ab`},
		"what browsers without scripts show": {`<noscript><img src=i></noscript>`, `<img src="` + at + `im_/http://www.qingdu.gov.cn/a/i">`},
		"a handler":                          {`<p onclick="x" OnLoad=y id=z>`, `<p id="z">`},
		"a form":                             {`<form action="http://evil.net/" method=post><button formaction=/x>`, `<form method="post"><button>`},
		"declarations of the charset":        {`<meta charset=gbk><meta http-equiv=Content-Type content="text/html; charset=gbk"><meta name=author content=a>`, `<meta name=author content=a>`},
		"a drawing":                          {`<svg><a xlink:href="/x"><image href="i.png"/><use href="#u"></svg>`, `<svg><a xlink:href="` + at + `/http://www.qingdu.gov.cn/x"><image href="` + at + `im_/http://www.qingdu.gov.cn/a/i.png" /><use href="#u"></svg>`},
		"an attribute twice":                 {`<a href=c href=d>`, `<a href="` + at + `/http://www.qingdu.gov.cn/a/c">`},
		"nothing to change":                  {"<!DOCTYPE html>\n<P  Class=x>年报 &nbsp;<!-- <a href=c> --></p >", "<!DOCTYPE html>\n<P  Class=x>年报 &nbsp;<!-- <a href=c> --></p >"},
		"a page that is cut":                 {`<p>a<a href="c`, `<p>a`},
		"text for text":                      {`<title><a href=x></title><textarea><img src=y></textarea>`, `<title><a href=x></title><textarea><img src=y></textarea>`},
	} {
		if got := rewritten(c.page); got != c.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", name, c.page, got, c.want)
		}
	}
}

func TestStyleSheetsLeadIntoTheArchive(t *testing.T) {
	r := newRewriter("http://www.qingdu.gov.cn/css/a.css", "utf-8", noon)
	const at = "/web/20260331163000im_/http://www.qingdu.gov.cn"
	for css, want := range map[string]string{
		`@charset "gbk"; a{}`:                        ` a{}`,
		`@import url(b.css) screen;`:                 `@import url("` + at + `/css/b.css") screen;`,
		`@IMPORT "../b.css";`:                        `@IMPORT "` + at + `/b.css";`,
		`a{background:URL("i(1).png") no-repeat}`:    `a{background:url("` + at + `/css/i(1).png") no-repeat}`,
		`a{b:url(data:image/gif;base64,AA==)}`:       `a{b:url("data:image/gif;base64,AA==")}`,
		`a{b:url(javascript:x)}`:                     `a{b:url("about:invalid")}`,
		`a{b:url(#f)}`:                               `a{b:url("#f")}`,
		`a{b:url('x"y.png')}`:                        `a{b:url("` + at + `/css/x%22y.png")}`,
		`a{b:url("x.png?a\b")}`:                      `a{b:url("` + at + `/css/x.png?a%5Cb")}`,
		`@font-face{src:url(f.woff) format("woff")}`: `@font-face{src:url("` + at + `/css/f.woff") format("woff")}`,
	} {
		if got := r.style(css); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", css, got, want)
		}
	}
}

func TestTheBarStandsWhereItDoesNotChangeThePage(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"in the body":             {"<!doctype html><html><head><title>t</title></head><body class=x><p>", "<!doctype html><html><head><title>t</title></head><body class=x>|<p>"},
		"behind the head":         {"<!doctype html><head></head><p>", "<!doctype html><head></head>|<p>"},
		"behind the type":         {"<!doctype html><p>", "<!doctype html>|<p>"},
		"at the beginning":        {"<p>", "|<p>"},
		"in an empty page":        {"", "|"},
		"not in a page of frames": {"<frameset><frame src=a></frameset>", `<frameset><frame src="/web/20260331163000if_/http://www.qingdu.gov.cn/a/a"></frameset>`},
	} {
		r := newRewriter("http://www.qingdu.gov.cn/a/b.html", "utf-8", noon)
		if got := string(r.page([]byte(c.page), func() string { return "|" })); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestAPageThatLeadsOnByItselfSaysWhere(t *testing.T) {
	for content, want := range map[string]string{
		"0; url=/zwgk/":           "/web/20260331163000/http://www.qingdu.gov.cn/zwgk/",
		"3;URL='http://a.gov.cn'": "/web/20260331163000/http://a.gov.cn/",
		"0,url=c.html":            "/web/20260331163000/http://www.qingdu.gov.cn/a/c.html",
		"0;url=javascript:x":      "",
		"30":                      "",
	} {
		m := &memory{}
		m.add("http://www.qingdu.gov.cn/a/b.html", noon, 200, map[string]string{"Content-Type": "text/html"}, `<meta http-equiv="REFRESH" content="`+content+`">`)
		text := body(t, ask(t, m, "/web/20260331163000/http://www.qingdu.gov.cn/a/b.html"))
		if told := strings.Contains(text, "此页会转到"); told != (want != "") || want != "" && !strings.Contains(text, `href="`+want+`"`) {
			t.Errorf("%s: got %s, want a link to %q", content, text, want)
		}
		if strings.Contains(strings.ToLower(text), "http-equiv") {
			t.Errorf("%s: leads on by itself: %s", content, text)
		}
	}
}

func FuzzPage(f *testing.F) {
	f.Add(`<body><a href="x">y</a><style>a{b:url(c)}</style><script>1</script><noscript><p onclick=x></noscript>`)
	f.Fuzz(func(t *testing.T, page string) {
		again := rewritten(page)
		if strings.Contains(strings.ToLower(again), "<script") && !strings.Contains(strings.ToLower(page), "<script") {
			t.Errorf("%q has become %q", page, again)
		}
	})
}
