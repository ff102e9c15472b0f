package crawler

import (
	"hash/maphash"

	"gongkai/archive"
	"gongkai/crawler/learn"
)

// A tree of columns that grows as it is walked shows itself by its depth: each of
// its pages names further ones of like promise, and none leads to a report. The
// columns of a portal lie a few steps below each other, however many there are.
const (
	descentPatience = 14  // pages of a family in a row that lead to no report …
	descentDepth    = 6   // … and reach so many steps below its first
	descentTried    = 2   // what is nearer to the first is asked for all the same
	columnsFrom     = 500 // the least score of what promises a column
	maxStems        = 50_000
)

// stem is where a page that was visited stands among those that led to it.
type stem struct {
	up     *stem // of the page that named it
	family *family
	step   int                // below the family's first pages
	first  map[string]*family // that begin with the page's links, by promise
}

// family is pages that name each other by links of one promise.
type family struct {
	promise string
	dry     int // pages in a row that led to no report, and named none
	deepest int // step of those
}

// endless reports whether a family goes on for ever, as far as can be told.
func (f *family) endless() bool { return f.dry >= descentPatience && f.deepest >= descentDepth }

// below returns the family and the step of a visit that a page names, with no
// family where one begins with it. A seed is of none, and each of its links begins
// one: a portal's parts have little in common.
func (t *stem) below(v archive.Visit) (f *family, step int) {
	if t == nil {
		return nil, 0
	}
	switch promise := promiseOf(v); {
	case t.family.promise == promise:
		return t.family, t.step + 1
	case t.family.promise == "" && promise != learn.PromiseReport:
		return nil, 0
	case promise == learn.PromiseReport: // years are titled so, too, and what they hold
		return t.first[promise], 0
	default:
		return t.first[promise], 1
	}
}

// promiseOf is what a link promises, of columns one for all; but those whose
// addresses differ in figures only from that of the page that names them are
// another family than what has addresses of its own: a count by years that stands
// beside columns says nothing of them.
func promiseOf(v archive.Visit) string {
	promise := learn.Promise(v.Score)
	switch {
	case promise == learn.PromiseReport:
		return promise
	case promise == learn.PromiseReports:
		promise = learn.PromiseDisclosure
	}
	if shapeOf(v.URL) == shapeOf(v.Via) {
		promise += " alike"
	}
	return promise
}

// stands notes where a page stands that was asked for, before its links are
// followed: a list's later page with its first, and what a redirect leads to with
// what was redirected.
func (s *shapes) stands(v archive.Visit) *stem {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.plant(v)
}

func (s *shapes) plant(v archive.Visit) *stem {
	key := maphash.String(s.seed, v.URL)
	if at := s.stems[key]; at != nil {
		return at
	}
	up := s.stems[maphash.String(s.seed, v.Via)]
	at := up
	if up == nil || !v.SameList && v.Redirects == 0 {
		at = &stem{up: up}
		if at.family, at.step = up.below(v); at.family == nil {
			at.family = new(family)
			if up != nil {
				at.family.promise = promiseOf(v)
			}
			if up != nil && (up.family.promise != "" || at.family.promise == learn.PromiseReport) {
				if up.first == nil {
					up.first = map[string]*family{}
				}
				up.first[at.family.promise] = at.family
			}
		}
	}
	if len(s.stems) < maxStems {
		s.stems[key] = at
	}
	return at
}

// came takes in what the first visit of a page brought, and whether it is a page
// that leads elsewhere. A column that names reports which nothing is known of yet
// leads to them, as it seems, however many more columns come before they do: that
// one is none after all counts against the column.
func (s *shapes) came(v archive.Visit, f learn.Found, leads bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.plant(v)
	if f.Report {
		for ; at != nil; at = at.up {
			at.family.dry, at.family.deepest = 0, 0
		}
		return
	}
	titled := at.family.promise == learn.PromiseReport
	if !leads || s.newTitles(f.Reports) > 0 && !titled {
		return
	}
	at.fails()
	if titled && at.up != nil && at.up.family != at.family {
		at.up.fails()
	}
}

// fails notes that a page led to no report.
func (t *stem) fails() {
	t.family.dry++
	t.family.deepest = max(t.family.deepest, t.step)
}

// newTitles returns how many of the addresses of links that are titled as reports
// are met for the first time.
func (s *shapes) newTitles(reports []string) (n int) {
	for _, url := range reports {
		if s.isNew("report " + url) {
			n++
		}
	}
	return n
}

// descends reports whether a visit would go further down a family without end. A
// list's other pages are no further down than its first.
func (s *shapes) descends(v archive.Visit) bool {
	if v.SameList {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, step := s.stems[maphash.String(s.seed, v.Via)].below(v)
	return f != nil && step >= descentTried && f.endless()
}

// sooner returns the score of a link of a page that stands deep in its family: it
// comes before what stands less deep, so that few requests tell whether there is
// an end.
func (s *shapes) sooner(page *stem, v archive.Visit) int {
	if v.Score < columnsFrom {
		return v.Score // such links are left soon
	}
	s.mu.Lock()
	_, step := page.below(v)
	s.mu.Unlock()
	lead := 8
	if v.Score >= columnScore {
		lead = 2 // such scores are not corrected by the address, and have little room
	}
	score := v.Score
	for ; step >= descentTried && learn.Promise(score+lead) == learn.Promise(v.Score) && score+lead < learn.FirstScore; step-- {
		score += lead
	}
	return score
}
