package cms

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
)

// missAddress keeps that data have a report without its address.
func (r *reader) missAddress(title string) {
	if r.unnamed == nil {
		r.unnamed = map[string]bool{}
	}
	if len(r.unnamed) < maxItems {
		r.unnamed[title] = true
	}
}

// nameless counts the reports in the page's data that nothing on it leads to.
func (r *reader) nameless() int {
	if isYearsReport(r.title) { // the page is one, and names others
		return 0
	}
	for i := range r.links {
		delete(r.unnamed, r.links[i].Text)
	}
	return len(r.unnamed)
}

// awaits reports whether the page is a column of reports that shows none, and has a
// place where a script puts them, which got them by no request that the page names.
func (r *reader) awaits() bool {
	if r.context != contextReports || r.article || r.page.Root == nil || r.page.Kind == archive.KindListData || strings.Contains(string(r.page.Body), "暂无") {
		return false
	}
	if r.goesOn() || isYearsReport(r.title) || slices.ContainsFunc(r.links, func(l Link) bool { return l.Whole || hasYear(l.Text) }) {
		return false
	}
	scripts, place := false, false
	for n := range r.page.Root.Descendants() {
		if n.DataAtom == atom.Script {
			scripts = true
		}
		// A script that may write the list is asked for. It doesn't where the list's address
		// stands with its place, and is none that is asked for.
		place = place || isListPlace(n) && (!r.listed() || r.trapped(attr(n, "data-url")))
	}
	return scripts && place
}

// trapped reports whether an address is one that is not followed.
func (r *reader) trapped(ref string) bool {
	u, err := r.page.Base.Resolve(ref)
	return ref != "" && err == nil && Trap(u, r.page.URL)
}

// goesOn reports whether anything on the page leads to more of its list: what leads back, to
// its first page, doesn't. A script that may write it is no more than a try.
func (r *reader) goesOn() bool {
	return slices.ContainsFunc(r.links, func(l Link) bool {
		return (l.SameList && !isBack(l.Text) || l.Kind == archive.KindListData) && !strings.HasSuffix(l.URL, ".js")
	})
}

// more reports whether the list ends in a button for more of it, in numbers of pages, or in
// a next page, and nothing leads there.
func (r *reader) more() bool {
	if r.context != contextReports || r.article || r.page.Root == nil || r.goesOn() ||
		slices.ContainsFunc(r.links, func(l Link) bool { return l.Place == "" && isYearsReport(l.Text) }) { // its data hold the list
		return false
	}
	for n := range r.page.Root.Descendants() {
		if n.Type != html.TextNode || len(n.Data) > maxText {
			continue
		}
		switch text := strings.TrimSpace(n.Data); {
		case text == "2" && turnsByScript(n.Parent):
			return true
		case (strings.Trim(text, "[]") == "2" || isNext(text) && strings.Contains(text, "页")) && r.turnedBy(n.Parent):
			return true
		}
		switch strings.Trim(n.Data, "+.…>》↓ \t\r\n") {
		case "加载更多", "点击加载更多", "点击加载", "显示更多", "查看更多", "阅读更多", "载入更多":
			if !leads(n.Parent) {
				return true
			}
		}
	}
	return false
}

// turnsByScript reports whether an element is the second of a pager's numbers, none of
// which leads anywhere: <ul class="el-pager"><li>1</li><li>2</li>.
func turnsByScript(n *html.Node) bool {
	first := n.PrevSibling
	for first != nil && first.Type != html.ElementNode {
		first = first.PrevSibling
	}
	if first == nil || textOf(first) != "1" || leads(n) {
		return false
	}
	for up := n.Parent; up != nil; up = up.Parent {
		if up.DataAtom == atom.Body || up.DataAtom == atom.Table {
			break
		}
		if hasAny(strings.ToLower(attr(up, "class")+" "+attr(up, "id")), []string{"pager", "paging", "pagination", "pageno", "pages"}) {
			return true
		}
	}
	return false
}

// turnedBy reports whether a click on an element runs a function that may lead to the list's
// next page: __doPostBack('pager','2'), goPage(2), next().
func (r *reader) turnedBy(n *html.Node) bool {
	for range 3 {
		if n == nil || leads(n) || attr(n, "disabled") != "" || strings.Contains(strings.ToLower(attr(n, "class")), "disabled") {
			return false
		}
		script := attr(n, "onclick")
		if script == "" && isScript(attr(n, "href")) {
			script = attr(n, "href")[len("javascript:"):]
		}
		if m := callOf.FindStringSubmatch(script); m != nil && m[1] != "void" {
			number := firstNumber.FindString(m[2])
			_, total, counts := r.counted()
			return turner.MatchString(m[1]) && number != "0" && number != "1" && !(counts && total < 2)
		}
		n = n.Parent
	}
	return false
}

var (
	turner      = regexp.MustCompile(`(?i)page|post|next|turn|go|jump|list|query|search|submit`) // not what shows the second of some pictures
	callOf      = regexp.MustCompile(`^\s*(?:return\s+)?([\w$.]{1,60})\((.{0,200}?)\)`)
	firstNumber = regexp.MustCompile(`\b\d{1,6}\b`)
)

// leads reports whether an element leads somewhere by itself, or isn't shown.
func leads(n *html.Node) bool {
	for range 3 {
		if n == nil {
			break
		}
		href := cmp.Or(attr(n, "data-url"), attr(n, "data-href"), attr(n, "data-link"), attr(n, "href"))
		if href != "" && href[0] != '#' && !isScript(href) || strings.Contains(strings.ReplaceAll(attr(n, "style"), " ", ""), "display:none") {
			return true
		}
		n = n.Parent
	}
	return false
}

// isListPlace reports whether an element is empty and has a name, by which a script
// finds it, as a list has.
func isListPlace(n *html.Node) bool {
	id := strings.ToLower(attr(n, "id"))
	if id == "" && attr(n, "data-url") == "" {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode || c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			return false
		}
	}
	switch n.DataAtom {
	case atom.Ul, atom.Ol, atom.Dl, atom.Tbody:
		return true
	case atom.Div, atom.Section, atom.Table:
		return id == "" || id == "app" || id == "root" || hasAny(id, []string{"list", "news", "data", "content"})
	}
	return false
}
