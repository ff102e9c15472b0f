package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// Inherit makes the visits of one portal those of another as far as it holds their
// URLs, and returns how many they are, and so their reports. It may be repeated. What is
// archived says still for which portal it was captured.
func (s *Store) Inherit(ctx context.Context, from, to string, holds func(url string) bool) (inherited int, err error) {
	fail := func(err error) error { return fmt.Errorf("make visits of %s those of %s: %w", from, to, err) }
	if err := s.commit(ctx, func(c *change) error { return c.teach(from, to) }); err != nil {
		return 0, fail(err)
	}
	var at []byte // the URL that is looked at next
	for {
		var next []byte
		n := 0
		err := s.commit(ctx, func(c *change) (err error) {
			next, n, err = c.inherit(from, to, holds, at)
			return err
		})
		if err != nil {
			return inherited, fail(err)
		}
		if inherited, at = inherited+n, next; at == nil {
			return inherited, nil
		}
	}
}

// teach has a portal that nothing is known of begin with what was learned of another:
// what its links are worth, without which all that was not worth a request would be
// asked for, and when its reports come.
func (c *change) teach(from, to string) error {
	for _, learned := range []struct {
		in       *bbolt.Bucket
		from, to string
	}{
		{bucketModels.in(c.tx), archive.PortalModel(from), archive.PortalModel(to)},
		{bucketSeasons.in(c.tx), from, to},
	} {
		data := bytes.Clone(learned.in.Get([]byte(learned.from)))
		if data == nil || learned.in.Get([]byte(learned.to)) != nil {
			continue
		}
		if err := learned.in.Put([]byte(learned.to), data); err != nil {
			return err
		}
	}
	return nil
}

// inherit looks at URLs from at on, and returns where it is to go on, or nil.
func (c *change) inherit(from, to string, holds func(url string) bool, at []byte) (next []byte, n int, err error) {
	var found []archive.SURT
	cursor := bucketURLs.in(c.tx).Cursor()
	for k, value := cursor.Seek(at); k != nil; k, value = cursor.Next() {
		if len(found) == fillChunk {
			next = bytes.Clone(k)
			break
		}
		r, err := visitIn(archive.SURT(k), value)
		if err != nil {
			return nil, 0, err
		}
		if r.Visit.Portal == from && !c.lent(archive.SURT(k)) && holds(r.Visit.URL) {
			found = append(found, archive.SURT(k))
		}
	}
	for _, s := range found {
		old, err := visitAt(c.tx, s)
		if err != nil {
			return nil, 0, err
		}
		r := *old
		r.Visit.Portal = to
		if err := errors.Join(c.putVisit(s, old, &r), c.unwatch(s, from)); err != nil {
			return nil, 0, err
		}
	}
	return next, len(found), nil
}

// unwatch forgets the alarms of a portal's list.
func (c *change) unwatch(s archive.SURT, portal string) error {
	alarms := bucketAlarms.in(c.tx)
	return errors.Join(
		alarms.Delete(append(text(portal, archive.AlarmListEmptied), s...)),
		alarms.Delete(append(text(portal, archive.AlarmListUnturned), s...)))
}

// Asked returns the authorities of the URLs that are queued for a portal, or become due.
func (s *Store) Asked(ctx context.Context, portal string) ([]string, error) {
	all := map[string]bool{}
	look := func(s []byte) (bool, error) {
		url, err := urls.FromKey(archive.SURT(s))
		if err == nil {
			all[urls.Authority(url)] = true
		}
		return true, ctx.Err()
	}
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return errors.Join(
			bucketDue.each(tx, text(portal), func(rest, _ []byte) (bool, error) { return look(rest[8:]) }),
			bucketQueue.each(tx, text(portal), func(_, s []byte) (bool, error) { return look(s) }))
	})
	if err != nil {
		return nil, fmt.Errorf("what is asked for %s: %w", portal, err)
	}
	return slices.Sorted(maps.Keys(all)), nil
}
