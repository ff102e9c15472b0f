package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

func TestCompactingKeepsEverythingAndGivesRoomBack(t *testing.T) {
	f := full(t)
	f.open(nil)
	f.must(f.db.Update(func(tx *bbolt.Tx) error {
		for i := range 4000 {
			if err := bucketModels.in(tx).Put(bigEndian(uint64(i)), make([]byte, 1000)); err != nil {
				return err
			}
		}
		return nil
	}))
	if _, _, err := Compact(t.Context(), f.dir, nil); !errors.Is(err, ErrInUse) {
		t.Errorf("while the archive is open: got %v, want ErrInUse", err)
	}
	f.must(f.db.Update(func(tx *bbolt.Tx) error {
		for i := range 4000 {
			if err := bucketModels.in(tx).Delete(bigEndian(uint64(i))); err != nil {
				return err
			}
		}
		return nil
	}))
	f.must(f.Close())
	f.must(os.WriteFile(filepath.Join(f.dir, "gongkai.db.compact"), []byte("left by a kill"), 0o600))
	before, after, err := Compact(t.Context(), f.dir, nil)
	if err != nil || after*2 > before {
		t.Errorf("got %d bytes of %d, %v; want less than half", after, before, err)
	}
	f.open(nil)
	f.verify()
	f.must(f.Close())
	if _, _, err := Compact(t.Context(), t.TempDir(), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without an archive: got %v", err)
	}
}

func TestWhoWaitsForACompactionOpensTheNewDatabase(t *testing.T) {
	f := full(t)
	opened := make(chan error)
	_, _, err := Compact(t.Context(), f.dir, func(step string) {
		if step != "compact.rename" {
			return
		}
		go func() {
			s, err := Open(f.dir, Options{})
			if err == nil {
				err = s.db.Update(func(tx *bbolt.Tx) error { return bucketModels.in(tx).Put([]byte("later"), []byte("1")) })
				err = errors.Join(err, s.Close())
			}
			opened <- err
		}()
	})
	f.must(err)
	f.must(<-opened)
	f.open(nil)
	defer f.Close()
	f.must(f.db.View(func(tx *bbolt.Tx) error {
		if got := bucketModels.in(tx).Get([]byte("later")); !bytes.Equal(got, []byte("1")) {
			t.Errorf("got %q: what was written after the compaction is lost", got)
		}
		return nil
	}))
}
