package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/store/warc"
)

// catalogued counts a record of an exchange that no capture names, and keeps the
// repair that enters it, or that corrects where a capture says it stands. The
// end of a file that is being written is not judged.
func (v *verifier) catalogued(ctx context.Context, f warcFile, loc archive.Location, rec *warc.Record) error {
	if rec.Type != "response" && rec.Type != "revisit" && rec.Type != "resource" || !strings.HasPrefix(f.name, "warc/") || f.open && v.store.captures != nil {
		return nil
	}
	s, err := surtOf(warc.AddressOf(rec))
	if err != nil {
		return nil // nothing that is captured has such an address
	}
	loc.File = f.name
	return v.store.view(ctx, func(tx *bbolt.Tx) error {
		k, c := namedBy(tx, s, func(c archive.Capture) bool {
			return c.RecordID == rec.ID || c.Record == loc || sameExchange(c, rec)
		}, rec.Date)
		switch {
		case k == nil:
			v.report.Unnamed++
			v.restore(loc, nil)
		case c.RecordID == rec.ID && c.Record != loc:
			v.restore(loc, k) // the comparison with the record that it names tells
		}
		return nil
	})
}

// sameExchange reports whether c is of the time and payload of a record: an
// import that was killed takes records over again.
func sameExchange(c archive.Capture, rec *warc.Record) bool {
	return string(c.Payload) == rec.Header.Value("WARC-Payload-Digest") && sameTime(c.Time, rec.Date)
}

// namedBy returns the first capture of s that is found to be what is looked for,
// with its key; those near a time are looked at before all others.
func namedBy(tx *bbolt.Tx, s archive.SURT, found func(archive.Capture) bool, near time.Time) ([]byte, archive.Capture) {
	prefix := text(string(s))
	cursor := bucketCaptures.in(tx).Cursor()
	find := func(from []byte, more func(at uint64) bool) ([]byte, archive.Capture) {
		for k, value := cursor.Seek(from); k != nil && bytes.HasPrefix(k, prefix) && more(number(k[len(prefix):])); k, value = cursor.Next() {
			if c, err := decode[archive.Capture](bucketCaptures, k, value); err == nil && found(c) {
				return bytes.Clone(k), c
			}
		}
		return nil, archive.Capture{}
	}
	at := stamp(near)
	if k, c := find(captureKey(s, at), func(other uint64) bool { return other < at+uint64(time.Millisecond) }); k != nil {
		return k, c
	}
	return find(prefix, func(uint64) bool { return true })
}

// restore keeps the repair that makes the capture of the record at loc what the
// record says: the entry old, or one that is missing where old is nil.
func (v *verifier) restore(loc archive.Location, old []byte) {
	old = bytes.Clone(old)
	v.fix(func(c *change) error {
		told, err := v.store.reader.Restore(loc)
		if err != nil {
			return nil // it is told of with its record
		}
		var before archive.Capture
		if old != nil {
			if ok, err := read(c.tx, bucketCaptures, old, &before); err != nil || !ok || before.Record != loc && before.RecordID != told.RecordID {
				return err // it is another one since
			}
		}
		if key, err := raw(told.Payload); err == nil && bucketPayloads.in(c.tx).Get(key) == nil {
			v.again[told.Payload] = true
		}
		err = c.restore(told, old, before)
		if errors.Is(err, errUntold) {
			if old == nil && len(v.untold) < maxFixes {
				v.untold = append(v.untold, loc)
			}
			err = nil // the problem stays
		}
		return err
	})
}

// errUntold says that something of a capture is told nowhere.
var errUntold = errors.New("no record tells")

// restore enters a capture that was read back from its record, in place of the
// entry old, which says before, where that is not nil. What no record tells is
// taken from there, and from what is known of the URL.
func (c *change) restore(told warc.Told, old []byte, before archive.Capture) error {
	capture := told.Capture
	s, err := surtOf(capture.URL)
	if err != nil {
		return nil // nothing that is captured has such an address
	}
	if k, _ := namedBy(c.tx, s, func(other archive.Capture) bool { return other.RecordID == capture.RecordID }, capture.Time); k != nil && !bytes.Equal(k, old) {
		return nil // it has its capture
	}
	known, err := visitAt(c.tx, s)
	if err != nil {
		return err
	}
	r := visitRecord{State: stateLink, Seen: capture.Time, Visit: archive.Visit{URL: capture.URL, Via: capture.Via, Anchor: capture.Anchor, Column: capture.Column}}
	if known != nil {
		r = *known
	}
	capture.URL = r.Visit.URL
	capture.Portal = cmp.Or(capture.Portal, before.Portal, r.Visit.Portal)
	capture.Kind = cmp.Or(capture.Kind, before.Kind, r.Visit.Kind, archive.KindPage)
	if !told.Visit {
		capture.Anchor, capture.Column = before.Anchor, before.Column
	}
	asBefore(&capture, before)
	if capture.Portal == "" {
		if capture.Portal, err = portalOfHost(c.tx, s); err != nil {
			return err
		}
	}
	r.Visit.Portal, r.Visit.Kind = cmp.Or(r.Visit.Portal, capture.Portal), cmp.Or(r.Visit.Kind, capture.Kind)
	if capture.Original != nil {
		if err := originalFor(c.tx, &capture, told, before); err != nil {
			return err
		}
	}
	if old != nil {
		if err := bucketCaptures.in(c.tx).Delete(old); err != nil {
			return err
		}
	}
	at, err := c.placeOf(s, capture)
	if err != nil {
		return err
	}
	if err := write(c.tx, bucketCaptures, captureKey(s, at), capture); err != nil {
		return err
	}
	if err := c.recount(s, &r); err != nil {
		return err
	}
	if err := c.restorePayload(s, at, &r, capture); err != nil {
		return err
	}
	return c.putVisit(s, known, &r)
}

