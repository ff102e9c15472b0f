package cms

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

const (
	maxNamed = 4    // data requests that are taken from one page's scripts
	maxItems = 5000 // items that are
)

// scripted reads what the page's scripts hold of its list: items, and the first
// of the data requests that they make. It runs nothing: what a script puts
// together otherwise than by joining texts is not found.
func (r *reader) scripted() {
	if r.script == "" || !strings.Contains(r.script, "/") && !strings.Contains(r.script, ".") {
		return
	}
	wanted := !r.article && !r.listed()
	requests := 0
	var items scriptItems
	s := scanner{script: r.script}
	for l, ok := s.next(); ok; l, ok = s.next() {
		if items.last.ends(&s) {
			r.scriptedItem(&items)
		}
		if inner, ok := l.inner(); ok {
			r.scriptedItems(inner, &items)
			continue
		}
		if len(l.text) > maxLiteral {
			continue
		}
		switch low := strings.ToLower(l.key[strings.LastIndexByte(l.key, '.')+1:]); {
		case titleRank(low) > 0:
			items.last.field(low, l.text)
			continue
		case low == "src", low == "img", low == "image", low == "pic":
			continue
		case len(l.holes) == 0:
			if addressRank(low) == 0 && r.scriptedFile(l.text) {
				continue
			}
			if items.last.named == low && low != "" { // it stands in markup, whose links nothing parts
				r.scriptedItem(&items)
			}
			items.last.field(low, l.text)
		}
		if wanted && requests < maxNamed && r.request(l) {
			requests++
		}
	}
	r.scriptedItem(&items)
	r.unsureItems(&items)
}

// listed reports whether the page's list has shown its pages or its data
// already.
func (r *reader) listed() bool {
	for i := range r.links {
		if r.links[i].SameList {
			return true
		}
	}
	return false
}

// siblings reports whether two addresses are of hosts that differ in their first
// label alone: bj.example.gov.cn, www.example.gov.cn.
func siblings(a, b string) bool {
	_, x, _ := strings.Cut(urls.Host(a), ".")
	_, y, _ := strings.Cut(urls.Host(b), ".")
	return x == y && strings.Count(x, ".") >= 2
}

// scriptedFile keeps a file that a script shows in the page, if a text is one's
// address: PDFObject.embed('/a.pdf'), viewer + encodeURIComponent('/a.pdf').
func (r *reader) scriptedFile(ref string) bool {
	dot := strings.LastIndexByte(ref, '.')
	if dot <= 0 || strings.IndexByte(ref[:dot], '/') < 0 {
		return false
	}
	if a := r.address(ref); a == nil || a.kind != archive.KindAttachment {
		return false
	}
	return r.scriptedLink(jsonItem{url: ref, title: r.title}, false)
}

// request derives the first data request from an address in a script that names
// a page: "/api/list?channelId=12&pageNo=" + n, or that is a data file, or a part
// of the page. It reports whether there was one.
func (r *reader) request(l literal) bool {
	if ref, ok := fragment(l); ok {
		u, err := r.page.Base.Resolve(ref)
		if ok = err == nil && urls.Authority(u) == urls.Authority(r.page.URL) && !Trap(u, r.page.URL); ok {
			r.addSameList(u, archive.KindListData)
		}
		return ok
	}
	l = r.filled(l)
	text := l.text
	if len(text) < 4 || strings.ContainsAny(text, " <>\n\t\\{}") || text[0] == '#' {
		return false
	}
	path, query, _ := strings.Cut(text, "?")
	path, _, _ = strings.Cut(path, "#")
	if strings.IndexByte(path, '/') < 0 && strings.IndexByte(path, '.') < 0 {
		return false
	}
	if len(l.holes) > 0 && l.holes[0].at <= len(path) {
		return false // which file it is, only the script knows
	}
	kind := archive.KindListData
	if low := strings.ToLower(l.key); strings.HasSuffix(low, "href") || strings.HasSuffix(low, "location") || strings.HasSuffix(low, "open") {
		kind = archive.KindList
	}
	low := strings.ToLower(path)
	file := strings.HasSuffix(low, ".json") || strings.HasSuffix(low, ".xml") && !hasAny(low, []string{"rss", "sitemap", "config"})
	switch _, ext := cutExtension(low[strings.LastIndexByte(low, '/')+1:]); {
	case file && kind == archive.KindListData:
	case ext == "", isPageExtension(ext), ext == "ashx", ext == "json", ext == "xml" && file:
	default:
		return false
	}
	fields := r.fields(query, l)
	asked := len(fields) // in the query itself, wherever the rest goes
	at := pageFieldOf(fields)
	if at < 0 && !file {
		fields = append(fields, r.optionFields(l)...)
		if at = pageFieldOf(fields); at < 0 {
			name := familyField(path)
			if name == "" {
				return false
			}
			at, fields = len(fields), append(fields, formField{name, "1"})
		}
	}
	if at >= 0 && fields[at].value == "" {
		fields[at].value = "1"
		if isOffset(strings.ToLower(fields[at].name)) {
			fields[at].value = "0"
		}
	}
	u, err := r.page.Base.Resolve(path + queryOf(fields))
	if err != nil || urls.Authority(u) != urls.Authority(r.page.URL) || Trap(u, r.page.URL) {
		return false
	}
	posted := ""
	posts, asJSON := r.posts(l)
	if posts && kind == archive.KindListData && !file && readsList(path, fields) {
		form := fields[asked:]
		if len(form) == 0 {
			form = r.optionFields(l)
		}
		if slices.ContainsFunc(form, func(f formField) bool { return strings.EqualFold(f.value, "post") }) {
			form = nil // fetch(url, {method: 'POST'}): they are no fields
		}
		if target, err := r.page.Base.Resolve(path + queryOf(fields[:asked])); err == nil {
			posted = urls.Post(target, strings.TrimPrefix(queryOf(form), "?"))
		}
	}
	r.addRequest(u, kind, posted, asJSON)
	return true
}

