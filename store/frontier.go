package store

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Claim lends at most max visits of the given portals, each of another host:
// the one with the highest score of each host, first in first out among equals.
// Only hosts are lent whose NotBefore has come and of which nothing is out. In
// the same transaction each lent host's NotBefore becomes now+reserve, so that
// a crash can't make the archive forget that a request may have been sent. The
// Host of a lease is as it was before.
//
// next is when something may become claimable: now where more is claimable
// than max, and zero where nothing is queued for the portals but what is lent.
// Where everything waits behind visits that are lent, next is now+reserve, and
// a Settle may make it earlier.
func (s *Store) Claim(ctx context.Context, portals []string, now time.Time, reserve time.Duration, max int) (leases []archive.Lease, next time.Time, err error) {
	now = now.UTC()
	behind := now.Add(reserve)
	if !behind.After(now) {
		behind = now.Add(time.Second)
	}
	taken := s.schedule.take(portals, now, max)
	if len(taken) == 0 {
		next, _ = s.schedule.next(portals, now, behind)
		return nil, next, ctx.Err()
	}
	s.opts.Step("claim.commit")
	lent := map[string]bool{}
	err = s.commit(ctx, func(c *change) error {
		leases = nil
		clear(lent)
		for _, h := range taken {
			l, err := c.lend(h.name, portals, now, reserve)
			if err != nil {
				return err
			}
			if l != nil {
				leases = append(leases, *l)
				lent[h.name] = true
			}
		}
		return nil
	})
	if err != nil {
		leases = nil
		clear(lent)
		err = fmt.Errorf("claim visits: %w", err)
	}
	for _, h := range taken {
		if !lent[h.name] {
			s.schedule.giveBack(h)
		}
	}
	s.opts.Step("claim.done")
	next, _ = s.schedule.next(portals, now, behind)
	return leases, next, err
}

// lend takes the best visit of a host out of the queue, or returns nil where
// none is ready.
func (c *change) lend(host string, portals []string, now time.Time, reserve time.Duration) (*archive.Lease, error) {
	var best []byte // place
	var from lane
	var s archive.SURT
	for _, portal := range portals {
		l := lane{portal, host}
		if err := c.wake(l, now); err != nil {
			return nil, err
		}
		prefix := append(l.prefix(), placeReady)
		k, v := bucketQueue.in(c.tx).Cursor().Seek(prefix)
		if !bytes.HasPrefix(k, prefix) {
			continue
		}
		if place := k[len(prefix):]; best == nil || bytes.Compare(place, best) < 0 {
			best, from, s = bytes.Clone(place), l, archive.SURT(v)
		}
	}
	if best == nil {
		return nil, nil
	}
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
	out := &archive.Lease{Visit: r.Visit, Host: h.Host}
	if out.Prior, err = priorOf(c.tx, s, r); err != nil {
		return nil, err
	}
	reserved := h.Host
	reserved.NotBefore = now.Add(max(reserve, h.Host.Pause))
	c.setHost(host, &hostRecord{Host: reserved, Lease: &leaseRecord{SURT: s, Portal: from.portal}})
	return out, c.unplace(s, r)
}

// wake moves the visits of a lane whose time has come to those that are ready.
func (c *change) wake(l lane, now time.Time) error {
	prefix := append(l.prefix(), placeWaiting)
	var ripe []archive.SURT
	err := bucketQueue.each(c.tx, prefix, func(rest, value []byte) (bool, error) {
		if timeOf(number(rest)).After(now) {
			return false, nil
		}
		ripe = append(ripe, archive.SURT(value))
		return true, nil
	})
	if err != nil {
		return err
	}
	for _, s := range ripe {
		old, err := visitAt(c.tx, s)
		if err != nil {
			return err
		}
		if old == nil {
			return fmt.Errorf("queued URL %s is not known", s)
		}
		r := *old
		r.Wait = time.Time{}
		if err := c.putVisit(s, old, &r); err != nil {
			return err
		}
	}
	return nil
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
	err := s.commit(ctx, func(c *change) error {
		key, r, err := c.lentVisit(l.Visit)
		if err != nil {
			return err
		}
		c.setHost(key.Host(), &hostRecord{Host: l.Host})
		return c.place(key, r)
	})
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
