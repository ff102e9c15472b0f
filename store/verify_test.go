package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

func archivePortal() archive.Portal { return archive.Portal{ID: "qd"} }

// full fills an archive with something in every bucket and closes it.
func full(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, dir: t.TempDir()}
	f.now = f.now.AddDate(2025, 0, 0)
	f.open(nil)
	if _, err := f.Liken(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.begin("qd", page(urlA, 9), page(urlA2, 8), page(urlA3, 7), page(urlB, 6), page("http://b.gov.cn/2", 1))
	f.fetch("qd", strings.Repeat("一个很长的年度报告", 50))
	f.fetch("qd", strings.Repeat("一个很长的年度报告", 50))
	f.extract("one", &archive.AnnualReport{Issuer: "青渡县", Year: 2024}, "parser")
	f.fetch("qd", "another")
	o := f.outcome(f.one("qd"), archive.ResultDead)
	o.Reason = archive.ReasonNotFound
	o.Refused = []archive.Refused{{URL: "http://x.cn/", Reason: archive.ReasonScope}}
	f.settle(o)
	f.must(f.Close())
	return f
}

func firstKey(tx *bbolt.Tx, b bucket) []byte {
	k, _ := b.in(tx).Cursor().First()
	return slices.Clone(k)
}

func TestVerifyFindsDamage(t *testing.T) {
	drop := func(b bucket) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return b.in(tx).Delete(firstKey(tx, b)) }
	}
	garble := func(b bucket) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return b.in(tx).Put(firstKey(tx, b), []byte("{")) }
	}
	inFile := func(dir string, damage func([]byte) []byte) func(*testing.T, *fixture) {
		return func(t *testing.T, f *fixture) {
			files, err := warcFiles(f.dir, dir)
			f.must(err)
			b, err := os.ReadFile(files[0].path)
			f.must(err)
			f.must(os.WriteFile(files[0].path, damage(b), 0o600))
		}
	}
	inDB := func(change func(*bbolt.Tx) error) func(*testing.T, *fixture) {
		return func(t *testing.T, f *fixture) {
			db, err := bbolt.Open(filepath.Join(f.dir, "gongkai.db"), 0o600, nil)
			f.must(err)
			f.must(db.Update(change))
			f.must(db.Close())
		}
	}
	flip := func(b []byte) []byte { b[len(b)/2] ^= 0x10; return b }
	cut := func(b []byte) []byte { return b[:len(b)-20] }

	whole := full(t)
	for name, c := range map[string]struct {
		damage func(*testing.T, *fixture)
		want   string
	}{
		"nothing":                      {func(*testing.T, *fixture) {}, ""},
		"a flipped bit in a capture":   {inFile("warc", flip), ProblemDamaged},
		"a flipped bit in a document":  {inFile("derived", flip), ProblemDamaged},
		"a truncated WARC file":        {inFile("warc", cut), ProblemDamaged},
		"a truncated document":         {inFile("derived", cut), ProblemRecord},
		"an emptied WARC file":         {inFile("warc", func([]byte) []byte { return nil }), ProblemRecord},
		"a missing WARC directory":     {func(t *testing.T, f *fixture) { f.must(os.RemoveAll(filepath.Join(f.dir, "warc"))) }, ProblemRecord},
		"a missing capture":            {inDB(drop(bucketCaptures)), ProblemMissing},
		"a missing payload":            {inDB(drop(bucketPayloads)), ProblemMissing},
		"a missing document":           {inDB(drop(bucketDocuments)), ProblemMissing},
		"a missing report":             {inDB(drop(bucketReports)), ProblemMissing},
		"a missing source":             {inDB(drop(bucketSources)), ProblemMissing},
		"a missing delivery":           {inDB(drop(bucketDeliveries)), ProblemMissing},
		"a missing outbox entry":       {inDB(drop(bucketOutbox)), ProblemMissing},
		"a missing entry of unread":    {inDB(drop(bucketUnread)), ProblemMissing},
		"a missing place in the queue": {inDB(drop(bucketQueue)), ProblemMissing},
		"a missing due entry":          {inDB(drop(bucketDue)), ProblemMissing},
		"a missing URL":                {inDB(drop(bucketURLs)), ProblemMissing},
		"missing totals":               {inDB(func(tx *bbolt.Tx) error { return bucketMeta.in(tx).Delete(keyTotals) }), ProblemCounter},
		"a garbled capture":            {inDB(garble(bucketCaptures)), ProblemEntry},
		"a garbled URL":                {inDB(garble(bucketURLs)), ProblemEntry},
		"a garbled document":           {inDB(garble(bucketDocuments)), ProblemEntry},
		"a delivery of the wrong document": {inDB(func(tx *bbolt.Tx) error {
			return rewrite[deliveryRecord](tx, bucketDeliveries, func(d *deliveryRecord) { d.ID = "x" })
		}), ProblemWrong},
		"a capture of another record": {inDB(func(tx *bbolt.Tx) error {
			return rewrite[archive.Capture](tx, bucketCaptures, func(c *archive.Capture) { c.RecordID = "x" })
		}), ProblemMismatch},
		"a capture at another time": {inDB(func(tx *bbolt.Tx) error {
			return rewrite[archive.Capture](tx, bucketCaptures, func(c *archive.Capture) { c.Time = c.Time.AddDate(0, 0, 1) })
		}), ProblemMismatch},
		"a summary with another year": {inDB(func(tx *bbolt.Tx) error {
			return rewrite[archive.ReportSummary](tx, bucketReports, func(r *archive.ReportSummary) { r.Year++ })
		}), ProblemMismatch},
		"a document that names no report": {inDB(func(tx *bbolt.Tx) error {
			return rewrite[documentRecord](tx, bucketDocuments, func(d *documentRecord) { d.ReportID = "" })
		}), ProblemMissing},
		"a document that names no sink": {inDB(func(tx *bbolt.Tx) error {
			return rewrite[documentRecord](tx, bucketDocuments, func(d *documentRecord) { d.Sinks = nil })
		}), ProblemMissing},
		"a payload that was first captured earlier": {inDB(func(tx *bbolt.Tx) error {
			return rewrite[payloadRecord](tx, bucketPayloads, func(p *payloadRecord) { p.First.Time = p.First.Time.AddDate(0, 0, -1) })
		}), ProblemWrong},
		"a host under another's name": {inDB(func(tx *bbolt.Tx) error {
			return rewrite[archive.Host](tx, bucketHosts, func(h *archive.Host) { h.Name = "other.gov.cn" })
		}), ProblemWrong},
		"a stray entry in the outbox": {inDB(func(tx *bbolt.Tx) error { return bucketOutbox.in(tx).Put([]byte("parser\x00x"), nil) }), ProblemStray},
		"a stray place in the queue":  {inDB(func(tx *bbolt.Tx) error { return bucketQueue.in(tx).Put([]byte("qd\x00a\x00r"), []byte("cn,gov,a)/9")) }), ProblemStray},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fixture{t: t, dir: t.TempDir()}
			f.must(os.CopyFS(f.dir, os.DirFS(whole.dir)))
			c.damage(t, f)
			s, err := OpenRead(f.dir)
			f.must(err)
			defer s.Close()
			r, err := s.Verify(context.Background(), VerifyOptions{})
			f.must(err)
			if c.want == "" && (len(r.Problems) > 0 || r.Captures != 3 || r.Documents != 1 || r.Deliveries != 1 || r.Files != 2) {
				t.Errorf("got %+v, want no problem", r)
			}
			if c.want != "" && !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Code == c.want }) {
				t.Errorf("got %+v, want a %s", r.Problems, c.want)
			}
		})
	}
}

