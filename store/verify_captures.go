package store

import (
	"errors"
	"io"
	"strconv"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/store/warc"
)

// captureRecord compares a capture with its record and the metadata beside it, and
// with the capture of its original. A repair makes it what its record says.
func (v *verifier) captureRecord(k []byte, c archive.Capture) {
	where, problems := at(bucketCaptures, k), len(v.report.Problems)+v.report.Omitted
	rec, err := v.store.reader.Record(c.Record)
	if err != nil {
		v.problem(ProblemRecord, where, "%v", err)
		return // another capture, or the reading of its file, may tell where it is
	}
	defer rec.Close()
	kind := "response"
	switch {
	case c.Revisit != archive.RevisitNone:
		kind = "revisit"
	case c.Imported != nil && (c.Imported.RecordID == "" || rec.Type == "resource"):
		kind = "resource" // a plain file, or one that stood in a record of others
	}
	if rec.ID != c.RecordID || rec.Type != kind {
		v.problem(ProblemMismatch, where, "got %s record %s %s, want %s record %s", rec.Type, rec.ID, place(c.Record), kind, c.RecordID)
	}
	v.told(where, c, rec)
	if c.Original != nil && len(v.report.Problems)+v.report.Omitted == problems {
		v.original(where, c)
	}
	if len(v.report.Problems)+v.report.Omitted > problems {
		v.restore(c.Record, k)
	}
}

// original compares what a revisit says of its original with the capture of that.
func (v *verifier) original(where string, c archive.Capture) {
	o := *c.Original
	s, err := surtOf(o.URL)
	if err != nil {
		v.problem(ProblemEntry, where, "%v", err)
		return
	}
	var found archive.Capture
	_ = v.store.db.View(func(tx *bbolt.Tx) error {
		_, found = namedBy(tx, s, func(other archive.Capture) bool { return other.RecordID == o.RecordID }, o.Time)
		return nil
	})
	switch {
	case found.RecordID == "":
		v.problem(ProblemMissing, where, "no capture of %s has the record %s of its original", o.URL, o.RecordID)
	case found.Record != o.Record:
		v.problem(ProblemWrong, where, "original.record: the capture has %+v, and that of record %s has %+v", o.Record, o.RecordID, found.Record)
	case found.Payload != c.Payload || found.Revisit != archive.RevisitNone:
		v.problem(ProblemWrong, where, "payload: the capture has %q, and its original, record %s, has %q", c.Payload, o.RecordID, found.Payload)
	}
}

// told compares a capture with what its record and the metadata beside it tell.
func (v *verifier) told(where string, c archive.Capture, rec *warc.Record) {
	m, length, err := v.contents(where, rec)
	if err != nil {
		v.problem(ProblemRecord, where, "record %s %s: %v", rec.ID, place(c.Record), err)
		return
	}
	told, err := v.store.reader.Tell(c.Record, rec, m, length)
	if err != nil {
		v.problem(ProblemRecord, where, "record %s %s: %v", rec.ID, place(c.Record), err)
		return
	}
	for _, d := range v.differences(c, told) {
		v.problem(ProblemMismatch, where, "%s: the capture has %q, and record %s, %s, has %q", d.field, d.got, rec.ID, place(c.Record), d.want)
	}
}

// contents reads a record, and returns the message in it, nil in a resource, and
// the length of its payload.
func (v *verifier) contents(where string, rec *warc.Record) (m *warc.HTTPBlock, length int64, err error) {
	if v.report.Sample > 0 { // its file was not read
		if m, length = v.record(where, rec); m == nil && rec.Type != "resource" {
			err = errors.New("its HTTP message can't be read")
		}
		return m, length, err
	}
	body := rec.Content
	if rec.Type == "response" || rec.Type == "revisit" {
		if m, err = rec.HTTP(); err != nil {
			return nil, 0, err
		}
		body = m.Body
	}
	length, err = io.Copy(io.Discard, body)
	return m, length, err
}

// unlike is a field of a capture that is not what its record tells.
type unlike struct{ field, got, want string }

