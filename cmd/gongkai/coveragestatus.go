package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/report"
)

// The statuses of an issuer's report on a year.
const (
	statusPublished  = "published"  // by its due date, or at a date that is not known
	statusLate       = "late"       // published after its due date
	statusGone       = "gone"       // in the archive, and no more on the portal
	statusMissing    = "missing"    // not found
	statusBlocked    = "blocked"    // not found, and the portal can't be looked at
	statusUnreadable = "unreadable" // there, and in no form that is read
	statusNotDue     = "not_due"    // not found, and not due yet
)

// notHad is what coverage asks of the archive beside its reports.
type notHad struct {
	lost   []archive.Lost
	unread []archive.Unread
}

// dueDate is the last day on which a report is published in time, by the clock
// of Beijing. Departments and towns have until 31 January of the next year, and
// the government of a county or above, whose report is of all below it, until
// 31 March (政府信息公开条例 of 2019, article 49). Until the reports on 2018 all had
// until 31 March (the regulation of 2007, article 31: not verified, as no text of
// it was at hand). Article 49 was compared with the text of order 711 of the
// State Council as http://www.jianbiaoku.com/webarbs/book/164509/4714387.shtml
// has it.
func dueDate(issuer string, year int) time.Time {
	if year < 2019 || consolidates(issuer) {
		return time.Date(year+1, time.March, 31, 0, 0, 0, 0, beijing)
	}
	return time.Date(year+1, time.January, 31, 0, 0, 0, 0, beijing)
}

// consolidates reports whether an issuer is the government of a county or above,
// or the office that reports for it.
func consolidates(issuer string) bool {
	name, isGovernment := strings.CutSuffix(strings.TrimSuffix(issuer, "办公室"), "人民政府")
	if !isGovernment {
		name, isGovernment = strings.CutSuffix(issuer, "政府办公室")
	}
	if !isGovernment {
		return false
	}
	for _, end := range []string{"省", "市", "区", "县", "州", "盟", "旗"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// spot is an issuer's report on a year, at a portal.
type spot struct {
	portal, issuer string
	year           int
}

// named returns the unread payloads whose link names an issuer and a year,
// by these. Of several, the first by its URL counts, and hollow ones last.
func (s notHad) named(names issuerNames) map[spot]archive.Unread {
	all := map[spot]archive.Unread{}
	for _, u := range s.unread {
		issuer, year, ok := report.Titled(u.Anchor)
		if !ok {
			continue
		}
		at := spot{u.Portal, names.of(u.Portal, issuer), year}
		if was, known := all[at]; !known || was.Hollow && !u.Hollow || was.Hollow == u.Hollow && u.URL < was.URL {
			all[at] = u
		}
	}
	return all
}

// judge fills the statuses of c in, which covers portals, as it looks at now.
func (c *coverage) judge(s notHad, portals []outlook, now time.Time) {
	type held struct {
		portal   string
		document archive.Digest
	}
	lost := map[held]archive.Lost{}
	for _, l := range s.lost {
		lost[held{l.Portal, l.Document}] = l
	}
	unread := s.named(c.names)
	spots := map[string][]spot{} // of unread payloads, by portal; but for hollow ones, whose files may name them otherwise
	for at, u := range unread {
		if !u.Hollow {
			spots[at.portal] = append(spots[at.portal], at)
		}
	}
	for i := range c.Portals { // they are the portals, in their order
		pc := &c.Portals[i]
		blocked := portals[i].shut()
		c.addUnread(pc, spots[pc.Portal])
		for j := range pc.Issuers {
			for k := range pc.Issuers[j].Years {
				y := &pc.Issuers[j].Years[k]
				due := dueDate(pc.Issuers[j].Issuer, y.Year)
				y.Due = due.Format(time.DateOnly)
				u, there := unread[spot{pc.Portal, pc.Issuers[j].Issuer, y.Year}]
				l, gone := lost[held{pc.Portal, y.Document}]
				// Another document of the same report may be left, at another address.
				gone = gone && !slices.ContainsFunc(c.documents[spot{pc.Portal, pc.Issuers[j].Issuer, y.Year}], func(d archive.Digest) bool {
					_, lost := lost[held{pc.Portal, d}]
					return !lost
				})
				switch {
				case y.State == "have":
					y.published(due)
					if gone {
						y.Status = statusGone
						y.Gone = l.Since.In(beijing).Format(time.DateOnly)
					}
				case there:
					y.Status, y.URL, y.Why = statusUnreadable, u.URL, "it is there and could not be read: "+cmp.Or(u.Detail, "its format is not known")
				case now.Before(due.AddDate(0, 0, 1)):
					y.Status = statusNotDue
				case blocked:
					y.Status = statusBlocked
				default:
					y.Status = statusMissing
				}
			}
		}
	}
	c.Groups = c.group()
}

// published fills in when a report that is there was published.
func (y *yearCoverage) published(due time.Time) {
	y.Status = statusPublished
	day, err := time.ParseInLocation(time.DateOnly, y.Published, beijing)
	if err != nil || day.Year() <= y.Year { // a date of something else
		return
	}
	delay := max(0, int(day.Sub(due)/(24*time.Hour)))
	y.Delay = &delay
	if delay > 0 {
		y.Status = statusLate
	}
}

// addUnread adds the issuers and years that only unread payloads name.
func (c *coverage) addUnread(pc *portalCoverage, unread []spot) {
	for _, at := range unread {
		if !slices.ContainsFunc(pc.Issuers, func(i issuerCoverage) bool { return i.Issuer == at.issuer }) {
			pc.Issuers = append(pc.Issuers, issuerCoverage{Issuer: at.issuer})
		}
		if !slices.Contains(pc.Years, at.year) {
			pc.Years = append(pc.Years, at.year)
		}
	}
	if len(pc.Years) == 0 {
		return
	}
	first, last := slices.Min(pc.Years), slices.Max(pc.Years)
	pc.Years = pc.Years[:0]
	for y := first; y <= last; y++ {
		pc.Years = append(pc.Years, y)
	}
	for i := range pc.Issuers {
		ic := &pc.Issuers[i]
		years := make([]yearCoverage, 0, len(pc.Years))
		for _, y := range pc.Years {
			k := slices.IndexFunc(ic.Years, func(one yearCoverage) bool { return one.Year == y })
			if k >= 0 {
				years = append(years, ic.Years[k])
				continue
			}
			c.Missing++
			years = append(years, yearCoverage{Year: y, State: "missing", Why: "not found on the portal"})
		}
		ic.Years = years
	}
	slices.SortFunc(pc.Issuers, func(a, b issuerCoverage) int { return cmp.Compare(a.Issuer, b.Issuer) })
}

// place fills in the divisions of the portals: the config's, else that of most
// of their issuers.
func (c *coverage) place(reports []archive.ReportSummary, portals []archive.Portal) {
	counts := map[string]map[string]int{}
	for _, r := range reports {
		if r.Division == "" {
			continue
		}
		if counts[r.Portal] == nil {
			counts[r.Portal] = map[string]int{}
		}
		counts[r.Portal][countyOf(r.Division)]++
	}
	of := divisionsOf(portals)
	for i := range c.Portals {
		pc := &c.Portals[i]
		if pc.Division = of(pc.Portal); pc.Division != "" {
			continue
		}
		most := 0
		for _, code := range slices.Sorted(maps.Keys(counts[pc.Portal])) {
			if n := counts[pc.Portal][code]; n > most {
				pc.Division, most = code, n
			}
		}
	}
}
