package crawler

import (
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/internal/urls"
)

// A space without end shows itself by its pages: they are many, their addresses
// differ in figures only, and none of them leads to anything that was not known.
const (
	trapPatience = 12      // pages in a row that may lead to nothing new …
	trapCredit   = 4       // … and as many more for each that did
	maxKnown     = 100_000 // addresses remembered of a portal
	maxShapes    = 20_000
)

// shapes watches the spaces of a portal's addresses for such that have no end.
// What it has seen is kept until the crawl ends, but for the last of what a run saw
// that was killed. It may be used by many at once.
type shapes struct {
	mu     sync.Mutex
	since  time.Time           // of the run that began with nothing
	known  map[uint64]struct{} // addresses and titles that pages led to
	spaces map[string]*space
	ends   int // of spaces that are closed
	names  map[string]*lineage
	stems  map[uint64]*stem  // of pages that were visited
	echoes int               // reports in a row that copies named and that were known
	copies map[string]int    // pages of one name and form in a row that are the same as known ones
	moved  map[uint64]uint64 // what a redirect led to, to what was redirected
	unkept int               // requests since it was kept …
	size   int               // … in so many bytes
}

// lineage is the pages that links of one name led to, and that led to nothing but
// more links of that name.
type lineage struct{ Pages map[uint64]bool }

// lineagePatience is how many pages of a lineage are asked for before it counts as
// one without end, and maxLineages of how many names that is remembered.
const (
	lineagePatience = 12
	maxLineages     = 1000
)

// space is all addresses of one shape.
type space struct {
	Fertile int // pages that led to something new outside of it
	Barren  int // pages since then that did not
	Bred    int // of those, pages that named more addresses of this shape …
	Own     int // … and others that a name of their own led to, as organs have: these come to an end
	Closed  bool
}

func newShapes() *shapes {
	return &shapes{known: map[uint64]struct{}{}, spaces: map[string]*space{}, names: map[string]*lineage{}, copies: map[string]int{}, stems: map[uint64]*stem{}, moved: map[uint64]uint64{}}
}

// shapeOf returns what an address has in common with those that differ from it
// in figures or ids, or in what they ask a page for: its host, its path with one sign
// for each id and each run of digits, and whether it has a query.
func shapeOf(url string) string {
	path, query, _ := strings.Cut(urls.Path(url), "?")
	path = withoutIDs(path)
	var b strings.Builder
	b.WriteString(urls.Host(url))
	digits := false
	for i := 0; i < len(path); i++ {
		if c := path[i]; !isDigit(c) {
			b.WriteByte(c)
			digits = false
		} else if !digits {
			b.WriteByte('#')
			digits = true
		}
	}
	if query != "" {
		b.WriteByte('?')
	}
	return b.String()
}

// An id, as of a session or in hexadecimal figures, is a word of so many letters and
// digits that change so often.
const (
	idLength  = 8
	idChanges = 3
)

