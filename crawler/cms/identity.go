package cms

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Identity is what a page says about the site that it belongs to, in its title
// and in the meta tags that the standard for government sites prescribes.
type Identity struct {
	Title    string
	SiteName string
	SiteCode string // 网站标识码, ten digits; the first six are the division
}

// Identify reads what a page, in UTF-8, says about its site.
func Identify(body []byte) Identity {
	var id Identity
	z := html.NewTokenizer(bytes.NewReader(body))
	z.SetMaxBuf(1 << 20)
	for inTitle := false; ; {
		switch z.Next() {
		case html.ErrorToken:
			return id
		case html.TextToken:
			if inTitle && id.Title == "" {
				id.Title = clip(fold(string(z.Text())))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			inTitle = tag == atom.Title
			if tag == atom.Meta && more {
				id.readMeta(z)
			}
		case html.EndTagToken:
			inTitle = false
		}
	}
}

func (id *Identity) readMeta(z *html.Tokenizer) {
	var name, content string
	for {
		key, value, more := z.TagAttr()
		switch string(key) {
		case "name":
			name = strings.ToLower(string(value))
		case "content":
			content = clip(fold(string(value)))
		}
		if !more {
			break
		}
	}
	switch name {
	case "sitename":
		id.SiteName = content
	case "siteidcode":
		id.SiteCode = content
	}
}

// Organ reports whether text is the name of an organ: 青渡县财政局, 河包镇人民政府.
func Organ(text string) bool { return isOrgan(0, text) }

// ReportColumn reports whether text names a column of disclosure reports:
// 政府信息公开年报. The title of a report is none.
func ReportColumn(text string) bool {
	return utf8.RuneCountInString(text) <= longestColumn && columnScore(text) >= 880 && !hasYear(text)
}

// longestColumn is the length of 政府信息公开工作年度报告, with room.
const longestColumn = 16

// DisclosureColumn reports whether text names where a portal's disclosure
// begins: 政府信息公开, 政务公开.
func DisclosureColumn(text string) bool {
	score := columnScore(text)
	return score == 740 || score == 700
}

// OtherColumn reports whether text names a column of something else than reports,
// among which some may be misfiled: 通知公告, 法定主动公开内容.
func OtherColumn(text string) bool {
	score := columnScore(text)
	return 0 < score && score <= columnOfOthers
}

// ReportTitle reports whether text is the title of a disclosure report of a
// year.
func ReportTitle(text string) bool { return isReportTitle(text) && hasYear(text) }
