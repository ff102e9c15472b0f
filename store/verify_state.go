package store

import (
	"bytes"
	"context"
	"maps"

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
		func() error { return v.counters(ctx, tx, got, portal) },
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
		}
		if reason := r.skipped(); reason != "" {
			p.Skipped[reason]++
		}
		n := 0
		prefix := text(string(s))
		_ = bucketCaptures.each(tx, prefix, func(_, _ []byte) (bool, error) { n++; return true, nil })
		if n != r.Captures {
			v.problem(ProblemMissing, where, "got %d captures, want %d", n, r.Captures)
		}
		if r.Whole != 0 && !has(tx, bucketCaptures, captureKey(s, r.Whole)) {
			v.problem(ProblemMissing, where, "its newest whole capture, of %s, is missing", timeOf(r.Whole))
		}
		if r.Content != "" {
			v.needDigest(tx, where, bucketDocuments, r.Content)
			if key, err := raw(r.Content); err == nil && !has(tx, bucketSources, append(key, k...)) {
				v.problem(ProblemMissing, where, "is not among the sources of its document %s", r.Content)
				if has(tx, bucketDocuments, key) {
					v.put(bucketSources, append(key, k...), []byte(r.Visit.URL))
				}
			}
		}
		return true, nil
	})
}

func has(tx *bbolt.Tx, b bucket, key []byte) bool {
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
		}
		return nil
	})
}

func (v *verifier) counters(ctx context.Context, tx *bbolt.Tx, got archive.Totals, portal func(string) *portalRecord) error {
	var want archive.Totals
	if _, err := read(tx, bucketMeta, keyTotals, &want); err != nil {
		v.problem(ProblemEntry, at(bucketMeta, keyTotals), "%v", err)
		v.fix(func(c *change) error { return write(c.tx, bucketMeta, keyTotals, got) })
	} else if got != want {
		v.problem(ProblemCounter, at(bucketMeta, keyTotals), "counted %+v, kept %+v", got, want)
		v.fix(func(c *change) error { return write(c.tx, bucketMeta, keyTotals, got) })
	}
	return entries(ctx, v, tx, bucketPortals, func(k []byte, want portalRecord) error {
		got := portal(string(k))
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
}

// alarms checks that each alarm is of a list that is known.
func (v *verifier) alarms(ctx context.Context, tx *bbolt.Tx) error {
	return bucketAlarms.each(tx, nil, func(k, value []byte) (bool, error) {
		a, err := decode[archive.Alarm](bucketAlarms, k, value)
		if err != nil {
			v.problem(ProblemEntry, at(bucketAlarms, k), "%v", err)
			return true, ctx.Err()
		}
		if r, err := visitAt(tx, linkKey(a.URL)); err != nil || r == nil {
			v.problem(ProblemMissing, at(bucketAlarms, k), "an alarm of %s, which is not known", a.URL)
		}
		return true, ctx.Err()
	})
}
