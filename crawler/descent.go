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
	descentPatience = 14 // pages of a family in a row that lead to no report …
	descentDepth    = 6  // … and reach so many steps below its first
	descentTried    = 2  // what is nearer to the first is asked for all the same
	maxStems        = 50_000
)

// stem is where a page that was visited stands among those that led to it.
type stem struct {
	up     *stem // of the page that named it
	family *family
	step   int                // below the family's first pages
	below  map[string]*family // that begin with the page's links, by promise
}

// family is pages that name each other by links of one promise.
type family struct {
	promise string
	dry     int // pages in a row that led to no report
	deepest int // step of those
}

// endless reports whether a family goes on for ever, as far as can be told.
func (f *family) endless() bool { return f.dry >= descentPatience && f.deepest >= descentDepth }

// stemOf returns where a visit stands, that of a list's later page with its first.
// A seed is of no family, and each of its links begins one: a portal's parts have
// little in common.
func (s *shapes) stemOf(v archive.Visit) *stem {
	up := s.stems[maphash.String(s.seed, v.Via)]
	promise := learn.Promise(v.Score)
	if promise == learn.PromiseReports {
		promise = learn.PromiseDisclosure // columns, all of them
	}
	switch {
	case v.Via == "" || up == nil:
		return &stem{family: new(family)}
	case v.SameList || v.Redirects > 0:
		return up
	case up.family.promise == promise:
		return &stem{up: up, family: up.family, step: up.step + 1}
	case up.family.promise == "" && promise != learn.PromiseReport:
		return &stem{up: up, family: &family{promise: promise}}
	}
	if up.below == nil {
		up.below = map[string]*family{}
	}
	if up.below[promise] == nil {
		up.below[promise] = &family{promise: promise}
	}
	below := &stem{up: up, family: up.below[promise]}
	if promise != learn.PromiseReport { // years are titled so, too, and what they hold
		below.step = 1
	}
	return below
}

// stands notes where a page stands that was asked for, before its links are
// followed.
func (s *shapes) stands(v archive.Visit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plant(v)
}

func (s *shapes) plant(v archive.Visit) *stem {
	key := maphash.String(s.seed, v.URL)
	at := s.stems[key]
	if at == nil {
		if at = s.stemOf(v); len(s.stems) < maxStems {
			s.stems[key] = at
		}
	}
	return at
}

// came takes in what the first visit of a page brought: whether it is a report
// that was not known, and whether it is a page that leads elsewhere.
func (s *shapes) came(v archive.Visit, report, leads bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.plant(v)
	if leads && !report {
		at.family.dry++
		at.family.deepest = max(at.family.deepest, at.step)
	}
	for ; report && at != nil; at = at.up {
		at.family.dry, at.family.deepest = 0, 0
	}
}

// descends reports whether a visit would go further down a family without end.
func (s *shapes) descends(v archive.Visit) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.stemOf(v)
	return at.step >= descentTried && at.family.endless()
}

// sooner returns the score of a visit that stands deep in its family: it comes
// before what stands less deep, so that few requests tell whether there is an end.
func (s *shapes) sooner(v archive.Visit) int {
	s.mu.Lock()
	step := s.stemOf(v).step
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
