package cms

import "regexp"

// pageCount is how pagers count: 共1432条 1/144, 共 120 条记录 1/8 页.
var pageCount = regexp.MustCompile(`(\d{1,9})\s*/\s*(\d{1,9})`)

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
	return 0, 0, false
}