func TestAFileThatCantBeOpenedKeepsNoOtherFromBeingVerified(t *testing.T) {
	f := full(t)
	files, err := warcFiles(f.dir, "warc")
	f.must(err)
	loop := func(int64, int64) { // files are listed by now: a link to itself is what nobody can open
		if _, err := os.Readlink(files[0].path); err != nil {
			f.must(errors.Join(os.Remove(files[0].path), os.Symlink(files[0].path, files[0].path)))
		}
	}
	s, err := OpenRead(f.dir)
	f.must(err)
	defer s.Close()
	r, err := s.Verify(context.Background(), VerifyOptions{Progress: loop})
	f.must(err)
	if len(r.Problems) == 0 || r.Problems[0].Code != ProblemUnread || r.Problems[0].Where != files[0].name || r.Files != 1 || r.Documents != 1 {
		t.Errorf("got %+v, want the other file verified, and a %s first", r, ProblemUnread)
	}
}

func rewrite[T any](tx *bbolt.Tx, b bucket, change func(*T)) error {
	key := firstKey(tx, b)
	var v T
	if _, err := read(tx, b, key, &v); err != nil {
		return err
	}
	change(&v)
	return write(tx, b, key, v)
}

func FuzzVisitRecord(f *testing.F) {
	s, err := surtOf(urlA)
	if err != nil {
		f.Fatal(err)
	}
	full := visitRecord{
		State: stateSettled, Visit: page(urlA, 7), Result: archive.ResultDead, Reason: archive.ReasonNotFound, Detail: "status 404",
		Seen: time.Unix(1, 2).UTC(), At: time.Unix(3, 4).UTC(), Due: time.Unix(5, 6).UTC(), Seq: 8, Captures: 9, Whole: 10,
		History: archive.History{Checks: 1, Links: 1 << 63, Newest: -1, Behind: true}, Content: archive.DigestOf(nil), ContentAt: 11,
	}
	full.Visit.Via, full.Visit.Hops, full.Visit.SameList, full.Visit.Trail = urlA+"/up", -3, true, [2]uint32{1, 1<<32 - 1}
	old := append([]byte{'q', 0, 0}, `{"visit":{"url":"http://a.cn/","portal":"p","kind":"page","score":65535},"seen":"2026-01-01T00:00:00Z"}`...)
	for _, r := range []visitRecord{full, {State: stateQueued, Visit: page("http://b.cn/other", 70_000)}} {
		b, err := r.encode(s)
		if err != nil {
			f.Fatal(err)
		}
		if back, err := decodeVisit(s, b); err != nil || *back != r {
			f.Errorf("got %+v, %v; want %+v", back, err, r)
		}
		f.Add(b)
	}
	if r, err := decodeVisit(s, old); err != nil || r.Visit.URL != "http://a.cn/" {
		f.Errorf("of an older database: got %+v, %v", r, err)
	}
	f.Add(old)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := decodeVisit(s, b)
		if err != nil || r.Visit.URL == "" {
			return
		}
		again, err := r.encode(s)
		if err != nil {
			return // a digest that is none
		}
		back, err := decodeVisit(s, again)
		if err != nil || back.Visit != r.Visit || back.State != r.State || back.History != r.History {
			t.Errorf("got %+v, %v; want %+v", back, err, r)
		}
	})
}

