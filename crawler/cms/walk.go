package cms

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
)

const (
	maxDepth = 2000 // of elements; unclosed tags nest without end
	maxText  = 200  // runes of a link's text
)

// walk reads the links below n. section is the heading that they stand under.
func (r *reader) walk(n *html.Node, section string, depth int) {
	if depth > maxDepth {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			r.pagerText(n, c.Data)
			r.printed(n, c.Data)
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
		r.anchor(n, section)
	case atom.Iframe, atom.Frame, atom.Embed:
		src := attr(n, "src")
		if src == "" || strings.HasPrefix(src, "about:") { // a script gives it one
			src = attr(n, "data-src")
		}
		r.embedded(src, section)
	case atom.Object:
		r.embedded(attr(n, "data"), section)
	case atom.Form:
		if len(r.forms) < maxForms && !strings.EqualFold(attr(n, "method"), "post") {
			r.forms = append(r.forms, n)
		}
	case atom.Option:
		r.link(r.choice(n), strings.Trim(textOf(n), "第页 "), section)
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "onclick":
			r.clicked(n, a.Val, section)
		case "data-url", "data-href", "data-link":
			if href := attr(n, "href"); href == "" || href[0] == '#' || isScript(href) {
				r.link(a.Val, linkText(n), section)
			}
		case "id", "class":
			r.bodyBox = r.bodyBox || isBodyBox(a.Val)
		default:
			if strings.HasPrefix(a.Key, "data-") && r.script != "" {
				r.dataClicked(n, a, section)
			}
		}
	}
}

// anchor reads a link.
func (r *reader) anchor(n *html.Node, section string) {
	href := attr(n, "href")
	if href == "" || href[0] == '#' {
		return
	}
	if isScript(href) {
		r.clicked(n, href, section)
		return
	}
	text := linkText(n)
	if len(text) <= longestNext && isNextByName(n) {
		text = "下一页"
	}
	r.link(href, text, section)
}

// isScript reports whether a link runs a script instead of leading somewhere.
func isScript(href string) bool {
	const scheme = "javascript:"
	return len(href) >= len(scheme) && strings.EqualFold(href[:len(scheme)], scheme)
}

// longestNext is the length in bytes of a text that may be an arrow, or say next
// in a few characters.
const longestNext = 18

// isNextByName reports whether an element's id, class or rel says that it leads
// to a list's next page.
func isNextByName(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "rel", "id", "class":
			low := strings.ToLower(a.Val)
			for name := range strings.FieldsSeq(low) {
				switch strings.TrimLeft(name, "-_") {
				case "next", "nextpage", "next-page", "next_page", "page-next", "page_next", "pager-next", "pagenext", "laypage-next", "layui-laypage-next":
					return true
				}
			}
		}
	}
	return false
}

// clicked reads the addresses that stand in quotes in what a click does, and the
// one that a function of the page makes.
func (r *reader) clicked(n *html.Node, script, section string) {
	refs := r.clickedRefs(script)
	if len(refs) == 0 {
		return
	}
	text := linkText(n)
	for _, ref := range refs {
		r.link(ref, text, section)
	}
}

// clickedRefs returns where a click leads to.
func (r *reader) clickedRefs(script string) (refs []string) {
	script = clipBytes(script, 4096)
	if ref := r.called(script); ref != "" {
		return []string{ref}
	}
	if !strings.ContainsAny(script, "'\"") || !strings.ContainsAny(script, "/.?") {
		return nil
	}
	for _, m := range quotedAddress.FindAllStringSubmatch(script, 8) {
		refs = append(refs, m[1])
	}
	return refs
}

// quotedAddress is an address in quotes, in a script.
var quotedAddress = regexp.MustCompile(`['"]((?:https?:/|\.{0,2})/[^'"\s<>]{1,500}|\?[\w.-]{1,60}=[^'"\s<>]{1,300}|[\w./-]{1,200}\.(?:s?html?|jhtml|aspx?|jsp|php|do|pdf|docx?|xlsx?|wps)(?:\?[^'"\s<>]{0,300})?)['"]`)

