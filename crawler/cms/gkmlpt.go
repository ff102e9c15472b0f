package cms

import (
	"regexp"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

var (
	gkmlptSite = regexp.MustCompile(`\bSID['"]?\s*[:=]\s*['"]?(\w{1,20})`)
	// A node of the tree of categories has both, in either order.
	gkmlptID   = regexp.MustCompile(`['"]?\bid['"]?\s*:\s*['"]?(\d{1,12})\b`)
	gkmlptName = regexp.MustCompile(`['"]?\b(?:name|title)['"]?\s*:\s*(?:'([^'<>]{1,100})'|"([^"<>]{1,100})")`)
)

// maxCategories is the number of categories of a 公开目录 that are followed.
const maxCategories = 300

// gkmlpt derives the first data request of each category of a 公开目录 of 广东,
// whose page names them in window._CONFIG.
func (r *reader) gkmlpt() {
	_, config, ok := strings.Cut(r.script, "_CONFIG")
	prefix, _, inside := strings.Cut(urls.Path(r.page.URL), "/gkmlpt/")
	if !ok || !inside {
		return
	}
	site := gkmlptSite.FindStringSubmatch(config)
	if site == nil {
		return
	}
	found := 0
	for node := range strings.SplitSeq(config, "{") {
		if end := strings.IndexAny(node, "[}"); end >= 0 {
			node = node[:end]
		}
		id, named := gkmlptID.FindStringSubmatch(node), gkmlptName.FindStringSubmatch(node)
		if id == nil || named == nil {
			continue
		}
		if found++; found > maxCategories {
			return
		}
		u, err := r.page.Base.Resolve(prefix + "/gkmlpt/api/all/" + id[1] + "?page=1&sid=" + site[1])
		if err != nil {
			continue
		}
		a := look(u)
		a.kind = archive.KindList // what it is to a person
		name := plain(unescaped(named[1] + named[2]))
		r.add(Link{URL: u, Text: name, Kind: archive.KindListData, Column: name, Score: r.score(&a, name, "")}, false)
	}
}
