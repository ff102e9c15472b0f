package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/internal/likeness"
	"gongkai/store/warc"
)

// named are the places of the records that documents name.
type named map[uint64]struct{}

func placeHash(file string, offset int64) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, file) // a hash's Write never fails
	_, _ = h.Write(bigEndian(uint64(offset)))
	return h.Sum64()
}

func (n named) add(at archive.Location) { n[placeHash(at.File, at.Offset)] = struct{}{} }

func (n named) has(at archive.Location) bool {
	_, ok := n[placeHash(at.File, at.Offset)]
	return ok
}

// namedRecords returns the places of the records that the documents name, but for
// those of documents that are to be restored.
func (s *Store) namedRecords(ctx context.Context, but map[archive.Digest]bool) (named, error) {
	n := named{}
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketDocuments.each(tx, nil, func(k, v []byte) (bool, error) {
			d, err := decode[documentRecord](bucketDocuments, k, v)
			if err != nil || len(k) != 32 || but[digestOf(k)] {
				return true, ctx.Err()
			}
			n.add(d.Record)
			n.add(d.Report)
			for _, j := range []*joinedReport{d.Joined, d.Replaced} {
				if j != nil {
					n.add(j.Report)
				}
			}
			return true, ctx.Err()
		})
	})
	return n, err
}

// strayDocument looks at the record of a document that no entry names, and notes
// where the entry is lost. A process that ended before it entered a document left
// such a record, too: its payload is due, or was read otherwise since.
func (v *verifier) strayDocument(ctx context.Context, where string, body []byte) error {
	var d struct {
		Content archive.Digest `json:"content_digest"`
		Payload archive.Digest `json:"payload_digest"`
	}
	if json.Unmarshal(body, &d) != nil {
		return nil
	}
	content, err := raw(d.Content)
	if err != nil {
		return nil // no document of ours
	}
	return v.store.view(ctx, func(tx *bbolt.Tx) error {
		var doc documentRecord
		if known, err := read(tx, bucketDocuments, content, &doc); known && err == nil {
			return nil // the same, of another time
		}
		key, err := raw(d.Payload)
		if err != nil {
			return nil
		}
		var p payloadRecord
		known, err := read(tx, bucketPayloads, key, &p)
		if err == nil && known && p.Content != d.Content && !slices.Contains(p.Packed, d.Content) {
			return nil
		}
		if v.lose(d.Content); v.opts.Repair {
			v.strays[d.Content] = where
			return nil
		}
		v.stray(where, d.Content)
		return nil
	})
}

func (v *verifier) stray(where string, d archive.Digest) {
	v.problem(ProblemMissing, where, "a record of document %s, and no entry of documents has it", d)
}

// strayStill tells of the documents that no repair could enter.
func (v *verifier) strayStill(ctx context.Context) error {
	return v.store.view(ctx, func(tx *bbolt.Tx) error {
		for _, d := range slices.Sorted(maps.Keys(v.strays)) {
			var doc documentRecord
			content, err := raw(d)
			if err == nil {
				var known bool
				if known, err = read(tx, bucketDocuments, content, &doc); known && err == nil {
					continue
				}
			}
			v.stray(v.strays[d], d)
		}
		return nil
	})
}

