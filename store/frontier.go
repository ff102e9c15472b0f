package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Claim lends at most max visits of the given portals, each of another host:
// the one that order ranks highest of each host, first in first out among
// equals. Of an arm only the visit with the highest score is asked for. What
// order holds not worth a request stays queued, and is lent no sooner than
// order says otherwise. A nil order ranks by score, and holds all worth it.
// Only hosts are lent whose NotBefore has come and of which nothing is out, and
// the same holds for the address and the group of each: the rest of one host is
// that of its server.
//
// What is lent is known in memory alone, and stays in the queue until it is
// settled. That something was lent is durable before the first lease: an archive
// that was not closed since lets every host that has something queued rest from
// its opening for its pause, and for reserve at least, so that a crash can't make
// it forget that a request may have been sent.
//
// next is when something may become claimable: now where more is claimable
// than max, and zero where nothing is queued for the portals but what is lent.
// Where everything waits behind visits that are lent, next is now+reserve, and
// a Settle may make it earlier.
func (s *Store) Claim(ctx context.Context, portals []string, now time.Time, reserve time.Duration, max int, order archive.Order) (leases []archive.Lease, next time.Time, err error) {
	now = now.UTC()
	if order == nil {
		order = byScore
	}
	behind := now.Add(reserve)
	if !behind.After(now) {
		behind = now.Add(time.Second)
	}
	for stirred := false; ; {
		taken := s.schedule.take(portals, now, max)
		if len(taken) == 0 && !stirred && s.schedule.stir(portals) {
			stirred = true
			continue
		}
		if len(taken) > 0 {
			if leases, err = s.lendAll(ctx, taken, portals, now, reserve, order); len(leases) == 0 && err == nil {
				continue // nothing of these hosts was worth it
			}
		}
		next, _ = s.schedule.next(portals, now, behind)
		if err == nil && len(leases) == 0 {
			err = ctx.Err()
		}
		return leases, next, err
	}
}

