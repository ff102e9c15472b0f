package store

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// group gathers the jobs of callers that arrive while a transaction is being
// committed. One of them at a time has the turn, and runs all of them.
type group struct {
	mu      sync.Mutex
	waiting []*job
	hosts   int           // that the waiting jobs give back
	full    chan struct{} // closed when nobody else can be expected; nil while nobody lingers
	busy    bool          // somebody has the turn
	last    int           // jobs of the newest transaction
}

// job is one caller's part of a transaction. Its error is set before done is
// closed.
type job struct {
	run      func(*change) error
	hosts    int  // that it gives back
	settles  bool // a visit
	recorded bool // it names a record of captures, which is to be durable first
	err      error
	turn     chan struct{} // closed when the turn is the caller's
	done     chan struct{} // closed when the job is durable, or has failed
}

// linger is how long a commit waits for others to join it, unless all whose
// visits are out have come. A transaction costs three waits for the disk and a
// dozen pages, whatever it holds. Crawling 20 hosts at once on one core, 4 ms took
// a tenth less CPU than 1 ms, and the demo was no slower.
const linger = 4 * time.Millisecond

// Where many share a transaction, nobody's next step waits for it: each commits
// for a host of its own, which rests meanwhile. Fewer and larger transactions
// then cost less.
const (
	crowd       = 8
	crowdLinger = 25 * time.Millisecond
)

// commit runs a part of a transaction and returns once it is durable. run may
// be called more than once, each time on a state in which it has not run; what
// it returns undoes its part alone.
func (s *Store) commit(ctx context.Context, run func(*change) error) error {
	return s.join(ctx, &job{run: run})
}

// join has a job done in the next transaction, and returns once it is durable.
func (s *Store) join(ctx context.Context, j *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.turn, j.done = make(chan struct{}), make(chan struct{})
	out := s.schedule.lentHosts()
	if lead := s.group.add(j, out); !lead {
		select {
		case <-j.done:
			return j.err
		case <-j.turn:
		}
	}
	defer s.group.pass()
	select {
	case <-s.group.wait(s.schedule.lentHosts()):
	case <-time.After(s.group.linger()):
	}
	s.commitAll(s.group.take())
	return j.err
}

// add lets a job wait, where out hosts are lent, and reports whether the turn is
// its caller's.
func (g *group) add(j *job, out int) (lead bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, j)
	g.hosts += j.hosts
	if g.full != nil && g.complete(out) {
		close(g.full)
		g.full = nil
	}
	lead = !g.busy
	g.busy = true
	return lead
}

// complete reports whether jobs wait for all of the hosts that are lent.
func (g *group) complete(out int) bool { return out > 0 && g.hosts >= out }

// wait returns what is closed when nobody else can be expected. The caller has
// the turn.
func (g *group) wait(out int) <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	full := make(chan struct{})
	if g.complete(out) {
		close(full)
	} else {
		g.full = full
	}
	return full
}

// linger returns how long the next commit waits. The caller has the turn.
func (g *group) linger() time.Duration {
	if g.last >= crowd {
		return crowdLinger
	}
	return linger
}

// take returns the jobs that wait. The caller has the turn.
func (g *group) take() []*job {
	g.mu.Lock()
	defer g.mu.Unlock()
	jobs := g.waiting
	g.waiting, g.hosts, g.full, g.last = nil, 0, nil, len(jobs)
	return jobs
}

// pass gives the turn to a caller who came meanwhile, if there is one.
func (g *group) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.busy = len(g.waiting) > 0; g.busy {
		close(g.waiting[0].turn)
	}
}

// syncAll makes the records durable that jobs name, with one fsync, and returns
// the jobs that may be committed.
func (s *Store) syncAll(jobs []*job) []*job {
	if slices.ContainsFunc(jobs, func(j *job) bool { return j.recorded }) {
		s.opts.Step("settle.sync")
		if err := s.captures.Sync(context.Background()); err != nil {
			jobs = slices.DeleteFunc(jobs, func(j *job) bool {
				if j.recorded {
					j.err = err
					close(j.done)
				}
				return j.recorded
			})
		}
	}
	if slices.ContainsFunc(jobs, func(j *job) bool { return j.settles }) {
		s.opts.Step("settle.commit")
	}
	return jobs
}

