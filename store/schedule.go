package store

import (
	"bytes"
	"container/heap"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// schedule knows of each lane that has something queued when it may be visited
// next. Each portal's lanes stand in a heap by that time; those of lent hosts
// stand in none.
type schedule struct {
	mu      sync.Mutex
	since   time.Time // nothing is lent before
	hosts   map[string]*hostState
	portals map[string]*portalState
	gates   map[string]*gate
	turns   uint64 // hosts that were lent
	out     int    // hosts that are lent now
}

type hostState struct {
	name      string
	notBefore time.Time
	reason    archive.Reason
	lentTo    string       // portal, or ""
	out       archive.SURT // the visit that is lent, once it is chosen
	reserved  time.Time    // for it
	turn      uint64       // when it was lent last
	lanes     []*laneState
	gates     []*gate
}

type laneState struct {
	portal  *portalState
	host    *hostState
	ready   bool
	asleep  bool // ready, and nothing in it is worth a request as far as the order knows
	wait    time.Time
	at      time.Time // when it may be visited; holds while it stands in the heap
	index   int       // in the heap; -1 outside
	counted bool      // among its portal's lanes
}

type portalState struct {
	id        string
	closed    time.Time // until then nothing of it is lent, whatever its hosts allow …
	closedFor archive.Reason
	lanes     int // that are not idle, with those outside the heap
	lent      int
	heap      laneHeap
}

type laneHeap []*laneState

func (h laneHeap) Len() int           { return len(h) }
func (h laneHeap) Less(i, j int) bool { return h[i].before(h[j]) }
func (h laneHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// before reports whether l comes before m: it may be visited earlier, or where
// they wait for one gate, its host was lent longer ago.
func (l *laneState) before(m *laneState) bool {
	switch {
	case !l.at.Equal(m.at):
		return l.at.Before(m.at)
	case l.host.turn != m.host.turn:
		return l.host.turn < m.host.turn
	}
	return l.host.name < m.host.name // as good as any, and always the same
}

func (h *laneHeap) Push(x any) {
	l := x.(*laneState)
	l.index = len(*h)
	*h = append(*h, l)
}

func (h *laneHeap) Pop() any {
	last := len(*h) - 1
	l := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	l.index = -1
	return l
}

// loadSchedule looks at each host and each lane of the queue once. Nothing is
// lent before since.
func loadSchedule(db *bbolt.DB, since time.Time, lenient bool) (*schedule, error) {
	s := &schedule{since: since, hosts: map[string]*hostState{}, portals: map[string]*portalState{}, gates: map[string]*gate{}}
	return s, db.View(func(tx *bbolt.Tx) error {
		err := bucketHosts.each(tx, nil, func(k, v []byte) (bool, error) {
			h, err := decode[archive.Host](bucketHosts, k, v)
			if err != nil && lenient {
				return true, nil
			}
			s.rest(h)
			return true, err
		})
		if err != nil {
			return err
		}
		err = bucketPortals.each(tx, nil, func(k, v []byte) (bool, error) {
			p, err := decode[portalRecord](bucketPortals, k, v)
			if err != nil && lenient {
				return true, nil
			}
			s.close(string(k), p)
			return true, err
		})
		if err != nil {
			return err
		}
		return eachLane(tx, func(l lane) error {
			head, err := headOf(tx, l, "")
			if err == nil {
				s.set(l, head)
			} else if lenient {
				err = nil
			}
			return err
		})
	})
}

// headOf looks up where a lane stands, but for the visit that is lent of it.
func headOf(tx *bbolt.Tx, l lane, lent archive.SURT) (laneHead, error) {
	h, err := hostAt(tx, l.host)
	if err != nil {
		return laneHead{}, err
	}
	head := laneHead{host: *h}
	cursor := bucketQueue.in(tx).Cursor()
	prefix := l.prefix()
	k, v := cursor.Seek(prefix)
	if lent != "" && string(v) == string(lent) {
		k, _ = cursor.Next()
	}
	head.ready = len(k) > len(prefix) && bytes.HasPrefix(k, prefix) && k[len(prefix)] != placeWaiting
	if k, _ = cursor.Seek(append(prefix, placeWaiting)); bytes.HasPrefix(k, append(prefix, placeWaiting)) {
		head.wait = timeOf(number(k[len(prefix)+1:]))
	}
	return head, nil
}

// apply takes over what a committed change did.
func (s *schedule) apply(c *change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := range c.returned {
		r := *c.hosts[name]
		s.rest(r)
		if h := s.hosts[name]; h != nil {
			s.know(h, r)
			s.lend(h, "")
		}
	}
	for l, head := range c.lanes {
		s.set(l, head)
	}
	for id, p := range c.portals {
		s.close(id, *p)
	}
}

// close takes over until when a portal is closed.
func (s *schedule) close(id string, r portalRecord) {
	p := s.portal(id)
	p.closed, p.closedFor = r.Closed, r.ClosedFor
}

// set enters, moves or drops a lane.
func (s *schedule) set(l lane, head laneHead) {
	h := s.hosts[l.host]
	if h == nil {
		h = &hostState{name: l.host}
		s.hosts[l.host] = h
		s.know(h, head.host)
	}
	p := s.portal(l.portal)
	i := slices.IndexFunc(h.lanes, func(x *laneState) bool { return x.portal == p })
	empty := !head.ready && head.wait.IsZero()
	switch {
	case i < 0 && !empty:
		h.lanes = append(h.lanes, &laneState{portal: p, host: h, ready: head.ready, wait: head.wait, index: -1})
	case i >= 0 && !empty:
		h.lanes[i].ready, h.lanes[i].asleep, h.lanes[i].wait = head.ready, false, head.wait
	case i >= 0:
		s.unschedule(h.lanes[i])
		s.count(h.lanes[i], false)
		h.lanes = slices.Delete(h.lanes, i, i+1)
	}
	s.settle(h)
}

func (s *schedule) portal(id string) *portalState {
	p := s.portals[id]
	if p == nil {
		p = &portalState{id: id}
		s.portals[id] = p
	}
	return p
}

// lend notes that h is lent to a portal, or to none.
func (s *schedule) lend(h *hostState, portal string) {
	if h.lentTo != "" {
		s.portal(h.lentTo).lent--
		s.out--
	}
	if h.lentTo = portal; portal != "" {
		s.portal(portal).lent++
		s.out++
		s.turns++
		h.turn = s.turns
	} else {
		h.out, h.reserved = "", time.Time{}
	}
	s.settle(h)
	for _, g := range h.gates {
		switch {
		case portal != "":
			g.lent = h
		case g.lent == h:
			g.lent = nil
		}
		s.settleAll(g)
	}
}

// settle puts h's lanes where they belong, and forgets h if nothing is left.
func (s *schedule) settle(h *hostState) {
	for _, l := range h.lanes {
		s.count(l, !l.idle())
		if h.lentTo != "" || l.idle() || h.gated() {
			s.unschedule(l)
			continue
		}
		l.at = later(h.ready(), s.since)
		if (!l.ready || l.asleep) && l.wait.After(l.at) {
			l.at = l.wait
		}
		if l.index >= 0 {
			heap.Fix(&l.portal.heap, l.index)
		} else {
			heap.Push(&l.portal.heap, l)
		}
	}
	if len(h.lanes) == 0 && h.lentTo == "" {
		s.leave(h)
		delete(s.hosts, h.name)
	}
}

// count keeps in step how many lanes of l's portal are not idle.
func (s *schedule) count(l *laneState, counts bool) {
	switch {
	case counts && !l.counted:
		l.portal.lanes++
	case !counts && l.counted:
		l.portal.lanes--
	}
	l.counted = counts
}

func (s *schedule) unschedule(l *laneState) {
	if l.index >= 0 {
		heap.Remove(&l.portal.heap, l.index)
	}
}

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
