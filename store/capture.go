package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/store/warc"
)

// Record appends an exchange to the WARC and returns its capture. A payload
// that a durable record holds already is not stored again: the exchange becomes
// a revisit of that record, or, answered with 304, of the capture whose
// validators were sent. A revisit never refers to another revisit, nor to
// something later than itself. The record is durable once the capture is
// settled.
func (s *Store) Record(ctx context.Context, x archive.Exchange) (archive.Capture, error) {
	c := archive.Capture{
		URL:       x.Visit.URL,
		Portal:    x.Visit.Portal,
		Kind:      x.Visit.Kind,
		Time:      x.Time.UTC().Truncate(time.Microsecond), // as its record has it
		Status:    x.Status,
		MediaType: x.MediaType,
		Encoding:  x.Encoding,
		Payload:   x.Payload,
		Length:    x.Length,
		Truncated: x.Truncated,
		ETag:      x.ETag,
		Modified:  x.Modified,
		Via:       x.Visit.Via,
		Anchor:    x.Visit.Anchor,
		Column:    x.Visit.Column,
		Imported:  x.Imported,
	}
	var err error
	if !isFile(x) { // a file has no head that a revisit could keep
		err = s.resolveRevisit(ctx, x, &c)
	}
	if err == nil && s.captures == nil {
		err = errReadOnly
	}
	if err != nil {
		return archive.Capture{}, fmt.Errorf("record %s: %w", x.Visit.URL, err)
	}
	s.opts.Step("record.append")
	var w warc.Written
	if isFile(x) {
		w, err = s.captures.WriteResource(x)
	} else {
		w, err = s.captures.WriteExchange(x, c.Revisit, c.Original)
	}
	if err != nil {
		return archive.Capture{}, fmt.Errorf("record %s: %w", x.Visit.URL, err)
	}
	s.opts.Step("record.done")
	c.Record, c.RecordID = w.Record, w.RecordID
	return c, nil
}

// isFile reports whether x is a file that was imported, without an exchange.
func isFile(x archive.Exchange) bool { return x.Imported != nil && x.HeadSize == 0 }

var errReadOnly = errors.New("archive was opened for reading")

// resolveRevisit decides whether c is a revisit, and of what.
func (s *Store) resolveRevisit(ctx context.Context, x archive.Exchange, c *archive.Capture) error {
	if p := x.Prior; p != nil && x.Imported != nil { // it was one elsewhere, and has no body
		o := originalOf(*p)
		c.Revisit, c.Original = archive.RevisitIdentical, &o
		return nil
	}
	if p := x.Prior; x.Status == 304 && p != nil {
		o := originalOf(*p)
		if o.Time.After(c.Time) {
			return nil
		}
		c.Revisit, c.Original = archive.RevisitUnchanged, &o
		c.Payload, c.Length, c.MediaType, c.Encoding = p.Payload, p.Length, p.MediaType, p.Encoding
		return nil
	}
	if x.Truncated != "" || x.Length <= 0 {
		return nil
	}
	key, err := raw(x.Payload)
	if err != nil {
		return err
	}
	var p payloadRecord
	found := false
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		found, err = read(tx, bucketPayloads, key, &p)
		return err
	})
	if err == nil && found && p.Length == x.Length && !p.First.Time.After(c.Time) {
		c.Revisit, c.Original = archive.RevisitIdentical, &p.First
	}
	return err
}

// originalOf returns the record that holds c's payload.
func originalOf(c archive.Capture) archive.Original {
	if c.Original != nil {
		return *c.Original
	}
	return archive.Original{URL: c.URL, Time: c.Time, RecordID: c.RecordID, Record: c.Record}
}

// Payload opens the payload of a capture, as sent but for its transfer coding;
// a revisit's is that of its original. Whoever gets it closes it.
func (s *Store) Payload(ctx context.Context, c archive.Capture) (io.ReadCloser, error) {
	return s.body(ctx, c, func(rec *warc.Record) (io.Reader, error) {
		if rec.Type == "resource" {
			return rec.Content, nil
		}
		block, err := rec.HTTP()
		if err != nil {
			return nil, err
		}
		return block.Body, nil
	})
}

