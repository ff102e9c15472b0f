package cms

import (
	"strings"

	"gongkai/internal/urls"
)

// turn is a link to another page of the page's list.
type turn struct {
	a      *address
	number int  // of the page; 0 where the link doesn't say it
	next   bool // it leads to the page after this one
	last   bool // it leads to the list's last page
}

// turnOf tells whether a link with that text leads to another page of the list.
func (r *reader) turnOf(a *address, text string) (turn, bool) {
	if len(text) > 24 {
		return turn{}, false
	}
	word := isPagerWord(text)
	next := !word && isNext(text)
	n, isNumber := pageNumber(text)
	switch {
	case !next && !word && !isNumber, urls.Authority(a.url) != urls.Authority(r.page.URL), word && isHomePage(a, &r.own):
		return turn{}, false
	case isNumber && (a.article && !r.article || hasDay(a.query)):
		return turn{}, false // a day of a calendar, or an article with a number for a title
	case next && strings.Contains(text, "页"):
	case !samePlace(r.own.low, a.low):
		return turn{}, false
	}
	return turn{a: a, number: n, next: next, last: isLast(text)}, true
}

// isHomePage reports whether an address is the home page of its site, which menus call 首页
// as pagers call the first page of a list: /index.asp, beside /list.asp?id=5.
func isHomePage(a, own *address) bool {
	name, _ := cutExtension(strings.TrimPrefix(a.low, "/"))
	switch name {
	case "":
		return a.query == ""
	case "index", "default", "main", "home":
		return a.query == "" && !strings.HasPrefix(own.low, "/"+name) && own.low != "/"
	}
	return false
}

// hasDay reports whether a query asks for a day, a month or a year.
func hasDay(query string) bool {
	for name := range fieldNames(query) {
		switch name {
		case "day", "month", "year", "date", "d", "m", "y", "rq", "riqi":
			return true
		}
	}
	return false
}

// turnTo keeps the page that the page's head declares to be the next.
func (r *reader) turnTo(href string) {
	if a := r.address(href); a != nil && !r.article {
		r.follow(a, "下一页", r.column, "")
	}
}

// isNext reports whether a link's text leads to a list's next page.
func isNext(text string) bool {
	if text == ">" || text == ">>" || text == "›" || text == "»" {
		return true
	}
	switch strings.Trim(text, "[]<>«»‹›→ ") {
	case "下一页", "下页", "后一页", "后页", "next", "Next", "NEXT", "next page", "Next Page":
		return true
	}
	return false
}

// isPagerWord reports whether a link's text leads to another page of a list than
// the next.
func isPagerWord(text string) bool { return isBack(text) || isLast(text) }

// isBack reports whether a link's text leads to a list's first page, or to the one before.
func isBack(text string) bool {
	switch strings.Trim(text, "[]<>«»‹› ") {
	case "上一页", "上页", "前一页", "首页", "第一页":
		return true
	}
	return false
}

// isLast reports whether a link's text leads to a list's last page.
func isLast(text string) bool {
	switch strings.Trim(text, "[]<>«»‹› ") {
	case "尾页", "末页", "最后一页", "最末页":
		return true
	}
	return false
}

// pageNumber returns the number of a list's page that a link's text is. Four
// figures are none: they are a year.
func pageNumber(text string) (int, bool) {
	text = strings.Trim(text, "[]第页 ")
	if len(text) > 3 || !isDigits(text) || text[0] == '0' {
		return 0, false
	}
	return number(text)
}
