package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongkai/archive"
)

// owe enters a delivery of a document that is being written, unless it was
// entered before.
func (c *change) owe(doc *documentRecord, content []byte, sink string, now time.Time) error {
	if slices.Contains(doc.Sinks, sink) {
		return nil
	}
	doc.Sinks = append(doc.Sinks, sink)
	return c.oweContent(content, sink, now)
}

// oweContent enters a delivery.
func (c *change) oweContent(content []byte, sink string, now time.Time) error {
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
	if err := c.countDelivery(sink, "", deliveryOwed); err != nil {
		return err
	}
	if err := bucketOutbox.in(c.tx).Put(outboxKey(sink, d.Due, content), nil); err != nil {
		return err
	}
	return write(c.tx, bucketDeliveries, deliveryKey(sink, content), d)
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
	d.Attempts = max(d.Attempts+1, r.Delivery.Attempts)
	d.Error = r.Error
	switch {
	case r.Error == "" && !r.Dead:
		d.State, d.At = deliveryDelivered, now
	case r.Dead:
		d.State, d.At = deliveryDead, now
	default:
		d.Due = r.Delivery.Due.UTC()
		if err := bucketOutbox.in(c.tx).Put(outboxKey(d.Sink, d.Due, content), nil); err != nil {
			return err
		}
	}
	if d.State != deliveryOwed {
		if err := c.countDelivery(d.Sink, deliveryOwed, d.State); err != nil {
			return err
		}
	}
	return write(c.tx, bucketDeliveries, key, d)
}
