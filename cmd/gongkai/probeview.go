package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/internal/urls"
	"gongkai/store"
)

// probeView is what a probe saw.
type probeView struct {
	URL      string          `json:"url"`
	Requests int             `json:"requests"`
	Name     string          `json:"name,omitempty"` // as the portal calls itself
	Division string          `json:"division,omitempty"`
	Robots   robotsView      `json:"robots"`
	Family   string          `json:"family,omitempty"`
	Evidence string          `json:"evidence,omitempty"`
	Charset  string          `json:"charset,omitempty"`
	Declared string          `json:"charset_by,omitempty"` // how the charset was found
	NotFound string          `json:"not_found,omitempty"`  // how the site answers for an impossible address
	Blocks   []archive.Block `json:"blocks,omitempty"`
	Columns  []columnView    `json:"columns"` // of reports first
	Reports  []titleView     `json:"reports"` // that links name
	Hosts    []hostView      `json:"hosts"`
	Obstacle string          `json:"obstacle,omitempty"` // what stands in the way
	Entry    string          `json:"entry"`              // YAML, for portals in gongkai.yaml
}

// columnView is a column of reports, or where disclosure begins.
type columnView struct {
	URL     string `json:"url"`
	Name    string `json:"name"`
	What    string `json:"what"`    // columnReports or columnDisclosure
	Reports int    `json:"reports"` // that it names, where it was looked at
}

// What a column is of.
const (
	columnReports    = "reports"
	columnDisclosure = "disclosure"
)

// titleView is a report as a link names it.
type titleView struct {
	Title string `json:"title"`
	Year  int    `json:"year,omitempty"`
	URL   string `json:"url"`
}

// hostView is a host that the portal's pages lead to.
type hostView struct {
	Host  string `json:"host"`
	Links int    `json:"links"`
	Own   bool   `json:"own"` // the entry holds it
}

// view returns what the outcomes tell of a portal. What the user must put right
// is an error.
func (s *sightings) view(ctx context.Context, st *store.Store, portal archive.Portal) (probeView, error) {
	seed := portal.Seeds[0]
	v := probeView{URL: seed, Requests: s.requests, Columns: []columnView{}, Reports: []titleView{}, Hosts: []hostView{}}
	if err := s.unreachable(seed); err != nil {
		return v, err
	}
	site, err := st.Site(ctx, urls.Authority(seed))
	if err != nil {
		return v, err
	}
	now := time.Now()
	ruling := crawler.Rule(site, seed, now)
	v.Robots = newRobotsView(site, ruling)
	v.NotFound = notFoundText(site.NotFound)
	if err := s.lookAtSites(ctx, st, &v); err != nil {
		return v, err
	}
	home := s.home(seed)
	if home != nil && home.Capture != nil {
		if err := v.lookAtHome(ctx, st, home); err != nil {
			return v, err
		}
	}
	s.columns(&v)
	s.hosts(&v, portal)
	v.Obstacle = s.obstacle(v, site, ruling, home)
	v.Entry = entry(v, portal, ruling.CrawlDelay)
	return v, nil
}

// unreachable returns an error where not one answer came from the seed's site.
func (s *sightings) unreachable(seed string) error {
	for _, o := range s.outcomes {
		switch {
		case o.Reason == archive.ReasonAddress && urls.Host(o.Visit.URL) == urls.Host(seed):
			return usage("%s may not be asked: %s (--resolve %s=ip:port names an address that is meant)", seed, o.Detail, urls.Host(seed))
		case o.Visit.URL == urls.Authority(seed)+"/robots.txt" && o.Reason == archive.ReasonRobotsMissing && o.Capture == nil:
			return fmt.Errorf("%s could not be reached: %s", urls.Authority(seed), o.Detail)
		}
	}
	return nil
}

// lookAtSites takes over what pages of any host of the portal showed.
func (s *sightings) lookAtSites(ctx context.Context, st *store.Store, v *probeView) error {
	known := map[string]bool{}
	for _, o := range s.outcomes {
		authority := urls.Authority(o.Visit.URL)
		if known[authority] {
			continue
		}
		known[authority] = true
		site, err := st.Site(ctx, authority)
		if err != nil {
			return err
		}
		if v.Family == "" {
			v.Family, v.Evidence = site.Family, site.Evidence
		}
		v.Blocks = append(v.Blocks, site.Blocks...)
	}
	return nil
}

// hosts counts the links to each host.
func (s *sightings) hosts(v *probeView, portal archive.Portal) {
	links := map[string]int{}
	for _, o := range s.outcomes {
		for _, l := range o.Outlinks {
			links[urls.Host(l.URL)]++
		}
		for _, l := range o.Refused {
			if l.Reason == archive.ReasonScope {
				links[urls.Host(l.URL)]++
			}
		}
	}
	delete(links, "")
	for _, host := range slices.Sorted(maps.Keys(links)) {
		own := crawler.Shun(portal, "http://"+bracketed(host)+"/") != archive.ReasonScope
		v.Hosts = append(v.Hosts, hostView{host, links[host], own})
	}
	slices.SortStableFunc(v.Hosts, func(a, b hostView) int { return b.Links - a.Links })
}

// bracketed is a host as a URL has it.
func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}
