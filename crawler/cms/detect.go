package cms

import (
	"bytes"
	"regexp"
	"strings"
)

// sign is something in a page that a family leaves there.
type sign struct {
	family string
	weight int
	text   string
}

// certain is the weight at which a family counts as found.
const certain = 3

// signs are texts of markup, scripts and addresses. What any editor's paste
// could bring along weighs less.
var signs = [...]sign{
	{FamilyTRS, 3, "TRS_Editor"}, {FamilyTRS, 3, "trs_editor_view"}, {FamilyTRS, 3, "TRS_UEDITOR"},
	{FamilyTRS, 2, "createPageHTML("}, {FamilyTRS, 2, "Custom_UnionStyle"}, {FamilyTRS, 2, "TRS WCM"}, {FamilyTRS, 2, "拓尔思"},
	{FamilyJPage, 4, "/jpage/dataproxy.jsp"}, {FamilyJPage, 3, "/module/jslib/"}, {FamilyJPage, 3, "/module/download/downfile.jsp"},
	{FamilyJPage, 3, "/module/xxgk/"}, {FamilyJPage, 2, "/col/col"}, {FamilyJPage, 2, "<datastore>"}, {FamilyJPage, 2, "大汉"},
	{FamilyVSB, 3, "_sitegray"}, {FamilyVSB, 3, "vsb_content"}, {FamilyVSB, 3, "Visual SiteBuilder"}, {FamilyVSB, 3, "/system/resource/"},
	{FamilyVSB, 3, "v_news_content"}, {FamilyVSB, 2, "/__local/"}, {FamilyVSB, 2, "vsbscreen"}, {FamilyVSB, 2, "博达"},
	{FamilyUCAP, 4, "/common/search/"}, {FamilyUCAP, 4, "UCAP-CONTENT"}, {FamilyUCAP, 4, "<ucaptitle>"}, {FamilyUCAP, 4, "<ucapcontent>"},
	{FamilyUCAP, 3, "common_list.shtml"}, {FamilyUCAP, 2, "开普云"},
	{FamilyLonsun, 4, "/site/label/8888"}, {FamilyLonsun, 3, "/public/column/"}, {FamilyLonsun, 3, "j-fontContent"}, {FamilyLonsun, 2, "龙讯"},
	{FamilyJeecms, 4, ".jhtml"}, {FamilyJeecms, 3, "jeecms"},
}

// articleSigns are the addresses of a family's articles, in links.
var articleSigns = []struct {
	family  string
	weight  int
	pattern *regexp.Regexp
}{
	{FamilyTRS, 3, regexp.MustCompile(`/\d{6}/t\d{8}_\d+\.s?html?`)},
	{FamilyJPage, 3, regexp.MustCompile(`/art/\d{4}/(?:\d{1,2}/\d{1,2}/art_\d+_\d+|art_[0-9a-f]{32})\.html`)},
	{FamilyVSB, 3, regexp.MustCompile(`\binfo/\d+/\d+\.htm\b`)},
	{FamilyUCAP, 3, regexp.MustCompile(`/\d{6}/[0-9a-f]{32}\.shtml`)},
	{FamilyLonsun, 3, regexp.MustCompile(`/public/\d+/\d+\.html`)},
}

// generators are the names that systems give themselves.
var generators = [...]struct {
	family string
	names  []string
}{
	{FamilyTRS, []string{"trs", "拓尔思"}},
	{FamilyJPage, []string{"hanweb", "大汉"}},
	{FamilyVSB, []string{"vsb", "sitebuilder", "博达"}},
	{FamilyUCAP, []string{"ucap", "开普"}},
	{FamilyLonsun, []string{"lonsun", "龙讯"}},
	{FamilyJeecms, []string{"jeecms"}},
}

// generator is the meta tag in which a system names itself.
var generator = regexp.MustCompile(`(?i)<meta[^>]{0,80}name=["']?generator["']?[^>]{0,200}>`)

// Detect returns the family that a page was made by and what it was seen by,
// or nothing where the page doesn't tell. The family with the most signs is
// the one.
func Detect(p Page) (family, evidence string) {
	if m := generator.Find(p.Body); m != nil {
		low := strings.ToLower(string(m))
		for _, g := range generators {
			if hasAny(low, g.names) {
				return g.family, "meta generator"
			}
		}
	}
	weights := map[string]int{}
	seen := map[string]sign{}
	count := func(s sign) {
		weights[s.family] += s.weight
		if s.weight > seen[s.family].weight {
			seen[s.family] = s
		}
	}
	for _, s := range signs {
		if bytes.Contains(p.Body, []byte(s.text)) || strings.Contains(p.URL, s.text) {
			count(s)
		}
	}
	for _, s := range articleSigns {
		if s.pattern.Match(p.Body) || s.pattern.MatchString(p.URL) {
			count(sign{s.family, s.weight, "article addresses"})
		}
	}
	best := certain - 1
	for _, f := range [...]string{FamilyTRS, FamilyJPage, FamilyVSB, FamilyUCAP, FamilyLonsun, FamilyJeecms} {
		if weights[f] > best {
			best, family, evidence = weights[f], f, seen[f].text
		}
	}
	return family, evidence
}
