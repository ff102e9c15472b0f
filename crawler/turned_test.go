package crawler_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/crawler/cms"
)

// listsOfPapers serves a home page with two lists, /xxgk/nb/ and /gg/, of 60
// papers each, every one with words of its own.
func listsOfPapers(w http.ResponseWriter, r *http.Request) {
	paper := func(n int) string { return strings.Repeat(string(rune('一'+n)), 3) }
	switch dir, name, _ := strings.Cut(r.URL.Path, "art_"); {
	case r.URL.Path == "/":
		html(w, `<ul><li><a href="/xxgk/nb/">政府信息公开年报</a><li><a href="/gg/">通知公告</a></ul>`)
	case r.URL.Path == "/xxgk/nb/", r.URL.Path == "/gg/":
		var b strings.Builder
		for n := range 60 {
			fmt.Fprintf(&b, `<li><a href="art_%d.html">青渡县%s局2023年政府信息公开工作年度报告</a><span>2024-01-%02d</span>`, n, paper(n), n%28+1)
		}
		html(w, "<ul>"+b.String()+"</ul>")
	case name != "" && (dir == "/xxgk/nb/" || dir == "/gg/"):
		var n int
		fmt.Sscanf(name, "%d.html", &n)
		html(w, "<h1>"+paper(n)+"局2023年政府信息公开工作年度报告</h1><p>"+dir+strings.Repeat("本报告由"+paper(n)+"局编制。", 40)+"</p>")
	default:
		http.NotFound(w, r)
	}
}

// papers returns how the visits of a list's papers ended, with how many each.
func papers(t *testing.T, p *testPortal, dir string) map[string]int {
	t.Helper()
	ends := map[string]int{}
	for n := range 60 {
		a := p.why(t, fmt.Sprintf("http://www.example.gov.cn%sart_%d.html", dir, n))
		ends[strings.TrimSpace(fmt.Sprint(a.Result, " ", a.Reason))]++
	}
	return ends
}

func TestASiteThatTurnsUsAwayIsLeftAloneForADay(t *testing.T) {
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		most   int // requests after it has begun
	}{
		"refusals": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, "<h1>403 Forbidden</h1>")
		}, 4},
		"one page": {func(w http.ResponseWriter, _ *http.Request) {
			html(w, fmt.Sprintf("系统繁忙，请稍后再来。编号 %d", time.Now().UnixNano()))
		}, 4},
		"a script": {func(w http.ResponseWriter, _ *http.Request) { html(w, "<script>next('0A1B')</script>") }, 4},
		"a page for all": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/check?from="+r.URL.Path, http.StatusFound)
		}, 8},
		"a server without any": {http.NotFound, 9},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				switch asked++; {
				case r.URL.Path == "/robots.txt":
					http.NotFound(w, r)
				case r.URL.Path == "/check":
					html(w, "请完成验证")
				case asked > 20:
					test.answer(w, r)
				default:
					listsOfPapers(w, r)
				}
			}, "www.example.gov.cn")
			p.crawl(t, 10*time.Second)
			if asked > 20+test.most {
				t.Errorf("got %d requests after it began, want at most %d", asked-20, test.most)
			}
			blocks := p.status(t).Blocks
			if len(blocks) != 1 || blocks[0].Prefix != "/" || !strings.Contains(blocks[0].Evidence, "asked for again") {
				t.Errorf("got the blocks %+v, want one of the whole site, with what it is told by", blocks)
			}
			for _, dir := range [...]string{"/xxgk/nb/", "/gg/"} {
				if ends := papers(t, p, dir); ends["captured"]+ends["refused blocked"]+ends[""] < 60 {
					t.Errorf("got %v of the papers in %s, want none given up", ends, dir)
				}
			}

			for _, dir := range [...]string{"/xxgk/nb/", "/gg/"} {
				for n := range 60 {
					a := p.why(t, fmt.Sprintf("http://www.example.gov.cn%sart_%d.html", dir, n))
					if a.Reason == archive.ReasonBlocked && !a.NextDue.Equal(blocks[0].Until) {
						t.Fatalf("%s is due at %s, want the end of the block, %s", a.URL, a.NextDue, blocks[0].Until)
					}
				}
			}
		})
	}
}

func TestASectionThatRefusesIsClosedAndTheRestGoesOn(t *testing.T) {
	refused := 0
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/xxgk/nb/a") {
			refused++
			w.WriteHeader(http.StatusForbidden)
			return
		}
		listsOfPapers(w, r)
	}, "www.example.gov.cn")
	p.crawl(t, 10*time.Second)
	if refused > 6 {
		t.Errorf("got %d requests for what is refused, want at most 6", refused)
	}
	if blocks := p.status(t).Blocks; len(blocks) != 1 || blocks[0].Prefix != "/xxgk/" {
		t.Errorf("got the blocks %+v, want one of /xxgk/", blocks)
	}
	if ends := papers(t, p, "/xxgk/nb/"); ends["refused blocked"] != 60 {
		t.Errorf("got %v of the papers that are refused, want 60 blocked", ends)
	}
	if ends := papers(t, p, "/gg/"); ends["captured"] != 60 {
		t.Errorf("got %v of the other papers, want 60 captured", ends)
	}
}

