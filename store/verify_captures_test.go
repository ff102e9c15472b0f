package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// captured fills an archive with captures of every form, and closes it.
func captured(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 1, 8, 0, 0, 123456000, time.UTC)}
	f.open(nil)
	visit := page(urlA, 9)
	visit.Via, visit.Anchor, visit.Column, visit.Kind = "http://a.gov.cn/list/", "年报\u200b2025", "信息公开", archive.KindAttachment
	f.begin("qd", visit)
	settle := func(edit func(x *archive.Exchange, l archive.Lease)) {
		t.Helper()
		l := f.one("qd")
		x := f.exchange(l.Visit, "payload")
		head := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\xb9\r\nContent-Encoding: gzip\r\nETag: \"1\"\r\nLast-Modified: Sun, 01 Mar 2026 08:00:00 GMT\r\nContent-Length: 7\r\n\r\n"
		x.Response, x.HeadSize, x.Size = strings.NewReader(head+"payload"), int64(len(head)), int64(len(head)+7)
		x.MediaType, x.Encoding, x.ETag, x.Modified = "text/html; charset=\xb9", "gzip", `"1"`, "Sun, 01 Mar 2026 08:00:00 GMT"
		edit(&x, l)
		c := f.record(x)
		o := f.outcome(l, archive.ResultCaptured)
		o.Capture = &c
		f.settle(o)
		f.now = f.now.Add(time.Hour)
	}
	settle(func(*archive.Exchange, archive.Lease) {})
	f.must(f.EndCrawl(t.Context(), "qd", archive.EndComplete))
	f.begin("qd", visit)
	settle(func(x *archive.Exchange, l archive.Lease) {
		if l.Prior == nil {
			t.Fatal("there is nothing that a 304 could be of")
		}
		head := "HTTP/1.1 304 Not Modified\r\nETag: \"2\"\r\n\r\n"
		x.Response, x.Size, x.HeadSize = strings.NewReader(head), int64(len(head)), int64(len(head))
		x.Status, x.Prior, x.MediaType, x.Encoding, x.ETag, x.Modified = 304, l.Prior, "", "", `"2"`, ""
		x.Payload, x.Length = archive.DigestOf(nil), 0
	})
	f.begin("qd", page(urlB, 9))
	settle(func(*archive.Exchange, archive.Lease) {}) // the same payload
	f.begin("qd", page(urlA2, 9))
	settle(func(x *archive.Exchange, _ archive.Lease) { // cut short
		x.Truncated, x.Length, x.Payload = "disconnect", 3, archive.DigestOf([]byte("pay"))
		x.Size = x.HeadSize + 3
	})

	from := func(id, note string) *archive.Imported {
		return &archive.Imported{File: "x.wacz!y.warc.gz", Digest: archive.DigestOf(nil), RecordID: id, At: f.now.Add(1), Note: note}
	}
	decoded := f.exchange(page("http://e.gov.cn/decoded", 0), "imported")
	decoded.Imported = from("<urn:x>", "its block has not the digest x")
	decoded.Imported.Decoded = true
	file := archive.Exchange{
		Visit: page("file:///a.doc", 0), Time: f.now, Response: strings.NewReader("a file"), Size: 6, Status: 200, MediaType: "application/msword",
		Payload: archive.DigestOf([]byte("a file")), Length: 6, Imported: from("", ""),
	}
	file.Visit.URL = "http://e.gov.cn/a.doc"
	recorded := file
	recorded.Visit.URL, recorded.Imported = "http://e.gov.cn/b.doc", from("<urn:y>", "")
	recorded.Payload, recorded.Response = archive.DigestOf([]byte("other.")), strings.NewReader("other.")
	var imports []Import
	for _, x := range []archive.Exchange{decoded, file, recorded} {
		imports = append(imports, Import{Capture: f.record(x)})
	}
	f.must(f.SettleImport(t.Context(), archive.DigestOf(nil), imports, ImportState{File: "x"}))
	again := f.exchange(page("http://e.gov.cn/again", 0), "") // a revisit, as others write it
	again.Payload, again.Length, again.Status, again.MediaType, again.Imported = archive.DigestOf([]byte("imported")), 8, 200, "text/plain", from("<urn:z>", "")
	again.Time = f.now.Add(time.Second)
	f.must(f.SettleImport(t.Context(), archive.DigestOf(nil), []Import{{Capture: f.record(again)}}, ImportState{File: "x"}))
	f.verify()
	f.must(f.Close())
	return f
}

