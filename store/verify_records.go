package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

const verifyChunk = 500 // entries copied out in one transaction

// records compares captures and documents with the records that they name.
// Entries are copied out in chunks, so that no transaction lasts while files
// are read.
func (v *verifier) records(ctx context.Context) error {
	err := v.chunks(ctx, bucketCaptures, func(k, value []byte) {
		if c, err := decode[archive.Capture](bucketCaptures, k, value); err == nil && v.chosen(k) {
			v.captureRecord(k, c)
		}
	})
	if err != nil {
		return err
	}
	return v.chunks(ctx, bucketDocuments, func(k, value []byte) {
		if d, err := decode[documentRecord](bucketDocuments, k, value); err == nil && v.chosen(k) {
			v.documentRecords(ctx, at(bucketDocuments, k), digestOf(k), d)
		}
	})
}

func (v *verifier) chunks(ctx context.Context, b bucket, check func(k, value []byte)) error {
	var last []byte
	for {
		var chunk [][2][]byte
		err := v.store.view(ctx, func(tx *bbolt.Tx) error {
			cursor := b.in(tx).Cursor()
			for k, value := cursor.Seek(last); k != nil && len(chunk) < verifyChunk; k, value = cursor.Next() {
				if last == nil || !bytes.Equal(k, last) {
					chunk = append(chunk, [2][]byte{bytes.Clone(k), bytes.Clone(value)})
				}
			}
			return nil
		})
		if err != nil || len(chunk) == 0 {
			return err
		}
		for _, e := range chunk {
			if err := ctx.Err(); err != nil {
				return err
			}
			check(e[0], e[1])
		}
		last = chunk[len(chunk)-1][0]
	}
}

// documentRecords checks that a document and its report can be read back, and
// are what the index says.
func (v *verifier) documentRecords(ctx context.Context, where string, content archive.Digest, d documentRecord) {
	var doc archive.Document
	if err := v.store.readConversion(d.Record, d.RecordID, &doc); err != nil {
		v.problem(ProblemRecord, where, "%v", err)
		v.lose(content)
		return
	}
	if doc.ContentDigest != content || doc.PayloadDigest != d.Payload || d.Title != "" && doc.Title != d.Title {
		v.problem(ProblemMismatch, where, "record %s holds document %s of payload %s, titled %q", d.RecordID, doc.ContentDigest, doc.PayloadDigest, doc.Title)
		v.lose(content)
		return
	}
	v.readOf(ctx, where, content, d)
	key, _ := raw(content) // it came from there
	own, err := v.store.reportAt(d.Report, d.ReportID)
	if err != nil {
		v.problem(ProblemRecord, where, "report: %v", err)
		v.lose(content)
		return
	}
	v.awaits(ctx, where, key, &doc, own)
	v.sketch(ctx, where, key, d.Portal, &doc, own)
	if d.Own != nil && own != nil {
		v.ownSummary(where, key, d, &doc, own)
	}
	listed := own
	if d.Joined != nil || d.Replaced != nil {
		if listed, err = v.store.reportAt(d.effective()); err != nil {
			v.problem(ProblemRecord, where, "report with its attachments: %v", err)
			v.lose(content)
			return
		}
	}
	if d.reports() && listed == nil {
		v.problem(ProblemMismatch, where, "its report is listed, and it names no record of one")
		v.lose(content)
		return
	}
	if d.reports() {
		v.summary(ctx, where, key, d, &doc, listed)
	}
}

// readOf compares what a document says of where it was read with the capture of
// that payload at its URL.
func (v *verifier) readOf(ctx context.Context, where string, content archive.Digest, d documentRecord) {
	s, err := surtOf(d.URL)
	if err != nil {
		v.problem(ProblemEntry, where, "%v", err)
		v.lose(content)
		return
	}
	found := false
	_ = v.store.view(ctx, func(tx *bbolt.Tx) error { // an error is that of ctx, which the caller sees
		k, _ := namedBy(tx, s, func(c archive.Capture) bool {
			return c.Payload == d.Payload && c.Portal == d.Portal && sameTime(c.Time, d.CapturedAt)
		}, d.CapturedAt)
		found = k != nil
		return nil
	})
	if !found && ctx.Err() == nil {
		v.problem(ProblemMismatch, where, "no capture of %s in %s at %s has its payload", d.URL, d.Portal, d.CapturedAt)
		v.lose(content)
	}
}

