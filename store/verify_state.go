package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// state compares the entries of the database with one another.
func (v *verifier) state(ctx context.Context, tx *bbolt.Tx) error {
	got := archive.Totals{}
	portals := map[string]*portalRecord{}
	portal := func(id string) *portalRecord {
		if portals[id] == nil {
			portals[id] = &portalRecord{Skipped: map[archive.Reason]int{}}
		}
		return portals[id]
	}
	checks := []func() error{
		func() error { return v.urls(ctx, tx, &got, portal) },
		func() error { return v.places(ctx, tx) },
		func() error { return v.hosts(ctx, tx) },
		func() error { return v.captures(ctx, tx, &got) },
		func() error { return v.payloads(ctx, tx, &got) },
		func() error { return v.holders(ctx, tx) },
		func() error { return v.documents(ctx, tx, &got, portal) },
		func() error { return v.reports(ctx, tx, &got, portal) },
		func() error { return v.sketches(ctx, tx) },
		func() error { return v.joins(ctx, tx) },
		func() error { return v.deliveries(ctx, tx, &got) },
		func() error { return v.alarms(ctx, tx) },
		func() error { return v.learnt(ctx, tx) },
		func() error { return v.counters(ctx, tx, got, portals) },
	}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	v.report.URLs, v.report.Captures, v.report.Payloads = got.URLs, got.Captures, got.Payloads
	v.report.Documents, v.report.Reports = got.Documents, got.Reports
	v.report.Deliveries = got.Owed + got.Delivered + got.DeadLetters
	return nil
}

func (v *verifier) urls(ctx context.Context, tx *bbolt.Tx, got *archive.Totals, portal func(string) *portalRecord) error {
	return bucketURLs.each(tx, nil, func(k, value []byte) (bool, error) {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		got.URLs++
		s, where := archive.SURT(k), at(bucketURLs, k)
		r, err := decodeVisit(s, value)
		if err != nil {
			v.problem(ProblemEntry, where, "%v", err)
			v.drop(bucketURLs, k)
			return true, nil
		}
		p := portal(r.Visit.Portal)
		switch r.State {
		case stateQueued:
			p.Queued++
			if !bytes.Equal(bucketQueue.in(tx).Get(r.place(s)), k) {
				v.problem(ProblemMissing, where, "is queued, and no entry of queue says so")
				v.put(bucketQueue, r.place(s), k)
			}
		case stateSettled:
			if due := r.dueKey(s); due != nil && !has(tx, bucketDue, due) {
				v.problem(ProblemMissing, where, "is due at %s, and no entry of due says so", r.Due)
				v.put(bucketDue, due, nil)
			}
		case stateLink:
		default:
			v.problem(ProblemEntry, where, "state %q", r.State)
			v.drop(bucketURLs, k)
		}
		if reason := r.skipped(); reason != "" {
			p.Skipped[reason]++
		}
		n := 0
		prefix := text(string(s))
		_ = bucketCaptures.each(tx, prefix, func(_, _ []byte) (bool, error) { n++; return true, nil })
		if n != r.Captures {
			v.problem(ProblemMissing, where, "got %d captures, want %d", n, r.Captures)
			v.recount(s)
		}
		if r.Whole != 0 && !has(tx, bucketCaptures, captureKey(s, r.Whole)) {
			v.problem(ProblemMissing, where, "its newest whole capture, of %s, is missing", timeOf(r.Whole))
			v.recount(s)
		}
		if r.Content != "" {
			if !v.needDigest(tx, where, bucketDocuments, r.Content) {
				v.lose(r.Content)
				if v.gone() {
					v.fix(func(c *change) error { return c.restoreContent(s) })
				}
			}
			v.sourceOf(tx, where, s, r)
		}
		return true, nil
	})
}

// sourceOf checks that a URL is among the sources of what its newest capture that
// was read was read as.
func (v *verifier) sourceOf(tx *bbolt.Tx, where string, s archive.SURT, r *visitRecord) {
	var capture archive.Capture
	if known, err := read(tx, bucketCaptures, captureKey(s, r.ContentAt), &capture); err != nil || !known {
		if key, err := raw(r.Content); err == nil && !has(tx, bucketSources, append(key, s...)) {
			v.problem(ProblemMissing, where, "is not among the sources of its document %s, and has no capture of it", r.Content)
			v.fix(func(c *change) error { return c.restoreContent(s) })
		}
		return // else the source tells
	}
	all := []archive.Digest{r.Content}
	var p payloadRecord
	if key, err := raw(capture.Payload); err == nil {
		if _, err := read(tx, bucketPayloads, key, &p); err == nil && p.State == payloadExtracted {
			all = append(all, p.Packed...)
		}
	}
	for _, d := range all {
		if key, err := raw(d); err == nil && !has(tx, bucketSources, append(key, s...)) {
			v.problem(ProblemMissing, where, "is not among the sources of its document %s", d)
			v.fix(func(c *change) error { return c.restoreSources() })
		}
	}
}

