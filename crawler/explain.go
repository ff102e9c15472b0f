package crawler

import (
	"time"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/crawler/robots"
	"gongkai/internal/urls"
)

// What is known of a site's robots.txt.
const (
	RobotsUnknown     = "unknown"     // it was not asked for yet
	RobotsRead        = "read"        // its rules hold
	RobotsNone        = "none"        // there is none: everything is allowed
	RobotsElsewhere   = "elsewhere"   // it is redirected, and the target was not read yet
	RobotsUnreachable = "unreachable" // it could not be had: nothing may be asked for until it can
)

// Ruling is what is known of a site that decides whether a URL of it may be
// asked for.
type Ruling struct {
	Robots     string             // RobotsUnknown or another of its kind
	Rule       robots.Explanation // with RobotsRead and RobotsNone; otherwise zero
	CrawlDelay time.Duration      // that robots.txt asks for; 0 for none
	RefusesAll bool               // robots.txt leaves nothing of the site, or could not be had
	Block      *archive.Block     // that stands before the URL now; nil if none does
}

// Rule tells what a site, as it is remembered, says at now about a canonical
// URL of it.
func Rule(remembered archive.Site, url string, now time.Time) Ruling {
	t := &site{Site: remembered}
	t.parse()
	r := Ruling{}
	switch kept := t.Robots; {
	case kept == nil:
		r.Robots = RobotsUnknown
	case redirects(kept):
		r.Robots = RobotsElsewhere
	case t.rules == nil:
		r.Robots, r.RefusesAll = RobotsUnreachable, true
	default:
		r.Robots = RobotsNone
		if relaxed(kept) && kept.Kept != nil {
			kept = kept.Kept
		}
		if kept.Status >= 200 && kept.Status < 300 {
			r.Robots = RobotsRead
		}
		r.Rule = t.rules.Explain(product, urls.Path(url))
		r.CrawlDelay = t.rules.Delay(product)
		r.RefusesAll = t.rules.RefusesAll(product)
	}
	if b, ok := t.blocked(urls.Path(url), now); ok {
		r.Block = &b
	}
	return r
}

// Shun returns why a crawl of p would not follow a link to a canonical URL, or
// "" where it would.
func Shun(p archive.Portal, url string) archive.Reason {
	switch s := newScope(p); {
	case !s.holds(url):
		return archive.ReasonScope
	case s.ignores(archive.Visit{URL: url, Kind: archive.KindPage}):
		return archive.ReasonIgnored
	case cms.Trap(url, ""):
		return archive.ReasonTrap
	default:
		return ""
	}
}
