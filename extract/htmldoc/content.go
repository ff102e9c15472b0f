package htmldoc

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The tiers of containers: those whose name is a CMS family's own, and those
// whose name is likely.
const (
	exactTier = iota
	likelyTier
)

// tierOf returns the tier of the container that n is by name, or -1.
func tierOf(n *html.Node) int {
	if n.DataAtom == 0 && n.Data == "ucapcontent" {
		return exactTier
	}
	if n.DataAtom == atom.Article {
		return likelyTier
	}
	tier := -1
	names(n, func(name string) bool {
		switch name {
		case "trs_editor", "trs_editor_view", "trs_ueditor", "custom_unionstyle", "zoom", "ucap-content", "bt-content", "main-txt",
			"j-fontcontent", "j_content", "v_news_content", "zy_content":
			tier = exactTier
		case "article-content", "article_content", "articlecontent", "article-body", "news_content", "news-content", "detail-content":
			tier = max(tier, likelyTier)
		default:
			if strings.HasPrefix(name, "vsb_content") {
				tier = exactTier
			}
		}
		return tier != exactTier
	})
	return tier
}

// content returns the nodes that hold the article, and whether their names say
// so. Siblings that are containers alike belong together.
func (p *page) content() (roots []*html.Node, named bool) {
	for _, candidates := range p.containers {
		var best *html.Node
		most := 0
		for _, n := range candidates {
			var s shape
			s.measure(n, false)
			weight := s.text + 1000*s.nested
			if weight > most {
				best, most = n, weight
			}
		}
		if most < 60 {
			continue // empty, or "see the attachment" beside the real one
		}
		for _, n := range candidates {
			if n == best || n.Parent == best.Parent {
				roots = append(roots, n)
			}
		}
		return roots, true
	}
	return []*html.Node{p.densest()}, false
}

// density is what an element holds that is not chrome.
type density struct {
	text   int // without links
	tables int
}

// densest walks down from the body as long as one child has nearly all of the
// text that is not links, and all of the tables.
func (p *page) densest() *html.Node {
	all := make(map[*html.Node]density)
	weigh(p.body, false, all)
	n := p.body
	for {
		var next *html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if d, ok := all[c]; ok && d.text > 0 && d.text*10 >= all[n].text*7 && d.tables >= all[n].tables {
				next = c
			}
		}
		if next == nil || next.DataAtom == atom.Table && !isLayout(next) || next.DataAtom == atom.P {
			return n
		}
		n = next
	}
}

// weigh measures the block elements below n into all.
func weigh(n *html.Node, link bool, all map[*html.Node]density) density {
	var sum density
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			if !link {
				sum.text += inked(c.Data)
			}
		case c.Type == html.ElementNode && !silent(c):
			switch c.DataAtom {
			case atom.Nav, atom.Header, atom.Footer, atom.Aside:
				continue
			}
			d := weigh(c, link || c.DataAtom == atom.A, all)
			sum.text += d.text
			sum.tables += d.tables
		}
	}
	if n.DataAtom == atom.Table && sum.tables == 0 && statutory(n) {
		sum.tables = 1
	}
	if isBlock(n) {
		all[n] = sum
	}
	return sum
}