// lendAll lends the best visit of each host that was taken, and gives the others
// back.
func (s *Store) lendAll(ctx context.Context, taken []turn, portals []string, now time.Time, reserve time.Duration, order archive.Order) (leases []archive.Lease, err error) {
	loans := make([]*loan, len(taken)) // nil: nothing
	if err = s.prepare(ctx, taken, now, reserve); err == nil {
		err = s.view(ctx, func(tx *bbolt.Tx) error {
			c := s.newChange(tx)
			for i, t := range taken {
				var err error
				if loans[i], err = c.lend(t, now, reserve, order); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for i, t := range taken {
		if err != nil || loans[i] == nil {
			s.schedule.giveBack(t.host, portals, err == nil)
			continue
		}
		s.schedule.grant(t.host, loans[i])
		leases = append(leases, loans[i].lease)
	}
	if err != nil {
		return nil, fmt.Errorf("claim visits: %w", err)
	}
	s.opts.Step("claim.done")
	return leases, nil
}

// prepare makes durable what must be before visits are lent: that some are, and
// which of those that waited are ready. Mostly there is nothing of it.
func (s *Store) prepare(ctx context.Context, taken []turn, now time.Time, reserve time.Duration) error {
	known := s.lent.covers(reserve)
	if known && !slices.ContainsFunc(taken, func(t turn) bool { return t.ripe }) {
		return nil
	}
	s.opts.Step("claim.commit")
	woken := make([]time.Time, len(taken))
	err := s.commit(ctx, func(c *change) error {
		clear(woken)
		for i, t := range taken {
			for _, portal := range t.portals {
				at, err := c.wake(lane{portal, t.host.name}, now)
				if err != nil {
					return err
				}
				if at.After(woken[i]) {
					woken[i] = at
				}
			}
		}
		if known {
			return nil
		}
		return c.noteLent(reserve)
	})
	if err != nil {
		return err
	}
	for i := range taken {
		if woken[i].After(taken[i].at) {
			taken[i].at = woken[i]
		}
	}
	s.lent.note(reserve)
	return nil
}

// byScore is the order of a frontier that nobody ranks.
func byScore(_ string, _ uint32, score int) (rank int, worth bool) { return score, true }

// candidate is the best visit of an arm of a lane.
type candidate struct {
	surt  archive.SURT
	from  lane
	rank  int
	place []byte // score and serial number, as they stand in the key
}

// before reports whether c is to be lent rather than d.
func (c candidate) before(d candidate) bool {
	return d.surt == "" || c.rank > d.rank || c.rank == d.rank && bytes.Compare(c.place, d.place) < 0
}

// best returns the visit of a lane that is ready, worth a request and ranked
// highest, or none.
func (c *change) best(l lane, order archive.Order) candidate {
	var best candidate
	prefix := l.prefix()
	cursor := bucketQueue.in(c.tx).Cursor()
	for k, v := cursor.Seek(prefix); bytes.HasPrefix(k, prefix) && k[len(prefix)] != placeWaiting; {
		place := k[len(prefix)+1:]
		var arm uint32
		if k[len(prefix)] == placeArm {
			arm, place = binary.BigEndian.Uint32(place), place[4:]
		}
		score := scoreOf(binary.BigEndian.Uint16(place))
		if n, worth := order(l.portal, arm, score); worth {
			if x := (candidate{archive.SURT(v), l, n, place}); x.before(best) {
				x.place = bytes.Clone(place)
				best = x
			}
		}
		if arm == 0 {
			break // the ready ones of no arm come last
		}
		next := append(bytes.Clone(prefix), placeArm)
		if arm < math.MaxUint32 {
			next = binary.BigEndian.AppendUint32(next, arm+1)
		} else {
			next = append(bytes.Clone(prefix), placeReady)
		}
		k, v = cursor.Seek(next)
	}
	return best
}

// lend chooses the best visit of a host, or returns nil where none is ready and
// worth it.
func (c *change) lend(t turn, now time.Time, reserve time.Duration, order archive.Order) (*loan, error) {
	var best candidate
	host := t.host.name
	for _, portal := range t.portals {
		l := lane{portal, host}
		if x := c.best(l, order); x.surt != "" && x.before(best) {
			best = x
		}
	}
	if best.surt == "" {
		return nil, nil
	}
	s := best.surt
	r, err := visitAt(c.tx, s)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, fmt.Errorf("queued URL %s is not known", s)
	}
	h, err := c.host(host)
	if err != nil {
		return nil, err
	}
	p, err := c.portal(best.from.portal)
	if err != nil {
		return nil, err
	}
	left, err := headOf(c.tx, best.from, s)
	if err != nil {
		return nil, err
	}
	out := archive.Lease{
		Visit: r.Visit, Host: *h, NotBefore: t.at, History: r.History,
		Spent: archive.Spent{Requests: p.Requests, Day: p.Day, DayBytes: p.DayBytes},
	}
	if r.Result == archive.ResultDeferred && (r.Reason == archive.ReasonSoftNotFound || r.Reason == archive.ReasonBlocked) {
		out.Prior = nil // a page that is still in doubt has led nowhere yet
	} else if out.Prior, err = priorOf(c.tx, s, r); err != nil {
		return nil, err
	}
	return &loan{lease: out, surt: s, from: best.from, left: left, reserved: now.Add(max(reserve, h.Pause))}, nil
}

// wake moves the visits of a lane whose time has come to those that are ready,
// and returns the last of their times.
func (c *change) wake(l lane, now time.Time) (last time.Time, err error) {
	prefix := append(l.prefix(), placeWaiting)
	var ripe []archive.SURT
	err = bucketQueue.each(c.tx, prefix, func(rest, value []byte) (bool, error) {
		at := timeOf(number(rest))
		if at.After(now) {
			return false, nil
		}
		last = at // they stand in the order of time
		ripe = append(ripe, archive.SURT(value))
		return true, nil
	})
	if err != nil {
		return last, err
	}
	for _, s := range ripe {
		old, err := visitAt(c.tx, s)
		if err != nil {
			return last, err
		}
		if old == nil {
			return last, fmt.Errorf("queued URL %s is not known", s)
		}
		r := *old
		r.Wait = time.Time{}
		if err := c.putVisit(s, old, &r); err != nil {
			return last, err
		}
	}
	return last, nil
}

// priorOf returns the newest whole capture of a URL, or nil.
func priorOf(tx *bbolt.Tx, s archive.SURT, r *visitRecord) (*archive.Capture, error) {
	if r.Whole == 0 {
		return nil, nil
	}
	c := new(archive.Capture)
	found, err := read(tx, bucketCaptures, captureKey(s, r.Whole), c)
	if err == nil && !found {
		err = fmt.Errorf("capture of %s at %s is missing", s, timeOf(r.Whole))
	}
	return c, err
}

// Enter takes a visit that is out through the gates of the address and the group
// that its host turns out to have. It reports false, and does nothing, where one
// of them has another visit out or rests.
func (s *Store) Enter(l archive.Lease, address, group string, now time.Time) bool {
	key, err := surtOf(l.Visit.URL)
	return err == nil && s.schedule.enter(key, address, group, now)
}

// Release gives a visit back untouched, whose request was not sent.
func (s *Store) Release(l archive.Lease) error {
	key, err := surtOf(l.Visit.URL)
	if err == nil && !s.schedule.release(key) {
		err = ErrNotLent
	}
	if err != nil {
		return fmt.Errorf("release %s: %w", l.Visit.URL, err)
	}
	return nil
}

// lentVisit returns what is known of a visit that is out.
func (c *change) lentVisit(v archive.Visit) (archive.SURT, *visitRecord, error) {
	s, err := surtOf(v.URL)
	if err != nil {
		return "", nil, err
	}
	if !c.lent(s) {
		return "", nil, ErrNotLent
	}
	r, err := visitAt(c.tx, s)
	if err == nil && r == nil {
		err = fmt.Errorf("lent URL %s is not known", s)
	}
	return s, r, err
}

// siteChanges counts how often what is known of an authority was changed.
type siteChanges struct {
	mu    sync.Mutex
	count map[string]int
}

func (n *siteChanges) apply(c *change) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.count == nil {
		n.count = map[string]int{}
	}
	for _, authority := range c.sites {
		n.count[authority]++
	}
}

// SiteChanges counts how often what is known of an authority was changed since
// the archive was opened.
func (s *Store) SiteChanges(authority string) int {
	s.sites.mu.Lock()
	defer s.sites.mu.Unlock()
	return s.sites.count[authority]
}

// Site returns what is known of an authority.
func (s *Store) Site(ctx context.Context, authority string) (archive.Site, error) {
	site := archive.Site{Authority: authority}
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		_, err := read(tx, bucketSites, []byte(authority), &site)
		return err
	})
	if err != nil {
		return site, fmt.Errorf("site %s: %w", authority, err)
	}
	return site, nil
}
