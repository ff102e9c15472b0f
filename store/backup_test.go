package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
)

func TestABackupOpensWithTheFilesThatItLists(t *testing.T) {
	ctx := context.Background()
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlB, 8))
	f.fetch("qd", "one")
	f.extract("one", nil, "parser")
	file := filepath.Join(t.TempDir(), "backup.db")
	n, err := f.Backup(ctx, file)
	f.must(err)
	f.fetch("qd", "after the backup")
	list, err := os.ReadFile(file + ".warc.txt")
	f.must(err)
	if lines := strings.Count(string(list), "\n"); lines != n || n < 2 {
		t.Fatalf("got %d files, listed %q; want a file of captures and one of documents", n, list)
	}
	restored := t.TempDir()
	for line := range strings.Lines(string(list)) {
		_, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		b, err := os.ReadFile(filepath.Join(f.dir, name))
		f.must(err)
		f.must(os.MkdirAll(filepath.Dir(filepath.Join(restored, name)), 0o755))
		f.must(os.WriteFile(filepath.Join(restored, name), b, 0o644))
	}
	b, err := os.ReadFile(file)
	f.must(err)
	f.must(os.WriteFile(filepath.Join(restored, "gongkai.db"), b, 0o644))
	s, err := Open(restored, Options{})
	f.must(err)
	defer s.Close()
	if got, err := s.Totals(ctx); err != nil || got.Captures != 1 || got.Documents != 1 || got.Owed != 1 {
		t.Errorf("got %+v, %v; want what was there when it was backed up", got, err)
	}
	if p, _, err := s.DueDeliveries(ctx, "parser", f.now, 1); err != nil || len(p) != 1 || p[0].Document.Text != "one" {
		t.Errorf("got %+v, %v; want the document", p, err)
	}
}

func TestABackupReplacesABackupAndNothingElse(t *testing.T) {
	f := newFixture(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "backup.db")
	for range 2 {
		_, err := f.Backup(t.Context(), file)
		f.must(err)
	}
	config := filepath.Join(dir, "gongkai.yaml")
	for name, text := range map[string]string{"a text": "contact: someone@example.org, with more behind it\n", "nothing": ""} {
		f.must(os.WriteFile(config, []byte(text), 0o644))
		if _, err := f.Backup(t.Context(), config); !errors.Is(err, ErrNoBackup) {
			t.Errorf("%s: got %v, want %v", name, err, ErrNoBackup)
		}
		if b, err := os.ReadFile(config); err != nil || string(b) != text {
			t.Errorf("%s: got %q, %v; want it as it was", name, b, err)
		}
	}
	if _, err := f.Backup(t.Context(), dir); err == nil {
		t.Error("onto a folder: got no error")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 3 {
		t.Errorf("got %v, %v; want the backup, its list and the text", left, err)
	}
}

func TestAnArchiveKnowsItsOwnFiles(t *testing.T) {
	f := newFixture(t)
	link := filepath.Join(t.TempDir(), "link")
	f.must(os.Symlink(f.dir, link))
	for name, want := range map[string]bool{
		"gongkai.db": true, "gongkai.pid": true, "warc/new.warc.gz": true, "derived": true,
		"gongkai.yaml": false, "reports.csv": false, "../gongkai.db": false, "nosuch/gongkai.db": false,
	} {
		for _, dir := range []string{f.dir, link} {
			if got := f.Owns(dir + "/" + name); got != want {
				t.Errorf("%s in %s: got %v, want %v", name, dir, got, want)
			}
		}
	}
}

func TestAnOlderSchemaIsBroughtUpToDate(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlB, 8))
	for _, body := range []string{"one", "two"} {
		f.fetch("qd", body)
		f.extract(body, nil, "parser")
	}
	f.settleDue("parser", "", false)
	f.makeVersionOne()
	r, err := OpenRead(f.dir)
	f.must(err)
	if _, err := r.Sinks(context.Background()); err != nil {
		t.Errorf("read as it is: %v", err)
	}
	f.must(r.Close())
	f.open(nil) // verified at the end, with the counters
	st, err := f.Sinks(context.Background())
	f.must(err)
	if len(st) != 1 || st[0].Delivered != 2 || st[0].Owed != 0 {
		t.Errorf("got %+v, want two delivered", st)
	}
}

// makeVersionOne closes the archive and makes of its database what a program of
// schema version 1 would have written.
func (f *fixture) makeVersionOne() {
	f.t.Helper()
	f.must(f.Close())
	db, err := bbolt.Open(filepath.Join(f.dir, "gongkai.db"), 0o600, nil)
	f.must(err)
	f.must(db.Update(func(tx *bbolt.Tx) error {
		for _, b := range []bucket{bucketSinks, bucketSeasons, bucketRaised, bucketEvents} {
			if err := tx.DeleteBucket([]byte(b)); err != nil {
				return err
			}
		}
		return bucketMeta.in(tx).Put(keySchema, []byte("1"))
	}))
	f.must(db.Close())
}

func TestADamagedDatabaseReplacesNoBackup(t *testing.T) {
	f := everything(t)
	path, file := filepath.Join(f.dir, "gongkai.db"), filepath.Join(t.TempDir(), "backup.db")
	s, err := OpenRead(f.dir)
	f.must(err)
	_, err = s.Backup(t.Context(), file)
	f.must(errors.Join(err, s.Close()))
	want, err := os.ReadFile(file)
	f.must(err)

	db, err := os.ReadFile(path)
	f.must(err)
	refused := 0
	for at := 2 * os.Getpagesize(); at < len(db); at += os.Getpagesize() {
		broken := slices.Clone(db)
		for i := range 64 {
			broken[at+i] = 0xff
		}
		f.must(os.WriteFile(path, broken, 0o644))
		s, err := OpenRead(f.dir)
		if err != nil {
			continue // it is told before anything is copied
		}
		_, err = s.Backup(t.Context(), file)
		f.must(s.Close())
		if err == nil {
			want, err = os.ReadFile(file) // the page held nothing
			f.must(err)
			continue
		}
		refused++
		if got, readErr := os.ReadFile(file); readErr != nil || !bytes.Equal(got, want) || !errors.Is(err, ErrDamaged) {
			t.Errorf("page %d: got %v, want %v and the backup as it was", at/os.Getpagesize(), err, ErrDamaged)
		}
	}
	if refused == 0 {
		t.Error("no damaged database was refused")
	}
}
