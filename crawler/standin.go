package crawler

import (
	"bytes"
	"math/bits"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"gongkai/archive"
	"gongkai/internal/markup"
	"gongkai/internal/urls"
)

// A page may stand in place of a whole site, with status 200: while it is worked
// on, once it has moved, and when its name has become another's.
var (
	pausedWords = []string{"维护中", "网站维护", "系统维护", "升级维护", "正在维护", "正在升级", "网站升级", "系统升级", "升级改造", "暂停服务", "暂停访问", "停止访问"}
	movedWords  = []string{"迁移", "搬迁", "迁至", "新网址", "新域名", "新地址", "新版", "改版", "跳转", "停止更新", "整合", "并入", "合并", "关停"}
	brokerWords = []string{"域名出售", "域名转让", "域名可以转让", "域名正在出售", "domain for sale", "domain is for sale", "buy this domain"}
	gamesWords  = []string{"百家乐", "娱乐城", "老虎机", "博彩", "送彩金", "体育投注", "棋牌游戏", "时时彩", "真人视讯"}
	ownWords    = []string{"政府", "政务", "公开", "党委", "委员会"}

	strangers           = newVocabulary(ownWords, brokerWords, gamesWords)
	own, brokers, games = strangers.among(ownWords), strangers.among(brokerWords), strangers.among(gamesWords)
)

// A page that says that the site pauses or has moved has as many links at most, and as
// many characters beside them. A page of the site has its menu, and reports tell in more
// words how a site was "升级改造".
const (
	standInLinks = 5
	standInText  = 150
)

// judgeStandIn settles an answer that stands in place of a whole site, and reports
// whether it is one.
func (r *run) judgeStandIn(o *archive.Outcome, p *portal, a *answer, known bool, now time.Time) bool {
	v, page := o.Visit, a.page
	if v.Kind == archive.KindListData && bytes.Contains(bytes.ToLower(a.text), []byte("<html")) {
		page = markup.Parse(a.text)
	}
	if a.status() != http.StatusOK || page == nil {
		return false
	}
	title := pageTitle(page)
	if isOthers(title, page) {
		gone(o, a, archive.ReasonSoftNotFound, "status 200, but the page is somebody else's: “"+title+"”", now)
		return true
	}
	text, ok := terse(v, a, page)
	if !ok {
		return false
	}
	if says(text, pausedWords) {
		// As with a server's error, there will be another answer.
		o.Host = failing(o.Host, 0, now)
		r.retry(o, p, a, archive.ReasonBusy, pausedDetail+title, now)
		if a.history.Links != 0 && isEntry(p.Portal, v.URL) { // this tells how long it has had no page
			h := a.history
			if o.History != nil {
				h = *o.History
			}
			h.Streak = min(h.Streak, 0) - 1
			o.History = &h
		}
		if o.Result == archive.ResultDead && !known {
			o.NextDue = now.Add(deadRest) // it was never another
		}
		return true
	}
	target := ""
	if says(text, movedWords) {
		target = movedTo(v, a, page)
	}
	if target == "" || v.Redirects >= maxRedirects {
		return false
	}
	next := v
	next.URL, next.Redirects, next.Attempts, next.Via = target, v.Redirects+1, 0, v.URL
	o.Result, o.Detail, o.NextDue = archive.ResultRedirected, redirectedTo+target, now.Add(deadRest)
	r.addOutlink(o, p, next)
	return true
}

const pausedDetail = "status 200, but the page says that the site is being worked on: "

// isOthers reports whether a page is of whoever has a portal's name now: a broker of
// names, or games of chance, of which its title tells, or more than one word: the
// police warn of them, too. It says nothing of a government.
func isOthers(title string, page *html.Node) bool {
	inTitle := strangers.in(title, own)
	if inTitle&own != 0 {
		return false
	}
	found := inTitle | strangers.in(bodyText(page), own)
	return found&own == 0 && (found&brokers != 0 || inTitle&games != 0 || bits.OnesCount64(found&games) > 1)
}

// pausedRobots reports whether a page stands in place of robots.txt that says that the
// site is being worked on.
func pausedRobots(v archive.Visit, a *answer) bool {
	if len(a.text) > shortPage || bytes.IndexByte(a.text, '<') < 0 {
		return false
	}
	text, ok := terse(v, a, markup.Parse(a.text))
	return ok && says(text, pausedWords)
}

// terse returns the text of a page, its links' aside, where the answer is short, with
// few links and little beside them, and not what a link to it has named.
func terse(v archive.Visit, a *answer, page *html.Node) (text string, ok bool) {
	if len(a.text) == 0 || len(a.text) > shortPage || bytes.Count(a.text, []byte("<a ")) > standInLinks {
		return "", false
	}
	text = pageTitle(page) + besideLinks(page)
	name := strings.TrimRight(v.Anchor, ".…")
	return text, utf8.RuneCountInString(strings.Join(strings.Fields(text), "")) <= standInText && (name == "" || !strings.Contains(text, name))
}

// movedTo returns the address on another host to which a page leads that says that the
// site has moved, or "".
func movedTo(v archive.Visit, a *answer, page *html.Node) string {
	base, err := urls.NewBase(v.URL)
	if err != nil {
		return ""
	}
	var named []string
	for _, m := range leads.FindAllSubmatch(a.text, -1) {
		named = append(named, string(bytes.Join(m[1:], nil)))
	}
	byItself := len(named) // that a script leads to, or the page sends its readers to
	goquery.NewDocumentFromNode(page).Find("a[href]").Each(func(_ int, s *goquery.Selection) {
		href, _ := s.Attr("href")
		named = append(named, href)
	})
	at := ""
	for _, href := range named {
		target, err := base.Resolve(href)
		switch {
		case err != nil, says(target, licensers):
		case urls.Host(target) == urls.Host(v.URL):
			return "" // a page of the site
		case strings.Count(urls.Path(target), "/") > 1: // a file, or an article
		case at == "":
			at = target
		case byItself == 0 && urls.Host(target) != urls.Host(at):
			return "" // one of those that it names
		}
	}
	return at
}

var (
	leads     = regexp.MustCompile(`(?i)http-equiv=["']?refresh["']?[^>]*?url=\s*["']?([^"'>\s]+)|location(?:\.href)?\s*=\s*["']([^"']+)["']|location\.(?:replace|assign)\(\s*["']([^"']+)["']`)
	licensers = []string{"beian", "miit.gov.cn", "conac.cn", "12377.cn", "kaipuyun", "ucap.com.cn"} // what pages link to at their foot
)

// besideLinks returns the text of a page's body that is in no link.
func besideLinks(page *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := range n.ChildNodes() {
			switch {
			case c.Type == html.TextNode:
				b.WriteString(c.Data)
			case c.Type == html.ElementNode && !slices.Contains([]string{"a", "head", "script", "style"}, c.Data):
				walk(c)
			}
		}
	}
	walk(page)
	return b.String()
}
