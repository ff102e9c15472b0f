package markup

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongkai/internal/charset"
)

// whole tells all of a tree but comments and the doctype: a line an element
// with its attributes, or a text, neighbouring texts as one.
func whole(root *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		inText := false
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.Type {
			case html.TextNode:
				if !inText {
					fmt.Fprintf(&b, "\n%*s", depth, "\"")
				}
				inText = true
				b.WriteString(strings.ReplaceAll(c.Data, "\n", "\\n"))
			case html.ElementNode:
				inText = false
				fmt.Fprintf(&b, "\n%*s%s%s", depth, "", c.Namespace, c.Data)
				slices.SortFunc(c.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
				for _, a := range c.Attr {
					fmt.Fprintf(&b, " %s=%q", a.Key, a.Val)
				}
				walk(c, depth+1)
			}
		}
	}
	walk(root, 1)
	return b.String()
}

// checkExact compares the tree that Exact makes, if it does, with html.Parse's.
func checkExact(t *testing.T, page []byte) (ok bool) {
	t.Helper()
	root, ok := Exact(page)
	if !ok {
		return false
	}
	want, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatalf("html.Parse refuses what Exact read: %v\n%s", err, page)
	}
	if got, want := whole(root), whole(want); got != want {
		i := 0
		for i < len(got) && i < len(want) && got[i] == want[i] {
			i++
		}
		from := max(0, i-200)
		t.Fatalf("of %q\ngot  …%s\nwant …%s", page, got[from:min(len(got), i+200)], want[from:min(len(want), i+200)])
	}
	return true
}

func inPage(body string) []byte {
	return []byte("<!DOCTYPE html>\n<html>\n<head><meta charset=utf-8><title>题</title></head>\n<body>" + body + "</body>\n</html>\n")
}

// known are bodies whose trees Exact makes.
var known = map[string]string{
	"closed tags":              `<div class="a b" id=c><p>一<b>二</b></p><ul><li><a href="/1?a=1&amp;b=2">三</a></li></ul></div>`,
	"cells without ends":       "<table border=1>\n<tr><td>一<td>二\n<tr><th>三<p>四<td>五</table>",
	"rows with their group":    "<table><caption>题<b>名</b></caption><colgroup><col width=1><col></colgroup><thead><tr><th>一</th></tr></thead><tbody><tr><td>二</td></tr></tbody><tfoot></tfoot></table>",
	"a table in a cell":        `<table><tr><td><table><tr><td>一</td></tr></table></td><td>二</td></tr></table>`,
	"formatting left in cells": `<table><tr><td><b>一</td><td>二</td></tr></table>三`,
	"items without ends":       `<ul><li>一<li>二<ul><li>三</ul><li>四</ul><dl><dt>五<dd>六<dt>七</dl>`,
	"paragraphs without ends":  `<p>一<p>二<div>三</div><p>四<h2>五</h2>`,
	"ends without beginning":   `<div></span></td></div></div>一</p>二</table></li>`,
	"Word's markup":            `<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span lang=EN-US>一<o:p></o:p></span></p><![if !supportMisalignedRows]><br/><![endif]>`,
	"raw texts":                `<script>if (a<b) document.write("<p>")</script><style>p{}</style><noscript><p>一</p></noscript><iframe src=x><p></iframe>`,
	"a choice":                 `<select name=x><option value=1>一<option selected>二</select>三`,
	"references":               `<a href="/x?a=1&b=2&amp;c=3&#38;d" title="&#25919;&nbsp;">&lt;一&copy二&nbsp;三</a>`,
	"signs that are no tags":   `一 < 二 <3 & 四`,
	"a form":                   `<form action=/s><input type=text><div>一</div></form>`,
	"comments":                 `一<!-- <p> -->二<!--[if gte mso 9]><xml></xml><![endif]-->三`,
	"lines of Windows":         "一\r\n<pre1>\r\n二\r</pre1>",
}

func TestExactTreesAreThoseOfTheLibrary(t *testing.T) {
	for what, body := range known {
		t.Run(what, func(t *testing.T) {
			if !checkExact(t, inPage(body)) {
				t.Errorf("not known: %s", body)
			}
		})
	}
}

