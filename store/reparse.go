package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strconv"

	"go.etcd.io/bbolt"
	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/internal/likeness"
)

// The keys of the parser that read the documents, and of where a parser stands
// that reads them anew: its version, NUL, and the document that it read last; and of
// how many reports it could not read anew.
var (
	keyParser    = []byte("parser")
	keyReparsing = []byte("reparsing")
	keyStale     = []byte("stale")
)

// reparsed is how many documents are parsed anew in one transaction.
const reparsed = 128

// A Parse reads a document of a portal as an annual report: nil where it is
// none. It may be called on several goroutines.
type Parse func(portal string, doc *archive.Document) (*archive.AnnualReport, error)

// Reparsed is how far documents were parsed anew.
type Reparsed struct {
	Documents int `json:"documents"` // looked at
	Changed   int `json:"changed"`   // whose report is another one than it was
	Damaged   int `json:"damaged"`   // that can't be read back: verify tells of them
}

// Parser returns the version of the parser that read the documents, or "" where
// no one noted it, and whether it has read all of them.
func (s *Store) Parser(ctx context.Context) (version string, whole bool, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		if at := bucketMeta.in(tx).Get(keyReparsing); at != nil {
			before, _, _ := bytes.Cut(at, []byte{0})
			version = string(before)
			return nil
		}
		version, whole = string(bucketMeta.in(tx).Get(keyParser)), true
		return nil
	})
	return version, whole, err
}

// Stale returns how many reports stayed as an earlier parser read them, since their
// documents could not be read back when all others were parsed anew.
func (s *Store) Stale(ctx context.Context) (n int, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		n = staleIn(tx)
		return nil
	})
	return n, err
}

func staleIn(tx *bbolt.Tx) int {
	n, _ := strconv.Atoi(string(bucketMeta.in(tx).Get(keyStale))) // none where nothing was counted
	return n
}

// Reparse parses all documents anew, if parser, which tells the parser's
// version, is not the version that parsed them. A report that is another one
// than before is kept beside the old one, which nothing names any more; nothing
// is delivered again, as no document has changed. progress is told what was done
// so far. Where it was interrupted, the next call with the same version goes on.
func (s *Store) Reparse(ctx context.Context, parser string, parse Parse, progress func(Reparsed)) (Reparsed, error) {
	var done Reparsed
	if s.derived == nil {
		return done, errReadOnly
	}
	var after []byte
	var last string
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		last = string(bucketMeta.in(tx).Get(keyParser))
		if at, ok := bytes.CutPrefix(bucketMeta.in(tx).Get(keyReparsing), append([]byte(parser), 0)); ok {
			after = bytes.Clone(at)
		}
		return nil
	})
	if err != nil || last == parser {
		return done, err
	}
	for {
		var chunk []oldReport
		err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
			chunk, err = documentsAfter(tx, after)
			return err
		})
		if err == nil {
			err = s.parseAnew(ctx, chunk, parse)
		}
		if err == nil {
			err = s.commit(ctx, func(c *change) error { return c.settleReparsed(parser, chunk) })
		}
		if err != nil {
			return done, fmt.Errorf("parse documents anew: %w", err)
		}
		if len(chunk) == 0 {
			return done, nil
		}
		after = chunk[len(chunk)-1].content
		for _, o := range chunk {
			done.Documents++
			if o.changed {
				done.Changed++
			}
			if o.damaged {
				done.Damaged++
			}
		}
		progress(done)
	}
}

// oldReport is a document, and what parsing it anew gave.
type oldReport struct {
	content []byte
	rec     documentRecord
	capture archive.Capture

	doc     archive.Document
	report  *archive.AnnualReport
	changed bool // the report; false where only its summary may be
	damaged bool
}

// documentsAfter returns the next documents behind a content digest.
func documentsAfter(tx *bbolt.Tx, after []byte) ([]oldReport, error) {
	var chunk []oldReport
	cursor := bucketDocuments.in(tx).Cursor()
	for k, v := cursor.Seek(after); k != nil && len(chunk) < reparsed; k, v = cursor.Next() {
		if bytes.Equal(k, after) {
			continue
		}
		rec, err := decode[documentRecord](bucketDocuments, k, v)
		if err != nil {
			return nil, err
		}
		payload, err := raw(rec.Payload)
		if err != nil {
			return nil, err
		}
		e, err := extractionOf(tx, payload)
		if err != nil {
			return nil, err
		}
		chunk = append(chunk, oldReport{content: bytes.Clone(k), rec: rec, capture: e.Capture})
	}
	return chunk, nil
}

