package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/internal/urls"
	"gongkai/store"
)

// alarms returns what a person should know about portals at now, in their
// order: what is expected and missing, and what keeps everybody from looking.
func alarms(portals []outlook, reports []archive.ReportSummary, now time.Time) []archive.Alarm {
	all := []archive.Alarm{}
	have := byPortal(reports)
	for _, o := range portals {
		if o.watched {
			all = append(all, o.obstacles()...)
			all = append(all, o.fenced(have[o.Portal])...)
			all = append(all, o.raised...)
			all = append(all, o.late(have[o.Portal], now)...)
		}
	}
	for i := range all {
		all[i].Advice = archive.Advice(all[i].Code)
	}
	return all
}

// bearing returns what keeps the reports that the alarms of portals depend on at now,
// and of each of them what they do.
func bearing(portals []outlook, now time.Time) func(*archive.ReportSummary) bool {
	d, _ := newestDeadline(now)
	fenced := map[string]bool{} // those that have blocks, and those that have none
	for _, o := range portals {
		fenced[o.Portal] = len(o.Blocks) > 0
	}
	named := map[issuerKey]bool{} // one report tells an issuer's name
	return func(r *archive.ReportSummary) bool {
		if r.Replaced {
			return false
		}
		*r = archive.ReportSummary{Portal: r.Portal, Issuer: r.Issuer, Year: r.Year, URL: r.URL}
		if blocks, ours := fenced[r.Portal]; blocks || !ours {
			return ours
		}
		r.URL = ""
		known := named[issuerKey{r.Portal, r.Issuer}]
		named[issuerKey{r.Portal, r.Issuer}] = true
		return !known || r.Year >= d.year-usual
	}
}

