package cms

import (
	"strings"

	"gongkai/archive"
)

// noList is how many items a page has that is no list.
const noList = -1

// items returns how many items the list of the page has: the articles and files
// of the section that has most of them. What portals put beside each list, under
// a heading of its own, does not count.
func (r *reader) items() int {
	if r.articleish() || isErrorTitle(r.title) {
		return noList
	}
	sections := map[string]int{}
	column, aside := "", false // the last one
	for i := range r.links {
		l := &r.links[i]
		if l.Column != column {
			column, aside = l.Column, beside(l.Column)
		}
		switch {
		case l.SameList, aside:
		case l.Kind == archive.KindAttachment, l.Kind == archive.KindPage && (r.page.Kind == archive.KindListData || r.articles[i] || isYearsReport(l.Text)):
			sections[l.Column]++
		}
	}
	most := 0
	for _, n := range sections {
		most = max(most, n)
	}
	return most
}

// beside reports whether a heading is that of a box that stands beside lists
// and articles alike.
func beside(heading string) bool {
	return hasAny(heading, []string{"热点", "热门", "推荐", "排行", "相关", "点击", "友情", "导航", "专题"})
}

// isErrorTitle reports whether a page calls itself an error, whatever its
// status.
func isErrorTitle(title string) bool {
	return hasAny(strings.ToLower(title), []string{"404", "500", "502", "503", "错误", "出错", "不存在", "无法访问", "维护", "升级中", "error", "not found", "forbidden"})
}