// parseAnew parses the documents of chunk, and makes the records of the reports
// that are new durable.
func (s *Store) parseAnew(ctx context.Context, chunk []oldReport, parse Parse) error {
	group, parsing := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range chunk {
		group.Go(func() error {
			if err := parsing.Err(); err != nil {
				return err
			}
			return s.parseOne(&chunk[i], parse)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	wrote := false
	for i := range chunk {
		o := &chunk[i]
		if !o.changed {
			continue
		}
		o.rec.Report, o.rec.ReportID = archive.Location{}, ""
		if o.report == nil {
			continue
		}
		s.opts.Step("reparse.append")
		w, err := s.writeConversion(o.capture, typeReport, digestOf(o.content), o.report)
		if err != nil {
			return err
		}
		o.rec.Report, o.rec.ReportID, wrote = w.Record, w.RecordID, true
	}
	if !wrote {
		return nil
	}
	s.opts.Step("reparse.sync")
	return s.derived.Sync(ctx)
}

// parseOne parses one document anew.
func (s *Store) parseOne(o *oldReport, parse Parse) error {
	if err := s.readConversion(o.rec.Record, o.rec.RecordID, &o.doc); err != nil {
		o.damaged = true // and stays as it is
		return nil
	}
	var err error
	if o.report, err = parse(o.rec.Portal, &o.doc); err != nil {
		return fmt.Errorf("%s: %w", o.rec.URL, err)
	}
	if o.report == nil || o.rec.ReportID == "" {
		o.changed = (o.report == nil) != (o.rec.ReportID == "")
		return nil
	}
	now, err := json.Marshal(o.report)
	if err != nil {
		return err
	}
	was, err := s.conversion(o.rec.Report, o.rec.ReportID)
	o.changed = err != nil || !bytes.Equal(was, now) // a damaged report is mended
	return nil
}

// settleReparsed enters what parsing the documents of chunk anew gave, and where
// the next begin. After the last it is chunk of none.
func (c *change) settleReparsed(parser string, chunk []oldReport) error {
	meta := bucketMeta.in(c.tx)
	if len(chunk) == 0 {
		if err := meta.Delete(keyReparsing); err != nil {
			return err
		}
		return errors.Join(meta.Put(keyAwaited, nil), meta.Put(keyParser, []byte(parser)))
	}
	at, stale := append([]byte(parser), 0), 0
	if bytes.HasPrefix(meta.Get(keyReparsing), at) {
		stale = staleIn(c.tx)
	}
	for i := range chunk {
		o := &chunk[i]
		switch {
		case !o.damaged:
			if err := c.replaceReport(o); err != nil {
				return fmt.Errorf("%s: %w", o.rec.URL, err)
			}
		case o.rec.ReportID != "":
			stale++
		}
	}
	at = append(at, chunk[len(chunk)-1].content...)
	return errors.Join(meta.Delete(keyParser), meta.Put(keyReparsing, at), meta.Put(keyStale, []byte(strconv.Itoa(stale))))
}

// replaceReport enters the report of a document in the place of the one before
// it. The summary is written anew too where it lacks what older programs left
// out.
func (c *change) replaceReport(o *oldReport) error {
	var rec documentRecord
	if found, err := read(c.tx, bucketDocuments, o.content, &rec); err != nil || !found {
		return err
	}
	rec.Report, rec.ReportID = o.rec.Report, o.rec.ReportID
	var summary *archive.ReportSummary
	if o.report != nil {
		own := summaryOf(archive.Capture{Portal: rec.Portal, URL: rec.URL, Time: rec.CapturedAt}, &o.doc, o.report)
		summary = &own
	}
	if o.changed {
		if err := c.sketchAnew(o.content, likeness.Of(rec.Portal, &o.doc, o.report)); err != nil {
			return err
		}
	}
	if err := c.await(o.content, &o.doc, o.report, rec.Joined != nil); err != nil {
		return err
	}
	if rec.Joined != nil || rec.PartOf != "" { // which are joined anew behind that
		rec.Own = summary
		return write(c.tx, bucketDocuments, o.content, rec)
	}
	return c.list(o.content, &rec, summary)
}

// countReport counts a document of a portal as a report, or no longer so.
func (c *change) countReport(id string, is bool) error {
	total, err := c.count()
	if err != nil {
		return err
	}
	portal, err := c.portal(id)
	if err != nil {
		return err
	}
	if is {
		total.Reports++
		portal.Reports++
		return nil
	}
	total.Reports--
	portal.Reports--
	return nil
}

// sketchAnew enters the sketch of a document in the place of the one before it.
func (c *change) sketchAnew(content []byte, k likeness.Sketch) error {
	var was likeness.Sketch
	known, err := read(c.tx, bucketSketches, content, &was)
	if err != nil {
		return err
	}
	if known {
		for _, key := range alikeKeys(content, was) {
			if err := bucketAlike.in(c.tx).Delete(key); err != nil {
				return err
			}
		}
	}
	return c.sketch(content, k)
}
