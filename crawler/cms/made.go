package cms

import (
	"encoding/json"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// A list's data may name its items by an id alone, of which the page's script makes an
// address: '<a href="/content/' + item.id + '.html">'. How it does so is kept in Made of the
// data request's link: /content/{id}.html.

var (
	// itemField is a field of an item, as scripts read it: item.id, list[i].docId.
	itemField = regexp.MustCompile(`^[\w$]+(?:\[\w+\]|\.[\w$]+)*\.(\w*(?i:id))$`)

	// slot is the place of such a field in a template.
	slot = regexp.MustCompile(`\{\{\s*[\w$]*\.?(\w*(?i:id))\s*\}\}|<%=\s*[\w$]*\.?(\w*(?i:id))\s*%>`)

	slotted = regexp.MustCompile(`href=["']([^"'>\n]{0,200}(?:\{\{|<%=)[^"'>\n]{0,200}(?:%>)?[^"'>\n]{0,100})["']`)

	// filledIn is where an address that was kept has its fields.
	filledIn  = regexp.MustCompile(`\{(\w+)\}`)
	heldField = regexp.MustCompile(`xx-(\w+)-xx`)
)

// made returns how the page makes the addresses of what its data names, or "".
func (r *reader) made() string {
	if r.page.Kind == archive.KindListData {
		if isMade(r.page.Made) {
			return r.page.Made
		}
		return ""
	}
	if !r.madeKnown {
		r.madeKnown = true
		r.madeOf = r.fromHere(r.findMade())
	}
	return r.madeOf
}

// fromHere returns what an address is made of as it is from the page, whose data lie
// elsewhere.
func (r *reader) fromHere(made string) string {
	if made == "" {
		return ""
	}
	u, err := r.page.Base.Resolve(filledIn.ReplaceAllString(made, "xx-$1-xx"))
	if err != nil || urls.Authority(u) != urls.Authority(r.page.URL) {
		return ""
	}
	return heldField.ReplaceAllString(u, "{$1}")
}

// ownAddress stands in [Link.Made] for the address that an item has itself: it is
// relative to the page that shows it.
const ownAddress = "{}"

// madeFrom returns the Made of the link to a data request.
func (r *reader) madeFrom(request string) string {
	if r.page.Kind == archive.KindListData {
		return r.page.Made
	}
	if made := r.made(); made != "" {
		return made
	}
	here, err := r.page.Base.Resolve("x")
	if err != nil {
		return ""
	}
	if here = strings.TrimSuffix(here, "x"); here == request[:strings.LastIndexByte(request[:pathEnd(request)], '/')+1] {
		return ""
	}
	return here + ownAddress
}

func (r *reader) findMade() string {
	sent := "" // where a click leads: that may be something else than an item of the list
	s := scanner{script: r.script}
	for l, ok := s.next(); ok; l, ok = s.next() {
		if made := l.makes(); made != "" && strings.Contains(l.text, "href=") {
			return made
		} else if sent == "" {
			sent = made
		}
	}
	for _, m := range slotted.FindAllStringSubmatch(r.script, 8) {
		if made := slot.ReplaceAllString(m[1], "{$1$2}"); isMade(made) {
			return made
		}
	}
	if r.page.Root == nil {
		return sent
	}
	for n := range r.page.Root.Descendants() {
		if made := madeBy(n); made != "" {
			return made
		}
	}
	return sent
}

// madeBy returns how an element that is repeated for each item makes its address:
// <a :href="'/content/' + item.id">, <a href="/content/{{item.id}}">.
func madeBy(n *html.Node) string {
	for _, a := range n.Attr {
		switch a.Key {
		case ":href", "v-bind:href":
			s := scanner{script: a.Val}
			if l, ok := s.next(); ok && len(l.holes) > 0 {
				l.key = "href"
				return l.makes()
			}
		case "href", "ng-href":
			if made := slot.ReplaceAllString(a.Val, "{$1$2}"); made != a.Val && isMade(made) {
				return made
			}
		}
	}
	return ""
}

// makes returns the address that a text has for an item, or "".
func (l *literal) makes() string {
	from, to := 0, len(l.text)
	if len(l.holes) == 0 || to > 2*maxLiteral {
		return ""
	}
	if at := strings.Index(l.text, "href="); at >= 0 {
		from = at + len("href=")
		for from < to && strings.IndexByte(`\"'`, l.text[from]) >= 0 {
			from++
		}
		if end := strings.IndexAny(l.text[from:], `\"' >`); end >= 0 {
			to = from + end
		}
	} else if !l.sends() {
		return ""
	}
	var b strings.Builder
	for _, h := range l.holes {
		if h.at < from || h.at > to {
			continue
		}
		m := itemField.FindStringSubmatch(h.expr)
		if m == nil {
			return ""
		}
		b.WriteString(l.text[from:h.at])
		b.WriteString("{" + m[1] + "}")
		from = h.at
	}
	if made := b.String() + l.text[from:to]; b.Len() > 0 && isMade(made) {
		return made
	}
	return ""
}

// isMade reports whether a text is an address that is made of an item's fields.
func isMade(text string) bool {
	return len(text) <= 300 && strings.IndexByte(text, '{') > 0 && strings.ContainsAny(text, "/.?") &&
		filledIn.MatchString(text) && !strings.ContainsAny(filledIn.ReplaceAllString(text, ""), " <>{}\"'#")
}

// madeFor returns the address that is made of an item's fields, or "".
func madeFor(made string, item map[string]any) string {
	missing := made == ""
	ref := filledIn.ReplaceAllStringFunc(made, func(field string) string {
		value := ""
		switch v := item[field[1:len(field)-1]].(type) {
		case string:
			value = v
		case json.Number:
			value = v.String()
		}
		missing = missing || !isFileWord(value)
		return value
	})
	if missing {
		return ""
	}
	return ref
}
