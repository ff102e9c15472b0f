package store

import (
	"bytes"
	"context"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

func (v *verifier) captures(ctx context.Context, tx *bbolt.Tx, got *archive.Totals) error {
	if _, err := read(tx, bucketMeta, keyAhead, new([]AheadSpan)); err != nil {
		v.problem(ProblemEntry, at(bucketMeta, keyAhead), "%v", err)
		v.drop(bucketMeta, keyAhead) // what is yet to come of it is noted again
	}
	var ahead AheadSpan
	spans, now := spansOf(tx), v.store.opts.Now().UTC()
	err := entries(ctx, v, tx, bucketCaptures, func(k []byte, c archive.Capture) error {
		got.Captures++
		if c.Time.Sub(now) > clockSlack && now.Year() >= builtSince {
			v.report.Ahead++
			ahead.see(c.Time, now, spans)
		}
		where := at(bucketCaptures, k)
		s, err := surtOf(c.URL)
		if err != nil || !bytes.HasPrefix(k, text(string(s))) || len(k) != len(s)+1+8 {
			v.problem(ProblemWrong, where, "is a capture of %s", c.URL)
			v.drop(bucketCaptures, k) // its record is entered where it belongs
			v.restore(c.Record, nil)
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
	if err == nil && ahead.Captures > 0 {
		v.problem(ProblemAhead, string(bucketCaptures), "%d are dated %s, which is yet to come: a clock was ahead, or is behind now. They count as newer than what is captured until then; where the clock is right, --repair has them count as older",
			ahead.Captures, ahead.Dates())
		v.fix(func(c *change) error { return c.note(ahead, now) })
	}
	return err
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
				v.refirst(digestOf(k))
			}
			v.holder(tx, where, k, p)
		case payloadExtracted:
			for _, d := range append([]archive.Digest{p.Content}, p.Packed...) {
				if !v.needDigest(tx, where, bucketDocuments, d) {
					v.lose(d)
				}
			}
		case payloadRefused:
			if p.Reason == "" {
				v.problem(ProblemWrong, where, "is refused without a reason")
				v.drop(bucketPayloads, k)
			}
			if p.Reason == archive.ReasonUnreadable && p.SURT != "" {
				v.holder(tx, where, k, p)
			}
		default:
			v.problem(ProblemEntry, where, "state %q", p.State)
			v.drop(bucketPayloads, k)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := v.sequence(tx, bucketUnread, func(k, _ []byte) uint64 { return number(k) }); err != nil {
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
	if err != nil {
		v.problem(ProblemEntry, where, "captures of %s: %v", p.First.URL, err)
		return
	}
	prefix := text(string(s))
	cursor := bucketCaptures.in(tx).Cursor()
	// It stands at its time, or a little later where others were as old.
	for k, value := cursor.Seek(captureKey(s, stamp(p.First.Time))); bytes.HasPrefix(k, prefix); k, value = cursor.Next() {
		c, err := decode[archive.Capture](bucketCaptures, k, value)
		if err != nil {
			v.problem(ProblemEntry, where, "captures of %s: %v", p.First.URL, err)
			return
		}
		if c.RecordID != p.First.RecordID {
			continue
		}
		if c.Payload != d || c.Record != p.First.Record || c.Length != p.Length || c.Revisit != archive.RevisitNone || !sameTime(c.Time, p.First.Time) {
			v.problem(ProblemWrong, where, "the capture in record %s, %s, of %s has payload %s of %d bytes; want that at %d of %s, of %s, with %d",
				c.RecordID, place(c.Record), stampText(c.Time), c.Payload, c.Length, p.First.Record.Offset, p.First.Record.File, stampText(p.First.Time), p.Length)
			v.refirst(d)
		}
		return
	}
	v.problem(ProblemMissing, where, "no capture from its time on has its record %s", p.First.RecordID)
	v.refirst(d)
}

// refirst keeps the repair of a payload that names a record that is not its own:
// it is entered anew with the capture that has it.
func (v *verifier) refirst(d archive.Digest) {
	key, err := raw(d)
	if err != nil || v.ofFiles > 0 {
		return
	}
	v.fix(func(c *change) error {
		var p payloadRecord
		if known, err := read(c.tx, bucketPayloads, key, &p); err != nil || !known {
			return err
		}
		s, err := surtOf(p.First.URL)
		if err == nil {
			capture, found := c.captureIn(s, p.First.RecordID)
			if found && capture.Payload == d && capture.Record == p.First.Record && capture.Length == p.Length && sameTime(capture.Time, p.First.Time) && (p.State != payloadDue || has(c.tx, bucketCaptures, captureKey(p.SURT, p.Stamp))) {
				return nil // it came back
			}
		}
		return bucketPayloads.in(c.tx).Delete(key)
	})
}

// holder checks that the URL is known to hold a payload that made it due.
func (v *verifier) holder(tx *bbolt.Tx, where string, key []byte, p payloadRecord) {
	if !has(tx, bucketHolders, append(key[:len(key):len(key)], p.SURT...)) {
		v.problem(ProblemMissing, where, "no entry of holders has %s, which holds it", p.SURT)
		v.fix(func(c *change) error { return c.restoreHolders() })
	}
}

// restoreHolders enters each URL of which a payload that is due, or could not be
// read, was captured.
func (c *change) restoreHolders() error {
	return eachReadable(c.tx, func(s archive.SURT, stamp []byte, _ archive.Capture, key []byte, p payloadRecord) error {
		if p.State != payloadDue && p.Reason != archive.ReasonUnreadable {
			return nil
		}
		return bucketHolders.in(c.tx).Put(append(key[:len(key):len(key)], s...), bytes.Clone(stamp))
	})
}

// sequence checks that the next number of a bucket is beyond those that it has
// given: a bucket that was lost begins to count anew.
func (v *verifier) sequence(tx *bbolt.Tx, b bucket, of func(k, value []byte) uint64) error {
	in := b.in(tx)
	if in == nil {
		return nil
	}
	most := uint64(0)
	err := b.each(tx, nil, func(k, value []byte) (bool, error) {
		most = max(most, of(k, value))
		return true, nil
	})
	if at := in.Sequence(); err == nil && most > at && most < 1<<62 {
		v.problem(ProblemCounter, string(b), "has given the number %d, and counts from %d", most, at)
		v.fix(func(c *change) error { return b.in(c.tx).SetSequence(most) })
	}
	return err
}

func (v *verifier) holders(ctx context.Context, tx *bbolt.Tx) error {
	return bucketHolders.each(tx, nil, func(k, value []byte) (bool, error) {
		if len(k) < 32 || !has(tx, bucketURLs, k[32:]) {
			v.problem(ProblemStray, at(bucketHolders, k), "the URL is not known")
			v.drop(bucketHolders, k)
			return true, ctx.Err()
		}
		if len(value) != 8 || !has(tx, bucketCaptures, captureKey(archive.SURT(k[32:]), number(value))) {
			v.problem(ProblemWrong, at(bucketHolders, k), "no capture of the URL is of %s", timeOf(number(value)))
			v.fix(func(c *change) error { return c.restoreHolders() })
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