// commitAll runs jobs in one transaction. A job that fails is taken out and the
// others run again without it.
func (s *Store) commitAll(jobs []*job) {
	jobs = s.syncAll(jobs)
	for len(jobs) > 0 {
		var c *change
		failed := -1
		err := s.guard(func() error {
			return s.db.Update(func(tx *bbolt.Tx) error {
				c = s.newChange(tx)
				for i, j := range jobs {
					if err := j.run(c); err != nil {
						failed = i
						return err
					}
				}
				if err := c.flush(); err != nil {
					return err
				}
				_, err := s.opts.Disk("commit", 0)
				return err
			})
		})
		if failed >= 0 {
			jobs[failed].err = err
			close(jobs[failed].done)
			jobs = slices.Delete(jobs, failed, failed+1)
			continue
		}
		if err == nil {
			s.sites.apply(c) // before its hosts are given back
			s.schedule.apply(c)
			s.recent.apply(c)
		}
		for _, j := range jobs {
			j.err = err
			close(j.done)
		}
		return
	}
}

// change is a transaction being made: the records that nearly every job touches
// are read once, changed in memory and written at its end.
type change struct {
	tx       *bbolt.Tx
	schedule *schedule // as it was before
	recent   *recent
	totals   *archive.Totals
	portals  map[string]*portalRecord
	sinks    map[string]*sinkRecord
	hosts    map[string]*archive.Host
	returned map[string]bool // hosts that are given back, with what is known of them now
	lanes    map[lane]laneHead
	sites    []string     // authorities of which something else is known now
	looked   []recentLink // links that were looked up and need nothing
	changed  []uint64     // hashes of the URLs of which something else is known now
}

// laneHead is what the schedule knows of a lane, without the visit that is lent.
type laneHead struct {
	ready bool
	wait  time.Time // when the first waiting visit becomes ready; zero if none waits
	host  archive.Host
}

func (s *Store) newChange(tx *bbolt.Tx) *change {
	return &change{
		tx:       tx,
		schedule: s.schedule,
		recent:   &s.recent,
		portals:  map[string]*portalRecord{},
		sinks:    map[string]*sinkRecord{},
		hosts:    map[string]*archive.Host{},
		returned: map[string]bool{},
		lanes:    map[lane]laneHead{},
	}
}

// count returns the archive's totals, to be changed in place.
func (c *change) count() (*archive.Totals, error) {
	if c.totals == nil {
		t := new(archive.Totals)
		if _, err := read(c.tx, bucketMeta, keyTotals, t); err != nil {
			return nil, err
		}
		c.totals = t
	}
	return c.totals, nil
}

// portal returns a portal's record, to be changed in place.
func (c *change) portal(id string) (*portalRecord, error) {
	if p := c.portals[id]; p != nil {
		return p, nil
	}
	if err := checkName("portal", id); err != nil {
		return nil, err
	}
	p := new(portalRecord)
	if _, err := read(c.tx, bucketPortals, []byte(id), p); err != nil {
		return nil, err
	}
	if p.Skipped == nil {
		p.Skipped = map[archive.Reason]int{}
	}
	c.portals[id] = p
	return p, nil
}

// host returns what is known of a host. Only giveBack changes it.
func (c *change) host(name string) (*archive.Host, error) {
	if h := c.hosts[name]; h != nil {
		return h, nil
	}
	h, err := hostAt(c.tx, name)
	if err != nil {
		return nil, err
	}
	c.hosts[name] = h
	return h, nil
}

// giveBack ends the lease of a host, of which h is known now.
func (c *change) giveBack(name string, h archive.Host) {
	h.Name = name
	c.hosts[name] = &h
	c.returned[name] = true
}

