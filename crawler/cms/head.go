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
	breadcrumb := ""
	var scripts []string
	size := 0
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
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "next") {
				r.turnTo(attr(n, "href"))
			}
		case atom.Script, atom.Textarea:
			if c := n.FirstChild; c != nil && c.Type == html.TextNode && size+len(c.Data) <= maxScript {
				scripts = append(scripts, c.Data)
				size += len(c.Data)
			}
		case 0:
			r.island = r.island || n.Data == "record" || n.Data == "datastore"
		case atom.Div, atom.P, atom.Td, atom.Span, atom.Ul:
			if breadcrumb == "" {
				breadcrumb = lastCrumb(n)
			}
		}
	}
	r.script = strings.Join(scripts, "\n")
	if r.column == "" {
		r.column = breadcrumb
	}
	if name := firstPart(r.title); r.column == "" && (r.own.kind == archive.KindList || namesReports(name) && !r.article) {
		r.column = name
	}
	if above := r.page.Column; r.column == "" || strings.HasSuffix(above, " "+r.column) {
		r.column = above
	} else if isYear(r.column) && columnScore(above) >= 880 {
		r.column = clip(above + " " + r.column) // 政府信息公开年报 2023年
	}
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

// lastCrumb returns the last column of a breadcrumb (当前位置), if n is one.
func lastCrumb(n *html.Node) string {
	if n.FirstChild == nil || n.FirstChild.Type != html.TextNode || len(n.FirstChild.Data) > maxText || !strings.Contains(n.FirstChild.Data, "位置") {
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
