package store

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// allCaptures returns the captures of an archive, as text.
func allCaptures(t *testing.T, s *Store) []string {
	t.Helper()
	var all []string
	for c, err := range s.Captures(t.Context(), Selection{}) {
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

func TestARepairRebuildsWhatFollowsFromSomethingElse(t *testing.T) {
	drop := func(b bucket) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return b.in(tx).Delete(firstKey(tx, b)) }
	}
	whole := full(t)
	before, err := OpenRead(whole.dir)
	whole.must(err)
	want := allCaptures(t, before)
	whole.must(before.Close())
	for name, c := range map[string]struct {
		damage func(*bbolt.Tx) error
	}{
		"nothing":                      {damage: func(*bbolt.Tx) error { return nil }},
		"a missing place in the queue": {damage: drop(bucketQueue)},
		"a missing due entry":          {damage: drop(bucketDue)},
		"a missing entry of unread":    {damage: drop(bucketUnread)},
		"a missing source":             {damage: drop(bucketSources)},
		"a missing report":             {damage: drop(bucketReports)},
		"a missing delivery":           {damage: drop(bucketDeliveries)},
		"a missing outbox entry":       {damage: drop(bucketOutbox)},
		"a missing sketch":             {damage: drop(bucketSketches)},
		"a missing entry of alike":     {damage: drop(bucketAlike)},
		"missing totals":               {damage: func(tx *bbolt.Tx) error { return bucketMeta.in(tx).Delete(keyTotals) }},
		"a stray entry in the outbox":  {damage: func(tx *bbolt.Tx) error { return bucketOutbox.in(tx).Put([]byte("parser\x00x"), nil) }},
		"a stray place in the queue":   {damage: func(tx *bbolt.Tx) error { return bucketQueue.in(tx).Put([]byte("qd\x00a\x00r"), []byte("cn,gov,a)/9")) }},
		"a summary with another year": {damage: func(tx *bbolt.Tx) error {
			return rewrite[archive.ReportSummary](tx, bucketReports, func(r *archive.ReportSummary) { r.Year++ })
		}},
		"a document that names no sink": {damage: func(tx *bbolt.Tx) error {
			return rewrite[documentRecord](tx, bucketDocuments, func(d *documentRecord) { d.Sinks = nil })
		}},
		"a document that names no report": {damage: func(tx *bbolt.Tx) error {
			return rewrite[documentRecord](tx, bucketDocuments, func(d *documentRecord) { d.ReportID = "" })
		}},
		"a payload that was first captured earlier": {damage: func(tx *bbolt.Tx) error {
			return rewrite[payloadRecord](tx, bucketPayloads, func(p *payloadRecord) { p.First.Time = p.First.Time.AddDate(0, 0, -1) })
		}},
		"a portal's counters": {damage: func(tx *bbolt.Tx) error {
			return rewrite[portalRecord](tx, bucketPortals, func(p *portalRecord) { p.Reports, p.Queued = 7, 9 })
		}},
		"a missing capture": {damage: drop(bucketCaptures)},
		"all captures missing": {damage: func(tx *bbolt.Tx) error {
			if err := tx.DeleteBucket([]byte(bucketCaptures)); err != nil {
				return err
			}
			_, err := tx.CreateBucket([]byte(bucketCaptures))
			return err
		}},
		"a missing payload": {damage: drop(bucketPayloads)},
		"a missing URL":     {damage: drop(bucketURLs)},
		"a garbled capture": {damage: func(tx *bbolt.Tx) error {
			return bucketCaptures.in(tx).Put(firstKey(tx, bucketCaptures), []byte("{"))
		}},
		"a capture of another record": {damage: func(tx *bbolt.Tx) error {
			return rewrite[archive.Capture](tx, bucketCaptures, func(c *archive.Capture) { c.RecordID = "x" })
		}},
		"a capture at another time": {damage: func(tx *bbolt.Tx) error {
			return rewrite[archive.Capture](tx, bucketCaptures, func(c *archive.Capture) { c.Time = c.Time.AddDate(0, 0, 1) })
		}},
		"a capture with another status": {damage: func(tx *bbolt.Tx) error {
			return rewrite[archive.Capture](tx, bucketCaptures, func(c *archive.Capture) { c.Status = 404 })
		}},
		"a capture with another payload": {damage: func(tx *bbolt.Tx) error {
			return rewrite[archive.Capture](tx, bucketCaptures, func(c *archive.Capture) { c.Payload = archive.DigestOf([]byte("x")) })
		}},
		"a capture that stands elsewhere": {damage: func(tx *bbolt.Tx) error {
			return rewrite[archive.Capture](tx, bucketCaptures, func(c *archive.Capture) { c.Record.Offset++ })
		}},
		"a capture in the place of another": {damage: func(tx *bbolt.Tx) error {
			k, value := bucketCaptures.in(tx).Cursor().Last()
			last, err := decode[archive.Capture](bucketCaptures, k, value)
			if err != nil {
				return err
			}
			return rewrite[archive.Capture](tx, bucketCaptures, func(c *archive.Capture) { c.Record = last.Record })
		}},
		"a garbled document": {damage: func(tx *bbolt.Tx) error {
			return bucketDocuments.in(tx).Put(firstKey(tx, bucketDocuments), []byte("{"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fixture{t: t, dir: t.TempDir(), now: whole.now}
			f.must(os.CopyFS(f.dir, os.DirFS(whole.dir)))
			f.open(nil)
			defer f.Close()
			f.must(f.db.Update(c.damage))
			before, err := f.Verify(t.Context(), VerifyOptions{})
			f.must(err)
			r, err := f.Verify(t.Context(), VerifyOptions{Repair: true})
			f.must(err)
			if len(r.Problems) > 0 {
				t.Errorf("before: %+v\nafter %d repairs: got %+v, want no problems", before.Problems, r.Repaired, r.Problems)
			}
			if got := allCaptures(t, f.Store); !slices.Equal(got, want) {
				t.Errorf("got the captures\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if name != "nothing" && len(before.Problems) == 0 || name == "nothing" && r.Repaired > 0 {
				t.Errorf("before: got %+v and %d repairs", before.Problems, r.Repaired)
			}
		})
	}
}

func TestClosedFilesAreComparedWithTheManifest(t *testing.T) {
	whole := full(t)
	files, err := warcFiles(whole.dir, "warc")
	whole.must(err)
	for name, c := range map[string]struct {
		damage func(path string) error
		want   string
	}{
		"nothing":             {func(string) error { return nil }, ""},
		"a file that is gone": {os.Remove, ProblemFile},
		"a record twice": {func(path string) error {
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(path, slices.Concat(b, b), 0o600)
		}, ProblemFixity},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fixture{t: t, dir: t.TempDir()}
			f.must(os.CopyFS(f.dir, os.DirFS(whole.dir)))
			f.must(c.damage(filepath.Join(f.dir, filepath.FromSlash(files[0].name))))
			s, err := OpenRead(f.dir)
			f.must(err)
			defer s.Close()
			r, err := s.Verify(t.Context(), VerifyOptions{})
			f.must(err)
			if found := slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Code == c.want }); r.Unlisted != 0 || c.want != "" && !found || c.want == "" && len(r.Problems) > 0 {
				t.Errorf("got %+v, %d unlisted; want %q", r.Problems, r.Unlisted, c.want)
			}
		})
	}
}

