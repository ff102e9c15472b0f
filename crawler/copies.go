package crawler

import (
	"github.com/cespare/xxhash/v2"

	"gongkai/archive"
)

// A space that is the same page over and over, by links that are relative, or a
// site within itself, shows itself by its payloads. A page may be the same as
// another and its links lead elsewhere, as where a script fills it, but not step
// after step.
const (
	copyDepth  = 5 // pages of which each named the next, and that are the same as pages of other addresses
	knownItems = 6 // reports in a row that such pages named and that were known: those of a site within itself
)

// brief is what the first visit of a page brought.
type brief struct {
	report  bool           // it is a report that was not known
	leads   bool           // it is no article, and may name others …
	grows   bool           // … and does name such as are not known
	names   []string       // addresses of links that are titled as reports
	echo    bool           // it is a report that was known
	payload archive.Digest // "" for none
}

// came takes in what the first visit of a page brought.
func (s *shapes) came(v archive.Visit, b brief) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.plant(v)
	// What an earlier run has met may have moved as a whole since, and is no copy.
	known := !v.SameList && b.payload != "" && !s.isNew("payload "+string(b.payload))
	switch {
	case b.report:
		at.gaveReport()
	case b.leads && !v.SameList && (known || s.newTitles(b.names) == 0 || v.Score >= reportScore):
		// A column that names reports which nothing is known of yet leads to them, as it
		// seems, however many more columns come before they do.
		at.gaveNone(b.grows)
	}
	if v.SameList || b.payload == "" {
		return
	}
	if named := at.up != nil && at.up.Copies > 0; named && b.echo {
		s.echoes++
	} else if named && !known {
		s.echoes = 0
	}
	if b.leads && known {
		at.copied()
	}
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
