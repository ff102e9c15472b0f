package htmldoc

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What mark writes where a node has its namespace, which those of HTML don't.
const (
	markHidden = "hidden" // it shows nothing
	markStruck = "struck" // its text is struck out
)

// The most rules of a page's style sheets that are kept: each is held against
// each node.
const maxRules = 200

// rule is what a style sheet says, by one selector, that bears on what is read.
type rule struct {
	element, class, id string // that a node must have, or empty
	followed           bool   // the selector asks for nothing else
	strikes            int    // 1: struck out; -1: not; 0: as it was
	important          bool   // what it says of that goes before stronger selectors
	hides              bool   // as Word does
}

// weight returns the specificity of the rule's selector.
func (r rule) weight() int {
	n := 0
	if r.element != "" {
		n++
	}
	if r.class != "" {
		n += 10
	}
	if r.id != "" {
		n += 100
	}
	if r.important {
		n += 1000
	}
	return n
}

// matches reports whether an element with these classes is what the rule's
// selector asks for, as far as it is understood.
func (r *rule) matches(element, id string, classes []string) bool {
	return (r.element == "" || strings.EqualFold(r.element, element)) && (r.id == "" || r.id == id) &&
		(r.class == "" || slices.Contains(classes, r.class))
}

// mark marks the nodes below n that are hidden or struck out, by what they are,
// by the page's style sheets or by their own style.
func (p *page) mark(n *html.Node, s sheet, inTable bool) {
	inTable = inTable || n.DataAtom == atom.Table
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		hides, concealed, important := false, false, false
		strikes := strikesItself(c.DataAtom) || struck(n) && holdsCells(n.DataAtom)
		var id string
		var classes []string
		if len(s.rules) > 0 || inTable && len(s.conceals) > 0 {
			id, classes = attr(c, "id"), strings.Fields(attr(c, "class"))
		}
		for i := range s.rules {
			r := &s.rules[i]
			switch {
			case !r.matches(c.Data, id, classes):
			case !r.followed:
				p.doubtful = p.doubtful || r.strikes > 0
			default:
				hides = hides || r.hides
				if r.strikes != 0 {
					strikes, important = r.strikes > 0, r.important
				}
			}
		}
		if inTable {
			concealed = slices.ContainsFunc(s.conceals, func(r rule) bool { return r.matches(c.Data, id, classes) })
		}
		for i := range c.Attr {
			switch c.Attr[i].Key {
			case "hidden":
				hides = true
			case "style":
				d := declared(c.Attr[i].Val)
				hides, concealed = hides || d.hides, concealed && !d.shows
				if d.strikes != 0 && (d.important || !important) {
					strikes = d.strikes > 0
				}
			}
		}
		switch {
		case c.Namespace != "":
		case hides:
			c.Namespace = markHidden
		case strikes:
			c.Namespace = markStruck
		}
		if concealed && !hides && len(p.concealed) < maxStruck {
			p.concealed = append(p.concealed, c)
		}
		p.mark(c, s, inTable)
	}
}

// holdsCells reports whether what strikes out an element strikes out cells: their
// places stay.
func holdsCells(a atom.Atom) bool {
	return a == atom.Tr || a == atom.Tbody || a == atom.Thead || a == atom.Tfoot
}

// declarations is what a style says that bears on what is read.
type declarations struct {
	hides, shows bool
	strikes      int  // 1: it strikes out; -1: it says that nothing is; 0: it says nothing of it
	important    bool // it says that before what stronger selectors say
}

// declared reads a style.
func declared(style string) (d declarations) {
	if strings.Contains(style, "/*") {
		style = uncommented(style)
	}
	none, unseen := false, false
	for style != "" {
		var declaration string
		declaration, style, _ = strings.Cut(style, ";")
		name, value, _ := strings.Cut(declaration, ":")
		switch name = strings.TrimSpace(name); len(name) {
		case len("display"):
			if strings.EqualFold(name, "display") {
				none = says(value, "none")
				d.shows = !none
			}
		case len("visibility"):
			if strings.EqualFold(name, "visibility") {
				unseen = says(value, "hidden") || says(value, "collapse")
			}
		case len("text-decoration"), len("text-decoration-line"):
			if strings.EqualFold(name, "text-decoration") || strings.EqualFold(name, "text-decoration-line") {
				d.strikes = -1
				if strings.Contains(strings.ToLower(value), "line-through") {
					d.strikes = 1
				}
				d.important = strings.Contains(value, "!")
			}
		}
	}
	d.hides = none || unseen
	return d
}

// says reports whether a value begins with a word.
func says(value, word string) bool {
	value = strings.TrimSpace(value)
	return len(value) >= len(word) && strings.EqualFold(value[:len(word)], word)
}

