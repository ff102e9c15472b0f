package htmldoc

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"gongkai/extract/visible"
)

// rule is what a style sheet says, by one selector, that bears on what is read.
type rule struct {
	element, id string // that a node must have, or empty
	classes     []string
	attributes  []asked
	followed    bool   // the selector asks for nothing else
	exact       bool   // nor do its parts before the last, and all of it is held against the page as it is meant
	around      []rule // what its parts before the last ask for, outermost first
	beside      bool   // the next part stands behind what this one asks for, and not inside
	partly      bool   // it asks for more than that and a place among others
	generated   bool   // it is of what a style writes before or behind a node

	strikes     int  // 1: struck out; -1: not; 0: as it was
	important   bool // what it says of that goes before stronger selectors
	hides       bool // as Word does
	firmly      bool // it conceals before what the node's own style says
	always      bool // it holds on all screens
	place       int  // among the rules of its sheet
	lift        lift
	turns       turning
	standing    standing
	lays        bool
	writes      bool
	ink, ground visible.Colour
}

// asked is what a selector asks of an attribute.
type asked struct {
	name, value string
	how         byte // 0: that it is there; '=' or what stands before that
}

func (a asked) holds(n *html.Node) bool {
	i := slices.IndexFunc(n.Attr, func(has html.Attribute) bool { return has.Key == a.name })
	if i < 0 {
		return false
	}
	switch v := n.Attr[i].Val; a.how {
	case '=':
		return v == a.value
	case '^':
		return a.value != "" && strings.HasPrefix(v, a.value)
	case '$':
		return a.value != "" && strings.HasSuffix(v, a.value)
	case '*':
		return a.value != "" && strings.Contains(v, a.value)
	case '~':
		return slices.Contains(strings.Fields(v), a.value)
	case '|':
		return v == a.value || strings.HasPrefix(v, a.value+"-")
	}
	return true
}

// weight returns the specificity of the rule's selector.
func (r *rule) weight() int {
	n := 10 * (len(r.classes) + len(r.attributes))
	if r.element != "" {
		n++
	}
	if r.id != "" {
		n += 100
	}
	if r.important {
		n += 1000
	}
	return n
}

// specificity returns that of the whole selector, and how firmly the rule decides
// what is shown.
func (r *rule) specificity() int {
	n := r.weight()
	for i := range r.around {
		n += r.around[i].weight()
	}
	if r.firmly {
		n += 10_000
	}
	return n
}

// matches reports whether an element with these classes is what the rule's
// selector asks for, as far as it is understood.
// Old pages don't tell the case of names.
func (r *rule) matches(n *html.Node, id string, classes []string, old bool) bool {
	if r.element != "" && !strings.EqualFold(r.element, n.Data) {
		return false
	}
	if r.id != "" && r.id != id && !(old && strings.EqualFold(r.id, id)) {
		return false
	}
	for _, class := range r.classes {
		if !slices.ContainsFunc(classes, func(c string) bool { return c == class || old && strings.EqualFold(c, class) }) {
			return false
		}
	}
	for _, a := range r.attributes {
		if !a.holds(n) {
			return false
		}
	}
	return true
}

// maxBeside is how many nodes before another are looked at.
const maxBeside = 100

// stands reports whether what is around and before n is what the selector says.
// That something is a child is taken for that it stands anywhere inside, and that
// it follows for that it stands anywhere behind.
func (r *rule) stands(n *html.Node, old bool) bool {
	is := func(outer *rule, n *html.Node) bool {
		return n.Type == html.ElementNode && outer.matches(n, attr(n, "id"), strings.Fields(attr(n, "class")), old)
	}
	for i := len(r.around) - 1; i >= 0; i-- {
		outer := &r.around[i]
		looked := 0
		for found := false; !found; {
			if outer.beside {
				n = n.PrevSibling
			} else {
				n = n.Parent
			}
			if n == nil {
				return false
			}
			if looked++; outer.beside && looked > maxBeside {
				return true
			}
			found = is(outer, n)
		}
	}
	return true
}