// TestPackedEntriesAreReadBackAsTheyWere packs captures and payloads with each
// kind of value that a field can have.
func TestPackedEntriesAreReadBackAsTheyWere(t *testing.T) {
	s, err := surtOf(urlA)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 8, 0, 0, 1000, time.UTC)
	key := captureKey(s, stamp(at))
	uuid := "<urn:uuid:2a679baa-35a7-4d51-8b8d-e89ecf7ee95d>"
	loc := archive.Location{File: "warc/2026/03/gongkai-1.warc.gz", Offset: 1 << 40, Length: 5}
	ours := archive.Capture{
		URL: urlA, Portal: "qd", Kind: archive.KindPage, Time: at, Status: 200, MediaType: "text/html; charset=\xff", Encoding: "gzip", Payload: archive.DigestOf(nil), Length: 30,
		Record: loc, RecordID: uuid, ETag: `"1"`, Modified: "Sun, 01 Mar 2026 08:00:00 GMT", Via: urlA + "/up", Anchor: "年报", Column: "公开",
	}
	foreign := ours
	foreign.URL, foreign.Time, foreign.Length, foreign.Truncated = "file:///报告.doc", time.Time{}, -1, "length"
	foreign.RecordID, foreign.Revisit = "<URN:uuid:2A679baa-35a7-4d51-8b8d-e89ecf7ee95d>", archive.RevisitIdentical
	foreign.Original = &archive.Original{URL: urlA, Time: time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC), RecordID: "x", Record: archive.Location{File: "warc/2026/02/a", Offset: 7}}
	foreign.Imported = &archive.Imported{File: "a.wacz!b", Digest: archive.DigestOf([]byte("a")), RecordID: uuid, At: at.Add(1), Note: "n", Decoded: true}
	bare := archive.Capture{URL: urlA, Time: at, Original: &archive.Original{URL: urlA, Time: at}, Imported: &archive.Imported{}}
	for _, want := range []archive.Capture{ours, foreign, bare} {
		value, err := encode(key, want)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decode[archive.Capture](bucketCaptures, key, value); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
		for n := range value {
			if _, err := decode[archive.Capture](bucketCaptures, key, value[:n]); err == nil {
				t.Errorf("the first %d of %d bytes pass for a capture", n, len(value))
			}
		}
	}
	for _, want := range []payloadRecord{
		{SURT: s, Stamp: stamp(at), First: archive.Original{URL: urlA, Time: at, RecordID: uuid, Record: loc}, Length: 9, State: payloadDue, Seq: 3},
		{First: archive.Original{URL: urlA, Time: at}, State: payloadRefused, Reason: archive.ReasonUnreadable, Detail: "d"},
		{SURT: s, Stamp: 1, First: archive.Original{URL: "http://b.cn/", Time: at}, State: payloadExtracted, Content: archive.DigestOf(nil), Packed: []archive.Digest{archive.DigestOf([]byte("b")), archive.DigestOf([]byte("c"))}},
	} {
		value, err := encode(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decode[payloadRecord](bucketPayloads, nil, value); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
		old, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decode[payloadRecord](bucketPayloads, nil, old); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("of an older database: got %+v, %v; want %+v", got, err, want)
		}
	}
}