// queryOf returns fields as a query, or "".
func queryOf(fields []formField) string {
	var b strings.Builder
	for i, f := range fields {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(f.name + "=" + escapeField(f.value))
	}
	return b.String()
}

// posts reports whether a script posts the request that it has the address of, as
// $.post('…', …) and {url: '…', type: 'POST'} do, and whether as JSON, as axios does and
// what is said to be.
func (r *reader) posts(l literal) (posts, asJSON bool) {
	before := r.script[max(0, l.at-optionsReach):l.at]
	before = before[strings.LastIndexAny(before, ";})")+1:]
	after := r.script[l.end:min(len(r.script), l.end+optionsReach)]
	after, _, _ = strings.Cut(after[:ownCall(after)], "function")
	by, method, called := strings.Cut(l.key, ".")
	posts = called && strings.EqualFold(method[strings.LastIndexByte(method, '.')+1:], "post")
	asJSON = posts && by != "" && !strings.EqualFold(by, "jquery")
	for _, around := range [...]string{before, after} {
		posts = posts || postOption.MatchString(around)
		asJSON = asJSON || strings.Contains(around, "JSON.stringify") || strings.Contains(around, "application/json")
	}
	return posts, posts && asJSON
}

// ownCall returns where the call ends, or the object, that a script is inside of.
func ownCall(script string) int {
	depth := 0
	for i := range len(script) {
		switch script[i] {
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			if depth--; depth < 0 {
				return i
			}
		}
	}
	return len(script)
}

// readsList reports whether an address, with these fields, is one that gives a list, by its
// words: what may write something is never posted.
func readsList(path string, fields []formField) bool {
	list := slices.ContainsFunc(fields, func(f formField) bool {
		return slices.ContainsFunc(sizeFields[:], func(size string) bool { return strings.EqualFold(f.name, size) })
	})
	for _, word := range pathWord.FindAllString(path, -1) {
		switch strings.ToLower(word) {
		case "add", "save", "insert", "create", "submit", "send", "delete", "del", "remove", "update", "edit", "modify", "set", "vote", "comment", "message",
			"feedback", "apply", "sign", "register", "login", "logout", "upload", "hit", "hits", "click", "count", "counter", "stat", "stats", "visit", "visits", "log", "like", "praise":
			return false
		case "list", "lists", "query", "search", "page", "pages", "find", "select", "articles", "contents":
			list = true
		}
	}
	return list
}

// pathWord is a word of a path as programs write it: getArticleList, article_list.
var pathWord = regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+`)

var postOption = regexp.MustCompile(`(?i)\b(?:type|method)["']?\s*:\s*["']post["']`)

// filled puts into the path of an address what the script gives to the names in it:
// "/search/" + channel + "?page=" + n.
func (r *reader) filled(l literal) literal {
	for len(l.holes) > 0 && l.holes[0].at <= pathEnd(l.text) {
		value := ""
		if h := l.holes[0]; isFileWord(h.expr) {
			value = cmp.Or(r.valueOf(h.expr), r.firstCall(h.expr))
		}
		if !isFileWord(value) {
			return l
		}
		at := l.holes[0].at
		l.text = l.text[:at] + value + l.text[at:]
		l.holes = slices.Clone(l.holes[1:])
		for i := range l.holes {
			l.holes[i].at += len(value)
		}
	}
	return l
}

// firstCall returns the number with which the script calls the function whose only
// parameter has that name, first: function load(p) { … } load(1), or "".
func (r *reader) firstCall(parameter string) string {
	if r.lookups >= maxLookups {
		return ""
	}
	r.lookups++
	before, _, ok := strings.Cut(r.script, "("+parameter+")")
	at := strings.LastIndex(before, "function ")
	if !ok || at < 0 {
		return ""
	}
	name := strings.TrimSpace(before[at+len("function "):])
	if !isFileWord(name) {
		return ""
	}
	for rest := r.script; ; {
		before, after, ok := strings.Cut(rest, name+"(")
		if !ok {
			return ""
		}
		other := before != "" && isWordByte(before[len(before)-1]|0x20) // reload(1) calls no load
		if n, _, _ := strings.Cut(after[:min(len(after), 8)], ")"); isDigits(n) && !other {
			return n
		}
		rest = after
	}
}

// pathEnd returns where the path of an address ends.
func pathEnd(ref string) int {
	if i := strings.IndexAny(ref, "?#"); i >= 0 {
		return i
	}
	return len(ref)
}

// familyField returns the name of the field that tells the page in a family's
// data request, where the address doesn't say it.
func familyField(path string) string {
	for i := range systems {
		if s := &systems[i]; s.request != "" && strings.Contains(path+"?", s.request) {
			return s.field
		}
	}
	return ""
}
