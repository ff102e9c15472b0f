package cms

import (
	"strconv"
	"strings"
)

// field returns the value of the first field of a query with that name, in any
// case of letters.
func field(query, name string) (string, bool) {
	for f := range strings.SplitSeq(query, "&") {
		if k, v, _ := strings.Cut(f, "="); strings.EqualFold(k, name) {
			return v, true
		}
	}
	return "", false
}

// numberField returns the number in a field of url's query.
func numberField(url, name string) (int, bool) {
	_, query, _ := strings.Cut(url, "?")
	v, ok := field(query, name)
	if !ok {
		return 0, false
	}
	return number(v)
}

// withNumber returns url with a field of its query set to n, in its place, or
// at the end where there is none.
func withNumber(url, name string, n int) string {
	path, query, _ := strings.Cut(url, "?")
	fields := strings.Split(query, "&")
	if query == "" {
		fields = nil
	}
	found := false
	for i, f := range fields {
		if k, _, _ := strings.Cut(f, "="); strings.EqualFold(k, name) {
			fields[i], found = k+"="+strconv.Itoa(n), true
		}
	}
	if !found {
		fields = append(fields, name+"="+strconv.Itoa(n))
	}
	return path + "?" + strings.Join(fields, "&")
}

// number reads a count that a page states. Counts of more than nine digits are
// nobody's.
func number(s string) (int, bool) {
	if len(s) > 9 || !isDigits(s) {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// span returns which pages a page leads to, from first to last, where it is
// page current of total, counted from 1: all of them from the first page, and a
// few from a later one, which the first has named already.
func span(current, total int) (first, last int) {
	if current <= 1 {
		return current + 1, min(total, maxPages)
	}
	return current + 1, min(total, current+morePages)
}

// pageField returns the field of a query that tells the page of a list, and the
// page.
func pageField(url string) (name string, page int, ok bool) {
	_, query, _ := strings.Cut(url, "?")
	var fields []formField
	for name, value := range fieldNames(query) {
		fields = append(fields, formField{name, value})
	}
	at := pageFieldOf(fields)
	if at < 0 {
		return "", 0, false
	}
	page, ok = number(fields[at].value)
	return fields[at].name, page, ok
}

// FirstPart reports whether a list's data request asks for the first of its items.
func FirstPart(url string) bool {
	if start, ok := numberField(url, "startrecord"); ok { // jpage
		return start <= 1
	}
	if _, page, ok := pageField(url); ok {
		return page <= 1
	}
	stem, ext := cutExtension(url)
	_, page, _, ok := pageValue(url)
	if name := lastSegment(stem); ok && (ext == "json" || ext == "xml") && isListName(name) {
		return page < 1 || page == 1 && !strings.HasPrefix(name, "index_") // of TRS's, which count from 0
	}
	return true
}

// sizeFields are the names under which they tell how long a page is.
var sizeFields = [...]string{"pageSize", "page_size", "_pageSize", "perpage", "rows", "limit", "size", "length"}

// sizeOf returns how many items a list's data request asks for.
func sizeOf(url string) (int, bool) {
	for _, name := range sizeFields {
		if n, ok := numberField(url, name); ok && n > 0 {
			return n, true
		}
	}
	return 0, false
}
