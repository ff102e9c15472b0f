package store

import (
	"bytes"
	"context"
	"slices"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

func (v *verifier) captures(ctx context.Context, tx *bbolt.Tx, got *archive.Totals) error {
	return entries(ctx, v, tx, bucketCaptures, func(k []byte, c archive.Capture) error {
		got.Captures++
		where := at(bucketCaptures, k)
		s, err := surtOf(c.URL)
		if err != nil || !bytes.HasPrefix(k, text(string(s))) {
			v.problem(ProblemWrong, where, "is a capture of %s", c.URL)
		}
		if !has(tx, bucketURLs, []byte(s)) {
			v.problem(ProblemMissing, where, "its URL is not known")
			v.restore(c.Record, k)
		}
		if (c.Revisit == archive.RevisitNone) != (c.Original == nil) {
			v.problem(ProblemWrong, where, "revisit %q with original %v", c.Revisit, c.Original)
		}
		if c.Original != nil && c.Original.Time.After(c.Time) {
			v.problem(ProblemWrong, where, "revisits %s of %s, which is later", c.Original.RecordID, c.Original.Time)
		}
		if c.Revisit == archive.RevisitUnchanged || c.Truncated != "" || c.Length <= 0 {
			return nil
		}
		if !v.needDigest(tx, where, bucketPayloads, c.Payload) {
			v.restore(c.Record, k)
		}
		return nil
	})
}

func (v *verifier) payloads(ctx context.Context, tx *bbolt.Tx, got *archive.Totals) error {
	err := entries(ctx, v, tx, bucketPayloads, func(k []byte, p payloadRecord) error {
		got.Payloads++
		where := at(bucketPayloads, k)
		v.first(tx, where, digestOf(k), p)
		switch p.State {
		case payloadKept:
		case payloadDue:
			got.Unread++
			if !bytes.Equal(bucketUnread.in(tx).Get(bigEndian(p.Seq)), k) {
				v.problem(ProblemMissing, where, "is due for extraction, and no entry of unread says so")
				v.put(bucketUnread, bigEndian(p.Seq), k)
			}
			if !has(tx, bucketCaptures, captureKey(p.SURT, p.Stamp)) {
				v.problem(ProblemMissing, where, "is due for extraction, and its capture is missing")
			}
		case payloadExtracted:
			for _, d := range append([]archive.Digest{p.Content}, p.Packed...) {
				v.needDigest(tx, where, bucketDocuments, d)
			}
		case payloadRefused:
			if p.Reason == "" {
				v.problem(ProblemWrong, where, "is refused without a reason")
			}
		default:
			v.problem(ProblemEntry, where, "state %q", p.State)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return bucketUnread.each(tx, nil, func(k, value []byte) (bool, error) {
		var p payloadRecord
		found, err := read(tx, bucketPayloads, value, &p)
		if err == nil && (!found || p.State != payloadDue || !bytes.Equal(bigEndian(p.Seq), k)) {
			v.problem(ProblemStray, at(bucketUnread, k), "payload %s is not due", digestOf(value))
			v.drop(bucketUnread, k)
		}
		return true, ctx.Err()
	})
}

// first checks that the record that revisits refer to belongs to a capture.
func (v *verifier) first(tx *bbolt.Tx, where string, d archive.Digest, p payloadRecord) {
	s, err := surtOf(p.First.URL)
	var all []archive.Capture
	if err == nil {
		all, err = capturesOf(tx, s)
	}
	if err != nil {
		v.problem(ProblemEntry, where, "captures of %s: %v", p.First.URL, err)
		return
	}
	for _, c := range all {
		if c.RecordID == p.First.RecordID {
			if c.Payload != d || c.Record != p.First.Record || c.Length != p.Length || c.Revisit != archive.RevisitNone {
				v.problem(ProblemWrong, where, "the capture in record %s has payload %s", c.RecordID, c.Payload)
			}
			return
		}
	}
	v.problem(ProblemMissing, where, "no capture has its record %s", p.First.RecordID)
}

func (v *verifier) holders(ctx context.Context, tx *bbolt.Tx) error {
	return bucketHolders.each(tx, nil, func(k, _ []byte) (bool, error) {
		if len(k) < 32 || !has(tx, bucketURLs, k[32:]) {
			v.problem(ProblemStray, at(bucketHolders, k), "the URL is not known")
			return true, ctx.Err()
		}
		var p payloadRecord
		found, err := read(tx, bucketPayloads, k[:32], &p)
		if err == nil && (!found || p.State != payloadDue && p.Reason != archive.ReasonUnreadable) {
			v.problem(ProblemStray, at(bucketHolders, k), "the payload is neither due for extraction nor unreadable")
			v.drop(bucketHolders, k)
		}
		return true, ctx.Err()
	})
}

func (v *verifier) documents(ctx context.Context, tx *bbolt.Tx, got *archive.Totals, portal func(string) *portalRecord) error {
	err := entries(ctx, v, tx, bucketDocuments, func(k []byte, d documentRecord) error {
		got.Documents++
		portal(d.Portal).Documents++
		where := at(bucketDocuments, k)
		v.needDigest(tx, where, bucketPayloads, d.Payload)
		if d.Previous != "" {
			v.needDigest(tx, where, bucketDocuments, d.Previous)
		}
		s, err := surtOf(d.URL)
		if err != nil || !has(tx, bucketSources, append(k[:32:32], s...)) {
			v.problem(ProblemMissing, where, "%s is not among its sources", d.URL)
			if err == nil && has(tx, bucketURLs, []byte(s)) {
				v.put(bucketSources, append(k[:32:32], s...), []byte(d.URL))
			}
		}
		if all, err := capturesOf(tx, s); err == nil && len(all) == 0 {
			v.problem(ProblemMissing, where, "%s has no capture", d.URL)
		}
		if d.reports() != (d.ReportKey != nil) || d.ReportKey != nil && !has(tx, bucketReports, d.ReportKey) {
			v.problem(ProblemMissing, where, "its report's summary is missing")
		}
		if d.PartOf != "" {
			v.needDigest(tx, where, bucketDocuments, d.PartOf)
		}
		if d.Joined != nil {
			for _, part := range d.Joined.Parts {
				v.part(tx, where, part)
			}
		}
		for _, sink := range d.Sinks {
			if !has(tx, bucketDeliveries, deliveryKey(sink, k)) {
				v.problem(ProblemMissing, where, "neither owed, delivered nor dead for %s", sink)
				v.reowe(k, sink)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return bucketSources.each(tx, nil, func(k, _ []byte) (bool, error) {
		if len(k) < 32 || !has(tx, bucketDocuments, k[:32]) || !has(tx, bucketURLs, k[32:]) {
			v.problem(ProblemStray, at(bucketSources, k), "no such document or URL")
		}
		return true, ctx.Err()
	})
}

// part checks that a document that is a part of a report is no report by
// itself.
func (v *verifier) part(tx *bbolt.Tx, where string, part archive.Digest) {
	var d documentRecord
	content, err := raw(part)
	if err == nil {
		_, err = read(tx, bucketDocuments, content, &d)
	}
	if err != nil || d.PartOf == "" {
		v.problem(ProblemWrong, where, "its report has the part %s, which is listed by itself (%v)", part, err)
	}
}

// joins checks that pages that await attachments, or are to be looked at for
// them, are known.
func (v *verifier) joins(ctx context.Context, tx *bbolt.Tx) error {
	for _, b := range []bucket{bucketAwaited, bucketToJoin} {
		err := b.each(tx, nil, func(k, _ []byte) (bool, error) {
			if len(k) < 32 || !has(tx, bucketDocuments, k[len(k)-32:]) {
				v.problem(ProblemStray, at(b, k), "no such document")
				v.drop(b, k)
			}
			return true, ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) reports(ctx context.Context, tx *bbolt.Tx, got *archive.Totals, portal func(string) *portalRecord) error {
	return entries(ctx, v, tx, bucketReports, func(k []byte, r archive.ReportSummary) error {
		got.Reports++
		portal(r.Portal).Reports++
		var d documentRecord
		key, err := raw(r.Document)
		if err == nil {
			_, err = read(tx, bucketDocuments, key, &d)
		}
		if err != nil || !bytes.Equal(d.ReportKey, k) {
			v.problem(ProblemStray, at(bucketReports, k), "document %s has no such report", r.Document)
			if err == nil {
				v.drop(bucketReports, k)
			}
		}
		return nil
	})
}

func (v *verifier) deliveries(ctx context.Context, tx *bbolt.Tx, got *archive.Totals) error {
	sinks := map[string]*sinkRecord{}
	err := entries(ctx, v, tx, bucketDeliveries, func(k []byte, d deliveryRecord) error {
		where := at(bucketDeliveries, k)
		content, err := raw(d.Document)
		if err != nil || !bytes.Equal(k, deliveryKey(d.Sink, content)) || d.ID != archive.DeliveryID(d.Sink, d.Document) {
			v.problem(ProblemWrong, where, "is delivery %s of %s to %s", d.ID, d.Document, d.Sink)
			return nil
		}
		if !has(tx, bucketEvents, content) {
			v.needDigest(tx, where, bucketDocuments, d.Document)
		}
		if sinks[d.Sink] == nil {
			sinks[d.Sink] = new(sinkRecord)
		}
		*sinks[d.Sink].in(d.State)++
		switch d.State {
		case deliveryOwed:
			got.Owed++
			if !has(tx, bucketOutbox, outboxKey(d.Sink, d.Due, content)) {
				v.problem(ProblemMissing, where, "is owed, and not in the outbox")
				v.put(bucketOutbox, outboxKey(d.Sink, d.Due, content), nil)
			}
		case deliveryDelivered:
			got.Delivered++
		case deliveryDead:
			got.DeadLetters++
		default:
			v.problem(ProblemEntry, where, "state %q", d.State)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := v.sinks(ctx, tx, sinks); err != nil {
		return err
	}
	return bucketOutbox.each(tx, nil, func(k, _ []byte) (bool, error) {
		sink, rest, _ := bytes.Cut(k, []byte{0})
		var d deliveryRecord
		found := false
		if len(rest) == 8+32 {
			found, _ = read(tx, bucketDeliveries, deliveryKey(string(sink), rest[8:]), &d)
		}
		if !found || d.State != deliveryOwed || stamp(d.Due) != number(rest) {
			v.problem(ProblemStray, at(bucketOutbox, k), "no such delivery is owed")
			v.drop(bucketOutbox, k)
		}
		return true, ctx.Err()
	})
}

// sinks compares the counters of sinks with their deliveries. A database of
// version 1 has none.
func (v *verifier) sinks(ctx context.Context, tx *bbolt.Tx, counted map[string]*sinkRecord) error {
	if version, err := versionOf(tx); err != nil || version < 2 {
		return err
	}
	err := entries(ctx, v, tx, bucketSinks, func(k []byte, want sinkRecord) error {
		got := counted[string(k)]
		if got == nil {
			got = new(sinkRecord)
		}
		if delete(counted, string(k)); got.Owed != want.Owed || got.Delivered != want.Delivered || got.Dead != want.Dead {
			v.problem(ProblemCounter, at(bucketSinks, k), "counted owed %d, delivered %d, dead %d; kept %d, %d, %d",
				got.Owed, got.Delivered, got.Dead, want.Owed, want.Delivered, want.Dead)
			right, key := want, bytes.Clone(k)
			right.Owed, right.Delivered, right.Dead = got.Owed, got.Delivered, got.Dead
			v.fix(func(c *change) error { return write(c.tx, bucketSinks, key, right) })
		}
		return nil
	})
	for name, record := range counted {
		v.problem(ProblemMissing, at(bucketSinks, []byte(name)), "deliveries are owed to a sink that is not known")
		v.fix(func(c *change) error { return write(c.tx, bucketSinks, []byte(name), record) })
	}
	return err
}

// reowe keeps the repair that owes a document to a sink again whose delivery is
// lost. Where it was delivered it comes a second time, under the same id.
func (v *verifier) reowe(content []byte, sink string) {
	content = bytes.Clone(content)
	v.fix(func(c *change) error {
		var d documentRecord
		if found, err := read(c.tx, bucketDocuments, content, &d); err != nil || !found {
			return err
		}
		d.Sinks = slices.DeleteFunc(d.Sinks, func(s string) bool { return s == sink })
		if err := c.owe(&d, content, sink, v.store.opts.Now().UTC()); err != nil {
			return err
		}
		return write(c.tx, bucketDocuments, content, d)
	})
}
