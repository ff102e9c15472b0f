package cms

import (
	"regexp"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

var (
	gkmlptSite = regexp.MustCompile(`\bSID['"]?\s*[:=]\s*['"]?(\w{1,20})`)
	// gkmlptCategory is a node of the tree of categories, its id first.
	gkmlptCategory = regexp.MustCompile(`['"]?\bid['"]?\s*:\s*['"]?(\d{1,12})['"]?[^{}\[\]]{0,300}?['"]?\b(?:name|title)['"]?\s*:\s*['"]([^'"<>]{1,100})['"]`)
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
	for _, m := range gkmlptCategory.FindAllStringSubmatch(config, maxCategories) {
		u, err := r.page.Base.Resolve(prefix + "/gkmlpt/api/all/" + m[1] + "?page=1&sid=" + site[1])
		if err != nil {
			continue
		}
		a := look(u)
		a.kind = archive.KindList // what it is to a person
		name := plain(unescaped(m[2]))
		r.add(Link{URL: u, Text: name, Kind: archive.KindListData, Column: name, Score: r.score(&a, name, "")}, false)
	}
}
