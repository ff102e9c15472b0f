package markup

import (
	"golang.org/x/net/html/atom"
)

// begin opens the element that a start tag in the body names. The rules are
// those of the WHATWG standard, 13.2.6.4.7 to 13.2.6.4.15, as html.Parse has
// them.
func (e *exact) begin(t token) bool {
	if len(e.open) >= maxExact {
		return false
	}
	switch top := e.top(); top {
	case atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Colgroup:
		return e.beginInTable(t, top)
	}
	if known, ok := e.metadata(t); known {
		return ok
	}
	switch t.atom {
	case 0, atom.Abbr, atom.Acronym, atom.Audio, atom.Bdi, atom.Bdo, atom.Canvas, atom.Cite, atom.Data, atom.Datalist, atom.Del, atom.Dfn,
		atom.Ins, atom.Kbd, atom.Label, atom.Legend, atom.Map, atom.Mark, atom.Meter, atom.Output, atom.Picture, atom.Progress, atom.Q,
		atom.Samp, atom.Span, atom.Sub, atom.Sup, atom.Time, atom.Var, atom.Video:
		return e.push(t)
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Details, atom.Dir, atom.Div, atom.Dl, atom.Fieldset,
		atom.Figcaption, atom.Figure, atom.Footer, atom.Header, atom.Hgroup, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P,
		atom.Section, atom.Summary, atom.Ul:
		return e.endParagraph() && e.push(t)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if !e.endParagraph() {
			return false
		}
		if heading(e.top()) {
			e.open = e.open[:len(e.open)-1]
		}
		return e.push(t)
	case atom.Li:
		return e.endItem(atom.Li, atom.Li) && e.endParagraph() && e.push(t)
	case atom.Dd, atom.Dt:
		return e.endItem(atom.Dd, atom.Dt) && e.endParagraph() && e.push(t)
	case atom.Form:
		if e.form != nil || !e.endParagraph() {
			return false
		}
		ok := e.push(t)
		e.form = e.open[len(e.open)-1]
		return ok
	case atom.A:
		return e.find(marks, atom.A) < 0 && e.push(t)
	case atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
		return e.push(t)
	case atom.Table:
		return e.find(scope, atom.P) < 0 && e.push(t) // in a paragraph it depends on the doctype
	case atom.Area, atom.Br, atom.Embed, atom.Img, atom.Param, atom.Source, atom.Track, atom.Wbr:
		return e.void(t)
	case atom.Input:
		return e.find(scope, atom.Select) < 0 && e.void(t)
	case atom.Hr:
		return e.endParagraph() && e.find(scope, atom.Select) < 0 && e.void(t)
	case atom.Iframe, atom.Noembed:
		return e.rawElement(t, false)
	case atom.Select:
		return e.find(scope, atom.Select) < 0 && e.push(t)
	case atom.Option:
		if e.find(scope, atom.Select) >= 0 {
			e.endImplied(atom.Optgroup)
		} else if e.top() == atom.Option {
			e.open = e.open[:len(e.open)-1]
		}
		return e.push(t)
	case atom.Caption, atom.Col, atom.Colgroup, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr:
		if i := e.find(tables, atom.Td, atom.Th, atom.Caption); i >= 0 {
			if e.open[i].DataAtom == atom.Caption {
				return false
			}
			e.open = e.open[:i]
			return e.beginInTable(t, e.top())
		}
		return true // beyond a table it counts for nothing
	}
	return false
}

// beginInTable opens an element between the cells of a table, with the rows and
// row groups that it needs.
func (e *exact) beginInTable(t token, top atom.Atom) bool {
	switch t.atom {
	case atom.Style, atom.Script:
		if top == atom.Colgroup {
			e.open = e.open[:len(e.open)-1]
		}
		return e.rawElement(t, false)
	case atom.Caption, atom.Col, atom.Colgroup, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr:
	default:
		return false
	}
	cell := t.atom == atom.Td || t.atom == atom.Th
	switch top {
	case atom.Colgroup:
		if t.atom == atom.Col {
			return e.void(t)
		}
	case atom.Table:
		switch {
		case cell || t.atom == atom.Tr:
			e.pushImplied(atom.Tbody)
			return e.beginInTable(t, atom.Tbody)
		case t.atom == atom.Col:
			e.pushImplied(atom.Colgroup)
			return e.void(t)
		}
		return e.push(t)
	case atom.Tr:
		if cell {
			return e.push(t)
		}
	default: // a row group
		switch {
		case cell:
			e.pushImplied(atom.Tr)
			return e.push(t)
		case t.atom == atom.Tr:
			return e.push(t)
		}
	}
	e.open = e.open[:len(e.open)-1]
	return e.beginInTable(t, e.top())
}

