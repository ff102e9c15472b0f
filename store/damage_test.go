package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// everything fills an archive with something in every bucket, and closes it.
func everything(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	f.open(nil)
	ctx := context.Background()
	_, err := f.Liken(ctx)
	f.must(err)
	_, err = f.Owe(ctx, []archive.Subscription{{Sink: "sink", Alarms: true}, {Sink: "other"}})
	f.must(err)

	// A page with its attachment, a page that waits for one, versions at one URL,
	// and one document at two.
	f.arrive(urlSheet, "tables", figures)
	f.arrive(urlPage, "page", narrative, sheet)
	f.arrive("http://a.gov.cn/2024/waits.html", "waits", nil, archive.Link{URL: "http://a.gov.cn/2024/missing.xls", Attachment: true})
	f.join(together, 1)
	f.arrive(urlSheet, "tables, corrected", figures)
	f.join(together, 1)
	long := strings.Repeat("一个很长的年度报告", 50)
	f.arrive(urlA, long+"1", &archive.AnnualReport{Issuer: "青渡县", IssuerKind: "government", Year: 2024, Title: "first"})
	f.arrive(urlA, long+"2", &archive.AnnualReport{Issuer: "青渡县", IssuerKind: "government", Year: 2024, Title: "second"})
	f.reparse("2", map[string]*archive.AnnualReport{
		"tables": figures, "tables, corrected": figures, "page": narrative, long + "1": {Issuer: "青渡县", IssuerKind: "government", Year: 2024, Title: "first, parsed anew"},
		long + "2": {Issuer: "青渡县", IssuerKind: "government", Year: 2024, Title: "second"},
	}, Reparsed{Documents: 6, Changed: 1})
	f.join(together, 0)
	f.begin("qd", page("http://b.gov.cn/same", 1))
	f.fetch("qd", long+"2")
	f.must(f.EndCrawl(ctx, "qd", archive.EndComplete))

	// What is packed, what can't be read, what is due, queued, waiting and out.
	f.begin("qd", page("http://c.gov.cn/zip", 9), page("http://c.gov.cn/bad", 8), page("http://c.gov.cn/due", 7),
		page("http://c.gov.cn/later", 6), page("http://c.gov.cn/queued", 5), page("http://d.gov.cn/out", 4))
	f.fetch("qd", "packed")
	f.readPacked()
	f.now = f.now.Add(time.Hour)
	f.fetch("qd", "unreadable")
	due, err := f.ClaimExtractions(ctx, 1)
	f.must(err)
	_, err = f.SettleExtraction(ctx, archive.Extracted{Extraction: due[0], Refusal: archive.ReasonUnreadable, Detail: "damaged"})
	f.must(err)
	f.now = f.now.Add(time.Hour)
	f.fetch("qd", "due")
	f.now = f.now.Add(time.Hour)
	o := f.outcome(f.one("qd"), archive.ResultRetry)
	o.NextDue = f.now.Add(48 * time.Hour)
	o.Host.NotBefore = f.now.Add(time.Hour)
	o.Site = &archive.Site{Authority: "http://c.gov.cn", Blocks: []archive.Block{{}}}
	f.settle(o)

	had, none := 12, 0
	f.look(archive.ResultCaptured, archive.KindList, false, &had)
	f.look(archive.ResultCaptured, archive.KindList, false, &none)
	f.must(f.KeepModels(ctx, archive.Model{Name: "portal/qd", Data: []byte("learnt")}))
	_, err = f.Watch(ctx, []string{"code"}, []archive.Alarm{{Code: "code", Portal: "qd"}}, []archive.Subscription{{Sink: "sink", Alarms: true}})
	f.must(err)
	f.must(f.commit(ctx, func(c *change) error { return c.observe("qd", 2024, "2025-01-30") }))
	imported := f.exchange(page("http://e.gov.cn/imported", 0), "imported")
	imported.Imported = &archive.Imported{File: "x.warc.gz", Digest: archive.DigestOf(nil), RecordID: "<urn:x>", At: f.now}
	capture := f.record(imported)
	f.must(f.SettleImport(ctx, archive.DigestOf(nil), []Import{{Capture: capture}}, ImportState{File: "x.warc.gz", Records: 1, Kept: 1, Done: true}))
	f.begin("to-join", archive.Visit{URL: "http://f.gov.cn/", Portal: "to-join", Kind: archive.KindPage})
	f.fetch("to-join", "waits too")
	f.must(f.EndCrawl(ctx, "to-join", archive.EndComplete))
	f.must(f.commit(ctx, func(c *change) error {
		content, err := raw(archive.DigestOf([]byte("waits")))
		return errors.Join(err, c.toJoin(content))
	}))
	f.verify()
	f.must(f.Close())
	return f
}