// leaves calls visit for each field of v that holds no others.
func leaves(v reflect.Value, path string, visit func(path string, field reflect.Value)) {
	if v.Kind() == reflect.Pointer {
		if !v.IsNil() {
			leaves(v.Elem(), path, visit)
		}
		return
	}
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[time.Time]() {
		visit(path, v)
		return
	}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		leaves(v.Field(i), strings.TrimPrefix(path+"."+name, "."), visit)
	}
}

// another makes a field say something else.
func another(t *testing.T, v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = x.Add(time.Microsecond)
	case *archive.Digest:
		*x = archive.DigestOf([]byte("another" + *x))
	case *int:
		*x++
	case *int64:
		*x++
	case *bool:
		*x = !*x
	default:
		if v.Kind() != reflect.String {
			t.Fatalf("a field of type %s", v.Type())
		}
		v.SetString(v.String() + "x")
	}
}

// indexed returns what a check of the database finds wrong.
func (f *fixture) indexed() []Problem {
	f.t.Helper()
	v := &verifier{store: f.Store, report: VerifyReport{Problems: []Problem{}}}
	f.must(v.index(context.Background()))
	return v.report.Problems
}

// held returns the entries of captures as they stand.
func (f *fixture) held() (keys, values [][]byte) {
	f.must(f.db.View(func(tx *bbolt.Tx) error {
		return bucketCaptures.each(tx, nil, func(k, v []byte) (bool, error) {
			keys, values = append(keys, bytes.Clone(k)), append(values, bytes.Clone(v))
			return true, nil
		})
	}))
	return keys, values
}

func TestAFieldOfACaptureThatItsRecordDoesNotTellIsFoundAndMadeRight(t *testing.T) {
	t.Parallel()
	f := captured(t)
	f.open(nil)
	defer f.Close()
	keys, values := f.held()
	forms, tried := map[string]bool{}, map[string]bool{}
	for i, k := range keys {
		c, err := decode[archive.Capture](bucketCaptures, k, values[i])
		f.must(err)
		forms[fmt.Sprintf("%s %t %t %t", c.Revisit, c.Truncated != "", c.Imported != nil, c.Imported != nil && c.Imported.RecordID == "")] = true
		leaves(reflect.ValueOf(&c), "", func(path string, field reflect.Value) {
			tried[path] = true
			was := reflect.New(field.Type()).Elem()
			was.Set(field)
			another(t, field)
			value, err := encode(k, c)
			f.must(err)
			field.Set(was)
			f.must(f.db.Update(func(tx *bbolt.Tx) error { return bucketCaptures.in(tx).Put(k, value) }))
			problems := f.indexed()
			// What names a record that is another, or can't be read, can't be compared with it.
			named := strings.Contains(path, "record")
			if !slices.ContainsFunc(problems, func(p Problem) bool {
				return named || strings.HasPrefix(p.Message, path+": ") && strings.Contains(p.Message, fmt.Sprintf("at %d of %s", c.Record.Offset, c.Record.File))
			}) || len(problems) == 0 {
				t.Errorf("%s of %q: got %.300v, want it told", path, k, problems)
			}
			r, err := f.Verify(t.Context(), VerifyOptions{Repair: true})
			// A text that can't stand in a record is in another form when it is read back.
			odd := c.Anchor != "" && (path == "anchor" || path == "media_type" || path == "url")
			if now, to := f.held(); err != nil || len(r.Problems) > 0 || !slices.EqualFunc(now, keys, bytes.Equal) || !odd && !slices.EqualFunc(to, values, bytes.Equal) {
				t.Errorf("%s of %q: after a repair: got %.300v, %v, and other captures than before", path, k, r.Problems, err)
			}
			if odd {
				f.must(f.db.Update(func(tx *bbolt.Tx) error { return bucketCaptures.in(tx).Put(k, values[i]) }))
			}
		})
	}
	if len(forms) != 7 || len(tried) < 30 {
		t.Errorf("got captures of the forms %v, want 7, with the fields %v", forms, tried)
	}
}

