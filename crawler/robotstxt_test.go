package crawler

import (
	"testing"
	"time"

	"gongkai/archive"
)

func TestRobotsOutOfReachRefuseForAMonthAndThenHoldAsTheyWere(t *testing.T) {
	start := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	read := &archive.Robots{Status: 200, Body: []byte("User-agent: *\nDisallow: /secret/\n"), Fetched: start, Expires: start.Add(robotsFresh)}
	for what, c := range map[string]struct {
		before        *archive.Robots
		failures      int
		every         time.Duration
		known, secret bool // whether rules hold in the end, and what they say of /secret/
	}{
		"a day":                                 {before: read, failures: 24, every: time.Hour},
		"29 days":                               {before: read, failures: 30, every: 24 * time.Hour},
		"30 days with a copy":                   {before: read, failures: 31, every: 24 * time.Hour, known: true},
		"30 days without a copy":                {failures: 31, every: 24 * time.Hour, known: true, secret: true},
		"30 days after there was none":          {before: &archive.Robots{Status: 404, Fetched: start}, failures: 31, every: 24 * time.Hour, known: true, secret: true},
		"two requests with 60 days between":     {before: read, failures: 2, every: 60 * 24 * time.Hour},
		"31 days, of which a redirect was last": {before: &archive.Robots{Status: 301, Location: "http://b.gov.cn/robots.txt"}, failures: 31, every: 24 * time.Hour, known: true, secret: true},
	} {
		t.Run(what, func(t *testing.T) {
			s := &site{Site: archive.Site{Authority: "http://a.gov.cn", Robots: c.before}}
			now := start
			for range c.failures {
				s.keep(unreached(s.Robots, now.Add(time.Minute), now))
				now = now.Add(c.every)
			}
			if known := s.rules != nil; known != c.known {
				t.Fatalf("rules hold: got %v, want %v", known, c.known)
			}
			if s.rules == nil {
				return
			}
			if got := s.rules.Allowed(product, "/secret/a.html"); got != c.secret {
				t.Errorf("/secret/a.html allowed: got %v, want %v", got, c.secret)
			}
			if wait := s.Robots.Expires.Sub(s.Robots.Fetched); wait != robotsFresh {
				t.Errorf("asked again after %s, want %s", wait, robotsFresh)
			}
		})
	}
}

func TestRobotsThatAreReachedAgainHoldAtOnce(t *testing.T) {
	start := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	s := &site{}
	for i := range 40 {
		s.keep(unreached(s.Robots, start, start.AddDate(0, 0, i)))
	}
	s.keep(archive.Robots{Status: 200, Body: []byte("User-agent: *\nDisallow: /\n")})
	if s.rules.Allowed(product, "/a") {
		t.Error("/a is allowed, want what the file says")
	}
	s.keep(unreached(s.Robots, start, start.AddDate(0, 0, 41)))
	if s.rules != nil {
		t.Error("rules hold after one request in vain, want everything refused")
	}
}
