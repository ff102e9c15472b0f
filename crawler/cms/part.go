package cms

import (
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
// document.writeln("<li>…") in them.
func (r *reader) written() {
	if r.context != contextReports || r.article || r.page.Root == nil || r.items() > 0 {
		return
	}
	asked := 0
	for n := range r.page.Root.Descendants() {
		if n.DataAtom != atom.Script || !lists(n.Parent) || asked >= maxWriters {
			continue
		}
		path, _, _ := strings.Cut(attr(n, "src"), "?")
		u, err := r.page.Base.Resolve(attr(n, "src"))
		if path == "" || err != nil || !strings.HasSuffix(strings.ToLower(path), ".js") || urls.Authority(u) != urls.Authority(r.page.URL) {
			continue
		}
		r.addSameList(u, archive.KindListData)
		asked++
	}
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

// writtenBy returns the markup that a script writes into its page.
func writtenBy(script string) string {
	var b strings.Builder
	s := scanner{script: script}
	for l, ok := s.next(); ok; l, ok = s.next() {
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	return b.String()
}
