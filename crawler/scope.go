package crawler

import (
	"net/netip"
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/crawler/robots"
	"gongkai/internal/urls"
)

// scope is what belongs to a portal.
type scope struct {
	domains map[string]bool
	seeds   []string
	ignored *robots.Rules // patterns of addresses that the operator doesn't want
	only    *robots.Rules // and of those alone that the operator wants; nil for all
}

// newScope returns the scope of p: the hosts of its seeds, and the domains that
// it lists with everything below them.
func newScope(p archive.Portal) scope {
	s := scope{domains: map[string]bool{}, seeds: entries(p)}
	for _, d := range p.Hosts {
		s.domains[d] = true
	}
	for _, seed := range p.Seeds {
		s.domains[urls.Host(seed)] = true
	}
	if len(p.Ignore) > 0 {
		s.ignored = robots.Parse([]byte("User-agent: *\nDisallow: " + strings.Join(p.Ignore, "\nDisallow: ") + "\n"))
	}
	if len(p.Only) > 0 {
		s.only = robots.Parse([]byte("User-agent: *\nDisallow: /\nAllow: " + strings.Join(p.Only, "\nAllow: ") + "\n"))
	}
	return s
}

// ignores reports whether the operator doesn't want what v leads to. What a page that
// is wanted holds is wanted, too: its files, the further pages of its list, and where it
// has moved.
func (s scope) ignores(v archive.Visit) bool {
	path := urls.Path(v.URL)
	if s.ignored != nil && !s.ignored.Allowed(product, path) {
		return true
	}
	held := v.Kind != archive.KindPage && v.Kind != archive.KindList || v.SameList || v.Redirects > 0
	return s.only != nil && !held && !s.only.Allowed(product, path) && !slices.Contains(s.seeds, v.URL)
}

// lets reports whether a visit may be made for the portal: one of its hosts', and
// one of a file that a page of these gives for a report, wherever that lies. Where
// such a file is redirected to, it still is that file.
func (s scope) lets(v archive.Visit) bool {
	return s.holds(v.URL) || v.Kind == archive.KindAttachment && v.Ahead().Score >= cms.PartScore && (s.holds(v.Via) || v.Redirects > 0)
}

// holds reports whether the host of a canonical URL belongs to the portal.
func (s scope) holds(url string) bool {
	host := urls.Host(url)
	if host == "" {
		return false
	}
	if s.domains[host] {
		return true
	}
	for d := range s.domains {
		if above, ok := strings.CutSuffix(host, d); ok && strings.HasSuffix(above, ".") {
			_, err := netip.ParseAddr(host)
			return err != nil // no address is below another
		}
	}
	return false
}