func TestASampleReadsAShareAndOtherSeedsReadOthers(t *testing.T) {
	v := verifier{report: VerifyReport{Sample: 0.1}}
	for seed := range uint64(3) {
		v.opts.Seed = seed
		n := 0
		for i := range 10_000 {
			if v.chosen(bigEndian(uint64(i))) {
				n++
			}
		}
		if n < 800 || n > 1200 {
			t.Errorf("seed %d: got %d of 10,000, want a tenth", seed, n)
		}
	}
	f := full(t)
	s, err := OpenRead(f.dir)
	f.must(err)
	defer s.Close()
	r, err := s.Verify(t.Context(), VerifyOptions{Sample: 0.999999})
	if err != nil || len(r.Problems) > 0 || r.Sample == 0 {
		t.Errorf("got %+v, %v", r, err)
	}
	if r, err = s.Verify(t.Context(), VerifyOptions{Sample: 1e-9}); err != nil || r.Files != 1 || r.Records == 0 {
		t.Errorf("a sample of next to nothing: got %+v, %v; want one file with its records", r, err)
	}
}

func TestAReportWhoseRecordIsDamagedCostsTheReportUntilItIsParsedAnew(t *testing.T) {
	whole := everything(t)
	s, err := OpenRead(whole.dir)
	whole.must(err)
	var damaged []archive.Location
	whole.must(s.view(t.Context(), func(tx *bbolt.Tx) error {
		return bucketDocuments.each(tx, nil, func(_, value []byte) (bool, error) {
			var d documentRecord
			if err := json.Unmarshal(value, &d); err != nil {
				return false, err
			}
			if d.ReportID != "" {
				damaged = append(damaged, d.Report)
			}
			return true, nil
		})
	}))
	whole.must(s.Close())
	if len(damaged) == 0 {
		t.Fatal("no document has a report")
	}
	for _, at := range damaged {
		f := &fixture{t: t, dir: t.TempDir(), now: whole.now}
		f.must(os.CopyFS(f.dir, os.DirFS(whole.dir)))
		path := filepath.Join(f.dir, filepath.FromSlash(at.File))
		b, err := os.ReadFile(path)
		f.must(err)
		b[at.Offset+at.Length/2] ^= 1
		f.must(os.WriteFile(path, b, 0o644))
		f.open(nil)
		r, err := f.Verify(t.Context(), VerifyOptions{Repair: true})
		f.must(errors.Join(err, f.Close()))
		for _, p := range r.Problems {
			if p.Code != ProblemDamaged && p.Code != ProblemFixity {
				t.Errorf("%+v: got %+v, want what is wrong with the file alone", at, p)
			}
		}
	}
}
