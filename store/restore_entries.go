package store

import (
	"errors"
	"slices"
	"time"

	"gongkai/archive"
	"gongkai/internal/likeness"
)

// restoreDocument enters a document again, as it was entered when it was read.
func (c *change) restoreDocument(s *Store, l *lostDocument) (done bool, err error) {
	content, err := raw(l.doc.ContentDigest)
	if err != nil {
		return false, nil
	}
	key, err := raw(l.doc.PayloadDigest)
	if err != nil {
		return false, nil
	}
	page, err := surtOf(l.uri)
	if err != nil {
		return false, nil
	}
	capture, found := c.captureIn(page, l.refersTo)
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
	} else if _, err := s.reportAt(old.Report, old.ReportID); err != nil { // it is parsed anew
		doc.Report, doc.ReportID = archive.Location{}, ""
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
	spans := spansOf(c.tx)
	for _, s := range all {
		visit, err := visitAt(c.tx, s)
		if err != nil || visit == nil {
			continue
		}
		h := holder{surt: s, visit: visit}
		visit.Content, visit.ContentAt = "", 0
		err = eachCapture(c.tx, s, func(at uint64, capture archive.Capture, err error) error {
			if err != nil || !capture.Whole() || spans.order(capture.Time).After(l.date) {
				return nil
			}
			if capture.Payload == l.doc.PayloadDigest {
				h.stamp = at
			} else if stood := c.readAs(capture.Payload, l.record); stood != "" && stood != l.doc.ContentDigest && spans.after(at, visit.ContentAt) {
				visit.Content, visit.ContentAt = stood, at
			}
			return nil
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
		err := eachCapture(c.tx, h.surt, func(at uint64, capture archive.Capture, err error) error {
			if err == nil && at < h.stamp {
				later = append(later, c.contentOf(capture.Payload)...)
			}
			return nil
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
	spans := spansOf(c.tx)
	for _, d := range later {
		other, rec, err := c.document(d)
		if err != nil || !readBefore(doc.Record, rec.Record) || !spans.order(rec.CapturedAt).Before(spans.order(doc.CapturedAt)) || rec.Previous == digestOf(content) {
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
