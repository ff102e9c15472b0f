package cms

import (
	"regexp"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// pageFields are the names under which systems number the pages of a list in a
// query.
var pageFields = []string{"page", "pageNo", "pageNum", "pageIndex", "pageNumber", "currentPage", "curPage", "pageid", "pn"}

// sizeFields are the names under which they tell how long a page is.
var sizeFields = []string{"pageSize", "page_size", "perpage", "rows", "limit", "size"}

// namedRequest is an address in a script whose last field is a page's number,
// which the script appends or has there: "/api/list?channelId=12&pageNo=" + n.
var namedRequest = regexp.MustCompile(`(?i)['"]((?:https?://[\w.:-]{1,100})?[\w./-]{1,200}\?(?:[^'"\s<>]{0,300}&)?(?:` + strings.Join(pageFields, "|") + `)=)\d{0,6}(&[^'"\s<>]{0,300})?['"]`)

// namedFile is a data file in a script, with what keeps it out of caches:
// "./list.json?_=" + time.
var namedFile = regexp.MustCompile(`(?i)['"]((?:https?://[\w.:-]{1,100})?[\w./-]{1,200}\.json)(?:\?[\w.=&-]{0,100})?['"]`)

const maxNamed = 4 // requests that are taken from one page's scripts

// scriptedList finds the data requests that the scripts of an unknown system
// make for the list of a column. It reads addresses and runs nothing: one that a
// script puts together otherwise is not found.
func (r *reader) scriptedList() {
	if r.article || r.listed() {
		return
	}
	found := 0
	take := func(address string) {
		u, err := r.page.Base.Resolve(address)
		if err != nil || found >= maxNamed || urls.Authority(u) != urls.Authority(r.page.URL) || Trap(u, r.page.URL) {
			return
		}
		found++
		r.addSameList(address, archive.KindListData)
	}
	if strings.Contains(r.body, ".json") {
		for _, m := range namedFile.FindAllStringSubmatch(r.body, 2*maxNamed) {
			take(m[1])
		}
	}
	if at := strings.Index(r.body, "?"); at >= 0 && hasAnyFold(r.body, "page") {
		for _, m := range namedRequest.FindAllStringSubmatch(r.body, 2*maxNamed) {
			take(m[1] + "1" + m[2])
		}
	}
}

// listed reports whether the page's list has shown its pages or its data
// already.
func (r *reader) listed() bool {
	for _, l := range r.links {
		if l.SameList {
			return true
		}
	}
	return false
}

// hasAnyFold reports whether a word stands in s in one of the usual cases.
func hasAnyFold(s, word string) bool {
	return strings.Contains(s, word) || strings.Contains(s, strings.ToUpper(word[:1])+word[1:])
}

// jsonPages derives the requests for the pages after the one that was answered:
// all where the answer counts its items, else the next where this one was full.
func (r *reader) jsonPages(answer jsonList) {
	_, query, _ := strings.Cut(r.page.URL, "?")
	name, page := "", 0
	for _, f := range pageFields {
		if v, ok := field(query, f); ok {
			if n, ok := number(v); ok {
				name, page = f, n
				break
			}
		}
	}
	if name == "" || len(answer.items) == 0 {
		return
	}
	rows := answer.rows
	for _, f := range sizeFields {
		if n, ok := numberField(r.page.URL, f); ok && n > 0 && rows <= 0 {
			rows = n
		}
	}
	last := page
	switch {
	case answer.total > 0:
		if rows <= 0 || rows < len(answer.items) {
			rows = len(answer.items)
		}
		last = (answer.total + rows - 1) / rows
	case rows > 0 && len(answer.items) >= rows && page < unknownPages:
		last = page + 1
	}
	first, last := span(page, last)
	for n := first; n <= last; n++ {
		r.addSameList(withNumber(r.page.URL, name, n), archive.KindListData)
	}
}
