package cms

import (
	"strings"

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
