package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

const (
	oweChunk        = 1000
	unreadableRetry = time.Hour // until a document that can't be read back is tried again
)

// owe enters a delivery of a document that is being written.
func (c *change) owe(doc *documentRecord, content []byte, sink string, now time.Time) error {
	if slices.Contains(doc.Sinks, sink) {
		return nil
	}
	d := deliveryRecord{
		Delivery: archive.Delivery{
			ID:       archive.DeliveryID(sink, digestOf(content)),
			Sink:     sink,
			Document: digestOf(content),
			Created:  now,
			Due:      now,
		},
		State: deliveryOwed,
	}
	total, err := c.count()
	if err != nil {
		return err
	}
	total.Owed++
	doc.Sinks = append(doc.Sinks, sink)
	if err := bucketOutbox.in(c.tx).Put(outboxKey(sink, d.Due, content), nil); err != nil {
		return err
	}
	return write(c.tx, bucketDeliveries, deliveryKey(sink, content), d)
}

// Owe makes every document that was never owed to one of the sinks owed to it,
// and returns how many deliveries that are. It is called when the sinks are
// known, so that a sink that is new gets what the archive has.
func (s *Store) Owe(ctx context.Context, sinks []string) (int, error) {
	for _, sink := range sinks {
		if err := checkName("sink", sink); err != nil {
			return 0, err
		}
	}
	total := 0
	var after []byte
	for {
		var chunk [][]byte
		err := s.view(ctx, func(tx *bbolt.Tx) error {
			chunk, after = documentsNotOwed(tx, sinks, after)
			return nil
		})
		if err != nil {
			return total, fmt.Errorf("owe documents: %w", err)
		}
		n := 0
		if len(chunk) > 0 {
			err = s.commit(ctx, func(c *change) error {
				n, err = c.oweAll(chunk, sinks, s.opts.Now().UTC())
				return err
			})
		}
		if err != nil {
			return total, fmt.Errorf("owe documents: %w", err)
		}
		if total += n; after == nil {
			return total, nil
		}
	}
}

// documentsNotOwed returns some documents behind a key that lack a delivery to
// one of the sinks, and the key to go on from, nil at the end.
func documentsNotOwed(tx *bbolt.Tx, sinks []string, after []byte) (found [][]byte, next []byte) {
	cursor := bucketDocuments.in(tx).Cursor()
	seen := 0
	for k, _ := cursor.Seek(after); k != nil; k, _ = cursor.Next() {
		if bytes.Equal(k, after) {
			continue
		}
		owed := func(sink string) bool { return bucketDeliveries.in(tx).Get(deliveryKey(sink, k)) != nil }
		if slices.ContainsFunc(sinks, func(sink string) bool { return !owed(sink) }) {
			found = append(found, bytes.Clone(k))
		}
		if seen++; seen == oweChunk {
			return found, bytes.Clone(k)
		}
	}
	return found, nil
}

