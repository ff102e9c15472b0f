package crawler_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
)

// While a site is worked on, one page stands for all others. It is no version of
// any, no list has lost its items, and robots.txt holds as it was.
func TestAPageThatSaysThatTheSiteIsWorkedOnStandsForNoOther(t *testing.T) {
	t.Run("for robots.txt too", func(t *testing.T) { pausedSite(t, true) })
	t.Run("for all but robots.txt", func(t *testing.T) { pausedSite(t, false) })
}

func pausedSite(t *testing.T, robots bool) {
	paused := false
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case paused && (robots || r.URL.Path != "/robots.txt"):
			html(w, `<style>body { background: #f4f6f9; font-family: "Microsoft YaHei", SimSun, sans-serif; text-align: center } h2 { color: #c00; margin-top: 120px }</style>`+
				`<h2>网站维护中，请稍后访问</h2><a href="http://beian.example.org/">备案</a>`)
		case r.URL.Path == "/robots.txt":
			_, _ = w.Write([]byte("User-agent: *\nDisallow: /admin/\n"))
		case r.URL.Path == "/":
			html(w, `<a href="/nb/">政府信息公开年报</a><a href="/tz.html">关于网站维护中暂停服务的公告</a><a href="/jg.html">乙镇2024年年报</a>`)
		case r.URL.Path == "/nb/":
			html(w, `<ul><li><a href="/a.html">甲县2024年政府信息公开工作年度报告</a></li><li><a href="/b.html">乙县2024年政府信息公开工作年度报告</a></li></ul>`)
		case r.URL.Path == "/a.html", r.URL.Path == "/b.html":
			html(w, "2024年政府信息公开工作年度报告"+r.URL.Path)
		case r.URL.Path == "/tz.html":
			html(w, "关于网站维护中暂停服务的公告：本周六停止访问")
		case r.URL.Path == "/jg.html":
			html(w, strings.Repeat("乙镇对网站进行了升级改造，", 20)+`附件：<a href="http://files.example.org/2024/nb.pdf">年报</a>`)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.wholly = true
	p.crawl(t, 10*time.Second)
	for _, own := range []string{"tz", "jg"} {
		if a := p.why(t, "http://www.a.gov.cn/"+own+".html"); a.Result != archive.ResultCaptured {
			t.Errorf("an article that names a pause: got %s %s (%s), want it captured", a.Result, a.Reason, a.Detail)
		}
	}
	paused, p.later = true, 100*24*time.Hour // what the host answers for an address that it has not is known until then
	before := len(p.targets())
	for range 30 {
		p.later += 2 * time.Hour
		p.crawl(t, 100*time.Millisecond)
	}
	if n := len(p.targets()) - before; n == 0 || n > 30 {
		t.Errorf("got %d requests in 30 crawls, want one in each at most", n)
	}
	for _, path := range []string{"/", "/nb/", "/a.html", "/b.html"} {
		a := p.why(t, "http://www.a.gov.cn"+path)
		if a.Result == archive.ResultCaptured && a.At.After(time.Now().Add(50*24*time.Hour)) {
			t.Errorf("%s: got the page in its place as a version of it", path)
		}
	}
	if h := p.why(t, "http://www.a.gov.cn/").History; !robots && h.Streak >= 0 {
		t.Errorf("got the history %+v of the home page, want it counted that it was none", h)
	}
	if s := p.site(t); len(s.Blocks) > 0 {
		t.Errorf("got blocks %+v, want none: nobody is turned away", s.Blocks)
	} else if robots && (s.Robots == nil || s.Robots.Status != 0 || s.Robots.Kept == nil) {
		t.Errorf("got robots.txt %+v, want the one that was read before kept, and none now", s.Robots)
	}
	if raised := p.alarms(t); len(raised) > 0 {
		t.Errorf("got alarms of lists: %+v", raised)
	}
	paused = false
	p.later += 25 * time.Hour
	p.crawl(t, 10*time.Second)
	if a := p.why(t, "http://www.a.gov.cn/nb/"); a.Result != archive.ResultCaptured && a.Result != archive.ResultUnchanged {
		t.Errorf("back again: got %s (%s) for the list", a.Result, a.Detail)
	}
}

// aged crawls a portal that is as lived says, and again after some days as answer says.
func aged(t *testing.T, seed string, lived, answer http.HandlerFunc, crawls int) *testPortal {
	t.Helper()
	now := lived
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) { now(w, r) }, "www.example.gov.cn")
	p.portal.Seeds, p.wholly = []string{"http://www.example.gov.cn" + seed}, true
	p.crawl(t, 10*time.Second)
	now = answer
	for range crawls {
		p.later += 200 * 24 * time.Hour
		p.crawl(t, 10*time.Second)
	}
	return p
}

