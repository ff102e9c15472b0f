package cms

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"gongkai/archive"
)

const (
	maxJSON      = 8 << 20
	maxJSONDepth = 32
)

// jsonList is what the answer to a list's request holds, whatever the names.
type jsonList struct {
	items []jsonItem
	below []jsonItem // that lists of items hold: the entries of a menu have their own
	total int        // of all items
	pages int
	rows  int // of a page
	page  int // that it says it is

	made    string   // how the page makes addresses of items
	listed  bool     // it has a list, were it an empty one, or counts its items
	unnamed []string // titles of reports that have no address

	markup string // the longest text that is a piece of HTML with links
}

type jsonItem struct {
	url, title string
	column     string // the title of the item that it stands below
}

// looksLikeJSON reports whether body is JSON, or JSON in a call.
func looksLikeJSON(body string) bool {
	if body == "" {
		return false
	}
	return body[0] == '{' || body[0] == '[' || strings.HasPrefix(body, `"{`) || strings.HasPrefix(body, `"[`) || unwrapped(body) != body
}

// unwrapped removes the call around a JSON answer: callback({…});
func unwrapped(body string) string {
	i := strings.IndexByte(body, '(')
	if i <= 0 || i > 64 || !isFileWord(strings.ReplaceAll(body[:i], ".", "_")) {
		return body
	}
	inner := strings.TrimRight(body[i+1:], "); \r\n\t")
	if !strings.HasPrefix(inner, "{") && !strings.HasPrefix(inner, "[") {
		return body
	}
	return inner
}

// calledWith returns the JSON that a script calls a function with, beside what guards the
// call: try{show({…})}catch(e){}.
func calledWith(body string) string {
	head := body[:min(len(body), 200)]
	for _, open := range []string{"({", "(["} {
		if i := strings.Index(head, open); i > 0 && !strings.Contains(head[:i], `"`) && !strings.Contains(head[:i], "=>") {
			if _, ok := decoded(body[i+1:]); ok {
				return body[i+1:]
			}
		}
	}
	return ""
}

// jsonAnswer reads a JSON answer.
func (r *reader) jsonAnswer(body string) {
	if len(body) > maxJSON {
		return
	}
	r.answered(parseList(unwrapped(body), r.made()))
}

// answered keeps the items of an answer, and derives the requests for more.
func (r *reader) answered(list jsonList) {
	r.noList = !list.listed && len(list.items) == 0 && list.markup == ""
	before := len(r.links)
	for _, title := range list.unnamed {
		r.missAddress(title)
	}
	for _, item := range list.items {
		r.link(item.url, item.title, r.column)
	}
	for _, item := range list.below {
		r.link(item.url, item.title, cmp.Or(item.column, r.column))
	}
	if len(r.links) > before {
		r.jsonPages(list)
	} else if list.markup != "" {
		r.readHTML(list.markup)
		if r.jpaasPages(list.markup, before); jpaasList(r.page.URL) == "" && len(r.links) > before {
			list.items = make([]jsonItem, len(r.links)-before)
			r.jsonPages(list)
		}
	}
}

// parseList finds the objects that have an address, and the numbers that count
// them, in any JSON. JSON that breaks off gives nothing.
func parseList(body, made string) jsonList {
	d := json.NewDecoder(strings.NewReader(body))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return jsonList{}
	}
	if text, ok := v.(string); ok {
		v, _ = decoded(text)
	}
	list := jsonList{made: made}
	list.collect(v, 0)
	return list
}

// decoded returns what a text holds that is an object or a list of JSON.
func decoded(text string) (v any, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) < 2 || text[0] != '{' && text[0] != '[' {
		return nil, false
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	err := d.Decode(&v)
	return v, err == nil
}

func (l *jsonList) collect(v any, depth int) {
	if depth > maxJSONDepth || len(l.items) >= maxLinks {
		return
	}
	switch v := v.(type) {
	case string:
		if inner, ok := decoded(v); ok { // JSON in JSON
			l.collect(inner, depth+1)
			return
		}
		if len(v) > len(l.markup) && strings.Contains(v, "<a ") {
			l.markup = v
		}
	case []any:
		l.listed = true
		if item, ok := itemIn(v); ok {
			l.items = append(l.items, item)
			return
		}
		for _, e := range v {
			l.collect(e, depth+1)
		}
	case map[string]any:
		item, isItem := itemOf(v)
		if !isItem && item.title != "" && !holdsObjects(v) {
			item.url = madeFor(l.made, v)
			isItem = item.url != ""
		}
		if isItem {
			l.items = append(l.items, item)
			l.collectBelow(v, item.title, depth)
			return
		}
		if isYearsReport(item.title) && !holdsObjects(v) && len(l.unnamed) < maxItems {
			l.unnamed = append(l.unnamed, item.title)
		}
		totals := []string{"total", "totalCount", "post_count", "totalRecord", "totalElements", "totalNum", "totalSize", "recordCount", "count"}
		l.listed = l.listed || slices.ContainsFunc(totals, func(name string) bool { _, ok := v[name]; return ok })
		l.total = max(l.total, count(v, totals[:len(totals)-1]...))
		l.pages = max(l.pages, count(v, "pages", "totalPage", "totalPages", "pageCount", "page_count", "pageTotal"))
		l.rows = max(l.rows, count(v, "rows", "pageSize", "perPage"))
		l.page = max(l.page, count(v, "page", "pageNo", "pageNum", "pageIndex", "currentPage", "current"))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			l.collect(v[name], depth+1)
		}
	}
}

