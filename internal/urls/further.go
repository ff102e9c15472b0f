package urls

import "strings"

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
		switch strings.ToLower(name) {
		case "page", "p", "pn", "pg", "pageno", "pagenum", "pageindex", "curpage", "currentpage", "currpage", "cpage", "articlepage", "contentpage":
		default:
			return 0
		}
		if n > 0 {
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
