package markup

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxExact is how deep an exact tree may be; html.Parse refuses what is deeper
// than 512 elements.
const maxExact = 400

// Exact returns the tree that html.Parse makes of a page in UTF-8, but for
// comments and the doctype, which it leaves out, and for texts, which it may
// leave in pieces. It does so in a third of the time for pages whose tags nest
// as they should. It reports false, and no tree, for any page that needs a
// repair which it doesn't know: html.Parse is for those.
//
// What it knows are ends that HTML lets be left out (of rows, cells, items and
// paragraphs) and ends without a beginning. What it leaves to html.Parse are,
// most of all, misnested formatting and content between the cells of a table.
func Exact(page []byte) (root *html.Node, ok bool) {
	if bytes.IndexByte(page, 0) >= 0 {
		return nil, false
	}
	text := string(page)
	if strings.IndexByte(text, '\r') >= 0 {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	}
	e := exact{scanner: scanner{page: text}, builder: builder{root: &html.Node{Type: html.DocumentNode}}}
	e.open = append(e.open, e.root)
	if !e.head() || !e.body() {
		return nil, false
	}
	return e.root, true
}

// exact is the making of one exact tree. Its methods report whether they knew
// what to do.
type exact struct {
	scanner
	builder
	form *html.Node // the open form
}

// token returns the next token, and whether it was read as the standard's
// tokenizer reads it.
func (e *exact) token() (token, bool) {
	t := e.next()
	return t, !e.odd && e.nodes < maxNodes
}

// head reads up to the beginning of the body.
func (e *exact) head() bool {
	for {
		t, ok := e.token()
		if !ok || t.kind == tokenEnd {
			return false
		}
		top := e.top()
		switch {
		case t.kind == tokenText:
			if !blank(t.text) {
				return false
			}
			if top == atom.Head || top == atom.Html && e.open[1].FirstChild != nil {
				e.text(t.text)
			}
		case t.kind == tokenClose:
			if t.atom != atom.Head || top != atom.Head {
				return false
			}
			e.cut(len(e.open) - 1)
		case top == 0 && t.atom == atom.Html, top == atom.Html && t.atom == atom.Head && e.open[1].FirstChild == nil:
			if !e.push(t) {
				return false
			}
		case top == atom.Html && t.atom == atom.Body && e.open[1].FirstChild != nil:
			return e.push(t)
		case top == atom.Head:
			if known, ok := e.metadata(t); !known || !ok {
				return false
			}
		default:
			return false
		}
	}
}

// body reads the rest of the page.
func (e *exact) body() bool {
	for {
		t, ok := e.token()
		switch {
		case !ok:
			return false
		case t.kind == tokenEnd:
			return true
		case t.kind == tokenText:
			ok = e.put(t.text)
		case t.kind == tokenStart:
			ok = e.begin(t)
		case t.kind == tokenClose:
			ok = e.close(t)
		}
		if !ok {
			return false
		}
	}
}

func (e *exact) top() atom.Atom { return e.open[len(e.open)-1].DataAtom }

// push opens an element.
func (e *exact) push(t token) bool {
	n := e.element(t)
	e.hang(n)
	e.open = append(e.open, n)
	return true
}

// void adds an element that holds nothing.
func (e *exact) void(t token) bool {
	e.hang(e.element(t))
	return true
}

// pushImplied opens an element whose tag is left out.
func (e *exact) pushImplied(a atom.Atom) {
	e.push(token{name: a.String(), atom: a})
}

func (e *exact) element(t token) *html.Node {
	n := e.node()
	n.Type, n.Data, n.DataAtom, n.Attr = html.ElementNode, t.name, t.atom, e.attributes(t.attrs)
	return n
}

// rawElement adds an element whose content is text up to its end tag.
func (e *exact) rawElement(t token, references bool) bool {
	n := e.element(t)
	e.hang(n)
	text := e.scanner.raw(t.name)
	if t.atom == atom.Script && strings.Contains(text, "<!--") {
		return false // which hides end tags
	}
	if references {
		text = plain(text)
	}
	e.open = append(e.open, n)
	e.text(text)
	e.open = e.open[:len(e.open)-1]
	end, ok := e.token()
	return ok && end.kind == tokenClose && end.atom == t.atom
}

// metadata adds what may stand in the head and, as it is, anywhere else.
func (e *exact) metadata(t token) (known, ok bool) {
	switch t.atom {
	case atom.Base, atom.Basefont, atom.Bgsound, atom.Link, atom.Meta:
		return true, e.void(t)
	case atom.Script, atom.Style, atom.Noframes, atom.Noscript:
		return true, e.rawElement(t, false)
	case atom.Title:
		return true, e.rawElement(t, true)
	}
	return false, false
}

// put adds a text.
func (e *exact) put(s string) bool {
	switch e.top() {
	case atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Colgroup:
		if !blank(s) {
			return false
		}
	}
	e.text(plain(s))
	return true
}

// find returns the place of the innermost open element that is one of these,
// within a scope, or -1.
func (e *exact) find(stop func(atom.Atom) bool, of ...atom.Atom) int {
	for i := len(e.open) - 1; i > 0; i-- {
		a := e.open[i].DataAtom
		if slices.Contains(of, a) {
			return i
		}
		if stop(a) {
			return -1
		}
	}
	return -1
}

// cut closes the element at i and all in it, unless one of these is formatting,
// which then goes on elsewhere.
func (e *exact) cut(i int) bool {
	for _, n := range e.open[i+1:] {
		if formatting(n.DataAtom) {
			return false
		}
	}
	e.open = e.open[:i]
	return true
}

// endParagraph closes an open paragraph.
func (e *exact) endParagraph() bool {
	if i := e.find(scope, atom.P); i >= 0 {
		return e.cut(i)
	}
	return true
}

// endImplied closes the elements on top whose ends may be left out.
func (e *exact) endImplied(except atom.Atom) {
	for {
		switch a := e.top(); a {
		case atom.Dd, atom.Dt, atom.Li, atom.Optgroup, atom.Option, atom.P:
			if a == except {
				return
			}
			e.open = e.open[:len(e.open)-1]
		default:
			return
		}
	}
}

func blank(s string) bool { return strings.Trim(s, " \t\n\f\r") == "" }
