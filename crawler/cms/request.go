package cms

import (
	"strconv"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

const (
	maxNamed     = 4   // data requests that are taken from one page's scripts
	maxItems     = 500 // items that are
	optionsReach = 600 // bytes after an address in which a script gives the fields of the request
)

// scripted reads what the page's scripts hold of its list: items, and the first
// of the data requests that they make. It runs nothing: what a script puts
// together otherwise than by joining texts is not found.
func (r *reader) scripted() {
	if r.script == "" || !strings.Contains(r.script, "/") && !strings.Contains(r.script, ".") {
		return
	}
	wanted := !r.article && !r.listed()
	items, requests := 0, 0
	var item struct{ url, title string }
	s := scanner{script: r.script}
	for l, ok := s.next(); ok; l, ok = s.next() {
		if s.brace != 0 {
			if item.url != "" && items < maxItems && r.scriptedItem(item.url, item.title) {
				items++
			}
			item.url, item.title = "", ""
		}
		if len(l.text) > maxLiteral {
			continue
		}
		switch low := strings.ToLower(l.key); strings.TrimPrefix(low[strings.LastIndexByte(low, '.')+1:], "data-") {
		case "url", "href", "link", "linkurl", "docpuburl", "puburl":
			if len(l.holes) == 0 {
				item.url = l.text
			}
		case "title", "doctitle", "name", "text":
			item.title = l.text
			continue
		case "src", "img", "image", "pic":
			continue
		}
		if wanted && requests < maxNamed && r.request(l) {
			requests++
		}
	}
	if item.url != "" {
		r.scriptedItem(item.url, item.title)
	}
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

// scriptedItem keeps an item of a list that stands in a script, if it is one:
// an article or a file of the page's own host.
func (r *reader) scriptedItem(ref, title string) bool {
	a := r.address(ref)
	if a == nil || urls.Authority(a.url) != urls.Authority(r.page.URL) || !a.article && a.kind != archive.KindAttachment {
		return false
	}
	r.follow(a, plain(title), r.column, "")
	return true
}

// request derives the first data request from an address in a script that names
// a page: "/api/list?channelId=12&pageNo=" + n, or that is a data file. It
// reports whether there was one.
func (r *reader) request(l literal) bool {
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
	file := strings.HasSuffix(low, ".json")
	switch _, ext := cutExtension(low[strings.LastIndexByte(low, '/')+1:]); {
	case file && kind == archive.KindListData:
	case ext == "", isPageExtension(ext), ext == "ashx", ext == "json":
	default:
		return false
	}
	fields := r.fields(query, l)
	at := pageFieldOf(fields)
	if at < 0 && !file {
		fields = append(fields, r.optionFields(l.end)...)
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
	ref := path
	for i, f := range fields {
		ref += string("?&"[min(i, 1)]) + f.name + "=" + escapeField(f.value)
	}
	u, err := r.page.Base.Resolve(ref)
	if err != nil || urls.Authority(u) != urls.Authority(r.page.URL) || Trap(u, r.page.URL) {
		return false
	}
	r.addSameList(u, kind)
	return true
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

// formField is a field of a data request.
type formField struct{ name, value string }

// fields returns the fields of a query in a script. A field whose value the
// script computes gets what the script gives to the variable; one that only
// keeps the answer out of caches is left out.
func (r *reader) fields(query string, l literal) []formField {
	if query == "" {
		return nil
	}
	var fields []formField
	start := len(l.text) - len(query)
	for f := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(f, "=")
		end := start + len(f)
		computed := false
		for _, h := range l.holes {
			if h.at >= start+len(name) && h.at <= end && !computed {
				value, computed = r.valueOf(h.expr), true
			}
		}
		start = end + 1
		if name != "" && !(computed && isCacheField(name)) && len(fields) < 32 {
			fields = append(fields, formField{name, value})
		}
	}
	return fields
}

// isCacheField reports whether a field's only purpose is that its value is new.
func isCacheField(name string) bool {
	switch strings.ToLower(name) {
	case "_", "t", "r", "v", "rand", "random", "rnd", "time", "timestamp", "callback", "jsoncallback", "jsonpcallback":
		return true
	}
	return false
}

// valueOf returns what the script gives to the first name in an expression, or
// "".
func (r *reader) valueOf(expr string) string {
	expr = strings.TrimLeft(expr, "( ")
	end := 0
	for end < len(expr) && (isWordByte(expr[end]|0x20) || expr[end] == '_') {
		end++
	}
	name := expr[:end]
	if isDigits(name) {
		return name
	}
	if len(name) < 2 {
		return ""
	}
	value, _ := textVariable(r.script, name)
	return value
}

// optionFields reads the fields that a script gives beside an address:
// {url: '…', data: {page: 1, channelId: '12'}}, or "page=1&channelId=12".
func (r *reader) optionFields(at int) []formField {
	rest := r.script[at:min(len(r.script), at+optionsReach)]
	data := strings.Index(rest, "data")
	params := strings.Index(rest, "params")
	if data < 0 || params >= 0 && params < data {
		data = params
	}
	open := strings.IndexByte(rest, '{')
	if data >= 0 {
		if i := strings.IndexAny(rest[data:], "{'\""); i >= 0 && rest[data+i] != '{' {
			s := scanner{script: rest, at: data + i}
			if l, ok := s.next(); ok && strings.Contains(l.text, "=") {
				return r.fields(l.text, l)
			}
			if s.at < len(rest) {
				open = strings.IndexByte(rest[s.at:], '{') + s.at
			}
		} else if i >= 0 {
			open = data + i
		}
	}
	if open < 0 || strings.Contains(rest[:open], ";") || strings.Contains(rest[:open], "function") {
		return nil
	}
	body, _, _ := strings.Cut(rest[open+1:], "}")
	var fields []formField
	for pair := range strings.SplitSeq(body, ",") {
		name, value, ok := strings.Cut(pair, ":")
		name, value = strings.Trim(name, " \t\r\n'\""), strings.TrimSpace(value)
		if !ok || !isFileWord(name) || len(fields) >= 32 {
			continue
		}
		if text, ok := unquote(value); ok {
			value = text
		} else if !isDigits(value) {
			value = r.valueOf(value)
		}
		if strings.ContainsAny(value, " <>\"'\n\t") {
			continue
		}
		fields = append(fields, formField{name, value})
	}
	return fields
}

// pageFieldOf returns which field tells the page, or the first item of it, or
// -1.
func pageFieldOf(fields []formField) int {
	offset := -1
	for i, f := range fields {
		low := strings.ToLower(f.name)
		if !isPageField(low) || f.value != "" && (len(f.value) > 6 || !isDigits(f.value)) {
			continue
		}
		if !isOffset(low) {
			return i
		}
		offset = i
	}
	return offset
}

// textVariable returns the number, or the text without white space, that a
// script gives to name.
func textVariable(script, name string) (string, bool) {
	for range 50 {
		i := strings.Index(script, name)
		if i < 0 {
			return "", false
		}
		inside := i > 0 && (isWordByte(script[i-1]|0x20) || script[i-1] == '_')
		script = script[i+len(name):]
		rest := strings.TrimLeft(script[:min(len(script), 300)], " \t'\"")
		if inside || rest == "" || rest[0] != '=' && rest[0] != ':' || strings.HasPrefix(rest, "==") {
			continue
		}
		rest = strings.TrimLeft(rest[1:], " \t")
		end := 0
		quoted := rest != "" && (rest[0] == '\'' || rest[0] == '"')
		if quoted {
			rest = rest[1:]
			if end = strings.IndexAny(rest, "'\""); end > 0 && end <= 100 && !strings.ContainsAny(rest[:end], " <>&\n") {
				return rest[:end], true
			}
			continue
		}
		for end < len(rest) && end < 10 && isDigit(rest[end]) {
			end++
		}
		if end > 0 {
			if _, err := strconv.Atoi(rest[:end]); err == nil {
				return rest[:end], true
			}
		}
	}
	return "", false
}
