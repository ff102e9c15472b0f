package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// compactTx is how many bytes are copied in one transaction.
const compactTx = 8 << 20

// Compact copies the database of the archive in dir into a file without gaps,
// and puts that in its place once it is durable. It returns the sizes before and
// after. Another process that has the archive makes it ErrInUse. A process that
// is killed leaves the database as it was, and a file beside it that the next
// call removes.
func Compact(ctx context.Context, dir string, step func(string)) (before, after int64, err error) {
	path := filepath.Join(dir, "gongkai.db")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return 0, 0, fmt.Errorf("no archive in %s: %w", dir, fs.ErrNotExist)
	}
	// The lock is a writer's, so that nobody writes meanwhile.
	s := &Store{dir: dir, opts: Options{Step: step}.withDefaults()}
	if err := s.openDB(false); err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, s.db.Close()) }()
	if err := s.guard(func() error { return s.db.View(checkSchema) }); err != nil {
		return 0, 0, fmt.Errorf("compact %s: %w", path, err)
	}
	at := path + ".compact"
	if err := os.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, 0, err
	}
	if before, after, err = s.copyTo(ctx, at); err != nil {
		return 0, 0, errors.Join(fmt.Errorf("compact %s: %w", path, err), os.Remove(at))
	}
	s.opts.Step("compact.rename")
	if err := os.Rename(at, path); err != nil {
		return 0, 0, err
	}
	s.opts.Step("compact.done")
	d, err := os.Open(dir)
	if err != nil {
		return before, after, err
	}
	return before, after, errors.Join(d.Sync(), d.Close())
}

// copyTo copies the database to a new file, durably.
func (s *Store) copyTo(ctx context.Context, at string) (before, after int64, err error) {
	to, err := bbolt.Open(at, 0o644, &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoStatistics: true})
	if err != nil {
		return 0, 0, err
	}
	s.opts.Step("compact.copy")
	err = s.guard(func() error { return bbolt.Compact(to, s.db, compactTx) })
	err = errors.Join(err, ctx.Err(), to.Sync(), to.Close())
	if err != nil {
		return 0, 0, err
	}
	sizes := [2]int64{}
	for i, path := range []string{s.dbPath(), at} {
		info, err := os.Stat(path)
		if err != nil {
			return 0, 0, err
		}
		sizes[i] = info.Size()
	}
	return sizes[0], sizes[1], nil
}
