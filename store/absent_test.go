package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

func TestAnArchiveWhoseDiskIsNotMountedIsNotWrittenTo(t *testing.T) {
	for name, test := range map[string]struct {
		lose    func(f *fixture) error
		refused bool
	}{
		"nothing is lost": {func(*fixture) error { return nil }, false},
		"the captures' disk is not mounted": {func(f *fixture) error {
			return errors.Join(os.RemoveAll(filepath.Join(f.dir, "warc")), os.Mkdir(filepath.Join(f.dir, "warc"), 0o755))
		}, true},
		"the documents' disk is not mounted": {func(f *fixture) error { return os.RemoveAll(filepath.Join(f.dir, "derived")) }, true},
		"one file of two is lost":            {func(f *fixture) error { return os.Remove(f.files("warc")[0]) }, false},
		"they are lost for good, and the database is made anew": {func(f *fixture) error {
			err := errors.Join(os.RemoveAll(filepath.Join(f.dir, "derived")), os.Remove(filepath.Join(f.dir, "gongkai.db")))
			if err != nil {
				return err
			}
			s, err := Open(f.dir, Options{Repair: true})
			if err == nil {
				_, err = s.Verify(t.Context(), VerifyOptions{Repair: true})
				err = errors.Join(err, s.Close())
			}
			return err
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fixture{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
			f.open(nil)
			f.begin("qd", page(urlA, 1), page(urlB, 2))
			f.fetch("qd", "a")
			f.extract("text", &archive.AnnualReport{Issuer: "甲", Year: 2024})
			f.must(f.Close())
			f.open(nil)
			f.fetch("qd", "b")
			f.must(f.Close())
			f.must(test.lose(f))
			before := f.files("warc")
			s, err := Open(f.dir, Options{Now: func() time.Time { return f.now }})
			if err == nil {
				err = s.Close()
			}
			if _, path := errors.AsType[*fs.PathError](err); path != test.refused || !test.refused && err != nil {
				t.Errorf("got %v, want it refused: %v", err, test.refused)
			}
			if test.refused && (!strings.Contains(err.Error(), "mount the disk") || len(f.files("warc")) != len(before)) {
				t.Errorf("got %v and files %q", err, f.files("warc"))
			}
			look, err := OpenRead(f.dir)
			f.must(err)
			f.must(look.Close())
		})
	}
}

// files returns the WARC files of a section.
func (f *fixture) files(section string) []string {
	f.t.Helper()
	found, err := filepath.Glob(filepath.Join(f.dir, section, "*", "*", "*.warc.gz*"))
	f.must(err)
	return found
}

func TestAWARCFileThatLostItsNameIsTold(t *testing.T) {
	for _, section := range []string{"warc", "derived"} {
		f := &fixture{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
		f.open(nil)
		f.begin("qd", page(urlA, 1))
		f.fetch("qd", "a")
		f.extract("text", nil)
		f.must(f.Present())
		f.must(os.Remove(f.files(section)[0]))
		if err := f.Present(); err == nil {
			t.Errorf("%s: nothing is told", section)
		}
		_ = f.Close() // which can't give it its name
	}
}
