package main

import (
	"net/http"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/internal/portalsim"
)

// fates are what has become of portals.
var fates = []fate{
	{"still", "nothing happens but that reports come", func(o portalsim.Options) []*act {
		return played(o, func([]*act) {})
	}},
	{"rebuilt", "in August each is another system, in another layout", func(o portalsim.Options) []*act {
		other := o
		other.Layout = (o.Layout + 4) % portalsim.Layouts
		other.Families = append(append([]string{}, o.Families[1:]...), o.Families[0])
		return played(o, func(acts []*act) {
			acts[2].world, acts[3].world = worldAfter(other, 1), worldAfter(other, 2)
		})
	}},
	{"moved", "in August to another domain, whose same addresses the old one redirects to; the operator enters it a month later; in November the old one is gone", func(o portalsim.Options) []*act {
		return movesAway(o, func(s *stage, w http.ResponseWriter, r *http.Request, host string) {
			http.Redirect(w, r, "http://"+newHost(host)+r.URL.RequestURI(), http.StatusMovedPermanently)
		})
	}},
	{"movedhome", "the same, but that all addresses are redirected to the new home page", func(o portalsim.Options) []*act {
		return movesAway(o, func(s *stage, w http.ResponseWriter, r *http.Request, host string) {
			http.Redirect(w, r, "http://"+newHost(host)+"/", http.StatusMovedPermanently)
		})
	}},
	{"movedword", "the same, but that all addresses show a page which says so and leads there after a while", func(o portalsim.Options) []*act {
		return movesAway(o, func(s *stage, w http.ResponseWriter, r *http.Request, host string) {
			s.show(w, http.StatusOK, `<html><head><meta http-equiv="refresh" content="5;url=http://`+newHost(host)+`/"><title>网站迁移公告</title></head><body><p>本站已迁移至新网址：<a href="http://`+newHost(host)+`/">http://`+newHost(host)+`/</a>，请您更新收藏。</p></body></html>`)
		})
	}},
	{"dead", "in August nobody serves it any more", func(o portalsim.Options) []*act {
		return played(o, func(acts []*act) {
			for _, a := range acts[2:] {
				a.world, a.refuses = acts[1].world, everyone
			}
		})
	}},
	{"casino", "in August another owner shows pages of his own for every address", func(o portalsim.Options) []*act {
		return played(o, func(acts []*act) {
			for _, a := range acts[2:] {
				a.world, a.answer = acts[1].world, func(s *stage, w http.ResponseWriter, r *http.Request, host string, _ http.Handler) {
					s.show(w, http.StatusOK, `<html><head><title>澳门娱乐城官网_真人百家乐_开户送彩金</title></head><body><h1>真人娱乐 首存即送</h1><ul><li><a href="/slots/">老虎机</a><li><a href="/live/`+pathWord(r)+`.html">真人直播 最新开奖公告</a><li><a href="/news/">最新优惠公告</a></ul><p>`+strings.Repeat("注册开户，首存即送彩金，二十四小时在线客服。", 30)+pathWord(r)+`</p></body></html>`)
				}
			}
		})
	}},
	{"parked", "in August a broker of domains shows one page for every address", func(o portalsim.Options) []*act {
		return played(o, func(acts []*act) {
			for _, a := range acts[2:] {
				a.world, a.answer = acts[1].world, func(s *stage, w http.ResponseWriter, r *http.Request, host string, _ http.Handler) {
					s.show(w, http.StatusOK, `<html><head><title>`+host+` 此域名出售</title></head><body><p>您正在访问的域名可以转让！This domain is for sale.</p></body></html>`)
				}
			}
		})
	}},
	{"down", "from 5 to 26 February nobody serves it", func(o portalsim.Options) []*act {
		return fails(o, 21, func(a *act) { a.refuses = everyone })
	}},
	{"silent", "from 5 to 26 February it never answers", func(o portalsim.Options) []*act {
		return fails(o, 21, func(a *act) {
			a.answer = func(_ *stage, _ http.ResponseWriter, r *http.Request, _ string, _ http.Handler) { <-r.Context().Done() }
		})
	}},
	{"gateway", "from 5 to 26 February all is answered with 502", func(o portalsim.Options) []*act {
		return fails(o, 21, func(a *act) {
			a.answer = func(_ *stage, w http.ResponseWriter, _ *http.Request, _ string, _ http.Handler) {
				w.WriteHeader(http.StatusBadGateway)
			}
		})
	}},
	{"broken", "from 5 to 26 February all but robots.txt is answered with 500", func(o portalsim.Options) []*act {
		return fails(o, 21, func(a *act) {
			a.answer = func(_ *stage, w http.ResponseWriter, r *http.Request, _ string, next http.Handler) {
				if r.URL.Path == "/robots.txt" {
					next.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(http.StatusInternalServerError)
			}
		})
	}},
	{"maintenance", "from 5 to 8 February a page that says so stands for every address", func(o portalsim.Options) []*act {
		return fails(o, 3, func(a *act) {
			a.answer = func(s *stage, w http.ResponseWriter, r *http.Request, _ string, _ http.Handler) {
				s.show(w, http.StatusOK, `<html><head><title>网站维护中</title></head><body><h2>网站维护中，请稍后访问</h2><p>系统升级，给您带来不便，敬请谅解。</p></body></html>`)
			}
		})
	}},
	{"splash", "from 5 to 12 February the home page is another with one link to it", func(o portalsim.Options) []*act {
		return fails(o, 7, func(a *act) {
			a.answer = func(s *stage, w http.ResponseWriter, r *http.Request, _ string, next http.Handler) {
				switch r.URL.Path {
				case "/":
					w.Header().Set("Content-Type", "text/html; charset=utf-8")
					_, _ = w.Write([]byte(`<html><head><title>沉痛悼念</title></head><body style="filter:grayscale(1)"><img src="/images/dn.jpg"><a href="/index_main.html">进入首页</a></body></html>`))
				case "/index_main.html":
					r.URL.Path = "/"
					next.ServeHTTP(w, r)
				default:
					next.ServeHTTP(w, r)
				}
			}
		})
	}},
	{"seedgone", "the seed is the column of reports; in August each is another system, and that address is gone", func(o portalsim.Options) []*act {
		other := o
		other.Layout = (o.Layout + 4) % portalsim.Layouts
		other.Families = append(append([]string{}, o.Families[1:]...), o.Families[0])
		return played(o, func(acts []*act) {
			columns := map[string]string{}
			for _, p := range acts[0].world.Portals() {
				columns[p.ID] = p.Column
			}
			for _, a := range acts {
				a.operate = func(p *archive.Portal) { p.Seeds = []string{columns[p.ID]} }
			}
			acts[2].world, acts[3].world = worldAfter(other, 1), worldAfter(other, 2)
		})
	}},
}

func everyone(string) bool { return true }

// pathWord is a word that differs from path to path.
func pathWord(r *http.Request) string {
	return archive.DigestOf([]byte(r.URL.RequestURI())).Short()
}

// newHost is the host that one moves to, on a domain of its own.
func newHost(host string) string { return strings.Replace(host, ".gov.cn", "zf.gov.cn", 1) }

// worldAfter is the world of o after so many years more.
func worldAfter(o portalsim.Options, years int) *portalsim.World {
	for range years {
		o.Later = append(o.Later, o.Years[len(o.Years)-1]+len(o.Later)+1)
	}
	return portalsim.New(o)
}

// date is a day of a year from now.
func date(years int, month time.Month, day int) time.Time {
	return time.Date(time.Now().Year()+years, month, day, 8, 0, 0, 0, time.Local)
}

// played are the acts of two years: the beginning, this year's reports, August, and
// next year's reports, as change has them.
func played(o portalsim.Options, change func(acts []*act)) []*act {
	acts := []*act{
		{from: time.Now(), what: "the beginning", world: worldAfter(o, 0)},
		{from: date(1, time.February, 10), what: "this year's reports", world: worldAfter(o, 1)},
		{from: date(1, time.August, 1), what: "from August on", world: worldAfter(o, 1)},
		{from: date(2, time.February, 10), what: "next year's reports", world: worldAfter(o, 2)},
	}
	change(acts)
	return acts
}

// movesAway are the acts of portals that move to another domain, where old answers for
// the hosts of the old one.
func movesAway(o portalsim.Options, old func(s *stage, w http.ResponseWriter, r *http.Request, host string)) []*act {
	answer := func(s *stage, w http.ResponseWriter, r *http.Request, host string, world http.Handler) {
		if other := strings.Replace(host, "zf.gov.cn", ".gov.cn", 1); other != host {
			as(w, r, host, other, world, nil)
			return
		}
		old(s, w, r, host)
	}
	entered := func(p *archive.Portal) {
		p.Hosts = append(p.Hosts, strings.Replace(p.Hosts[0], ".gov.cn", "zf.gov.cn", 1))
		p.Seeds = []string{strings.Replace(p.Seeds[0], ".gov.cn", "zf.gov.cn", 1)}
	}
	renamed := func(url string) string { return strings.Replace(url, ".gov.cn", "zf.gov.cn", 1) }
	gone := func(host string) bool { return !strings.Contains(host, "zf.gov.cn") }
	return []*act{
		{from: time.Now(), what: "the beginning", world: worldAfter(o, 0)},
		{from: date(1, time.February, 10), what: "this year's reports", world: worldAfter(o, 1)},
		{from: date(1, time.August, 1), what: "moved", world: worldAfter(o, 1), answer: answer},
		{from: date(1, time.September, 1), what: "the operator has entered it", world: worldAfter(o, 1), answer: answer, operate: entered, rename: renamed},
		{from: date(1, time.November, 1), what: "the old host is gone", world: worldAfter(o, 1), answer: answer, operate: entered, rename: renamed, refuses: gone},
		{from: date(2, time.February, 10), what: "next year's reports", world: worldAfter(o, 2), answer: answer, operate: entered, rename: renamed, refuses: gone},
	}
}

// fails are the acts of portals that fail for so many days in February, and publish
// their reports before.
func fails(o portalsim.Options, days int, how func(a *act)) []*act {
	out := &act{from: date(1, time.February, 5), what: "it fails", world: worldAfter(o, 1)}
	how(out)
	return []*act{
		{from: time.Now(), what: "the beginning", world: worldAfter(o, 0)},
		{from: date(1, time.February, 4), what: "this year's reports", world: worldAfter(o, 1)},
		out,
		{from: date(1, time.February, 5+days), what: "it is back", world: worldAfter(o, 1)},
	}
}
