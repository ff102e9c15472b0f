package store

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/store/warc"
)

// lostDocument is a document that is to be entered again.
type lostDocument struct {
	doc      archive.Document
	report   *archive.AnnualReport // nil where it had none when it was read
	record   archive.Location
	recordID string
	reportAt archive.Location
	reportID string
	uri      string // of the capture that it was read out of
	refersTo string // the record of that capture
	date     time.Time
}

// restorer enters lost documents again, in the order in which they were read.
type restorer struct {
	v        *verifier
	named    named
	pending  *lostDocument               // until the report behind it is seen
	of       map[string][]archive.Digest // what was restored, by the capture's record
	joined   map[archive.Digest]*lostJoined
	replaced map[archive.Digest]*lostJoined // by the attachment that another one replaced
	work     []func(*change) error
	restored int
}

// lostJoined is the newest report that a restored document had with its
// attachments, and all that were parts of it.
type lostJoined struct {
	joinedReport
	report *archive.AnnualReport
}

// restoreAtOnce is how many documents are entered again in one transaction.
const restoreAtOnce = 50

// restoreDocuments enters the documents again that v found lost, out of their
// records: with their reports, and with what they are to one another. It returns
// how many.
func (s *Store) restoreDocuments(ctx context.Context, v *verifier) (int, error) {
	known, err := s.namedRecords(ctx, v.lost)
	if err != nil {
		return 0, err
	}
	if err := s.commit(ctx, func(c *change) error { return c.dropUnreadable(v.lost) }); err != nil {
		return 0, err
	}
	r := &restorer{v: v, named: known, of: map[string][]archive.Digest{}, joined: map[archive.Digest]*lostJoined{}, replaced: map[archive.Digest]*lostJoined{}}
	files, err := warcFiles(s.dir, "derived")
	if err != nil {
		return 0, err
	}
	for _, f := range files {
		err := warc.Scan(f.path, func(loc archive.Location, rec *warc.Record) error {
			loc.File = f.name
			return errors.Join(ctx.Err(), r.record(ctx, loc, rec))
		})
		if _, damaged := errors.AsType[*warc.DamageError](err); err != nil && !damaged { // which is told with the files
			return r.restored, err
		}
	}
	if err := errors.Join(r.flush(), r.commit(ctx)); err != nil {
		return r.restored, err
	}
	for content, j := range r.joined {
		r.work = append(r.work, func(c *change) error { return c.restoreJoined(s, content, j) })
	}
	for content, j := range r.replaced {
		r.work = append(r.work, func(c *change) error { return c.restoreReplaced(s, content, j) })
	}
	if r.restored > 0 {
		r.work = append(r.work, forgetDone)
	}
	return r.restored, r.commit(ctx)
}

// dropUnreadable takes out the entries of lost documents that can't be read: what
// looks at them must not fail before they are there again.
func (c *change) dropUnreadable(lost map[archive.Digest]bool) error {
	for d := range lost {
		content, err := raw(d)
		if err != nil {
			continue
		}
		if _, err := read(c.tx, bucketDocuments, content, new(documentRecord)); err == nil {
			continue
		}
		if err := bucketDocuments.in(c.tx).Delete(content); err != nil {
			return err
		}
	}
	return nil
}

// forgetDone has all documents parsed anew, and looked at for every sink: what
// was restored may have been parsed anew, or come apart, since its record was
// written, and was owed to nobody that is known.
func forgetDone(c *change) error {
	meta := bucketMeta.in(c.tx)
	if err := errors.Join(meta.Delete(keyParser), meta.Delete(keyReparsing)); err != nil {
		return err
	}
	return bucketSinks.each(c.tx, nil, func(k, _ []byte) (bool, error) {
		r, err := c.sink(string(k))
		if err == nil {
			r.Subscription = nil
		}
		return true, err
	})
}

