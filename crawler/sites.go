package crawler

import (
	"context"
	"maps"
	"strings"
	"sync"
	"time"

	"gongkai/archive"
	"gongkai/crawler/robots"
)

// sites keeps what is known of the authorities under way. The frontier lends
// one visit a host, and a visit changes the sites of its own host alone, so that
// no site is changed by two at once; the map is. What another crawler has learned
// of a site since counts before the next visit.
type sites struct {
	store Sites
	mu    sync.Mutex
	known map[string]*site
}

// site is a remembered site with its rules, parsed.
type site struct {
	archive.Site
	changes   int            // to what the store knows of it that are taken in
	rules     *robots.Rules  // nil where robots.txt is unreachable or unknown
	redirects int            // how often its robots.txt was redirected in this run
	unfit     error          // why it may not be visited at all: its address
	home      string         // the title of its home page, once that was read in this run
	doubts    map[string]int // how many pages of a folder waited for its answer in this run
	turning
}

// of returns what is known of an authority.
func (s *sites) of(ctx context.Context, authority string) (*site, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changes := s.store.SiteChanges(authority)
	t := s.known[authority]
	if t != nil && t.changes == changes {
		return t, nil
	}
	kept, err := s.store.Site(ctx, authority)
	if err != nil {
		return nil, err
	}
	kept.Authority = authority
	if t == nil {
		t = new(site)
		s.known[authority] = t
	}
	t.Site, t.changes = kept, changes
	t.parse()
	return t, nil
}

// forget drops what was seen of sites in a run, and leaves what the store has.
func (s *sites) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = map[string]*site{}
}

// keep takes robots.txt over, as it was got or as it stands elsewhere.
func (t *site) keep(r archive.Robots) {
	t.Robots = &r
	t.parse()
}

// parse brings the rules up to the kept robots.txt.
func (t *site) parse() {
	t.rules = nil
	r := t.Robots
	if r == nil || redirects(r) {
		return
	}
	if relaxed(r) {
		t.rules = &robots.Rules{}
		r = r.Kept
	}
	if r == nil {
		return
	}
	if rules, reachable := robots.ForStatus(r.Status, r.Body); reachable {
		t.rules = rules
	}
}

// redirects reports whether r only says where robots.txt stands.
func redirects(r *archive.Robots) bool { return r.Status >= 300 && r.Status < 400 }

// current reports whether robots.txt is known and not out of date.
func (t *site) current(now time.Time) bool {
	return t.Robots != nil && !redirects(t.Robots) && now.Before(t.Robots.Expires)
}

// unreachable reports whether robots.txt could not be had when it was asked for
// last, and nothing else may be.
func (t *site) unreachable() bool { return t.rules == nil && t.Robots != nil && !redirects(t.Robots) }

// blocked returns the block that stands before path now, if one does.
func (t *site) blocked(path string, now time.Time) (archive.Block, bool) {
	for _, b := range t.Blocks {
		if strings.HasPrefix(path, b.Prefix) && now.Before(b.Until) {
			return b, true
		}
	}
	return archive.Block{}, false
}

// block keeps that a part of the site is closed, since when it was first, and that
// no page is known that tells for how long.
func (t *site) block(b archive.Block) {
	kept := t.Blocks[:0:0]
	for _, old := range t.Blocks {
		if old.Prefix != b.Prefix {
			kept = append(kept, old)
		} else {
			b.Since = old.Since
		}
	}
	t.Blocks = append(kept, b)
	t.Tells = maps.Clone(t.Tells)
	delete(t.Tells, b.Prefix)
}

// copy returns the site as it is to be settled.
func (t *site) copy() *archive.Site {
	kept := t.Site
	kept.Blocks = append([]archive.Block(nil), t.Blocks...)
	kept.Folders = maps.Clone(t.Folders)
	return &kept
}