// readPacked reads the payload in which several documents are packed, if it is due.
func (f *fixture) readPacked() {
	f.t.Helper()
	due, err := f.ClaimExtractions(context.Background(), 99)
	f.must(err)
	for _, e := range due {
		if e.Payload != archive.DigestOf([]byte("packed")) {
			continue
		}
		var docs []archive.Document
		for i, text := range []string{"member 1", "member 2", "tables"} {
			docs = append(docs, archive.Document{
				Schema: archive.DocumentSchema, PayloadDigest: e.Payload, ContentDigest: archive.DigestOf([]byte(text)), Text: text,
				Source: archive.Source{URL: "http://c.gov.cn/zip", Member: fmt.Sprint(i)},
			})
		}
		_, err = f.SettleExtraction(context.Background(), archive.Extracted{
			Extraction: e, Documents: docs, Sinks: subscriptions("sink", "other"),
			Reports: []*archive.AnnualReport{{Issuer: "丙镇", Year: 2022, Title: "packed"}, nil, nil},
		})
		f.must(err)
	}
	f.unread.taken = nil // the others may be claimed again
}

// exported is all that exports are made of.
func exported(t *testing.T, dir string) string {
	t.Helper()
	s, err := OpenRead(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var mu sync.Mutex
	var all []string
	keep := func(v any) {
		b, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		all = append(all, string(b))
	}
	all = append(all, allCaptures(t, s)...)
	err = s.EachReport(t.Context(), ReportQuery{}, func(filed []archive.Filed) (func() error, error) {
		return func() error {
			for _, r := range filed {
				keep(r)
				p, err := s.Provenance(t.Context(), r.Document)
				if err != nil {
					return err
				}
				keep(p)
				kin, err := s.Kin(t.Context(), r.Document)
				keep(kin)
				if err != nil {
					return err
				}
			}
			return nil
		}, nil
	})
	if err != nil {
		t.Error(err)
	}
	summaries, err := s.Reports(t.Context())
	if err != nil {
		t.Error(err)
	}
	keep(summaries)
	err = s.db.View(func(tx *bbolt.Tx) error {
		return bucketDocuments.each(tx, nil, func(k, v []byte) (bool, error) {
			d, err := decode[documentRecord](bucketDocuments, k, v)
			if err != nil {
				return false, err
			}
			slices.Sort(d.Sinks)
			keep([]any{digestOf(k), d})
			return true, bucketSources.each(tx, k, func(s, _ []byte) (bool, error) {
				r, err := visitAt(tx, archive.SURT(s))
				if err == nil && r != nil {
					keep([]any{string(s), r.Content, r.ContentAt})
				}
				return true, err
			})
		})
	})
	if err != nil {
		t.Error(err)
	}
	return strings.Join(all, "\n")
}

func TestWhatIsDamagedInAnyBucketIsToldAndRebuilt(t *testing.T) {
	whole := everything(t)
	want := exported(t, whole.dir)
	emptied := func(b bucket) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			if err := tx.DeleteBucket([]byte(b)); err != nil {
				return err
			}
			_, err := tx.CreateBucket([]byte(b))
			return err
		}
	}
	// each damages one entry after another, all in one archive each.
	type damage struct {
		name string
		do   func(b bucket, key, value []byte) func(*bbolt.Tx) error
	}
	damages := []damage{
		{"deleted", func(b bucket, key, _ []byte) func(*bbolt.Tx) error {
			return func(tx *bbolt.Tx) error { return b.in(tx).Delete(key) }
		}},
		{"garbled", func(b bucket, key, _ []byte) func(*bbolt.Tx) error {
			return func(tx *bbolt.Tx) error { return b.in(tx).Put(key, []byte("{")) }
		}},
		{"cut", func(b bucket, key, value []byte) func(*bbolt.Tx) error {
			return func(tx *bbolt.Tx) error { return b.in(tx).Put(key, value[:len(value)/2]) }
		}},
		{"under a key that is cut", func(b bucket, key, value []byte) func(*bbolt.Tx) error {
			return func(tx *bbolt.Tx) error {
				if err := b.in(tx).Delete(key); err != nil {
					return err
				}
				return b.in(tx).Put(key[:len(key)-1], value)
			}
		}},
	}
	db, err := bbolt.Open(filepath.Join(whole.dir, "gongkai.db"), 0o600, &bbolt.Options{ReadOnly: true})
	whole.must(err)
	tx, err := db.Begin(false)
	whole.must(err)
	for _, b := range allBuckets() {
		if k, _ := b.in(tx).Cursor().First(); k == nil {
			t.Errorf("%s is empty: nothing is tried there", b)
		}
		try := func(name string, do func(*bbolt.Tx) error) {
			t.Run(string(b)+" "+name, func(t *testing.T) {
				t.Parallel()
				damaged(t, whole, b, name, do, want)
			})
		}
		try("emptied", emptied(b))
		n := 0
		_ = b.each(tx, nil, func(k, v []byte) (bool, error) {
			n++
			for _, d := range damages {
				key, value := slices.Clone(k), slices.Clone(v)
				if len(value) == 0 && d.name == "cut" || len(key) == 1 {
					continue
				}
				try(fmt.Sprintf("entry %d %s", n, d.name), d.do(b, key, value))
			}
			most := 3
			switch b {
			case bucketMeta, bucketURLs, bucketCaptures, bucketPayloads, bucketDocuments, bucketSources, bucketReports:
				most = 40
			}
			return n < most, nil
		})
	}
	whole.must(tx.Rollback())
	whole.must(db.Close())
}

