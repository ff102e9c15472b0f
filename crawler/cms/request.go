package cms

import (
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

const (
	maxNamed = 4   // data requests that are taken from one page's scripts
	maxItems = 500 // items that are
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
		default:
			if items < maxItems && len(l.holes) == 0 && r.scriptedFile(l.text) {
				items++
				continue
			}
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
// an article or a file of the page's own host, or the home page of a place or an
// organ that a map names, on a host beside it: {name: "北京", url: "http://bj.example.gov.cn/"}.
func (r *reader) scriptedItem(ref, title string) bool {
	a := r.address(ref)
	if a == nil {
		return false
	}
	own := urls.Authority(a.url) == urls.Authority(r.page.URL)
	if own && !a.article && a.kind != archive.KindAttachment || !own && (a.low != "/" || title == "" || !siblings(a.url, r.page.URL)) {
		return false
	}
	r.follow(a, plain(title), r.column, "")
	return true
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
	return r.scriptedItem(ref, r.title)
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
