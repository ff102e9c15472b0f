package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"os"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Space is what an archive takes on the disk.
type Space struct {
	Captures int64 `json:"captures"` // bytes of the files below warc
	Derived  int64 `json:"derived"`  // and below derived
	Database int64 `json:"database"`
}

// Space returns what the archive takes.
func (s *Store) Space() (Space, error) {
	var space Space
	for dir, sum := range map[string]*int64{"warc": &space.Captures, "derived": &space.Derived} {
		files, err := warcFiles(s.dir, dir)
		if err != nil {
			return space, fmt.Errorf("space of %s: %w", s.dir, err)
		}
		for _, f := range files {
			*sum += f.size
		}
	}
	info, err := os.Stat(s.dbPath())
	if err == nil {
		space.Database = info.Size()
	} else if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return space, err
}

// Kept is what captures of one portal and kind take.
type Kept struct {
	Portal   string `json:"portal"`
	Kind     string `json:"kind"` // media type without parameters, or revisit
	Captures int    `json:"captures"`
	Bytes    int64  `json:"bytes"` // of response and revisit records, compressed
}

// SpaceByKind returns what the captures of each portal and kind take, sorted by
// neither. It looks at every capture.
func (s *Store) SpaceByKind(ctx context.Context) ([]Kept, error) {
	type key struct{ portal, kind string }
	sums := map[key]*Kept{}
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketCaptures.each(tx, nil, func(k, v []byte) (bool, error) {
			c, err := decode[archive.Capture](bucketCaptures, k, v)
			if err != nil {
				return false, err
			}
			kind := "revisit"
			if c.Revisit == archive.RevisitNone {
				if kind, _, _ = mime.ParseMediaType(c.MediaType); kind == "" {
					kind = "unknown"
				}
			}
			sum := sums[key{c.Portal, kind}]
			if sum == nil {
				sum = &Kept{Portal: c.Portal, Kind: kind}
				sums[key{c.Portal, kind}] = sum
			}
			sum.Captures++
			sum.Bytes += c.Record.Length
			return true, ctx.Err()
		})
	})
	if err != nil {
		return nil, fmt.Errorf("space of captures: %w", err)
	}
	var all []Kept
	for _, sum := range sums {
		all = append(all, *sum)
	}
	return all, nil
}
