package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

const oweChunk = 1000 // documents looked at in one transaction

// Owe takes over what the sinks subscribe to, and makes the documents that a
// sink wants and was never owed owed to it, so that a sink that is new gets what
// the archive has. It returns how many deliveries those are. A subscription
// that is as it was in the call before costs nothing.
func (s *Store) Owe(ctx context.Context, sinks []archive.Subscription) (int, error) {
	total, err := s.oweChanged(ctx, sinks)
	if err != nil {
		return total, fmt.Errorf("owe documents: %w", err)
	}
	return total, nil
}

func (s *Store) oweChanged(ctx context.Context, sinks []archive.Subscription) (total int, err error) {
	for _, sub := range sinks {
		if err := checkName("sink", sub.Sink); err != nil {
			return 0, err
		}
	}
	changed, err := s.changedSubscriptions(ctx, sinks)
	if err != nil {
		return 0, err
	}
	for after := []byte(nil); len(changed) > 0; {
		var chunk [][]byte
		err := s.view(ctx, func(tx *bbolt.Tx) error {
			chunk, after = documentsNotOwed(tx, changed, after)
			return nil
		})
		if err != nil {
			return total, err
		}
		kinds, err := s.kindsOf(ctx, chunk, changed)
		if err != nil {
			return total, err
		}
		n := 0
		if len(chunk) > 0 {
			err = s.commit(ctx, func(c *change) error {
				n, err = c.oweAll(chunk, kinds, changed, s.opts.Now().UTC())
				return err
			})
		}
		if err != nil {
			return total, err
		}
		if total += n; after == nil {
			break
		}
	}
	return total, s.commit(ctx, func(c *change) error { return c.subscribe(sinks) })
}

// changedSubscriptions returns those of sinks that are not as they were when
// every document was looked at for them.
func (s *Store) changedSubscriptions(ctx context.Context, sinks []archive.Subscription) (changed []archive.Subscription, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		for _, sub := range sinks {
			var r sinkRecord
			if _, err := read(tx, bucketSinks, []byte(sub.Sink), &r); err != nil {
				return err
			}
			if !r.has(sub) {
				changed = append(changed, sub)
			}
		}
		return nil
	})
	return changed, err
}

// subscribe notes that every document was looked at for these sinks, and that
// no other sink is served.
func (c *change) subscribe(sinks []archive.Subscription) error {
	known := map[string]bool{}
	err := bucketSinks.each(c.tx, nil, func(k, _ []byte) (bool, error) {
		known[string(k)] = true
		return true, nil
	})
	if err != nil {
		return err
	}
	for _, sub := range sinks {
		delete(known, sub.Sink)
		r, err := c.sink(sub.Sink)
		if err != nil {
			return err
		}
		r.Subscription = &sub
	}
	for name := range known {
		r, err := c.sink(name)
		if err != nil {
			return err
		}
		r.Subscription = nil
	}
	return nil
}

// documentsNotOwed returns some documents behind a key that lack a delivery to
// one of the sinks, and the key to go on from, nil at the end.
func documentsNotOwed(tx *bbolt.Tx, sinks []archive.Subscription, after []byte) (found [][]byte, next []byte) {
	cursor := bucketDocuments.in(tx).Cursor()
	seen := 0
	for k, _ := cursor.Seek(after); k != nil; k, _ = cursor.Next() {
		if bytes.Equal(k, after) {
			continue
		}
		if slices.ContainsFunc(sinks, func(sub archive.Subscription) bool {
			return bucketDeliveries.in(tx).Get(deliveryKey(sub.Sink, k)) == nil
		}) {
			found = append(found, bytes.Clone(k))
		}
		if seen++; seen == oweChunk {
			return found, bytes.Clone(k)
		}
	}
	return found, nil
}

// kindsOf returns the issuers' kinds of those documents whose reports an older
// program entered without, where a sink asks for kinds.
func (s *Store) kindsOf(ctx context.Context, contents [][]byte, sinks []archive.Subscription) (map[archive.Digest]string, error) {
	kinds := map[archive.Digest]string{}
	if !slices.ContainsFunc(sinks, func(sub archive.Subscription) bool { return len(sub.Kinds) > 0 }) {
		return kinds, nil
	}
	for _, content := range contents {
		doc, err := s.documentRecord(ctx, digestOf(content))
		if err != nil {
			return nil, err
		}
		var summary archive.ReportSummary
		err = s.view(ctx, func(tx *bbolt.Tx) error {
			if doc.Own != nil {
				summary = *doc.Own
			}
			if doc.ReportKey == nil {
				return nil
			}
			_, err := read(tx, bucketReports, doc.ReportKey, &summary)
			return err
		})
		if err != nil {
			return nil, err
		}
		kinds[digestOf(content)] = summary.Kind
		if summary.Kind == "" && doc.ReportID != "" {
			report := new(archive.AnnualReport)
			// One that can't be read back is verify's to tell; its kind is not known.
			if s.readConversion(doc.Report, doc.ReportID, report) == nil {
				kinds[digestOf(content)] = string(report.IssuerKind)
			}
		}
	}
	return kinds, nil
}

func (c *change) oweAll(contents [][]byte, kinds map[archive.Digest]string, sinks []archive.Subscription, now time.Time) (int, error) {
	n := 0
	for _, content := range contents {
		var doc documentRecord
		if _, err := read(c.tx, bucketDocuments, content, &doc); err != nil {
			return 0, err
		}
		before := len(doc.Sinks)
		for _, sub := range sinks {
			if !sub.Wants(doc.Portal, kinds[digestOf(content)], doc.ReportID != "", doc.Previous != "") {
				continue
			}
			if err := c.owe(&doc, content, sub.Sink, now); err != nil {
				return 0, err
			}
		}
		if len(doc.Sinks) == before {
			continue
		}
		n += len(doc.Sinks) - before
		if err := write(c.tx, bucketDocuments, content, doc); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// has reports whether every document was looked at for sub.
func (r sinkRecord) has(sub archive.Subscription) bool {
	if r.Subscription == nil {
		return false
	}
	old, _ := json.Marshal(r.Subscription)
	now, _ := json.Marshal(sub)
	return bytes.Equal(old, now)
}
