package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Raised returns the alarms of some codes that were raised and are not over.
func (s *Store) Raised(ctx context.Context, codes []string) ([]archive.Alarm, error) {
	var all []archive.Alarm
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketRaised.each(tx, nil, func(k, v []byte) (bool, error) {
			a, err := decode[archive.Alarm](bucketRaised, k, v)
			if slices.Contains(codes, a.Code) {
				all = append(all, a)
			}
			return true, err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list raised alarms: %w", err)
	}
	return all, nil
}

// Watch takes over which alarms of some codes there are now, and returns what
// has changed since the last time: those that were raised, and those that are
// over. In the same transaction each change is owed to the sinks that subscribe
// to alarms, so that each is told once.
func (s *Store) Watch(ctx context.Context, codes []string, now []archive.Alarm, sinks []archive.Subscription) ([]archive.AlarmEvent, error) {
	var events []archive.AlarmEvent
	err := s.commit(ctx, func(c *change) (err error) {
		events, err = c.watch(codes, now, s.opts.Now().UTC())
		for i := 0; err == nil && i < len(events); i++ {
			err = c.tell(events[i], sinks)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	return events, nil
}

func alarmKey(a archive.Alarm) string { return string(text(a.Code, a.Portal, a.URL)) }

func (c *change) watch(codes []string, alarms []archive.Alarm, at time.Time) ([]archive.AlarmEvent, error) {
	var events []archive.AlarmEvent
	current := map[string]bool{}
	for _, a := range alarms {
		key := alarmKey(a)
		if current[key] {
			continue
		}
		current[key] = true
		if bucketRaised.in(c.tx).Get([]byte(key)) != nil {
			continue
		}
		events = append(events, archive.AlarmEvent{State: archive.AlarmRaised, Alarm: a, At: at})
		if err := write(c.tx, bucketRaised, []byte(key), a); err != nil {
			return nil, err
		}
	}
	var over []string
	err := bucketRaised.each(c.tx, nil, func(k, v []byte) (bool, error) {
		a, err := decode[archive.Alarm](bucketRaised, k, v)
		if !current[string(k)] && slices.Contains(codes, a.Code) {
			over = append(over, string(k))
			events = append(events, archive.AlarmEvent{State: archive.AlarmCleared, Alarm: a, At: at})
		}
		return true, err
	})
	for _, key := range over {
		if err == nil {
			err = bucketRaised.in(c.tx).Delete([]byte(key))
		}
	}
	return events, err
}

// tell owes an event to the sinks that subscribe to alarms.
func (c *change) tell(e archive.AlarmEvent, sinks []archive.Subscription) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	content, err := raw(archive.DigestOf(body))
	if err != nil {
		return err
	}
	for _, sub := range sinks {
		if !sub.Alarms || e.Alarm.Portal != "" && len(sub.Portals) > 0 && !slices.Contains(sub.Portals, e.Alarm.Portal) {
			continue
		}
		if bucketEvents.in(c.tx).Get(content) == nil {
			if err := bucketEvents.in(c.tx).Put(content, body); err != nil {
				return err
			}
		}
		if bucketDeliveries.in(c.tx).Get(deliveryKey(sub.Sink, content)) != nil {
			continue
		}
		if err := c.oweContent(content, sub.Sink, e.At); err != nil {
			return err
		}
	}
	return nil
}

// event returns the alarm event of a digest, or nil.
func (s *Store) event(ctx context.Context, content archive.Digest) (*archive.AlarmEvent, error) {
	key, err := raw(content)
	if err != nil {
		return nil, err
	}
	var e archive.AlarmEvent
	found := false
	err = s.view(ctx, func(tx *bbolt.Tx) (err error) {
		found, err = read(tx, bucketEvents, key, &e)
		return err
	})
	if err != nil || !found {
		return nil, err
	}
	return &e, nil
}
