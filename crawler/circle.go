package crawler

import (
	"github.com/cespare/xxhash/v2"

	"gongkai/archive"
)

// circles reports whether a redirect to target leads back to where it came from,
// and else notes it.
func (s *shapes) circles(v archive.Visit, target string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	to, at := xxhash.Sum64String(target), xxhash.Sum64String(v.URL)
	if to == at {
		return true
	}
	for from, n := at, v.Redirects; n > 0; n-- {
		if from = s.moved[from]; from == to {
			return true
		}
	}
	if len(s.moved) < maxStems {
		s.moved[to] = at
	}
	return false
}
