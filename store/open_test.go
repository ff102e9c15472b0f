package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

func TestADirectoryBelongsToOneProcess(t *testing.T) {
	f := newFixture(t)
	for name, open := range map[string]func() (*Store, error){
		"writing": func() (*Store, error) { return Open(f.dir, Options{}) },
		"reading": func() (*Store, error) { return OpenRead(f.dir) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := open(); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), f.dir) {
				t.Errorf("got %v, want %v with the directory", err, ErrInUse)
			}
		})
	}
}

func TestReadingMakesNothing(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenRead(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("empty directory: got %v, want %v", err, fs.ErrNotExist)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("made %v", entries)
	}
	f := newFixture(t)
	f.begin("qd", page(urlA, 1))
	l := f.one("qd")
	f.must(f.Close())
	r, err := OpenRead(f.dir)
	f.must(err)
	if _, err := r.BeginCrawl(context.Background(), archivePortal(), nil); err == nil {
		t.Error("a store opened for reading began a crawl")
	}
	if err := r.Settle(context.Background(), f.outcome(l, "dead")); err == nil {
		t.Error("a store opened for reading settled a visit")
	}
	if a, err := r.Why(context.Background(), urlA); err != nil || a.State != AccountQueued {
		t.Errorf("got %+v, %v; want what was lent to be queued", a, err)
	}
	f.must(r.Close())
	f.open(nil)
	if leases, next := f.claim(1, "qd"); len(leases) != 0 || !next.Equal(f.now.Add(time.Minute)) {
		t.Errorf("got %v, %s; want the host to rest, since a request may have been sent", urlsOf(leases), next)
	}
}

func TestADatabaseThatWasHardlyBegunIsNone(t *testing.T) {
	for name, begin := range map[string]func(path string) error{
		"a file of no bytes": func(path string) error { return os.WriteFile(path, nil, 0o644) },
		"a file without buckets": func(path string) error {
			db, err := bbolt.Open(path, 0o644, nil)
			if err != nil {
				return err
			}
			return db.Close()
		},
	} {
		f := &fixture{t: t, dir: t.TempDir()}
		f.must(begin(filepath.Join(f.dir, "gongkai.db")))
		if s, err := OpenRead(f.dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: got %v, %v, want %v", name, s, err, fs.ErrNotExist)
		}
		f.open(nil)
		f.verify()
		f.must(f.Close())
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	f := newFixture(t)
	f.must(f.db.Update(func(tx *bbolt.Tx) error { return bucketMeta.in(tx).Put(keySchema, []byte("99")) }))
	f.must(f.Close())
	for name, open := range map[string]func() (*Store, error){
		"writing": func() (*Store, error) { return Open(f.dir, Options{}) },
		"reading": func() (*Store, error) { return OpenRead(f.dir) },
	} {
		if _, err := open(); err == nil || !strings.Contains(err.Error(), "schema version 99") {
			t.Errorf("%s: got %v, want an error that names the version", name, err)
		}
	}
	db, err := bbolt.Open(filepath.Join(f.dir, "gongkai.db"), 0o600, nil)
	f.must(err)
	f.must(db.Update(func(tx *bbolt.Tx) error { return bucketMeta.in(tx).Put(keySchema, []byte("1")) }))
	f.must(db.Close())
	f.open(nil)
}

func TestTheSpoolIsEmptiedAtOpen(t *testing.T) {
	f := newFixture(t)
	left := filepath.Join(f.Spool(), "left")
	f.must(os.WriteFile(left, []byte("x"), 0o600))
	f.reopen()
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want %v", err, fs.ErrNotExist)
	}
}

func TestWhoHasADirectoryIsNamed(t *testing.T) {
	f := newFixture(t)
	other := exec.Command("sleep", "60")
	f.must(other.Start())
	defer func() { _ = other.Process.Kill(); _ = other.Wait() }()
	holder := filepath.Join(f.dir, holderFile)
	f.must(os.WriteFile(holder, []byte(strconv.Itoa(other.Process.Pid)), 0o600)) // as if it had opened it
	_, err := OpenRead(f.dir)
	if want := fmt.Sprintf("process %d", other.Process.Pid); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %v with %s", err, ErrInUse, want)
	}
	f.reopen()
	if b, err := os.ReadFile(holder); err != nil || strings.TrimSpace(string(b)) != strconv.Itoa(os.Getpid()) {
		t.Errorf("opened again: got %q, %v; want this process", b, err)
	}
}

func TestASharedStoreIsClosedByTheLast(t *testing.T) {
	f := newFixture(t)
	shared := f.Share()
	f.must(shared.Close())
	if _, err := f.Totals(context.Background()); err != nil {
		t.Errorf("after the first close: %v", err)
	}
}