func TestWhatNeedsARepairIsLeftToTheLibrary(t *testing.T) {
	for what, body := range map[string]string{
		"misnested formatting":        `<b><p>一</b>二</p>`,
		"formatting over paragraphs":  `<p><b>一<p>二`,
		"text between cells":          `<table>一<tr><td>二</table>`,
		"an element between rows":     `<table><div>一</div><tr><td>二</table>`,
		"a link in a link":            `<a href=1>一<a href=2>二</a>`,
		"a table in a paragraph":      `<p>一<table><tr><td>二</table>`,
		"a form in a form":            `<form><form></form>`,
		"scripts that hide their end": `<script><!-- <script> </script> --></script>`,
		"names without semicolon":     `<a href="/x?a=1&copy">一</a>`,
		"foreign content":             `<svg><title>一</title></svg>`,
		"a template":                  `<template><p></template>`,
		"a tag without an end":        `<p>一</p><p class="x`,
		"a doubtful comment":          `<!--- a -->一<!-- b --!> -->`,
	} {
		if _, ok := Exact(inPage(body)); ok {
			t.Errorf("%s: known", what)
		}
	}
	if _, ok := Exact([]byte("<p>一</p>")); ok {
		t.Error("a page without head: known")
	}
	if _, ok := Exact(inPage(strings.Repeat("<div>", 600))); ok {
		t.Error("600 levels: known")
	}
}

func TestExactKnowsThePagesOfTheCorpus(t *testing.T) {
	pages, err := filepath.Glob("../../extract/testdata/corpus/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	known := 0
	for _, name := range pages {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := charset.Decode(data, "text/html")
		if checkExact(t, text) {
			known++
		} else {
			t.Logf("left to the library: %s", filepath.Base(name))
		}
	}
	t.Logf("%d of %d", known, len(pages))
	if known*2 < len(pages) {
		t.Errorf("of %d pages only %d are known", len(pages), known)
	}
}

// Bodies put together at random from tags that close each other, or not.
func TestExactTreesOfRandomTagsAreThoseOfTheLibrary(t *testing.T) {
	names := strings.Fields("p p div div span span b i a font ul ol li li dl dt dd h2 h3 table table tr tr td td td th tbody thead tfoot caption " +
		"colgroup col form select option br hr img input center address section main label o:p script style title iframe body html head " +
		"optgroup noscript meta em nobr button pre textarea object dialog ruby rt")
	others := []string{"一", " ", "\n", "<!--x-->", "&amp;", "&lt 二", "< ", "</>", "<br/>", `<td colspan="2">`, `<a href="?a=1&b=2">`, "<?x?>", "<![endif]>", "\r\n"}
	rng := rand.New(rand.NewPCG(1, 2))
	known := 0
	const pages = 60_000
	for range pages {
		var b strings.Builder
		var open []string
		for range 3 + rng.IntN(20) {
			name := names[rng.IntN(len(names))]
			switch rng.IntN(10) {
			case 0, 1, 2, 3:
				b.WriteString("<" + name + ">")
				open = append(open, name)
			case 4, 5, 6:
				if len(open) > 0 {
					b.WriteString("</" + open[len(open)-1] + ">")
					open = open[:len(open)-1]
				}
			case 7:
				b.WriteString("</" + name + ">")
			default:
				b.WriteString(others[rng.IntN(len(others))])
			}
		}
		if checkExact(t, inPage(b.String())) {
			known++
		}
	}
	t.Logf("%d of %d known", known, pages)
	if known < pages/10 {
		t.Errorf("only %d of %d pages are known", known, pages)
	}
}

func FuzzExact(f *testing.F) {
	for _, body := range known {
		f.Add(inPage(body))
	}
	f.Add(inPage(`<table><tr><b><td></b><col><th><caption><p></caption><tfoot></thead></p></form><form></table></form>`))
	f.Fuzz(func(t *testing.T, page []byte) {
		if len(page) > 1<<16 || !bytes.Equal(page, bytes.ToValidUTF8(page, nil)) {
			return
		}
		checkExact(t, page)
	})
}