// lose notes that a document's entry is to be restored.
func (v *verifier) lose(d archive.Digest) {
	if v.opts.Repair {
		v.lost[d] = true
	}
}

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
	err := bucketMeta.in(c.tx).Delete(keyParser)
	if err != nil {
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
		done, err := c.restoreDocument(l)
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

// restoreDocument enters a document again, as it was entered when it was read.
func (c *change) restoreDocument(l *lostDocument) (done bool, err error) {
	content, err := raw(l.doc.ContentDigest)
	if err != nil {
		return false, nil
	}
	key, err := raw(l.doc.PayloadDigest)
	if err != nil {
		return false, nil
	}
	s, err := surtOf(l.uri)
	if err != nil {
		return false, nil
	}
	capture, found := c.captureIn(s, l.refersTo)
	var p payloadRecord
	if found {
		found, err = read(c.tx, bucketPayloads, key, &p)
	}
	if err != nil || !found {
		return false, nil // the problem stays
	}
	old, err := c.forget(content)
	if err != nil {
		return false, err
	}
	doc := old
	doc.Record, doc.RecordID, doc.Payload = l.record, l.recordID, l.doc.PayloadDigest
	doc.Portal, doc.URL, doc.CapturedAt, doc.Title = capture.Portal, capture.URL, capture.Time, l.doc.Title
	if l.reportID != "" {
		doc.Report, doc.ReportID = l.reportAt, l.reportID
	}
	doc.sketch, doc.restored = likeness.Of(doc.Portal, &l.doc, l.report), true
	holders, err := c.holdersThen(key, content, p.SURT, l)
	if err != nil {
		return false, err
	}
	if packed := l.doc.Source.Member != "" || len(p.Packed) > 0; !packed {
		is, err := c.lineage(content, doc, holders)
		if err != nil {
			return false, err
		}
		if doc.Previous = is.after; is.before != "" {
			if err := c.precede(l.doc.ContentDigest, is.before); err != nil {
				return false, err
			}
		}
	}
	if _, err := c.enter(content, &doc, &l.doc, l.report); err != nil {
		return false, err
	}
	if doc.Previous == "" {
		if doc.Previous, err = c.precededBy(content, doc, holders); err != nil {
			return false, err
		}
	}
	if err := write(c.tx, bucketDocuments, content, doc); err != nil {
		return false, err
	}
	return true, c.settleRestored(key, content, p, l.doc.Source.Member != "", holders)
}

// captureIn returns the capture of a URL that has a record.
func (c *change) captureIn(s archive.SURT, record string) (archive.Capture, bool) {
	k, capture := namedBy(c.tx, s, func(o archive.Capture) bool { return o.RecordID == record }, time.Time{})
	return capture, k != nil
}

// forget takes what is left of the entry of a document out of the indexes, and
// returns what no record tells: to whom it was owed.
func (c *change) forget(content []byte) (left documentRecord, err error) {
	var old documentRecord
	if known, err := read(c.tx, bucketDocuments, content, &old); err == nil && known {
		left = documentRecord{Report: old.Report, ReportID: old.ReportID, Sinks: old.Sinks}
		if old.ReportKey != nil {
			if err := bucketReports.in(c.tx).Delete(old.ReportKey); err != nil {
				return left, err
			}
		}
		return left, bucketDocuments.in(c.tx).Delete(content)
	}
	err = bucketSinks.each(c.tx, nil, func(sink, _ []byte) (bool, error) {
		if bucketDeliveries.in(c.tx).Get(deliveryKey(string(sink), content)) != nil {
			left.Sinks = append(left.Sinks, string(sink))
		}
		return true, nil
	})
	return left, err
}

// holdersThen returns the URLs that had a payload when a document was read out of
// it, each with the document that stood there before; first the one that made
// the payload due.
func (c *change) holdersThen(key, content []byte, first archive.SURT, l *lostDocument) ([]holder, error) {
	var all []archive.SURT
	for _, in := range []struct {
		b      bucket
		prefix []byte
	}{{bucketHolders, key}, {bucketSources, content}} {
		err := in.b.each(c.tx, in.prefix, func(rest, _ []byte) (bool, error) {
			all = append(all, archive.SURT(rest))
			return true, nil
		})
		if err != nil {
			return nil, err
		}
	}
	if own, err := surtOf(l.uri); err == nil {
		all = append(all, own)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if i := slices.Index(all, first); i > 0 {
		all = slices.Concat(all[i:i+1], all[:i], all[i+1:])
	}
	var holders []holder
	for _, s := range all {
		visit, err := visitAt(c.tx, s)
		if err != nil || visit == nil {
			continue
		}
		h := holder{surt: s, visit: visit}
		visit.Content, visit.ContentAt = "", 0
		err = bucketCaptures.each(c.tx, text(string(s)), func(rest, v []byte) (bool, error) {
			capture, err := decode[archive.Capture](bucketCaptures, rest, v)
			if err != nil || !capture.Whole() || capture.Time.After(l.date) {
				return true, nil
			}
			if capture.Payload == l.doc.PayloadDigest {
				h.stamp = number(rest)
			} else if stood := c.readAs(capture.Payload, l.record); stood != "" && stood != l.doc.ContentDigest {
				visit.Content, visit.ContentAt = stood, number(rest)
			}
			return true, nil
		})
		if err != nil {
			return nil, err
		}
		if h.stamp != 0 {
			holders = append(holders, h)
		}
	}
	return holders, nil
}

// readAs returns the document that was read out of a payload before that of a
// record was, or "".
func (c *change) readAs(payload archive.Digest, before archive.Location) archive.Digest {
	key, err := raw(payload)
	if err != nil {
		return ""
	}
	var p payloadRecord
	if _, err := read(c.tx, bucketPayloads, key, &p); err != nil || p.State != payloadExtracted {
		return ""
	}
	_, d, err := c.document(p.Content)
	if err != nil || !readBefore(d.Record, before) {
		return ""
	}
	return p.Content
}

// precededBy returns the document that was read after this one, and is the
// version before it, or "".
func (c *change) precededBy(content []byte, doc documentRecord, holders []holder) (archive.Digest, error) {
	var later []archive.Digest
	for _, h := range holders {
		err := bucketCaptures.each(c.tx, text(string(h.surt)), func(rest, v []byte) (bool, error) {
			capture, err := decode[archive.Capture](bucketCaptures, rest, v)
			if err == nil && number(rest) < h.stamp {
				later = append(later, c.contentOf(capture.Payload)...)
			}
			return true, nil
		})
		if err != nil {
			return "", err
		}
	}
	kin, err := kinOf(c.tx, content, doc.sketch)
	if err != nil {
		return "", err
	}
	for _, k := range kin {
		later = append(later, k.Document)
	}
	for _, d := range later {
		other, rec, err := c.document(d)
		if err != nil || !readBefore(doc.Record, rec.Record) || !rec.CapturedAt.Before(doc.CapturedAt) || rec.Previous == digestOf(content) {
			continue
		}
		var theirs likeness.Sketch
		if known, err := read(c.tx, bucketSketches, other, &theirs); err != nil || !known || likeness.Others(theirs, doc.sketch) {
			continue
		}
		return d, nil
	}
	return "", nil
}

// contentOf returns the document that was read out of a payload, if there is one.
func (c *change) contentOf(payload archive.Digest) []archive.Digest {
	key, err := raw(payload)
	if err != nil {
		return nil
	}
	var p payloadRecord
	if _, err := read(c.tx, bucketPayloads, key, &p); err != nil || p.State != payloadExtracted || len(p.Packed) > 0 {
		return nil
	}
	return []archive.Digest{p.Content}
}

// settleRestored makes a payload one that was read, and adds the document to the
// URLs that hold it. One in which files are packed is read again: others of them
// may have been known then.
func (c *change) settleRestored(key, content []byte, p payloadRecord, packed bool, holders []holder) error {
	all, err := c.holders(key, p.SURT)
	if err != nil {
		return err
	}
	if p.State != payloadExtracted && !(p.State == payloadDue && packed) {
		if p.State == payloadDue {
			if err := bucketUnread.in(c.tx).Delete(bigEndian(p.Seq)); err != nil {
				return err
			}
		}
		p.State, p.Seq, p.Reason, p.Detail, p.Content, p.Packed = payloadExtracted, 0, "", "", digestOf(content), nil
		if err := errors.Join(c.dropHolders(key, all), write(c.tx, bucketPayloads, key, p)); err != nil {
			return err
		}
	}
	for _, h := range slices.Concat(all, holders) {
		visit, err := visitAt(c.tx, h.surt)
		if err != nil || visit == nil {
			continue
		}
		now := *visit
		if err := c.addSource(content, h.surt, h.stamp, &now); err != nil {
			return err
		}
		if now == *visit {
			continue
		}
		if err := c.putVisit(h.surt, visit, &now); err != nil {
			return err
		}
	}
	return nil
}

// restoreReport enters a report that was parsed anew out of a document that was
// restored.
func (c *change) restoreReport(s *Store, content []byte, report *archive.AnnualReport, loc archive.Location, id string) error {
	o := oldReport{content: content, report: report, changed: true}
	known, err := read(c.tx, bucketDocuments, content, &o.rec)
	if err != nil || !known || s.readConversion(o.rec.Record, o.rec.RecordID, &o.doc) != nil {
		return nil
	}
	o.rec.Report, o.rec.ReportID = loc, id
	return c.replaceReport(&o)
}

// restoreJoined lists the report that a document had with its attachments, and
// has it looked at whether it is that still.
func (c *change) restoreJoined(s *Store, of archive.Digest, j *lostJoined) error {
	var doc archive.Document
	content, rec, err := c.document(of)
	if errors.Is(err, ErrUnknown) || err == nil && s.readConversion(rec.Record, rec.RecordID, &doc) != nil {
		return nil
	}
	if err != nil {
		return err
	}
	own, err := ownSummary(c.tx, rec)
	if err != nil {
		return err
	}
	known := j.joinedReport
	known.Parts = slices.DeleteFunc(slices.Clone(known.Parts), func(d archive.Digest) bool {
		_, _, err := c.document(d)
		return err != nil
	})
	rec.Joined, rec.Own, rec.PartOf = &known, own, ""
	summary := summaryOf(archive.Capture{Portal: rec.Portal, URL: rec.URL, Time: rec.CapturedAt}, &doc, j.report)
	if err := c.list(content, &rec, &summary); err != nil {
		return err
	}
	for _, d := range known.Parts {
		if _, part, err := c.document(d); err != nil || part.PartOf != "" {
			continue
		}
		if err := c.absorb(d, of, nil); err != nil {
			return fmt.Errorf("part %s: %w", d, err)
		}
	}
	return c.toJoin(content)
}

// restoreReplaced lists the report of a page as it was with an attachment that
// another has replaced, where that is a part of the page's report.
func (c *change) restoreReplaced(s *Store, of archive.Digest, j *lostJoined) error {
	page := j.report.Parts[0].Document
	_, whole, err := c.document(page)
	if err != nil || whole.Joined == nil || !slices.Contains(whole.Joined.Parts, of) {
		return known(err)
	}
	var doc archive.Document
	content, rec, err := c.document(of)
	if err != nil || s.readConversion(rec.Record, rec.RecordID, &doc) != nil {
		return known(err)
	}
	key, err := surtOf(rec.URL)
	if err != nil {
		return nil // told with the document
	}
	if now, err := contentsAt(c.tx, key); err != nil || slices.Contains(now, of) {
		return err // it stands there again
	}
	r := replacedReport{
		content: content, report: joinedReport{Report: j.Report, ReportID: j.ReportID},
		summary: summaryOf(archive.Capture{Portal: rec.Portal, URL: rec.URL, Time: rec.CapturedAt}, &doc, j.report),
	}
	r.summary.Replaced = true
	return c.absorb(of, page, &r)
}