// untold reports whether nothing else tells of what is damaged: docs/data-directory.md
// says what that is.
func untold(b bucket, damage string) bool {
	switch b {
	case bucketAlike, bucketAwaited, bucketDue, bucketOutbox: // whose values say nothing
		return strings.HasSuffix(damage, "garbled")
	case bucketMeta: // which versions read and parsed all, and how far files were imported
		return damage != "emptied"
	case bucketAlarms, bucketHosts, bucketRaised, bucketToJoin:
		return damage == "emptied" || strings.HasSuffix(damage, "deleted")
	case bucketModels, bucketSeasons:
		return true
	}
	return false
}

// damaged damages a copy of an archive, and looks at what verify and a repair
// make of it.
func damaged(t *testing.T, whole *fixture, b bucket, name string, do func(*bbolt.Tx) error, want string) {
	f := &fixture{t: t, dir: t.TempDir(), now: whole.now}
	f.must(os.CopyFS(f.dir, os.DirFS(whole.dir)))
	db, err := bbolt.Open(filepath.Join(f.dir, "gongkai.db"), 0o600, nil)
	f.must(err)
	f.must(db.Update(do))
	f.must(db.Close())
	found := true
	if s, err := OpenRead(f.dir); err == nil {
		r, err := s.Verify(t.Context(), VerifyOptions{})
		f.must(err)
		found = len(r.Problems) > 0
		f.must(s.Close())
	}
	if !found && !untold(b, name) {
		t.Errorf("verify does not see it")
	}
	f.Store, err = Open(f.dir, Options{Now: func() time.Time { return f.now }, Repair: true})
	f.must(err)
	r, err := f.Verify(t.Context(), VerifyOptions{Repair: true})
	f.must(err)
	for _, p := range r.Problems {
		t.Errorf("after %d repairs: %+v", r.Repaired, p)
	}
	f.must(f.Close())
	f.open(nil)
	f.readPacked()
	f.verify()
	f.must(f.Close())
	if got := exported(t, f.dir); got != want {
		t.Errorf("%s", difference(want, got))
	}
}

