package store

import (
	"context"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Alarms returns the alarms that were raised and not cleared, ordered by portal
// and code: of lists that had items and have none, or that can't be turned.
func (s *Store) Alarms(ctx context.Context) ([]archive.Alarm, error) {
	var all []archive.Alarm
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketAlarms.each(tx, nil, func(k, v []byte) (bool, error) {
			a, err := decode[archive.Alarm](bucketAlarms, k, v)
			all = append(all, a)
			return true, err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list alarms: %w", err)
	}
	return all, nil
}

// watchList keeps how many items a list has. An alarm is raised when one that
// had some has none, and cleared when they are back. An answer that is no list, such
// as an error page or a block, must not come here.
func (c *change) watchList(s archive.SURT, r *visitRecord, items int) error {
	key := append(text(r.Visit.Portal, archive.AlarmListEmptied), s...)
	alarms := bucketAlarms.in(c.tx)
	if items > 0 {
		r.History.Items = items
		return alarms.Delete(key)
	}
	// A list that has become shorter has fewer pages; the first is never gone.
	later := r.Visit.SameList && r.Visit.Kind != archive.KindListData
	if r.History.Items <= 0 || later || alarms.Get(key) != nil {
		return nil
	}
	return write(c.tx, bucketAlarms, key, archive.Alarm{
		Code: archive.AlarmListEmptied, Portal: r.Visit.Portal, URL: r.Visit.URL, Since: r.At,
		Detail: fmt.Sprintf("the list had %d items and has none: its layout may have changed", r.History.Items),
		Before: r.History.Items,
	})
}

// watchSeen raises an alarm while a list of reports has something that can't be
// asked for.
func (c *change) watchSeen(s archive.SURT, r *visitRecord, unseen string) error {
	key := append(text(r.Visit.Portal, archive.AlarmListUnturned), s...)
	alarms := bucketAlarms.in(c.tx)
	switch known := alarms.Get(key); {
	case unseen == "":
		return alarms.Delete(key)
	case known != nil:
		return nil
	}
	return write(c.tx, bucketAlarms, key, archive.Alarm{
		Code: archive.AlarmListUnturned, Portal: r.Visit.Portal, URL: r.Visit.URL, Since: r.At, Detail: unseen,
	})
}

// unwatchUnnamed forgets the alarms of data requests that the page of r named once
// and names no more: a page that asks for its list another way.
func (c *change) unwatchUnnamed(r *visitRecord, o archive.Outcome) error {
	var gone []archive.SURT
	for _, code := range []string{archive.AlarmListEmptied, archive.AlarmListUnturned} {
		err := bucketAlarms.each(c.tx, text(r.Visit.Portal, code), func(s, _ []byte) (bool, error) {
			data, err := visitAt(c.tx, archive.SURT(s))
			if err != nil || data == nil || data.Visit.Kind != archive.KindListData || data.Visit.Via != r.Visit.URL {
				return true, err
			}
			named := slices.ContainsFunc(o.Outlinks, func(v archive.Visit) bool { return v.URL == data.Visit.URL || v.Posted == data.Visit.URL }) ||
				slices.ContainsFunc(o.Refused, func(l archive.Refused) bool { return l.URL == data.Visit.URL })
			if !named {
				gone = append(gone, archive.SURT(s))
			}
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	for _, s := range gone {
		if err := c.unwatch(s, r.Visit.Portal); err != nil {
			return err
		}
	}
	return nil
}
