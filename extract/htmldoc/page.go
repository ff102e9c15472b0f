package htmldoc

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/extract/visible"
)

// page is what one walk over a page found.
type page struct {
	body       *html.Node
	meta       map[string]string // by name in lower case, the first that says something
	title      string            // of <title>
	base       string            // of <base href>
	ucapTitle  string
	headings   []*html.Node        // h1, and elements whose class says title
	containers [2][]*html.Node     // known containers of the body, outermost first: exact ones, then likely ones
	tables     []*html.Node        // visible, without tables inside
	struck     []*html.Node        // struck out
	doubtful   bool                // more may be struck out
	concealed  []*html.Node        // a style hides it, and it is read: in tables, or with tables in it
	ruledOut   []*html.Node        // of these, what no other rule may show
	holders    map[*html.Node]bool // nodes with tables in them, once any was asked for
	hidesMore  bool                // a style sheet hides more than concealed
	vanished   []*html.Node        // hidden by another means than that for hiding
	turned     []turned            // in another order than in the source
	written    []*html.Node        // a style sheet writes figures before or behind it
	pictured   map[*html.Node]bool // cells with pictures
	pale       []*html.Node        // text was taken out of it, which has the colour of its paper
	faint      []*html.Node        // text in it may have
	painted    bool                // the page names a colour that may hide text
	quirks     bool                // its style sheets don't tell the case of names
	formulas   []*html.Node
	numbered   []*html.Node    // lists with numbers
	links      []*html.Node    // a, iframe, embed, object, and what else opens files
	labels     strings.Builder // text of short passages, a line each, where 发布日期 and the like are looked for
}

// Bounds of what a survey keeps.
const (
	maxMeta     = 200
	maxHeadings = 50
	maxLabels   = 32 << 10
	maxLinks    = 10_000
	maxStruck   = 1_000
	maxFormulas = 1_000
)

func survey(root *html.Node, quirks bool) *page {
	p := &page{body: root, meta: make(map[string]string), quirks: quirks}
	s := sheetOf(root)
	p.doubtful, p.hidesMore = !s.whole, s.more
	if p.mark(root, &s, false, false); p.painted || s.pale {
		p.unpaint(root, s)
	}
	p.leaveOut()
	p.walk(root, [2]bool{})
	return p
}

// walk surveys what is below n; in says which containers n lies in. It reports
// whether there is a visible table.
func (p *page) walk(n *html.Node, in [2]bool) (table bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			p.label(c.Data)
		}
		if c.Type != html.ElementNode {
			continue
		}
		switch c.DataAtom {
		case atom.Meta:
			p.addMeta(c)
			continue
		case atom.Base:
			if p.base == "" {
				p.base = attr(c, "href")
			}
			continue
		case atom.Title:
			if p.title == "" && c.Namespace == "" {
				p.title = rawText(c)
			}
			continue
		case atom.Svg:
			p.picture(c)
			continue
		case atom.Script, atom.Style, atom.Noscript, atom.Template:
			continue
		case atom.Img, atom.Canvas, atom.Input:
			if c.DataAtom == atom.Img {
				p.addLink(c)
			}
			p.picture(c)
		case atom.Math:
			if len(p.formulas) < maxFormulas {
				p.formulas = append(p.formulas, c)
			}
			continue
		case atom.Body:
			p.body = c
		case atom.A, atom.Iframe, atom.Embed, atom.Object, atom.Area, atom.Frame:
			p.addLink(c)
			p.picture(c)
		default:
			if hasAttr(c, "onclick") {
				p.addLink(c)
			}
		}
		if hidden(c) {
			continue
		}
		if c.DataAtom == atom.Ol && !strings.Contains(attr(c, "style"), "none") {
			p.numbered = keep(p.numbered, c)
		}
		if struck(c) && len(p.struck) < maxStruck {
			p.struck = append(p.struck, c)
		}
		if c.DataAtom == 0 && c.Data == "ucaptitle" && p.ucapTitle == "" {
			p.ucapTitle = textOf(c)
		}
		if len(p.headings) < maxHeadings && titled(c) {
			p.headings = append(p.headings, c)
		}
		inside := in
		if tier := tierOf(c); tier >= 0 && !in[tier] {
			p.containers[tier] = append(p.containers[tier], c)
			inside[tier] = true
		}
		block := isBlock(c) || c.DataAtom == atom.Br
		if block {
			p.labelEnd()
		}
		inner := p.walk(c, inside)
		if block {
			p.labelEnd()
		}
		if c.DataAtom == atom.Table {
			if !inner {
				p.tables = append(p.tables, c)
			}
			inner = true
		}
		table = table || inner
	}
	return table
}

func (p *page) addMeta(n *html.Node) {
	name, content := strings.ToLower(strings.TrimSpace(attr(n, "name"))), strings.TrimSpace(attr(n, "content"))
	if name == "" {
		name = strings.ToLower(strings.TrimSpace(attr(n, "property")))
	}
	if name != "" && content != "" && len(p.meta) < maxMeta && p.meta[name] == "" {
		p.meta[name] = clean(content)
	}
}

func (p *page) addLink(n *html.Node) {
	if len(p.links) < maxLinks {
		p.links = append(p.links, n)
	}
}

func (p *page) label(s string) {
	if p.labels.Len() < maxLabels {
		p.labels.WriteString(s[:min(len(s), 400)])
	}
}

func (p *page) labelEnd() {
	if p.labels.Len() < maxLabels {
		p.labels.WriteByte('\n')
	}
}

// rawText returns the text directly below n.
func rawText(n *html.Node) string {
	var l visible.Line
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			l.Write(c.Data)
		}
	}
	return l.Take()
}

// clean returns s as it shows on one line.
func clean(s string) string {
	var l visible.Line
	l.Write(s)
	return l.Take()
}

// names yields the classes and the id of n in lower case, but for Word's own
// classes, of which its pages have one in every paragraph.
func names(n *html.Node, yield func(string) bool) {
	for i := range n.Attr {
		if k := n.Attr[i].Key; k == "class" || k == "id" {
			for name := range strings.FieldsSeq(n.Attr[i].Val) {
				if !strings.HasPrefix(name, "Mso") && !yield(strings.ToLower(name)) {
					return
				}
			}
		}
	}
}
