package crawler

import (
	"slices"

	"github.com/cespare/xxhash/v2"

	"gongkai/archive"
	"gongkai/crawler/learn"
)

// A tree of columns that grows as it is walked shows itself by its depth: each of
// its pages names further ones, and none leads to a report. The columns of a
// portal lie a few steps below each other, however many there are.
const (
	descentPatience = 8   // pages below a link in a row that lead to no report …
	descentDepth    = 6   // … of which one that names further ones lies so many steps below it: it has no end
	descentTried    = 2   // links of one page in a row that have none, and its others have none either
	formPatience    = 14  // pages below a link in a row, of forms of address that were passed …
	formDepth       = 8   // … of which one that names further ones lies so many links below it: neither it nor its page's others have an end
	columnsFrom     = 500 // the least score of what promises a column
	maxStems        = 50_000
)

// tree is the links without end below a page, by their arms; where it has none,
// they are all that it names.
type tree map[uint32]bool

func (t tree) holds(arm uint32) bool { return len(t) == 0 || t[arm] }

// stem is where a page that was visited stands among those that led to it.
type stem struct {
	up      *stem  // of the page that named it; nil for a seed, and where that is not known
	ID      uint64 // hash of the first address that stands there
	Promise string // of its link
	Shape   uint64 // hash of that of its address
	Arm     uint32 // of its link
	Links   int32  // of one promise in a row that led to it, but for the first …
	Step    int32  // … and how many of them led to a form of address that was not passed

	Dry     int32 // pages in a row, itself and what it led to, that led to no report
	Failed  int32 // of its links that have no end, since it led to a report
	Copies  int32 // pages, itself the last, that named each other and are the same as pages of other addresses
	Gave    bool  // it led to a report
	Endless bool  // links of it have no end …
	Shut    tree  // … these

	Sample *sample // of what it names
}

// below returns where a visit that a page names would stand. A step is one to a
// form of address that has not been passed: the columns of years name each other.
// A seed's links have little in common.
func (s *shapes) below(t *stem, v archive.Visit) *stem {
	b := &stem{up: t, Arm: v.Arm, Promise: learn.Promise(v.Score), Shape: xxhash.Sum64String(shapeOf(v.URL))}
	if v.Score >= columnsFrom {
		b.Promise = learn.PromiseDisclosure // columns are titled as reports, too
	}
	if t == nil || t.Promise != b.Promise {
		return b
	}
	b.Links, b.Step = t.Links+1, t.Step+1
	for at := t; at != nil && at.Promise == b.Promise; at = at.up {
		if at.Shape == b.Shape {
			b.Step = t.Step
			break
		}
	}
	return b
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
	key := xxhash.Sum64String(v.URL)
	if at := s.stems[key]; at != nil {
		return at
	}
	at := s.named(v)
	if at == nil || !v.SameList && v.Redirects == 0 {
		if at = new(stem); v.Via != "" {
			at = s.below(s.named(v), v)
		}
		at.ID = key
	}
	if len(s.stems) < maxStems {
		s.stems[key] = at
	}
	return at
}

// named returns where the page stands that named a visit, or nil for none. Of one that
// an earlier run has met it is not known what led to it, unless it is a seed.
func (s *shapes) named(v archive.Visit) *stem {
	if v.Via == "" {
		return nil
	}
	key := xxhash.Sum64String(v.Via)
	up := s.stems[key]
	if up == nil && len(s.stems) < maxStems {
		up = &stem{ID: key, Arm: v.Trail[0]}
		if v.Hops > 1 {
			up.up = new(stem)
		}
		s.stems[key] = up
	}
	return up
}

// gaveReport notes that a page is a report, or a file of one.
func (t *stem) gaveReport() {
	for ; t != nil; t = t.up {
		t.Dry, t.Failed, t.Gave, t.Endless, t.Shut = 0, 0, true, false, nil
	}
}

// gaveNone notes that a page is none, and whether it names further ones: one that
// is empty is an end, and only what named it tells how deep it goes. Of the links
// that led there those make a tree that stand in places like those of the last;
// where it is deep, it has no end.
func (t *stem) gaveNone(grows bool) {
	for at := t; at.up != nil; at = at.up {
		at.Dry++
	}
	if !grows && t.up != nil {
		t = t.up
	}
	link, below := t, tree{}
	for at := t; at.up != nil && at.up.up != nil && !at.up.Gave; at = at.up {
		if t.Links-at.Links < descentDepth {
			below[at.Arm] = true
		} else if !below[at.Arm] {
			break
		}
		if link = at; at.Links == 0 {
			break
		}
	}
	switch {
	case link.Dry >= descentPatience && t.Step-link.Step >= descentDepth:
		link.end(below, 1)
	case link.Dry >= formPatience && t.Links-link.Links >= formDepth:
		link.end(below, descentTried)
	}
}

// end notes that a link has no end below it, which counts for so many of its page:
// where those are enough, none has. A seed has other links.
func (t *stem) end(below tree, many int32) {
	t.Endless, t.Shut = true, below
	if t.up == nil || t.up.up == nil {
		return
	}
	if t.up.Failed += many; t.up.Failed >= descentTried {
		t.up.Endless, t.up.Shut = true, below
	}
}

// descends reports whether a visit would go further down a tree without end.
// What else the tree's pages name is asked for, articles that are titled as
// reports where such have been, and the other pages of lists.
func (s *shapes) descends(v archive.Visit) bool {
	if v.SameList {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.stems[xxhash.Sum64String(v.Via)]
	if at == nil || at.Gave && v.Score >= reportScore && v.Kind != archive.KindList {
		return false
	}
	way := []uint32{v.Arm}
	for ; at != nil; at = at.up {
		if at.Endless && !slices.ContainsFunc(way, func(arm uint32) bool { return !at.Shut.holds(arm) }) {
			return true
		}
		way = append(way, at.Arm)
	}
	return false
}

// sooner returns the score of a link of a page that stands deep in a tree: it
// comes before what stands less deep, so that few requests tell whether there is
// an end.
func (s *shapes) sooner(page *stem, v archive.Visit) int {
	if v.Score < columnsFrom {
		return v.Score // such links are left soon
	}
	b := s.below(page, v)
	step := b.Links
	if b.Step > page.Step {
		step++
	}
	lead := 8
	if v.Score >= columnScore {
		lead = 2 // such scores are not corrected by the address, and have little room
	}
	score := v.Score
	for ; step > 0 && learn.Promise(score+lead) == learn.Promise(v.Score) && score+lead < learn.FirstScore; step-- {
		score += lead
	}
	return score
}
