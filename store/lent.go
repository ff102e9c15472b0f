package store

import (
	"bytes"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// lentRecord stands in the database while visits may be out, and after a crash.
type lentRecord struct {
	Reserve time.Duration `json:"reserve"` // how long a host rests after a crash, at least
}

// lentMark is what this process knows of the lentRecord.
type lentMark struct {
	mu      sync.Mutex
	stands  bool
	forgot  bool // a request that was sent: its outcome could not be kept
	reserve time.Duration
}

// forget notes that a request was sent that the database knows nothing of.
func (m *lentMark) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forgot = true
}

// removable reports whether a record stands that tells nothing, once nothing is
// out.
func (m *lentMark) removable() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stands && !m.forgot
}

// covers reports whether a record stands that holds for a reserve.
func (m *lentMark) covers(reserve time.Duration) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stands && m.reserve >= reserve
}

// note takes over that a record stands for a reserve.
func (m *lentMark) note(reserve time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stands, m.reserve = true, max(m.reserve, reserve)
}

// noteLent makes it known that visits may be out.
func (c *change) noteLent(reserve time.Duration) error {
	var r lentRecord
	if _, err := read(c.tx, bucketMeta, keyLent, &r); err != nil {
		return err
	}
	r.Reserve = max(r.Reserve, reserve)
	return write(c.tx, bucketMeta, keyLent, r)
}

// restLent lets every host rest of which a former process may have had a visit
// out: those that have something queued, where the process did not close the
// archive. Until since nothing is to be lent at all: which server a host has may
// have been found out by its visit that was out, and that server has others.
func (s *Store) restLent(tx *bbolt.Tx) (since time.Time, err error) {
	var r lentRecord
	crashed, err := read(tx, bucketMeta, keyLent, &r)
	if err != nil && s.opts.Repair {
		crashed, err = true, nil
	}
	if err != nil || !crashed {
		return since, err
	}
	now := s.opts.Now().UTC()
	since = now.Add(r.Reserve)
	err = eachLane(tx, func(l lane) error {
		h, err := hostAt(tx, l.host)
		if err != nil && s.opts.Repair {
			h, err = &archive.Host{Name: l.host}, nil
		}
		if err != nil {
			return err
		}
		until := now.Add(max(r.Reserve, h.Pause))
		h.NotBefore, h.Rest = later(h.NotBefore, until), later(h.Rest, until)
		h.Pause = max(h.Pause, r.Reserve) // its rest begins now
		return write(tx, bucketHosts, []byte(l.host), h)
	})
	if err != nil {
		return since, err
	}
	return since, bucketMeta.in(tx).Delete(keyLent)
}

// unmarkLent removes the record where nothing is out, and all that came of what
// was out is kept. Where that fails, hosts rest once more than they need to.
func (s *Store) unmarkLent() {
	if !s.lent.removable() || s.schedule.lentHosts() > 0 {
		return
	}
	_ = s.guard(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error { return bucketMeta.in(tx).Delete(keyLent) })
	})
}

// eachLane calls visit for each lane of the queue. It may write to other buckets.
func eachLane(tx *bbolt.Tx, visit func(lane) error) error {
	cursor := bucketQueue.in(tx).Cursor()
	for k, _ := cursor.First(); k != nil; {
		portal, rest, _ := bytes.Cut(k, []byte{0})
		host, _, _ := bytes.Cut(rest, []byte{0})
		l := lane{string(portal), string(host)}
		if err := visit(l); err != nil {
			return err
		}
		k, _ = cursor.Seek(append(l.prefix(), 0xff))
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