// recount keeps the repair of a URL that says wrongly which captures it has.
func (v *verifier) recount(s archive.SURT) {
	if v.ofFiles > 0 {
		return // it may be all that tells of a capture
	}
	v.fix(func(c *change) error {
		old, err := visitAt(c.tx, s)
		if err != nil || old == nil {
			return nil // told by itself
		}
		r := *old
		if err := c.recount(s, &r); err != nil || r == *old {
			return err
		}
		return c.putVisit(s, old, &r)
	})
}

func has(tx *bbolt.Tx, b bucket, key []byte) bool {
	if b.in(tx) == nil {
		return false
	}
	found, _ := b.in(tx).Cursor().Seek(key)
	return bytes.Equal(found, key)
}

// needDigest reports where an entry names a digest that another bucket lacks,
// and whether it has it.
func (v *verifier) needDigest(tx *bbolt.Tx, where string, b bucket, d archive.Digest) bool {
	key, err := raw(d)
	if err != nil {
		v.problem(ProblemEntry, where, "%v", err)
		return false
	}
	found := has(tx, b, key)
	if !found {
		v.problem(ProblemMissing, where, "needs %s of %s, which is missing", d, b)
	}
	return found
}

// places checks that queue and due hold nothing that no visit accounts for.
func (v *verifier) places(ctx context.Context, tx *bbolt.Tx) error {
	err := bucketQueue.each(tx, nil, func(k, value []byte) (bool, error) {
		s := archive.SURT(value)
		r, err := visitAt(tx, s)
		if err != nil {
			return true, ctx.Err() // reported with the visit
		}
		if r == nil || r.State != stateQueued || !bytes.Equal(r.place(s), k) {
			v.problem(ProblemStray, at(bucketQueue, k), "%s does not stand there", s)
			v.drop(bucketQueue, k)
		}
		return true, ctx.Err()
	})
	if err != nil {
		return err
	}
	err = v.sequence(tx, bucketQueue, func(_, s []byte) uint64 {
		if r, err := visitAt(tx, archive.SURT(s)); err == nil && r != nil {
			return r.Seq
		}
		return 0
	})
	if err != nil {
		return err
	}
	return bucketDue.each(tx, nil, func(k, _ []byte) (bool, error) {
		_, rest, _ := bytes.Cut(k, []byte{0})
		s := archive.SURT(rest[min(8, len(rest)):])
		r, err := visitAt(tx, s)
		if err == nil && (r == nil || !bytes.Equal(r.dueKey(s), k)) {
			v.problem(ProblemStray, at(bucketDue, k), "%s is not due then", s)
			v.drop(bucketDue, k)
		}
		return true, ctx.Err()
	})
}

// hosts checks what is known of hosts.
func (v *verifier) hosts(ctx context.Context, tx *bbolt.Tx) error {
	return entries(ctx, v, tx, bucketHosts, func(k []byte, h archive.Host) error {
		if h.Name != string(k) {
			v.problem(ProblemWrong, at(bucketHosts, k), "is what is known of %q", h.Name)
			v.drop(bucketHosts, k)
		}
		return nil
	})
}

