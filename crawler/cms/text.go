package cms

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/internal/urls"
)

// attr returns an attribute of n, or "".
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// textOf returns the text below n with its white space folded, up to a
// length that every title and pager keeps below.
func textOf(n *html.Node) string {
	var b strings.Builder
	nodes := 0
	for c := range n.Descendants() {
		nodes++
		switch {
		case b.Len() > 4*maxText || nodes > 2000:
			return fold(b.String())
		case c.Type == html.TextNode && c.Parent.DataAtom != atom.Script && c.Parent.DataAtom != atom.Style:
			b.WriteString(clipBytes(c.Data, 4*maxText))
		case c.DataAtom == atom.Img:
			b.WriteString(attr(c, "alt"))
		}
	}
	return fold(b.String())
}

// linkText returns what a link says: its text, or its title where the text is
// missing or cut short.
func linkText(n *html.Node) string {
	text, title := textOf(n), fold(attr(n, "title"))
	short := strings.TrimRight(text, ".…")
	if text == "" || short != text && title != "" || len(title) > len(text) && strings.Contains(title, text) {
		text = title
	}
	return clip(text)
}

// fold makes one space of each white space, and drops it at both ends.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// clip cuts s to the length of a link's text.
func clip(s string) string {
	if utf8.RuneCountInString(s) <= maxText {
		return s
	}
	return string([]rune(s)[:maxText])
}

func clipBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// isHeading reports whether n names what follows it.
func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.Dt:
		return true
	case atom.Div, atom.P, atom.Span:
		for name := range strings.FieldsSeq(strings.ToLower(attr(n, "class"))) {
			if strings.HasSuffix(name, "title") || strings.HasSuffix(name, "tit") || name == "hd" || name == "bt" {
				return true
			}
		}
		first := n.FirstChild
		for first != nil && first.Type != html.ElementNode {
			first = first.NextSibling
		}
		return first != nil && (first.DataAtom == atom.H2 || first.DataAtom == atom.H3)
	}
	return false
}

// isBodyBox reports whether an id or class marks the container of an article's
// body.
func isBodyBox(v string) bool {
	if strings.HasPrefix(v, "Custom_Union") {
		return true
	}
	switch strings.ToLower(v) {
	case "trs_editor", "trs_editor_view", "trs_ueditor", "zoom", "article-content", "bt-content", "ucap-content",
		"vsb_content", "v_news_content", "j-fontcontent", "j_content":
		return true
	}
	return false
}

// isNext reports whether a link's text leads to a list's next page.
func isNext(text string) bool {
	switch text {
	case "下一页", "下页", "下一页>", "下一页 >", "下一页>>", "下页>>", ">", ">>", "»", "›", "后一页", "后页":
		return true
	}
	return false
}

// isPagerWord reports whether a link's text leads to another page of a list than
// the next.
func isPagerWord(text string) bool {
	switch strings.Trim(text, "<>«»‹› ") {
	case "上一页", "上页", "前一页", "首页", "第一页", "尾页", "末页", "最后一页":
		return true
	}
	return false
}

// isPageNumber reports whether a link's text is the number of a list's page, which
// four figures are not: they are a year.
func isPageNumber(text string) bool {
	text = strings.Trim(text, "[]")
	return len(text) <= 3 && isDigits(text) && text[0] != '0'
}

// samePlace reports whether two addresses are in one directory, or one below
// the other's name: where a list's pages stand.
func samePlace(page, other string) bool {
	if urls.Authority(page) != urls.Authority(other) {
		return false
	}
	p, _, _ := strings.Cut(urls.Path(page), "?")
	o, _, _ := strings.Cut(urls.Path(other), "?")
	dir := p[:strings.LastIndexByte(p, '/')+1]
	up := o[:strings.LastIndexByte(o, '/')+1]
	if dir == up {
		return true
	}
	name := strings.TrimSuffix(p[len(dir):], ".htm")
	return name != "" && up == dir+name+"/" || dir == up+lastSegment(dir)+"/"
}

func lastSegment(dir string) string {
	dir = strings.TrimSuffix(dir, "/")
	return dir[strings.LastIndexByte(dir, '/')+1:]
}

// viewed returns the file that a document viewer in the page was asked to show:
// /pdfjs/viewer.html?file=….
func viewed(u string) (string, bool) {
	path, query, _ := strings.Cut(u, "?")
	if !strings.Contains(strings.ToLower(path), "viewer") {
		return "", false
	}
	for _, name := range []string{"file", "url", "src"} {
		if v, ok := field(query, name); ok {
			if plain, err := url.QueryUnescape(v); err == nil && plain != "" {
				return plain, true
			}
		}
	}
	return "", false
}