func TestPagesThatAreAlikeOfThemselvesCloseNothing(t *testing.T) {
	for name, alike := range map[string]http.HandlerFunc{
		"columns without anything": func(w http.ResponseWriter, _ *http.Request) { html(w, "栏目建设中") },
		"columns that have moved":  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/gg/", http.StatusMovedPermanently) },
		"links that are dead":      http.NotFound,
		"links that are forbidden": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
	} {
		t.Run(name, func(t *testing.T) {
			const columns = 20
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path == "/":
					var b strings.Builder
					for n := range columns {
						fmt.Fprintf(&b, `<li><a href="/xxgk/nb/lm%c/">%d年政府信息公开年报</a>`, 'a'+n, 2023-n)
					}
					html(w, `<ul>`+b.String()+`<li><a href="/xxgk/nb/">政府信息公开年报</a><li><a href="/gg/">通知公告</a></ul>`)
				case strings.HasPrefix(r.URL.Path, "/xxgk/nb/lm"):
					alike(w, r)
				default:
					listsOfPapers(w, r)
				}
			}, "www.example.gov.cn")
			p.crawl(t, 10*time.Second)
			if blocks := p.status(t).Blocks; len(blocks) != 0 {
				t.Errorf("got the blocks %+v, want none", blocks)
			}
			for _, dir := range [...]string{"/xxgk/nb/", "/gg/"} {
				if ends := papers(t, p, dir); ends["captured"] != 60 {
					t.Errorf("got %v of the papers in %s, want 60 captured", ends, dir)
				}
			}
			if home := p.count("www.example.gov.cn/"); home > 4 {
				t.Errorf("the home page was asked for %d times, want four times at most", home)
			}
			for n := range columns {
				if a := p.why(t, fmt.Sprintf("http://www.example.gov.cn/xxgk/nb/lm%c/", 'a'+n)); a.Reason == archive.ReasonBlocked || a.Result == archive.ResultDeferred {
					t.Errorf("column %d ended as %s %s", n, a.Result, a.Reason)
				}
			}
		})
	}
}

func TestABlockThatIsOverIsToldByThePageThatToldIt(t *testing.T) {
	const dead = 12
	for name, guard := range map[string]http.HandlerFunc{
		"404 for all": http.NotFound,
		"a page in the portal's frame": func(w http.ResponseWriter, _ *http.Request) {
			html(w, strings.Repeat("青渡县人民政府", 10)+"系统繁忙")
		},
		"403 for all": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
	} {
		t.Run(name, func(t *testing.T) {
			asked, banned, begun := 0, true, false
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				switch asked++; {
				case r.URL.Path == "/robots.txt":
					http.NotFound(w, r)
				case banned && (begun || strings.HasPrefix(r.URL.Path, "/old/")):
					begun = true
					guard(w, r)
				case r.URL.Path == "/":
					var b strings.Builder
					for n := range dead {
						fmt.Fprintf(&b, `<li><a href="/old/%c.html">青渡县%c局2022年政府信息公开工作年度报告</a>`, 'a'+n, '丁'+n)
					}
					html(w, strings.Repeat("青渡县人民政府", 10)+`<ul><li><a href="/xxgk/nb/">政府信息公开年报</a><li><a href="/gg/">通知公告</a>`+b.String()+"</ul>")
				case strings.HasPrefix(r.URL.Path, "/old/"): // of themselves as in the block
					guard(w, r)
				default:
					listsOfPapers(w, r)
				}
			}, "www.example.gov.cn")
			p.wholly = true
			p.crawl(t, 10*time.Second)
			blocks := p.status(t).Blocks
			if len(blocks) != 1 || blocks[0].Prefix != "/" {
				t.Fatalf("got the blocks %+v, want one of the whole site", blocks)
			}
			since := blocks[0].Since
			for range 3 {
				p.later += 25 * time.Hour
				before := asked
				p.crawl(t, 10*time.Second)
				if asked > before+2 {
					t.Errorf("got %d requests of a crawl while the site turns us away, want the page that tells and robots.txt", asked-before)
				}
				if blocks := p.status(t).Blocks; len(blocks) != 1 || !blocks[0].Since.Equal(since) {
					t.Errorf("got the blocks %+v, want one since %s", blocks, since)
				}
			}
			banned = false
			p.later += 25 * time.Hour
			p.crawl(t, 10*time.Second)
			if blocks := p.status(t).Blocks; slices.ContainsFunc(blocks, func(b archive.Block) bool { return b.Prefix != "/old/" }) {
				t.Errorf("got the blocks %+v after the end of the block, want none but of what is refused", blocks)
			}
			for _, dir := range [...]string{"/xxgk/nb/", "/gg/"} {
				if ends := papers(t, p, dir); ends["captured"]+ends["unchanged"] != 60 {
					t.Errorf("got %v of the papers in %s after the end of the block, want 60 captured", ends, dir)
				}
			}
		})
	}
}