// byPortal parts reports by portal, in their order.
func byPortal(reports []archive.ReportSummary) map[string][]archive.ReportSummary {
	all := map[string][]archive.ReportSummary{}
	for _, r := range reports {
		all[r.Portal] = append(all[r.Portal], r)
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
		case s.account.Reason == archive.ReasonBlocked && (s.account.Result == archive.ResultRefused || s.shut()):
			// It was to be looked at again, and was not yet: nothing is over.
			a.Code, a.Since, a.Detail = archive.AlarmBlocked, s.account.At, s.account.Detail
		case s.unheard() && s.site.Robots.Reason == archive.ReasonCertificate:
			a.Code, a.Since = archive.AlarmCertificate, s.site.Robots.Fetched
			a.Detail = fmt.Sprintf("the certificate of %s is not valid: %s", s.site.Authority, s.site.Robots.Why)
		case s.silent():
			a.Code, a.Since = archive.AlarmSeedLost, s.site.Robots.Since
			a.Detail = fmt.Sprintf("%s has not answered since %s: %s", s.site.Authority, a.Since.Format(time.DateOnly), s.site.Robots.Why)
		case s.Robots == crawler.RobotsUnreachable:
			a.Code, a.Since = archive.AlarmRobotsUnreachable, outSince(s.site.Robots)
			a.Detail = fmt.Sprintf("robots.txt of %s could not be had (%s), so that nothing may be asked for", s.site.Authority, cmp.Or(s.site.Robots.Why, "no answer"))
		case s.unheard():
			a.Code, a.Since = archive.AlarmRobotsUnreachable, outSince(s.site.Robots)
			a.Detail = fmt.Sprintf("robots.txt of %s could not be had (%s), nor any page", s.site.Authority, cmp.Or(s.site.Robots.Why, "no answer"))
		case s.RefusesAll:
			a.Code, a.Since = archive.AlarmRobots, s.site.Robots.Fetched
			a.Detail = fmt.Sprintf("robots.txt of %s forbids everything (line %d, “%s”)", s.site.Authority, s.Rule.Line, s.Rule.Rule)
		case s.Rule.Rule != "" && !s.Rule.Allowed:
			a.Code, a.Since = archive.AlarmRobots, s.site.Robots.Fetched
			a.Detail = fmt.Sprintf("robots.txt of %s forbids %s (line %d, “%s”)", s.site.Authority, s.url, s.Rule.Line, s.Rule.Rule)
		case s.account.Reason == archive.ReasonCertificate:
			a.Code, a.Since = archive.AlarmCertificate, s.account.At
			a.Detail = fmt.Sprintf("the certificate of %s is not valid: %s", s.site.Authority, s.account.Detail)
		case s.moved != "":
			a.Code, a.Since = archive.AlarmSeedMoved, s.account.At
			a.Detail = fmt.Sprintf("%s leads to %s, which is no host of the portal", s.url, s.moved)
		case s.account.Reason == archive.ReasonTrap:
			a.Code, a.Since = archive.AlarmSeedLost, s.account.Seen
			a.Detail = fmt.Sprintf("%s leads to %s, which is not asked for: an address of a trap", s.url, s.account.URL)
		case s.account.Result == archive.ResultDead && !passing(s.account.Reason):
			a.Code, a.Since = archive.AlarmSeedLost, s.account.At
			a.Detail = fmt.Sprintf("%s has no page: %s", s.url, s.account.Detail)
		case !s.broken().IsZero():
			a.Code, a.Since = archive.AlarmSeedLost, s.broken()
			a.Detail = fmt.Sprintf("%s has had no page since %s: %s", s.url, a.Since.Format(time.DateOnly), cmp.Or(s.account.Detail, "a server's error"))
		case crawler.LeadsNowhere(s.account.History):
			a.Code, a.Since = archive.AlarmSeedEmpty, s.account.At
			a.Detail = fmt.Sprintf("%s names no other page", s.account.URL)
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

// outSince returns since when robots.txt could not be had.
func outSince(r *archive.Robots) time.Time {
	if r.Since.IsZero() {
		return r.Fetched
	}
	return r.Since
}

// shut reports whether a block before the seed was not found to be over.
func (s seedRuling) shut() bool {
	return slices.ContainsFunc(s.site.Blocks, func(b archive.Block) bool { return strings.HasPrefix(urls.Path(s.url), b.Prefix) })
}

// brokenFor is how long a seed may fail before it is lost: portals that are moved or
// inspected are down for days.
const brokenFor = 14 * 24 * time.Hour

// silent reports whether nobody has answered under the name of the seed's site for so
// long that it is told.
func (s seedRuling) silent() bool {
	r := s.site.Robots
	return s.unheard() && r.Fetched.Sub(r.Since) >= brokenFor && (r.Reason == archive.ReasonNetwork || r.Reason == archive.ReasonBusy)
}

// unheard reports whether nothing of the seed's site could be had since its robots.txt
// could not.
func (s seedRuling) unheard() bool {
	r := s.site.Robots
	if r == nil || r.Status != 0 || r.Since.IsZero() {
		return false
	}
	switch s.account.Reason {
	case archive.ReasonNetwork, archive.ReasonTimeout, archive.ReasonCertificate, archive.ReasonRobotsMissing:
		return true
	}
	return !s.account.At.After(r.Since) || s.account.Result == archive.ResultDeferred
}

// brokenTimes is how often in a row a seed that gives no whole answer must have been
// given up before it is lost: it is asked for once a day, and took days to be given up.
const brokenTimes = 7

// broken returns since when a seed has answered with a server's error alone, or with
// pages that ask for patience, or with nothing whole, where that is long enough to be told,
// or else zero.
func (s seedRuling) broken() (since time.Time) {
	if !failing(s.account) {
		return since
	}
	all, paused := s.account.Captures, -s.account.History.Streak
	if !answered(s.account.Reason) {
		since = s.account.Seen
		if len(all) > 0 {
			since = all[len(all)-1].Time
		}
		all = nil
	}
	for _, c := range slices.Backward(all) {
		if c.Status < 500 {
			if paused--; paused < 0 && (c.Payload == "" || c.Payload != all[len(all)-1].Payload) {
				break
			}
		}
		since = c.Time
	}
	if s.account.At.Sub(since) < brokenFor {
		return time.Time{}
	}
	return since
}

// failing reports whether a visit ended by a server's error, or by a page that asks
// for patience, or was one of many in a row that had no whole answer: captures tell since when.
func failing(a store.Account) bool {
	return answered(a.Reason) || passing(a.Reason) && a.History.Vain >= brokenTimes
}

// answered reports whether a failure is a whole answer, of which there is a capture.
func answered(reason archive.Reason) bool {
	return reason == archive.ReasonServerError || reason == archive.ReasonBusy
}

// passing reports whether a failure may be over the next day: it says nothing of
// where a page is.
func passing(reason archive.Reason) bool {
	switch reason {
	case archive.ReasonNetwork, archive.ReasonTimeout, archive.ReasonBusy, archive.ReasonServerError, archive.ReasonTruncated, archive.ReasonProtocol:
		return true
	}
	return false
}

// shut reports whether something keeps everybody from looking.
func (o outlook) shut() bool {
	return slices.ContainsFunc(o.obstacles(), func(a archive.Alarm) bool { return !astray(a) })
}

// astray reports whether an alarm is of a seed that leads to no page of its portal,
// or to no other.
func astray(a archive.Alarm) bool {
	return a.Code == archive.AlarmSeedMoved || a.Code == archive.AlarmSeedLost || a.Code == archive.AlarmSeedEmpty
}

// fenced returns the blocks before parts of the portal where its reports were found,
// but for those before a seed. One whose time is up holds until an answer tells that
// it is over.
func (o outlook) fenced(reports []archive.ReportSummary) []archive.Alarm {
	var all []archive.Alarm
	for _, b := range o.Blocks {
		seeds := slices.ContainsFunc(o.seeds, func(s seedRuling) bool {
			return s.Block != nil && s.Block.Prefix == b.Prefix || s.account.Reason == archive.ReasonBlocked && strings.HasPrefix(urls.Path(s.url), b.Prefix)
		})
		behind := 0
		for _, r := range reports {
			if strings.HasPrefix(urls.Path(r.URL), b.Prefix) {
				behind++
			}
		}
		if !seeds && behind > 0 {
			all = append(all, archive.Alarm{
				Code: archive.AlarmBlocked, Portal: o.Portal, Since: b.Since, Before: behind,
				Detail: fmt.Sprintf("%s stands before %s, where %d reports were found (%s)", b.Product, b.Prefix, behind, b.Evidence),
			})
		}
	}
	return all
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
		who := a.Portal
		if who == "" {
			who = "gongkai" // it is about ourselves
		}
		fmt.Fprintf(w, "  %s%s: %s (since %s)\n", who, where, a.Detail, a.Since.In(beijing).Format(time.DateOnly))
	}
	told := map[string]bool{}
	for _, a := range all {
		if advice := archive.Advice(a.Code); advice != "" && !told[advice] {
			told[advice] = true
			fmt.Fprintf(w, "  → %s: %s\n", a.Code, advice)
		}
	}
}
