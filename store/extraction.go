package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/internal/likeness"
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

// SettleExtraction makes durable what reading a payload gave: documents and
// reports as conversion records, and then in one transaction what became of the
// payload, each document as new, as a version or as an alias, the reports'
// summaries, and a delivery of each document to each sink. It returns the
// novelty of each document. To settle a payload that is not due changes nothing.
//
// A version is a new document at a URL that had another, unless that is known to
// be another issuer's or year's report, or one that says other things of the
// same report than a known document: see package likeness. A near-duplicate says
// the same in nearly the same words. An alias is a known document: its URLs are
// added to the document's sources. Documents that were packed together are new
// or aliases: which was the version of which, their names don't tell for
// certain.
func (s *Store) SettleExtraction(ctx context.Context, e archive.Extracted) ([]archive.Novelty, error) {
	novelties, err := s.settleExtraction(ctx, e)
	if err != nil {
		return nil, fmt.Errorf("settle extraction of %s: %w", e.Extraction.Payload, err)
	}
	return novelties, nil
}

func (s *Store) settleExtraction(ctx context.Context, e archive.Extracted) ([]archive.Novelty, error) {
	if s.derived == nil {
		return nil, errReadOnly
	}
	if err := checkExtracted(e); err != nil {
		return nil, err
	}
	key, err := raw(e.Extraction.Payload)
	if err != nil {
		return nil, err
	}
	var p payloadRecord
	var known map[archive.Digest]bool
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		_, err := read(tx, bucketPayloads, key, &p)
		if err == nil {
			known, err = knownDocuments(tx, e.Documents)
		}
		return err
	})
	if err != nil || p.State != payloadDue {
		return nil, err
	}
	records, err := s.writeConversions(ctx, e, known)
	if err != nil {
		return nil, err
	}
	s.opts.Step("extract.commit")
	var novelties []archive.Novelty
	err = s.commit(ctx, func(c *change) error {
		novelties, err = c.settleExtraction(key, e, records, s.opts.Now().UTC())
		return err
	})
	if err != nil {
		return nil, err
	}
	s.opts.Step("extract.done")
	s.forgetClaim(p.Seq)
	return novelties, nil
}

// knownDocuments returns which of the documents the archive has.
func knownDocuments(tx *bbolt.Tx, docs []archive.Document) (map[archive.Digest]bool, error) {
	known := make(map[archive.Digest]bool)
	for _, d := range docs {
		content, err := raw(d.ContentDigest)
		if err != nil {
			return nil, err
		}
		known[d.ContentDigest] = bucketDocuments.in(tx).Get(content) != nil
	}
	return known, nil
}

func checkExtracted(e archive.Extracted) error {
	switch {
	case (len(e.Documents) == 0) == (e.Refusal == ""):
		return fmt.Errorf("either documents or a reason to refuse them, not both and not neither")
	case len(e.Documents) != len(e.Reports):
		return fmt.Errorf("%d documents with %d reports", len(e.Documents), len(e.Reports))
	}
	for _, d := range e.Documents {
		if d.PayloadDigest != e.Extraction.Payload {
			return fmt.Errorf("document is of payload %s", d.PayloadDigest)
		}
	}
	for _, sub := range e.Sinks {
		if err := checkName("sink", sub.Sink); err != nil {
			return err
		}
	}
	return nil
}

// writeConversions makes the records of the documents that are not known, and of
// their reports, durable, and returns where they are.
func (s *Store) writeConversions(ctx context.Context, e archive.Extracted, known map[archive.Digest]bool) (map[archive.Digest]documentRecord, error) {
	records := make(map[archive.Digest]documentRecord)
	for i, d := range e.Documents {
		if known[d.ContentDigest] || records[d.ContentDigest].RecordID != "" {
			continue
		}
		s.opts.Step("extract.append")
		record := documentRecord{
			Payload:    e.Extraction.Payload,
			Portal:     e.Extraction.Capture.Portal,
			URL:        e.Extraction.Capture.URL,
			CapturedAt: e.Extraction.Capture.Time,
			Title:      d.Title,
			sketch:     likeness.Of(e.Extraction.Capture.Portal, &d, e.Reports[i]),
		}
		w, err := s.writeConversion(e.Extraction.Capture, typeDocument, "", &d)
		if err != nil {
			return nil, err
		}
		record.Record, record.RecordID = w.Record, w.RecordID
		if report := e.Reports[i]; report != nil {
			if w, err = s.writeConversion(e.Extraction.Capture, typeReport, d.ContentDigest, report); err != nil {
				return nil, err
			}
			record.Report, record.ReportID = w.Record, w.RecordID
		}
		records[d.ContentDigest] = record
	}
	if len(records) == 0 {
		return nil, nil
	}
	s.opts.Step("extract.sync")
	return records, s.derived.Sync(ctx)
}

// writeConversion appends the record of a document that was read out of the
// payload of c, or of the report that was read out of such a document, of.
func (s *Store) writeConversion(c archive.Capture, mediaType string, of archive.Digest, v any) (warc.Written, error) {
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
		Document:    of,
	})
}