func TestWhatIsSuspectedWhenACrawlEndsIsAskedForByTheNext(t *testing.T) {
	for name, over := range map[string]bool{"the site serves again": true, "it goes on turning us away": false} {
		t.Run(name, func(t *testing.T) {
			asked, banned := 0, false
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				switch asked++; {
				case r.URL.Path == "/robots.txt":
					http.NotFound(w, r)
				case banned || asked > 20 && asked <= 23:
					w.WriteHeader(http.StatusForbidden)
				default:
					listsOfPapers(w, r)
				}
			}, "www.example.gov.cn")
			p.wholly = true
			p.portal.Pages = 23 // the third refusal in a row is suspected, and nothing more is asked for
			p.crawl(t, 10*time.Second)
			if asked != 23 || len(p.status(t).Blocks) != 0 {
				t.Fatalf("got %d requests and the blocks %+v, want 23 and none", asked, p.status(t).Blocks)
			}
			p.portal.Pages, banned = 0, !over
			for range 2 {
				p.later += 25 * time.Hour
				p.crawl(t, 10*time.Second)
				banned = false
			}
			for _, dir := range [...]string{"/xxgk/nb/", "/gg/"} {
				if ends := papers(t, p, dir); ends["captured"]+ends["unchanged"] != 60 {
					t.Errorf("got %v of the papers in %s, want 60 captured", ends, dir)
				}
			}
		})
	}
}

func TestASiteThatRefusesAKnownPageFromTheFirstRequestLosesNothing(t *testing.T) {
	banned, asked := false, 0
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if banned && r.URL.Path != "/robots.txt" {
			asked++
			w.WriteHeader(http.StatusForbidden)
			return
		}
		listsOfPapers(w, r)
	}, "www.example.gov.cn")
	p.wholly = true
	p.crawl(t, 10*time.Second)
	p.later, banned = 20*24*time.Hour, true // the home page and the lists are due
	p.crawl(t, 10*time.Second)
	if blocks := p.status(t).Blocks; len(blocks) != 1 || blocks[0].Prefix != "/" || asked > 3 {
		t.Errorf("got %d requests and the blocks %+v, want one of the whole site after 3 requests", asked, blocks)
	}
	p.later, banned = 21*24*time.Hour+time.Hour, false
	p.crawl(t, 10*time.Second)
	for _, url := range [...]string{"/", "/xxgk/nb/", "/gg/"} {
		if a := p.why(t, "http://www.example.gov.cn"+url); a.Result != archive.ResultUnchanged && a.Result != archive.ResultCaptured {
			t.Errorf("%s ended as %s %s, want it served", url, a.Result, a.Reason)
		}
	}
}

// A portal that is built anew has all of its addresses changed at once, and what it
// shows in the place of the old ones is alike.
func TestAPortalThatIsBuiltAnewIsNotTakenForOneThatTurnsUsAway(t *testing.T) {
	for name, gone := range map[string]http.HandlerFunc{
		"404":                 http.NotFound,
		"one page":            func(w http.ResponseWriter, _ *http.Request) { html(w, "您访问的页面不存在或已经删除") },
		"the home page":       func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) },
		"a page that says so": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/404.html", http.StatusFound) },
	} {
		t.Run(name, func(t *testing.T) {
			anew := false
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				path, isNew := strings.CutPrefix(r.URL.Path, "/zfxxgk")
				switch {
				case r.URL.Path == "/robots.txt":
					http.NotFound(w, r)
				case r.URL.Path == "/404.html":
					html(w, "您访问的页面不存在")
				case anew && r.URL.Path == "/":
					html(w, `<meta name="generator" content="PowerEasy SiteFactory"><h1>欢迎</h1><ul><li><a href="/zfxxgk/xxgk/nb/">政府信息公开年报</a><li><a href="/zfxxgk/gg/">通知公告</a></ul>`)
				case anew && !isNew:
					gone(w, r)
				case r.URL.Path == "/":
					html(w, `<meta name="generator" content="TRS WCM"><ul><li><a href="/xxgk/nb/">政府信息公开年报</a><li><a href="/gg/">通知公告</a></ul>`)
				default:
					r.URL.Path = path
					listsOfPapers(w, r)
				}
			}, "www.example.gov.cn")
			p.wholly = true
			p.crawl(t, 10*time.Second)
			anew = true
			for range 40 { // while what was found before is due, now this, now that
				p.later += 24 * time.Hour
				p.crawl(t, 10*time.Second)
				if blocks := p.status(t).Blocks; len(blocks) > 0 {
					t.Fatalf("got the blocks %+v, want none", blocks)
				}
			}
			if got := p.site(t); got.Family != cms.FamilyPowerEasy {
				t.Errorf("got the CMS family %q by %q, want what it is built by now", got.Family, got.Evidence)
			}
			for _, dir := range [...]string{"/zfxxgk/xxgk/nb/", "/zfxxgk/gg/"} {
				if ends := papers(t, p, dir); ends["captured"]+ends["unchanged"] != 60 {
					t.Errorf("got %v of the papers in %s, want 60 captured", ends, dir)
				}
			}
		})
	}
}
