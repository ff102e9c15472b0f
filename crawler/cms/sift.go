package cms

import (
	"regexp"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// maxFilters is how many fields a list is sifted by before sifting it further
// gives only what was seen.
const maxFilters = 3

// sifts reports whether an address shows in another way, or in another choice,
// what its via shows: by another order, or by one more field than maxFilters. Where
// a field's value is another one, it may be another page: phpcms and ThinkPHP name
// in the query what a page is, as in m=content&c=index&a=show.
func sifts(path, query, via string) bool {
	viaPath, viaQuery, _ := strings.Cut(urls.Path(via), "?")
	if viaPath != path {
		return false
	}
	for name, value := range fieldNames(query) {
		switch name {
		case "sort", "order", "orderby", "sortby", "sortfield", "sorttype", "sortorder", "asc", "desc", "px", "paixu", "layout", "theme", "skin":
			if before, _ := field(viaQuery, name); before != value {
				return true
			}
		}
	}
	before := filters(viaQuery)
	return before >= maxFilters && filters(query) > before && keeps(query, viaQuery)
}

// keeps reports whether a query has the fields of another, with their values, but
// for those that turn pages.
func keeps(query, other string) bool {
	for name, value := range fieldNames(other) {
		if now, _ := field(query, name); now != value && !isPageField(name) {
			return false
		}
	}
	return true
}

// filters counts the fields of a query that have a value, but for those that
// turn pages.
func filters(query string) (n int) {
	for name, value := range fieldNames(query) {
		if value != "" && !isPageField(name) {
			n++
		}
	}
	return n
}

// maxOffset is the number of items that a list of maxPages pages has.
const maxOffset = 50 * maxPages

// isYearField reports whether a query's field of that name, in lower case, holds
// a year.
func isYearField(name string) bool {
	switch name {
	case "year", "fbtime", "nd", "nf", "niandu", "nianfen":
		return true
	}
	return false
}

// isPageField reports whether a query's field of that name, in lower case, tells
// which page of a list it asks for.
func isPageField(name string) bool {
	switch name {
	case "page", "pagenum", "pageno", "pageindex", "pagenumber", "p", "pn", "pg", "cp", "curpage", "currentpage", "currpage", "cpage", "nowpage", "page_no", "page_num", "current", "paged":
		return true
	}
	return isOffset(name)
}

// isOffset reports whether a field of that name counts items rather than pages.
func isOffset(name string) bool {
	switch name {
	case "offset", "start", "startrow", "startindex", "skip", "firstresult":
		return true
	}
	return false
}

// leastReports is how many reports a page names that is taken for a list of them.
const leastReports = 5

// itemsCounted is how a list counts its items: 共32条.
var itemsCounted = regexp.MustCompile(`共\s*[计有]?\s*(\d{1,7})\s*[条篇项]`)

// siftedFurther lowers what sifts a list by one more field where that gives only
// what is seen anyway: the list is one of reports, whose own pages hold all of them,
// or it says that it has no more than it shows. Catalogues offer each organ, topic,
// genre and year beside each of their lists.
func (r *reader) siftedFurther() {
	if filters(r.own.query) == 0 || r.article || r.unturned() > 0 {
		return
	}
	items, reports, more := 0, 0, false
	for i := range r.links {
		switch l := &r.links[i]; {
		case l.SameList:
			_, n, ok := pageField(l.URL)
			more = more || !ok || n > 1
		case l.Kind == archive.KindAttachment || l.Kind == archive.KindPage && l.Text != "" && !r.sifting(l.URL):
			items++
			if l.Score >= 940 {
				reports++
			}
		}
	}
	whole := false
	for _, text := range r.pagers {
		if m := itemsCounted.FindStringSubmatch(text); m != nil && !more {
			total, _ := number(m[1])
			whole = whole || total <= items
		}
	}
	if !whole && (reports < leastReports || 5*reports < 4*items) {
		return
	}
	for i := range r.links {
		if l := &r.links[i]; !l.SameList && l.Score < 940 && r.sifting(l.URL) {
			l.Score = min(l.Score, contextOther.titleScore())
		}
	}
}

// sifting reports whether an address is the page's own, with further fields.
func (r *reader) sifting(url string) bool {
	path, query, _ := strings.Cut(urls.Path(url), "?")
	return strings.EqualFold(path, r.own.low) && filters(query) > filters(r.own.query) && keeps(query, r.own.query)
}