func (c *change) oweAll(contents [][]byte, sinks []string, now time.Time) (int, error) {
	n := 0
	for _, content := range contents {
		var doc documentRecord
		if _, err := read(c.tx, bucketDocuments, content, &doc); err != nil {
			return 0, err
		}
		before := len(doc.Sinks)
		for _, sink := range sinks {
			if err := c.owe(&doc, content, sink, now); err != nil {
				return 0, err
			}
		}
		n += len(doc.Sinks) - before
		if err := write(c.tx, bucketDocuments, content, doc); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// DueDeliveries returns at most max deliveries owed to a sink that are due, in
// the order in which they became so, with what is handed over. They stay owed
// until they are settled. next is when the first of the others is or was due;
// zero where nothing else is owed.
//
// A document that can't be read back is put off by an hour, with the reason in
// its delivery.
func (s *Store) DueDeliveries(ctx context.Context, sink string, now time.Time, max int) (parcels []archive.Parcel, next time.Time, err error) {
	due, next, err := s.dueDeliveries(ctx, sink, now, max)
	if err != nil {
		return nil, next, fmt.Errorf("deliveries due to %s: %w", sink, err)
	}
	var broken []archive.Receipt
	for _, d := range due {
		p, err := s.parcel(ctx, d)
		if ctx.Err() != nil {
			return nil, next, ctx.Err()
		}
		if err != nil {
			d.Due = now.Add(unreadableRetry)
			broken = append(broken, archive.Receipt{Delivery: d, Error: err.Error()})
			if next.IsZero() || d.Due.Before(next) {
				next = d.Due
			}
			continue
		}
		parcels = append(parcels, p)
	}
	if len(broken) > 0 {
		err = s.SettleDeliveries(ctx, broken)
	}
	return parcels, next, err
}

func (s *Store) dueDeliveries(ctx context.Context, sink string, now time.Time, max int) (due []archive.Delivery, next time.Time, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketOutbox.each(tx, text(sink), func(rest, _ []byte) (bool, error) {
			if number(rest) > stamp(now) || len(due) >= max {
				next = timeOf(number(rest))
				return false, nil
			}
			var d deliveryRecord
			found, err := read(tx, bucketDeliveries, deliveryKey(sink, rest[8:]), &d)
			if err == nil && !found {
				err = fmt.Errorf("delivery of document %s is missing", digestOf(rest[8:]))
			}
			due = append(due, d.Delivery)
			return true, err
		})
	})
	return due, next, err
}

func (s *Store) parcel(ctx context.Context, d archive.Delivery) (archive.Parcel, error) {
	p := archive.Parcel{Delivery: d}
	rec, err := s.documentRecord(ctx, d.Document)
	if err != nil {
		return p, err
	}
	p.Portal = rec.Portal
	if p.Document, err = s.Document(ctx, d.Document); err != nil {
		return p, err
	}
	p.Report, err = s.Report(ctx, d.Document)
	return p, err
}

// SettleDeliveries makes durable how attempts at deliveries ended: delivered,
// to be tried again when Delivery.Due says, or a dead letter. A receipt for a
// delivery that is not owed any more changes nothing.
func (s *Store) SettleDeliveries(ctx context.Context, receipts []archive.Receipt) error {
	s.opts.Step("deliver.commit")
	err := s.commit(ctx, func(c *change) error {
		for _, r := range receipts {
			if err := c.settleDelivery(r, s.opts.Now().UTC()); err != nil {
				return fmt.Errorf("delivery %s to %s: %w", r.Delivery.ID, r.Delivery.Sink, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("settle deliveries: %w", err)
	}
	s.opts.Step("deliver.done")
	return nil
}

func (c *change) settleDelivery(r archive.Receipt, now time.Time) error {
	content, err := raw(r.Delivery.Document)
	if err != nil {
		return err
	}
	key := deliveryKey(r.Delivery.Sink, content)
	var d deliveryRecord
	found, err := read(c.tx, bucketDeliveries, key, &d)
	if err == nil && !found {
		err = ErrUnknown
	}
	if err != nil || d.State != deliveryOwed {
		return err
	}
	if err := bucketOutbox.in(c.tx).Delete(outboxKey(d.Sink, d.Due, content)); err != nil {
		return err
	}
	total, err := c.count()
	if err != nil {
		return err
	}
	d.Attempts = max(d.Attempts+1, r.Delivery.Attempts)
	d.Error = r.Error
	switch {
	case r.Error == "" && !r.Dead:
		d.State, d.At = deliveryDelivered, now
		total.Owed--
		total.Delivered++
	case r.Dead:
		d.State, d.At = deliveryDead, now
		total.Owed--
		total.DeadLetters++
	default:
		d.Due = r.Delivery.Due.UTC()
		if err := bucketOutbox.in(c.tx).Put(outboxKey(d.Sink, d.Due, content), nil); err != nil {
			return err
		}
	}
	return write(c.tx, bucketDeliveries, key, d)
}
