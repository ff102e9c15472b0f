package store

import (
	"context"
	"fmt"
	"time"

	"gongkai/archive"
)

const (
	fillChunk = 1000 // visits queued in one transaction when a crawl begins

	// dueSoon is how long before its time a visit is queued where a crawl begins:
	// pages that were visited one after the other would else fall due so, and take
	// several crawls, each with its seeds.
	dueSoon = 6 * time.Hour

	// longestCrawl is how long after its beginning a crawl is resumed that had to wait.
	// Until then the portal shows nothing new that is worth a request which it counts.
	longestCrawl = 24 * time.Hour
)

// BeginCrawl begins a crawl of p, or resumes the one that has not ended, or that had
// to wait and began less than a day ago. A new crawl sets the crawl's counters to
// nothing, queues the seeds, whatever is known of them, and all of the portal's visits
// whose NextDue has come, or comes within hours, and forgets the model of the last one,
// unless that had to wait. A resumed one queues only seeds that are not known yet. What
// an ended crawl left in the queue belongs to the next.
func (s *Store) BeginCrawl(ctx context.Context, p archive.Portal, seeds []archive.Visit) (resumed bool, err error) {
	now := s.opts.Now().UTC()
	var started time.Time
	filling := false
	err = s.commit(ctx, func(c *change) error {
		r, err := c.portal(p.ID)
		if err != nil {
			return err
		}
		waited := r.EndReason == archive.EndWaiting
		resumed = r.Running || waited && r.Queued > 0 && now.Sub(r.Started) < longestCrawl
		if !resumed {
			if !waited {
				if err := bucketModels.in(c.tx).Delete([]byte(archive.CrawlModel(p.ID))); err != nil {
					return err
				}
			}
			r.Filling, r.Started = true, now
			r.Requests, r.Bytes, r.Captures, r.Found = 0, 0, 0, 0
		}
		r.Running, r.Ended, r.EndReason = true, time.Time{}, ""
		started, filling = r.Started, r.Filling
		r.Closed, r.ClosedFor = time.Time{}, "" // its limits may have changed
		for _, v := range seeds {
			v.Portal = p.ID
			if err := c.offer(v, now, !resumed); err != nil {
				return fmt.Errorf("seed %s: %w", v.URL, err)
			}
		}
		return nil
	})
	for err == nil && filling {
		err = s.commit(ctx, func(c *change) error {
			filling, err = c.fill(p.ID, started.Add(dueSoon), now)
			return err
		})
	}
	if err != nil {
		return resumed, fmt.Errorf("begin crawl of %s: %w", p.ID, err)
	}
	return resumed, nil
}

// fill queues the next of a portal's visits that were due at a time, and
// reports whether there may be more.
func (c *change) fill(portal string, due, now time.Time) (more bool, err error) {
	var chunk []archive.SURT
	err = bucketDue.each(c.tx, text(portal), func(rest, _ []byte) (bool, error) {
		if number(rest) > stamp(due) {
			return false, nil
		}
		chunk = append(chunk, archive.SURT(rest[8:]))
		return len(chunk) < fillChunk, nil
	})
	if err != nil {
		return false, err
	}
	for _, s := range chunk {
		old, err := visitAt(c.tx, s)
		if err != nil {
			return false, err
		}
		if old == nil {
			return false, fmt.Errorf("URL %s, which is due, is not known", s)
		}
		v := old.Visit
		v.Arm = 0 // it is due whatever its like have brought
		if err := c.queue(s, old, v, now); err != nil {
			return false, err
		}
	}
	p, err := c.portal(portal)
	if err != nil {
		return false, err
	}
	p.Filling = len(chunk) == fillChunk
	return p.Filling, nil
}

// EndCrawl notes that a portal's crawl has ended, and why.
func (s *Store) EndCrawl(ctx context.Context, portal, reason string) error {
	now := s.opts.Now().UTC()
	err := s.commit(ctx, func(c *change) error {
		p, err := c.portal(portal)
		if err != nil {
			return err
		}
		p.Running, p.Filling, p.Ended, p.EndReason = false, false, now, reason
		return nil
	})
	if err != nil {
		return fmt.Errorf("end crawl of %s: %w", portal, err)
	}
	return nil
}
