package main

import (
	"fmt"
	"time"

	"gongkai/archive"
)

// pace is the pause between two requests to a host, and why it is so long.
type pace struct {
	delay  time.Duration
	reason string // paceConfig or another of its kind
}

// What a pace can come from.
const (
	paceConfig = "config" // the portal's own delay
	paceRobots = "robots" // robots.txt asks for it by Crawl-delay
	paceSlow   = "slow"   // five times as long as the portal took for its newest answer
)

// paceOf returns the pace that is in force where the config, robots.txt and the
// newest response have each said something.
func paceOf(config, crawlDelay, pause time.Duration) pace {
	p := pace{config, paceConfig}
	if crawlDelay > p.delay {
		p = pace{crawlDelay, paceRobots}
	}
	if pause > p.delay {
		p = pace{pause, paceSlow}
	}
	return p
}

// patient is the pace from which on a person should be told how long the rest of
// a crawl takes.
const patient = 30 * time.Second

// rest returns the longest that a crawl's queued visits take at a pace, as if
// one host had them all, or 0 where nothing is to be asked for.
func (p pace) rest(s archive.PortalStatus) time.Duration {
	if done := !s.Running && (s.EndReason == archive.EndYield || s.EndReason == archive.EndComplete); done {
		return 0
	}
	return time.Duration(s.Queued+s.Leased) * p.delay
}

// text says what a pace is and how long what is queued takes, or "" where it is
// no longer than the config's.
func (p pace) text(s archive.PortalStatus) string {
	var why string
	switch {
	case p.delay < time.Second: // a portal on this machine
		return ""
	case p.reason == paceRobots:
		why = "robots.txt asks for it"
	case p.reason == paceSlow:
		why = "it answers slowly"
	case p.delay >= patient:
		why = "the config says so"
	default:
		return ""
	}
	text := fmt.Sprintf("a pause of %s after each answer, since %s", p.delay.Round(time.Millisecond), why)
	if rest := p.rest(s); rest > 0 && p.delay >= patient {
		text += fmt.Sprintf("; the %d that are queued take at most %s", s.Queued+s.Leased, longText(rest))
	}
	return text
}

// longestDelay is the longest Crawl-delay that people are shown as it is. Whoever
// asks for more means never; robots.txt is obeyed without an entry for it.
const longestDelay = 30 * 24 * time.Hour

// delayText writes a Crawl-delay in seconds for people.
func delayText(seconds float64) string {
	switch {
	case seconds > longestDelay.Seconds():
		return "longer than 30 days: the portal can't be crawled"
	case seconds >= 2*time.Hour.Seconds():
		return longText(time.Duration(seconds * float64(time.Second)))
	}
	return fmt.Sprintf("%g s", seconds)
}

// longText writes a long time for people: days and hours, or hours and minutes.
func longText(d time.Duration) string {
	switch hours := int(d.Hours()); {
	case hours >= 48:
		return fmt.Sprintf("%d days %d h", hours/24, hours%24)
	case hours >= 1:
		return fmt.Sprintf("%d h %d min", hours, int(d.Minutes())%60)
	default:
		return fmt.Sprintf("%d min", int(d.Minutes())+1)
	}
}
