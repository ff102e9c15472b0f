package crawler

import (
	"github.com/cespare/xxhash/v2"

	"gongkai/archive"
)

// A space that is the same page over and over, by links that are relative, or a
// site within itself, shows itself by what its pages show. A page may be the same as
// another and its links lead elsewhere, as where a script fills it, but not step
// after step.
const (
	copyDepth  = 5 // pages of which each named the next, and that are the same as pages of other addresses
	knownItems = 6 // reports in a row that such pages named and that were known: those of a site within itself …
	knownPages = 3 // … of whose links of one name and form so many in a row led to known pages
)

// brief is what the first visit of a page brought.
type brief struct {
	report bool     // it is a report that was not known
	leads  bool     // it is no article, and may name others …
	grows  bool     // … and does name such as are not known
	names  []string // addresses of links that are titled as reports
	echo   bool     // it is a report that was known
	looks  string   // what tells it from others; "" for nothing
}

// came takes in what the first visit of a page brought.
func (s *shapes) came(v archive.Visit, b brief) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.plant(v)
	// What an earlier run has met may have moved as a whole since, and is no copy.
	known := !v.SameList && b.looks != "" && !s.isNew(looksLike+b.looks)
	switch {
	case b.report:
		at.gaveReport()
	case b.leads && !v.SameList && (known || s.newTitles(b.names) == 0 || v.Score >= reportScore):
		// A column that names reports which nothing is known of yet leads to them, as it
		// seems, however many more columns come before they do.
		at.gaveNone(b.grows)
	}
	if v.SameList || b.looks == "" {
		return
	}
	if named := at.up != nil && at.up.Copies > 0; named && b.echo {
		s.echoes++
	} else if named && !known {
		s.echoes = 0
	}
	if !b.leads {
		return
	}
	link := linkOf(v)
	switch {
	case known:
		at.copied()
		if len(s.copies) < maxLineages || s.copies[link] > 0 {
			s.copies[link]++
		}
	default:
		delete(s.copies, link)
	}
}

// linkOf returns what links of one name and form have in common.
func linkOf(v archive.Visit) string { return v.Anchor + " " + shapeOf(v.URL) }

// again reports whether a visit is of a site within itself, by a link whose like have
// led to nothing but known pages.
func (s *shapes) again(v archive.Visit) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.echoes >= knownItems && v.Via != "" && !v.SameList && s.copies[linkOf(v)] >= knownPages
}

const looksLike = "looks like "

// knows reports whether a page that looks so was met.
func (s *shapes) knows(looks string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.known[xxhash.Sum64String(looksLike+looks)]
	return ok
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

// copied notes that a page is the same as one of another address.
func (t *stem) copied() {
	t.Copies = 1
	if t.up != nil {
		t.Copies += t.up.Copies
	}
	if t.Copies < copyDepth {
		return
	}
	link := t
	for link.Copies > 1 {
		link = link.up
	}
	link.end(tree{}, 1)
}

// repeats reports whether a visit is of an item of a list that is a copy, where
// such have proved to be known.
func (s *shapes) repeats(v archive.Visit) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.stems[xxhash.Sum64String(v.Via)]
	return at != nil && at.Copies > 0 && v.Score >= reportScore && s.echoes >= knownItems
}
