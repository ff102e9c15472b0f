package markup

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxDepth = 512       // as deep as html.Parse goes
	maxNodes = 1_000_000 // of a page; the rest is left out
)

// Parse returns the document node of a page in UTF-8. It has no error: what
// can't be read is left out. Its texts are parts of one copy of the page.
func Parse(page []byte) *html.Node {
	b := builder{root: &html.Node{Type: html.DocumentNode}}
	b.open = append(b.open, b.root)
	s := scanner{page: string(page)}
	for b.nodes < maxNodes {
		switch t := s.next(); t.kind {
		case tokenEnd:
			return b.root
		case tokenText:
			b.text(plain(t.text))
		case tokenStart:
			b.start(t, s.attributes(t.attrs))
			switch t.atom {
			case atom.Script, atom.Style, atom.Xmp, atom.Noembed, atom.Noframes:
				b.text(s.raw(t.name))
			case atom.Title, atom.Textarea:
				b.text(plain(s.raw(t.name)))
			}
		case tokenClose:
			b.end(t)
		}
	}
	return b.root
}

// builder hangs nodes into the innermost open element.
type builder struct {
	root  *html.Node
	open  []*html.Node
	made  slab[html.Node]
	nodes int
}

func (b *builder) node() *html.Node {
	b.nodes++
	return &b.made.take(1)[0]
}

func (b *builder) hang(n *html.Node) {
	parent := b.open[len(b.open)-1]
	n.Parent, n.PrevSibling = parent, parent.LastChild
	if parent.LastChild == nil {
		parent.FirstChild = n
	} else {
		parent.LastChild.NextSibling = n
	}
	parent.LastChild = n
}

func (b *builder) text(s string) {
	if s == "" {
		return
	}
	n := b.node()
	n.Type, n.Data = html.TextNode, s
	b.hang(n)
}

func (b *builder) start(t token, attrs []html.Attribute) {
	n := b.node()
	n.Type, n.Data, n.DataAtom, n.Attr = html.ElementNode, t.name, t.atom, attrs
	b.imply(t.atom)
	b.hang(n)
	if !void(t.atom) && len(b.open) < maxDepth {
		b.open = append(b.open, n)
	}
}

// end closes the innermost open element of a name, and what is open in it. An
// end without a beginning closes nothing, and neither does one beyond the table
// cell that it stands in.
func (b *builder) end(t token) {
	for i := len(b.open) - 1; i > 0; i-- {
		switch n := b.open[i]; {
		case n.DataAtom == t.atom && n.Data == t.name:
			b.open = b.open[:i]
			return
		case fences(n.DataAtom) && !fences(t.atom):
			return
		}
	}
}

// imply closes what can't hold a new element: an item when the next begins, a
// paragraph when a block does, a link in a link.
func (b *builder) imply(a atom.Atom) {
	for i := len(b.open) - 1; i > 0; i-- {
		switch at := b.open[i].DataAtom; {
		case closes(a, at):
			b.open = b.open[:i]
			return
		case bounds(a, at):
			return
		}
	}
}

// closes reports whether an element that begins ends an open one.
func closes(begins, open atom.Atom) bool {
	switch begins {
	case atom.Li, atom.Option, atom.Optgroup, atom.Tr, atom.A:
		return open == begins
	case atom.Dt, atom.Dd:
		return open == atom.Dt || open == atom.Dd
	case atom.Td, atom.Th:
		return open == atom.Td || open == atom.Th
	case atom.Tbody, atom.Thead, atom.Tfoot:
		return open == atom.Tbody || open == atom.Thead || open == atom.Tfoot
	case atom.P, atom.Div, atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Form, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Nav, atom.Blockquote, atom.Pre, atom.Hr:
		return open == atom.P
	case atom.Body:
		return open == atom.Head
	}
	return false
}

// bounds reports whether what begins can't end anything beyond an open element.
func bounds(begins, open atom.Atom) bool {
	switch begins {
	case atom.Li:
		return open == atom.Ul || open == atom.Ol || fences(open)
	case atom.Dt, atom.Dd:
		return open == atom.Dl || fences(open)
	case atom.Tr, atom.Td, atom.Th, atom.Tbody, atom.Thead, atom.Tfoot:
		return open == atom.Table || open == atom.Tr && begins == atom.Td || open == atom.Tr && begins == atom.Th
	case atom.A, atom.Option, atom.Optgroup, atom.Body:
		return fences(open)
	}
	return fences(open) || open == atom.Div || open == atom.Li
}

// fences reports whether an element keeps what is in it from closing what is
// around it.
func fences(a atom.Atom) bool {
	switch a {
	case atom.Table, atom.Td, atom.Th, atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot, atom.Body, atom.Html, atom.Object, atom.Caption, atom.Template:
		return true
	}
	return false
}

// void reports whether an element has no content and no end.
func void(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr, atom.Frame:
		return true
	}
	return false
}