// link reads a link that a person could follow.
func (r *reader) link(href, text, section string) {
	if href == "" || href[0] == '#' {
		return
	}
	a := r.address(href)
	if a == nil {
		r.pictureOf(href, text, section)
		return
	}
	if file, ok := viewed(a); ok {
		r.embedded(file, section)
		return
	}
	if to, ok := passedOn(a); ok {
		if a = r.address(to); a == nil {
			return
		}
	}
	if r.jpageUnit && isJPagePage(a) {
		return
	}
	if section == "" {
		section = r.column
	}
	r.follow(a, text, section, r.trace.String())
}

// follow keeps a link to an address: another page of the page's list, or what
// the list and the page's menus name.
func (r *reader) follow(a *address, text, section, place string) {
	l := Link{URL: a.url, Text: text, Kind: a.kind, Column: section, Place: place}
	if t, ok := r.turnOf(a, text); ok {
		r.turns = append(r.turns, t)
		l.SameList, l.Score, l.Column = true, r.listScore(), r.column
		switch {
		case r.page.Kind == archive.KindListData && a.low == r.own.low:
			l.Kind = archive.KindListData
		case l.Kind == archive.KindPage:
			l.Kind = archive.KindList
		}
		if t.next && r.next == "" {
			r.next = a.url
		}
	} else {
		l.Score = r.score(a, text, section)
	}
	r.add(l, a.article)
}

// embedded reads the address of something that the page shows inside itself.
func (r *reader) embedded(src, section string) {
	if src == "" {
		return
	}
	a := r.address(src)
	if a == nil {
		return
	}
	if file, ok := viewed(a); ok {
		if a = r.address(file); a == nil {
			return
		}
	}
	name := r.title
	if !r.article {
		name = firstPart(name) // a column's: what follows makes it long as a title
	}
	r.add(Link{URL: a.url, Text: r.title, Kind: a.kind, Column: section, Score: r.score(a, name, section), Place: r.trace.String(), Whole: true}, a.article)
}

// standIns reads where the page sends its readers, by a tag or, where it has no
// links, by a script; and settles what stands in its place.
func (r *reader) standIns() {
	if slices.ContainsFunc(r.links, func(l Link) bool { return !l.Whole }) {
		for i := range r.links {
			r.links[i].Whole = false // what is shown inside of the page is a part of it
		}
	} else if len(r.links)+len(r.refresh) == 0 {
		r.refresh = sentOn(r.script)
	}
	for _, ref := range r.refresh {
		if a := r.address(ref); a != nil {
			r.add(Link{URL: a.url, Text: r.title, Kind: a.kind, Column: r.column, Score: r.score(a, r.title, r.column), Whole: true}, a.article)
		}
	}
}

// printedAddress is an address that stands in a text.
var printedAddress = regexp.MustCompile(`https?://[\w.:-]{4,100}/[\w./?=&%#-]{1,300}`)

// printed reads an address that a page on reports shows as text, as tables of who
// reported where do. What stands in its row says whose it is.
func (r *reader) printed(parent *html.Node, text string) {
	if len(text) > 4*maxText || !strings.Contains(text, "://") || parent.DataAtom == atom.A || r.context != contextReports && !isReportTitle(r.title) {
		return
	}
	for _, ref := range printedAddress.FindAllString(text, 8) {
		row := parent
		if row.DataAtom == atom.Td && row.Parent != nil {
			row = row.Parent
		}
		r.link(ref, clip(fold(strings.TrimLeft(strings.ReplaceAll(textOf(row), ref, ""), "0123456789 "))), r.title)
	}
}

// pagerText keeps a text that seems to count pages, with its surroundings.
func (r *reader) pagerText(parent *html.Node, text string) {
	if len(r.pagers) >= 8 || len(text) >= 200 || !strings.Contains(text, "共") && !strings.Contains(text, "页次") && !(strings.Contains(text, "/") && ofPages.MatchString(text)) {
		return
	}
	if s := textOf(parent); len(s) < 300 {
		r.pagers = append(r.pagers, s)
	}
	if up := parent.Parent; up != nil {
		if s := textOf(up); len(s) < 300 {
			r.pagers = append(r.pagers, s)
		}
	}
}
