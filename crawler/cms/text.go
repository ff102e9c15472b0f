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
	if c := n.FirstChild; c != nil && c.Type == html.TextNode && c.NextSibling == nil && n.DataAtom != atom.Script && n.DataAtom != atom.Style {
		return fold(clipBytes(c.Data, 4*maxText))
	}
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
// missing or cut short. A part of a picture has either in its alt.
func linkText(n *html.Node) string {
	text, title := textOf(n), titleOf(n)
	if n.DataAtom == atom.Area && title == "" {
		title = fold(attr(n, "alt"))
	}
	short := strings.TrimRight(text, ".…")
	if text == "" || short != text && title != "" || len(title) > len(text) && strings.Contains(title, text) {
		text = title
	}
	return clip(text)
}

// titleOf returns an element's title. Some systems put more into it, a line each:
// 文章标题：…, 作者：…, 更新时间：….
func titleOf(n *html.Node) string {
	title := attr(n, "title")
	if first, _, more := strings.Cut(strings.TrimSpace(title), "\n"); more {
		if _, name, ok := strings.Cut(first, "标题："); ok {
			title = name
		}
	}
	return fold(title)
}

// fold makes one space of each white space, and drops it at both ends.
func fold(s string) string {
	s = strings.TrimSpace(s)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c > ' ' && c < 0x80, c > 0xe3, 0x80 <= c && c < 0xc0, c == ' ' && s[i+1] != ' ':
		case c == 0xe3 && i+2 < len(s) && (s[i+1] != 0x80 || s[i+2] != 0x80):
		default: // control characters, and what may begin a space of Unicode
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}

// clip cuts s to the length of a link's text.
func clip(s string) string {
	if len(s) <= maxText || utf8.RuneCountInString(s) <= maxText {
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

// isBodyBox reports whether an id, or a list of classes, marks the container of
// an article's body.
func isBodyBox(v string) bool {
	if strings.IndexByte(v, ' ') >= 0 {
		for name := range strings.FieldsSeq(v) {
			if isBodyBox(name) {
				return true
			}
		}
		return false
	}
	if strings.HasPrefix(v, "Custom_Union") {
		return true
	}
	if v == "" || len(v) > 20 || strings.IndexByte(bodyBoxes.ends, v[len(v)-1]|0x20) < 0 {
		return false
	}
	return bodyBoxes.names[strings.ToLower(v)]
}

// bodyBoxes are the names of the systems' containers of bodies, and the letters
// with which they end.
var bodyBoxes = func() (b struct {
	names map[string]bool
	ends  string
}) {
	b.names = map[string]bool{}
	for _, s := range systems {
		for _, name := range s.boxes {
			b.names[name] = true
			b.ends += name[len(name)-1:]
		}
	}
	return b
}()

// samePlace reports whether two paths are in one directory, or one below the
// other's name: where a list's pages stand.
func samePlace(p, o string) bool {
	dir := p[:strings.LastIndexByte(p, '/')+1]
	up := o[:strings.LastIndexByte(o, '/')+1]
	if dir == up {
		return true
	}
	name, _ := cutExtension(p[len(dir):])
	return name != "" && len(up) > len(dir) && up[:len(dir)] == dir && up[len(dir):len(up)-1] == name || dir == up+lastSegment(dir)+"/"
}

func lastSegment(dir string) string {
	dir = strings.TrimSuffix(dir, "/")
	return dir[strings.LastIndexByte(dir, '/')+1:]
}

// passedOn returns where an address leads that only says that one leaves the site:
// /jump.html?url=http%3A%2F%2F….
func passedOn(a *address) (string, bool) {
	if a.query == "" {
		return "", false
	}
	name, _ := cutExtension(a.low[strings.LastIndexByte(a.low, '/')+1:])
	switch name {
	case "jump", "link", "links", "goto", "gourl", "gotourl", "go", "redirect", "out", "outlink", "leave", "tiaozhuan":
	default:
		return "", false
	}
	for _, value := range fieldNames(a.query) {
		if to, err := url.QueryUnescape(value); err == nil && (strings.HasPrefix(to, "http://") || strings.HasPrefix(to, "https://")) {
			return to, true
		}
	}
	return "", false
}

// viewed returns the file that a document viewer in the page was asked to show:
// /pdfjs/viewer.html?file=…, view.officeapps.live.com/op/view.aspx?src=….
func viewed(a *address) (string, bool) {
	if a.query == "" || !strings.Contains(a.low, "viewer") && !strings.Contains(a.url, "officeapps") {
		return "", false
	}
	for _, name := range [...]string{"file", "url", "src"} {
		if v, ok := field(a.query, name); ok {
			plain, err := url.QueryUnescape(v)
			if err != nil || plain == "" {
				continue
			}
			if strings.HasPrefix(plain, "../") { // from where the viewer stands
				if base, err := urls.NewBase(a.url); err == nil {
					if file, err := base.Resolve(plain); err == nil {
						return file, true
					}
				}
			}
			return plain, true
		}
	}
	return "", false
}
