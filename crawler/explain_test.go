package crawler

import (
	"testing"
	"time"

	"gongkai/archive"
)

func TestRuleTellsWhatASiteSays(t *testing.T) {
	now := time.Date(2026, 2, 3, 12, 0, 0, 0, time.UTC)
	const url = "http://www.a.gov.cn/zwgk/1.html"
	robots := func(status int, body string) *archive.Robots {
		return &archive.Robots{Status: status, Body: []byte(body)}
	}
	for name, c := range map[string]struct {
		site                       archive.Site
		robots                     string
		allowed, refusesAll, block bool
		delay                      time.Duration
	}{
		"never asked":        {archive.Site{}, RobotsUnknown, false, false, false, 0},
		"no robots.txt":      {archive.Site{Robots: robots(404, "")}, RobotsNone, true, false, false, 0},
		"no answer":          {archive.Site{Robots: robots(0, "")}, RobotsUnreachable, false, true, false, 0},
		"a redirect":         {archive.Site{Robots: robots(301, "")}, RobotsElsewhere, false, false, false, 0},
		"rules that allow":   {archive.Site{Robots: robots(200, "User-agent: *\nDisallow: /a\nCrawl-delay: 30")}, RobotsRead, true, false, false, 30 * time.Second},
		"rules that refuse":  {archive.Site{Robots: robots(200, "User-agent: *\nDisallow: /zwgk/")}, RobotsRead, false, false, false, 0},
		"everything refused": {archive.Site{Robots: robots(200, "User-agent: *\nDisallow: /")}, RobotsRead, false, true, false, 0},
		"a block that stands": {archive.Site{Robots: robots(404, ""), Blocks: []archive.Block{{Prefix: "/zwgk/", Until: now.Add(time.Hour)}}},
			RobotsNone, true, false, true, 0},
		"a block that is over": {archive.Site{Robots: robots(404, ""), Blocks: []archive.Block{{Prefix: "/zwgk/", Until: now.Add(-time.Hour)}}},
			RobotsNone, true, false, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := Rule(c.site, url, now)
			if got.Robots != c.robots || got.Rule.Allowed != c.allowed || got.RefusesAll != c.refusesAll ||
				(got.Block != nil) != c.block || got.CrawlDelay != c.delay {
				t.Errorf("got %+v, want %+v", got, c)
			}
		})
	}
}

func TestShun(t *testing.T) {
	p := archive.Portal{Seeds: []string{"http://www.a.gov.cn/"}, Hosts: []string{"xxgk.gov.cn"}}
	for url, want := range map[string]archive.Reason{
		"http://www.a.gov.cn/zwgk/":                "",
		"http://a.xxgk.gov.cn/zwgk/":               "",
		"http://www.b.gov.cn/zwgk/":                archive.ReasonScope,
		"http://www.a.gov.cn/a/b/a/b/a/b/a/b/a/b/": archive.ReasonTrap,
	} {
		if got := Shun(p, url); got != want {
			t.Errorf("Shun(%s): got %q, want %q", url, got, want)
		}
	}
}
