package htmldoc

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/extract/visible"
)

// paint is the colour of text and of what it stands on.
type paint struct {
	ink, ground visible.Colour
	maybe       bool // a rule that is not followed may make it pale
	inTable     bool
}

// pale reports whether a style names a colour that hides text, on paper or on its
// own ground.
func (d *declarations) pale() bool {
	return d.ink > 0 && (visible.See(d.ink, 0) != visible.Seen || d.ground != 0 && visible.See(d.ink, d.ground) != visible.Seen)
}

// painter takes the text away that has the colour of what it stands on.
type painter struct {
	*page
	rules   []rule // that name colours, the weakest first
	outside bool   // style sheets that are not read may name others
	body    visible.Colour
}

// unpaint takes away what is not seen of a page that names pale colours.
func (p *page) unpaint(root *html.Node, s sheet) {
	q := painter{page: p, rules: s.paints}
	for c := range root.Descendants() {
		if c.DataAtom == atom.Link && strings.Contains(strings.ToLower(attr(c, "rel")), "stylesheet") ||
			c.Type == html.TextNode && c.Parent.DataAtom == atom.Style && strings.Contains(c.Data, "@import") {
			q.outside = true
			break
		}
	}
	var around paint
	if q.outside || len(s.paints) >= maxRules {
		around.ground = visible.Unclear
	}
	q.below(root, around)
}

// below goes through what is below n.
func (q *painter) below(n *html.Node, around paint) {
	around.inTable = around.inTable || n.DataAtom == atom.Table
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			q.text(c, around)
		case c.Type == html.ElementNode && !silent(c):
			look := q.look(c, around)
			if c.DataAtom == atom.Body {
				q.body = look.ink
			}
			if c.DataAtom == atom.Input && visible.See(look.ink, look.ground) == visible.Unseen && inputValue(c) != "" {
				c.Namespace = markHidden
				q.pale = keep(q.pale, n)
			}
			q.below(c, look)
		}
	}
}

// text takes away a text that is not seen.
func (q *painter) text(c *html.Node, around paint) {
	sight := visible.See(around.ink, around.ground)
	if sight == visible.Seen && !around.maybe || strings.TrimSpace(c.Data) == "" {
		return
	}
	switch {
	case sight == visible.Unseen:
		c.Data = ""
		q.pale = keep(q.pale, c.Parent)
	case strings.ContainsAny(c.Data, "0123456789") && (sight == visible.Doubtful || around.inTable):
		q.faint = keep(q.faint, c.Parent)
	}
}

func keep(nodes []*html.Node, n *html.Node) []*html.Node {
	if len(nodes) < maxStruck {
		nodes = append(nodes, n)
	}
	return nodes
}

// look returns how text in an element is painted.
func (q *painter) look(c *html.Node, around paint) paint {
	look := around
	switch c.DataAtom {
	case atom.A:
		if hasAttr(c, "href") {
			look.ink, look.maybe = 0, false // links have a colour of their own
		}
	case atom.Input, atom.Select, atom.Textarea:
		look = paint{ground: visible.White, inTable: around.inTable}
	case atom.Table:
		if q.quirks {
			look.ink, look.maybe = q.body, false
		}
	}
	var own declarations
	maybe := false
	var style, id string
	var classes []string
	for i := range c.Attr {
		switch a := &c.Attr[i]; a.Key {
		case "color":
			if c.DataAtom == atom.Font {
				own.ink = legacy(a.Val)
			}
		case "text":
			if c.DataAtom == atom.Body {
				own.ink = legacy(a.Val)
			}
		case "bgcolor":
			own.ground = legacy(a.Val)
		case "background":
			own.ground = visible.Unclear
		case "style":
			style = a.Val
		case "id":
			id = a.Val
		case "class":
			classes = strings.Fields(a.Val)
		}
	}
	for i := range q.rules {
		r := &q.rules[i]
		switch {
		case !r.matches(c, id, classes, q.quirks):
		case r.followed:
			own.ink, own.ground = r.ink.Or(own.ink), r.ground.Or(own.ground)
		default:
			maybe = maybe || visible.See(r.ink, 0) != visible.Seen
			if r.ground != 0 {
				own.ground = visible.Unclear
			}
		}
	}
	if style != "" {
		d := declared(style)
		own.ink, own.ground = d.ink.Or(own.ink), d.ground.Or(own.ground)
		maybe = maybe && d.ink == 0
	}
	if own.ground == 0 && q.outside && (id != "" || classes != nil) && visible.See(visible.White, look.ground) != visible.Seen {
		own.ground = visible.Unclear // another style sheet may paint it
	}
	if own.ink != 0 {
		look.ink, look.maybe = own.ink, false
	}
	look.maybe = look.maybe || maybe
	look.ground = own.ground.Or(look.ground)
	return look
}

// legacy reads a colour of an attribute, which may lack its #.
func legacy(value string) visible.Colour {
	if c := hex(strings.TrimSpace(value)); c != visible.Unclear {
		return c
	}
	return colourOf(value)
}

// paints reports whether an element's attributes name a pale colour.
func paints(c *html.Node) bool {
	return slices.ContainsFunc(c.Attr, func(a html.Attribute) bool {
		return (a.Key == "color" || a.Key == "text") && visible.See(legacy(a.Val), 0) != visible.Seen
	})
}

// quirks reports whether browsers show a page as those of before the standards:
// by its doctype.
func quirks(text []byte) bool {
	head := strings.ToLower(string(text[:min(len(text), 4096)]))
	for {
		head = strings.TrimLeft(strings.TrimPrefix(head, "\ufeff"), " \t\r\n\f")
		end := ""
		switch {
		case strings.HasPrefix(head, "<!--"):
			end = "-->"
		case strings.HasPrefix(head, "<?"):
			end = ">"
		default:
			doctype, ok := strings.CutPrefix(head, "<!doctype")
			doctype, _, _ = strings.Cut(doctype, ">")
			old := strings.Contains(doctype, "dtd html 2") || strings.Contains(doctype, "dtd html 3") || strings.Contains(doctype, "dtd html 4.0 ")
			loose := strings.Contains(doctype, "dtd html 4.01 transitional") || strings.Contains(doctype, "dtd html 4.01 frameset")
			return !ok || old || loose && !strings.Contains(doctype, ".dtd")
		}
		_, rest, ok := strings.Cut(head, end)
		if !ok {
			return true
		}
		head = rest
	}
}