var sinks = regexp.MustCompile(`,"sinks":\[[^]]*]`)

func TestALostDatabaseIsMadeAnewOutOfTheRecords(t *testing.T) {
	whole := everything(t)
	want := exported(t, whole.dir)
	for name, lose := range map[string]func(path string) error{
		"missing": os.Remove,
		"empty":   func(path string) error { return os.Truncate(path, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			f := &fixture{t: t, dir: t.TempDir(), now: whole.now}
			f.must(os.CopyFS(f.dir, os.DirFS(whole.dir)))
			f.must(lose(filepath.Join(f.dir, "gongkai.db")))
			if _, err := Open(f.dir, Options{}); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "verify --repair") {
				t.Errorf("opened for writing: got %v", err)
			}
			if _, err := OpenRead(f.dir); !errors.Is(err, ErrDamaged) {
				t.Errorf("opened for reading: got %v", err)
			}
			s, err := Open(f.dir, Options{Now: func() time.Time { return f.now }, Repair: true})
			f.must(err)
			f.must(s.Close()) // before it was repaired
			if _, err := Open(f.dir, Options{}); !errors.Is(err, ErrDamaged) {
				t.Errorf("opened half way: got %v", err)
			}
			if _, err := OpenRead(f.dir); !errors.Is(err, ErrDamaged) {
				t.Errorf("opened for reading half way: got %v", err)
			}
			f.Store, err = Open(f.dir, Options{Now: func() time.Time { return f.now }, Repair: true})
			f.must(err)
			r, err := f.Verify(t.Context(), VerifyOptions{Repair: true})
			f.must(err)
			if !r.Rebuilt || len(r.Problems) > 0 || r.Captures != 12 || r.Reports != 5 {
				t.Errorf("got %+v", r)
			}
			f.must(f.Close())
			f.open(nil)
			f.readPacked()
			if n, err := f.Owe(t.Context(), subscriptions("other", "sink")); err != nil || n != 16 {
				t.Errorf("owed %d documents again, %v; want each to both sinks", n, err)
			}
			f.verify()
			f.must(f.Close())
			if got := exported(t, f.dir); sinks.ReplaceAllString(got, "") != sinks.ReplaceAllString(want, "") {
				t.Errorf("%s", difference(want, got))
			}
		})
	}
}

// difference tells which lines only one of two texts has.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	var told []string
	for _, line := range a {
		if !slices.Contains(b, line) {
			told = append(told, "lost: "+line)
		}
	}
	for _, line := range b {
		if !slices.Contains(a, line) {
			told = append(told, "new: "+line)
		}
	}
	if len(told) == 0 {
		return "the order is another one"
	}
	return strings.Join(told, "\n")
}

func TestWhatAKilledProcessLeftOfTheManifestIsRemovedAtTheNextStart(t *testing.T) {
	f := full(t)
	left := filepath.Join(f.dir, ".manifest-sha256.txt.partial-123")
	f.must(os.MkdirAll(left, 0o755))
	f.must(os.WriteFile(filepath.Join(left, manifestName), []byte("half"), 0o644))
	f.open(nil)
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is there still: %v", err)
	}
	f.must(f.Close())
}

