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
