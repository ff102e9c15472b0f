package store

import (
	"slices"
	"time"

	"gongkai/archive"
)

// turn is a host whose turn has come, and those of the portals asked for that
// have something queued of it. A crawl of a thousand portals looks at no more
// than these.
type turn struct {
	host    *hostState
	portals []string
	at      time.Time // when it comes
	ripe    bool      // something waits in its lanes whose time has come, too
}

// loan is what was chosen of a host whose turn had come.
type loan struct {
	lease    archive.Lease
	surt     archive.SURT
	from     lane
	left     laneHead // what is left of the lane
	reserved time.Time
}

// take marks up to n hosts as lent that may be visited for one of the portals
// now, those that have waited longest first.
func (s *schedule) take(portals []string, now time.Time, n int) []turn {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []*portalState // lending brings nothing forward
	for _, id := range portals {
		if p := s.portals[id]; p != nil && len(p.heap) > 0 && !p.heap[0].at.After(now) && !p.closed.After(now) {
			due = append(due, p)
		}
	}
	var taken []turn
	for len(taken) < n {
		l := first(due)
		if l == nil || l.at.After(now) {
			break
		}
		t := turn{host: l.host, at: l.at}
		for _, l := range l.host.lanes {
			if slices.Contains(portals, l.portal.id) && !l.portal.closed.After(now) {
				t.portals = append(t.portals, l.portal.id)
				t.ripe = t.ripe || !l.wait.IsZero() && !l.wait.After(now)
			}
		}
		taken = append(taken, t)
		s.lend(l.host, l.portal.id)
	}
	return taken
}

// grant notes what of a host that was taken is out.
func (s *schedule) grant(h *hostState, l *loan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.from.portal != h.lentTo {
		s.portal(h.lentTo).lent--
		s.portal(l.from.portal).lent++
		h.lentTo = l.from.portal
	}
	h.out, h.reserved = l.surt, l.reserved
	s.set(l.from, l.left)
}

// lease returns which visit of a host is out, if one is, and until when the host
// is reserved for it.
func (s *schedule) lease(host string) (archive.SURT, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hosts[host]
	if h == nil {
		return "", time.Time{}
	}
	return h.out, h.reserved
}

// release takes a visit back whose request was not sent, and reports whether it
// was out.
func (s *schedule) release(surt archive.SURT) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.putBack(surt)
}

// takeBack takes a visit back whose outcome could not be kept, and reports
// whether it was out. Its host and its server rest as r has them.
func (s *schedule) takeBack(surt archive.SURT, r archive.Host) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hosts[surt.Host()]
	if h == nil || h.out != surt {
		return false
	}
	s.rest(r)
	s.know(h, r)
	return s.putBack(surt)
}

// putBack puts a visit that is out back into its lane, and reports whether it
// was.
func (s *schedule) putBack(surt archive.SURT) bool {
	h := s.hosts[surt.Host()]
	if h == nil || h.out != surt {
		return false
	}
	head := laneHead{ready: true}
	if i := slices.IndexFunc(h.lanes, func(l *laneState) bool { return l.portal.id == h.lentTo }); i >= 0 {
		head.wait = h.lanes[i].wait
	}
	s.set(lane{h.lentTo, h.name}, head)
	s.lend(h, "")
	return true
}

// giveBack undoes take for a host of which nothing was lent after all. With
// asleep that is because nothing of the portals is worth it; they are not tried
// again before something changes in them.
func (s *schedule) giveBack(h *hostState, portals []string, asleep bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range h.lanes {
		if asleep && slices.Contains(portals, l.portal.id) {
			l.asleep = l.ready
		}
	}
	s.lend(h, "")
}

// idle reports whether nothing of l is to be visited, now or later, unless
// something changes.
func (l *laneState) idle() bool { return l.ready && l.asleep && l.wait.IsZero() }

// stir wakes what is asleep of the portals, where nothing of them is lent: what
// was learned since may have made it worth a request. It reports whether there
// was any.
func (s *schedule) stir(portals []string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range portals {
		if p := s.portals[id]; p != nil && p.lent > 0 {
			return false
		}
	}
	stirred := false
	for _, h := range s.hosts {
		woken := false
		for _, l := range h.lanes {
			if l.asleep && slices.Contains(portals, l.portal.id) {
				l.asleep, woken = false, true
			}
		}
		if woken {
			s.settle(h)
			stirred = true
		}
	}
	return stirred
}

// first returns the lane of the portals that may be visited next, or nil.
func first(portals []*portalState) *laneState {
	var first *laneState
	for _, p := range portals {
		if len(p.heap) == 0 {
			continue
		}
		if l := p.heap[0]; first == nil || l.before(first) {
			first = l
		}
	}
	return first
}

// next returns when a visit of one of the portals may start, and why not
// before. behind is the answer where all that is queued stands behind visits
// that are lent, so that nobody can tell. Zero means that nothing is queued.
func (s *schedule) next(portals []string, now, behind time.Time) (time.Time, archive.Reason) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var at time.Time
	var reason archive.Reason
	lanes := 0
	for _, id := range portals {
		p := s.portals[id]
		if p == nil {
			continue
		}
		lanes += p.lanes
		if len(p.heap) == 0 {
			continue
		}
		ready, why := p.heap[0].at, p.heap[0].host.reason
		if p.closed.After(ready) {
			ready, why = p.closed, p.closedFor
		}
		if at.IsZero() || ready.Before(at) {
			at, reason = ready, why
		}
	}
	switch {
	case at.After(now):
		return at, reason
	case !at.IsZero():
		return now, ""
	case lanes > 0:
		return behind, ""
	}
	return time.Time{}, ""
}

// lentHosts returns how many hosts are lent.
func (s *schedule) lentHosts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out
}

// lent returns how many visits of a portal are out.
func (s *schedule) lent(portal string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.portals[portal]; p != nil {
		return p.lent
	}
	return 0
}
