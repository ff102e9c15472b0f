package crawler

import (
	"cmp"
	"hash/fnv"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/crawler/season"
	"gongkai/internal/pictures"
	"gongkai/internal/urls"
)

const day = 24 * time.Hour

// How long a page rests before a later crawl asks for it again. Reports are
// published from January to May, and when to look for one then, package season
// tells; a portal column that was seen to publish this season's is looked at
// again after 10, 30 and 75 days then, since corrections and late reports come.
const (
	opening     = 2 * day  // after New Year, a list of reports is looked at within this
	oneYear     = 7 * day  // a list of this season's reports alone, as long as it lasts: nothing tells whether it has all
	hotOff      = 14 * day // one that lacks the season's after May, doubling …
	mostOff     = 75 * day // … up to this, as long as one that has it rests
	coldList    = 30 * day // a list of other things, doubling up to mostOff
	articleRest = 30 * day // a report of this season as long as it lasts, and what a column's name leads to, doubling …
	articleMost = 180 * day
	fileRest    = 75 * day  // a file of this year's reports, doubling until New Year
	oldRest     = 180 * day // other articles, a list of a year before the last, a list's later page, what has moved for good; doubling …
	oldMost     = 360 * day
	deadRest    = 30 * day // what is not to be had; an article that is gone, doubling up to oldMost
)

// done is how long a list rests in the season that has its reports, by how often
// it has not changed since.
var done = [...]time.Duration{10 * day, 30 * day, 75 * day}

// beijing is the zone in which seasons begin: UTC+8 without summer time.
var beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// revisited is what a revisit depends on.
type revisited struct {
	list      bool // else it is an article
	reportish bool // a list that promises reports and has had items, or has reports
	column    bool // an article under the name of a column: each year's report may take the place of the last
	entrance  bool // a page without items, a link from a seed at most: new columns show there first
	year      int  // that its own name, title or address tells; 0 for none
	named     bool // the year stands in its name, or its reports bear it out: an address may have such a number for another reason
	history   archive.History
	curve     *season.Curve // when the portal publishes
}

// rest returns how long after now a page is left alone.
func rest(p revisited, now time.Time) time.Duration {
	now = now.In(beijing)
	last := now.Year() - 1 // the year that is reported on now
	doubling := func(first, most time.Duration) time.Duration {
		return min(first<<min(p.history.Streak, 8), most)
	}
	untilLikely, inSeason := p.curve.Rest(now)
	var wait time.Duration
	switch {
	case !p.list && (inSeason && p.year >= last || p.year == 0 && p.column):
		return doubling(articleRest, articleMost)
	case !p.list, p.named && (p.year < last-1 || p.year < last && !inSeason):
		return doubling(oldRest, oldMost)
	case p.year != 0 && p.year < last:
		return mostOff
	case p.history.Newest >= last && !p.history.Behind:
		wait = mostOff
		if inSeason && p.named && p.year == last {
			wait = oneYear
		} else if inSeason {
			wait = done[min(p.history.Streak, len(done)-1)]
		}
	case !p.reportish:
		if wait = mostOff; inSeason {
			wait = doubling(coldList, mostOff)
		}
		at := now.Add(wait)
		if p.entrance {
			if entered := time.Date(now.Year()+1, time.February, 1, 0, 0, 0, 0, beijing); at.After(entered) {
				at = entered
			}
		} else if over := time.Date(at.Year(), time.April, 5, 0, 0, 0, 0, beijing); at.Before(over) {
			at = over // what was misfiled in this season is found then, by one look
		}
		return at.Sub(now)
	default:
		if inSeason {
			return untilLikely
		}
		wait = doubling(hotOff, mostOff)
	}
	if next := time.Date(now.Year()+1, time.January, 1, 0, 0, 0, 0, beijing); p.reportish && now.Add(wait).After(next.Add(opening)) {
		wait = next.Add(opening).Sub(now) // the next season's reports are not those that it has
	}
	return wait
}

// gone settles a URL that the portal has no page of. It may be served again soon, and
// less and less so the more often it was not; but a list is looked for as before.
func gone(o *archive.Outcome, a *answer, reason archive.Reason, detail string, now time.Time) {
	o.Result, o.Reason, o.Detail, o.NextDue = archive.ResultDead, reason, detail, now.Add(deadRest)
	h := a.history
	h.Streak, h.Vain = min(h.Streak, 0)-1, 0
	o.History = &h
	if kind := o.Visit.Kind; kind == archive.KindPage && h.Links == 0 || kind == archive.KindAttachment {
		o.NextDue = now.Add(min(deadRest<<min(-1-h.Streak, 8), oldMost))
	}
}

