package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// Settle makes durable all that follows from a visit: its capture's record in
// the WARC first, and then in one transaction the state of the visit, its host
// and site, the capture, whether the payload is due for extraction, the links,
// and the counters. The lease is given back with it.
//
// A retry counts as an attempt and waits until NextDue; so does a deferred
// visit, and where its NextDue is zero, it is ready once the links that it
// names are. Links of a deferred visit are what must come first: they are
// queued even if they were visited before.
//
// Where it fails, nothing is kept, and the lease is given back all the same: the
// visit comes again, and no sooner than o lets its host be asked.
func (s *Store) Settle(ctx context.Context, o archive.Outcome) error {
	if s.captures == nil {
		return fmt.Errorf("settle %s: %w", o.Visit.URL, errReadOnly)
	}
	j := &job{run: func(c *change) error { return c.settle(o) }, hosts: 1, settles: true, recorded: o.Capture != nil}
	if err := s.join(ctx, j); err != nil {
		if key, wrong := surtOf(o.Visit.URL); wrong == nil && s.schedule.takeBack(key, o.Host) {
			s.lent.forget()
		}
		return fmt.Errorf("settle %s: %w", o.Visit.URL, err)
	}
	s.opts.Step("settle.done")
	return nil
}

func (c *change) settle(o archive.Outcome) error {
	key, old, err := c.lentVisit(o.Visit)
	if err != nil {
		return err
	}
	portal, err := c.portal(old.Visit.Portal)
	if err != nil {
		return err
	}
	now := o.At.UTC()
	portal.Requests += o.Requests
	portal.Bytes += o.Bytes
	if o.Bytes > 0 && o.Day != portal.Day {
		portal.Day, portal.DayBytes = o.Day, 0
	}
	if o.Bytes > 0 {
		portal.DayBytes += o.Bytes
	}
	if !o.Closed.IsZero() {
		portal.Closed, portal.ClosedFor = o.Closed.UTC(), o.Reason
	}

	switch {
	case o.Site != nil:
		if err := c.putSite(*o.Site, old.Visit.Portal); err != nil {
			return err
		}
	case o.Reason == archive.ReasonBlocked:
		if err := c.shareBlocks(urls.Authority(o.Visit.URL), old.Visit.Portal); err != nil {
			return err
		}
	}

	r := *old
	r.Visit = o.Visit
	r.Visit.Portal = old.Visit.Portal
	r.Result, r.Reason, r.Detail, r.At = o.Result, o.Reason, o.Detail, now
	if o.History != nil {
		r.History = *o.History
	}
	if o.Capture != nil {
		if err := c.addCapture(key, &r, o); err != nil {
			return err
		}
	}
	leftOut := o.Result == archive.ResultRefused && (o.Reason == archive.ReasonIgnored || o.Reason == archive.ReasonScope)
	if o.Items != nil || o.Unseen != "" || leftOut {
		if err := c.watchSeen(key, &r, o.Unseen); err != nil {
			return err
		}
	}
	if o.Items != nil {
		if err := errors.Join(c.watchList(key, &r, *o.Items), c.unwatchUnnamed(&r, o)); err != nil {
			return err
		}
	}
	wait, err := c.addLinks(o, r.Visit.Portal, now)
	if err != nil {
		return err
	}
	c.giveBack(key.Host(), o.Host) // after the links: one may lead back to this URL
	switch o.Result {
	case archive.ResultRetry:
		r.Visit.Attempts = max(o.Visit.Attempts, old.Visit.Attempts+1)
		r.Wait = o.NextDue.UTC()
	case archive.ResultDeferred:
		if r.Wait = o.NextDue.UTC(); r.Wait.IsZero() {
			r.Wait = wait
		}
	case archive.ResultCaptured, archive.ResultUnchanged, archive.ResultRedirected, archive.ResultRefused, archive.ResultDead:
		r.State, r.Seq = stateSettled, 0
		r.Wait, r.Due = time.Time{}, o.NextDue.UTC()
	default:
		return fmt.Errorf("result %q is none that a visit can have", o.Result)
	}
	return c.putVisit(key, old, &r)
}

// addLinks queues what a visit led to and remembers what it did not. With a
// deferred visit it returns when the last of what must come first stops
// waiting, and zero where none waits.
func (c *change) addLinks(o archive.Outcome, portal string, now time.Time) (wait time.Time, err error) {
	for _, v := range o.Outlinks {
		if v.Portal == "" {
			v.Portal = portal
		}
		if o.Result != archive.ResultDeferred {
			if err := c.follow(v, now); err != nil {
				return wait, fmt.Errorf("link %s: %w", v.URL, err)
			}
			continue
		}
		until, err := c.require(v, o.Host.Name, now)
		if err != nil {
			return wait, fmt.Errorf("link %s: %w", v.URL, err)
		}
		if until.After(wait) {
			wait = until
		}
	}
	for _, l := range o.Refused {
		if err := c.refuse(l, portal, o.Visit.URL, now); err != nil {
			return wait, fmt.Errorf("refused link %.200s: %w", l.URL, err)
		}
	}
	return wait, nil
}

// require queues what must come before a deferred visit of a host and returns
// until when it waits itself.
func (c *change) require(v archive.Visit, host string, now time.Time) (time.Time, error) {
	if v.URL == "" {
		return time.Time{}, fmt.Errorf("empty address")
	}
	if err := c.offer(v, now, true); err != nil {
		return time.Time{}, err
	}
	s, err := surtOf(v.URL)
	if err != nil {
		return time.Time{}, err
	}
	r, err := visitAt(c.tx, s)
	if err != nil {
		return time.Time{}, err
	}
	if s.Host() == host {
		return r.Wait, nil // its turn comes with the host's
	}
	if out, until := c.lease(s.Host()); out != "" && until.After(r.Wait) {
		return until, nil
	}
	h, err := c.host(s.Host())
	if err != nil {
		return time.Time{}, err
	}
	if h.NotBefore.After(r.Wait) {
		return h.NotBefore, nil
	}
	return r.Wait, nil
}

// putSite keeps what is known of an authority, and its blocks.
func (c *change) putSite(site archive.Site, portal string) error {
	if err := checkName("authority", site.Authority); err != nil {
		return err
	}
	if err := write(c.tx, bucketSites, []byte(site.Authority), site); err != nil {
		return err
	}
	c.sites = append(c.sites, site.Authority)
	return c.putBlocks(site, portal)
}

// shareBlocks keeps the blocks of a site for a portal that meets one which another
// portal's visit has told.
func (c *change) shareBlocks(authority, portal string) error {
	if bucketBlocks.in(c.tx).Get(append(text(portal), authority...)) != nil {
		return nil
	}
	var site archive.Site
	if known, err := read(c.tx, bucketSites, []byte(authority), &site); err != nil || !known {
		return err
	}
	return c.putBlocks(site, portal)
}

// putBlocks keeps the blocks of a site where the status of a portal finds them, and
// of each other that they were kept for.
func (c *change) putBlocks(site archive.Site, portal string) error {
	keys := [][]byte{append(text(portal), site.Authority...)}
	err := bucketBlocks.each(c.tx, nil, func(k, _ []byte) (bool, error) {
		if _, authority, _ := bytes.Cut(k, []byte{0}); string(authority) == site.Authority {
			keys = append(keys, bytes.Clone(k))
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	for _, key := range keys {
		if len(site.Blocks) > 0 {
			err = write(c.tx, bucketBlocks, key, site.Blocks)
		} else {
			err = bucketBlocks.in(c.tx).Delete(key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
