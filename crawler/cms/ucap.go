package cms

import (
	"regexp"
	"strconv"
	"strings"

	"gongkai/archive"
)

var (
	ucapRequest = regexp.MustCompile(`/common/search/([0-9a-f]{32})\b(?:\?([^'"\s<>]{0,300}))?`)
	ucapChannel = regexp.MustCompile(`(?i)channel_?id['"]?\s*[:=,]\s*(?:content\s*=\s*)?['"]([0-9a-f]{32})['"]`)
	ucapSize    = regexp.MustCompile(`(?i)_?pageSize['"]?\s*[:=]\s*['"]?(\d{1,3})\b`)
)

// ucap derives the first data request of a list from the channel's id in the
// page. The answer tells how many there are.
func (r *reader) ucap() {
	body := r.script
	if r.family != FamilyUCAP && !strings.Contains(body, "/common/search/") {
		return
	}
	done := map[string]bool{}
	for _, m := range ucapRequest.FindAllStringSubmatch(body, 16) {
		query, _, _ := strings.Cut(m[2], "#")
		if done[m[1]] || len(done) >= 8 {
			continue
		}
		done[m[1]] = true
		query = strings.ReplaceAll(query, "&amp;", "&")
		if _, ok := field(query, "_pageSize"); !ok {
			query = ucapQuery(body)
		}
		r.addSameList(withNumber("/common/search/"+m[1]+"?"+query, "page", 1), archive.KindListData)
	}
	if len(done) > 0 || r.family != FamilyUCAP || r.own.kind != archive.KindList {
		return
	}
	if m := ucapChannel.FindStringSubmatch(body); m != nil {
		r.addSameList(withNumber("/common/search/"+m[1]+"?"+ucapQuery(body), "page", 1), archive.KindListData)
	}
}

func ucapQuery(body string) string {
	size := "20"
	if m := ucapSize.FindStringSubmatch(body); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n > 0 {
			size = m[1]
		}
	}
	return "_isAgg=true&_isJson=true&_pageSize=" + size + "&_template=index"
}