func (v *verifier) counters(ctx context.Context, tx *bbolt.Tx, got archive.Totals, portals map[string]*portalRecord) error {
	var want archive.Totals
	if _, err := read(tx, bucketMeta, keyTotals, &want); err != nil {
		v.problem(ProblemEntry, at(bucketMeta, keyTotals), "%v", err)
		v.fix(func(c *change) error { return write(c.tx, bucketMeta, keyTotals, got) })
	} else if got != want {
		v.problem(ProblemCounter, at(bucketMeta, keyTotals), "counted %+v, kept %+v", got, want)
		v.fix(func(c *change) error { return write(c.tx, bucketMeta, keyTotals, got) })
	}
	known := map[string]bool{}
	err := entries(ctx, v, tx, bucketPortals, func(k []byte, want portalRecord) error {
		known[string(k)] = true
		got := portals[string(k)]
		if got == nil {
			got = new(portalRecord)
		}
		if got.Queued != want.Queued || got.Documents != want.Documents || got.Reports != want.Reports || !maps.Equal(got.Skipped, want.Skipped) {
			v.problem(ProblemCounter, at(bucketPortals, k), "counted queued %d, documents %d, reports %d, skipped %v; kept %d, %d, %d, %v",
				got.Queued, got.Documents, got.Reports, got.Skipped, want.Queued, want.Documents, want.Reports, want.Skipped)
			right := want
			right.Queued, right.Documents, right.Reports, right.Skipped = got.Queued, got.Documents, got.Reports, got.Skipped
			key := bytes.Clone(k)
			v.fix(func(c *change) error { return write(c.tx, bucketPortals, key, right) })
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(portals)) {
		if !known[id] {
			v.problem(ProblemMissing, at(bucketPortals, []byte(id)), "there are URLs or documents of it, and it has no entry")
			v.fix(func(c *change) error { return write(c.tx, bucketPortals, []byte(id), portals[id]) })
		}
	}
	return nil
}

// learnt checks that what was learnt on the way can be read. What can't be is
// learnt again.
func (v *verifier) learnt(ctx context.Context, tx *bbolt.Tx) error {
	err := errors.Join(
		entries(ctx, v, tx, bucketSites, func(k []byte, site archive.Site) error {
			if site.Authority != string(k) {
				v.problem(ProblemWrong, at(bucketSites, k), "is of %s", site.Authority)
				v.drop(bucketSites, k)
			}
			return nil
		}),
		entries(ctx, v, tx, bucketSeasons, func([]byte, archive.Season) error { return nil }),
		entries(ctx, v, tx, bucketRaised, func(k []byte, a archive.Alarm) error {
			if alarmKey(a) != string(k) {
				v.problem(ProblemWrong, at(bucketRaised, k), "is %s of %s", a.Code, a.Portal)
				v.drop(bucketRaised, k)
				v.fix(func(c *change) error { return write(c.tx, bucketRaised, []byte(alarmKey(a)), a) })
			}
			return nil
		}),
		v.blocks(ctx, tx),
	)
	if err != nil {
		return err
	}
	err = bucketMeta.each(tx, []byte("import "), func(file, value []byte) (bool, error) {
		if key := append([]byte("import "), file...); json.Unmarshal(value, new(ImportState)) != nil {
			v.problem(ProblemEntry, at(bucketMeta, key), "how far a file was imported can't be read")
			v.drop(bucketMeta, key)
		}
		return true, ctx.Err()
	})
	if err != nil {
		return err
	}
	return bucketEvents.each(tx, nil, func(k, value []byte) (bool, error) {
		if key, err := raw(archive.DigestOf(value)); err != nil || !bytes.Equal(key, k) {
			v.problem(ProblemWrong, at(bucketEvents, k), "an alarm that is not what it was")
			v.drop(bucketEvents, k)
		}
		return true, ctx.Err()
	})
}

// blocks checks that the blocks of a portal's sites are those of the sites.
func (v *verifier) blocks(ctx context.Context, tx *bbolt.Tx) error {
	entered := map[string]bool{}
	err := bucketBlocks.each(tx, nil, func(k, value []byte) (bool, error) {
		_, authority, _ := bytes.Cut(k, []byte{0})
		var site archive.Site
		known, err := read(tx, bucketSites, authority, &site)
		if err != nil {
			return true, ctx.Err() // told with the site
		}
		want, err := json.Marshal(site.Blocks)
		switch {
		case err != nil:
			return false, err
		case !known || len(site.Blocks) == 0:
			v.problem(ProblemStray, at(bucketBlocks, k), "no site has these blocks")
			v.drop(bucketBlocks, k)
		case !bytes.Equal(want, value):
			v.problem(ProblemWrong, at(bucketBlocks, k), "the site has the blocks %s", want)
			v.put(bucketBlocks, k, want)
		}
		entered[string(authority)] = true
		return true, ctx.Err()
	})
	if err != nil {
		return err
	}
	return bucketSites.each(tx, nil, func(k, value []byte) (bool, error) {
		site, err := decode[archive.Site](bucketSites, k, value)
		if err != nil || len(site.Blocks) == 0 || entered[string(k)] {
			return true, ctx.Err()
		}
		v.problem(ProblemMissing, at(bucketSites, k), "no entry of blocks has its blocks")
		authority := string(k)
		v.fix(func(c *change) error {
			s, err := surtOf(authority + "/")
			if err != nil {
				return nil
			}
			portal, err := portalOfHost(c.tx, s)
			if err != nil {
				return nil
			}
			return write(c.tx, bucketBlocks, append(text(portal), authority...), site.Blocks)
		})
		return true, ctx.Err()
	})
}

// alarms checks that each alarm is of a list that is known.
func (v *verifier) alarms(ctx context.Context, tx *bbolt.Tx) error {
	return bucketAlarms.each(tx, nil, func(k, value []byte) (bool, error) {
		a, err := decode[archive.Alarm](bucketAlarms, k, value)
		if err != nil {
			v.problem(ProblemEntry, at(bucketAlarms, k), "%v", err)
			v.drop(bucketAlarms, k)
			return true, ctx.Err()
		}
		if key := append(text(a.Portal, a.Code), linkKey(a.URL)...); !bytes.Equal(key, k) {
			v.problem(ProblemWrong, at(bucketAlarms, k), "is %s of %s", a.Code, a.URL)
			v.drop(bucketAlarms, k)
			v.put(bucketAlarms, key, value)
		}
		if r, err := visitAt(tx, linkKey(a.URL)); err != nil || r == nil {
			v.problem(ProblemMissing, at(bucketAlarms, k), "an alarm of %s, which is not known", a.URL)
			v.drop(bucketAlarms, k)
		}
		return true, ctx.Err()
	})
}
