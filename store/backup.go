package store

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"gongkai/internal/whole"
)

// Backup writes the database to file, as it stands at one moment, while others
// go on writing, and beside it file.warc.txt: the WARC files that belong to it,
// a line each with size and path below the data directory. Both appear whole or
// not at all. It returns how many files are listed.
//
// Records are on disk before the database names them, and the files are listed
// after the database was copied: the list has all that the copy names. A database
// that can't be read whole replaces nothing.
func (s *Store) Backup(ctx context.Context, file string) (files int, err error) {
	if err := replaceable(file); err != nil {
		return 0, err
	}
	err = writeWhole(file, func(w io.Writer) error {
		return s.view(ctx, func(tx *bbolt.Tx) error {
			if err := readAll(ctx, tx); err != nil {
				return err
			}
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

// readAll reads every entry, so that a database that is damaged does not take the
// place of a backup that was whole.
func readAll(ctx context.Context, tx *bbolt.Tx) error {
	return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
		return b.ForEach(func(_, _ []byte) error { return ctx.Err() })
	})
}

// listWARC writes the size and the path of each WARC file.
func (s *Store) listWARC(w io.Writer) (files int, err error) {
	for _, kind := range []string{"warc", "derived"} {
		found, err := warcFiles(s.dir, kind)
		for _, f := range found {
			name := f.name
			if f.open {
				name += ".open"
			}
			files++
			if _, err := fmt.Fprintf(w, "%d %s\n", f.size, name); err != nil {
				return files, err
			}
		}
		if err != nil {
			return files, err
		}
	}
	return files, nil
}

// writeWhole writes a file that is there whole or not at all.
func writeWhole(file string, write func(io.Writer) error) error {
	return whole.Write(file, whole.Options{Replace: true}, func(at string) error {
		f, err := os.OpenFile(at, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		w := bufio.NewWriterSize(f, 1<<20)
		return errors.Join(write(w), w.Flush(), f.Close())
	})
}

// ErrNoBackup says that what stands where a backup should is something else.
var ErrNoBackup = errors.New("is there, and is no backup: it is not replaced")

// replaceable refuses a file that is there and no database.
func replaceable(file string) error {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	const magic, at = 0xED0CDAED, 16 // of bbolt, behind the header of its first page
	var head [at + 4]byte
	if _, err := io.ReadFull(f, head[:]); err != nil || binary.NativeEndian.Uint32(head[at:]) != magic {
		return fmt.Errorf("%s %w", file, ErrNoBackup)
	}
	return nil
}

// Owns reports whether path is that of a file of the archive itself, or lies
// among its files.
func (s *Store) Owns(path string) bool {
	root, err := realPath(s.dir)
	if err != nil {
		return false
	}
	parent, err := realPath(filepath.Dir(path))
	if err != nil {
		return false // nothing can be there
	}
	name, err := filepath.Rel(root, filepath.Join(parent, filepath.Base(path)))
	if err != nil {
		return false
	}
	first, _, _ := strings.Cut(filepath.ToSlash(name), "/")
	return slices.Contains([]string{"warc", "derived", "spool", filepath.Base(s.dbPath()), holderFile, manifestName}, first)
}

// realPath returns the absolute path of a folder, without symbolic links.
func realPath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}
