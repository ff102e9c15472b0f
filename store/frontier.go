package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
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
// that of its server. In the same transaction each lent host's NotBefore becomes
// now+reserve, so that a crash can't make the archive forget that a request may
// have been sent. The
// Host of a lease is as it was before.
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
	s.opts.Step("claim.commit")
	lent := map[string]bool{}
	err = s.join(ctx, &job{hosts: len(taken), run: func(c *change) error {
		leases = nil
		clear(lent)
		for _, h := range taken {
			l, err := c.lend(h, now, reserve, order)
			if err != nil {
				return err
			}
			if l != nil {
				leases = append(leases, *l)
				lent[h.host.name] = true
			}
		}
		return nil
	}})
	if err != nil {
		leases = nil
		clear(lent)
		err = fmt.Errorf("claim visits: %w", err)
	}
	for _, h := range taken {
		if !lent[h.host.name] {
			s.schedule.giveBack(h.host, portals, err == nil)
		}
	}
	s.opts.Step("claim.done")
	return leases, err
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

// lend takes the best visit of a host out of the queue, or returns nil where
// none is ready and worth it.
func (c *change) lend(t turn, now time.Time, reserve time.Duration, order archive.Order) (*archive.Lease, error) {
	var best candidate
	host, at := t.host.name, t.at
	for _, portal := range t.portals {
		l := lane{portal, host}
		woken, err := c.wake(l, now)
		if err != nil {
			return nil, err
		}
		if woken.After(at) {
			at = woken
		}
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
	if h.Lease != nil {
		return nil, fmt.Errorf("host %s is lent already", host)
	}
	p, err := c.portal(best.from.portal)
	if err != nil {
		return nil, err
	}
	out := &archive.Lease{
		Visit: r.Visit, Host: h.Host, NotBefore: at, History: r.History,
		Spent: archive.Spent{Requests: p.Requests, Day: p.Day, DayBytes: p.DayBytes},
	}
	if r.Result == archive.ResultDeferred && r.Reason == archive.ReasonSoftNotFound {
		out.Prior = nil // a page that is still in doubt has led nowhere yet
	} else if out.Prior, err = priorOf(c.tx, s, r); err != nil {
		return nil, err
	}
	reserved := h.Host
	reserved.NotBefore = now.Add(max(reserve, h.Host.Pause))
	reserved.Rest = reserved.NotBefore
	c.setHost(host, &hostRecord{Host: reserved, Lease: &leaseRecord{SURT: s, Portal: best.from.portal}})
	return out, c.unplace(s, r)
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

// Release gives a visit back untouched, whose request was not sent. Its host is
// again as it was when it was lent.
func (s *Store) Release(ctx context.Context, l archive.Lease) error {
	err := s.join(ctx, &job{hosts: 1, run: func(c *change) error {
		key, r, err := c.lentVisit(l.Visit)
		if err != nil {
			return err
		}
		c.setHost(key.Host(), &hostRecord{Host: l.Host})
		return c.place(key, r)
	}})
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
	lent, err := c.lent(s)
	if err != nil {
		return "", nil, err
	}
	if !lent {
		return "", nil, ErrNotLent
	}
	r, err := visitAt(c.tx, s)
	if err == nil && r == nil {
		err = fmt.Errorf("lent URL %s is not known", s)
	}
	return s, r, err
}

// giveBackLeases puts what a former process had out back into the queue.
func giveBackLeases(tx *bbolt.Tx) error {
	c := newChange(tx)
	err := bucketHosts.each(tx, nil, func(name, _ []byte) (bool, error) {
		h, err := hostAt(tx, string(name))
		if err == nil && h.Lease != nil {
			c.hosts[string(name)] = h
		}
		return true, err
	})
	if err != nil {
		return err
	}
	for name, h := range c.hosts {
		s := h.Lease.SURT
		c.setHost(name, &hostRecord{Host: h.Host})
		r, err := visitAt(tx, s)
		if err != nil {
			return err
		}
		if r == nil {
			return fmt.Errorf("lent URL %s is not known", s)
		}
		if err := c.place(s, r); err != nil {
			return err
		}
	}
	return c.flush()
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
