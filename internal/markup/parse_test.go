package markup

import (
	"bytes"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/internal/portalsim"
)

// outline tells of a tree what is read from it: each element and text in order,
// links with their address and the kind of element around them.
func outline(root *html.Node) []string {
	var lines []string
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.A, atom.Iframe, atom.Meta, atom.Base, atom.Option:
			line := n.Data
			slices.SortFunc(n.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
			for _, a := range n.Attr {
				line += " " + a.Key + "=" + a.Val
			}
			lines = append(lines, line+" in "+n.Parent.Data+": "+textOf(n))
		case atom.Title, atom.H1, atom.H2, atom.H3, atom.Li, atom.Td, atom.P:
			lines = append(lines, n.Data+" in "+n.Parent.Data+": "+textOf(n))
		}
	}
	return lines
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func compare(t *testing.T, what string, page []byte) {
	t.Helper()
	want, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	got, wanted := outline(Parse(page)), outline(want)
	for i := range max(len(got), len(wanted)) {
		switch {
		case i >= len(got):
			t.Errorf("%s: lacks %q and %d more", what, wanted[i], len(wanted)-i-1)
			return
		case i >= len(wanted):
			t.Errorf("%s: has %q and %d more besides", what, got[i], len(got)-i-1)
			return
		case got[i] != wanted[i]:
			t.Errorf("%s: got %q, want %q", what, got[i], wanted[i])
			return
		}
	}
}

func TestTreesAreThoseOfABrowserWhereItMatters(t *testing.T) {
	for what, page := range map[string]string{
		"unclosed items":         `<html><body><ul><li><a href="/1">一</a><li><a href="/2">二</a><ul><li>三</ul><li>四</ul></body></html>`,
		"unclosed cells":         `<html><body><table><tbody><tr><td><a href="/1">一</a><td>二<tr><td>三</table><p>四</body></html>`,
		"nested tables":          `<html><body><table><tbody><tr><td><table><tbody><tr><td><a href=1>一</a></td></tr></tbody></table></td><td>二</td></tr></tbody></table></body></html>`,
		"paragraphs":             `<html><body><p>一<p>二<div>三</div><p>四<ul><li>五</li></ul></body></html>`,
		"options":                `<html><body><select><option value="/1">一<option value="/2" selected>二</select><a href=x>三</a></body></html>`,
		"a link in a link":       `<html><body><div><a href="/1">一<a href="/2">二</a></div></body></html>`,
		"ends without beginning": `<html><body><div></span></td></p0><a href="/1">一</a></div></div></body></html>`,
		"a table cell's fence":   `<html><body><div><table><tbody><tr><td></div><a href="/1">一</a></td></tr></tbody></table></div></body></html>`,
		"scripts are texts":      `<html><head><script>var a = "<a href='/x'>x</a>";</script><title>题</title></head><body><a href="/1">一</a></body></html>`,
		"references":             `<html><body><a href="/1?a=1&amp;b=2" title="&lt;&#25919;">一&nbsp;二</a></body></html>`,
		"definition lists":       `<html><body><dl><dt><h3>一</h3><dd><a href=1>二</a><dt>三<dd>四</dl></body></html>`,
		"unknown elements":       `<html><body><ucaptitle>题<ucapcontent><a href=1>一</a></ucapcontent></ucaptitle><a href=2>二</a></body></html>`,
	} {
		compare(t, what, []byte(page))
	}
}

func TestTreesOfSimulatedPortalsAreThoseOfABrowser(t *testing.T) {
	world := portalsim.New(portalsim.Options{Issuers: 3, Noise: 3, Faithful: true, Families: append(portalsim.Users(), "trs", "jpage", "vsb", "ucap", "lonsun", "jeecms")})
	pages := 0
	for _, p := range world.Portals() {
		for _, at := range []string{p.Seeds[0], p.Truth[0].PageURL, p.Truth[len(p.Truth)-1].PageURL} {
			response := httptest.NewRecorder()
			world.Handler().ServeHTTP(response, httptest.NewRequest("GET", at, nil))
			if response.Code == 200 {
				compare(t, at, response.Body.Bytes())
				pages++
			}
		}
	}
	if pages < 20 {
		t.Errorf("got %d pages to compare, want 20 at least", pages)
	}
}

func TestDeepAndLargePagesHaveAnEnd(t *testing.T) {
	deep := strings.Repeat("<div><a href=/x>", 200_000)
	links := 0
	for n := range Parse([]byte(deep)).Descendants() {
		if n.DataAtom == atom.A {
			links++
		}
	}
	if links != 200_000 {
		t.Errorf("got %d links, want 200000 however deep", links)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("<table><tr><td><li></table><a href=x>y</a><!-- --><svg><title>"))
	f.Add([]byte("<p><ul><li></p></li><option><select>"))
	f.Fuzz(func(t *testing.T, page []byte) {
		depth := 0
		for n := range Parse(page).Descendants() {
			if n.Parent == nil || n.NextSibling != nil && n.NextSibling.PrevSibling != n {
				t.Fatal("the tree doesn't hang together")
			}
			at := 0
			for up := n; up != nil && at <= maxDepth+1; up = up.Parent {
				at++
			}
			depth = max(depth, at)
		}
		if depth > maxDepth+1 {
			t.Fatalf("got a tree %d deep", depth)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	world := portalsim.New(portalsim.Options{Issuers: 3, Noise: 3, Faithful: true})
	response := httptest.NewRecorder()
	world.Handler().ServeHTTP(response, httptest.NewRequest("GET", world.Portals()[0].Seeds[0], nil))
	page := response.Body.Bytes()
	b.Run("markup", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		for b.Loop() {
			Parse(page)
		}
	})
	b.Run("html", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		for b.Loop() {
			if _, err := html.Parse(bytes.NewReader(page)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestATagOfCountlessAttributesIsReadInPart(t *testing.T) {
	var b strings.Builder
	for i := range 10 * maxAttributes {
		b.WriteString(" a" + strconv.Itoa(i))
	}
	root := Parse([]byte(`<p` + b.String() + `><a href="/nb/">年报</a>`))
	links := 0
	for n := range root.Descendants() {
		if len(n.Attr) > maxAttributes {
			t.Errorf("%s has %d attributes, want at most %d", n.Data, len(n.Attr), maxAttributes)
		}
		if n.DataAtom == atom.A && len(n.Attr) == 1 {
			links++
		}
	}
	if links != 1 {
		t.Errorf("got %d links behind the tag, want 1", links)
	}
}