func TestABitOfACaptureThatIsAnotherIsFound(t *testing.T) {
	t.Parallel()
	f := captured(t)
	f.open(nil)
	defer f.Close()
	keys, values := f.held()
	for i, k := range keys {
		for n := range values[i] {
			flipped := bytes.Clone(values[i])
			flipped[n] ^= 1 << (n % 8)
			f.must(f.db.Update(func(tx *bbolt.Tx) error { return bucketCaptures.in(tx).Put(k, flipped) }))
			if len(f.indexed()) > 0 {
				continue
			}
			c, err := decode[archive.Capture](bucketCaptures, k, flipped)
			if o := c.Original; o != nil { // records have microseconds
				o.Time = o.Time.Truncate(time.Microsecond)
			}
			if value, _ := encode(k, c); !bytes.Equal(value, values[i]) {
				text, _ := json.Marshal(c)
				t.Errorf("byte %d of %q: nothing is told of %s, %v", n, k, text, err)
			}
		}
		f.must(f.db.Update(func(tx *bbolt.Tx) error { return bucketCaptures.in(tx).Put(k, values[i]) }))
	}
}

// says returns an entry as it is read, without what nothing else tells.
func says(t *testing.T, b bucket, k, v []byte) string {
	var value any
	var err error
	switch b {
	case bucketPayloads:
		var p payloadRecord
		p, err = decode[payloadRecord](b, k, v)
		p.Reason, p.Detail = "", ""
		value = p
	case bucketDocuments:
		var d documentRecord
		d, err = decode[documentRecord](b, k, v)
		d.Own, d.Previous = nil, ""
		value = d
	case bucketReports:
		value, err = decode[archive.ReportSummary](b, k, v)
	default:
		return string(v)
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestABitOfWhatFollowsFromRecordsThatIsAnotherIsFound(t *testing.T) {
	t.Parallel()
	f := everything(t)
	f.open(nil)
	defer f.Close()
	f.db.NoSync = true
	for _, b := range []bucket{bucketPayloads, bucketDocuments, bucketReports, bucketSources} {
		var keys, values [][]byte
		f.must(f.db.View(func(tx *bbolt.Tx) error {
			return b.each(tx, nil, func(k, v []byte) (bool, error) {
				keys, values = append(keys, bytes.Clone(k)), append(values, bytes.Clone(v))
				return true, nil
			})
		}))
		for i, k := range keys {
			for n := i % 11; n < len(values[i]); n += 11 {
				flipped := bytes.Clone(values[i])
				flipped[n] ^= 1 << (n % 8)
				f.must(f.db.Update(func(tx *bbolt.Tx) error { return b.in(tx).Put(k, flipped) }))
				if len(f.indexed()) > 0 {
					continue
				}
				if now, was := says(t, b, k, flipped), says(t, b, k, values[i]); now != was {
					t.Errorf("%s: byte %d: nothing is told of %s, want %s", at(b, k), n, now, was)
				}
			}
			f.must(f.db.Update(func(tx *bbolt.Tx) error { return b.in(tx).Put(k, values[i]) }))
		}
	}
}

func TestAReportWithAttachmentsThatNamesNoRecordIsTold(t *testing.T) {
	t.Parallel()
	f := everything(t)
	f.open(nil)
	defer f.Close()
	joined := 0
	f.must(f.db.Update(func(tx *bbolt.Tx) error {
		return bucketDocuments.each(tx, nil, func(k, v []byte) (bool, error) {
			d, err := decode[documentRecord](bucketDocuments, k, v)
			if err != nil || d.Joined == nil {
				return true, err
			}
			joined++
			d.Joined.ReportID = ""
			return false, write(tx, bucketDocuments, bytes.Clone(k), d)
		})
	}))
	if got := f.indexed(); joined == 0 || !slices.ContainsFunc(got, func(p Problem) bool { return strings.Contains(p.Message, "names no record") }) {
		t.Errorf("got %+v of %d, want it told", got, joined)
	}
	if r, err := f.Verify(t.Context(), VerifyOptions{Repair: true}); err != nil || len(r.Problems) > 0 {
		t.Errorf("after a repair: got %+v, %v", r.Problems, err)
	}
}
