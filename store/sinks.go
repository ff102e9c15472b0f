package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// sinkRecord is how deliveries to a sink stand.
type sinkRecord struct {
	Subscription *archive.Subscription `json:"subscription,omitempty"` // for which every document was looked at
	Owed         int                   `json:"owed"`
	Delivered    int                   `json:"delivered"`
	Dead         int                   `json:"dead"`
	Disabled     string                `json:"disabled,omitempty"` // why
	Since        time.Time             `json:"since,omitzero"`     // when it was disabled
}

// in returns the counter of a state.
func (r *sinkRecord) in(state string) *int {
	switch state {
	case deliveryOwed:
		return &r.Owed
	case deliveryDelivered:
		return &r.Delivered
	default:
		return &r.Dead
	}
}

// sink returns a sink's record, to be changed in place.
func (c *change) sink(name string) (*sinkRecord, error) {
	if r := c.sinks[name]; r != nil {
		return r, nil
	}
	r := new(sinkRecord)
	if _, err := read(c.tx, bucketSinks, []byte(name), r); err != nil {
		return nil, err
	}
	c.sinks[name] = r
	return r, nil
}

// countDelivery counts a delivery whose state changes; from is empty where it is
// new.
func (c *change) countDelivery(sink, from, to string) error {
	r, err := c.sink(sink)
	if err != nil {
		return err
	}
	total, err := c.count()
	if err != nil {
		return err
	}
	of := func(state string) *int {
		return map[string]*int{deliveryOwed: &total.Owed, deliveryDelivered: &total.Delivered, deliveryDead: &total.DeadLetters}[state]
	}
	if from != "" {
		*r.in(from)--
		*of(from)--
	}
	*r.in(to)++
	*of(to)++
	return nil
}

// Sinks returns how deliveries stand to each sink that was ever owed anything,
// by name.
func (s *Store) Sinks(ctx context.Context) ([]archive.SinkStatus, error) {
	var all []archive.SinkStatus
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketSinks.each(tx, nil, func(k, v []byte) (bool, error) {
			r, err := decode[sinkRecord](bucketSinks, k, v)
			st := archive.SinkStatus{
				Sink: string(k), Owed: r.Owed, Delivered: r.Delivered, Dead: r.Dead, Disabled: r.Disabled, Since: r.Since,
			}
			if err != nil {
				return false, err
			}
			all = append(all, st)
			return true, bucketOutbox.each(tx, text(st.Sink), func(rest, _ []byte) (bool, error) {
				all[len(all)-1].Oldest = timeOf(number(rest))
				return false, nil
			})
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list sinks: %w", err)
	}
	return all, nil
}

// DisableSink notes that nothing is to be delivered to a sink any more, and
// why. What is owed to it stays owed.
func (s *Store) DisableSink(ctx context.Context, sink, why string) error {
	err := s.commit(ctx, func(c *change) error {
		r, err := c.sink(sink)
		if err == nil && r.Disabled == "" {
			r.Disabled, r.Since = why, s.opts.Now().UTC()
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("disable sink %s: %w", sink, err)
	}
	return nil
}

// EnableSink undoes DisableSink.
func (s *Store) EnableSink(ctx context.Context, sink string) error {
	err := s.commit(ctx, func(c *change) error {
		r, err := c.sink(sink)
		if err == nil {
			r.Disabled, r.Since = "", time.Time{}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("enable sink %s: %w", sink, err)
	}
	return nil
}

// DeadLetters returns at most max deliveries that were given up, of a sink or,
// where it is empty, of all.
func (s *Store) DeadLetters(ctx context.Context, sink string, max int) ([]archive.Delivery, error) {
	var dead []archive.Delivery
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketDeliveries.each(tx, sinkPrefix(sink), func(k, v []byte) (bool, error) {
			d, err := decode[deliveryRecord](bucketDeliveries, k, v)
			if err == nil && d.State == deliveryDead {
				dead = append(dead, d.Delivery)
			}
			return len(dead) < max, err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list dead letters: %w", err)
	}
	return dead, nil
}

// sinkPrefix is what the keys of a sink's deliveries begin with; of all sinks'
// where it is empty.
func sinkPrefix(sink string) []byte {
	if sink == "" {
		return nil
	}
	return text(sink)
}

// Redeliver makes deliveries to a sink due that were given up, or refused and
// wait to be tried again; with since, those and the ones that were made, of what
// came to be owed at that time or later. It returns how many. Each keeps its id,
// and they are due in the order in which they once came to be owed.
func (s *Store) Redeliver(ctx context.Context, sink string, since *time.Time) (int, error) {
	n, err := s.redeliver(ctx, sink, since)
	if err != nil {
		return n, fmt.Errorf("deliver to %s again: %w", sink, err)
	}
	return n, nil
}

func (s *Store) redeliver(ctx context.Context, sink string, since *time.Time) (int, error) {
	type again struct {
		content []byte
		created time.Time
	}
	var all []again
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketDeliveries.each(tx, text(sink), func(content, v []byte) (bool, error) {
			d, err := decode[deliveryRecord](bucketDeliveries, content, v)
			waits := d.State == deliveryDead || d.State == deliveryOwed && d.Attempts > 0
			if since == nil && waits || since != nil && (waits || d.State == deliveryDelivered) && !d.Created.Before(*since) {
				all = append(all, again{slices.Clone(content), d.Created})
			}
			return true, err
		})
	})
	if err != nil {
		return 0, err
	}
	slices.SortStableFunc(all, func(a, b again) int { return a.created.Compare(b.created) })
	now := s.opts.Now().UTC()
	done := 0
	for chunk := range slices.Chunk(all, oweChunk) {
		err := s.commit(ctx, func(c *change) error {
			for i, a := range chunk {
				due := now.Add(time.Duration(done + i))
				if err := c.reschedule(sink, a.content, due, func(d *deliveryRecord) { d.Attempts, d.Error = 0, "" }); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return done, err
		}
		done += len(chunk)
	}
	return done, nil
}