func hostAt(tx *bbolt.Tx, name string) (*archive.Host, error) {
	h := &archive.Host{Name: name}
	_, err := read(tx, bucketHosts, []byte(name), h)
	return h, err
}

// lease returns which visit of a host is out, if one is, and until when the host
// is reserved for it.
func (c *change) lease(host string) (archive.SURT, time.Time) {
	if c.returned[host] {
		return "", time.Time{}
	}
	return c.schedule.lease(host)
}

// lent reports whether the visit of s is out.
func (c *change) lent(s archive.SURT) bool {
	out, _ := c.lease(s.Host())
	return out == s
}

// flush writes the records that were changed in memory, and looks up where the
// lanes that were touched stand now.
func (c *change) flush() error {
	if c.totals != nil {
		if err := write(c.tx, bucketMeta, keyTotals, c.totals); err != nil {
			return err
		}
	}
	for id, p := range c.portals {
		if err := write(c.tx, bucketPortals, []byte(id), p); err != nil {
			return err
		}
	}
	for name, r := range c.sinks {
		if err := write(c.tx, bucketSinks, []byte(name), r); err != nil {
			return err
		}
	}
	for name := range c.returned {
		if err := write(c.tx, bucketHosts, []byte(name), c.hosts[name]); err != nil {
			return err
		}
	}
	for l := range c.lanes {
		out, _ := c.lease(l.host)
		head, err := headOf(c.tx, l, out)
		if err != nil {
			return err
		}
		c.lanes[l] = head
	}
	return nil
}

// putVisit writes what is known of a URL and keeps in step with it: its place in
// the queue, when it is due, and the counters. old is what stood before, or nil.
func (c *change) putVisit(s archive.SURT, old, r *visitRecord) error {
	value, err := r.encode(s)
	if err != nil {
		return fmt.Errorf("visit %s: %w", r.Visit.URL, err)
	}
	c.changed = append(c.changed, c.recent.hash(s))
	if err := bucketURLs.in(c.tx).Put([]byte(s), value); err != nil {
		return fmt.Errorf("visit %s: %w", r.Visit.URL, err)
	}
	if err := c.unplace(s, old); err != nil {
		return err
	}
	if err := c.place(s, r); err != nil {
		return err
	}
	if old == nil {
		t, err := c.count()
		if err != nil {
			return err
		}
		t.URLs++
		return c.tally(r, +1)
	}
	if err := c.tally(old, -1); err != nil {
		return err
	}
	return c.tally(r, +1)
}

// place enters r in the queue or among what becomes due.
func (c *change) place(s archive.SURT, r *visitRecord) error {
	if key := r.dueKey(s); key != nil {
		return bucketDue.in(c.tx).Put(key, nil)
	}
	if r.State != stateQueued {
		return nil
	}
	c.lanes[r.lane(s)] = laneHead{}
	return bucketQueue.in(c.tx).Put(r.place(s), []byte(s))
}

// unplace takes r out of the queue or of what becomes due.
func (c *change) unplace(s archive.SURT, r *visitRecord) error {
	switch {
	case r == nil:
		return nil
	case r.State == stateQueued:
		c.lanes[r.lane(s)] = laneHead{}
		return bucketQueue.in(c.tx).Delete(r.place(s))
	}
	if key := r.dueKey(s); key != nil {
		return bucketDue.in(c.tx).Delete(key)
	}
	return nil
}

// tally adds n times what r counts for in its portal's counters.
func (c *change) tally(r *visitRecord, n int) error {
	p, err := c.portal(r.Visit.Portal)
	if err != nil {
		return err
	}
	if r.State == stateQueued {
		p.Queued += n
	}
	if reason := r.skipped(); reason != "" {
		if p.Skipped[reason] += n; p.Skipped[reason] == 0 {
			delete(p.Skipped, reason)
		}
	}
	return nil
}
