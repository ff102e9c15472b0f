package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// Backup writes the database to file, as it stands at one moment, while others
// go on writing, and beside it file.warc.txt: the WARC files that belong to it,
// a line each with size and path below the data directory. Both appear whole or
// not at all. It returns how many files are listed.
//
// Records are on disk before the database names them, and the files are listed
// after the database was copied: the list has all that the copy names.
func (s *Store) Backup(ctx context.Context, file string) (files int, err error) {
	err = writeWhole(file, func(w io.Writer) error {
		return s.view(ctx, func(tx *bbolt.Tx) error {
			_, err := tx.WriteTo(w)
			return err
		})
	})
	if err == nil {
		err = writeWhole(file+".warc.txt", func(w io.Writer) error {
			files, err = s.listWARC(w)
			return err
		})
	}
	if err != nil {
		return files, fmt.Errorf("back up to %s: %w", file, err)
	}
	return files, nil
}

// listWARC writes the size and the path of each WARC file.
func (s *Store) listWARC(w io.Writer) (files int, err error) {
	for _, kind := range []string{"warc", "derived"} {
		err := filepath.WalkDir(filepath.Join(s.dir, kind), func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			info, err := d.Info()
			if errors.Is(err, os.ErrNotExist) { // it was closed, and has its final name now
				return nil
			}
			if err != nil {
				return err
			}
			name, err := filepath.Rel(s.dir, path)
			if err == nil {
				files++
				_, err = fmt.Fprintf(w, "%d %s\n", info.Size(), filepath.ToSlash(name))
			}
			return err
		})
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return files, err
		}
	}
	return files, nil
}

// writeWhole writes a file under a name of its own, and gives it its name when
// it is on the disk.
func writeWhole(file string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	w := bufio.NewWriterSize(f, 1<<20)
	if err = errors.Join(write(w), w.Flush()); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
