package main

import (
	"cmp"
	"fmt"
	"slices"

	"gongkai/archive"
	"gongkai/crawler"
)

// obstacle says what keeps a crawl from finding reports, or "".
func (s *sightings) obstacle(v probeView, site archive.Site, ruling crawler.Ruling, home *archive.Outcome) string {
	switch {
	case ruling.Robots == crawler.RobotsUnreachable:
		return fmt.Sprintf("robots.txt could not be had (%s): nothing may be asked for until it can", cmp.Or(site.Robots.Why, "no answer"))
	case ruling.RefusesAll:
		return fmt.Sprintf("robots.txt forbids everything (line %d, “%s”)", ruling.Rule.Line, ruling.Rule.Rule)
	case ruling.Robots == crawler.RobotsRead && !ruling.Rule.Allowed:
		return fmt.Sprintf("robots.txt forbids this address (line %d, “%s”)", ruling.Rule.Line, ruling.Rule.Rule)
	case ruling.Block != nil:
		return fmt.Sprintf("%s stands before %s (%s)", ruling.Block.Product, ruling.Block.Prefix, ruling.Block.Evidence)
	case home == nil:
		return "the address was not asked for: " + s.trouble()
	case home.Result == archive.ResultRedirected && len(home.Outlinks) == 0:
		return fmt.Sprintf("it redirects %s, which is another site: probe that", home.Detail)
	case home.Reason != "":
		return fmt.Sprintf("%s was not read: %s (%s)", home.Visit.URL, skippedText[home.Reason], home.Detail)
	case len(v.Columns) == 0 && len(v.Reports) == 0:
		return "no column of disclosure was found: give the address of one"
	}
	for _, o := range s.outcomes {
		known := slices.ContainsFunc(v.Columns, func(c columnView) bool { return c.URL == o.Visit.URL })
		if known && o.Result == archive.ResultRefused {
			return fmt.Sprintf("the column %s was not read: %s (%s)", o.Visit.URL, skippedText[o.Reason], o.Detail)
		}
	}
	return ""
}

// trouble says how the newest visit that was not made well ended.
func (s *sightings) trouble() string {
	for _, o := range slices.Backward(s.outcomes) {
		if o.Reason != "" {
			return fmt.Sprintf("%s: %s (%s)", o.Visit.URL, skippedText[o.Reason], o.Detail)
		}
	}
	return "the probe ended first"
}
