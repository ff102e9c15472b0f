package store

import (
	"encoding/binary"
	"hash/maphash"

	"gongkai/archive"
)

// recentLinks is how many links are remembered that were looked up: the menus of
// a few thousand sites, in 2 MiB.
const recentLinks = 1 << 17

// recent remembers of links that pages led to, and that were known already, that
// nothing is to be done for them. What every page of a site links to is found so
// without the database, in which it lies on as many pages. Whoever has the turn
// to commit may use it.
type recent struct {
	seed  maphash.Seed
	links []recentLink // by hash; a newer one takes the place of an older
}

type recentLink struct {
	hash    uint64
	rank    uint16 // of one that is queued, as in its header
	settled bool
}

func (r *recent) hash(s archive.SURT) uint64 {
	if r.links == nil {
		r.seed, r.links = maphash.MakeSeed(), make([]recentLink, recentLinks)
	}
	return maphash.String(r.seed, string(s))
}

func (r *recent) at(hash uint64) *recentLink { return &r.links[hash%recentLinks] }

// idle reports whether a link is known to need nothing.
func (r *recent) idle(s archive.SURT, v archive.Visit) bool {
	hash := r.hash(s)
	l := r.at(hash)
	return l.hash == hash && l.needsNothing(v)
}

// apply takes over what a committed change looked up and changed.
func (r *recent) apply(c *change) {
	for _, l := range c.looked {
		*r.at(l.hash) = l
	}
	for _, hash := range c.changed {
		if l := r.at(hash); l.hash == hash {
			*l = recentLink{}
		}
	}
}

// needsNothing reports whether a link is known that leads to what v is: visited,
// and not asked for again, or queued at no lower a score.
func (l recentLink) needsNothing(v archive.Visit) bool {
	if l.settled {
		return !v.Again
	}
	return l.rank <= rank(v.Score)
}

// linkOf returns what the header of a URL's record says of a link to it. A URL
// that is only known as a link has none.
func linkOf(header []byte) (l recentLink, ok bool) {
	if len(header) < visitHeader {
		return l, false
	}
	l.settled, l.rank = visitState(header[0]) == stateSettled, binary.BigEndian.Uint16(header[1:])
	return l, l.settled || visitState(header[0]) == stateQueued
}
