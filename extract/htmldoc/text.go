package htmldoc

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/extract/visible"
)

// textOf returns the visible text below n, block elements on lines of their
// own, nested tables left out.
func textOf(n *html.Node) string {
	var l visible.Line
	writeChildren(&l, n)
	return l.Take()
}

func writeChildren(l *visible.Line, n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		writeNode(l, c)
	}
}

func writeNode(l *visible.Line, n *html.Node) {
	if n.Type == html.TextNode {
		write(l, n)
		return
	}
	if n.Type != html.ElementNode {
		return
	}
	if apart(n) {
		l.Part()
		defer l.Part()
	}
	if silent(n) || n.DataAtom == atom.Table {
		return
	}
	switch n.DataAtom {
	case atom.Br, atom.Hr:
		l.Feed()
	case atom.Input:
		if p := n.PrevSibling; p != nil && p.DataAtom == atom.Input && inputValue(p) != "" {
			l.Write(" ") // each is in a box of its own
		}
		l.Write(inputValue(n))
	case atom.Select:
		l.Write(selected(n))
	default:
		block := isBlock(n)
		if block {
			l.Feed()
		}
		writeChildren(l, n)
		if block {
			l.Feed()
		}
	}
}

// write writes the text of a text node.
func write(l *visible.Line, n *html.Node) {
	script, rise := visible.Script(0), 0
	if beginsLink(n) {
		script = visible.Linked
	}
	for p := n.Parent; p != nil && !isBlock(p); p = p.Parent {
		if p.DataAtom == atom.Sup || p.Namespace == markRaised {
			l.Write(visible.Raise(n.Data))
			return
		}
		switch {
		case p.Namespace == markLifted:
			rise = 4 // or more
		case p.DataAtom == atom.Sub || p.Namespace == markSunk:
			script = visible.Subscript
		}
	}
	l.WriteAs(n.Data, script, rise)
}

// beginsLink reports whether a link begins with n, which does not go on with where the
// one before it leads.
func beginsLink(n *html.Node) bool {
	for n.PrevSibling == nil && n.Parent != nil {
		if n = n.Parent; n.DataAtom == atom.A && hasAttr(n, "href") {
			p := n.PrevSibling
			return p == nil || p.DataAtom != atom.A || attr(p, "href") != attr(n, "href")
		}
	}
	return false
}

// inputValue returns what a field shows as its text, whatever its type: one that is
// none of HTML's is text.
func inputValue(n *html.Node) string {
	switch strings.ToLower(strings.TrimSpace(attr(n, "type"))) {
	case "hidden", "password", "checkbox", "radio", "file", "image", "range", "color", "button", "submit", "reset":
		return ""
	}
	return attr(n, "value")
}

// selected returns the text of a list's chosen option, else of its first.
func selected(n *html.Node) string {
	var first *html.Node
	for c := range n.Descendants() {
		if c.Type != html.ElementNode || c.DataAtom != atom.Option {
			continue
		}
		if first == nil {
			first = c
		}
		if hasAttr(c, "selected") {
			first = c
			break
		}
	}
	if first == nil {
		return ""
	}
	return textOf(first)
}

// silent reports whether n shows no text of its own, or only text that is struck
// out, by what it is or as it is marked.
func silent(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Iframe, atom.Object,
		atom.Embed, atom.Svg, atom.Math, atom.Canvas, atom.Audio, atom.Video, atom.Button, atom.Noframes,
		atom.Datalist, atom.Applet, atom.Title, atom.Progress, atom.Meter:
		return true
	case atom.Rt, atom.Rp:
		if n.Parent.DataAtom == atom.Ruby || n.Parent.DataAtom == atom.Rtc {
			return true
		}
	}
	return hidden(n) || struck(n)
}

// hidden reports whether n is marked as hidden.
func hidden(n *html.Node) bool { return n.Namespace == markHidden || unseen(n) }

// unseen reports whether n is marked as hidden, but keeps its place.
func unseen(n *html.Node) bool { return n.Namespace == markUnseen }

// struck reports whether n is marked as struck out.
func struck(n *html.Node) bool { return n.Namespace == markStruck }

// apart reports whether n stands apart from the text around it, though on the same
// line: a box of its own, what is marked so, and the place of what is not seen.
func apart(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Input, atom.Select, atom.Textarea, atom.Button, atom.Iframe, atom.Object, atom.Embed, atom.Svg, atom.Canvas,
		atom.Audio, atom.Video, atom.Img, atom.Progress, atom.Meter, atom.Marquee:
		return !hidden(n) || unseen(n)
	}
	return n.Namespace == markApart || unseen(n)
}

// isBlock reports whether n stands on lines of its own.
func isBlock(n *html.Node) bool {
	return isBlockAtom(n.DataAtom) || n.Namespace == markBlock || n.DataAtom == 0 && (n.Data == "ucapcontent" || n.Data == "ucaptitle")
}

// isBlockAtom reports whether an element stands on lines of its own unless a style says
// otherwise.
func isBlockAtom(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Nav, atom.Aside,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd,
		atom.Table, atom.Caption, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Pre,
		atom.Blockquote, atom.Address, atom.Form, atom.Fieldset, atom.Center, atom.Figure, atom.Figcaption,
		atom.Body, atom.Html, atom.Hr, atom.Details, atom.Summary, atom.Option, atom.Legend, atom.Hgroup, atom.Menu, atom.Dir,
		atom.Dialog, atom.Optgroup, atom.Search, atom.Xmp, atom.Listing, atom.Plaintext:
		return true
	}
	return false
}

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}
