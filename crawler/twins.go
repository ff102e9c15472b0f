package crawler

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// When two authorities of a portal are one site under two names.
const (
	twinPages   = 3      // as many addresses, each with a payload of its own, answered alike; none otherwise
	twinSize    = 256    // bytes; shorter answers are alike by chance
	maxAnswered = 20_000 // addresses remembered of a portal
	twinFor     = 90 * 24 * time.Hour
)

// twins watches which authorities of a portal answer alike. What it compares is
// kept for a run, and what it found in [archive.Site]. It may be used by many at
// once.
type twins struct {
	mu       sync.Mutex
	seed     maphash.Seed
	answered map[string]map[uint64]uint64 // by authority: the hash of a path and query, to that of the payload
	many     int                          // addresses in it
	pairs    map[[2]string]*pair
	aliases  map[string]*archive.Alias // by the authority that is one
}

// pair is what speaks for and against two authorities being one site.
type pair struct {
	alike     map[uint64]string // hash of a payload to one of its paths
	different bool
}

func newTwins() *twins {
	return &twins{seed: maphash.MakeSeed(), answered: map[string]map[uint64]uint64{}, pairs: map[[2]string]*pair{}, aliases: map[string]*archive.Alias{}}
}

// main returns the URL under the main name of the site that url is of, and what
// speaks for that, where url is of an alias.
func (t *twins) main(url string) (string, *archive.Alias) {
	authority := urls.Authority(url)
	t.mu.Lock()
	defer t.mu.Unlock()
	alias := t.aliases[authority]
	if alias == nil {
		return "", nil
	}
	return alias.Of + strings.TrimPrefix(url, authority), alias
}

// recall takes over what was found in an earlier run.
func (t *twins) recall(s archive.Site, now time.Time) {
	if s.Alias == nil || now.Sub(s.Alias.Since) >= twinFor {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.aliases[s.Authority] = s.Alias
}

// saw takes in how a URL was answered. Of two authorities that prove to be one
// site, one that entry holds is the main one, or else the one asked first.
func (t *twins) saw(url string, payload archive.Digest, entry func(authority string) bool, now time.Time) {
	authority, path := urls.Authority(url), urls.Path(url)
	t.mu.Lock()
	defer t.mu.Unlock()
	key, what := maphash.String(t.seed, path), maphash.String(t.seed, string(payload))
	here := t.answered[authority]
	if here == nil {
		here = map[uint64]uint64{}
		t.answered[authority] = here
	}
	if _, known := here[key]; !known {
		if t.many >= maxAnswered {
			return
		}
		t.many++
	}
	here[key] = what
	for other, there := range t.answered {
		answer, ok := there[key]
		if !ok || other == authority {
			continue
		}
		both := [2]string{min(authority, other), max(authority, other)}
		p := t.pairs[both]
		if p == nil {
			p = &pair{alike: map[uint64]string{}}
			t.pairs[both] = p
		}
		if answer != what {
			p.different = true
			continue
		}
		p.alike[what] = path
		alias, main := authority, other
		if entry(authority) {
			alias, main = other, authority
		}
		if p.different || len(p.alike) < twinPages || entry(alias) || t.aliases[alias] != nil || t.aliases[main] != nil {
			continue
		}
		var paths []string
		for _, path := range p.alike {
			paths = append(paths, path)
		}
		slices.Sort(paths)
		t.aliases[alias] = &archive.Alias{Of: main, Since: now, Evidence: "the same payloads at " + strings.Join(paths, ", ")}
	}
}

// compare learns from a whole page whether its site is one under another name.
func (r *run) compare(o *archive.Outcome, p *portal, a *answer, now time.Time) {
	p.twins.saw(o.Visit.URL, a.capture.Payload, func(authority string) bool {
		return slices.ContainsFunc(p.Seeds, func(seed string) bool { return urls.Authority(seed) == authority })
	}, now)
}

// elsewhere refuses a visit of an alias, has the same address asked for under
// the main name, and reports whether it did.
func (r *run) elsewhere(o *archive.Outcome, p *portal, s *site) bool {
	main, alias := p.twins.main(o.Visit.URL)
	if alias == nil || o.Visit.Redirects > 0 { // the main name itself may have sent us here
		return false
	}
	if s.Alias != alias {
		s.Alias = alias
		o.Site = s.copy()
	}
	next := o.Visit
	next.URL, next.Attempts = main, 0
	r.addOutlink(o, p, next)
	o.Result, o.Reason, o.NextDue = archive.ResultRefused, archive.ReasonAlias, o.At.Add(deadRest)
	o.Detail = "another name of " + main
	return true
}
