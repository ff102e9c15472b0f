package htmldoc

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/extract/title"
)

// maxTitle is the longest title, in characters, that is believed.
const maxTitle = title.Max

// titled reports whether n presents itself as the article's title.
func titled(n *html.Node) bool {
	if n.DataAtom == atom.H1 {
		return true
	}
	found := false
	names(n, func(name string) bool {
		switch name {
		case "title", "article-title", "article_title", "articletitle", "bt-title", "xl-title", "news-title", "news_title",
			"content-title", "content_title", "main-title", "detail-title", "arti_title", "info-title", "xxgk-title", "bt", "wzbt":
			found = true
		}
		return !found
	})
	return found && n.DataAtom != atom.A && n.DataAtom != atom.Table && n.DataAtom != atom.Body
}

// title returns the title by the best evidence that there is: what the page
// declares, what it shows as a title, <title> without the site's name, and the
// first lines of the article.
func (r *reader) title() string {
	p := r.page
	for _, declared := range []string{p.meta["articletitle"], oneLine(p.ucapTitle)} {
		if believable(declared) && declared != p.meta["sitename"] {
			return declared
		}
	}
	window := windowTitle(p.title, p.meta["sitename"])
	shown := ""
	for _, n := range p.headings {
		t := oneLine(textOf(n))
		if !believable(t) || t == p.meta["sitename"] || t == p.meta["columnname"] || isSite(t) || r.isChromeHeading(n) {
			continue
		}
		if title.OfReport(t) {
			return t
		}
		if shown == "" && (window == "" || strings.Contains(squeeze(p.title), squeeze(t))) {
			shown = t
		}
	}
	first := title.FromLines(r.doc.Blocks)
	switch {
	case shown != "":
		return shown
	case title.OfReport(window):
		return window
	case first != "":
		return first
	}
	return window
}

// isChromeHeading reports whether a heading stands in the page's own head or
// foot.
func (r *reader) isChromeHeading(n *html.Node) bool {
	for a := n.Parent; a != nil; a = a.Parent {
		switch a.DataAtom {
		case atom.Nav, atom.Footer, atom.Aside:
			return true
		case atom.Header:
			return a.Parent != nil && a.Parent.DataAtom == atom.Body
		}
	}
	return n.Type != html.ElementNode
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func believable(s string) bool {
	n := utf8.RuneCountInString(s)
	return n >= 4 && n <= maxTitle && !chromeLine(s)
}

// windowTitle returns <title> without the parts that name the site or column.
func windowTitle(window, site string) string {
	parts := []string{""}
	for i, r := range window {
		if strings.ContainsRune("_-|–—－｜", r) && !between(window, i, r) {
			parts = append(parts, "")
			continue
		}
		parts[len(parts)-1] += string(r)
	}
	best := ""
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" || part == site || isSite(part) {
			continue
		}
		if best == "" || title.OfReport(part) && !title.OfReport(best) {
			best = part
		}
	}
	return best
}

// compareTitles tells where the window's title is the document's but for the year.
func (r *reader) compareTitles() {
	if window := windowTitle(r.page.title, r.page.meta["sitename"]); title.OfReport(window) && differInFigures(window, r.doc.Title) {
		r.warn("titles_differ", "the title of the page's window is that of another year: "+window)
	}
}

// differInFigures reports whether two titles are one but for their figures, as those of
// two years are.
func differInFigures(a, b string) bool {
	figures := func(s string) (words, digits string) {
		words = strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				digits += string(r)
				return -1
			}
			return r
		}, squeeze(s))
		return words, digits
	}
	words, digits := figures(a)
	others, figuresOfB := figures(b)
	return words == others && digits != figuresOfB && digits != "" && figuresOfB != ""
}

// between reports whether the sign r at i stands between digits: 2019-2020年.
func between(s string, i int, r rune) bool {
	j := i + utf8.RuneLen(r)
	return i > 0 && j < len(s) && isDigit(s[i-1]) && isDigit(s[j])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isSite reports whether s names a site.
func isSite(s string) bool {
	for _, end := range []string{"网", "网站", "门户网", "平台", "人民政府", "政府网", "中国政府网", "频道", "政府门户"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

var (
	dateForm   = regexp.MustCompile(`((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})`)
	dateLabel  = regexp.MustCompile(`发\s*(?:布|文|稿)\s*(?:日\s*期|时\s*间)[\s:：\]】|]*((?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2})`)
	issuerForm = regexp.MustCompile(`发\s*布\s*(?:机\s*构|机\s*关|单\s*位)[\s:：\]】|]*(\p{Han}[\p{Han}（）()、]{1,39})`)
)

// published returns the date on which the page says it was published.
func (p *page) published() string {
	if d := dateOf(p.meta["pubdate"]); d != "" {
		return d
	}
	if m := dateLabel.FindStringSubmatch(p.labelText()); m != nil {
		return dateOf(m[1])
	}
	return dateOf(p.meta["publishdate"])
}

// issuer returns what the page names as the body that published it.
func (p *page) issuer() string {
	if s := p.meta["contentsource"]; s != "" {
		return s
	}
	if m := issuerForm.FindStringSubmatch(p.labelText()); m != nil {
		return m[1]
	}
	return ""
}

func (p *page) labelText() string { return strings.ReplaceAll(p.labels.String(), "\u00a0", " ") }

// dateOf returns the first date in s as YYYY-MM-DD, or "".
func dateOf(s string) string {
	m := dateForm.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	month, day := pad(m[2]), pad(m[3])
	if month < "01" || month > "12" || day < "01" || day > "31" {
		return ""
	}
	return m[1] + "-" + month + "-" + day
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}
