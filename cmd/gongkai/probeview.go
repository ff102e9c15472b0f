package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/crawler/cms"
	"gongkai/internal/charset"
	"gongkai/internal/coding"
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

// home returns how the visit of the seed ended, at the end of its redirects.
func (s *sightings) home(seed string) *archive.Outcome {
	var found *archive.Outcome
	for i := range s.outcomes {
		o := &s.outcomes[i]
		if o.Visit.URL != seed || o.Result == archive.ResultDeferred {
			continue
		}
		found = o
		if o.Result == archive.ResultRedirected && len(o.Outlinks) > 0 {
			seed = o.Outlinks[0].URL
		}
	}
	return found
}

// maxHome is how much of a home page is read.
const maxHome = 8 << 20

// lookAtHome reads what the home page says of itself.
func (v *probeView) lookAtHome(ctx context.Context, st *store.Store, home *archive.Outcome) error {
	c := *home.Capture
	payload, err := st.Payload(ctx, c)
	if err != nil {
		return err
	}
	defer payload.Close()
	plain, err := coding.NewReader(c.Encoding, payload, maxHome)
	if err != nil {
		return nil // a coding that nobody asked for: nothing can be read
	}
	defer plain.Close()
	body, err := io.ReadAll(io.LimitReader(plain, maxHome))
	if err != nil {
		return nil // cut short, or damaged: the outcome tells
	}
	text, how := charset.Decode(body, c.MediaType)
	if c.Status == http.StatusOK && !isHTML(c.MediaType, text) {
		return usage("%s is no web page: it was sent as %q; give the address of a portal or of one of its columns", c.URL, c.MediaType)
	}
	v.Charset, v.Declared = how.Name, how.How
	id := cms.Identify(text)
	v.Name = id.SiteName
	if v.Name == "" {
		v.Name = siteName(id.Title)
	}
	if code := strings.TrimSpace(id.SiteCode); len(code) == 10 && strings.Trim(code, "0123456789") == "" {
		v.Division = code[:6]
	}
	return nil
}

// isHTML reports whether an answer is a web page.
func isHTML(mediaType string, text []byte) bool {
	head := strings.ToLower(string(text[:min(len(text), 4096)]))
	return strings.Contains(head, "<html") || strings.Contains(head, "<!doctype html") ||
		strings.Contains(strings.ToLower(mediaType), "html") && strings.Contains(head, "<")
}

// siteName returns the name of the site in the title of its home page.
func siteName(title string) string {
	parts := strings.FieldsFunc(title, func(c rune) bool { return strings.ContainsRune("-_|—–·", c) })
	for _, part := range parts {
		part = strings.TrimSpace(part)
		for _, end := range []string{"门户网站", "官方网站", "政务网", "网站首页", "首页"} {
			part = strings.TrimSuffix(part, end)
		}
		if part != "" && !strings.HasPrefix(part, "欢迎") {
			return part
		}
	}
	return ""
}

// notFoundText says how a site answers for an address that can't exist.
func notFoundText(n *archive.NotFound) string {
	switch {
	case n == nil:
		return ""
	case n.Location != "":
		return fmt.Sprintf("status %d to %s", n.Status, n.Location)
	case n.Status == http.StatusOK:
		return fmt.Sprintf("status 200 with the page “%s”", n.Title)
	default:
		return fmt.Sprintf("status %d", n.Status)
	}
}

// columns finds the columns and the reports that links name, those of reports
// first, each group in the order in which they were found.
func (s *sightings) columns(v *probeView) {
	reports := map[string]int{} // by the list that names them
	list := map[string]string{} // of a data request
	names := map[string]string{}
	var order []string
	titled := map[string]bool{}
	note := func(url, name string) {
		if _, ok := names[url]; !ok {
			names[url] = name
			order = append(order, url)
		}
	}
	what := map[string]string{}
	for _, o := range s.outcomes {
		at := o.Visit.URL
		if o.Visit.Kind == archive.KindListData {
			list[at] = o.Visit.Via
		}
		if l, ok := list[at]; ok {
			at = l
		}
		for _, l := range o.Outlinks {
			switch {
			case cms.ReportTitle(l.Anchor) && l.Kind != archive.KindList:
				reports[at]++
				if !titled[l.Anchor] {
					titled[l.Anchor] = true
					v.Reports = append(v.Reports, titleView{l.Anchor, yearOf(l.Anchor), l.URL})
				}
			case l.Kind != archive.KindList && l.Kind != archive.KindPage:
			case cms.ReportColumn(l.Anchor):
				what[l.URL] = columnReports
				note(l.URL, l.Anchor)
			case cms.DisclosureColumn(l.Anchor) && what[l.URL] == "":
				what[l.URL] = columnDisclosure
				note(l.URL, l.Anchor)
			}
		}
		if reports[at] > 0 && o.Items != nil && (at == v.URL || what[at] == "" && cms.ReportColumn(o.Visit.Column)) {
			what[at] = columnReports
			note(at, o.Visit.Column)
		}
	}
	// A column of one year, or one that a form asks for, is not where all begin.
	slices.SortStableFunc(order, func(a, b string) int { return narrow(a) - narrow(b) })
	for _, kind := range []string{columnReports, columnDisclosure} {
		for _, url := range order {
			if what[url] == kind {
				v.Columns = append(v.Columns, columnView{url, names[url], kind, reports[url]})
			}
		}
	}
}

// narrow is 1 for the address of a column that holds one year's reports, else 0.
func narrow(url string) int {
	if year.MatchString(urls.Path(url)) {
		return 1
	}
	return 0
}

// year is a year in figures.
var year = regexp.MustCompile(`20[0-9]{2}`)

// yearOf returns the year in a report's title, or 0.
func yearOf(title string) int {
	title = strings.NewReplacer("〇", "0", "○", "0", "零", "0", "一", "1", "二", "2", "三", "3", "四", "4",
		"五", "5", "六", "6", "七", "7", "八", "8", "九", "9").Replace(title)
	n, _ := strconv.Atoi(year.FindString(title))
	return n
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

// obstacle says what keeps a crawl from finding reports, or "".
func (s *sightings) obstacle(v probeView, site archive.Site, ruling crawler.Ruling, home *archive.Outcome) string {
	switch {
	case ruling.Robots == crawler.RobotsUnreachable:
		return fmt.Sprintf("robots.txt could not be had (status %d): nothing may be asked for until it can", statusOf(s.outcomes))
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

// statusOf returns the status of the first answer, or 0.
func statusOf(outcomes []archive.Outcome) int {
	for _, o := range outcomes {
		if o.Capture != nil {
			return o.Capture.Status
		}
	}
	return 0
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