// withoutIDs returns an address with one sign for each id.
func withoutIDs(address string) string {
	var b strings.Builder
	kept := 0 // of address, up to where it was taken over
	for at := 0; at < len(address); at++ {
		start, changes := at, 0
		for at < len(address) && isAlnum(address[at]) {
			if at > start && isDigit(address[at]) != isDigit(address[at-1]) {
				changes++
			}
			at++
		}
		if at-start >= idLength && changes >= idChanges {
			b.WriteString(address[kept:start])
			b.WriteByte('#')
			kept = at
		}
	}
	if kept == 0 {
		return address
	}
	return b.String() + address[kept:]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isAlnum(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' }

// saw takes in where a visit has led, and reports whether its page names columns, or
// reports, that are not known. Articles are what is sought, and tell nothing of a
// space; nor do the data and the later pages of lists, which may all ask one
// interface, and may repeat what their first pages show: they end list by list, see
// stale. Where all that is new are more addresses of the page's own form, best is
// the one of them that tells whether it leads on.
func (s *shapes) saw(v archive.Visit, page cms.Reading) (grows bool, best string) {
	url, anchor := v.URL, v.Anchor
	shape := shapeOf(url)
	s.mu.Lock()
	defer s.mu.Unlock()
	news, breeds, score := 0, false, -1
	alike, other := false, false
	for _, l := range page.Links {
		if !s.isNew(l.URL) {
			continue
		}
		grows = grows || !l.SameList && l.Score >= columnsFrom
		alike, other = alike || l.Text == anchor, other || l.Text != anchor
		// Where columns and articles have one form of address, new titles tell
		// that a page leads on; what turns the leaves of a trap has no title.
		if shapeOf(l.URL) != shape || l.Score >= reportScore || utf8.RuneCountInString(l.Text) > shortText && s.isNew(dates.ReplaceAllString(l.Text, "")) {
			news++
		} else if breeds = true; l.Score > score && !l.SameList {
			best, score = l.URL, l.Score
		}
	}
	if news > 0 || page.Articleish {
		best = ""
	}
	if page.Articleish || v.Kind == archive.KindListData || v.SameList {
		return grows, best
	}
	if alike && !other && anchor != "" && !page.Report {
		s.breed(url, anchor)
	}
	sp := s.spaces[shape]
	if sp == nil {
		if len(s.spaces) >= maxShapes {
			return grows, best
		}
		sp = new(space)
		s.spaces[shape] = sp
	}
	if news > 0 {
		sp.Fertile, sp.Barren, sp.Bred, sp.Own = sp.Fertile+1, 0, 0, 0
		return grows, best
	}
	name := dates.ReplaceAllString(anchor, "")
	hanzi := strings.ContainsFunc(name, func(c rune) bool { return unicode.Is(unicode.Han, c) })
	if !breeds && hanzi && utf8.RuneCountInString(name) > longName {
		return grows, best // an item that its list has a title for: lists end by themselves
	}
	sp.Barren++
	if breeds {
		sp.Bred++
	} else if hanzi && s.isNew("name "+shape+" "+name) {
		sp.Own++
	}
	if !sp.Closed && (sp.Barren-sp.Own >= trapPatience+trapCredit*sp.Fertile || sp.Own >= columnPatience) {
		sp.Closed = true
		s.ends++
	}
	return grows, best
}

// breed notes a page that led to nothing but links of the name that led to it.
func (s *shapes) breed(url, anchor string) {
	of := s.names[anchor]
	if of == nil {
		if len(s.names) >= maxLineages {
			return
		}
		of = &lineage{Pages: map[uint64]bool{}}
		s.names[anchor] = of
	}
	of.Pages[xxhash.Sum64String(url)] = true // few: none is asked for once they are
}

// endless reports whether a page of a lineage without end named a visit.
func (s *shapes) endless(v archive.Visit) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.names[v.Anchor]
	if of == nil || len(of.Pages) < lineagePatience || v.SameList {
		return false
	}
	return of.Pages[xxhash.Sum64String(v.Via)]
}

// dates are what the links of a calendar differ in, and times what a page does that
// is made anew for each answer.
var dates = regexp.MustCompile(`\d{1,4}[年月日]|\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}(?::\d{2}){1,2}`)

// isNew notes an address or a title, and reports whether it is met for the
// first time.
func (s *shapes) isNew(text string) bool {
	key := xxhash.Sum64String(text)
	if _, ok := s.known[key]; ok {
		return false
	}
	if len(s.known) >= maxKnown {
		clear(s.known)
	}
	s.known[key] = struct{}{}
	return true
}

// trapped tells why a visit would go on into a space without end, or "" where it
// would not. What is titled as a report is asked for wherever it stands, unless
// pages of that title lead to nothing but others of it; and what is named as a
// column of reports, for some time still: the columns of many organs may be empty.
func (s *shapes) trapped(v archive.Visit) string {
	switch {
	case s.endless(v):
		return "a dozen pages of this name led to nothing but others of it"
	case s.descends(v):
		return "it lies below columns that name ever further ones and led to no report"
	case s.stale(v):
		return "the last pages of this list named nothing new"
	case s.fake(v):
		return "the items of this list are missing, or all one page"
	case s.repeats(v), s.again(v):
		return "pages that are the same as known ones led to known reports alone"
	case v.Score >= reportScore:
	case v.Score >= columnScore && !v.SameList && s.emptyColumns(v.URL),
		(v.Score < columnScore || v.SameList) && s.closed(v.URL):
		return "a dozen pages of this form led to nothing new"
	}
	return ""
}

// columnScore is the least score of a link that is named as a column of reports.
const columnScore = 880

// How many such columns of one form may lead to nothing new: as many as a county
// has organs, which one page names all; but few where every other of them names
// further ones, so that there is no end to them.
const (
	columnPatience = 100
	breedPatience  = 16
)

// emptyColumns reports whether no more columns of the form of an address are
// worth a look.
func (s *shapes) emptyColumns(url string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	sp := s.spaces[shapeOf(url)]
	return sp != nil && (sp.Barren >= columnPatience || sp.Barren >= breedPatience && 2*sp.Bred >= sp.Barren)
}

// closed reports whether an address lies in a space that has proved to be
// without end.
func (s *shapes) closed(url string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ends == 0 {
		return false
	}
	sp := s.spaces[shapeOf(url)]
	return sp != nil && sp.Closed
}
