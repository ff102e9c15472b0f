package store

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

func (v *verifier) reports(ctx context.Context, tx *bbolt.Tx, got *archive.Totals, portal func(string) *portalRecord) error {
	return entries(ctx, v, tx, bucketReports, func(k []byte, r archive.ReportSummary) error {
		got.Reports++
		portal(r.Portal).Reports++
		var d documentRecord
		key, err := raw(r.Document)
		if err == nil {
			_, err = read(tx, bucketDocuments, key, &d)
		}
		if err != nil || !bytes.Equal(d.ReportKey, k) {
			v.problem(ProblemStray, at(bucketReports, k), "document %s has no such report", r.Document)
			if err == nil {
				v.drop(bucketReports, k)
			}
		}
		return nil
	})
}

func (v *verifier) deliveries(ctx context.Context, tx *bbolt.Tx, got *archive.Totals) error {
	sinks := map[string]*sinkRecord{}
	err := entries(ctx, v, tx, bucketDeliveries, func(k []byte, d deliveryRecord) error {
		where := at(bucketDeliveries, k)
		content, err := raw(d.Document)
		if err != nil || !bytes.Equal(k, deliveryKey(d.Sink, content)) || d.ID != archive.DeliveryID(d.Sink, d.Document) {
			v.problem(ProblemWrong, where, "is delivery %s of %s to %s", d.ID, d.Document, d.Sink)
			v.drop(bucketDeliveries, k)
			return nil
		}
		if !has(tx, bucketEvents, content) && !v.needDigest(tx, where, bucketDocuments, d.Document) {
			v.lose(d.Document)
			if v.gone() { // no record has it: what it was to tell is lost
				v.drop(bucketDeliveries, k)
				v.drop(bucketOutbox, outboxKey(d.Sink, d.Due, content))
			}
		}
		if has(tx, bucketDocuments, content) {
			v.owing[d.Sink]--
		}
		if sinks[d.Sink] == nil {
			sinks[d.Sink] = new(sinkRecord)
		}
		*sinks[d.Sink].in(d.State)++
		switch d.State {
		case deliveryOwed:
			got.Owed++
			if !has(tx, bucketOutbox, outboxKey(d.Sink, d.Due, content)) {
				v.problem(ProblemMissing, where, "is owed, and not in the outbox")
				v.put(bucketOutbox, outboxKey(d.Sink, d.Due, content), nil)
			}
		case deliveryDelivered:
			got.Delivered++
		case deliveryDead:
			got.DeadLetters++
		default:
			v.problem(ProblemEntry, where, "state %q", d.State)
			v.drop(bucketDeliveries, k)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, sink := range slices.Sorted(maps.Keys(v.owing)) {
		if n := -v.owing[sink]; n > 0 { // one that a document names and that is missing is told with the document
			v.problem(ProblemMissing, at(bucketSinks, []byte(sink)), "%d documents that are or were owed to it do not name it", n)
			v.fix(func(c *change) error { return c.restoreOwing() })
		}
	}
	if err := v.sinks(ctx, tx, sinks); err != nil {
		return err
	}
	return bucketOutbox.each(tx, nil, func(k, _ []byte) (bool, error) {
		sink, rest, _ := bytes.Cut(k, []byte{0})
		var d deliveryRecord
		found := false
		if len(rest) == 8+32 {
			found, _ = read(tx, bucketDeliveries, deliveryKey(string(sink), rest[8:]), &d)
		}
		if !found || d.State != deliveryOwed || stamp(d.Due) != number(rest) {
			v.problem(ProblemStray, at(bucketOutbox, k), "no such delivery is owed")
			v.drop(bucketOutbox, k)
		}
		return true, ctx.Err()
	})
}

// restoreOwing makes documents name each sink that a delivery of them is to.
func (c *change) restoreOwing() error {
	changed := map[string]documentRecord{}
	err := bucketDeliveries.each(c.tx, nil, func(k, v []byte) (bool, error) {
		d, err := decode[deliveryRecord](bucketDeliveries, k, v)
		if err != nil {
			return true, nil // told already
		}
		content, err := raw(d.Document)
		if err != nil {
			return true, nil
		}
		doc, found := changed[string(content)]
		if !found {
			if found, err = read(c.tx, bucketDocuments, content, &doc); err != nil || !found {
				return true, nil
			}
		}
		if !slices.Contains(doc.Sinks, d.Sink) {
			doc.Sinks = append(doc.Sinks, d.Sink)
			changed[string(content)] = doc
		}
		return true, nil
	})
	for content, doc := range changed {
		err = errors.Join(err, write(c.tx, bucketDocuments, []byte(content), doc))
	}
	return err
}

// sinks compares the counters of sinks with their deliveries. A database of
// version 1 has none.
func (v *verifier) sinks(ctx context.Context, tx *bbolt.Tx, counted map[string]*sinkRecord) error {
	if version, err := versionOf(tx); err != nil || version < 2 {
		return err
	}
	err := entries(ctx, v, tx, bucketSinks, func(k []byte, want sinkRecord) error {
		got := counted[string(k)]
		if got == nil {
			got = new(sinkRecord)
		}
		if delete(counted, string(k)); got.Owed != want.Owed || got.Delivered != want.Delivered || got.Dead != want.Dead {
			v.problem(ProblemCounter, at(bucketSinks, k), "counted owed %d, delivered %d, dead %d; kept %d, %d, %d",
				got.Owed, got.Delivered, got.Dead, want.Owed, want.Delivered, want.Dead)
			right, key := want, bytes.Clone(k)
			right.Owed, right.Delivered, right.Dead = got.Owed, got.Delivered, got.Dead
			v.fix(func(c *change) error { return write(c.tx, bucketSinks, key, right) })
		}
		return nil
	})
	for name, record := range counted {
		v.problem(ProblemMissing, at(bucketSinks, []byte(name)), "deliveries are owed to a sink that is not known")
		v.fix(func(c *change) error { return write(c.tx, bucketSinks, []byte(name), record) })
	}
	return err
}

// reowe keeps the repair that owes a document to a sink again whose delivery is
// lost. Where it was delivered it comes a second time, under the same id.
func (v *verifier) reowe(content []byte, sink string) {
	content = bytes.Clone(content)
	v.fix(func(c *change) error { return c.oweContent(content, sink, v.store.opts.Now().UTC()) })
}
