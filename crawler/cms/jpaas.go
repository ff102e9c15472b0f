package cms

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"gongkai/archive"
)

// jpaasUnit is what every data request of 大汉's platform jpaas has in its path.
// Ministries' sites (工信部, 市场监管总局, 住建部) and those of many counties are built
// on it.
const jpaasUnit = "/front/page/build/unit"

// maxUnits is how many units of a page are asked for.
const maxUnits = 2

var (
	// jpaasParameter is a field of what an element of jpaas asks for:
	// queryData="{'webId':'1','pageType':'column','tagId':'信息列表','pageId':'12'}".
	jpaasParameter = regexp.MustCompile(`['"](\w{1,40})['"]\s*:\s*['"]([^'"<>{}\n]{0,200})['"]`)

	// jpaasCount are how many items a list has, and how many of them a page of it,
	// in the markup of its pager: count="57" rows="15".
	jpaasCount = regexp.MustCompile(`(?i)\b(count|total|rows)['"]?\s*[:=]\s*['"]?(\d{1,7})\b`)
)

// jpaas derives the data requests of the units that the page's scripts fill: its
// list, where the page shows none. What a page says of them stands in attributes.
func (r *reader) jpaas() {
	if r.page.Root == nil || r.article || r.items() > 0 {
		return
	}
	asked := 0
	for n := range r.page.Root.Descendants() {
		ref, query := attr(n, "url"), attr(n, "querydata")
		if query == "" || !strings.HasSuffix(ref, jpaasUnit) || asked >= maxUnits || isFrame(jpaasField(query, "tagId")) {
			continue
		}
		var b strings.Builder
		b.WriteString(ref)
		for i, m := range jpaasParameter.FindAllStringSubmatch(query, 16) {
			b.WriteString(string("?&"[min(i, 1)]) + m[1] + "=" + url.QueryEscape(m[2]))
		}
		r.addSameList(b.String(), archive.KindListData)
		asked++
	}
}

// jpaasField returns a field of what an element of jpaas asks for.
func jpaasField(query, name string) string {
	for _, m := range jpaasParameter.FindAllStringSubmatch(query, 16) {
		if m[1] == name {
			return m[2]
		}
	}
	return ""
}

// isFrame reports whether a unit's name is that of a part that stands around
// lists and articles alike.
func isFrame(unit string) bool {
	return hasAny(unit, []string{"导航", "位置", "菜单", "页头", "页脚", "头部", "底部", "友情", "轮播", "面包屑"})
}

// jpaasPages derives the requests for the pages after the one that was answered
// with markup, where that is a unit of jpaas: its client asks for them with
// paramJson={"pageNo":2,"pageSize":15}.
func (r *reader) jpaasPages(markup string, before int) {
	unit := jpaasList(r.page.URL)
	if unit == "" {
		return
	}
	total, rows := 0, 0
	for _, m := range jpaasCount.FindAllStringSubmatch(markup, 64) {
		if n, ok := number(m[2]); ok && !strings.EqualFold(m[1], "rows") {
			total = max(total, n)
		} else if ok {
			rows = max(rows, n)
		}
	}
	if rows < 1 {
		rows = len(r.links) - before // as many as it gives
	}
	if rows < 1 {
		return
	}
	page := 1
	if _, param, ok := strings.Cut(r.page.URL, jpaasPageOf); ok {
		digits := 0
		for digits < len(param) && isDigit(param[digits]) {
			digits++
		}
		page, _ = number(param[:digits])
	}
	first, last := span(page, (total+rows-1)/rows)
	for n := first; n <= last; n++ {
		r.addSameList(unit+jpaasPageOf+strconv.Itoa(n)+"%2C%22pageSize%22%3A"+strconv.Itoa(rows)+"%7D", archive.KindListData)
	}
}

// jpaasPageOf stands before the number of a list's page.
const jpaasPageOf = "&paramJson=%7B%22pageNo%22%3A"

// jpaasList returns what the addresses of the pages of a list have in common, or ""
// where url is no unit's of jpaas.
func jpaasList(url string) string {
	unit, _, _ := strings.Cut(url, jpaasPageOf)
	if !strings.Contains(unit, jpaasUnit+"?") {
		return ""
	}
	return unit
}
