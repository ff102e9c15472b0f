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
	hides              bool
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
	return n
}

// matches reports whether n is what the rule's selector asks for, as far as it
// is understood.
func (r rule) matches(n *html.Node) bool {
	return (r.element == "" || strings.EqualFold(r.element, n.Data)) && (r.id == "" || attr(n, "id") == r.id) &&
		(r.class == "" || slices.Contains(strings.Fields(attr(n, "class")), r.class))
}

// mark marks the nodes below n that are hidden or struck out, by what they are,
// by the page's style sheets or by their own style. It reports whether a rule
// that is not followed may strike out more.
func mark(n *html.Node, rules []rule) (doubtful bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		hides := false
		strikes := strikesItself(c.DataAtom)
		for _, r := range rules {
			switch {
			case !r.matches(c):
			case !r.followed:
				doubtful = doubtful || r.strikes > 0
			default:
				hides = hides || r.hides
				if r.strikes != 0 {
					strikes = r.strikes > 0
				}
			}
		}
		for i := range c.Attr {
			switch c.Attr[i].Key {
			case "hidden":
				hides = true
			case "style":
				h, s := styled(c.Attr[i].Val)
				hides = hides || h
				if s != 0 {
					strikes = s > 0
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
		if mark(c, rules) {
			doubtful = true
		}
	}
	return doubtful
}

// styled reads declarations: whether they hide, and whether they strike out (1),
// say that nothing is (-1), or say nothing of it (0).
func styled(style string) (hides bool, strikes int) {
	for style != "" {
		var declaration string
		declaration, style, _ = strings.Cut(style, ";")
		name, value, _ := strings.Cut(declaration, ":")
		switch name = strings.TrimSpace(name); len(name) {
		case len("display"):
			hides = hides || strings.EqualFold(name, "display") && says(value, "none")
		case len("visibility"):
			hides = hides || strings.EqualFold(name, "visibility") && (says(value, "hidden") || says(value, "collapse"))
		case len("text-decoration"), len("text-decoration-line"):
			if strings.EqualFold(name, "text-decoration") || strings.EqualFold(name, "text-decoration-line") {
				strikes = -1
				if strings.Contains(strings.ToLower(value), "line-through") {
					strikes = 1
				}
			}
		}
	}
	return hides, strikes
}

// says reports whether a value begins with a word.
func says(value, word string) bool {
	value = strings.TrimSpace(value)
	return len(value) >= len(word) && strings.EqualFold(value[:len(word)], word)
}

// rulesOf returns the rules of the style sheets below n in the order in which
// they apply. Only those count that decide what is struck out, or hide what Word
// hides: other rules hide what scripts show. It reports whether these are all.
func rulesOf(n *html.Node) (rules []rule, whole bool) {
	var sheets strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.DataAtom == atom.Style {
			sheets.WriteString(c.Data)
			sheets.WriteByte('\n')
		}
	}
	text := sheets.String()
	lower := strings.ToLower(text)
	if !strings.Contains(lower, "text-decoration") && !strings.Contains(lower, "mso-hide") {
		return nil, true
	}
	rules = parseSheet(uncommented(text))
	whole = len(rules) < maxRules || !strings.Contains(lower, "line-through")
	if !slices.ContainsFunc(rules, func(r rule) bool { return r.strikes > 0 }) {
		rules = slices.DeleteFunc(rules, func(r rule) bool { return !r.hides && !strikesItself(atom.Lookup([]byte(r.element))) })
	}
	slices.SortStableFunc(rules, func(a, b rule) int { return cmp.Compare(a.weight(), b.weight()) })
	return rules, whole
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
func parseSheet(sheet string) []rule {
	var rules []rule
	blocks := 0 // that are open around
	for len(rules) < maxRules {
		at := strings.IndexAny(sheet, "{}")
		if at < 0 {
			break
		}
		selectors, closes := sheet[:at], sheet[at] == '}'
		sheet = sheet[at+1:]
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
		var declarations string
		declarations, sheet, _ = strings.Cut(sheet, "}")
		_, strikes := styled(declarations)
		hides := strings.Contains(strings.ToLower(declarations), "mso-hide:all")
		if strikes == 0 && !hides {
			continue
		}
		for selector := range strings.SplitSeq(selectors, ",") {
			if r, ok := ruleOf(selector); ok && len(rules) < maxRules {
				r.strikes, r.hides, r.followed = strikes, hides, r.followed && blocks == 0
				rules = append(rules, r)
			}
		}
	}
	return rules
}

// ruleOf reads a selector. Where it has several parts, the last is what it
// selects. States of an element (:hover) are none that is read.
func ruleOf(selector string) (rule, bool) {
	parts := strings.FieldsFunc(selector, func(r rune) bool { return strings.ContainsRune(" \t\r\n\f>+~", r) })
	if len(parts) == 0 {
		return rule{}, false
	}
	last := parts[len(parts)-1]
	r := rule{followed: len(parts) == 1}
	if at := strings.IndexAny(last, ":["); at >= 0 {
		if last[at] == ':' {
			return rule{}, false
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