func TestAManifestThatIsDamagedIsSetAsideAndWhatCanBeReadOfItIsKept(t *testing.T) {
	f := full(t)
	path := filepath.Join(f.dir, manifestName)
	right, err := os.ReadFile(path)
	f.must(err)
	lines := strings.SplitAfter(string(right), "\n")
	for name, damage := range map[string]string{
		"a digest that is none":   "z" + string(right[1:]),
		"a line that is cut":      lines[0] + lines[1][:20],
		"a name that is cut":      lines[0] + strings.TrimSuffix(lines[1], "rc.gz\n"),
		"a line twice, in pieces": lines[0] + lines[1][9:] + lines[1],
	} {
		f.must(os.WriteFile(path, []byte(damage), 0o644))
		f.open(nil)
		r, err := f.Verify(t.Context(), VerifyOptions{})
		if err != nil || len(r.Problems) == 0 {
			t.Errorf("%s: got %+v, %v", name, r.Problems, err)
		}
		r, err = f.Verify(t.Context(), VerifyOptions{Repair: true})
		if err != nil || len(r.Problems) > 0 && name != "a name that is cut" {
			t.Errorf("%s: after a repair: got %+v, %v", name, r.Problems, err)
		}
		f.must(f.Close())
		if now, err := os.ReadFile(path); err != nil || name != "a name that is cut" && string(now) != string(right) {
			t.Errorf("%s: got\n%s%v", name, now, err)
		}
	}
}

func TestWhatIsNoDatabaseIsToldWithItsPathAndWhatToDo(t *testing.T) {
	for name, content := range map[string]string{
		"a page":            "<!DOCTYPE html>" + strings.Repeat("<p>页</p>", 10_000),
		"zeros after a cut": strings.Repeat("\x00", 64<<10),
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "gongkai.db")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		_, forWriting := Open(dir, Options{})
		_, forReading := OpenRead(dir)
		for _, err := range []error{forWriting, forReading} {
			if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "verify --repair") {
				t.Errorf("%s: got %v, want the path and what to do", name, err)
			}
		}
	}
}

func TestAnArchiveMayLieOnSeveralDisks(t *testing.T) {
	f := everything(t)
	elsewhere := t.TempDir()
	for _, name := range []string{"warc", "derived/2026"} {
		to := filepath.Join(elsewhere, filepath.Base(name))
		f.must(os.Rename(filepath.Join(f.dir, name), to))
		f.must(os.Symlink(to, filepath.Join(f.dir, name)))
	}
	f.must(os.Remove(filepath.Join(f.dir, "gongkai.db")))
	if _, err := Open(f.dir, Options{}); !errors.Is(err, ErrDamaged) {
		t.Fatalf("without a database: got %v, want %v", err, ErrDamaged)
	}
	s, err := Open(f.dir, Options{Now: func() time.Time { return f.now }, Repair: true})
	f.must(err)
	defer s.Close()
	r, err := s.Verify(t.Context(), VerifyOptions{Repair: true})
	f.must(err)
	if r.Files < 2 || r.Captures == 0 || r.Documents == 0 || len(r.Problems) > 0 {
		t.Errorf("got %+v, want the files of both disks, and nothing wrong", r)
	}
	file := filepath.Join(t.TempDir(), "backup.db")
	if n, err := s.Backup(t.Context(), file); err != nil || n < r.Files {
		t.Errorf("a backup lists %d files, %v; want %d", n, err, r.Files)
	}
}

func TestADatabaseThatLostItsNameIsTold(t *testing.T) {
	for name, lose := range map[string]func(path string) error{
		"deleted": os.Remove,
		"moved":   func(path string) error { return os.Rename(path, path+".old") },
		"replaced": func(path string) error {
			b, err := os.ReadFile(path)
			return errors.Join(err, os.Remove(path), os.WriteFile(path, b, 0o644))
		},
	} {
		f := newFixture(t)
		if err := f.Present(); err != nil {
			t.Errorf("before it was %s: got %v", name, err)
		}
		f.must(os.Link(filepath.Join(f.dir, "gongkai.db"), filepath.Join(f.dir, "held"))) // its number stays taken
		f.must(lose(filepath.Join(f.dir, "gongkai.db")))
		if err := f.Present(); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: got %v, want it told", name, err)
		}
	}
}