// Sent returns the body of what [Store.Payload] returns as it was sent, with its chunks.
func (s *Store) Sent(ctx context.Context, c archive.Capture) (io.ReadCloser, error) {
	return s.body(ctx, c, (*warc.Record).Sent)
}

func (s *Store) body(ctx context.Context, c archive.Capture, of func(*warc.Record) (io.Reader, error)) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	o := originalOf(c)
	rec, err := s.reader.Record(o.Record)
	if err != nil {
		return nil, fmt.Errorf("payload of %s: %w", c.URL, err)
	}
	if rec.ID != o.RecordID {
		return nil, errors.Join(fmt.Errorf("payload of %s: found record %s, want %s", c.URL, rec.ID, o.RecordID), rec.Close())
	}
	body, err := of(rec)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("payload of %s: %w", c.URL, err), rec.Close())
	}
	return payload{body, rec}, nil
}

type payload struct {
	io.Reader
	record *warc.Record
}

// Close lets the record go.
func (p payload) Close() error { return p.record.Close() }

// Find returns the captures of a URL by their dates, oldest first.
func (s *Store) Find(ctx context.Context, url string) ([]archive.Capture, error) {
	key, err := surtOf(url)
	if err != nil {
		return nil, err
	}
	var found []archive.Capture
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		found, err = capturesOf(tx, key)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find captures of %s: %w", url, err)
	}
	return found, nil
}

func capturesOf(tx *bbolt.Tx, s archive.SURT) ([]archive.Capture, error) {
	var found []archive.Capture
	err := eachCapture(tx, s, func(_ uint64, c archive.Capture, err error) error {
		found = append(found, c)
		return err
	})
	return found, err
}

// eachCapture calls visit for the captures of a URL, the oldest first, with the
// stamps that their keys have, until it returns an error; with an error for one
// that can't be read.
func eachCapture(tx *bbolt.Tx, s archive.SURT, visit func(at uint64, c archive.Capture, err error) error) error {
	prefix := text(string(s))
	return bucketCaptures.each(tx, prefix, func(rest, value []byte) (bool, error) {
		c, err := decode[archive.Capture](bucketCaptures, slices.Concat(prefix, rest), value)
		return true, visit(number(rest), c, err)
	})
}

// addCapture enters a capture whose record is durable, and its payload.
func (c *change) addCapture(s archive.SURT, r *visitRecord, o archive.Outcome) error {
	capture := *o.Capture
	if capture.URL != o.Visit.URL || capture.RecordID == "" {
		return fmt.Errorf("capture of %q, record %q, is not of this visit", capture.URL, capture.RecordID)
	}
	at := stamp(capture.Time)
	for bucketCaptures.in(c.tx).Get(captureKey(s, at)) != nil {
		at++ // a second capture within the clock's resolution
	}
	if err := errors.Join(write(c.tx, bucketCaptures, captureKey(s, at), capture), c.comesTrue(timeOf(at))); err != nil {
		return err
	}
	total, err := c.count()
	if err != nil {
		return err
	}
	portal, err := c.portal(r.Visit.Portal)
	if err != nil {
		return err
	}
	total.Captures++
	portal.Captures++
	r.Captures++
	// What is fetched is newer than all that was recorded, whatever the clock said.
	if capture.Whole() && (capture.Imported == nil || spansOf(c.tx).after(at, r.Whole)) {
		r.Whole = at
	}
	return c.addPayload(s, at, r, capture, o.Extract, o.Unfit)
}

