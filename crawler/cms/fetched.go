package cms

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// mostBare is how many bytes of text, outside of links, a page shows around an article
// that its script has yet to fetch.
const mostBare = 1500

// ownField is where a script reads a field of its page's query: getQueryString("id").
var ownField = regexp.MustCompile(`\(\s*["'](\w{1,30})`)

// givenField is the same behind a name that it is given to.
var givenField = regexp.MustCompile(`^\s*=\s*[\w.]*\(\s*["'](\w{1,30})["']`)

// fetched derives the data request by which a page that is titled as a year's report,
// and shows none, gets its text: one that names the article as the page's own address
// does. The answer is to the page what an attachment is.
func (r *reader) fetched() {
	if r.page.Kind != archive.KindPage || r.page.Root == nil || !isYearsReport(r.title) || !r.bare() {
		return
	}
	s := scanner{script: r.script}
	for l, ok := s.next(); ok; l, ok = s.next() {
		switch by := strings.ToLower(l.key[strings.LastIndexByte(l.key, '.')+1:]); by {
		case "get", "getjson", "ajax", "fetch", "url", "api":
		default:
			continue
		}
		ref, ok := r.ownData(l)
		if !ok {
			continue
		}
		u, err := r.page.Base.Resolve(ref)
		if err != nil || urls.Authority(u) != urls.Authority(r.page.URL) || Trap(u, r.page.URL) || counting(u) || !r.namesSame(u) {
			continue
		}
		if a := look(u); !isListPath(a.low, a.words) {
			r.add(Link{URL: u, Text: r.title, Kind: archive.KindAttachment, Column: r.column, Score: 940}, true)
			r.apart = true
			return
		}
	}
}

// ownData returns the address of a request with what the page's own address, and its
// script's variables, say for what it computes.
func (r *reader) ownData(l literal) (ref string, ok bool) {
	_, query, _ := strings.Cut(r.page.URL, "?")
	var b strings.Builder
	from := 0
	for _, h := range l.holes {
		value := ""
		rest := r.script[min(l.end, len(r.script)):min(len(r.script), l.end+maxExpr)]
		if m := ownField.FindStringSubmatch(h.expr + rest); m != nil && strings.ContainsAny(h.expr, "(") {
			value, _ = field(query, m[1])
		} else if isFileWord(h.expr) {
			if value = r.valueOf(h.expr); value == "" {
				value, _ = field(query, r.ownFieldOf(h.expr))
			}
		}
		if !isFileWord(value) {
			return "", false
		}
		b.WriteString(l.text[from:h.at] + value)
		from = h.at
	}
	ref = b.String() + l.text[from:]
	return ref, len(ref) >= 4 && strings.IndexByte(ref, '/') >= 0 && !strings.ContainsAny(ref, " <>\n\t\\{}")
}

// ownFieldOf returns which field of the page's query the script gives to a name:
// id = getQueryString("id").
func (r *reader) ownFieldOf(name string) string {
	if r.lookups >= maxLookups {
		return ""
	}
	r.lookups++
	for rest := r.script; ; {
		_, after, ok := strings.Cut(rest, name)
		if !ok {
			return ""
		}
		rest = after
		if m := givenField.FindStringSubmatch(after[:min(len(after), 3*maxExpr)]); m != nil {
			return m[1]
		}
	}
}

// counting reports whether an address counts who reads an article: /api/addClick/812345.
func counting(u string) bool {
	for word := range strings.FieldsFuncSeq(strings.ToLower(urls.Path(u)), func(c rune) bool { return c < 'a' || c > 'z' }) {
		for _, end := range []string{"hit", "hits", "click", "clicks", "count", "counter", "visit", "visits", "views", "pv", "tongji"} {
			if strings.HasSuffix(word, end) {
				return true
			}
		}
	}
	return false
}

// namesSame reports whether an address names an article as the page's own does: both
// have its number or its key, which no year is.
func (r *reader) namesSame(u string) bool {
	own := strings.FieldsFunc(urls.Path(r.page.URL), func(c rune) bool { return !isKeyRune(c) })
	for _, key := range strings.FieldsFunc(urls.Path(u), func(c rune) bool { return !isKeyRune(c) }) {
		if len(key) >= 3 && strings.ContainsAny(key, "0123456789") && !(len(key) == 4 && strings.HasPrefix(key, "20")) {
			for _, o := range own {
				if o == key {
					return true
				}
			}
		}
	}
	return false
}

func isKeyRune(c rune) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '-'
}

// bare reports whether the page shows no article: hardly any text outside of its links,
// and no file.
func (r *reader) bare() bool {
	for i := range r.links {
		if r.links[i].Kind == archive.KindAttachment || r.links[i].Whole {
			return false
		}
	}
	shown := 0
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		for c := n.FirstChild; c != nil && depth < maxDepth && shown <= mostBare; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				shown += len(strings.TrimSpace(c.Data))
			case c.DataAtom == atom.A, c.DataAtom == atom.Script, c.DataAtom == atom.Style, c.DataAtom == atom.Head:
			default:
				walk(c, depth+1)
			}
		}
	}
	walk(r.page.Root, 0)
	return shown <= mostBare
}
