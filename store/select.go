package store

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Selection picks captures. The zero value picks all.
type Selection struct {
	Portals []string  // ids; none is any
	From    time.Time // not before; zero is any
	To      time.Time // before; zero is any
}

// Picks reports whether c is selected.
func (s Selection) Picks(c archive.Capture) bool {
	return (len(s.Portals) == 0 || slices.Contains(s.Portals, c.Portal)) && s.within(c.Time)
}

// within reports whether a capture of a time may be selected.
func (s Selection) within(t time.Time) bool {
	return !t.Before(s.From) && (s.To.IsZero() || t.Before(s.To))
}

// capturesAtOnce is how many captures are read in one transaction, so that none
// stays open while they are looked at.
const capturesAtOnce = 2000

// Captures returns the selected captures, ordered by SURT and then by time.
// What is captured meanwhile may be among them or not. An error is the last that
// is returned.
func (s *Store) Captures(ctx context.Context, sel Selection) iter.Seq2[archive.Capture, error] {
	return func(yield func(archive.Capture, error) bool) {
		var next []byte
		for {
			var some []archive.Capture
			err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
				some, next, err = capturesFrom(tx, next, sel)
				return err
			})
			if err != nil {
				yield(archive.Capture{}, fmt.Errorf("list captures: %w", err))
				return
			}
			for _, c := range some {
				if !yield(c, nil) {
					return
				}
			}
			if next == nil {
				return
			}
		}
	}
}

// capturesFrom returns the selected ones of the next captures from a key on,
// and the key that comes then; nil is the end.
func capturesFrom(tx *bbolt.Tx, from []byte, sel Selection) (some []archive.Capture, next []byte, err error) {
	c := bucketCaptures.in(tx).Cursor()
	k, v := c.Seek(from)
	for n := 0; k != nil && n < capturesAtOnce; k, v = c.Next() {
		n++
		capture, err := decode[archive.Capture](bucketCaptures, k, v)
		if err != nil {
			return nil, nil, err
		}
		if sel.Picks(capture) {
			some = append(some, capture)
		}
	}
	return some, bytes.Clone(k), nil
}
