package store

import (
	"context"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// linkKey returns the key of a link. What can't be a canonical URL is known by
// its digest, after a sign that no SURT begins with.
func linkKey(url string) archive.SURT {
	s, err := surtOf(url)
	if err != nil {
		return archive.SURT("!" + archive.DigestOf([]byte(url)))
	}
	return s
}

// Unmet returns those of the URLs that were never queued: links that were refused,
// and captures of others that were imported, are among them.
func (s *Store) Unmet(ctx context.Context, urls []string) (never []string, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		for _, url := range urls {
			if unmet(tx, url) {
				never = append(never, url)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look up links: %w", err)
	}
	return never, nil
}

func unmet(tx *bbolt.Tx, url string) bool {
	b := bucketURLs.in(tx).Get([]byte(linkKey(url)))
	return len(b) == 0 || visitState(b[0]) == stateLink
}

// follow queues a link that is not known yet, known only as one that was
// refused, or asked for again, or to be posted otherwise, and not visited in this crawl;
// and it moves a queued visit up to a higher score.
func (c *change) follow(v archive.Visit, now time.Time) error {
	s, err := surtOf(v.URL)
	if err != nil {
		return c.refuse(archive.Refused{URL: v.URL, Reason: archive.ReasonProtocol}, v.Portal, "", now)
	}
	// Most links are known, so the header alone must be able to tell.
	if v.Posted == "" && c.recent.idle(s, v) {
		return nil
	}
	value := bucketURLs.in(c.tx).Get([]byte(s))
	if value == nil {
		return c.queue(s, nil, v, now)
	}
	if l, ok := linkOf(value); ok && v.Posted == "" && l.needsNothing(v) {
		l.hash = c.recent.hash(s)
		c.looked = append(c.looked, l)
		return nil
	}
	old, err := visitIn(s, value)
	if err != nil {
		return err
	}
	switch old.State {
	case stateLink:
		return c.queue(s, old, v, now)
	case stateSettled:
		posted := postedOtherwise(old, v)
		if !v.Again && !posted {
			return nil
		}
		p, err := c.portal(v.Portal)
		if err != nil || old.Visit.Portal != v.Portal {
			return err
		}
		if !old.At.Before(p.Started) {
			if posted {
				return c.postAs(s, old, v)
			}
			return nil
		}
		if v.Score == 0 {
			v = old.Visit
			v.Arm = 0 // it is asked for whatever its like have brought
		}
		return c.queue(s, old, v, now)
	}
	return c.raise(s, old, v)
}

// postedOtherwise reports whether the page of a data request posts it, and how was not known
// or was another way.
func postedOtherwise(old *visitRecord, v archive.Visit) bool {
	return v.Posted != "" && (v.Posted != old.Visit.Posted || v.AsJSON != old.Visit.AsJSON)
}

// postAs keeps how a page posts its data request.
func (c *change) postAs(s archive.SURT, old *visitRecord, v archive.Visit) error {
	r := *old
	r.Visit.Posted, r.Visit.AsJSON = v.Posted, v.AsJSON
	return c.putVisit(s, old, &r)
}

// raise moves a queued visit up. It takes over how the better link named it.
func (c *change) raise(s archive.SURT, old *visitRecord, v archive.Visit) error {
	if old.Visit.IsBehind() {
		v = v.Behind() // a better link mends no failure
	}
	if c.lent(s) {
		return nil
	}
	if v.Score <= old.Visit.Score {
		if postedOtherwise(old, v) {
			return c.postAs(s, old, v)
		}
		return nil
	}
	r := *old
	v.Portal, v.Attempts, v.Hops = old.Visit.Portal, old.Visit.Attempts, min(v.Hops, old.Visit.Hops)
	r.Visit = v
	return c.putVisit(s, old, &r)
}

// offer sees to it that v is queued, for its portal or another that is being
// crawled. Where again is false, a visit that is settled stays so.
func (c *change) offer(v archive.Visit, now time.Time, again bool) error {
	s, err := surtOf(v.URL)
	if err != nil {
		return err
	}
	old, err := visitAt(c.tx, s)
	if err != nil {
		return err
	}
	if old == nil || old.State == stateLink || old.State == stateSettled && again {
		if old != nil && old.Visit.IsBehind() {
			v = v.Behind() // it was given up, seed or not
		}
		return c.queue(s, old, v, now)
	}
	if old.State == stateSettled {
		return nil
	}
	if c.lent(s) {
		return nil
	}
	owner, err := c.portal(old.Visit.Portal)
	if err != nil {
		return err
	}
	if old.Visit.Portal != v.Portal && !owner.Running {
		r := *old
		r.Visit.Portal = v.Portal
		if err := c.putVisit(s, old, &r); err != nil {
			return err
		}
		old = &r
	}
	return c.raise(s, old, v)
}

// queue puts a visit that is not queued behind its equals.
func (c *change) queue(s archive.SURT, old *visitRecord, v archive.Visit, now time.Time) error {
	seq, err := bucketQueue.in(c.tx).NextSequence()
	if err != nil {
		return fmt.Errorf("queue %s: %w", v.URL, err)
	}
	r := visitRecord{Seen: now}
	if old != nil {
		r = *old
	}
	if r.State == stateLink { // the refusal is over; how a visit ended stays told until the next ends
		r.Result, r.Reason, r.Detail = "", "", ""
	}
	r.State, r.Visit, r.Seq = stateQueued, v, seq
	r.Visit.Attempts = 0
	r.Wait, r.Due = time.Time{}, time.Time{}
	return c.putVisit(s, old, &r)
}

// refuse remembers a link that was not followed. What is known already stays.
func (c *change) refuse(l archive.Refused, portal, via string, now time.Time) error {
	s := linkKey(l.URL)
	if bucketURLs.in(c.tx).Get([]byte(s)) != nil {
		return nil
	}
	r := &visitRecord{
		State:  stateLink,
		Visit:  archive.Visit{URL: l.URL[:min(len(l.URL), maxLink)], Portal: portal, Via: via},
		Result: archive.ResultRefused,
		Reason: l.Reason,
		Detail: l.Detail,
		Seen:   now,
	}
	return c.putVisit(s, nil, r)
}

const maxLink = 4096 // bytes kept of a link that can't be a canonical URL