// differences returns in what a capture differs from what its record and the
// metadata beside it tell, as far as they do.
func (v *verifier) differences(c archive.Capture, told warc.Told) []unlike {
	var all []unlike
	compare := func(field, got, want string) {
		if got != want {
			all = append(all, unlike{field, got, want})
		}
	}
	compareTime := func(field string, got, want time.Time) {
		if !sameTime(got, want) {
			all = append(all, unlike{field, stampText(got), stampText(want)})
		}
	}
	compare("url", warc.TargetURI(c.URL), told.URL)
	compareTime("time", c.Time, told.Time)
	compare("status", strconv.Itoa(c.Status), strconv.Itoa(told.Status))
	compare("payload", string(c.Payload), string(told.Payload))
	compare("truncated", c.Truncated, told.Truncated)
	compare("etag", c.ETag, told.ETag)
	compare("last_modified", c.Modified, told.Modified)
	compare("revisit", string(c.Revisit), string(told.Revisit))
	if told.Media() {
		compare("media_type", warc.FieldValue(c.MediaType), warc.FieldValue(told.MediaType))
		compare("encoding", warc.FieldValue(c.Encoding), warc.FieldValue(told.Encoding))
	}
	if length, known := v.lengthOf(told); known {
		compare("length", strconv.FormatInt(c.Length, 10), strconv.FormatInt(length, 10))
	}
	if told.Visit {
		compare("portal", warc.FieldValue(c.Portal), told.Portal)
		compare("kind", warc.FieldValue(string(c.Kind)), string(told.Kind))
		compare("anchor", warc.FieldValue(c.Anchor), told.Anchor)
		compare("column", warc.FieldValue(c.Column), told.Column)
	}
	if told.Beside {
		compare("via", warc.FieldValue(warc.TargetURI(c.Via)), told.Via)
	}
	if o, want := c.Original, told.Original; o != nil && want != nil {
		compare("original.url", warc.TargetURI(o.URL), want.URL)
		compareTime("original.time", o.Time, want.Time)
		compare("original.record_id", o.RecordID, want.RecordID)
	} else if (o == nil) != (want == nil) {
		compare("original", thereOrNot(o != nil), thereOrNot(want != nil))
	}
	if i, want := c.Imported, told.Imported; i != nil && want != nil {
		compare("imported.file", warc.FieldValue(i.File), want.File)
		compare("imported.digest", string(i.Digest), string(want.Digest))
		compare("imported.record_id", warc.FieldValue(i.RecordID), want.RecordID)
		compare("imported.note", warc.FieldValue(i.Note), want.Note)
		compare("imported.decoded", strconv.FormatBool(i.Decoded), strconv.FormatBool(want.Decoded))
		at := i.At
		if want.At.Nanosecond() == 0 { // as older programs recorded it
			at = at.Truncate(time.Second)
		}
		compare("imported.at", stampText(at), stampText(want.At))
	} else if told.Beside && (i == nil) != (want == nil) {
		compare("imported", thereOrNot(i != nil), thereOrNot(want != nil))
	}
	return all
}

// lengthOf returns the length of the payload that a record tells of. Of a revisit
// by an older program that is the length of the payload that it names.
func (v *verifier) lengthOf(told warc.Told) (length int64, known bool) {
	if told.Elsewhere || told.Revisit == archive.RevisitNone {
		return told.Length, true
	}
	key, err := raw(told.Payload)
	if err != nil {
		return 0, false
	}
	var p payloadRecord
	_ = v.store.db.View(func(tx *bbolt.Tx) (err error) {
		known, err = read(tx, bucketPayloads, key, &p)
		return err
	})
	return p.Length, known && p.Length > 0
}

// sameTime reports whether two times are one in a record, which has microseconds.
func sameTime(a, b time.Time) bool {
	return a.Truncate(time.Microsecond).Equal(b.Truncate(time.Microsecond))
}

func stampText(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func thereOrNot(there bool) string {
	if there {
		return "one"
	}
	return "none"
}

// place tells people where a record stands.
func place(l archive.Location) string {
	return "at " + strconv.FormatInt(l.Offset, 10) + " of " + l.File
}
