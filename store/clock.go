package store

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

const (
	// clockSlack is how far a time that was taken may lie ahead: clocks are set, and
	// shared disks have clocks of their own.
	clockSlack = time.Hour

	builtSince = 2026 // the year of this program: it is no earlier

	// longestRest is the longest wait that a portal can ask for, and
	// longestOwed that after a delivery that failed.
	longestRest = 30 * 24 * time.Hour
	longestOwed = 24 * time.Hour
)

// Ahead is what a clock that was ahead had left behind, and is mended: times that
// something waits for, by as much as they were ahead.
type Ahead struct {
	By         time.Duration // at most; 0 where nothing was
	Hosts      int           // that would have rested
	URLs       int           // that would not have been asked for again
	Deliveries int           // that would have waited
	Captures   int           // that are dated in a time to come, and keep their dates
}

// Ahead returns what the opening of the archive found to be left by a clock that
// was ahead.
func (s *Store) Ahead() Ahead { return s.ahead }

// mendClock looks for the end of a response that is yet to come. Where there is
// one, the clock was ahead when it was written, and has been set back since: all
// that was put off then is put off from now on for as long as was meant. Records
// keep their dates, and count as older than what is captured from now on. Where it
// is interrupted, the next opening goes on: the hosts that show it come last.
func (s *Store) mendClock() error {
	m := clockMend{now: s.opts.Now().UTC()}
	if m.now.Year() < builtSince || s.opts.Repair {
		return nil // a machine that has lost the time, and a database that is not whole: the next opening mends it
	}
	err := s.db.View(func(tx *bbolt.Tx) error {
		return bucketHosts.each(tx, nil, func(k, v []byte) (bool, error) {
			h, err := decode[archive.Host](bucketHosts, k, v)
			m.By = max(m.By, m.resting(h))
			return err == nil, err
		})
	})
	if err != nil || m.By == 0 {
		return err
	}
	for after, more := []byte(nil), true; more; {
		err = s.commit(context.Background(), func(c *change) (err error) {
			after, more, err = m.visits(c, after)
			return err
		})
		if err != nil {
			return err
		}
	}
	err = s.commit(context.Background(), func(c *change) error {
		for _, part := range []func(*change) error{m.portals, m.sites, m.blocks, m.alarms, m.deliveries, m.captures, m.hosts} {
			if err := part(c); err != nil {
				return err
			}
		}
		return nil
	})
	s.ahead = m.Ahead
	return err
}

// clockMend is a mend under way.
type clockMend struct {
	Ahead
	now time.Time
}

// ahead returns by how much a time that was taken lies ahead, or 0.
func (m *clockMend) ahead(taken time.Time) time.Duration {
	if by := taken.Sub(m.now); by > clockSlack {
		return by
	}
	return 0
}

// back takes a time back, unless it is none.
func back(t *time.Time, by time.Duration) {
	if !t.IsZero() {
		*t = t.Add(-by)
	}
}

// scannedAtOnce and mendedAtOnce bound one transaction.
const (
	scannedAtOnce = 50_000
	mendedAtOnce  = 1000
)

// visits mends URLs behind after, and returns the last that it looked at and
// whether there are more.
func (m *clockMend) visits(c *change, after []byte) (last []byte, more bool, err error) {
	type mend struct {
		s   archive.SURT
		old *visitRecord
	}
	var found []mend
	cursor := bucketURLs.in(c.tx).Cursor()
	k, v := cursor.First()
	if after != nil {
		if k, v = cursor.Seek(after); bytes.Equal(k, after) {
			k, v = cursor.Next()
		}
	}
	for n := 0; k != nil && n < scannedAtOnce && len(found) < mendedAtOnce; n++ {
		r, err := decodeVisit(archive.SURT(k), v)
		if err != nil {
			return nil, false, fmt.Errorf("entry %q of urls: %w", k, err)
		}
		if m.ahead(r.At) > 0 || m.ahead(r.Seen) > 0 {
			found = append(found, mend{archive.SURT(k), r})
		}
		last = bytes.Clone(k)
		k, v = cursor.Next()
	}
	more = k != nil
	for _, f := range found {
		r, by := *f.old, m.ahead(f.old.At)
		for _, t := range []*time.Time{&r.At, &r.Wait, &r.Due} {
			back(t, by)
		}
		back(&r.Seen, m.ahead(r.Seen))
		if err := c.putVisit(f.s, f.old, &r); err != nil {
			return nil, false, err
		}
		if by > 0 {
			m.URLs++
		}
	}
	return last, more, nil
}

