package htmldoc

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/extract/visible"
)

// What mark writes where a node has its namespace, which those of HTML don't.
const (
	markHidden = "hidden" // it shows nothing
	markStruck = "struck" // its text is struck out
	markRaised = "raised" // its text stands above the line
	markLifted = "lifted" // so by its position alone
	markSunk   = "sunk"   // its text stands below the line
)

// The most rules of a page's style sheets that are kept: each is held against
// each node.
const maxRules = 200

// rule is what a style sheet says, by one selector, that bears on what is read.
type rule struct {
	element, class, id string // that a node must have, or empty
	followed           bool   // the selector asks for nothing else
	around             []rule // what its parts before the last ask for, outermost first
	partly             bool   // it asks for more than that and a place among others
	strikes            int    // 1: struck out; -1: not; 0: as it was
	important          bool   // what it says of that goes before stronger selectors
	hides              bool   // as Word does
	lift               lift
	ink, ground        visible.Colour
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
// Old pages don't tell the case of names.
func (r *rule) matches(element, id string, classes []string, old bool) bool {
	if r.element != "" && !strings.EqualFold(r.element, element) {
		return false
	}
	if old {
		return (r.id == "" || strings.EqualFold(r.id, id)) &&
			(r.class == "" || slices.ContainsFunc(classes, func(c string) bool { return strings.EqualFold(c, r.class) }))
	}
	return (r.id == "" || r.id == id) && (r.class == "" || slices.Contains(classes, r.class))
}

// stands reports whether n and what is around it are what the selector says. That
// something is a child is taken for that it stands anywhere inside.
func (r *rule) stands(n *html.Node, old bool) bool {
	for _, outer := range slices.Backward(r.around) {
		for n != nil && !outer.matches(n.Data, attr(n, "id"), strings.Fields(attr(n, "class")), old) {
			n = n.Parent
		}
		if n == nil {
			return false
		}
		n = n.Parent
	}
	return true
}

// mark marks the nodes below n that are hidden or struck out, by what they are,
// by the page's style sheets or by their own style.
func (p *page) mark(n *html.Node, s sheet, inTable bool) {
	inTable = inTable || n.DataAtom == atom.Table
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		hides, concealed, important, lifted := false, false, false, lift(0)
		strikes := strikesItself(c.DataAtom) || struck(n) && holdsCells(n.DataAtom)
		var id string
		var classes []string
		if len(s.rules) > 0 || inTable && len(s.conceals) > 0 {
			id, classes = attr(c, "id"), strings.Fields(attr(c, "class"))
		}
		for i := range s.rules {
			r := &s.rules[i]
			switch {
			case !r.matches(c.Data, id, classes, p.quirks):
			case !r.followed:
				p.doubtful = p.doubtful || r.strikes > 0
			default:
				hides = hides || r.hides
				if r.lift != 0 {
					lifted = r.lift
				}
				if r.strikes != 0 {
					strikes, important = r.strikes > 0, r.important
				}
			}
		}
		if inTable {
			concealed = slices.ContainsFunc(s.conceals, func(r rule) bool {
				return r.matches(c.Data, id, classes, p.quirks) && r.stands(c.Parent, p.quirks)
			})
		}
		for i := range c.Attr {
			switch c.Attr[i].Key {
			case "hidden":
				hides = true
			case "color", "text":
				p.painted = p.painted || paints(c)
			case "style":
				d := declared(c.Attr[i].Val)
				hides, concealed = hides || d.hides, concealed && !d.shows
				p.painted = p.painted || d.pale()
				if d.lift != 0 {
					lifted = d.lift
				}
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
		case lifted == raised && c.DataAtom != atom.Td && c.DataAtom != atom.Th: // of a cell, it is where its text stands
			c.Namespace = markRaised
		case lifted == higher:
			c.Namespace = markLifted
		case lifted == lower && c.DataAtom != atom.Td && c.DataAtom != atom.Th:
			c.Namespace = markSunk
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
	lift         lift
	ink, ground  visible.Colour
}

// lift is how text stands above or below the line; 0 is that nothing says so.
type lift int8

const (
	level  lift = iota + 1
	raised      // as a superscript
	higher      // by its position alone
	lower
)

// declared reads a style.
func declared(style string) (d declarations) {
	if strings.Contains(style, "/*") {
		style = uncommented(style)
	}
	none, unseen, relative, by := false, false, false, lift(0)
	for style != "" {
		var declaration string
		declaration, style, _ = strings.Cut(style, ";")
		name, value, _ := strings.Cut(declaration, ":")
		switch name = strings.TrimSpace(name); len(name) {
		case len("top"):
			if strings.EqualFold(name, "top") {
				by = moved(value, -1)
			}
		case len("color"):
			if strings.EqualFold(name, "color") {
				d.ink = inkOf(value)
			}
		case len("bottom"):
			if strings.EqualFold(name, "bottom") {
				by = moved(value, 1)
			}
		case len("position"):
			if strings.EqualFold(name, "position") {
				relative = says(value, "relative")
			}
		case len("background"): // as long as visibility
			if strings.EqualFold(name, "background") {
				d.ground = groundOf(value)
			} else if strings.EqualFold(name, "visibility") {
				unseen = says(value, "hidden") || says(value, "collapse")
			}
		case len("background-color"):
			if strings.EqualFold(name, "background-color") || strings.EqualFold(name, "background-image") {
				d.ground = groundOf(value).Or(d.ground)
			}
		case len("vertical-align"):
			if strings.EqualFold(name, "vertical-align") {
				d.lift = liftOf(value)
			}
		case len("display"):
			if strings.EqualFold(name, "display") {
				none = says(value, "none")
				d.shows = !none
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
	if relative && by > level {
		d.lift = by
	}
	return d
}

// inkOf reads the colour of text. That which is transparent is as paper.
func inkOf(value string) visible.Colour {
	if says(value, "transparent") {
		return visible.White
	}
	return colourOf(value)
}

// liftOf reads a vertical-align.
func liftOf(value string) lift {
	switch {
	case says(value, "super"):
		return raised
	case says(value, "text-top"):
		return higher
	case says(value, "sub"), says(value, "text-bottom"):
		return lower
	}
	return moved(value, 1)
}

// moved returns how a length lifts text, where sign is up: by two points or more,
// or not.
func moved(value string, sign float64) lift {
	value = strings.ToLower(strings.TrimSpace(value))
	at := 0
	for at < len(value) && strings.IndexByte("+-.0123456789", value[at]) >= 0 {
		at++
	}
	n, err := strconv.ParseFloat(value[:at], 64)
	if err != nil {
		return level
	}
	points := map[string]float64{"pt": 1, "px": 0.75, "em": 10.5, "ex": 5, "%": 0.12, "mm": 2.83, "cm": 28.3, "in": 72}
	for unit, each := range points {
		if strings.HasPrefix(value[at:], unit) {
			switch by := sign * n * each; {
			case by >= 2:
				return higher
			case by <= -2:
				return lower
			}
		}
	}
	return level
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
	paints   []rule // that name colours
	whole    bool   // these are all
	pale     bool   // some of these hides text
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
	if !containsAny(lower, "text-decoration", "none", "hidden", "color", "background", "vertical-align", "relative") {
		return sheet{whole: true}
	}
	s := parseSheet(uncommented(text))
	s.whole = len(s.rules) < maxRules || !strings.Contains(lower, "line-through")
	if !slices.ContainsFunc(s.rules, func(r rule) bool { return r.strikes > 0 }) {
		s.rules = slices.DeleteFunc(s.rules, func(r rule) bool {
			return !r.hides && r.lift <= level && !strikesItself(atom.Lookup([]byte(r.element)))
		})
	}
	byWeight := func(a, b rule) int { return cmp.Compare(a.weight(), b.weight()) }
	slices.SortStableFunc(s.rules, byWeight)
	slices.SortStableFunc(s.paints, byWeight)
	return s
}

func containsAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(s, word) })
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
	var blocks []bool // that are open around: of a condition
	conditions := 0   // that are
	for len(s.rules) < maxRules {
		at := strings.IndexAny(text, "{}")
		if at < 0 {
			break
		}
		selectors, closes := text[:at], text[at] == '}'
		text = text[at+1:]
		if closes {
			if n := len(blocks); n > 0 {
				if blocks[n-1] {
					conditions--
				}
				blocks = blocks[:n-1]
			}
			continue
		}
		if at := strings.LastIndexByte(selectors, ';'); at >= 0 {
			selectors = selectors[at+1:] // behind @import
		}
		if at := strings.TrimSpace(selectors); strings.HasPrefix(at, "@") {
			condition := !onScreen(at)
			if blocks = append(blocks, condition); condition {
				conditions++
			}
			continue
		}
		var body string
		body, text, _ = strings.Cut(text, "}")
		d := declared(body)
		hides := strings.Contains(strings.ToLower(body), "mso-hide:all")
		s.pale = s.pale || d.pale()
		for selector := range strings.SplitSeq(selectors, ",") {
			r, ok := ruleOf(selector)
			if !ok {
				continue
			}
			r.strikes, r.important, r.hides, r.followed = d.strikes, d.important, hides, r.followed && conditions == 0
			r.lift, r.ink, r.ground = d.lift, d.ink, d.ground
			if (r.ink != 0 || r.ground != 0) && len(s.paints) < maxRules {
				s.paints = append(s.paints, r)
			}
			switch {
			case (r.strikes != 0 || hides || r.lift > level) && len(s.rules) < maxRules:
				s.rules = append(s.rules, r)
			case d.hides && !r.partly && conditions == 0 && len(s.conceals) < maxRules:
				s.conceals = append(s.conceals, r)
			}
		}
	}
	return s
}

// onScreen reports whether a rule of a style sheet opens a block for all screens.
func onScreen(at string) bool {
	media, ok := strings.CutPrefix(strings.ToLower(at), "@media")
	if !ok {
		return false
	}
	for one := range strings.SplitSeq(media, ",") {
		switch strings.TrimSpace(one) {
		case "screen", "all", "only screen":
			return true
		}
	}
	return false
}

// maxParts is how many parts of a selector are compared with what stands around.
const maxParts = 8

// ruleOf reads a selector. Where it has several parts, the last is what it
// selects. States of an element (:hover) and what stands before or behind it are
// none that is read.
func ruleOf(selector string) (rule, bool) {
	selector = unparenthesized(selector)
	parts := strings.FieldsFunc(selector, func(r rune) bool { return strings.ContainsRune(" \t\r\n\f>+~", r) })
	if len(parts) == 0 {
		return rule{}, false
	}
	r, ok := partOf(parts[len(parts)-1])
	if !ok || len(parts) == 1 {
		return r, ok
	}
	r.followed = false
	r.partly = r.partly || len(parts) > maxParts || strings.ContainsAny(selector, "+~")
	for _, part := range parts[:len(parts)-1] {
		if r.partly {
			return r, true
		}
		outer, ok := partOf(part)
		r.around = append(r.around, outer)
		r.partly = !ok || outer.partly
	}
	return r, true
}

// unparenthesized returns a selector without what stands in brackets.
func unparenthesized(selector string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(selector, "(")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, selector, _ = strings.Cut(rest, ")")
	}
}

// partOf reads a part of a selector.
func partOf(part string) (rule, bool) {
	r := rule{followed: true}
	if at := strings.IndexAny(part, ":["); at >= 0 {
		state, _, _ := strings.Cut(strings.TrimLeft(part[at:], ":"), ":")
		state = strings.ToLower(state)
		if part[at] == ':' {
			switch state {
			case "hover", "active", "visited", "focus", "target", "before", "after", "first-letter", "first-line", "selection", "marker", "placeholder":
				return rule{}, false
			}
		}
		part, r.followed = part[:at], false
		r.partly = part == "" || !strings.HasSuffix(state, "-child") && !strings.HasSuffix(state, "-of-type")
	}
	for part != "" {
		sign := part[0]
		end := 1 + strings.IndexAny(part[1:], ".#")
		if end == 0 {
			end = len(part)
		}
		name := strings.TrimLeft(part[:end], ".#")
		switch {
		case sign == '#':
			r.id = name
		case sign == '.' && r.class != "":
			r.followed, r.partly = false, true // several classes
		case sign == '.':
			r.class = name
		case name != "*":
			r.element = name
		}
		part = part[end:]
	}
	return r, true
}
