package cms

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

var (
	// ownData is where a click's script reads an attribute of what was clicked:
	// $(this).data("year"), $(this).attr("data-year"), this.dataset.year.
	ownData = regexp.MustCompile(`^\W{0,3}\w*\)?\.(?:data\(\s*['"]|attr\(\s*['"]data-|getAttribute\(\s*['"]data-|dataset\.)([\w-]{1,40})`)

	// namedData is the same, where the script gives it a name first.
	namedData = regexp.MustCompile(`\b([\w$]{1,40})\s*=\s*[^;=\n]{0,40}?\.(?:data\(\s*['"]|attr\(\s*['"]data-|getAttribute\(\s*['"]data-|dataset\.)([\w-]{1,40})`)
)

// maxClicks is how many scripts of a page are known that clicks run.
const maxClicks = 16

// clicksOf returns where a script sends those who click what has an attribute
// data-…, by the attribute's name:
//
//	$(".years li").click(function () { location.href = "/nb/" + $(this).data("year") + "/" })
func clicksOf(script string) map[string]literal {
	found := map[string]literal{}
	if !strings.Contains(script, "data") {
		return found
	}
	names := map[string]string{}
	for _, m := range namedData.FindAllStringSubmatch(script, maxClicks) {
		names[m[1]] = m[2]
	}
	s := scanner{script: script}
	for l, ok := s.next(); ok && len(found) < maxClicks; l, ok = s.next() {
		if !l.sends() || len(l.holes) != 1 {
			continue
		}
		name := names[l.holes[0].expr]
		if name == "" { // the attribute's own name ends the text, as it stands in quotes
			rest := script[l.end:min(len(script), l.end+2*maxExpr)]
			if m := ownData.FindStringSubmatch(l.holes[0].expr + rest); m != nil {
				name = m[1]
				l.text += afterCall(&s, rest)
			}
		}
		if name != "" {
			found["data-"+name] = l
		}
	}
	return found
}

// afterCall returns the text that a script joins to what a call gave that begins
// in rest, where s stands: "year") + "/".
func afterCall(s *scanner, rest string) string {
	i := strings.IndexByte(rest, ')')
	if i < 0 {
		return ""
	}
	s.at += i + 1
	var l literal
	s.joined(&l)
	if len(l.holes) > 0 {
		return ""
	}
	return l.text
}

// dataClicked reads where a click on an element leads by one of its attributes.
func (r *reader) dataClicked(n *html.Node, a html.Attribute, section string) {
	if a.Val == "" || len(a.Val) > maxExpr || strings.ContainsAny(a.Val, "'\"\\<> \n?&#") {
		return
	}
	if r.clicks == nil {
		r.clicks = clicksOf(r.script)
	}
	if l, ok := r.clicks[a.Key]; ok {
		at := l.holes[0].at
		r.link(l.text[:at]+a.Val+l.text[at:], linkText(n), section)
	}
}
