package store

import (
	"context"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// everywhere is the key of the season of all portals; no portal's id has a NUL.
const everywhere = "\x00"

// Season returns on which days of the year the reports of a portal, and those of
// all portals, were published.
func (s *Store) Season(ctx context.Context, portal string) (own, all archive.Season, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		if _, err := read(tx, bucketSeasons, []byte(portal), &own); err != nil {
			return err
		}
		_, err := read(tx, bucketSeasons, []byte(everywhere), &all)
		return err
	})
	if err != nil {
		return own, all, fmt.Errorf("season of %s: %w", portal, err)
	}
	return own, all, nil
}

// observe counts a report that was published in the year after the one that it
// is on. One that has no such date tells nothing.
func (c *change) observe(portal string, year int, published string) error {
	day, err := time.Parse(time.DateOnly, published)
	if err != nil || day.Year() != year+1 {
		return nil
	}
	for _, key := range []string{portal, everywhere} {
		var s archive.Season
		if _, err := read(c.tx, bucketSeasons, []byte(key), &s); err != nil {
			return err
		}
		if s.Days == nil {
			s.Days = map[int]int{}
		}
		s.Days[day.YearDay()]++
		if err := write(c.tx, bucketSeasons, []byte(key), s); err != nil {
			return err
		}
	}
	return nil
}