func FuzzPackedEntry(f *testing.F) {
	s, err := surtOf(urlA)
	if err != nil {
		f.Fatal(err)
	}
	key := captureKey(s, 1)
	for _, v := range []any{
		archive.Capture{URL: urlA, Original: &archive.Original{URL: urlA}, Imported: &archive.Imported{File: "a"}},
		payloadRecord{SURT: s, Stamp: 1, Length: 9, Packed: []archive.Digest{archive.DigestOf(nil)}},
	} {
		value, err := encode(key, v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := decode[archive.Capture](bucketCaptures, key, b); err == nil {
			packedAgain(t, key, c)
		}
		if p, err := decode[payloadRecord](bucketPayloads, key, b); err == nil {
			packedAgain(t, key, p)
		}
	})
}

// packedAgain packs what was read, and reads it again.
func packedAgain[T any](t *testing.T, key []byte, want T) {
	value, err := encode(key, want)
	if err != nil {
		return // a digest that is none, or a time beyond the calendar
	}
	got, err := decode[T](bucketMeta, key, value)
	if err != nil {
		t.Fatal(err)
	}
	again, err := encode(key, got)
	if err != nil || !bytes.Equal(again, value) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestAProblemNamesItsEntryForPeople(t *testing.T) {
	digest := archive.DigestOf([]byte("a"))
	sum, err := raw(digest)
	if err != nil {
		t.Fatal(err)
	}
	for want, c := range map[string]struct {
		bucket bucket
		key    []byte
	}{
		`captures "cn,gov,qingdu,www)/zwgk" of 2026-03-04T05:06:07.89Z`: {bucketCaptures, captureKey("cn,gov,qingdu,www)/zwgk", stamp(time.Date(2026, 3, 4, 5, 6, 7, 890_000_000, time.UTC)))},
		`captures "torn"`:                          {bucketCaptures, []byte("torn")},
		`sites "http://www.thirty-two.gov.cn:800"`: {bucketSites, []byte("http://www.thirty-two.gov.cn:800")},
		"documents " + string(digest):              {bucketDocuments, sum},
		"documents \"torn\"":                       {bucketDocuments, []byte("torn")},
	} {
		if got := at(c.bucket, c.key); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
