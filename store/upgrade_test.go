package store

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// oldDirectory unpacks a data directory that a program of that time made with
// schema version v: the crawl of one portal, with four reports among six
// documents, each delivered to the sink files.
func oldDirectory(t *testing.T, v int) string {
	t.Helper()
	f, err := os.Open(fmt.Sprintf("testdata/schema/%d.tar.gz", v))
	if err != nil {
		t.Fatalf("no data directory of schema version %d: make one with the last program that wrote it: %v", v, err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return filepath.Join(dir, "data")
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			err = os.MkdirAll(path, 0o755)
		} else {
			var b []byte
			if b, err = io.ReadAll(r); err == nil {
				err = os.WriteFile(path, b, 0o644)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheDatabaseOfEveryOlderProgramIsBroughtUpToDate(t *testing.T) {
	for v := 1; v < schemaVersion; v++ {
		t.Run(fmt.Sprint(v), func(t *testing.T) {
			dir := oldDirectory(t, v)
			if got := schemaOf(t, dir); got != fmt.Sprint(v) {
				t.Fatalf("the directory has schema version %s, want %d", got, v)
			}
			f := &fixture{t: t, dir: dir}
			f.Store = openAt(t, dir)
			f.verify()
			totals, err := f.Totals(context.Background())
			f.must(err)
			if totals.Reports != 4 || totals.Documents != 6 || totals.Delivered != 6 || totals.Owed != 0 || totals.URLs == 0 {
				t.Errorf("got %+v, want 4 reports, 6 documents, each delivered", totals)
			}
			reports, err := f.Reports(context.Background())
			f.must(err)
			for _, r := range reports {
				if got, err := f.Report(context.Background(), r.Document); err != nil || string(got.Issuer) != r.Issuer || len(got.Cells) == 0 {
					t.Errorf("report %s: got %v, want that of %s with its cells", r.Document, err, r.Issuer)
				}
			}
			sinks, err := f.Sinks(context.Background())
			f.must(err)
			if len(sinks) != 1 || sinks[0].Sink != "files" || sinks[0].Delivered != 6 {
				t.Errorf("got sinks %+v, want 6 delivered to files", sinks)
			}

			// It goes on: a crawl of the same portal, and a new sink.
			resumed, err := f.BeginCrawl(context.Background(), archive.Portal{ID: "qingdu"}, []archive.Visit{{URL: "http://new.qingdu.gov.cn/", Portal: "qingdu", Kind: archive.KindList}})
			if err != nil || resumed {
				t.Errorf("begin a crawl: got %v, %v; want a new one", resumed, err)
			}
			if n, err := f.Owe(context.Background(), []archive.Subscription{{Sink: "files"}, {Sink: "other", Reports: true}}); err != nil || n != 4 {
				t.Errorf("a new sink for reports: got %d owed, %v; want 4", n, err)
			}
			f.verify()
			f.must(f.Close())
			if got := schemaOf(t, dir); got != fmt.Sprint(schemaVersion) {
				t.Errorf("it has schema version %s afterwards, want %d", got, schemaVersion)
			}
		})
	}
}

// TestWhatAnOlderProgramKeptStaysTheSameHoweverManyEntriesArePacked packs every other
// entry of an older database, as time does, compacts it, and has damaged entries of
// either form restored.
func TestWhatAnOlderProgramKeptStaysTheSameHoweverManyEntriesArePacked(t *testing.T) {
	for v := 1; v < schemaVersion; v++ {
		t.Run(fmt.Sprint(v), func(t *testing.T) {
			ctx := context.Background()
			f := &fixture{t: t, dir: oldDirectory(t, v)}
			f.Store = openAt(t, f.dir)
			held := func() (all []string) {
				for c, err := range f.Captures(ctx, Selection{}) {
					f.must(err)
					all = append(all, fmt.Sprintf("%s %s %s", c.RecordID, c.URL, c.Payload))
				}
				return all
			}
			captures := held()
			f.must(f.Close())
			want := exported(t, f.dir)
			same := func(after string) {
				t.Helper()
				if got := exported(t, f.dir); got != want {
					t.Errorf("%s: %s", after, difference(want, got))
				}
			}
			// each has change make something else of every nth capture and payload.
			each := func(nth int, to func(b bucket, k, v []byte) []byte) {
				t.Helper()
				var err error
				f.Store, err = Open(f.dir, Options{Repair: true})
				f.must(err)
				f.must(f.commit(ctx, func(c *change) error {
					for _, b := range [...]bucket{bucketCaptures, bucketPayloads} {
						made, n := map[string][]byte{}, 0
						err := b.each(c.tx, nil, func(k, v []byte) (bool, error) {
							if n++; n%nth == 0 {
								made[string(k)] = to(b, k, v)
							}
							return true, nil
						})
						for k, v := range made {
							err = errors.Join(err, b.in(c.tx).Put([]byte(k), v))
						}
						if err != nil {
							return err
						}
					}
					return nil
				}))
			}

			each(2, func(b bucket, k, v []byte) []byte {
				packed, err := v, error(nil)
				if b == bucketCaptures {
					c, broken := decode[archive.Capture](b, k, v)
					f.must(broken)
					packed, err = encode(k, c)
				} else {
					p, broken := decode[payloadRecord](b, k, v)
					f.must(broken)
					packed, err = encode(k, p)
				}
				f.must(err)
				if v[0] != '{' || packed[0] != packedEntry || len(packed) >= len(v) {
					t.Errorf("%q is packed in %d bytes, which begin with %d", v, len(packed), packed[0])
				}
				return packed
			})
			f.verify()
			f.must(f.Close())
			same("half packed")

			_, _, err := Compact(ctx, f.dir, nil)
			f.must(err)
			same("compacted")

			each(3, func(_ bucket, _, v []byte) []byte { return append([]byte{v[0] ^ 0x40}, v[1:]...) })
			r, err := f.Verify(ctx, VerifyOptions{Repair: true})
			if err != nil || r.Repaired == 0 || len(r.Problems) > 0 {
				t.Errorf("got %d repaired, %+v, %v; want some, and nothing left", r.Repaired, r.Problems, err)
			}
			// Records have their times in microseconds, and not the text of a link.
			if got := held(); !slices.Equal(got, captures) {
				t.Errorf("repaired: got the captures %q, want %q", got, captures)
			}
			f.verify()
			f.must(f.Close())
		})
	}
}

func TestWhatVersion3HadLentIsQueuedAndItsHostRests(t *testing.T) {
	f := &fixture{t: t, dir: oldDirectory(t, 3)}
	f.Store = openAt(t, f.dir)
	defer f.Close()
	f.verify()
	const url = "http://www.qingdu.gov.cn/lent"
	a := f.why(url)
	if a.State != AccountQueued || a.Host.NotBefore.IsZero() {
		t.Fatalf("got %+v, want it queued, and its host as it was reserved", a)
	}
	f.now = a.Host.NotBefore.Add(-time.Second)
	if leases, next := f.claim(1, "qingdu"); len(leases) != 0 || !next.Equal(a.Host.NotBefore) {
		t.Errorf("got %v and next %s, want nothing before %s", urlsOf(leases), next, a.Host.NotBefore)
	}
	f.now = a.Host.NotBefore
	l := f.one("qingdu")
	if l.Visit.URL != url {
		t.Errorf("got %s, want %s", l.Visit.URL, url)
	}
	f.must(f.Release(l))
}

func openAt(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// schemaOf returns the version that a database says it has.
func schemaOf(t *testing.T, dir string) string {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, "gongkai.db"), 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var v string
	err = db.View(func(tx *bbolt.Tx) error {
		v = string(bucketMeta.in(tx).Get(keySchema))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}