// asBefore gives those texts of c the form that they had before which differ by
// what can't stand in a record.
func asBefore(c *archive.Capture, before archive.Capture) {
	for _, f := range []struct {
		now *string
		was string
	}{{&c.Via, before.Via}, {&c.Anchor, before.Anchor}, {&c.Column, before.Column}, {&c.MediaType, before.MediaType}, {&c.Encoding, before.Encoding}} {
		if warc.FieldValue(f.was) == *f.now {
			*f.now = f.was
		}
	}
}

// placeOf returns the stamp of a capture that is entered: that by which its
// payload names it, or its time. An entry there that can't be read is given up.
func (c *change) placeOf(s archive.SURT, capture archive.Capture) (uint64, error) {
	at := stamp(capture.Time)
	var p payloadRecord
	if key, err := raw(capture.Payload); err == nil {
		if _, err := read(c.tx, bucketPayloads, key, &p); err != nil {
			return 0, err
		}
	}
	if p.SURT == s && p.Stamp >= at && p.Stamp < at+uint64(time.Microsecond) {
		at = p.Stamp // to the nanosecond, as captures once were
	}
	prefix := text(string(s))
	cursor := bucketCaptures.in(c.tx).Cursor()
	for k, value := cursor.Seek(captureKey(s, at)); k != nil && bytes.HasPrefix(k, prefix); k, value = cursor.Next() {
		other := number(k[len(prefix):])
		if _, err := decode[archive.Capture](bucketCaptures, k, value); err != nil && other < at+uint64(time.Microsecond) {
			return other, nil
		}
		if other > at {
			break
		}
		at++ // a second capture within the clock's resolution
	}
	return at, nil
}

// recount makes r say which captures of its URL there are.
func (c *change) recount(s archive.SURT, r *visitRecord) error {
	r.Captures, r.Whole = 0, 0
	spans := spansOf(c.tx)
	return eachCapture(c.tx, s, func(at uint64, capture archive.Capture, err error) error {
		r.Captures++
		if err == nil && capture.Whole() && spans.after(at, r.Whole) {
			r.Whole = at
		}
		return nil
	})
}

// restorePayload enters the payload of a capture that was restored. One that is
// not known is read, where it is of a page or file: nothing tells whether it was.
func (c *change) restorePayload(s archive.SURT, at uint64, r *visitRecord, capture archive.Capture) error {
	key, err := raw(capture.Payload)
	if err != nil {
		return nil // a capture without one
	}
	var p payloadRecord
	known, err := read(c.tx, bucketPayloads, key, &p)
	if err != nil {
		return err
	}
	if !known && capture.Revisit != archive.RevisitNone {
		return nil // it is that of a capture that is missing
	}
	wanted := readable(capture.Kind)
	open := !known || p.State == payloadDue || p.State == payloadExtracted
	return c.addPayload(s, at, r, capture, wanted && open, "")
}

// readable reports whether what is captured at URLs of a kind is read.
func readable(k archive.Kind) bool {
	return k == archive.KindPage || k == archive.KindList || k == archive.KindAttachment
}

// originalFor completes a revisit by its original, and by what was said before
// of the media type, where no record tells it.
func originalFor(tx *bbolt.Tx, c *archive.Capture, told warc.Told, before archive.Capture) error {
	s, err := surtOf(c.Original.URL)
	if err != nil {
		return errUntold
	}
	all, err := capturesOf(tx, s)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.RecordID != c.Original.RecordID {
			continue
		}
		found := originalOf(o)
		c.Original, c.Payload, c.Length = &found, o.Payload, o.Length
		switch {
		case told.Media():
		case before.RecordID == c.RecordID && before.Revisit == c.Revisit:
			c.MediaType, c.Encoding = before.MediaType, before.Encoding
		case c.Revisit == archive.RevisitUnchanged:
			c.MediaType, c.Encoding = o.MediaType, o.Encoding
		}
		return nil
	}
	return errUntold
}

// portalOfHost returns the portal of another URL of the host of s.
func portalOfHost(tx *bbolt.Tx, s archive.SURT) (portal string, err error) {
	host, _, _ := strings.Cut(string(s), ")")
	err = bucketURLs.each(tx, []byte(host+")"), func(rest, value []byte) (bool, error) {
		r, err := decodeVisit(archive.SURT(host+")"+string(rest)), value)
		if err == nil {
			portal = r.Visit.Portal
		}
		return portal == "", nil
	})
	if err == nil && portal == "" {
		err = errUntold
	}
	return portal, err
}