// maxParts is how many parts of a selector are compared with what stands around.
const maxParts = 8

// ruleOf reads a selector without what stands in brackets. Where it has several
// parts, the last is what it selects. States of an element (:hover) are none that
// is read.
func ruleOf(selector string) (rule, bool) {
	var around []rule
	understood, exact := true, true
	for {
		part, between, rest := cutPart(selector)
		if part == "" {
			return rule{}, false
		}
		r, ok := partOf(part)
		if rest == "" {
			r.around = around
			r.exact = r.followed && exact && len(around) < maxParts
			r.followed = r.followed && around == nil
			r.partly = r.partly || !understood || len(around) >= maxParts
			return r, ok
		}
		r.beside = between == '+' || between == '~'
		exact = exact && ok && r.followed && between == ' '
		understood = understood && ok && !r.partly && !r.generated
		if len(around) < maxParts {
			around = append(around, r)
		}
		selector = rest
	}
}

// cutPart cuts the first part off a selector, and what stands between it and the
// next: ' ', '>', '+' or '~'.
func cutPart(selector string) (part string, between byte, rest string) {
	selector = strings.TrimLeft(selector, " \t\r\n\f>+~")
	end, inside := 0, false
	for ; end < len(selector); end++ {
		c := selector[end]
		if c == '[' || c == ']' {
			inside = c == '['
		}
		if !inside && strings.IndexByte(" \t\r\n\f>+~", c) >= 0 {
			break
		}
	}
	part, rest = selector[:end], selector[end:]
	tail := strings.TrimLeft(rest, " \t\r\n\f>+~")
	between = ' '
	for _, c := range []byte(rest[:len(rest)-len(tail)]) {
		if c == '>' || c == '+' || c == '~' {
			between = c
		}
	}
	return part, between, tail
}

// partOf reads a part of a selector.
func partOf(part string) (rule, bool) {
	r := rule{followed: true}
	anything, place := true, false // it asks for no name; and for a place among others
	for part != "" {
		sign := part[0]
		end := 1 + strings.IndexAny(part[1:], ".#[:")
		if sign == '[' {
			end = 1 + strings.IndexByte(part, ']')
		}
		if end == 0 {
			end = len(part)
		}
		name := part[:end]
		part = part[end:]
		switch sign {
		case '#':
			r.id, anything = name[1:], false
		case '.':
			r.classes, anything = append(r.classes, name[1:]), false
		case '[':
			r.attributes, anything = append(r.attributes, askedOf(strings.Trim(name, "[]"))), false
		case ':':
			switch state := strings.ToLower(name[1:]); state {
			case "": // of the two before ::after
			case "before", "after":
				r.generated = true
			case "hover", "active", "visited", "focus", "focus-within", "focus-visible", "target", "first-letter", "first-line", "selection",
				"marker", "placeholder":
				return rule{}, false
			default:
				if state[0] == '-' {
					return rule{}, false // a browser's own
				}
				r.followed = false
				place = place || strings.HasSuffix(state, "-child") || strings.HasSuffix(state, "-of-type")
			}
		default:
			if name != "*" {
				r.element, anything = name, false
			}
		}
	}
	r.partly = anything && !r.followed && !place
	return r, true
}

// askedOf reads what stands in the square brackets of a selector.
func askedOf(s string) asked {
	name, value, found := strings.Cut(s, "=")
	if !found {
		return asked{name: strings.ToLower(strings.TrimSpace(name))}
	}
	a := asked{how: '='}
	if n := len(name); n > 0 && strings.IndexByte("^$*~|", name[n-1]) >= 0 {
		a.how, name = name[n-1], name[:n-1]
	}
	a.name = strings.ToLower(strings.TrimSpace(name))
	a.value = strings.Trim(strings.TrimSpace(value), `"'`)
	return a
}
