package store

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

func (v *verifier) documents(ctx context.Context, tx *bbolt.Tx, got *archive.Totals, portal func(string) *portalRecord) error {
	v.owing = map[string]int{}
	err := entries(ctx, v, tx, bucketDocuments, func(k []byte, d documentRecord) error {
		got.Documents++
		portal(d.Portal).Documents++
		where := at(bucketDocuments, k)
		if v.needDigest(tx, where, bucketPayloads, d.Payload) {
			v.readAs(tx, where, digestOf(k), d.Payload)
		}
		if d.Previous != "" && !v.needDigest(tx, where, bucketDocuments, d.Previous) {
			v.lose(d.Previous)
			if v.gone() {
				v.lose(digestOf(k))
			}
		}
		s, err := surtOf(d.URL)
		if err != nil || !has(tx, bucketSources, append(k[:32:32], s...)) {
			v.problem(ProblemMissing, where, "%s is not among its sources", d.URL)
			v.fix(func(c *change) error { return c.restoreSources() })
		}
		if all, err := capturesOf(tx, s); err == nil && len(all) == 0 {
			v.problem(ProblemMissing, where, "%s has no capture", d.URL)
			v.lose(digestOf(k))
		}
		if d.reports() != (d.ReportKey != nil) || d.ReportKey != nil && !has(tx, bucketReports, d.ReportKey) {
			v.problem(ProblemMissing, where, "its report's summary is missing")
			if d.ReportKey != nil && !d.reports() { // what it lacks is the report
				v.lose(digestOf(k))
			}
		}
		v.parts(tx, where, k, d)
		for _, sink := range d.Sinks {
			v.owing[sink]++
			if !has(tx, bucketDeliveries, deliveryKey(sink, k)) {
				v.problem(ProblemMissing, where, "neither owed, delivered nor dead for %s", sink)
				v.reowe(k, sink)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return v.sources(ctx, tx)
}

// readAs checks that the payload of a document was read as that, or is to be read.
func (v *verifier) readAs(tx *bbolt.Tx, where string, content, payload archive.Digest) {
	key, err := raw(payload)
	if err != nil {
		return // told already
	}
	var p payloadRecord
	if _, err := read(tx, bucketPayloads, key, &p); err != nil || p.State == payloadDue && !v.again[payload] || p.Content == content || slices.Contains(p.Packed, content) {
		return
	}
	if p.State != payloadDue {
		v.problem(ProblemWrong, where, "its payload %s was read as %q", payload, p.Content)
	}
	v.fix(func(c *change) error { return known(c.restoreRead(v.store, key, content)) })
}

// restoreRead makes a payload one that was read as a document. One in which files
// are packed is read again, since it may have had others.
func (c *change) restoreRead(s *Store, key []byte, content archive.Digest) error {
	_, rec, err := c.document(content)
	if err != nil {
		return err
	}
	var p payloadRecord
	var doc archive.Document
	if known, err := read(c.tx, bucketPayloads, key, &p); err != nil || !known || s.readConversion(rec.Record, rec.RecordID, &doc) != nil {
		return err
	}
	packed := doc.Source.Member != ""
	if packed && p.State != payloadDue {
		return bucketPayloads.in(c.tx).Delete(key)
	}
	if p.State != payloadDue {
		p.State = payloadKept
	}
	sum, err := raw(content)
	if err != nil {
		return err
	}
	return c.settleRestored(key, sum, p, packed, nil)
}

// sources checks that what says which URLs had a document is of known ones, and
// that each of them knows which document it had last.
func (v *verifier) sources(ctx context.Context, tx *bbolt.Tx) error {
	spans := spansOf(tx)
	return bucketSources.each(tx, nil, func(k, url []byte) (bool, error) {
		where := at(bucketSources, k)
		if len(k) < 32 || !has(tx, bucketDocuments, k[:32]) || !has(tx, bucketURLs, k[32:]) {
			v.problem(ProblemStray, where, "no such document or URL")
			switch {
			case v.gone() || len(k) < 32:
				v.drop(bucketSources, k)
			case !has(tx, bucketDocuments, k[:32]):
				v.lose(digestOf(k[:32])) // it may come back
			default:
				key := bytes.Clone(k)
				v.fix(func(c *change) error {
					if all, err := capturesOf(c.tx, archive.SURT(key[32:])); err != nil || len(all) > 0 {
						return nil // which makes the URL known
					}
					return bucketSources.in(c.tx).Delete(key)
				})
			}
			return true, ctx.Err()
		}
		s, content := archive.SURT(k[32:]), digestOf(k[:32])
		r, err := visitAt(tx, s)
		if err != nil {
			return true, ctx.Err() // reported with the URL
		}
		if key, err := surtOf(string(url)); err != nil || key != s {
			v.problem(ProblemWrong, where, "is of the URL %q", url)
			v.put(bucketSources, k, []byte(r.Visit.URL))
		}
		last, stamp, pending := lastRead(tx, s)
		if pending {
			return true, ctx.Err() // it learns of its document when that is read again
		}
		if r.Content == "" || last == content && spans.after(stamp, r.ContentAt) || r.Content == content && !has(tx, bucketCaptures, captureKey(s, r.ContentAt)) {
			v.problem(ProblemWrong, at(bucketURLs, k[32:]), "knows %q as its document, of %s, and had %s", r.Content, timeOf(r.ContentAt), content)
			v.fix(func(c *change) error { return c.restoreContent(s) })
		}
		return true, ctx.Err()
	})
}

// restoreSources enters each URL of which a payload was captured that was read
// among the sources of the documents that it was read as.
func (c *change) restoreSources() error {
	return eachReadable(c.tx, func(s archive.SURT, _ []byte, capture archive.Capture, _ []byte, p payloadRecord) error {
		if p.State != payloadExtracted {
			return nil
		}
		for _, d := range append([]archive.Digest{p.Content}, p.Packed...) {
			content, err := raw(d)
			if err != nil {
				return nil
			}
			key := append(content, s...)
			if has(c.tx, bucketDocuments, content) && has(c.tx, bucketURLs, []byte(s)) && !has(c.tx, bucketSources, key) {
				if err := bucketSources.in(c.tx).Put(key, []byte(capture.URL)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// eachReadable visits the captures, under keys that are theirs, that hold a
// payload of a kind that is read, with its key and stamp.
func eachReadable(tx *bbolt.Tx, visit func(s archive.SURT, stamp []byte, capture archive.Capture, key []byte, p payloadRecord) error) error {
	return bucketCaptures.each(tx, nil, func(k, v []byte) (bool, error) {
		capture, err := decode[archive.Capture](bucketCaptures, k, v)
		if err != nil || !capture.Whole() || capture.Length <= 0 || capture.Revisit == archive.RevisitUnchanged || !readable(capture.Kind) {
			return true, nil
		}
		s, err := surtOf(capture.URL)
		if err != nil || !bytes.HasPrefix(k, text(string(s))) || len(k) != len(s)+1+8 {
			return true, nil
		}
		key, err := raw(capture.Payload)
		if err != nil {
			return true, nil
		}
		var p payloadRecord
		if known, err := read(tx, bucketPayloads, key, &p); err != nil || !known {
			return true, nil
		}
		return true, visit(s, k[len(k)-8:], capture, key, p)
	})
}

// lastRead returns the document that the newest capture of a URL holds that was
// read, and that capture's stamp, and whether another is due to be read.
func lastRead(tx *bbolt.Tx, s archive.SURT) (content archive.Digest, at uint64, pending bool) {
	spans := spansOf(tx)
	_ = eachCapture(tx, s, func(stamp uint64, capture archive.Capture, err error) error {
		if err != nil || !capture.Whole() || capture.Revisit == archive.RevisitUnchanged {
			return nil
		}
		var p payloadRecord
		key, err := raw(capture.Payload)
		if err != nil {
			return nil
		}
		if _, err := read(tx, bucketPayloads, key, &p); err != nil || p.State != payloadExtracted {
			pending = pending || p.State == payloadDue
			return nil
		}
		if d, err := raw(p.Content); err == nil && has(tx, bucketSources, append(d, s...)) && spans.after(stamp, at) {
			content, at = p.Content, stamp
		}
		return nil
	})
	return content, at, pending
}

// restoreContent makes a URL know the document that it had last.
func (c *change) restoreContent(s archive.SURT) error {
	old, err := visitAt(c.tx, s)
	if err != nil || old == nil {
		return err
	}
	r := *old
	pending := false
	if r.Content, r.ContentAt, pending = lastRead(c.tx, s); pending {
		return nil
	}
	if r.Content != "" && r.Content != old.Content {
		if err := errors.Join(c.arrived(s), c.claimedPart(r.Content, nil)); err != nil {
			return err
		}
	}
	return c.putVisit(s, old, &r)
}

// parts checks that a report with attachments, and the documents that are parts
// of it, agree on that.
func (v *verifier) parts(tx *bbolt.Tx, where string, k []byte, d documentRecord) {
	content := digestOf(k)
	if d.Joined != nil {
		for _, part := range d.Joined.Parts {
			var other documentRecord
			key, err := raw(part)
			found := false
			if err == nil {
				found, err = read(tx, bucketDocuments, key, &other)
			}
			switch {
			case err != nil || !found:
				v.problem(ProblemWrong, where, "its report has the part %s, which is not known (%v)", part, err)
				v.lose(part)
			case other.PartOf == "":
				v.problem(ProblemWrong, where, "its report has the part %s, which is listed by itself", part)
				v.fix(func(c *change) error { return known(c.absorb(part, content, nil)) })
			}
		}
	}
	if d.PartOf == "" {
		return
	}
	var page documentRecord
	key, err := raw(d.PartOf)
	if err == nil {
		_, err = read(tx, bucketDocuments, key, &page)
	}
	if err == nil && page.Joined != nil && slices.Contains(page.Joined.Parts, content) {
		return
	}
	v.problem(ProblemWrong, where, "is a part of the report of %s, which has it not (%v)", d.PartOf, err)
	if !v.gone() && page.RecordID == "" {
		v.lose(d.PartOf)
		return
	}
	v.fix(func(c *change) error { return known(c.reunite(content, d.PartOf)) })
}

// known passes over what the archive lacks: that is told of by itself.
func known(err error) error {
	if errors.Is(err, ErrUnknown) {
		return nil
	}
	return err
}

// reunite makes a document a part of the report of a page again, where that has
// one with attachments, and else a report of its own.
func (c *change) reunite(content, page archive.Digest) error {
	key, rec, err := c.document(page)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return err
	}
	if err != nil || rec.Joined == nil {
		return c.release(content, page)
	}
	if slices.Contains(rec.Joined.Parts, content) {
		return nil
	}
	rec.Joined.Parts = append(rec.Joined.Parts, content)
	return errors.Join(write(c.tx, bucketDocuments, key, rec), c.toJoin(key))
}

// joins checks that pages that await attachments, or are to be looked at for
// them, are known.
func (v *verifier) joins(ctx context.Context, tx *bbolt.Tx) error {
	v.awaited = map[archive.Digest]int{}
	for _, b := range []bucket{bucketAwaited, bucketToJoin} {
		err := b.each(tx, nil, func(k, value []byte) (bool, error) {
			switch {
			case len(k) < 32 || !has(tx, bucketDocuments, k[len(k)-32:]):
				v.problem(ProblemStray, at(b, k), "no such document")
				v.drop(b, k)
			case b == bucketAwaited:
				v.awaited[digestOf(k[len(k)-32:])]++
			case len(k) != 32 || len(value) != 8:
				v.problem(ProblemEntry, at(b, k), "%d bytes are no number", len(value))
				v.drop(b, k)
				page := bytes.Clone(k[len(k)-32:])
				v.fix(func(c *change) error { return c.toJoin(page) })
			}
			return true, ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	return v.sequence(tx, bucketToJoin, func(_, value []byte) uint64 { return number(value) })
}
