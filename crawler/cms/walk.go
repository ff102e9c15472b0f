package cms

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/internal/urls"
)

const (
	maxDepth = 2000 // of elements; unclosed tags nest without end
	maxText  = 200  // runes of a link's text
)

// readHead reads what the page says about itself.
func (r *reader) readHead() {
	if r.page.Root == nil {
		return
	}
	breadcrumb := ""
	for n := range r.page.Root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Title:
			if r.title == "" {
				r.title = textOf(n)
			}
		case atom.Meta:
			r.readMeta(n)
		case atom.Div, atom.P, atom.Td, atom.Span, atom.Ul:
			if breadcrumb == "" {
				breadcrumb = lastCrumb(n)
			}
		}
	}
	if r.column == "" {
		r.column = breadcrumb
	}
	if r.column == "" && ListURL(r.page.URL) {
		r.column = firstPart(r.title)
	}
	if r.column == "" {
		r.column = r.page.Column
	}
}

// readMeta reads what a meta tag declares, and where one sends its readers.
func (r *reader) readMeta(n *html.Node) {
	content := strings.TrimSpace(attr(n, "content"))
	if strings.EqualFold(attr(n, "http-equiv"), "refresh") {
		if m := refresh.FindStringSubmatch(content); m != nil {
			r.refresh = m[1]
		}
	}
	switch strings.ToLower(attr(n, "name")) {
	case "columnname":
		r.column = clip(content)
	case "articletitle":
		r.metaTitle = content != ""
	case "siteid":
		r.siteID = content
	}
}

// refresh is the address in <meta http-equiv="refresh">.
var refresh = regexp.MustCompile(`(?i)\burl\s*=\s*['"]?([^'"\s]+)`)

// lastCrumb returns the last column of a breadcrumb (当前位置), if n is one.
func lastCrumb(n *html.Node) string {
	if n.FirstChild == nil || n.FirstChild.Type != html.TextNode || !strings.Contains(n.FirstChild.Data, "位置") {
		return ""
	}
	parts := strings.FieldsFunc(textOf(n), func(c rune) bool { return strings.ContainsRune(">》›»/|：:", c) })
	for i := len(parts) - 1; i > 0; i-- {
		if s := strings.TrimSpace(parts[i]); s != "" && s != "正文" && s != "列表" {
			return s
		}
	}
	return ""
}

// firstPart returns what a title says before the site's name.
func firstPart(title string) string {
	if i := strings.IndexAny(title, "-_|"); i > 0 {
		title = title[:i]
	}
	return strings.TrimSpace(title)
}

// walk reads the links below n. section is the heading that they stand under.
func (r *reader) walk(n *html.Node, section string, depth int) {
	if depth > maxDepth {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			r.pagerText(n, c.Data)
			continue
		case html.ElementNode, html.DocumentNode:
		default:
			continue
		}
		if c.DataAtom == atom.Script || c.DataAtom == atom.Style {
			continue
		}
		way := r.trace.enter(c)
		r.element(c, section)
		r.walk(c, section, depth+1)
		r.trace.leave(way)
		if isHeading(c) {
			if s := textOf(c); s != "" && utf8.RuneCountInString(s) <= 24 {
				section = s
			}
		}
	}
}

// element reads the links that an element itself makes.
func (r *reader) element(n *html.Node, section string) {
	switch n.DataAtom {
	case atom.A, atom.Area:
		r.link(attr(n, "href"), linkText(n), section)
	case atom.Iframe, atom.Frame, atom.Embed:
		r.embedded(attr(n, "src"), section)
	case atom.Object:
		r.embedded(attr(n, "data"), section)
	case atom.Option:
		if v := attr(n, "value"); strings.ContainsAny(v, "/.") {
			r.link(v, textOf(n), section)
		}
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "onclick":
			for _, m := range quotedAddress.FindAllStringSubmatch(clipBytes(a.Val, 4096), 8) {
				r.link(m[1], linkText(n), section)
			}
		case "id", "class":
			r.bodyBox = r.bodyBox || isBodyBox(a.Val)
		}
	}
}

// quotedAddress is an address in quotes, in a script.
var quotedAddress = regexp.MustCompile(`['"]((?:https?:/|\.{0,2})/[^'"\s<>]{1,500}|[\w./-]{1,200}\.(?:s?html?|jhtml|pdf|docx?|xlsx?|wps)(?:\?[^'"\s<>]{0,300})?)['"]`)

// link reads a link that a person could follow.
func (r *reader) link(href, text, section string) {
	if href == "" || href[0] == '#' {
		return
	}
	u, err := r.page.Base.Resolve(href)
	if err != nil {
		return
	}
	if file, ok := viewed(u); ok {
		r.embedded(file, section)
		return
	}
	kind, ok := kindOf(u)
	if !ok || r.jpageUnit && isJPagePage(u) {
		return
	}
	if section == "" {
		section = r.column
	}
	l := Link{URL: u, Text: text, Kind: kind, Column: section, Place: r.trace.String()}
	if isNext(text) || (isPageNumber(text) || isPagerWord(text) && urls.Path(u) != "/") && samePlace(r.page.URL, u) {
		l.SameList, l.Score, l.Column = true, r.listScore(), r.column
		if kind == archive.KindPage {
			l.Kind = archive.KindList
		}
		if isNext(text) && r.next == "" {
			r.next = u
		}
	} else {
		l.Score = r.score(u, text, section, kind)
	}
	r.add(l)
}

// embedded reads the address of something that the page shows inside itself.
func (r *reader) embedded(src, section string) {
	u, err := r.page.Base.Resolve(src)
	if err != nil || src == "" {
		return
	}
	if file, ok := viewed(u); ok {
		if u, err = r.page.Base.Resolve(file); err != nil {
			return
		}
	}
	kind, ok := kindOf(u)
	if !ok {
		return
	}
	r.add(Link{URL: u, Text: r.title, Kind: kind, Column: section, Score: r.score(u, r.title, section, kind), Place: r.trace.String()})
}

// pagerText keeps a text that seems to count pages, with its surroundings.
func (r *reader) pagerText(parent *html.Node, text string) {
	if len(r.pagers) < 8 && len(text) < 200 && strings.Contains(text, "共") {
		if s := textOf(parent); len(s) < 300 {
			r.pagers = append(r.pagers, s)
		}
		if up := parent.Parent; up != nil {
			if s := textOf(up); len(s) < 300 {
				r.pagers = append(r.pagers, s)
			}
		}
	}
}
