package store

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// needFiles refuses an archive that has lost all WARC files of a year, as
// when the disk that they lie on is not mounted: what was written in its place
// would be hidden by it later. Single files that are missing are told by Verify.
func (s *Store) needFiles() error {
	known, err := readManifest(s.dir)
	if err != nil {
		return nil // Fix tells that
	}
	absent := map[string]int{} // how many files the manifest names of a folder in which none is
	for name := range known {
		absent[yearOf(name)]++
	}
	for _, section := range []string{"warc", "derived"} {
		files, err := warcFiles(s.dir, section)
		if err != nil {
			return err
		}
		for _, f := range files {
			delete(absent, yearOf(f.name))
		}
	}
	for folder, files := range absent {
		named, err := s.names(folder)
		if err != nil {
			return err
		}
		if named {
			return &fs.PathError{Op: "find", Path: filepath.Join(s.dir, filepath.FromSlash(folder)), Err: fmt.Errorf(
				"its WARC files (%d) are missing: mount the disk that they lie on, or restore them; where they are lost for good, move gongkai.db away, and have gongkai verify --repair make it anew out of those that are left", files)}
		}
	}
	return nil
}

// yearOf returns the folder of a year that a WARC file lies in.
func yearOf(file string) string { return path.Dir(path.Dir(file)) }

// names reports whether the database names a record of a file in a folder.
func (s *Store) names(folder string) (named bool, err error) {
	look := func(at archive.Location) (bool, error) {
		named = strings.HasPrefix(at.File, folder+"/")
		return !named, nil
	}
	err = s.db.View(func(tx *bbolt.Tx) error {
		if strings.HasPrefix(folder, "derived/") {
			return bucketDocuments.each(tx, nil, func(k, v []byte) (bool, error) {
				rec, err := decode[documentRecord](bucketDocuments, k, v)
				if err != nil {
					return false, err
				}
				return look(rec.Record)
			})
		}
		return bucketCaptures.each(tx, nil, func(k, v []byte) (bool, error) {
			c, err := decode[archive.Capture](bucketCaptures, k, v)
			if err != nil {
				return false, err
			}
			return look(c.Record)
		})
	})
	return named, err
}