// record looks at a record of derived files.
func (r *restorer) record(ctx context.Context, loc archive.Location, rec *warc.Record) error {
	if rec.Type != "conversion" || r.named.has(loc) || rec.Length > maxConversion {
		return nil
	}
	refersTo := rec.Header.Value("WARC-Refers-To")
	switch rec.Header.Value("Content-Type") {
	case typeDocument:
		if err := r.flush(); err != nil {
			return err
		}
		if len(r.work) >= restoreAtOnce {
			if err := r.commit(ctx); err != nil {
				return err
			}
		}
		l := &lostDocument{record: loc, recordID: rec.ID, uri: strings.Trim(rec.Header.Value("WARC-Target-URI"), "<>"), refersTo: refersTo, date: rec.Date}
		if err := decodeRecord(rec, &l.doc); err != nil {
			return err
		}
		if r.v.lost[l.doc.ContentDigest] {
			r.pending = l
		}
	case typeReport:
		of, ok := r.documentOf(refersTo, warc.DocumentOf(rec))
		if !ok {
			return nil
		}
		report := new(archive.AnnualReport)
		if err := decodeRecord(rec, report); err != nil {
			return err
		}
		return r.report(of, report, loc, rec.ID)
	}
	return nil
}

// decodeRecord reads the JSON of a record. One that is none was not written by
// this program, and gives v's zero value.
func decodeRecord(rec *warc.Record, v any) error {
	body, err := io.ReadAll(rec.Content)
	if err == nil {
		_ = json.Unmarshal(body, v)
	}
	return err
}

// documentOf returns which of the documents that are restored a report is of.
func (r *restorer) documentOf(refersTo string, told archive.Digest) (archive.Digest, bool) {
	all := r.of[refersTo]
	if r.pending != nil && r.pending.refersTo == refersTo {
		if all = append(all[:len(all):len(all)], r.pending.doc.ContentDigest); told == "" {
			return r.pending.doc.ContentDigest, true // it stands right behind its document
		}
	}
	switch {
	case told != "":
		return told, slices.Contains(all, told)
	case len(all) == 1:
		return all[0], true
	}
	return "", false
}

// report takes a report of a document that is restored.
func (r *restorer) report(of archive.Digest, report *archive.AnnualReport, loc archive.Location, id string) error {
	if len(report.Parts) > 0 {
		all := r.joined
		if report.Parts[0].Document != of { // the page comes first
			all = r.replaced
		}
		j := all[of]
		if j == nil {
			j = new(lostJoined)
			all[of] = j
		}
		before := j.Parts
		j.Report, j.ReportID, j.report, j.Parts = loc, id, report, nil
		for _, p := range report.Parts {
			if p.Document != of {
				j.Parts = append(j.Parts, p.Document)
			}
		}
		for _, d := range before { // which others have replaced since
			if !slices.Contains(j.Parts, d) {
				j.Parts = append(j.Parts, d)
			}
		}
		return nil
	}
	if p := r.pending; p != nil && p.doc.ContentDigest == of {
		p.report, p.reportAt, p.reportID = report, loc, id
		return r.flush()
	}
	content, err := raw(of)
	if err != nil {
		return err
	}
	r.work = append(r.work, func(c *change) error { return c.restoreReport(r.v.store, content, report, loc, id) })
	return nil
}

// flush keeps the work of entering the document that was seen last.
func (r *restorer) flush() error {
	l := r.pending
	if l == nil {
		return nil
	}
	r.pending = nil
	if !slices.Contains(r.of[l.refersTo], l.doc.ContentDigest) {
		r.of[l.refersTo] = append(r.of[l.refersTo], l.doc.ContentDigest)
	}
	r.work = append(r.work, func(c *change) error {
		done, err := c.restoreDocument(r.v.store, l)
		if done {
			r.restored++
		}
		return err
	})
	return nil
}

func (r *restorer) commit(ctx context.Context) error {
	work := r.work
	r.work = nil
	if len(work) == 0 {
		return nil
	}
	before := r.restored
	return r.v.store.commit(ctx, func(c *change) error {
		r.restored = before // it may run again
		for _, w := range work {
			if err := w(c); err != nil {
				return err
			}
		}
		return nil
	})
}
