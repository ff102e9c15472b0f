package learn

import (
	"fmt"
	"hash/maphash"
	"strings"
	"sync"

	"gongkai/archive"
)

// Link is a link as it was found.
type Link struct {
	URL      string
	Place    string // tags from the body down to the link; empty for links that a script would make
	Column   string // 栏目 that it stands in
	Kind     archive.Kind
	Score    int  // of the lexicon, 0 to 1000
	Titled   bool // its text tells more than its address
	SameList bool // another page of the list that it stands on
}

// Found is what a visit brought.
type Found struct {
	Class   Class
	Report  bool     // the page is a report itself
	Echo    string   // what tells its page from others, where it is a report that is known by another address
	Reports []string // addresses of links that are titled as reports, and that no page led to before
}

// Model is what is known of one portal's links. Its methods may be called
// together.
type Model struct {
	mu     sync.Mutex
	arms   map[uint32]*arm
	pulls  float64
	echoes int // reports in a row that had come by links of their arm before
	judged classifier

	byPlace map[place]uint32    // clusters of places met before
	placed  map[uint64]placing  // links met before
	found   map[uint64]struct{} // reports that links led to
	seed    maphash.Seed
}

// placing is where a link was put.
type placing struct {
	arm   uint32
	score int32
}

// The memory that a model may take, in entries; what is beyond is forgotten and
// placed anew.
const (
	maxPlaces = 2_000
	maxPlaced = 5_000
	maxFound  = 20_000
)

// New returns a model that knows nothing.
func New() *Model {
	return &Model{
		arms: map[uint32]*arm{}, byPlace: map[place]uint32{}, placed: map[uint64]placing{}, found: map[uint64]struct{}{},
		seed: maphash.MakeSeed(),
	}
}

// Place returns the arm of a link and its score as the address corrects it.
func (m *Model) Place(l Link) (number uint32, score int) {
	var h maphash.Hash
	h.SetSeed(m.seed)
	h.WriteString(l.URL)
	h.WriteString(l.Place)
	h.WriteByte(byte(l.Score >> 2))
	key := h.Sum64()

	m.mu.Lock()
	defer m.mu.Unlock()
	if known, ok := m.placed[key]; ok {
		return known.arm, int(known.score)
	}
	score = l.Score
	if barrenScore <= l.Score && l.Score < certainScore {
		score = m.judged.correct(l.URL, l.Score, l.Kind == archive.KindPage && !l.Titled)
	}
	number = m.armOf(placeOf(l))
	if len(m.placed) >= maxPlaced {
		clear(m.placed)
	}
	m.placed[key] = placing{number, int32(score)}
	return number, score
}

// Learn takes in what the first capture of a visit brought.
func (m *Model) Learn(v archive.Visit, f Found) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.judged.learn(v.URL, f.Class)
	news := 0
	for _, url := range f.Reports {
		if m.isNew("link ", url) {
			news++
		}
	}
	// Portals list a report in several places; what comes by links of one kind once
	// more is one that comes by any.
	echo := f.Echo != "" && !m.isNew(fmt.Sprint("echo ", v.Arm, " "), f.Echo)
	switch {
	case echo:
		m.echoes++
	case f.Report, f.Echo != "":
		m.echoes = 0
	}
	if m.echoes >= echoPatience && news > 0 {
		news, echo = 0, true // titles that promise what is known
	}
	reward := float64(news) / float64(news+1) // the reports cost a request each
	if f.Report {
		reward = 0
		if m.isNew("page ", v.URL) {
			reward = 1
		}
	}
	m.pulls++
	if a := m.armed(v); a != nil {
		a.Pulls++
		a.took(reward > 0, echo)
	}
	for _, number := range [...]uint32{v.Arm, v.Trail[0], v.Trail[1]} {
		if a := m.arms[number]; a != nil {
			a.Reward = min(a.Reward+reward, a.Pulls)
		}
		reward *= trailDiscount
	}
}

// isNew notes a report's address, or that of its twin for telephones, and
// reports whether it is met for the first time as what it is: a link, a page, or
// the payload of an echo.
func (m *Model) isNew(as, url string) bool {
	key := maphash.String(m.seed, as+strings.Replace(url, "_wap.", ".", 1))
	if _, ok := m.found[key]; ok {
		return false
	}
	if len(m.found) >= maxFound {
		clear(m.found)
	}
	m.found[key] = struct{}{}
	return true
}

// Trail returns the arms that the links of a visit's page were reached by,
// nearest first.
func Trail(v archive.Visit) [2]uint32 { return [2]uint32{v.Arm, v.Trail[0]} }

// trailDiscount is how much of what a page brought counts for the link that led
// to the page before it.
const trailDiscount = 0.6
