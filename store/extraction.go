package store

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/store/warc"
)

// The media types of conversion records.
const (
	typeDocument = "application/vnd.gongkai.document+json"
	typeReport   = "application/vnd.gongkai.report+json"
)

// claims are the payloads that are being read, by their number in unread. They
// live in memory: who had them is gone with the process.
type claims struct {
	mu    sync.Mutex
	taken map[uint64]bool
}

// ClaimExtractions hands out at most max payloads that are due for extraction,
// in the order in which they became due. Each is handed out once, until it is
// settled or the archive is opened anew.
func (s *Store) ClaimExtractions(ctx context.Context, max int) ([]archive.Extraction, error) {
	s.unread.mu.Lock()
	defer s.unread.mu.Unlock()
	var found []archive.Extraction
	var numbers []uint64
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketUnread.each(tx, nil, func(k, v []byte) (bool, error) {
			if len(found) >= max {
				return false, nil
			}
			n := number(k)
			if s.unread.taken[n] {
				return true, nil
			}
			e, err := extractionOf(tx, v)
			found, numbers = append(found, e), append(numbers, n)
			return true, err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("claim extractions: %w", err)
	}
	if s.unread.taken == nil {
		s.unread.taken = map[uint64]bool{}
	}
	for _, n := range numbers {
		s.unread.taken[n] = true
	}
	return found, nil
}

func extractionOf(tx *bbolt.Tx, key []byte) (archive.Extraction, error) {
	e := archive.Extraction{Payload: digestOf(key)}
	var p payloadRecord
	found, err := read(tx, bucketPayloads, key, &p)
	if err == nil && found {
		found, err = read(tx, bucketCaptures, captureKey(p.SURT, p.Stamp), &e.Capture)
	}
	if err == nil && !found {
		err = fmt.Errorf("payload %s, which is due, has no capture", e.Payload)
	}
	return e, err
}

func (s *Store) forgetClaim(n uint64) {
	s.unread.mu.Lock()
	defer s.unread.mu.Unlock()
	delete(s.unread.taken, n)
}

// SettleExtraction makes durable what reading a payload gave: document and
// report as conversion records, and then in one transaction what became of the
// payload, the document as new, as a version or as an alias, the report's
// summary, and a delivery to each sink. To settle a payload that is not due
// changes nothing.
//
// A version is a new document at a URL that had another. An alias is a known
// document: its URLs are added to the document's sources.
func (s *Store) SettleExtraction(ctx context.Context, e archive.Extracted) (archive.Novelty, error) {
	novelty, err := s.settleExtraction(ctx, e)
	if err != nil {
		return archive.NoveltyNone, fmt.Errorf("settle extraction of %s: %w", e.Extraction.Payload, err)
	}
	return novelty, nil
}

func (s *Store) settleExtraction(ctx context.Context, e archive.Extracted) (archive.Novelty, error) {
	if s.derived == nil {
		return archive.NoveltyNone, errReadOnly
	}
	if err := checkExtracted(e); err != nil {
		return archive.NoveltyNone, err
	}
	key, err := raw(e.Extraction.Payload)
	if err != nil {
		return archive.NoveltyNone, err
	}
	var p payloadRecord
	known := false // the document
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		if _, err := read(tx, bucketPayloads, key, &p); err != nil || e.Document == nil {
			return err
		}
		content, err := raw(e.Document.ContentDigest)
		known = err == nil && bucketDocuments.in(tx).Get(content) != nil
		return err
	})
	if err != nil || p.State != payloadDue {
		return archive.NoveltyNone, err
	}
	var doc documentRecord
	if e.Document != nil && !known {
		if doc, err = s.writeConversions(ctx, e); err != nil {
			return archive.NoveltyNone, err
		}
	}
	s.opts.Step("extract.commit")
	novelty := archive.NoveltyNone
	err = s.commit(ctx, func(c *change) error {
		novelty, err = c.settleExtraction(key, e, doc, s.opts.Now().UTC())
		return err
	})
	if err != nil {
		return archive.NoveltyNone, err
	}
	s.opts.Step("extract.done")
	s.forgetClaim(p.Seq)
	return novelty, nil
}

func checkExtracted(e archive.Extracted) error {
	switch {
	case (e.Document == nil) == (e.Refusal == ""):
		return fmt.Errorf("either a document or a reason to refuse it, not both and not neither")
	case e.Document == nil && e.Report != nil:
		return fmt.Errorf("a report without its document")
	case e.Document != nil && e.Document.PayloadDigest != e.Extraction.Payload:
		return fmt.Errorf("document is of payload %s", e.Document.PayloadDigest)
	}
	for _, sink := range e.Sinks {
		if err := checkName("sink", sink); err != nil {
			return err
		}
	}
	return nil
}

// writeConversions makes the records of a document and its report durable.
func (s *Store) writeConversions(ctx context.Context, e archive.Extracted) (documentRecord, error) {
	doc := documentRecord{
		Payload:    e.Extraction.Payload,
		Portal:     e.Extraction.Capture.Portal,
		URL:        e.Extraction.Capture.URL,
		CapturedAt: e.Extraction.Capture.Time,
		Title:      e.Document.Title,
	}
	s.opts.Step("extract.append")
	w, err := s.writeConversion(e.Extraction.Capture, typeDocument, e.Document)
	if err != nil {
		return doc, err
	}
	doc.Record, doc.RecordID = w.Record, w.RecordID
	if e.Report != nil {
		if w, err = s.writeConversion(e.Extraction.Capture, typeReport, e.Report); err != nil {
			return doc, err
		}
		doc.Report, doc.ReportID = w.Record, w.RecordID
	}
	s.opts.Step("extract.sync")
	return doc, s.derived.Sync(ctx)
}

func (s *Store) writeConversion(c archive.Capture, mediaType string, v any) (warc.Written, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return warc.Written{}, err
	}
	return s.derived.WriteConversion(warc.Conversion{
		TargetURI:   c.URL,
		RefersTo:    c.RecordID,
		Date:        s.opts.Now().UTC(),
		ContentType: mediaType,
		Body:        body,
	})
}

// settleExtraction enters what became of the payload. doc names the records of
// the document, and is zero where it was known before.
func (c *change) settleExtraction(key []byte, e archive.Extracted, doc documentRecord, now time.Time) (archive.Novelty, error) {
	var p payloadRecord
	if _, err := read(c.tx, bucketPayloads, key, &p); err != nil || p.State != payloadDue {
		return archive.NoveltyNone, err
	}
	total, err := c.count()
	if err != nil {
		return archive.NoveltyNone, err
	}
	total.Unread--
	if err := bucketUnread.in(c.tx).Delete(bigEndian(p.Seq)); err != nil {
		return archive.NoveltyNone, err
	}
	holders, err := c.takeHolders(key, p.SURT)
	if err != nil {
		return archive.NoveltyNone, err
	}
	p.Seq = 0
	if e.Document == nil {
		p.State, p.Reason, p.Detail = payloadRefused, e.Refusal, e.Detail
		if err := c.refuseHolders(holders, p); err != nil {
			return archive.NoveltyNone, err
		}
		return archive.NoveltyNone, write(c.tx, bucketPayloads, key, p)
	}
	p.State, p.Content = payloadExtracted, e.Document.ContentDigest
	if err := write(c.tx, bucketPayloads, key, p); err != nil {
		return archive.NoveltyNone, err
	}
	return c.addDocument(e, doc, holders, now)
}
