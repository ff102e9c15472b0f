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

// Heir is a portal that goes on with the visits of another, as far as it holds their URLs.
type Heir struct {
	From, To string
	Holds    func(url string) bool
}

// inheritLook is how many URLs are looked at in one transaction.
const inheritLook = 50_000

// Inherit makes visits those of the first heir that holds their URLs, and returns for each
// heir how many they are, and so their reports. It may be repeated. What is archived says
// still for which portal it was captured.
func (s *Store) Inherit(ctx context.Context, heirs ...Heir) (inherited []int, err error) {
	inherited = make([]int, len(heirs))
	if len(heirs) == 0 {
		return inherited, nil
	}
	fail := func(err error) error { return fmt.Errorf("make visits of portals those of others: %w", err) }
	err = s.commit(ctx, func(c *change) error {
		for _, h := range heirs {
			if err := c.teach(h.From, h.To); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return inherited, fail(err)
	}
	// One look at all URLs, which holds up nobody who writes.
	for at := []byte{}; at != nil; {
		found, next, err := s.inheritable(ctx, heirs, at)
		if err != nil {
			return inherited, fail(err)
		}
		if at = next; len(found) == 0 {
			continue
		}
		counts := make([]int, len(heirs))
		err = s.commit(ctx, func(c *change) error {
			clear(counts)
			for _, f := range found {
				given, err := c.give(f.surt, heirs[f.heir])
				if err != nil {
					return err
				}
				if given {
					counts[f.heir]++
				}
			}
			return nil
		})
		if err != nil {
			return inherited, fail(err)
		}
		for i, n := range counts {
			inherited[i] += n
		}
	}
	return inherited, nil
}

// inheriting is a URL and which heir holds it.
type inheriting struct {
	surt archive.SURT
	heir int
}

// inheritable looks at URLs from at on, and returns those that heirs hold and where it
// is to go on, or nil.
func (s *Store) inheritable(ctx context.Context, heirs []Heir, at []byte) (found []inheriting, next []byte, err error) {
	of := map[string][]int{}
	for i, h := range heirs {
		of[h.From] = append(of[h.From], i)
	}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		looked := 0
		cursor := bucketURLs.in(tx).Cursor()
		for k, value := cursor.Seek(at); k != nil; k, value = cursor.Next() {
			if looked++; looked > inheritLook || len(found) == fillChunk {
				next = bytes.Clone(k)
				break
			}
			r, err := visitIn(archive.SURT(k), value)
			if err != nil {
				return err
			}
			for _, i := range of[r.Visit.Portal] {
				if heirs[i].Holds(r.Visit.URL) {
					found = append(found, inheriting{archive.SURT(k), i})
					break
				}
			}
		}
		return nil
	})
	return found, next, err
}

// give makes a visit an heir's, unless it is lent or not the other's any more.
func (c *change) give(s archive.SURT, to Heir) (given bool, err error) {
	old, err := visitAt(c.tx, s)
	if err != nil || old == nil || old.Visit.Portal != to.From || c.lent(s) {
		return false, err
	}
	r := *old
	r.Visit.Portal = to.To
	return true, errors.Join(c.putVisit(s, old, &r), c.unwatch(s, to.From))
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
