package cms

import (
	"fmt"
	"regexp"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

var (
	// pageCount is how pagers count: 共1432条 1/144, 共 120 条记录 1/8 页, 第1页/共5页.
	pageCount = regexp.MustCompile(`(\d{1,9})\s*页?\s*/\s*共?\s*(\d{1,9})`)
	ofPages   = regexp.MustCompile(`\d\s*/\s*\d{1,6}\s*页`)
	pagesOnly = regexp.MustCompile(`(?:共|总)\s*计?\s*(\d{1,6})\s*页`)
	pageIs    = regexp.MustCompile(`(?:第|当前)\s*(?:第\s*)?(\d{1,6})\s*页`)
)

// counted returns the page and the number of pages that the page's pager
// states.
func (r *reader) counted() (current, total int, ok bool) {
	for _, text := range r.pagers {
		for _, m := range pageCount.FindAllStringSubmatch(text, 4) {
			current, _ = number(m[1])
			total, _ = number(m[2])
			if current >= 1 && current <= total {
				return current, total, true
			}
		}
	}
	for _, text := range r.pagers {
		m := pagesOnly.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if total, _ = number(m[1]); total < 1 {
			continue
		}
		current = 1
		if _, v, _, ok := pageValue(r.page.URL); ok {
			current = v
		}
		if is := pageIs.FindStringSubmatch(text); is != nil {
			current, _ = number(is[1])
		}
		if current >= 1 && current <= total {
			return current, total, true
		}
	}
	return 0, 0, false
}

// unturned returns how many pages follow the list's first by its own count, where
// nothing on the page leads to any: a script or a form does, or nothing.
func (r *reader) unturned() int {
	current, total, ok := r.counted()
	if !ok || current != 1 || r.page.Kind == archive.KindListData || r.goesOn() {
		return 0
	}
	return total - 1
}

// numbered derives the pages of a list whose pager only counts, where the family
// says how they are named: the second is index_2.jhtml.
func (r *reader) numbered() {
	stem, ext := cutExtension(r.own.low)
	authority := urls.Authority(r.page.URL)
	path := urls.Path(r.page.URL)
	if r.article || r.own.query != "" {
		return
	}
	for i := range systems {
		s := &systems[i]
		switch {
		case s.numbered == "":
			continue
		case strings.HasSuffix(stem, "/") && ext == "" && r.family == s.family:
			stem = path + "index"
		case ext == s.numbered && (s.family == FamilyJeecms || r.family == s.family):
			stem = path[:len(stem)]
		default:
			continue
		}
		current, total, ok := r.counted()
		if at := strings.LastIndexByte(stem, '_'); at > 0 && isDigits(stem[at+1:]) {
			stem = stem[:at]
		}
		if name := lastSegment(stem); !ok || name == "" || isDigit(name[0]) {
			return
		}
		first, last := span(current, total)
		for n := first; n <= last; n++ {
			r.addSameList(fmt.Sprintf("%s%s_%d.%s", authority, stem, n, s.numbered), archive.KindList)
		}
		return
	}
}
