package store

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

const (
	unreadableRetry = time.Hour // until a document that can't be read back is tried again
	largestBatch    = 8 << 20   // bytes of documents' texts that are handed over at a time, if more than one
	longestChain    = 100       // versions of one document that are looked back at
)

// DueDeliveries returns at most max deliveries owed to a sink that are due, in
// the order in which they became so, with what is handed over. They stay owed
// until they are settled. next is when the first of the others is or was due;
// zero where nothing else is owed. Of a sink that is disabled nothing is due.
//
// A version of a document is due only once the versions before it are settled.
// A document that can't be read back is put off by an hour, with the reason in
// its delivery.
func (s *Store) DueDeliveries(ctx context.Context, sink string, now time.Time, max int) (parcels []archive.Parcel, next time.Time, err error) {
	b, err := s.dueDeliveries(ctx, sink, now, max)
	if err != nil {
		return nil, b.next, fmt.Errorf("deliveries due to %s: %w", sink, err)
	}
	var broken []archive.Receipt
	size := 0
	for i, got := range s.parcels(ctx, b.due) {
		d := b.due[i]
		if size > largestBatch || got == nil {
			b.leave(d.Due)
			break
		}
		if ctx.Err() != nil {
			return nil, b.next, ctx.Err()
		}
		if got.err != nil {
			d.Due = now.Add(unreadableRetry)
			broken = append(broken, archive.Receipt{Delivery: d, Error: got.err.Error()})
			b.leave(d.Due)
			continue
		}
		size += len(got.parcel.Document.Text)
		parcels = append(parcels, got.parcel)
	}
	if len(b.held) > 0 {
		err = s.commit(ctx, func(c *change) error { return c.postpone(b.held) })
	}
	if err == nil && len(broken) > 0 {
		err = s.SettleDeliveries(ctx, broken)
	}
	if err != nil {
		return nil, b.next, fmt.Errorf("deliveries due to %s: %w", sink, err)
	}
	return parcels, b.next, nil
}

// readParcel is what came of reading a delivery's document.
type readParcel struct {
	parcel archive.Parcel
	err    error
}

// parcels reads the documents of deliveries, several at a time, and returns what
// came of it in their order. Once it has read enough for a batch it leaves the
// rest nil.
func (s *Store) parcels(ctx context.Context, due []archive.Delivery) []*readParcel {
	all := make([]*readParcel, len(due))
	var next, size atomic.Int64
	var readers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(due)) {
		readers.Go(func() {
			for size.Load() <= largestBatch {
				i := int(next.Add(1)) - 1
				if i >= len(due) {
					return
				}
				p, err := s.parcel(ctx, due[i])
				size.Add(int64(len(p.Document.Text)))
				all[i] = &readParcel{p, err}
			}
		})
	}
	readers.Wait()
	return all
}

// dueBatch is what is due to a sink.
type dueBatch struct {
	due  []archive.Delivery
	held []archive.Delivery // to be put off until after an earlier version, with their new Due
	next time.Time
}

// leave notes that something is left over that is due at t.
func (b *dueBatch) leave(t time.Time) {
	if b.next.IsZero() || t.Before(b.next) {
		b.next = t
	}
}

func (s *Store) dueDeliveries(ctx context.Context, sink string, now time.Time, max int) (b dueBatch, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		b = dueBatch{}
		var r sinkRecord
		if _, err := read(tx, bucketSinks, []byte(sink), &r); err != nil || r.Disabled != "" {
			return err
		}
		return bucketOutbox.each(tx, text(sink), func(rest, _ []byte) (bool, error) {
			if number(rest) > stamp(now) || len(b.due) >= max {
				b.leave(timeOf(number(rest)))
				return false, nil
			}
			var d deliveryRecord
			found, err := read(tx, bucketDeliveries, deliveryKey(sink, rest[8:]), &d)
			if err == nil && !found {
				err = fmt.Errorf("delivery of document %s is missing", digestOf(rest[8:]))
			}
			if err != nil {
				return false, err
			}
			before, err := owedBefore(tx, sink, rest[8:])
			switch {
			case err != nil:
				return false, err
			case before.IsZero():
				b.due = append(b.due, d.Delivery)
			case before.Before(d.Due): // it is due itself, and this one comes after it
				b.leave(d.Due)
			default:
				d.Due = before.Add(1)
				b.held = append(b.held, d.Delivery)
				b.leave(d.Due)
			}
			return true, nil
		})
	})
	return b, err
}

// owedBefore returns when the version before a document is due to the sink, or
// zero where none is owed to it.
func owedBefore(tx *bbolt.Tx, sink string, content []byte) (time.Time, error) {
	for range longestChain {
		var doc documentRecord
		if _, err := read(tx, bucketDocuments, content, &doc); err != nil || doc.Previous == "" {
			return time.Time{}, err
		}
		previous, err := raw(doc.Previous)
		if err != nil {
			return time.Time{}, err
		}
		var d deliveryRecord
		found, err := read(tx, bucketDeliveries, deliveryKey(sink, previous), &d)
		switch {
		case err != nil || found && d.State != deliveryOwed:
			return time.Time{}, err
		case found:
			return d.Due, nil
		}
		content = previous
	}
	return time.Time{}, nil
}

// postpone gives deliveries that are owed another time, and counts no attempt.
func (c *change) postpone(held []archive.Delivery) error {
	for _, h := range held {
		content, err := raw(h.Document)
		if err != nil {
			return err
		}
		if err := c.reschedule(h.Sink, content, h.Due, nil); err != nil {
			return err
		}
	}
	return nil
}

// reschedule makes a delivery, in whatever state, owed and due at a time. edit,
// where set, changes the rest of it.
func (c *change) reschedule(sink string, content []byte, due time.Time, edit func(*deliveryRecord)) error {
	key := deliveryKey(sink, content)
	var d deliveryRecord
	found, err := read(c.tx, bucketDeliveries, key, &d)
	if err != nil || !found {
		return err
	}
	if d.State == deliveryOwed {
		if err := bucketOutbox.in(c.tx).Delete(outboxKey(sink, d.Due, content)); err != nil {
			return err
		}
	} else if err := c.countDelivery(sink, d.State, deliveryOwed); err != nil {
		return err
	}
	d.State, d.Due, d.At = deliveryOwed, due.UTC(), time.Time{}
	if edit != nil {
		edit(&d)
	}
	if err := bucketOutbox.in(c.tx).Put(outboxKey(sink, d.Due, content), nil); err != nil {
		return err
	}
	return write(c.tx, bucketDeliveries, key, d)
}

func (s *Store) parcel(ctx context.Context, d archive.Delivery) (archive.Parcel, error) {
	p := archive.Parcel{Delivery: d}
	event, err := s.event(ctx, d.Document)
	if err != nil || event != nil {
		p.Alarm = event
		if event != nil {
			p.Portal = event.Alarm.Portal
		}
		return p, err
	}
	rec, err := s.documentRecord(ctx, d.Document)
	if err != nil {
		return p, err
	}
	p.Portal, p.Previous = rec.Portal, rec.Previous
	if err := s.readConversion(rec.Record, rec.RecordID, &p.Document); err != nil {
		return p, fmt.Errorf("document %s: %w", d.Document, err)
	}
	p.Report, err = s.Report(ctx, d.Document)
	return p, err
}
