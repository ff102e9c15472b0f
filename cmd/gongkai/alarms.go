package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/crawler"
	"gongkai/internal/urls"
	"gongkai/store"
)

// outlook is what is known of a portal, to tell what should be there and why it
// is not.
type outlook struct {
	archive.PortalStatus
	watched bool // the config names it, or there is none: what it lacks is an alarm
	raised  []archive.Alarm
	seeds   []seedRuling
	family  string // CMS family of the seeds' sites
	seen    string // the evidence for it
	pace    pace
}

// seedRuling is what a seed's site says about it.
type seedRuling struct {
	url  string
	site archive.Site
	crawler.Ruling
}

// look returns where the portals of the config stand at now, and after them
// those that only the archive knows.
func look(ctx context.Context, st *store.Store, cfg config.Config, now time.Time) ([]outlook, error) {
	portals := slices.Clone(cfg.Portals)
	ids, err := st.Portals(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if !slices.ContainsFunc(portals, func(p archive.Portal) bool { return p.ID == id }) {
			portals = append(portals, archive.Portal{ID: id})
		}
	}
	all, err := lookAt(ctx, st, portals, now)
	for i := range all {
		all[i].watched = len(cfg.Portals) == 0 || i < len(cfg.Portals)
	}
	return all, err
}

// lookAt returns where portals stand at now, in their order.
func lookAt(ctx context.Context, st *store.Store, portals []archive.Portal, now time.Time) ([]outlook, error) {
	status, err := st.Status(ctx, portals)
	if err != nil {
		return nil, err
	}
	raised, err := st.Alarms(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]outlook, 0, len(portals))
	for i, portal := range portals {
		o := outlook{PortalStatus: status[i], watched: true}
		for _, a := range raised {
			if a.Portal == portal.ID {
				o.raised = append(o.raised, a)
			}
		}
		for _, seed := range portal.Seeds {
			site, err := st.Site(ctx, urls.Authority(seed))
			if err != nil {
				return nil, err
			}
			ruling := crawler.Rule(site, seed, now)
			o.seeds = append(o.seeds, seedRuling{url: seed, site: site, Ruling: ruling})
			account, err := st.Why(ctx, seed)
			if err != nil {
				return nil, err
			}
			if p := paceOf(portal.Delay, ruling.CrawlDelay, account.Host.Pause); p.delay > o.pace.delay {
				o.pace = p
			}
			if o.family == "" {
				o.family, o.seen = site.Family, site.Evidence
			}
		}
		all = append(all, o)
	}
	return all, nil
}

// alarms returns what a person should know about portals at now, in their
// order: what is expected and missing, and what keeps everybody from looking.
func alarms(portals []outlook, reports []archive.ReportSummary, now time.Time) []archive.Alarm {
	all := []archive.Alarm{}
	for _, o := range portals {
		if o.watched {
			all = append(all, o.obstacles()...)
			all = append(all, o.fenced(reports, now)...)
			all = append(all, o.raised...)
			all = append(all, o.late(reports, now)...)
		}
	}
	return all
}

// obstacles returns what stands before the seeds, each site once.
func (o outlook) obstacles() []archive.Alarm {
	var all []archive.Alarm
	known := map[string]bool{}
	for _, s := range o.seeds {
		a := archive.Alarm{Portal: o.Portal, URL: s.url}
		switch {
		case s.Block != nil:
			a.Code, a.Since = archive.AlarmBlocked, s.Block.Since
			a.Detail = fmt.Sprintf("%s stands before %s (%s)", s.Block.Product, s.Block.Prefix, s.Block.Evidence)
		case s.Robots == crawler.RobotsUnreachable:
			a.Code, a.Since = archive.AlarmRobotsUnreachable, s.site.Robots.Fetched
			a.Detail = fmt.Sprintf("robots.txt of %s could not be had, so that nothing may be asked for", s.site.Authority)
		case s.RefusesAll:
			a.Code, a.Since = archive.AlarmRobots, s.site.Robots.Fetched
			a.Detail = fmt.Sprintf("robots.txt of %s forbids everything (line %d, “%s”)", s.site.Authority, s.Rule.Line, s.Rule.Rule)
		default:
			continue
		}
		if key := a.Code + " " + a.Detail; !known[key] {
			known[key] = true
			all = append(all, a)
		}
	}
	return all
}

