package cms

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
)

// readHead reads what the page says about itself.
func (r *reader) readHead() {
	if r.page.Root == nil {
		return
	}
	breadcrumb, above := "", "" // the last column of it, and what tells most above that
	var scripts []string
	size := 0
	for n := range r.page.Root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			if isData(a.Val) && size+len(a.Val) <= maxScript {
				scripts = append(scripts, a.Val)
				size += len(a.Val)
			}
		}
		switch n.DataAtom {
		case atom.Title:
			if r.title == "" {
				r.title = textOf(n)
			}
		case atom.Meta:
			r.readMeta(n)
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "next") {
				r.turnTo(attr(n, "href"))
			}
		case atom.Script, atom.Textarea:
			if c := n.FirstChild; c != nil && c.Type == html.TextNode && size+len(c.Data) <= maxScript {
				scripts = append(scripts, c.Data)
				size += len(c.Data)
				if isHeld(n, c.Data) {
					r.held = append(r.held, c.Data)
				} else if markup := writtenInPlace(c.Data); strings.Contains(markup, "<") {
					r.held = append(r.held, markup)
				}
			}
		case 0:
			r.island = r.island || n.Data == "record" || n.Data == "datastore"
		case atom.Div, atom.P, atom.Td, atom.Span, atom.Ul:
			if breadcrumb == "" {
				breadcrumb, above = crumbs(n)
			}
		}
	}
	r.script = strings.Join(scripts, "\n")
	if a := r.page.Anchor; r.page.Kind == archive.KindPage && hasYear(a) && isReportTitle(a) && !isReportTitle(r.title) {
		r.title = a // some systems title each page by the name of the site
	}
	if r.column == "" {
		r.column = breadcrumb
	}
	if name := firstPart(r.title); r.column == "" && (r.own.kind == archive.KindList || namesReports(name) && !r.article) {
		r.column = name
	}
	from := r.page.Column
	if r.column == "" || strings.HasSuffix(from, " "+r.column) {
		r.column = from
		return
	}
	under := isYear(r.column) || breadcrumb == "" && isOrgan(textLexicon.read(r.column), r.column)
	if under && columnScore(from) >= 880 {
		above = from
	}
	switch {
	case columnScore(r.column) > 0:
	case columnScore(above) >= 880:
		r.column = clip(above + " " + r.column) // 政府信息公开年报 2023年, 政府信息公开年报 县政府
	default:
		r.disclosed = above != ""
	}
}

// isData reports whether an attribute holds data in JSON, as those of programs' elements
// do: <news-list :list="[{…}]">.
func isData(value string) bool {
	return len(value) > 40 && (value[0] == '[' || value[0] == '{') && strings.Contains(value, `":`)
}

// isHeld reports whether a script or a field holds a piece of the page that a script
// shows as it is: it is no template, which has places to fill.
func isHeld(n *html.Node, data string) bool {
	if kind := attr(n, "type"); n.DataAtom == atom.Script && (kind == "" || !strings.Contains(kind, "html") && !strings.Contains(kind, "template")) {
		return false
	}
	return strings.Contains(data, "<a ") && !hasAny(data, []string{"{{", "${", "<%", "<record", "<datastore"})
}

// namesReports reports whether a page's title is the name of a column of reports,
// and not the title of one.
func namesReports(title string) bool {
	return utf8.RuneCountInString(title) <= maxName && !hasYear(title) && columnScore(title) >= 880
}

// readMeta reads what a meta tag declares, and where one sends its readers.
func (r *reader) readMeta(n *html.Node) {
	content := strings.TrimSpace(attr(n, "content"))
	if strings.EqualFold(attr(n, "http-equiv"), "refresh") {
		if m := refresh.FindStringSubmatch(content); m != nil {
			r.refresh = append(r.refresh, m[1])
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

// crumbs returns the last column of a breadcrumb (当前位置), if n is one, and the
// column of reports that lies above it, with the year between them, or of disclosure.
func crumbs(n *html.Node) (last, above string) {
	if n.FirstChild == nil || n.FirstChild.Type != html.TextNode || len(n.FirstChild.Data) > maxText || !strings.Contains(n.FirstChild.Data, "位置") {
		return "", ""
	}
	year := ""
	parts := strings.FieldsFunc(textOf(n), func(c rune) bool { return strings.ContainsRune(">》›»/|：:", c) })
	for i := len(parts) - 1; i > 0; i-- {
		switch s := strings.TrimSpace(parts[i]); {
		case s == "" || s == "正文" || s == "列表":
		case last == "":
			last = s
		case namesReports(s):
			return last, s + year
		case isYear(s):
			year = " " + s
		case textLexicon.read(s).has(ofDisclosure):
			above = s
		}
	}
	return last, above
}

// firstPart returns what a title says before the site's name.
func firstPart(title string) string {
	if i := strings.IndexAny(title, "-_|"); i > 0 {
		title = title[:i]
	}
	return strings.TrimSpace(title)
}