func TestAPortalThatSaysWhereItHasMovedIsNotTakenForOneThatTurnsUsAway(t *testing.T) {
	for what, answer := range map[string]http.HandlerFunc{
		"a redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://www.neu.gov.cn/", http.StatusMovedPermanently)
		},
		"a page with a link": func(w http.ResponseWriter, r *http.Request) {
			html(w, `本站已迁移至新网址：<a href="http://www.neu.gov.cn">www.neu.gov.cn</a> <a href="http://beian.miit.gov.cn/">备案</a>`)
		},
		"a page that leads on": func(w http.ResponseWriter, r *http.Request) {
			html(w, `网站已改版，3秒后跳转<script>setTimeout(function(){location.href="http://www.neu.gov.cn/"},3000)</script>`)
		},
		"a page that is refreshed": func(w http.ResponseWriter, r *http.Request) {
			html(w, `<meta http-equiv="refresh" content="5; url=http://www.neu.gov.cn/">网站搬迁公告`)
		},
	} {
		p := aged(t, "/", listsOfPapers, answer, 2)
		if a := p.why(t, "http://www.example.gov.cn/"); crawler.RedirectedTo(a.Result, a.Detail) != "http://www.neu.gov.cn/" {
			t.Errorf("%s: got %s %s (%s), want it redirected to the new host", what, a.Result, a.Reason, a.Detail)
		}
		if s := p.site(t); len(s.Blocks) > 0 {
			t.Errorf("%s: got a block: %+v", what, s.Blocks)
		}
		if raised := p.alarms(t); len(raised) > 0 {
			t.Errorf("%s: got alarms of lists: %+v", what, raised)
		}
	}
}

func TestANameThatHasBecomeAnothersHasNoPageOfThePortal(t *testing.T) {
	for what, answer := range map[string]http.HandlerFunc{
		"for sale": func(w http.ResponseWriter, r *http.Request) {
			html(w, "example.gov.cn 此域名出售，有意者请联系。")
		},
		"games": func(w http.ResponseWriter, r *http.Request) {
			html(w, `<h1>真人百家乐 首存送彩金</h1><a href="/slots/">老虎机</a><a href="/live`+r.URL.Path+`.html">2024年开奖公告</a>`+r.URL.Path)
		},
	} {
		p := aged(t, "/", listsOfPapers, answer, 2)
		a := p.why(t, "http://www.example.gov.cn/")
		if a.Result != archive.ResultDead || a.Reason != archive.ReasonSoftNotFound {
			t.Errorf("%s: got %s %s (%s) for the seed, want that it has no page", what, a.Result, a.Reason, a.Detail)
		}
		if n := p.count("www.example.gov.cn/slots/"); n > 0 {
			t.Errorf("%s: its pages were asked for", what)
		}
		if ends := papers(t, p, "/gg/"); ends["dead soft_404"] == 0 || ends["dead soft_404"]+ends["captured"] != 60 {
			t.Errorf("%s: got papers %v, want those that were asked for without a page", what, ends)
		}
		if s := p.site(t); len(s.Blocks) > 0 {
			t.Errorf("%s: got a block: %+v", what, s.Blocks)
		}
	}
}

// The seed is a column that a new system has elsewhere; all old addresses are gone.
func TestAPortalWhoseSeedIsGoneIsFoundAnewFromItsHomePage(t *testing.T) {
	to := func(url string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, url, http.StatusFound) }
	}
	for name, test := range map[string]struct {
		gone   http.HandlerFunc
		reason archive.Reason // of the seed in the end
	}{
		"not found": {http.NotFound, archive.ReasonNotFound},
		"a page that says so": {func(w http.ResponseWriter, _ *http.Request) {
			html(w, "<title>页面不存在</title>您访问的页面不存在或已删除")
		}, archive.ReasonSoftNotFound},
		"a page of its own": {func(w http.ResponseWriter, _ *http.Request) {
			html(w, "<title>温馨提示</title>您来到了没有内容的荒原")
		}, archive.ReasonSoftNotFound},
		"the home page":     {to("/"), archive.ReasonSoftNotFound},
		"its other address": {to("/index.html"), archive.ReasonSoftNotFound},
		"a page for all":    {to("/404.html"), archive.ReasonSoftNotFound},
		"another site":      {to("http://www.other.gov.cn/"), archive.ReasonSoftNotFound},
		"refused":           {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, archive.ReasonBlocked},
	} {
		t.Run(name, func(t *testing.T) {
			p := aged(t, "/xxgk/nb/", listsOfPapers, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/", "/index.html":
					html(w, `<title>甲县人民政府</title><a href="/c/7">政府信息公开年报</a><a href="/c/8">通知公告</a>`)
				case "/404.html":
					html(w, "<title>404</title>页面不存在")
				case "/robots.txt":
					http.NotFound(w, r)
				case "/c/7":
					html(w, `<title>年报</title><ul><li><a href="/n/71">甲县2025年政府信息公开工作年度报告</a></li></ul>`)
				case "/n/71":
					html(w, "甲县2025年政府信息公开工作年度报告")
				default:
					test.gone(w, r)
				}
			}, 3)
			if n := p.count("www.example.gov.cn/n/71"); n == 0 {
				t.Errorf("got %d requests for the report in the new column, want some", n)
			}
			if s := p.site(t); slices.ContainsFunc(s.Blocks, func(b archive.Block) bool { return b.Prefix == "/" }) {
				t.Errorf("got a block, though the home page leads on: %+v", s.Blocks)
			}
			if a := p.why(t, "http://www.example.gov.cn/xxgk/nb/"); a.Reason != test.reason {
				t.Errorf("got %s %s (%s) for the seed, want %s", a.Result, a.Reason, a.Detail, test.reason)
			}
			if raised := p.alarms(t); len(raised) > 0 {
				t.Errorf("got alarms of lists: %+v", raised)
			}
		})
	}
}

