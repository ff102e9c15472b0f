package cms

import (
	"fmt"
	"regexp"

	"gongkai/archive"
	"gongkai/internal/urls"
)

var (
	vsbColumn = regexp.MustCompile(`^(.*/)([\w-]{1,80})\.htm$`)
	vsbPage   = regexp.MustCompile(`^(.*/[\w-]{1,80}/)(\d{1,9})\.htm$`)
)

// vsb derives the pages of a list that counts backwards: page P of M of
// /slug.htm is /slug/(M-P+1).htm, and the last is /slug/1.htm. What the link to
// the next page says goes before what the pager says, because the numbers shift
// as items are added.
func (r *reader) vsb() {
	authority, path := urls.Authority(r.page.URL), urls.Path(r.page.URL)
	current, total, ok := r.counted()
	if r.next != "" && urls.Authority(r.next) == authority {
		if m := vsbPage.FindStringSubmatch(urls.Path(r.next)); m != nil {
			if own := vsbColumn.FindStringSubmatch(path); own != nil && own[1]+own[2]+"/" == m[1] {
				n, _ := number(m[2])
				r.backward = true
				r.backwards(authority+m[1], n, maxPages)
				return
			}
			if own := vsbPage.FindStringSubmatch(path); own != nil && own[1] == m[1] {
				r.backward = true
				n, _ := number(m[2])
				r.backwards(authority+m[1], n, morePages)
			}
			return
		}
	}
	own := vsbColumn.FindStringSubmatch(path)
	if r.family == FamilyVSB && ok && current == 1 && own != nil && !r.article && r.next == "" {
		r.backwards(authority+own[1]+own[2]+"/", total-1, maxPages)
	}
}

// backwards adds the pages of a list from number n down, at most limit.
func (r *reader) backwards(directory string, n, limit int) {
	for ; n >= 1 && limit > 0; n, limit = n-1, limit-1 {
		r.addSameList(fmt.Sprintf("%s%d.htm", directory, n), archive.KindList)
	}
}