// addPayload enters a capture's payload where it is new, and sees to it that a
// whole one that is to be read is due, or that its document learns of the URL.
// One that is unfit is refused for that, unless it was read before, until it is
// captured behind a link that makes it fit.
func (c *change) addPayload(s archive.SURT, at uint64, r *visitRecord, capture archive.Capture, extract bool, unfit archive.Reason) error {
	if capture.Revisit == archive.RevisitUnchanged || capture.Truncated != "" || capture.Length <= 0 {
		return nil
	}
	key, err := raw(capture.Payload)
	if err != nil {
		return err
	}
	p := payloadRecord{First: originalOf(capture), Length: capture.Length, State: payloadKept}
	known, err := read(c.tx, bucketPayloads, key, &p)
	if err != nil {
		return err
	}
	changed := !known
	if known && capture.Revisit == archive.RevisitNone && capture.Length == p.Length && capture.Time.Before(p.First.Time) {
		p.First, changed = originalOf(capture), true // nothing may revisit what is later
	}
	if !known {
		if capture.Revisit != archive.RevisitNone {
			return fmt.Errorf("revisit of payload %s, which is not known", capture.Payload)
		}
		total, err := c.count()
		if err != nil {
			return err
		}
		total.Payloads++
	}
	if extract && capture.Whole() {
		switch {
		case unfit != "" && p.State == payloadKept:
			p.State, p.Reason, p.Detail = payloadRefused, unfit, unfitDetail
			changed = true
		case unfit == "" && p.State == payloadRefused && p.Detail == unfitDetail:
			p.State, p.Reason, p.Detail = payloadKept, "", "" // another link speaks of a report
		}
	}
	if extract && capture.Whole() {
		became, err := c.wantRead(key, s, at, r, &p)
		if err != nil {
			return err
		}
		changed = changed || became
	}
	if !changed {
		return nil
	}
	return write(c.tx, bucketPayloads, key, p)
}

// unfitDetail is what people are told of a payload that was refused unread.
const unfitDetail = "neither its text nor the link to it speaks of a disclosure report"

// wantRead notes that the capture of s at a stamp has a payload that is to be
// read, and reports whether p changed.
func (c *change) wantRead(key []byte, s archive.SURT, at uint64, r *visitRecord, p *payloadRecord) (changed bool, err error) {
	switch p.State {
	case payloadKept:
		p.SURT, p.Stamp = s, at
		if err := c.makeDue(key, p); err != nil {
			return false, err
		}
		return true, bucketHolders.in(c.tx).Put(append(key[:len(key):len(key)], s...), bigEndian(at))
	case payloadDue:
		return false, bucketHolders.in(c.tx).Put(append(key[:len(key):len(key)], s...), bigEndian(at))
	case payloadExtracted:
		for _, d := range append([]archive.Digest{p.Content}, p.Packed...) {
			content, err := raw(d)
			if err != nil {
				return false, err
			}
			if err := c.addSource(content, s, at, r); err != nil {
				return false, err
			}
		}
	case payloadRefused:
		if r.Reason == "" {
			r.Reason, r.Detail = p.Reason, p.Detail
		}
		if p.Reason == archive.ReasonUnreadable {
			return false, bucketHolders.in(c.tx).Put(append(key[:len(key):len(key)], s...), bigEndian(at))
		}
	}
	return false, nil
}

// makeDue makes a payload due for extraction; the caller writes p.
func (c *change) makeDue(key []byte, p *payloadRecord) error {
	total, err := c.count()
	if err != nil {
		return err
	}
	seq, err := bucketUnread.in(c.tx).NextSequence()
	if err != nil {
		return err
	}
	total.Unread++
	p.State, p.Seq, p.Reason, p.Detail = payloadDue, seq, "", ""
	return bucketUnread.in(c.tx).Put(bigEndian(seq), key)
}

// addSource adds a URL to those that have a document, and notes on the URL's
// record, to be written by the caller, which document it has.
func (c *change) addSource(content []byte, s archive.SURT, at uint64, r *visitRecord) error {
	if r.Content == "" || spansOf(c.tx).after(at, r.ContentAt) {
		if r.Content != digestOf(content) {
			if err := errors.Join(c.arrived(s), c.claimedPart(digestOf(content), nil)); err != nil {
				return err
			}
		}
		r.Content, r.ContentAt = digestOf(content), at
	}
	key := append(content[:len(content):len(content)], s...)
	if bucketSources.in(c.tx).Get(key) != nil {
		return nil
	}
	return bucketSources.in(c.tx).Put(key, []byte(r.Visit.URL))
}