// collectBelow finds the items in the lists that an item holds.
func (l *jsonList) collectBelow(item map[string]any, title string, depth int) {
	for _, name := range slices.Sorted(maps.Keys(item)) {
		list, ok := item[name].([]any)
		if !ok || len(l.below) >= maxLinks {
			continue
		}
		inner := jsonList{made: l.made}
		inner.collect(list, depth+1)
		for i := range inner.items {
			inner.items[i].column = title
		}
		l.below = append(append(l.below, inner.items...), inner.below...)
	}
}

// itemIn returns the item that a list of fields without names is.
func itemIn(fields []any) (jsonItem, bool) {
	var d record
	for _, f := range fields {
		switch f := f.(type) {
		case string:
			d.field("", f)
		case []any, map[string]any:
			return jsonItem{}, false
		}
	}
	return jsonItem{url: d.url, title: plain(d.title)}, d.isItem()
}

// holdsObjects reports whether an object has others in it, as one of a year has its
// reports.
func holdsObjects(v map[string]any) bool {
	for _, e := range v {
		switch e := e.(type) {
		case map[string]any:
			return true
		case []any:
			if len(e) > 0 {
				return true
			}
		}
	}
	return false
}

// itemOf returns the item that an object of a list is.
func itemOf(m map[string]any) (jsonItem, bool) {
	var d record
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if value, ok := m[name].(string); ok {
			d.field(name, value)
		}
	}
	return jsonItem{url: d.url, title: plain(d.title)}, d.isItem()
}

// jsonPages derives the requests for the pages after the one that was answered:
// all where the answer counts them, else the next where this one was full.
func (r *reader) jsonPages(answer jsonList) {
	address, asked, name, ok := r.dataPages(answer)
	if !ok || answer.page > 0 && answer.page < asked-1 { // some count from 0 in answers only
		return // it answers with the same page whatever it is asked for
	}
	rows := answer.rows
	if size, ok := sizeOf(r.page.URL); ok && rows <= 0 {
		rows = size
	}
	sized := rows // 0 where only the number of items tells
	if n := len(answer.items); n > rows || answer.rows == 0 && answer.total > n && asked <= 1 {
		rows = n // as many as it gives, whatever it was asked for
	}
	offset := isOffset(name)
	page := asked
	if offset {
		page = asked/rows + 1
	}
	last := page
	switch {
	case answer.pages <= 0 && answer.total > 0 && sized < 1 && (1 < page || name == "index" && page == 1) && page < maxPages:
		return // it may be a short last page, and the first has told how many there are
	case answer.pages > 0:
		last = answer.pages
	case answer.total > 0:
		last = (answer.total + rows - 1) / rows
	case len(answer.items) >= rows && page < unknownPages:
		last = page + 1
	}
	if asked == 0 && !offset || name == "index" {
		last-- // it counts from 0
	}
	first, last := span(page, last)
	for n := first; n <= last; n++ {
		value := n
		if offset {
			value = (n - 1) * rows
		}
		r.addSameList(address(value), archive.KindListData)
	}
}

// dataPages tells how the pages of the list are addressed that a data answer is one
// of: by a field of the query, or in a file's name: list_1.json. TRS leaves the number
// out of the first, and counts from 0: index.json, index_1.json.
func (r *reader) dataPages(answer jsonList) (address func(n int) string, asked int, name string, ok bool) {
	if name, asked, ok = pageField(r.page.URL); ok {
		return func(n int) string { return withNumber(r.page.URL, name, n) }, asked, name, true
	}
	stem, ext := cutExtension(r.page.URL)
	if ext != "json" && ext != "xml" || answer.pages+answer.total == 0 {
		return nil, 0, "", false
	}
	if strings.HasSuffix(stem, "/index") {
		return numbering{before: stem + "_", after: "." + ext, step: 1}.address, 0, "index", true
	}
	before, n, after, ok := pageValue(r.page.URL)
	file := lastSegment(stem)
	ok = ok && (isListName(file) || answer.page == n)
	if ok && strings.HasPrefix(file, "index_") {
		name = "index"
	}
	return numbering{before: before, after: after, step: 1}.address, n, name, ok
}

// plain removes the markup that marks words in a title.
func plain(title string) string {
	title = clipBytes(title, 2000)
	if !strings.ContainsAny(title, "<&") {
		return clip(fold(title))
	}
	n, err := html.Parse(strings.NewReader(title))
	if err != nil {
		return ""
	}
	return clip(textOf(n))
}

// count returns the first of the named fields that is a count.
func count(m map[string]any, names ...string) int {
	for _, name := range names {
		switch v := m[name].(type) {
		case json.Number:
			if n, ok := number(v.String()); ok {
				return n
			}
		case string:
			if n, ok := number(v); ok {
				return n
			}
		}
	}
	return 0
}
