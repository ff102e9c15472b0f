package crawler

import (
	"bytes"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"gongkai/archive"
	"gongkai/internal/markup"
	"gongkai/internal/urls"
)

// A page in doubt waits for the answer to an address beside it that can't exist.
const (
	maxFolders  = 6    // folders of a site that are asked for such an answer
	maxDoubts   = 2    // pages that wait for one folder's answer: it may never come
	stubSize    = 16   // bytes; shorter answers occur in place of "not found"
	fewShingles = 200  // of a page that says nothing but its title
	shortPage   = 4096 // bytes; in longer pages a word of failure is part of a text
)

// failures are what pages say that stand in place of another.
var failures = []string{"404", "不存在", "找不到", "错误", "无法访问", "已删除", "not found", "Not found", "Not Found", "NOT FOUND"}

// folder returns the path of the folder that url lies in, with its last slash.
func folder(url string) string {
	path, _, _ := strings.Cut(urls.Path(url), "?")
	return path[:strings.LastIndexByte(path, '/')+1]
}

// learnNotFound keeps how a folder of the site answers for an impossible address.
func (t *site) learnNotFound(folder string, n *archive.NotFound) {
	if folder == "/" {
		t.NotFound = n
		return
	}
	if t.Folders == nil {
		t.Folders = map[string]*archive.NotFound{}
	}
	t.Folders[folder] = n
}

// doubt has the visit of o wait until its folder was asked for an address that
// can't exist, and reports whether it does: not where that is known, nor where
// enough folders of the site were asked.
func (t *site) doubt(o *archive.Outcome) bool {
	v := o.Visit
	in := folder(v.URL)
	if v.Via == "" || in == "/" || t.Folders[in] != nil || t.doubts[in] >= maxDoubts ||
		t.doubts[in] == 0 && max(len(t.doubts), len(t.Folders)) >= maxFolders {
		return false
	}
	if t.doubts == nil {
		t.doubts = map[string]int{}
	}
	t.doubts[in]++
	o.Result, o.Reason, o.NextDue = archive.ResultDeferred, archive.ReasonSoftNotFound, time.Time{}
	o.Detail = "it looks like “not found”: an impossible address in " + in + " comes first"
	o.Outlinks = []archive.Visit{{
		URL: probeURL(t.Authority + strings.TrimSuffix(in, "/")), Portal: v.Portal, Kind: archive.KindNotFound, Via: v.URL, Score: 999,
	}}
	return true
}

// judgeDoubtful settles a whole answer that says "not found" with status 200,
// or may say so, and reports whether it did.
func (r *run) judgeDoubtful(o *archive.Outcome, s *site, a *answer, known bool, now time.Time) bool {
	v := o.Visit
	if urls.Path(v.URL) == "/" {
		return false
	}
	if v.Kind == archive.KindListData {
		if !bytes.Contains(bytes.ToLower(a.text), []byte("<html")) {
			return false // empty lists are alike
		}
		a.page = markup.Parse(a.text)
	}
	detail := ""
	switch {
	case known && (a.prior.Payload != a.capture.Payload || a.history.Streak < 0) && a.page != nil && fails(pageTitle(a.page)) && len(shingles(a.page)) < fewShingles:
		detail = "status 200, but where a document was, the title is now " + pageTitle(a.page)
	case v.Via == "" && (a.history.Checks == 0 || LeadsNowhere(a.history)):
		return false // nobody but the portal's entry has named it
	case softNotFound(s.NotFound, a), softNotFound(s.Folders[folder(v.URL)], a):
		detail = "status 200, but the page says what the site says for impossible addresses"
	default:
		return v.Kind != archive.KindListData && looksFailed(a, s.home) && s.doubt(o)
	}
	gone(o, a, archive.ReasonSoftNotFound, detail, now)
	return true
}

// looksFailed reports whether an answer looks like one that stands in place of
// another: a stub, a page that has the home page's title, or one that says so.
func looksFailed(a *answer, home string) bool {
	if a.text == nil {
		return false
	}
	if len(bytes.TrimSpace(a.text)) < stubSize {
		return true
	}
	if a.page == nil {
		return false
	}
	title := pageTitle(a.page)
	return title != "" && title == home || fails(title) || len(a.text) < shortPage && fails(bodyText(a.page))
}

// fails reports whether a text has a word of failure in it.
func fails(text string) bool { return says(text, failures) }

func bodyText(page *html.Node) string {
	return goquery.NewDocumentFromNode(page).Find("body").Text()
}