// fenced returns the blocks in force before parts of the portal where reports
// were found, but for those before a seed.
func (o outlook) fenced(reports []archive.ReportSummary, now time.Time) []archive.Alarm {
	var all []archive.Alarm
	for _, b := range o.Blocks {
		seeds := slices.ContainsFunc(o.seeds, func(s seedRuling) bool { return s.Block != nil && s.Block.Prefix == b.Prefix })
		behind := 0
		for _, r := range reports {
			if r.Portal == o.Portal && strings.HasPrefix(urls.Path(r.URL), b.Prefix) {
				behind++
			}
		}
		if !seeds && behind > 0 && now.Before(b.Until) {
			all = append(all, archive.Alarm{
				Code: archive.AlarmBlocked, Portal: o.Portal, Since: b.Since, Before: behind,
				Detail: fmt.Sprintf("%s stands before %s, where %d reports were found (%s)", b.Product, b.Prefix, behind, b.Evidence),
			})
		}
	}
	return all
}

// beijing is the zone in which reports are due: UTC+8 without summer time.
var beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// deadline is a date by which last year's reports should be there.
type deadline struct {
	year   int       // that is reported on
	passed time.Time // the first moment after it
	name   string    // "15 February"
}

// newestDeadline returns the date that was passed last in this year. Reports
// are published from mid-January on, and all by the end of March; departments
// have theirs by the end of January, and the middle of February allows for
// delay. Before that nothing of last year is expected.
func newestDeadline(now time.Time) (deadline, bool) {
	now = now.In(beijing)
	day := func(month time.Month, day int) time.Time {
		return time.Date(now.Year(), month, day, 0, 0, 0, 0, beijing)
	}
	for _, d := range []deadline{
		{now.Year() - 1, day(time.April, 1), "31 March"},
		{now.Year() - 1, day(time.February, 16), "15 February"},
	} {
		if !now.Before(d.passed) {
			return d, true
		}
	}
	return deadline{}, false
}

// usual is for how many years before an issuer must have reported once to be
// expected to do so again: offices are merged and renamed.
const usual = 3

// expects reports whether an issuer that has reported on some years should have
// done so on year.
func expects(reported func(year int) bool, year int) bool {
	for y := year - usual; y < year; y++ {
		if reported(y) {
			return !reported(year)
		}
	}
	return false
}

// late returns the alarms about last year's reports, if they are due.
func (o outlook) late(reports []archive.ReportSummary, now time.Time) []archive.Alarm {
	d, ok := newestDeadline(now)
	if !ok {
		return nil
	}
	years := map[string]map[int]bool{}
	have := false
	for _, r := range reports {
		if r.Portal != o.Portal {
			continue
		}
		have = have || r.Year == d.year
		if years[r.Issuer] == nil {
			years[r.Issuer] = map[int]bool{}
		}
		years[r.Issuer][r.Year] = true
	}
	a := archive.Alarm{Portal: o.Portal, Since: d.passed}
	if !have {
		a.Code = archive.AlarmReportLate
		a.Detail = fmt.Sprintf("no report for %d, and %s has passed: %s", d.year, d.name, o.whyMissing())
		return []archive.Alarm{a}
	}
	var missing []string
	for issuer, reported := range years {
		if issuer != "" && expects(func(y int) bool { return reported[y] }, d.year) {
			missing = append(missing, issuer)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	a.Code = archive.AlarmIssuerLate
	a.Detail = fmt.Sprintf("no report for %d of %s, and %s has passed: %s", d.year, some(missing, 3), d.name, o.whyMissing())
	return []archive.Alarm{a}
}

// some names the first n of names, and counts the others.
func some(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d others", strings.Join(names[:n], ", "), len(names)-n)
}

// whyMissing says what is known of why a report is not there.
func (o outlook) whyMissing() string {
	for _, a := range o.obstacles() {
		switch a.Code {
		case archive.AlarmBlocked:
			return "the portal is blocked"
		case archive.AlarmRobotsUnreachable:
			return "robots.txt could not be had"
		case archive.AlarmRobots:
			return "robots.txt forbids the portal"
		}
	}
	switch {
	case o.Started.IsZero():
		return "the portal was never crawled"
	case o.Running || o.EndReason == archive.EndWaiting:
		return "the crawl is not finished"
	case o.EndReason == archive.EndBudget:
		return "the crawl ended when its budget was spent"
	case len(o.raised) > 0:
		return fmt.Sprintf("not found; %s had items and has none", o.raised[0].URL)
	case len(o.Blocks) > 0:
		return "not found; parts of the portal are blocked"
	default:
		return "not found on the portal"
	}
}

// printAlarms prints alarms, one a line.
func (p *program) printAlarms(w io.Writer, all []archive.Alarm) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintln(w, "\nExpected, and missing:")
	for _, a := range all {
		where := ""
		if a.URL != "" && !strings.Contains(a.Detail, a.URL) {
			where = " " + a.URL
		}
		fmt.Fprintf(w, "  %s%s: %s (since %s)\n", a.Portal, where, a.Detail, a.Since.In(beijing).Format(time.DateOnly))
	}
}
