package cms

import (
	"strconv"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// numbering is how the pages of a list are addressed: page n has value
// step·n+base between what stands before and after.
type numbering struct {
	before, after string
	step, base    int
}

func (g numbering) address(n int) string {
	return g.before + strconv.Itoa(g.step*n+g.base) + g.after
}

// page returns which page of the list an address is.
func (g numbering) page(url string) (int, bool) {
	rest, ok := strings.CutPrefix(url, g.before)
	if !ok {
		return 0, false
	}
	rest, ok = strings.CutSuffix(rest, g.after)
	v, isNumber := number(rest)
	if !ok || !isNumber || (v-g.base)%g.step != 0 {
		return 0, false
	}
	return (v - g.base) / g.step, true
}

// pageOn derives the pages of a list between those that its pager links to. It
// does so where two links, or one and a count, agree on how pages are addressed,
// and where the pager tells the last page.
func (r *reader) pageOn() {
	if r.article || len(r.turns) == 0 {
		return
	}
	stated, counted, isCounted := r.counted()
	g, ok := r.numbering(stated)
	if !ok {
		return
	}
	current, ok := g.page(r.page.URL)
	if !ok {
		current = 1
		if isCounted {
			current = stated
		}
	}
	if current > 1 && !r.holdsItems() {
		return // beyond the end, where some systems count on
	}
	last := 0
	if isCounted {
		last = counted
	}
	for _, t := range r.turns {
		if !t.last {
			continue
		}
		if n, ok := g.page(t.a.url); ok {
			last = n
		}
	}
	first, last := span(current, last)
	for n := first; n <= last; n++ {
		if u := g.address(n); !Trap(u, r.page.URL) {
			r.addSameList(u, archive.KindList)
		}
	}
}

// numbering finds how the pager's links number pages. stated is the page that
// the pager says this one is, or 0.
func (r *reader) numbering(stated int) (numbering, bool) {
	numbered := r.turns[:0:0]
	for _, t := range r.turns {
		if t.number == 0 && t.next && stated > 0 {
			t.number = stated + 1
		}
		if t.number > 0 {
			numbered = append(numbered, t)
		}
	}
	for i, a := range numbered {
		for _, b := range numbered[i+1 : min(len(numbered), i+12)] {
			if g, ok := between(a, b); ok {
				return g, true
			}
		}
	}
	for _, t := range r.turns {
		if !t.next {
			continue
		}
		n := 2 // after the first page, which has no number
		if stated > 0 {
			n = stated + 1
		} else if _, own, _, ok := pageValue(r.page.URL); ok {
			_, v, _, ok := pageValue(t.a.url)
			if !ok || v != own+1 {
				continue
			}
			n = v
		}
		if g, ok := single(t.a, n); ok && (stated > 0 && !r.backward || r.agrees(g)) {
			return g, true
		}
	}
	return numbering{}, false
}

// agrees reports whether the link to the last page has the same numbering, and
// comes after it.
func (r *reader) agrees(g numbering) bool {
	for _, t := range r.turns {
		if t.last {
			n, ok := g.page(t.a.url)
			return ok && n >= 2
		}
	}
	return false
}

// between returns the numbering that two links to numbered pages agree on.
func between(a, b turn) (numbering, bool) {
	u, v := a.a.url, b.a.url
	if a.number == b.number || u == v {
		return numbering{}, false
	}
	i := 0
	for i < len(u) && i < len(v) && u[i] == v[i] {
		i++
	}
	for i > 0 && isDigit(u[i-1]) {
		i--
	}
	j := 0
	for j < len(u)-i && j < len(v)-i && u[len(u)-1-j] == v[len(v)-1-j] {
		j++
	}
	for j > 0 && isDigit(u[len(u)-j]) {
		j--
	}
	m, isNumber := number(u[i : len(u)-j])
	n, areNumbers := number(v[i : len(v)-j])
	if !isNumber || !areNumbers || i <= len(urls.Authority(u)) {
		return numbering{}, false
	}
	step := (n - m) / (b.number - a.number)
	if step < 1 || step > 100 || step*(b.number-a.number) != n-m {
		return numbering{}, false
	}
	g := numbering{before: u[:i], after: u[len(u)-j:], step: step, base: m - step*a.number}
	return g, step == 1 && (g.base == 0 || g.base == -1) || step > 1 && g.base == -step
}

// single returns the numbering that the link to page n has by itself.
func single(a *address, n int) (numbering, bool) {
	before, v, after, ok := pageValue(a.url)
	if !ok {
		return numbering{}, false
	}
	g := numbering{before: before, after: after, step: 1}
	switch {
	case v == n:
	case v == n-1:
		g.base = -1
	case n > 1 && v > n && v%(n-1) == 0 && isOffset(strings.ToLower(fieldAtEnd(before))):
		g.step = v / (n - 1)
		g.base = -g.step
	default:
		return numbering{}, false
	}
	return g, true
}

// pageValue returns the number that addresses a page of a list by its usual
// place: a field of the query, or the end of the path: index_2.html, /2/.
func pageValue(url string) (before string, value int, after string, ok bool) {
	path, query, asked := strings.Cut(url, "?")
	if asked {
		at := len(path) + 1
		for f := range strings.SplitSeq(query, "&") {
			name, v, _ := strings.Cut(f, "=")
			if n, isNumber := number(v); isNumber && isPageField(strings.ToLower(name)) {
				start := at + len(name) + 1
				return url[:start], n, url[start+len(v):], true
			}
			at += len(f) + 1
		}
		return "", 0, "", false
	}
	stem, _ := cutExtension(path)
	stem = strings.TrimSuffix(stem, "/")
	start := len(stem)
	for start > 0 && isDigit(stem[start-1]) {
		start--
	}
	if start == 0 || strings.IndexByte("_-/", stem[start-1]) < 0 {
		return "", 0, "", false
	}
	n, isNumber := number(stem[start:])
	return url[:start], n, url[len(stem):], isNumber && n < 10_000
}

// ListOf returns what the addresses of a list's pages have in common.
func ListOf(url string) string {
	if _, ok := numberField(url, "startrecord"); ok {
		return jpageRange(url, 0)
	}
	if unit := jpaasList(url); unit != "" {
		return unit
	}
	if before, _, after, ok := pageValue(url); ok {
		return before + "*" + after
	}
	return strings.Map(func(c rune) rune {
		if '0' <= c && c <= '9' {
			return -1
		}
		return c
	}, url)
}

// fieldAtEnd returns the name of the field whose value would stand at the end.
func fieldAtEnd(before string) string {
	name := strings.TrimSuffix(before, "=")
	return name[strings.LastIndexAny(name, "?&")+1:]
}

// holdsItems reports whether the page names anything that may be an item of a
// list.
func (r *reader) holdsItems() bool {
	for i := range r.links {
		l := &r.links[i]
		if !l.SameList && (l.Kind == archive.KindAttachment || r.articles[i] || l.Kind == archive.KindPage && len(l.Text) > 3*8) {
			return true
		}
	}
	return false
}
