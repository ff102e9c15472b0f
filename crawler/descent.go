package crawler

import (
	"hash/maphash"
	"slices"

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
	promise string // of its link
	shape   uint64 // hash of that of its address
	arm     uint32 // of its link
	links   int32  // of one promise in a row that led to it, but for the first …
	step    int32  // … and how many of them led to a form of address that was not passed

	dry    int32 // pages in a row, itself and what it led to, that led to no report
	failed int32 // of its links that have no end, since it led to a report
	copies int32 // pages, itself the last, that named each other and are the same as pages of other addresses
	gave   bool  // it led to a report
	shut   tree  // those that have none, if any

	sample *sample // of what it names
}

// below returns where a visit that a page names would stand. A step is one to a
// form of address that has not been passed: the columns of years name each other.
// A seed's links have little in common.
func (s *shapes) below(t *stem, v archive.Visit) *stem {
	b := &stem{up: t, arm: v.Arm, promise: learn.Promise(v.Score), shape: maphash.String(s.seed, shapeOf(v.URL))}
	if v.Score >= columnsFrom {
		b.promise = learn.PromiseDisclosure // columns are titled as reports, too
	}
	if t == nil || t.promise != b.promise {
		return b
	}
	b.links, b.step = t.links+1, t.step+1
	for at := t; at != nil && at.promise == b.promise; at = at.up {
		if at.shape == b.shape {
			b.step = t.step
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
	key := maphash.String(s.seed, v.URL)
	if at := s.stems[key]; at != nil {
		return at
	}
	up := s.stems[maphash.String(s.seed, v.Via)]
	at := up
	if up == nil || !v.SameList && v.Redirects == 0 {
		if at = new(stem); v.Via != "" {
			at = s.below(up, v)
		}
	}
	if len(s.stems) < maxStems {
		s.stems[key] = at
	}
	return at
}

// gaveReport notes that a page is a report, or a file of one.
func (t *stem) gaveReport() {
	for ; t != nil; t = t.up {
		t.dry, t.failed, t.gave, t.shut = 0, 0, true, nil
	}
}

// gaveNone notes that a page is none, and whether it names further ones: one that
// is empty is an end, and only what named it tells how deep it goes. Of the links
// that led there those make a tree that stand in places like those of the last;
// where it is deep, it has no end.
func (t *stem) gaveNone(grows bool) {
	for at := t; at.up != nil; at = at.up {
		at.dry++
	}
	if !grows && t.up != nil {
		t = t.up
	}
	link, below := t, tree{}
	for at := t; at.up != nil && at.up.up != nil && !at.up.gave; at = at.up {
		if t.links-at.links < descentDepth {
			below[at.arm] = true
		} else if !below[at.arm] {
			break
		}
		if link = at; at.links == 0 {
			break
		}
	}
	switch {
	case link.dry >= descentPatience && t.step-link.step >= descentDepth:
		link.end(below, 1)
	case link.dry >= formPatience && t.links-link.links >= formDepth:
		link.end(below, descentTried)
	}
}

// end notes that a link has no end below it, which counts for so many of its page:
// where those are enough, none has. A seed has other links.
func (t *stem) end(below tree, many int32) {
	t.shut = below
	if t.up == nil || t.up.up == nil {
		return
	}
	if t.up.failed += many; t.up.failed >= descentTried {
		t.up.shut = below
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
	at := s.stems[maphash.String(s.seed, v.Via)]
	if at == nil || at.gave && v.Score >= reportScore && v.Kind != archive.KindList {
		return false
	}
	way := []uint32{v.Arm}
	for ; at != nil; at = at.up {
		if at.shut != nil && !slices.ContainsFunc(way, func(arm uint32) bool { return !at.shut.holds(arm) }) {
			return true
		}
		way = append(way, at.arm)
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
	step := b.links
	if b.step > page.step {
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
