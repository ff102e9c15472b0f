package cms

import (
	"regexp"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// unknownPages is how far a list is followed that doesn't say how long it is.
const unknownPages = 200

var (
	lonsunRequest   = regexp.MustCompile(`/site/label/8888\?([^'"\s<>]{10,1000})`)
	joined          = regexp.MustCompile(`['"]\s*\+\s*[\w.()]{1,40}\s*\+\s*['"]`) // "…" + page + "…"
	lonsunPageCount = regexp.MustCompile(`(?i)\bpageCount['"]?\s*[:=]\s*['"]?(\d{1,9})`)
	lonsunParameter = regexp.MustCompile(`(?i)\b(labelName|siteId|pageSize|isDate|dateFormat|length|organId|type|catId|file|isTitle|isShowOrgan)['"]?\s*[:=]\s*['"]?([\w.%-]{1,80})`)
	lonsunColumn    = regexp.MustCompile(`/public/column/(\d{1,20})`)
)

// lonsun derives the requests for the fragments that fill a list: the address
// that the page states, or one made of the parameters of its label, its own
// address and its head.
func (r *reader) lonsun() {
	body := r.script
	at := strings.Index(body, "/site/label/8888")
	if at < 0 {
		return
	}
	request := ""
	address := joined.ReplaceAllString(body[at:min(len(body), at+2000)], "")
	if m := lonsunRequest.FindStringSubmatch(address); m != nil && strings.Contains(m[1], "labelName=") {
		request = "/site/label/8888?" + strings.ReplaceAll(m[1], "&amp;", "&")
	} else {
		request = r.lonsunRequest(scriptAround(body, at))
	}
	if request == "" {
		return
	}
	last := 1
	if m := lonsunPageCount.FindStringSubmatch(body); m != nil {
		n, _ := number(m[1])
		last = min(n, maxPages)
	}
	for n := 1; n <= last; n++ {
		r.addSameList(withNumber(request, "pageIndex", n), archive.KindListData)
	}
}

// lonsunRequest makes the request of a publicInfoList label, or "" where the
// page doesn't tell whose list it is.
func (r *reader) lonsunRequest(script string) string {
	values := map[string]string{}
	for _, m := range lonsunParameter.FindAllStringSubmatch(script, 100) {
		if name := strings.ToLower(m[1]); values[name] == "" {
			values[name] = m[2]
		}
	}
	_, query, _ := strings.Cut(r.page.URL, "?")
	for _, name := range []string{"type", "catId", "organId"} {
		if v, ok := field(query, name); ok {
			values[strings.ToLower(name)] = v
		}
	}
	if m := lonsunColumn.FindStringSubmatch(urls.Path(r.page.URL)); m != nil {
		values["organid"] = m[1]
	}
	if values["siteid"] == "" {
		values["siteid"] = r.siteID
	}
	if values["labelname"] == "" {
		values["labelname"] = "publicInfoList"
	}
	if values["pagesize"] == "" {
		values["pagesize"] = "15"
	}
	if values["siteid"] == "" || values["organid"] == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString("/site/label/8888?labelName=" + values["labelname"] + "&siteId=" + escapeField(values["siteid"]) +
		"&pageSize=" + values["pagesize"] + "&pageIndex=1&action=list&organId=" + values["organid"])
	for _, name := range []string{"type", "catId", "isDate", "dateFormat", "length", "file", "isTitle", "isShowOrgan"} {
		if v := values[strings.ToLower(name)]; v != "" {
			b.WriteString("&" + name + "=" + escapeField(v))
		}
	}
	return b.String()
}

// fragmentAnswer reads a fragment of HTML that fills a list, and derives the
// request for the next.
func (r *reader) fragmentAnswer(body string) {
	before := len(r.links)
	if r.page.Root != nil {
		r.walk(r.page.Root, r.column, 0)
	} else {
		r.readHTML(body)
	}
	items := len(r.links) - before
	name, index, ok := pageField(r.page.URL)
	if !ok || items == 0 {
		return
	}
	last := 0
	if m := lonsunPageCount.FindStringSubmatch(body); m != nil {
		last, _ = number(m[1])
	} else if _, total, ok := r.counted(); ok {
		last = total
	} else if size, ok := sizeOf(r.page.URL); ok && items >= size {
		last = min(index+1, unknownPages)
	}
	first, last := span(index, last)
	for n := first; n <= last; n++ {
		r.addSameList(withNumber(r.page.URL, name, n), archive.KindListData)
	}
}