// nextDue returns when a later crawl should ask for a URL again whose whole
// answer was a, and brings its history up to date. A list's later pages are asked for
// by themselves when they are old, and before that when the first has changed.
func nextDue(o *archive.Outcome, a *answer, article bool, now time.Time) time.Time {
	v := o.Visit
	h := a.history
	h.Streak, h.Vain = max(h.Streak, 0), 0
	changed := o.Result == archive.ResultCaptured
	if a.reading != nil && !article {
		links := linksOf(a.reading.Links)
		changed = h.Links != links
		h.Links = links
		h.Newest, h.Behind = newest(a.reading.Links)
		if h.Items = max(h.Items, 0); h.Items == 0 && slices.ContainsFunc(a.reading.Links, func(l cms.Link) bool {
			return (l.Text == "" || l.Text == v.Anchor) && fills(l, v, *a.reading)
		}) {
			h.Items = -1
		}
	}
	if !a.repeated {
		h.Checks++
	}
	switch {
	case a.repeated || h.Checks == 1:
	case changed:
		h.Changes, h.Streak = h.Changes+1, 0
	default:
		h.Streak++
	}
	o.History = &h
	if v.Kind == archive.KindAttachment {
		return fileDue(v, h, now)
	}
	if v.SameList {
		return now.Add(min(oldRest<<min(h.Streak, 8), oldMost))
	}
	items := h.Items
	if a.reading != nil {
		items = max(items, a.reading.Items)
	}
	year, named := yearOfList(v)
	switch above := yearAbove(v); {
	case article:
		year, named = yearIn(v.Anchor), false
	case h.Newest == 0:
	case year == 0 && h.Newest <= above:
		year, named = above, true
	case h.Newest <= year:
		named = true
	}
	promise := v.Score
	if promise == triedScore && year == 0 && !cms.ReportColumn(v.Anchor) && !cms.ReportColumn(v.Column) {
		promise = 0
	}
	// A year's page that a script fills names other years, and what fills it is asked
	// for by itself.
	years := h.Items < 0 && named
	return now.Add(rest(revisited{
		list:      !article,
		reportish: promise >= columnScore && h.Items >= 0 || promise >= reportish && items > 0 || h.Newest != 0 && !years,
		column:    reportish <= promise && promise < reportScore,
		entrance:  v.Hops <= 1 && items <= 0 && h.Items >= 0 && !cms.OtherColumn(v.Anchor),
		year:      year,
		named:     named,
		history:   h,
		curve:     a.curve,
	}, now))
}

// fileDue returns when a file is asked for again by itself: this year's reports, until
// New Year, as issuers put a corrected file in another's place and leave its page as it
// is; others, and the many pictures of one, never. All are asked for again where the
// article that offers them has changed.
func fileDue(v archive.Visit, h archive.History, now time.Time) time.Time {
	now = now.In(beijing)
	year := yearIn(v.Anchor)
	if year == 0 {
		year = yearIn(urls.Path(v.URL)) - 1 // in which it was put there
	}
	due := now.Add(fileRest << min(h.Streak, 8))
	if year < now.Year()-1 || due.Year() > now.Year() || pictures.IsPicture(urls.Path(v.URL)) {
		return time.Time{}
	}
	return due
}

// reportish is the least score of a link to a column in which reports are to be
// expected, if it has ever had an item, or is named as theirs: the pages of organs
// and levels lead to those.
const reportish = 600

// linksOf returns a hash of the addresses that a page leads to: what it shows
// besides, such as today's date, doesn't count as a change.
func linksOf(links []cms.Link) uint64 {
	all := make([]string, 0, len(links))
	for _, l := range links {
		if !l.SameList {
			all = append(all, l.URL)
		}
	}
	slices.Sort(all)
	h := fnv.New64a()
	for _, url := range all {
		h.Write([]byte(url))
		h.Write([]byte{0})
	}
	return h.Sum64()
}

// LeadsNowhere reports whether a page with a history, no article, named no other.
func LeadsNowhere(h archive.History) bool { return h.Checks > 0 && h.Links == linksOf(nil) }

// newest returns the newest year of which links have a report, or a column of
// reports, and whether fewer reports are of that year than of one of the two before.
func newest(links []cms.Link) (year int, behind bool) {
	reports := map[int]int{}
	for _, l := range links {
		if l.Score < yearScore || l.SameList {
			continue
		}
		if y := yearIn(l.Text); y != 0 {
			year = max(year, y)
			if l.Score >= reportScore {
				reports[y]++
			}
		}
	}
	return year, reports[year] < max(reports[year-1], reports[year-2]) // one may have been left out once
}

// yearScore is the least score of a link that names a year of reports.
const yearScore = 860

// yearIn returns the first year from 2008 on that stands in a text, in figures,
// or 0.
func yearIn(text string) int {
	year, _ := strconv.Atoi(yearFigures.FindString(text))
	return year
}

var (
	yearFigures = regexp.MustCompile(`20(?:0[89]|[1-9]\d)`)
	yearSegment = regexp.MustCompile(`/[a-z]{0,2}(20(?:0[89]|[1-9]\d))[a-z]{0,2}[/._]`)
)

// yearOfList returns the year that a list is of, as its name tells or else its
// address, or that of the page that a data request fills, or 0. The text of a link
// that is longer than a name tells another one.
func yearOfList(v archive.Visit) (year int, named bool) {
	for _, name := range [...]string{v.Anchor, v.Column[strings.LastIndexByte(v.Column, ' ')+1:]} {
		if utf8.RuneCountInString(name) <= longName {
			if y := yearIn(name); y != 0 {
				return y, true
			}
		}
	}
	m := yearSegment.FindStringSubmatch(urls.Path(v.URL))
	if m == nil && v.Kind == archive.KindListData {
		m = yearSegment.FindStringSubmatch(urls.Path(v.Via))
	}
	if m == nil {
		return 0, false
	}
	year, _ = strconv.Atoi(m[1])
	return year, false
}

// yearAbove returns the year of which a level of a column is where a list was found, or
// 0: 政府信息公开年报 2024年 县政府 names organs' lists of 2024, and may lead elsewhere too.
func yearAbove(v archive.Visit) (year int) {
	for name := range strings.FieldsSeq(v.Column) {
		if utf8.RuneCountInString(name) <= longName {
			year = cmp.Or(yearIn(name), year)
		}
	}
	return year
}