// A site may turn away whoever asks, and let its home page pass.
func TestASiteThatServesItsHomePageAloneTurnsUsAway(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"one page":       func(w http.ResponseWriter, _ *http.Request) { html(w, "系统繁忙，请稍后再来") },
		"the home page":  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) },
		"a page for all": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/check.html", http.StatusFound) },
		"refused":        func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
	} {
		t.Run(name, func(t *testing.T) {
			p := aged(t, "/xxgk/nb/", listsOfPapers, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/":
					listsOfPapers(w, r)
				case "/check.html":
					html(w, "请完成验证")
				case "/robots.txt":
					http.NotFound(w, r)
				default:
					answer(w, r)
				}
			}, 1)
			if s := p.site(t); len(s.Blocks) != 1 || s.Blocks[0].Prefix != "/" {
				t.Errorf("got the blocks %+v, want one of the whole site", s.Blocks)
			}
			for _, dir := range [...]string{"/xxgk/nb/", "/gg/"} {
				if ends := papers(t, p, dir); ends["captured"]+ends["refused blocked"]+ends[""] < 60 {
					t.Errorf("got %v of the papers in %s, want none given up", ends, dir)
				}
			}
		})
	}
}

// Many sites answer with a server's error for each address that they don't have.
func TestASiteThatFailsOverAnImpossibleAddressIsAskedForTheRest(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/gongkai-") {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		listsOfPapers(w, r)
	}, "www.example.gov.cn")
	p.wholly = true
	for range 7 {
		p.crawl(t, time.Second)
		p.later += 25 * time.Hour
	}
	probe := 0
	for _, target := range p.targets() {
		if strings.HasPrefix(target, "www.example.gov.cn/gongkai-") {
			probe++
		}
	}
	if host := p.why(t, "http://www.example.gov.cn/").Host; probe > 7 || host.Errors > 0 {
		t.Errorf("the impossible address was asked for %d times in 7 crawls, and the host has %d errors; want once each, and none", probe, host.Errors)
	}
}

// A new system answers with an error for all that it doesn't have.
func TestAPortalWhoseSeedFailsIsFoundAnewFromItsHomePage(t *testing.T) {
	const lived = 63 // requests of the site as it was
	p := aged(t, "/xxgk/nb/", listsOfPapers, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			html(w, `<title>甲县人民政府</title><a href="/c/7">政府信息公开年报</a><a href="/c/8">通知公告</a>`)
		case "/robots.txt":
			http.NotFound(w, r)
		case "/c/7":
			html(w, `<title>年报</title><ul><li><a href="/n/71">甲县2025年政府信息公开工作年度报告</a></li></ul>`)
		case "/n/71":
			html(w, "甲县2025年政府信息公开工作年度报告")
		default:
			w.WriteHeader(http.StatusInternalServerError)
		}
	}, 1)
	for range 240 {
		p.later += time.Hour
		p.crawl(t, 10*time.Second)
	}
	found, vain := 0, 0
	for _, target := range p.targets()[lived:] {
		switch {
		case target == "www.example.gov.cn/n/71":
			found = max(found, vain)
		case strings.HasPrefix(target, "www.example.gov.cn/xxgk/"):
			vain++
		}
	}
	if p.count("www.example.gov.cn/n/71") == 0 || found > 8 || vain > 36 {
		t.Errorf("got the new report after %d requests in vain, and %d of them in ten days: %v", found, vain, p.targets()[lived:])
	}
}
