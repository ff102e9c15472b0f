package urls

import (
	"fmt"
	"slices"
	"strings"
)

// mostPages is how many pages an article has at most.
const mostPages = 99

// Further returns which page of an article an address is, where the article's own is the
// first: 2 for /8_2.html of /8.html, or for /show.asp?id=8&page=2 of /show.asp?id=8. It
// returns 0 where it is none of its pages. Both are canonical.
func Further(article, other string) int {
	path, query, asks := strings.Cut(article, "?")
	if rest, ok := strings.CutPrefix(other, path+"?"); ok && asks {
		return furtherField(query, rest)
	}
	if asks {
		return 0
	}
	base, ext := path, ""
	if dot := strings.LastIndexByte(path, '.'); dot > strings.LastIndexByte(path, '/') {
		base, ext = path[:dot], path[dot:]
	}
	page, ok := strings.CutPrefix(other, base+"_")
	page, same := strings.CutSuffix(page, ext)
	if !ok || !same {
		return 0
	}
	return pageOf(page)
}

// NextFurther returns the address of the page of an article behind another of its pages,
// which [Further] tells, or "" where that is the last that one may have, or its address
// can't be told.
func NextFurther(article, page string) string {
	n := Further(article, page)
	if n == 0 {
		return ""
	}
	if next := counted(article, page); Further(article, next) == n+1 {
		return next
	}
	return ""
}

// counted returns the address of a further page of an article with the next number.
func counted(article, page string) string {
	next := func(digits string) string { return fmt.Sprintf("%0*d", len(digits), pageOf(digits)+1) }
	path, query, asks := strings.Cut(page, "?")
	if asks {
		fields := strings.Split(query, "&")
		for i, f := range fields {
			if name, value, _ := strings.Cut(f, "="); isPageField(name) && !strings.Contains("&"+article[len(path)+1:]+"&", "&"+f+"&") {
				fields[i] = name + "=" + next(value)
			}
		}
		return path + "?" + strings.Join(fields, "&")
	}
	at := strings.LastIndexByte(path, '_') + 1
	end := at
	for end < len(path) && '0' <= path[end] && path[end] <= '9' {
		end++
	}
	return path[:at] + next(path[at:end]) + path[end:]
}

// Behind reports whether other is the page of an article behind page, which isn't its first.
func Behind(page, other string) bool {
	behind := func(article string) bool {
		n := Further(article, page)
		return n > 0 && Further(article, other) == n+1
	}
	path, query, asks := strings.Cut(page, "?")
	if !asks {
		at := strings.LastIndexByte(path, '_')
		ext := strings.LastIndexByte(path, '.')
		if ext < at {
			ext = len(path)
		}
		return at > strings.LastIndexByte(path, '/') && behind(path[:at]+path[ext:])
	}
	fields := strings.Split(query, "&")
	for i := range fields {
		if behind(path + "?" + strings.Join(slices.Concat(fields[:i], fields[i+1:]), "&")) {
			return true
		}
	}
	return false
}

// furtherField returns the number that a query has for a page and another query, which is
// the same but for that, has not.
func furtherField(query, other string) int {
	n := 0
	fields := strings.Split(query, "&")
	for f := range strings.SplitSeq(other, "&") {
		if len(fields) > 0 && f == fields[0] {
			fields = fields[1:]
			continue
		}
		name, value, _ := strings.Cut(f, "=")
		if n > 0 || !isPageField(name) {
			return 0
		}
		if n = pageOf(value); n == 0 {
			return 0
		}
	}
	if len(fields) > 0 {
		return 0
	}
	return n
}

func isPageField(name string) bool {
	switch strings.ToLower(name) {
	case "page", "p", "pn", "pg", "pageno", "pagenum", "pageindex", "curpage", "currentpage", "currpage", "cpage", "articlepage", "contentpage":
		return true
	}
	return false
}

func pageOf(digits string) int {
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' || n > mostPages {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	if n > mostPages {
		return 0
	}
	return n
}
