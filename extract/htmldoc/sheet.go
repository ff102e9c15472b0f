package htmldoc

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The most rules of a page's style sheets that are kept: each is held against
// each node.
const maxRules = 200

// sheet is what the style sheets of a page say, in the order in which it applies.
type sheet struct {
	rules    []rule // that decide what is struck out or lifted, or hide what Word hides
	conceals []rule // others that hide, mostly what scripts show
	shows    []rule // that show what others may hide
	shapes   []rule // that turn the order of things, part them or write figures
	paints   []rule // that name colours
	whole    bool   // no others strike out
	more     bool   // others hide
	pale     bool   // some of these hides text
}

// sheetOf reads the style sheets below n.
func sheetOf(n *html.Node) sheet {
	var all strings.Builder
	for c := range n.Descendants() {
		if c.Type != html.TextNode || c.Parent.DataAtom != atom.Style {
			continue
		}
		if media := attr(c.Parent, "media"); media != "" {
			all.WriteString("@media " + media + "{" + c.Data + "}\n")
		} else {
			all.WriteString(c.Data + "\n")
		}
	}
	text := all.String()
	strikes := strings.Contains(strings.ToLower(text), "line-through")
	s := parseSheet(uncommented(text), strikes)
	s.whole = len(s.rules) < maxRules || !strikes
	byWeight := func(a, b rule) int { return cmp.Compare(a.weight(), b.weight()) }
	slices.SortStableFunc(s.rules, byWeight)
	slices.SortStableFunc(s.paints, byWeight)
	return s
}

// uncommented returns a style sheet without comments and without the marks that
// hide it from old browsers.
func uncommented(sheet string) string {
	return strings.NewReplacer("<!--", "", "-->", "").Replace(without(sheet, "/*", "*/"))
}

// without returns a text without what stands between begin and end, and without
// these.
func without(text, begin, end string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, begin)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, text, _ = strings.Cut(rest, end)
	}
}

// parseSheet returns the rules of a style sheet, of which some strike out or none
// does. Those in a block of other media, or of a condition, are not followed.
func parseSheet(text string, strikes bool) (s sheet) {
	var blocks []bool // that are open around: of a condition
	conditions := 0   // that are
	for {
		at := strings.IndexAny(text, "{}")
		if at < 0 {
			break
		}
		selectors, closes := without(text[:at], "(", ")"), text[at] == '}'
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
			if r.generated {
				if r.writes = d.writes; r.writes && !r.partly && conditions == 0 && len(s.shapes) < maxRules {
					s.shapes = append(s.shapes, r)
				}
				continue
			}
			r.strikes, r.important, r.hides, r.followed = d.strikes, d.important, hides, r.followed && conditions == 0
			r.lift, r.turns, r.ink, r.ground = d.lift, d.turns, d.ink, d.ground
			if !isBlockAtom(atom.Lookup([]byte(strings.ToLower(r.element)))) {
				r.standing = d.stands
			}
			r.lays = d.lays
			if (r.turns != 0 || r.standing != 0 || r.lays) && !r.partly && conditions == 0 && len(s.shapes) < maxRules {
				s.shapes = append(s.shapes, r)
			}
			if (r.ink != 0 || r.ground != 0) && len(s.paints) < maxRules {
				s.paints = append(s.paints, r)
			}
			decides := r.strikes != 0 && (strikes || strikesItself(atom.Lookup([]byte(r.element))))
			r.firmly, r.always, r.place = d.firmly, conditions == 0, -len(text)
			if d.shows && len(s.shows) <= maxRules {
				s.shows = append(s.shows, r)
			}
			switch {
			case (decides || hides || r.lift > level) && len(s.rules) < maxRules:
				s.rules = append(s.rules, r)
			case d.hides == 0 || r.partly || conditions > 0:
			case len(s.conceals) < maxRules:
				s.conceals = append(s.conceals, r)
			default:
				s.more = true
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

// said is what the rules of a sheet say of an element.
type said struct {
	hides, concealed bool
	surely           bool // concealed whatever other rules say
	firmly           bool // concealed before what its own style says
	strikes          int
	important        bool
	maybeStruck      bool // by a rule that is not followed
	lift             lift
	turns            turning
	stands           standing
	lays             bool
	writes           bool
}

// on returns what the rules say of an element with an id and classes.
func (s *sheet) on(c *html.Node, id, class string, old, inTable bool) (all said) {
	if len(s.rules) == 0 && (!inTable || len(s.conceals)+len(s.shapes) == 0) {
		return all
	}
	classes := strings.Fields(class)
	for i := range s.rules {
		r := &s.rules[i]
		switch {
		case !r.matches(c, id, classes, old):
		case !r.followed:
			all.maybeStruck = all.maybeStruck || r.strikes > 0
			if r.lift > level && !r.partly && r.stands(c, old) {
				all.lift = r.lift
			}
		default:
			all.hides = all.hides || r.hides
			if r.lift != 0 {
				all.lift = r.lift
			}
			if r.strikes != 0 {
				all.strikes, all.important = r.strikes, r.important
			}
		}
	}
	if !inTable {
		return all
	}
	for i := range s.conceals {
		r := &s.conceals[i]
		if (!all.concealed || !all.surely || r.firmly) && r.matches(c, id, classes, old) && r.stands(c, old) {
			all.concealed, all.firmly = true, all.firmly || r.firmly
			all.surely = all.surely || r.exact && !s.mayShow(c, r, id, classes, old)
		}
	}
	for i := range s.shapes {
		if r := &s.shapes[i]; r.matches(c, id, classes, old) && r.stands(c, old) {
			all.turns, all.writes = max(all.turns, r.turns), all.writes || r.writes
			all.stands, all.lays = max(all.stands, r.standing), all.lays || r.lays
		}
	}
	return all
}

// mayShow reports whether another rule may show an element that r hides.
func (s *sheet) mayShow(c *html.Node, r *rule, id string, classes []string, old bool) bool {
	if len(s.shows) > maxRules {
		return true
	}
	for i := range s.shows {
		other := &s.shows[i]
		if !other.matches(c, id, classes, old) || !other.stands(c, old) {
			continue
		}
		stronger := cmp.Or(cmp.Compare(other.specificity(), r.specificity()), cmp.Compare(other.place, r.place))
		if !other.exact || !other.always || stronger > 0 {
			return true
		}
	}
	return false
}
