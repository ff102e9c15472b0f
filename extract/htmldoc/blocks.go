package htmldoc

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
)

// block reads what is below n into passages.
func (r *reader) block(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			r.text(c)
		case c.Type != html.ElementNode:
		case apart(c):
			r.line.Part()
			r.visible(c)
			r.line.Part()
		default:
			r.visible(c)
		}
	}
}

// visible reads n unless it shows nothing of the article.
func (r *reader) visible(n *html.Node) {
	if !silent(n) && !r.isChrome(n) {
		r.element(n)
	}
}

func (r *reader) text(n *html.Node) {
	if n.Parent == nil || n.Parent.DataAtom != atom.Pre {
		write(&r.line, n)
		return
	}
	for i, s := range strings.Split(n.Data, "\n") {
		if i > 0 {
			r.flush()
		}
		r.line.Write(s)
	}
}

func (r *reader) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Br, atom.Hr:
		r.flush()
	case atom.Input, atom.Select, atom.Textarea:
		// Outside tables these are search boxes.
	case atom.Table:
		r.flush()
		switch {
		case isBox(n):
		case isLayout(n):
			r.block(n)
		default:
			r.table(n)
			r.nested(n)
		}
		r.flush()
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		r.flush()
		r.as(n, archive.PassageHeading, int(n.Data[1]-'0'))
	case atom.Li:
		r.flush()
		r.as(n, archive.PassageList, 0)
	default:
		if !isBlock(n) {
			r.block(n)
			return
		}
		r.flush()
		r.block(n)
		r.flush()
	}
}

// as reads what is below n as passages of a kind.
func (r *reader) as(n *html.Node, kind string, level int) {
	outerKind, outerLevel := r.kind, r.level
	r.kind, r.level = kind, level
	r.block(n)
	r.flush()
	r.kind, r.level = outerKind, outerLevel
}

// flush ends the passage that is being gathered.
func (r *reader) flush() {
	text := r.line.Take()
	if text == "" || chromeLine(text) {
		return
	}
	r.doc.Blocks = append(r.doc.Blocks, archive.Passage{Type: r.kind, Level: r.level, Text: text})
}

// table reads the table n, if it shows anything.
func (r *reader) table(n *html.Node) {
	t, pictures := tableOf(n, &r.layout, r.page.pictured)
	if t.Rows == 0 || blank(t) {
		return
	}
	r.tables[n] = true
	index := len(r.doc.Tables)
	r.warnOfPictures(index, pictures)
	r.doc.Tables = append(r.doc.Tables, t)
	r.doc.Blocks = append(r.doc.Blocks, archive.Passage{Type: archive.PassageTable, Table: &index})
}

// nested reads the tables in the cells of the table n as tables of their own.
func (r *reader) nested(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || silent(c) {
			continue
		}
		if c.DataAtom == atom.Table {
			r.element(c)
			continue
		}
		r.nested(c)
	}
}

func blank(t archive.Table) bool {
	for _, c := range t.Cells {
		if c.Text != "" {
			return false
		}
	}
	return t.Caption == ""
}