// endItem closes an item of a list when the next begins.
func (e *exact) endItem(a, b atom.Atom) bool {
	for i := len(e.open) - 1; i > 0; i-- {
		switch at := e.open[i].DataAtom; {
		case at == a || at == b:
			return e.cut(i)
		case at == atom.Address || at == atom.Div || at == atom.P:
		case special(at):
			return true
		}
	}
	return true
}

// close closes what an end tag in the body ends.
func (e *exact) close(t token) bool {
	switch e.top() {
	case atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Colgroup:
		return e.closeInTable(t)
	}
	switch t.atom {
	case atom.Html, atom.Body:
		return true // what follows is still the body's
	case atom.Td, atom.Th:
		if i := e.find(tables, t.atom); i >= 0 {
			e.open = e.open[:i]
		}
		return true
	case atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr:
		if e.find(tables, t.atom) < 0 {
			return true
		}
		i := e.find(tables, atom.Td, atom.Th, atom.Caption)
		if i < 0 || e.open[i].DataAtom == atom.Caption {
			return false
		}
		e.open = e.open[:i]
		return e.closeInTable(t)
	case atom.Caption:
		if i := e.find(tables, atom.Td, atom.Th, atom.Caption); i >= 0 && e.open[i].DataAtom == atom.Caption {
			e.open = e.open[:i]
		}
		return true
	case atom.Col, atom.Colgroup:
		return true
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Details, atom.Dir, atom.Div, atom.Dl, atom.Fieldset,
		atom.Figcaption, atom.Figure, atom.Footer, atom.Header, atom.Hgroup, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.Section,
		atom.Select, atom.Summary, atom.Ul:
		if e.find(scope, t.atom) < 0 {
			return true
		}
		e.endImplied(0)
		return e.cut(e.find(scope, t.atom))
	case atom.Form:
		if e.form == nil {
			return true
		}
		e.endImplied(0)
		if e.open[len(e.open)-1] != e.form {
			return false
		}
		e.form, e.open = nil, e.open[:len(e.open)-1]
		return true
	case atom.P:
		if e.find(scope, atom.P) < 0 {
			e.pushImplied(atom.P) // an end without a beginning is an empty paragraph
		}
		return e.endParagraph()
	case atom.Li:
		return e.end(e.find(items, atom.Li))
	case atom.Dd, atom.Dt:
		return e.end(e.find(scope, t.atom))
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return e.end(e.find(scope, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6))
	case atom.Br, atom.Applet, atom.Marquee, atom.Object, atom.Template, atom.Nobr, atom.Button, atom.Listing, atom.Pre, atom.Dialog, atom.Search:
		return false
	}
	if formatting(t.atom) && e.find(marks, t.atom) >= 0 {
		if e.top() != t.atom {
			return false
		}
		e.open = e.open[:len(e.open)-1]
		return true
	}
	for i := len(e.open) - 1; i > 0; i-- {
		n := e.open[i]
		if n.DataAtom == t.atom && n.Data == t.name {
			return e.cut(i)
		}
		if special(n.DataAtom) {
			break
		}
	}
	return true
}

// end closes the element at i, if there is one.
func (e *exact) end(i int) bool { return i < 0 || e.cut(i) }

// closeInTable closes what an end tag between the cells of a table ends.
func (e *exact) closeInTable(t token) bool {
	switch t.atom {
	case atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Colgroup:
		i := e.find(tables, t.atom)
		switch {
		case i < 0 && e.top() == atom.Colgroup && t.atom != atom.Colgroup:
			e.open = e.open[:len(e.open)-1]
		case i >= 0 && (t.atom != atom.Colgroup || e.top() == atom.Colgroup):
			e.open = e.open[:i]
		}
		return true
	case atom.Body, atom.Caption, atom.Html, atom.Td, atom.Th:
		if e.top() == atom.Colgroup {
			e.open = e.open[:len(e.open)-1]
		}
		return true
	case atom.Col:
		return true
	}
	return false
}

func heading(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// formatting reports whether an element is one that goes on when what is around
// it ends.
func formatting(a atom.Atom) bool {
	switch a {
	case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
		return true
	}
	return false
}

// special reports whether an element keeps an end tag of an ordinary one from
// closing anything around it.
func special(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Colgroup, atom.Dd, atom.Details,
		atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3,
		atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Html, atom.Li, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P,
		atom.Section, atom.Select, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul:
		return true
	}
	return false
}

// The scopes of the standard: where the search for an open element stops.

func scope(a atom.Atom) bool {
	switch a {
	case atom.Caption, atom.Html, atom.Table, atom.Td, atom.Th, atom.Select:
		return true
	}
	return false
}

func items(a atom.Atom) bool { return a == atom.Ol || a == atom.Ul || scope(a) }

func tables(a atom.Atom) bool { return a == atom.Html || a == atom.Table }

func marks(a atom.Atom) bool { return a == atom.Td || a == atom.Th || a == atom.Caption }
