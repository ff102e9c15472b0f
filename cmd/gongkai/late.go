package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/archive"
)

// beijing is the zone in which reports are due: UTC+8 without summer time.
var beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// deadline is a date by which last year's reports should be there.
type deadline struct {
	year   int       // that is reported on
	passed time.Time // the first moment after it
	name   string    // "15 February"
}

// binds reports whether an issuer's report should be there by d: governments of
// counties and above have until 31 March.
func (d deadline) binds(issuer string) bool { return dueDate(issuer, d.year).Before(d.passed) }

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

// late returns the alarms about last year's reports, if they are due. reports are
// those of the portal.
func (o outlook) late(reports []archive.ReportSummary, now time.Time) []archive.Alarm {
	d, ok := newestDeadline(now)
	if !ok {
		return nil
	}
	years, names := map[string]map[int]bool{}, namesOf(reports, []outlook{o})
	have := false
	for _, r := range reports {
		have = have || r.Year == d.year
		issuer := names.of(r.Portal, r.Issuer)
		if years[issuer] == nil {
			years[issuer] = map[int]bool{}
		}
		years[issuer][r.Year] = true
	}
	var missing []string
	expected := 0 // with those that have more time
	for issuer, reported := range years {
		if issuer != "" && expects(func(y int) bool { return reported[y] }, d.year) {
			if expected++; d.binds(issuer) {
				missing = append(missing, issuer)
			}
		}
	}
	a := archive.Alarm{Portal: o.Portal, Since: d.passed}
	if !have && (len(missing) > 0 || expected == 0) {
		a.Code = archive.AlarmReportLate
		a.Detail = fmt.Sprintf("no report for %d, and %s has passed: %s", d.year, d.name, o.whyMissing())
		return []archive.Alarm{a}
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
	switch {
	case len(names) == 0:
		return "none"
	case len(names) <= n:
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d others", strings.Join(names[:n], ", "), len(names)-n)
}

// whyMissing says what is known of why a report is not there.
func (o outlook) whyMissing() string {
	obstacles := o.obstacles()
	for _, a := range obstacles {
		switch a.Code {
		case archive.AlarmBlocked:
			return "the portal is blocked"
		case archive.AlarmRobotsUnreachable:
			return "robots.txt could not be had"
		case archive.AlarmRobots:
			return a.Detail
		case archive.AlarmCertificate:
			return "its certificate is not valid"
		}
	}
	switch {
	case len(obstacles) > 0 && len(obstacles) == len(o.seeds) && astray(obstacles[0]):
		return obstacles[0].Detail
	case o.Started.IsZero():
		return "the portal was never crawled"
	case o.Running || o.EndReason == archive.EndWaiting:
		return "the crawl is not finished"
	case o.EndReason == archive.EndBudget:
		return "the crawl ended when its budget was spent"
	case len(o.raised) > 0:
		return fmt.Sprintf("not found; %s: %s", o.raised[0].URL, o.raised[0].Detail)
	case len(o.Blocks) > 0:
		return "not found; parts of the portal are blocked"
	}
	if n := o.notHad(); n > 0 {
		return fmt.Sprintf("not found in what could be had; %d pages or files could not be had whole, or not be read", n)
	}
	return "not found on the portal"
}

// notHad counts the URLs of the portal that may be what is missing: they were asked
// for, and the answer was none, broken, or in a form that is not read.
func (o outlook) notHad() (n int) {
	for reason, urls := range o.Skipped {
		if passing(reason) || reason == archive.ReasonUnreadable || reason == archive.ReasonTooLarge {
			n += urls
		}
	}
	return n
}
