package cms

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// maxWriters is how many of the scripts that write a page's list are asked for.
const maxWriters = 32

// fragment returns the address of a part of a page that a script fetches and
// puts in: $("#menu").load("menu.html #list"), $.get("menu.html", …). What $.get
// asks of a program may be anything, as a count of visits.
func fragment(l literal) (ref string, ok bool) {
	if len(l.holes) > 0 || len(l.text) < 4 {
		return "", false
	}
	ref, _, _ = strings.Cut(l.text, " ")
	path, query, asks := strings.Cut(ref, "?")
	_, ext := cutExtension(strings.ToLower(path))
	switch {
	case strings.ContainsAny(ref, "<>\n\t\\{}"):
	case strings.HasSuffix(l.key, ".load"):
		ok = isPageExtension(ext)
	case strings.HasSuffix(l.key, ".get"):
		ok = !asks && (ext == "html" || ext == "htm" || ext == "shtml")
	}
	return ref, ok && !strings.Contains(query, "'")
}

// written asks for the scripts that write the page's list, where it is a column
// of reports that shows none: <ul><script src="list_2023.js"></script></ul>, with
// document.writeln("<li>…") in them; or its menus, where it leads to no column.
func (r *reader) written() {
	if r.article || r.page.Root == nil || !(r.context == contextReports && r.items() <= 0) && !r.leadsToNone() {
		return
	}
	asked := 0
	for n := range r.page.Root.Descendants() {
		if n.DataAtom != atom.Script || !lists(n.Parent) || asked >= maxWriters {
			continue
		}
		path, _, _ := strings.Cut(strings.ToLower(attr(n, "src")), "?")
		u, err := r.page.Base.Resolve(attr(n, "src"))
		if path == "" || err != nil || !strings.HasSuffix(path, ".js") && !writesList(path) || urls.Authority(u) != urls.Authority(r.page.URL) {
			continue
		}
		r.addSameList(u, archive.KindListData)
		asked++
	}
}

// leadsToNone reports whether a page leads to no column: the home page of a site, or one on
// disclosure that leads nowhere at all.
func (r *reader) leadsToNone() bool {
	switch {
	case r.articleish():
		return false
	case r.own.low == "/" || isHomePage(&r.own, &address{}):
		return !slices.ContainsFunc(r.links, func(l Link) bool { return l.Kind == archive.KindList || l.Kind == archive.KindListData || l.Whole })
	}
	return (r.context != contextOther || columnScore(r.page.Anchor) >= 500) && len(r.links)+len(r.refresh) == 0
}

// writesList reports whether a program, by its path, may write a list as a script. Most of
// those that pages call count readers.
func writesList(path string) bool {
	name, ext := cutExtension(path[strings.LastIndexByte(path, '/')+1:])
	switch ext {
	case "asp", "aspx", "ashx", "jsp", "php", "do":
		return !hasAny(name, []string{"count", "hit", "click", "stat", "tongji", "visit", "online", "login", "user", "date", "time", "weather", "vote", "code"})
	}
	return false
}

// lists reports whether an element holds what is listed. Libraries are loaded by
// the head, or by the body itself.
func lists(n *html.Node) bool {
	switch {
	case n == nil:
		return false
	case n.DataAtom == atom.Ul, n.DataAtom == atom.Ol, n.DataAtom == atom.Dl, n.DataAtom == atom.Td, n.DataAtom == atom.Tr, n.DataAtom == atom.Table, n.DataAtom == atom.Tbody, n.DataAtom == atom.Div:
		return true
	}
	return false
}

// writtenBy returns the markup that a script writes into its page: all texts in it.
func writtenBy(script string) string {
	return textsOf(script, func(*literal) bool { return true })
}

// writtenInPlace returns the markup that a script of a page writes where it stands, as far
// as it stands there in so many words: document.write("<li><a href='8.html'>…</a>").
func writtenInPlace(script string) string {
	if !strings.Contains(script, "document.write") {
		return ""
	}
	return textsOf(script, func(l *literal) bool {
		return len(l.holes) == 0 && (l.key == "document.write" || l.key == "document.writeln")
	})
}

func textsOf(script string, wanted func(*literal) bool) string {
	var b strings.Builder
	s := scanner{script: script}
	for l, ok := s.next(); ok; l, ok = s.next() {
		if wanted(&l) {
			b.WriteString(wholeText(l.text))
			b.WriteByte('\n')
		}
	}
	return b.String()
}
