package htmldoc

import (
	"iter"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What mark writes where a node has its namespace, which those of HTML don't.
const (
	markHidden = "hidden" // it shows nothing
	markUnseen = "unseen" // it shows nothing, and keeps its place
	markStruck = "struck" // its text is struck out
	markRaised = "raised" // its text stands above the line
	markLifted = "lifted" // so by its position alone
	markSunk   = "sunk"   // its text stands below the line
	markBlock  = "block"  // it stands on lines of its own
	markApart  = "apart"  // it stands apart from the text around it
)

// mark marks the nodes below n that are hidden or struck out, by what they are,
// by the page's style sheets or by their own style. Where n lays out what is in it,
// each child is a box of its own.
func (p *page) mark(n *html.Node, s *sheet, inTable, lays bool) {
	inTable = inTable || n.DataAtom == atom.Table
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			p.mark(c, s, inTable, p.markOne(c, s, inTable, lays))
		}
	}
}

// markOne marks c, and reports whether it lays out what is in it.
func (p *page) markOne(c *html.Node, s *sheet, inTable, laid bool) (lays bool) {
	var own declarations
	var id, classes string
	hidden := false
	for i := range c.Attr {
		switch a := &c.Attr[i]; a.Key {
		case "hidden":
			hidden = true
		case "type":
			hidden = hidden || c.DataAtom == atom.Input && says(a.Val, "hidden")
		case "color", "text":
			p.painted = p.painted || paints(c)
		case "dir":
			if says(a.Val, "rtl") {
				own.turns = turnsInside
			}
		case "id":
			id = a.Val
		case "class":
			classes = a.Val
		case "style":
			turns := own.turns
			own = declared(a.Val)
			own.turns = max(own.turns, turns)
			p.painted = p.painted || own.pale()
		}
	}
	cell := c.DataAtom == atom.Td || c.DataAtom == atom.Th
	if own.flat && (cell || holdsCells(c.DataAtom) || c.DataAtom == atom.Table) {
		own.hides, own.oddly = 0, false // these are as large as what they hold
	}
	if own.inherited != "" && restored(c, own.inherited) {
		own.hides = 0
		p.concealed = keep(p.concealed, c)
	}
	hidden = hidden || c.DataAtom == atom.Dialog && !hasAttr(c, "open")
	if hidden && !own.shows {
		own.hides, own.oddly = gone, false
	}
	switch {
	case c.DataAtom == atom.Body:
		own.hides, own.oddly = 0, false // until a script shows the page
	case (own.oddly || own.hides == veiled) && p.holdsTable(c):
		own.hides, own.oddly = 0, false
		p.concealed = keep(p.concealed, c)
	}
	byRules := s.on(c, id, classes, p.quirks, inTable)
	p.doubtful = p.doubtful || byRules.maybeStruck
	switch {
	case own.hides != 0 || byRules.hides:
	case byRules.concealed && (!own.shows || byRules.firmly && !own.firmly):
		p.concealed = keep(p.concealed, c)
		if byRules.surely {
			p.ruledOut = keep(p.ruledOut, c)
		}
	}
	if turns := max(own.turns, byRules.turns); turns == turnsInside || turns == turnsItself && inTable && len(p.turned) < maxStruck {
		p.turned = append(p.turned, turned{c, turns})
	}
	if byRules.writes {
		p.written = keep(p.written, c)
	}
	strikes := strikesItself(c.DataAtom) || struck(c.Parent) && holdsCells(c.Parent.DataAtom)
	if byRules.strikes != 0 {
		strikes = byRules.strikes > 0
	}
	if own.strikes != 0 && (own.important || !byRules.important) {
		strikes = own.strikes > 0
	}
	stands := max(own.stands, byRules.stands)
	lifted := byRules.lift
	if own.lift != 0 {
		lifted = own.lift
	}
	switch {
	case c.Namespace != "":
	case own.hides == gone || byRules.hides:
		c.Namespace = markHidden
	case own.hides == veiled || unseen(c.Parent) && holdsCells(c.Parent.DataAtom):
		c.Namespace = markUnseen
	case strikes && c.DataAtom != atom.Br && c.DataAtom != atom.Hr:
		c.Namespace = markStruck
	case lifted == higher:
		c.Namespace = markLifted
	case cell: // the place of its text is no other
	case lifted == raised:
		c.Namespace = markRaised
	case lifted == lower:
		c.Namespace = markSunk
	case isBlock(c):
	case stands == onItsOwn:
		c.Namespace = markBlock
	case stands == standsApart || laid:
		c.Namespace = markApart
	}
	if own.oddly && own.hides != 0 {
		p.vanished = keep(p.vanished, c)
	}
	return own.lays || byRules.lays
}

// longFigure is how long, in bytes, the text of a cell is at least that is prose and
// no figure with words.
const longFigure = 200

// leaveOut marks what style sheets surely hide in cells that show another figure as
// hidden: a script would not show both. Whole cells, rows and tables are none of it,
// and neither is the only figure of a cell.
func (p *page) leaveOut() {
	parts := make(map[*html.Node][]*html.Node)
	for _, n := range p.ruledOut {
		cell := n.Parent
		for cell != nil && cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
			cell = cell.Parent
		}
		inside := n.DataAtom != atom.Td && n.DataAtom != atom.Th && !holdsCells(n.DataAtom) && !p.holdsTable(n)
		if cell != nil && inside && !p.holdsTable(cell) && n.Namespace != markHidden && hasDigit(textOf(n)) {
			parts[cell] = append(parts[cell], n)
		}
	}
	for cell, hidden := range parts {
		before := make([]string, len(hidden))
		for i, n := range hidden {
			before[i], n.Namespace = n.Namespace, markHidden
		}
		text := textOf(cell)
		shown := hasDigit(text) && len(text) < longFigure
		for i, n := range hidden {
			if shown {
				p.vanished = keep(p.vanished, n)
			} else {
				n.Namespace = before[i]
			}
		}
	}
}

// holdsTable reports whether n is a table or one stands in it.
func (p *page) holdsTable(n *html.Node) bool {
	if p.holders == nil {
		root := n
		for root.Parent != nil {
			root = root.Parent
		}
		p.holders = holdersOf(func(yield func(*html.Node) bool) {
			for c := range root.Descendants() {
				if c.DataAtom == atom.Table && !yield(c) {
					return
				}
			}
		})
	}
	return n.DataAtom == atom.Table || p.holders[n]
}

// holdersOf returns the nodes that hold any of these.
func holdersOf(nodes iter.Seq[*html.Node]) map[*html.Node]bool {
	holders := make(map[*html.Node]bool)
	for n := range nodes {
		for n = n.Parent; n != nil && !holders[n]; n = n.Parent {
			holders[n] = true
		}
	}
	return holders
}

// restored reports whether something below n has a property of its own, which its
// parents would give it otherwise.
func restored(n *html.Node, property string) bool {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && strings.Contains(strings.ToLower(attr(c, "style")), property) {
			return true
		}
	}
	return false
}

// turned is an element that stands, or has what is in it stand, in another order
// than in the source.
type turned struct {
	node *html.Node
	how  turning
}

// holdsCells reports whether what strikes out an element strikes out cells: their
// places stay.
func holdsCells(a atom.Atom) bool {
	return a == atom.Tr || a == atom.Tbody || a == atom.Thead || a == atom.Tfoot
}

// strikesItself reports whether an element's text is struck out unless a style
// says that it isn't.
func strikesItself(a atom.Atom) bool { return a == atom.Del || a == atom.S || a == atom.Strike }