// awaits compares the URLs at which a document's report may have the rest of its
// tables with those that it is entered under. The archive of an older program, or
// one whose documents are being parsed anew, is on its way there.
func (v *verifier) awaits(ctx context.Context, where string, content []byte, doc *archive.Document, own *archive.AnnualReport) {
	want := awaitedBy(doc, own)
	right := v.awaited[digestOf(content)] == len(want)
	_ = v.store.view(ctx, func(tx *bbolt.Tx) error { // an error is that of ctx, which the caller sees
		if !has(tx, bucketMeta, keyAwaited) || bucketMeta.in(tx).Get(keyReparsing) != nil {
			right = true
			return nil
		}
		for _, s := range want {
			right = right && has(tx, bucketAwaited, append(text(string(s)), content...))
		}
		return nil
	})
	if right || ctx.Err() != nil {
		return
	}
	v.problem(ProblemMissing, where, "awaits documents at %d URLs, and not all of them are entered, or others", len(want))
	v.fix(func(c *change) error { return c.restoreAwaited(content, want) })
}

// restoreAwaited enters the URLs at which a document awaits others, and has it
// looked at.
func (c *change) restoreAwaited(content []byte, want []archive.SURT) error {
	var stray [][]byte
	err := bucketAwaited.each(c.tx, nil, func(k, _ []byte) (bool, error) {
		if bytes.HasSuffix(k, content) {
			stray = append(stray, bytes.Clone(k))
		}
		return true, nil
	})
	for _, k := range stray {
		err = errors.Join(err, bucketAwaited.in(c.tx).Delete(k))
	}
	for _, s := range want {
		err = errors.Join(err, bucketAwaited.in(c.tx).Put(append(text(string(s)), content...), nil), c.claimed(s, content))
	}
	return errors.Join(err, c.toJoin(content))
}

// summary compares the summary of the listed report of a document with it.
func (v *verifier) summary(ctx context.Context, where string, key []byte, d documentRecord, doc *archive.Document, report *archive.AnnualReport) {
	var got archive.ReportSummary
	found := false
	err := v.store.view(ctx, func(tx *bbolt.Tx) (err error) {
		found, err = read(tx, bucketReports, d.ReportKey, &got)
		return err
	})
	want := summaryOf(archive.Capture{Portal: d.Portal, URL: d.URL, Time: d.CapturedAt}, doc, report)
	want.Replaced = d.Replaced != nil
	if !found || err != nil || !sameSummary(got, want) {
		v.problem(ProblemMismatch, where, "summary of the report: got %+v (%v), want %+v", got, err, want)
		v.fix(func(c *change) error { return c.resummarise(key, want) })
	}
}

// sameSummary reports whether a summary is what it is to be. Those of older programs
// lack some of it.
func sameSummary(got, want archive.ReportSummary) bool {
	if got.Division == "" && got.Published == "" {
		want.Division, want.Published = "", ""
	}
	if got.Kind == "" { // of one that is older still
		want.Kind = ""
	}
	return fmt.Sprint(got) == fmt.Sprint(want)
}

// ownSummary compares the summary of a report that is not listed, since one with
// its attachments is, with it.
func (v *verifier) ownSummary(where string, content []byte, d documentRecord, doc *archive.Document, own *archive.AnnualReport) {
	want := summaryOf(archive.Capture{Portal: d.Portal, URL: d.URL, Time: d.CapturedAt}, doc, own)
	if sameSummary(*d.Own, want) {
		return
	}
	v.problem(ProblemMismatch, where, "summary of its own report: got %+v, want %+v", *d.Own, want)
	v.fix(func(c *change) error {
		var d documentRecord
		if found, err := read(c.tx, bucketDocuments, content, &d); err != nil || !found || d.Own == nil {
			return err
		}
		d.Own = &want
		return write(c.tx, bucketDocuments, content, d)
	})
}

// resummarise writes the summary of a document's report anew.
func (c *change) resummarise(content []byte, want archive.ReportSummary) error {
	var d documentRecord
	if found, err := read(c.tx, bucketDocuments, content, &d); err != nil || !found {
		return err
	}
	if err := bucketReports.in(c.tx).Delete(d.ReportKey); err != nil {
		return err
	}
	d.ReportKey = reportKey(want, content)
	if err := write(c.tx, bucketReports, d.ReportKey, want); err != nil {
		return err
	}
	return write(c.tx, bucketDocuments, content, d)
}
