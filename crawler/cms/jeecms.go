package cms

import (
	"fmt"
	"regexp"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

var jeecmsPage = regexp.MustCompile(`^(.*/[A-Za-z][\w-]{0,80}?)(?:_(\d{1,9}))?\.jhtml$`)

// jeecms derives the pages of a list: the second is index_2.jhtml.
func (r *reader) jeecms() {
	path, _, _ := strings.Cut(urls.Path(r.page.URL), "?")
	if strings.HasSuffix(path, "/") {
		path += "index.jhtml"
		if r.family != FamilyJeecms {
			return
		}
	}
	m := jeecmsPage.FindStringSubmatch(path)
	current, total, ok := r.counted()
	if m == nil || !ok {
		return
	}
	first, last := span(current, total)
	for n := first; n <= last; n++ {
		r.addSameList(fmt.Sprintf("%s%s_%d.jhtml", urls.Authority(r.page.URL), m[1], n), archive.KindList)
	}
}
