package cms

import (
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// record is an item of a list as data have it, while its fields are read. Names
// tell which is its address and which its title; where they don't, what the fields
// say does: the title of a report, and the address of a page.
type record struct {
	url, title     string
	named          string // what its address is called
	byURL, byTitle int    // how well a name tells: 0 not at all
}

var (
	addressNames = []string{"linkurl", "puburl", "docpuburl", "href", "link", "url", "post_url"} // the best last
	titleNames   = []string{"text", "filename", "name", "doctitle", "title"}
)

const (
	byContent = 1
	byEnd     = 2
	byName    = 3 // and more
)

// field reads one of the record's fields.
func (d *record) field(name, value string) {
	if value = strings.TrimSpace(value); value == "" {
		return
	}
	low := strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
	low = strings.TrimPrefix(low, "data-")
	if rank := addressRank(low); rank > d.byURL {
		d.url, d.byURL, d.named = value, rank, low
		return
	} else if rank > 0 {
		return
	}
	if rank := titleRank(low); rank > d.byTitle {
		d.title, d.byTitle = value, rank
		return
	} else if rank > 0 {
		return
	}
	switch {
	case d.byURL == 0 && isReference(value):
		d.url, d.byURL = value, byContent
	case d.byTitle == 0 && isYearsReport(value):
		d.title, d.byTitle = value, byContent
	}
}

// isItem reports whether the record is an item: by a name, or by what it says.
func (d *record) isItem() bool {
	return d.byURL >= byName || d.byURL > 0 && d.byTitle > 0 && (d.byURL > byContent || isYearsReport(d.title))
}

// ends reports whether what stood between two texts of a script ends the record: a
// brace does, and a bracket or a semicolon where no names hold it together, as in
// ['…报告', '/1.html'], ['…', …].
func (d *record) ends(s *scanner) bool {
	return s.brace || d.byURL <= byContent && d.byTitle <= byContent && (s.ended || s.square && d.byURL > 0 && d.byTitle > 0)
}

// isYearsReport reports whether a text is the title of a year's report.
func isYearsReport(text string) bool {
	if len(text) > 3*maxText || !strings.Contains(text, "公开") || strings.Contains(text, "href") {
		return false
	}
	text = plain(text)
	return hasYear(text) && isReportTitle(text)
}

// addressRank tells how well a name is one of an item's address. Pictures have
// addresses as well, and sites.
func addressRank(low string) int {
	if i := slices.Index(addressNames, low); i >= 0 {
		return byName + i
	}
	if !(strings.HasSuffix(low, "url") || strings.HasSuffix(low, "link") || strings.HasSuffix(low, "href")) ||
		hasAny(low, []string{"img", "image", "pic", "photo", "thumb", "cover", "logo", "icon", "video", "audio", "site", "base", "home", "domain", "proxy", "share", "qr", "prev", "next", "channel", "column", "avatar", "api"}) {
		return 0
	}
	return byEnd
}

// titleRank tells how well a name is one of an item's title.
func titleRank(low string) int {
	if i := slices.Index(titleNames, low); i >= 0 {
		return byName + i
	}
	if !strings.HasSuffix(low, "title") || hasAny(low, []string{"sub", "vice", "meta", "seo", "site", "channel", "column"}) {
		return 0
	}
	return byEnd
}

// isReference reports whether a text is the address of a page or a file, by its
// beginning and its end.
func isReference(text string) bool {
	if len(text) > 500 || strings.ContainsAny(text, " <>\"'\n{}") {
		return false
	}
	if text[0] != '/' && !strings.HasPrefix(text, "./") && !strings.HasPrefix(text, "../") && !strings.HasPrefix(text, "http://") && !strings.HasPrefix(text, "https://") {
		return false
	}
	path, _, _ := strings.Cut(strings.ToLower(text), "?")
	_, ext := cutExtension(path)
	return isPageExtension(ext) || ext != "" && (&address{low: path}).kindOf() == archive.KindAttachment
}

// scriptItems are the items of a list that stand in a script.
type scriptItems struct {
	last   record
	kept   int
	forms  map[string]bool // forms of address that items titled as reports have
	unsure []jsonItem      // pages that may be such: their titles stand elsewhere
}

// scriptedItem keeps the last item of a list in a script, and begins the next.
func (r *reader) scriptedItem(items *scriptItems) {
	e := items.last
	items.last = record{}
	item := jsonItem{url: e.url, title: plain(e.title)}
	if e.byURL == 0 && e.byTitle > 0 && isYearsReport(item.title) {
		r.missAddress(item.title)
	}
	if e.byURL == 0 || items.kept >= maxItems {
		return
	}
	switch named := isYearsReport(item.title); {
	case e.isItem() && r.scriptedLink(item, named):
		items.kept++
		if named {
			if items.forms == nil {
				items.forms = map[string]bool{}
			}
			items.forms[formOf(item.url)] = true
		}
	case e.byTitle == 0 && e.byURL > byContent && len(items.unsure) < maxItems:
		items.unsure = append(items.unsure, item)
	}
}

// scriptedItems keeps the items of a list that stand in a text of a script that is
// a script itself, as in JSON.parse("[{\"title\": …").
func (r *reader) scriptedItems(script string, items *scriptItems) {
	s := scanner{script: script}
	for l, ok := s.next(); ok; l, ok = s.next() {
		if items.last.ends(&s) {
			r.scriptedItem(items)
		}
		if len(l.text) <= maxLiteral {
			items.last.field(l.key, l.text)
		}
	}
	r.scriptedItem(items)
}

// unsureItems keeps the items without a title whose addresses are like those of
// reports.
func (r *reader) unsureItems(items *scriptItems) {
	for _, item := range items.unsure {
		if items.forms[formOf(item.url)] {
			r.scriptedLink(item, true)
		}
	}
}

// formOf returns what the addresses of a list's items have in common.
func formOf(ref string) string {
	return strings.Map(func(c rune) rune {
		if '0' <= c && c <= '9' {
			return -1
		}
		return c
	}, ref)
}

// scriptedLink keeps an item that stands in a script, if it is one of a list: what
// is surely a report, an article or a file of the page's own host, or
// the home page of a place or an organ that a map names, on a host beside it:
// {name: "北京", url: "http://bj.example.gov.cn/"}.
func (r *reader) scriptedLink(item jsonItem, sure bool) bool {
	a := r.address(item.url)
	if a == nil {
		return false
	}
	if urls.Authority(a.url) != urls.Authority(r.page.URL) {
		if a.low != "/" || item.title == "" || !siblings(a.url, r.page.URL) {
			return false
		}
	} else if !a.article && a.kind != archive.KindAttachment && !sure {
		return false
	}
	r.follow(a, item.title, r.column, "")
	return true
}