// portals mends when crawls began and ended, and until when they have to wait.
func (m *clockMend) portals(c *change) error {
	return bucketPortals.each(c.tx, nil, func(k, _ []byte) (bool, error) {
		p, err := c.portal(string(k))
		if err != nil {
			return false, err
		}
		for _, t := range []*time.Time{&p.Started, &p.Ended} {
			back(t, m.ahead(*t))
		}
		if m.ahead(p.Closed.Add(-24*time.Hour)) > 0 { // hours and bytes are those of a day
			p.Closed, p.ClosedFor = time.Time{}, ""
		}
		return true, nil
	})
}

// sites has robots.txt asked for anew that was read in a time to come.
func (m *clockMend) sites(c *change) error {
	return each(c, bucketSites, func(s *archive.Site) bool {
		changed := false
		for r := s.Robots; r != nil; r = r.Kept {
			if by := m.ahead(r.Fetched); by > 0 {
				r.Fetched, r.Expires, changed = m.now, m.now, true
			}
			if m.ahead(r.Since) > 0 {
				r.Since, changed = m.now, true
			}
		}
		if s.Alias != nil && m.ahead(s.Alias.Since) > 0 {
			s.Alias.Since, changed = m.now, true
		}
		return m.unblock(s.Blocks) || changed
	})
}

// blocks mends those that a portal's status finds.
func (m *clockMend) blocks(c *change) error {
	return each(c, bucketBlocks, func(all *[]archive.Block) bool { return m.unblock(*all) })
}

func (m *clockMend) unblock(all []archive.Block) (changed bool) {
	for i := range all {
		since, until := m.ahead(all[i].Since), m.ahead(all[i].Until.Add(-24*time.Hour)) // it is told for a day
		back(&all[i].Since, since)
		back(&all[i].Until, until)
		changed = changed || since > 0 || until > 0
	}
	return changed
}

// deliveries makes those due now that would wait for longer than one that failed.
func (m *clockMend) deliveries(c *change) error {
	var late []archive.Delivery
	err := bucketDeliveries.each(c.tx, nil, func(k, v []byte) (bool, error) {
		d, err := decode[deliveryRecord](bucketDeliveries, k, v)
		if err == nil && d.State == deliveryOwed && m.ahead(d.Due.Add(-longestOwed)) > 0 {
			d.Due = m.now
			late = append(late, d.Delivery)
		}
		return err == nil, err
	})
	if err != nil {
		return err
	}
	m.Deliveries = len(late)
	return c.postpone(late)
}

// hosts lets those rest from now on whose rest would begin in a time to come.
func (m *clockMend) hosts(c *change) error {
	var found []archive.Host
	err := bucketHosts.each(c.tx, nil, func(k, v []byte) (bool, error) {
		h, err := decode[archive.Host](bucketHosts, k, v)
		if by := m.resting(h); err == nil && by > 0 {
			for _, t := range []*time.Time{&h.NotBefore, &h.Penalty, &h.Rest} {
				back(t, by)
			}
			found = append(found, h)
		}
		return err == nil, err
	})
	for _, h := range found {
		if err := write(c.tx, bucketHosts, []byte(h.Name), h); err != nil {
			return err
		}
	}
	m.Hosts = len(found)
	return err
}

// resting returns by how much the end of a host's newest response lies ahead; or
// where it has had none, by how much it would rest longer than any may.
func (m *clockMend) resting(h archive.Host) time.Duration {
	return max(m.ahead(h.Rest.Add(-h.Pause)), m.ahead(h.NotBefore.Add(-max(longestRest, h.Pause))))
}

// each changes the entries of a bucket that edit says are to be changed.
func each[T any](c *change, b bucket, edit func(*T) bool) error {
	changed := map[string]T{}
	err := b.each(c.tx, nil, func(k, v []byte) (bool, error) {
		x, err := decode[T](b, k, v)
		if err == nil && edit(&x) {
			changed[string(k)] = x
		}
		return err == nil, err
	})
	for k, x := range changed {
		if err := write(c.tx, b, []byte(k), x); err != nil {
			return err
		}
	}
	return err
}