// sheet is what the style sheets of a page say, in the order in which it applies.
type sheet struct {
	rules    []rule // that decide what is struck out, or hide what Word hides
	conceals []rule // others that hide: mostly what scripts show
	whole    bool   // these are all
}

// sheetOf reads the style sheets below n.
func sheetOf(n *html.Node) sheet {
	var all strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.DataAtom == atom.Style {
			all.WriteString(c.Data)
			all.WriteByte('\n')
		}
	}
	text := all.String()
	lower := strings.ToLower(text)
	if !strings.Contains(lower, "text-decoration") && !strings.Contains(lower, "none") && !strings.Contains(lower, "hidden") {
		return sheet{whole: true}
	}
	s := parseSheet(uncommented(text))
	s.whole = len(s.rules) < maxRules || !strings.Contains(lower, "line-through")
	if !slices.ContainsFunc(s.rules, func(r rule) bool { return r.strikes > 0 }) {
		s.rules = slices.DeleteFunc(s.rules, func(r rule) bool { return !r.hides && !strikesItself(atom.Lookup([]byte(r.element))) })
	}
	slices.SortStableFunc(s.rules, func(a, b rule) int { return cmp.Compare(a.weight(), b.weight()) })
	return s
}

// strikesItself reports whether an element's text is struck out unless a style
// says that it isn't.
func strikesItself(a atom.Atom) bool { return a == atom.Del || a == atom.S || a == atom.Strike }

// uncommented returns a style sheet without comments and without the marks that
// hide it from old browsers.
func uncommented(sheet string) string {
	var b strings.Builder
	for {
		text, rest, found := strings.Cut(sheet, "/*")
		b.WriteString(text)
		if !found {
			break
		}
		_, sheet, _ = strings.Cut(rest, "*/")
	}
	return strings.NewReplacer("<!--", "", "-->", "").Replace(b.String())
}

// parseSheet returns the rules of a style sheet. Those in a block of other
// media, or of a condition, are not followed.
func parseSheet(text string) (s sheet) {
	blocks := 0 // that are open around
	for len(s.rules) < maxRules {
		at := strings.IndexAny(text, "{}")
		if at < 0 {
			break
		}
		selectors, closes := text[:at], text[at] == '}'
		text = text[at+1:]
		if closes {
			blocks = max(0, blocks-1)
			continue
		}
		if at := strings.LastIndexByte(selectors, ';'); at >= 0 {
			selectors = selectors[at+1:] // behind @import
		}
		if strings.HasPrefix(strings.TrimSpace(selectors), "@") {
			blocks++
			continue
		}
		var body string
		body, text, _ = strings.Cut(text, "}")
		d := declared(body)
		hides := strings.Contains(strings.ToLower(body), "mso-hide:all")
		for selector := range strings.SplitSeq(selectors, ",") {
			r, ok := ruleOf(selector)
			if !ok {
				continue
			}
			r.strikes, r.important, r.hides, r.followed = d.strikes, d.important, hides, r.followed && blocks == 0
			switch {
			case (r.strikes != 0 || hides) && len(s.rules) < maxRules:
				s.rules = append(s.rules, r)
			case d.hides && r.followed && len(s.conceals) < maxRules:
				s.conceals = append(s.conceals, r)
			}
		}
	}
	return s
}

// ruleOf reads a selector. Where it has several parts, the last is what it
// selects. States of an element (:hover) and what stands before or behind it are
// none that is read.
func ruleOf(selector string) (rule, bool) {
	parts := strings.FieldsFunc(selector, func(r rune) bool { return strings.ContainsRune(" \t\r\n\f>+~", r) })
	if len(parts) == 0 {
		return rule{}, false
	}
	last := parts[len(parts)-1]
	r := rule{followed: len(parts) == 1}
	if at := strings.IndexAny(last, ":["); at >= 0 {
		if last[at] == ':' {
			state, _, _ := strings.Cut(strings.TrimLeft(last[at:], ":"), ":")
			switch strings.ToLower(state) {
			case "hover", "active", "visited", "focus", "target", "before", "after", "first-letter", "first-line", "selection", "marker", "placeholder":
				return rule{}, false
			}
		}
		last, r.followed = last[:at], false
	}
	for last != "" {
		sign := last[0]
		end := 1 + strings.IndexAny(last[1:], ".#")
		if end == 0 {
			end = len(last)
		}
		name := strings.TrimLeft(last[:end], ".#")
		switch {
		case sign == '#':
			r.id = name
		case sign == '.' && r.class != "":
			r.followed = false // several classes
		case sign == '.':
			r.class = name
		case name != "*":
			r.element = name
		}
		last = last[end:]
	}
	return r, true
}