// settleExtraction enters what became of the payload. records name the records
// of the documents that were not known.
func (c *change) settleExtraction(key []byte, e archive.Extracted, records map[archive.Digest]documentRecord, now time.Time) ([]archive.Novelty, error) {
	var p payloadRecord
	if _, err := read(c.tx, bucketPayloads, key, &p); err != nil || p.State != payloadDue {
		return nil, err
	}
	total, err := c.count()
	if err != nil {
		return nil, err
	}
	total.Unread--
	if err := bucketUnread.in(c.tx).Delete(bigEndian(p.Seq)); err != nil {
		return nil, err
	}
	holders, err := c.holders(key, p.SURT)
	if err != nil {
		return nil, err
	}
	p.Seq = 0
	if e.Refusal != archive.ReasonUnreadable { // which may be read one day, see Reread
		if err := c.dropHolders(key, holders); err != nil {
			return nil, err
		}
	}
	if e.Refusal != "" {
		p.State, p.Reason, p.Detail = payloadRefused, e.Refusal, e.Detail
		if err := c.refuseHolders(holders, p); err != nil {
			return nil, err
		}
		return nil, write(c.tx, bucketPayloads, key, p)
	}
	p.State, p.Detail, p.Content, p.Packed = payloadExtracted, e.Detail, e.Documents[0].ContentDigest, nil
	for _, d := range e.Documents[1:] {
		p.Packed = append(p.Packed, d.ContentDigest)
	}
	if err := write(c.tx, bucketPayloads, key, p); err != nil {
		return nil, err
	}
	return c.addDocuments(e, records, holders, now)
}

// Readers returns the version of the readers that [Store.Reread] was told last,
// or "" where it never was, and how many documents the archive had by then: those
// earlier readers have read.
func (s *Store) Readers(ctx context.Context) (version string, earlier int, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		version = string(bucketMeta.in(tx).Get(keyReaders))
		if n := bucketMeta.in(tx).Get(keyEarlier); n != nil {
			earlier, err = strconv.Atoi(string(n))
		}
		return err
	})
	return version, earlier, err
}

// Reread makes the payloads that could not be read due again, if readers, which
// tells the readers' version, is not the version that read them. It returns how
// many those are.
func (s *Store) Reread(ctx context.Context, readers string) (int, error) {
	was, _, err := s.Readers(ctx)
	if err != nil || was == readers {
		return 0, err
	}
	total := 0
	for after := []byte(nil); ; {
		var chunk [][]byte
		err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
			chunk, after, err = unreadable(tx, after)
			return err
		})
		if err != nil {
			return total, fmt.Errorf("read payloads anew: %w", err)
		}
		err = s.commit(ctx, func(c *change) error {
			for _, key := range chunk {
				if err := c.reread(key); err != nil {
					return err
				}
			}
			if after != nil {
				return nil
			}
			total, err := c.count()
			if err == nil && total.Documents > 0 {
				err = bucketMeta.in(c.tx).Put(keyEarlier, []byte(strconv.Itoa(total.Documents)))
			}
			return errors.Join(err, bucketMeta.in(c.tx).Put(keyReaders, []byte(readers)))
		})
		if err != nil {
			return total, fmt.Errorf("read payloads anew: %w", err)
		}
		if total += len(chunk); after == nil {
			return total, nil
		}
	}
}

// The most payloads that are looked at, and made due, in one transaction.
const (
	lookedAt = 10_000
	madeDue  = 500
)

// unreadable returns payloads after a key that could not be read, and the key to
// go on after, nil at the end.
func unreadable(tx *bbolt.Tx, after []byte) (chunk [][]byte, last []byte, err error) {
	c := bucketPayloads.in(tx).Cursor()
	k, v := c.First()
	if after != nil {
		if k, v = c.Seek(after); bytes.Equal(k, after) {
			k, v = c.Next()
		}
	}
	for looked := 0; k != nil; k, v = c.Next() {
		p, err := decode[payloadRecord](bucketPayloads, k, v)
		if err != nil {
			return nil, nil, err
		}
		if p.State == payloadRefused && p.Reason == archive.ReasonUnreadable && p.SURT != "" {
			chunk = append(chunk, bytes.Clone(k))
		}
		if looked++; looked == lookedAt || len(chunk) == madeDue {
			return chunk, bytes.Clone(k), nil
		}
	}
	return chunk, nil, nil
}

// reread makes a payload that could not be read due again.
func (c *change) reread(key []byte) error {
	var p payloadRecord
	if _, err := read(c.tx, bucketPayloads, key, &p); err != nil || p.State != payloadRefused {
		return err
	}
	if err := c.makeDue(key, &p); err != nil {
		return err
	}
	if err := bucketHolders.in(c.tx).Put(append(key[:len(key):len(key)], p.SURT...), bigEndian(p.Stamp)); err != nil {
		return err
	}
	return write(c.tx, bucketPayloads, key, p)
}
