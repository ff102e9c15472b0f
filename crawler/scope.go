package crawler

import (
	"gongkai/archive"
	"gongkai/internal/urls"
)

// scope is what belongs to a portal.
type scope struct {
	domains map[string]bool
}

// newScope returns the scope of p: the hosts of its seeds, and the domains that
// it lists with everything below them.
func newScope(p archive.Portal) scope {
	s := scope{domains: map[string]bool{}}
	for _, d := range p.Hosts {
		s.domains[d] = true
	}
	for _, seed := range p.Seeds {
		s.domains[urls.Host(seed)] = true
	}
	return s
}

// holds reports whether the host of a canonical URL belongs to the portal.
func (s scope) holds(url string) bool {
	key, err := urls.Key(url)
	if err != nil {
		return false
	}
	for d := range s.domains {
		if key.Within(d) {
			return true
		}
	}
	return false
}
