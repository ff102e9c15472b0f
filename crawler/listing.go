package crawler

import (
	"fmt"

	"github.com/cespare/xxhash/v2"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/crawler/learn"
)

// A list without end shows itself by what its pages name: nothing that the list
// has not named before, or items that are missing, or all one page.
const (
	stalePatience = 6  // pages of a list in a row that name nothing new to it
	fakePatience  = 8  // items that are missing, or that are the same as another; each counts double that is not titled as a report
	liveItems     = 2  // items, each with a payload of its own, that prove a list
	idlePages     = 9  // pages of a list in a row that name no report …
	sampleItems   = 5  // … before one item of each is asked for, of so many, whatever it promises
	sampleReports = 12 // and of pages that name reports, once one is missing
)

// sample is what is known of a list by its items, or by those of a page that is
// none.
type sample struct {
	Stale        map[string]int // pages of each list in a row that named nothing new to it: a page may have several lists
	Idle         int            // pages in a row that named no report
	Asked, Named int            // items that were chosen, and those of them that are titled as reports
	Chosen       uint64

	Fakes    int // missing, or the same as another item, since the last that was live
	Live     int // each with a payload of its own
	Pages    int // that named them
	Page     uint64
	Payloads map[uint64]bool
}

// fake reports whether the items of a list are none.
func (m *sample) fake() bool {
	return m != nil && m.Live < liveItems && m.Fakes >= fakePatience && m.Pages > 1
}

func (t *stem) sampled() *sample {
	if t.Sample == nil {
		t.Sample = &sample{Stale: map[string]int{}, Payloads: map[uint64]bool{}}
	}
	return t.Sample
}

// isItem reports whether a visit is of what may be an item of a list.
func isItem(v archive.Visit) bool {
	return !v.SameList && (v.Kind == archive.KindPage || v.Kind == archive.KindAttachment)
}

// turned takes in what a list's later page names.
func (s *shapes) turned(v archive.Visit, list *stem, page cms.Reading) {
	if !v.SameList {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := list.sampled()
	m.Idle++
	name := cms.ListOf(v.URL)
	m.Stale[name]++
	for _, l := range page.Links {
		if l.Score >= reportScore {
			m.Idle = 0
		}
		if !l.SameList && s.isNew(fmt.Sprintf("%x %s %s", list.ID, name, l.URL)) {
			m.Stale[name] = 0
		}
	}
}

// stale reports whether a visit is of a page of a list whose last ones have named
// nothing new to it.
func (s *shapes) stale(v archive.Visit) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.stems[xxhash.Sum64String(v.Via)]
	return v.SameList && list != nil && list.Sample != nil && list.Sample.Stale[cms.ListOf(v.URL)] >= stalePatience
}

// fake reports whether a visit is of a page of a list whose items are none, or of
// such an item. What is titled as a report is asked for all the same.
func (s *shapes) fake(v archive.Visit) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.stems[xxhash.Sum64String(v.Via)]
	return list != nil && list.Sample.fake() && (v.SameList || v.Score < reportScore)
}

// brought takes in what came of an item: what it is told from others by, "" where
// it is missing, or the address that it is redirected to, which is not live by
// itself.
func (s *shapes) brought(v archive.Visit, at *stem, essence func() string, live bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at.up == nil || !isItem(v) {
		return
	}
	m := at.up.sampled()
	if m.Live >= liveItems {
		return
	}
	if page := xxhash.Sum64String(v.Via); v.Redirects == 0 && page != m.Page {
		m.Page = page
		m.Pages++
	}
	what := essence()
	key := xxhash.Sum64String(what)
	same := m.Payloads[key]
	switch {
	case what != "" && !same:
		m.Payloads[key] = true
		if live {
			m.Live++
			m.Fakes = 0
		}
	case v.Score >= reportScore:
		m.Fakes++
	default:
		m.Fakes += 2
	}
}

// choose has an item of a list's later page asked for before further pages, once
// that is needed to tell whether the list is one.
func (s *shapes) choose(page archive.Visit, list *stem, item *archive.Visit) {
	if !page.SameList || !isItem(*item) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m, key := list.sampled(), xxhash.Sum64String(page.URL)
	switch {
	case m.Live >= liveItems || m.Chosen == key:
	case item.Score >= reportScore:
		if m.Fakes > 0 && m.Named < sampleReports {
			item.Arm, item.Score = 0, learn.FirstScore-1
			m.Named++
			m.Chosen = key
		}
	case page.Score < columnsFrom && m.Live > 0 && m.Fakes == 0: // it is left soon
	case m.Idle >= idlePages && m.Asked < sampleItems:
		item.Arm, item.Score = 0, triedScore
		m.Asked++
		m.Chosen = key
	}
}
