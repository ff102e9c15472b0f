package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/internal/likeness"
	"gongkai/internal/urls"
)

// visitState is the first byte of a visit's value, so that a link to a known
// URL is recognised without decoding the rest.
type visitState byte

const (
	stateQueued  visitState = 'q' // to be visited, or lent
	stateSettled visitState = 's' // visited, or refused when its turn came
	stateLink    visitState = 'l' // found as a link, refused, never queued
)

// visitRecord is what the frontier knows of a URL.
type visitRecord struct {
	State     visitState      `json:"-"`
	Visit     archive.Visit   `json:"visit"`
	Result    archive.Result  `json:"result,omitempty"` // of the newest visit
	Reason    archive.Reason  `json:"reason,omitempty"`
	Detail    string          `json:"detail,omitempty"`
	Seen      time.Time       `json:"seen"`          // when the URL became known
	At        time.Time       `json:"at,omitzero"`   // when the newest visit was settled
	Wait      time.Time       `json:"wait,omitzero"` // queued: not before
	Seq       uint64          `json:"seq,omitempty"` // queued: order among equals
	Due       time.Time       `json:"due,omitzero"`  // settled: when a later crawl takes it again
	History   archive.History `json:"history,omitzero"`
	Captures  int             `json:"captures,omitempty"`
	Whole     uint64          `json:"whole,omitempty"`      // stamp of the newest whole capture
	Content   archive.Digest  `json:"content,omitempty"`    // the document that the newest read capture holds
	ContentAt uint64          `json:"content_at,omitempty"` // stamp of that capture
}

const visitHeader = 3 // state and score

// packedVisit stands behind the header of a visit that is packed. Those of
// databases of versions 1 and 2 are JSON, which begins with a brace.
const packedVisit = 1

// fields names the fields of the visit of s, in the order in which they are
// packed.
func (r *visitRecord) fields(s archive.SURT, f *fields) {
	v, h := &r.Visit, &r.History
	implied, _ := urls.FromKey(s) // "" for a link that is no canonical URL
	f.textOr(&v.URL, implied)
	f.text(&v.Portal)
	f.text((*string)(&v.Kind))
	f.textLike(&v.Via, v.URL)
	f.text(&v.Anchor)
	f.text(&v.Column)
	f.signed(&v.Hops)
	f.signed(&v.Redirects)
	beyond := v.Score - scoreOf(rank(v.Score)) // what the header can't hold
	if f.signed(&beyond); f.reading {
		v.Score += beyond
	}
	f.signed(&v.Attempts)
	f.flag(&v.SameList)
	f.small(&v.Arm)
	f.small(&v.Trail[0])
	f.small(&v.Trail[1])
	f.text((*string)(&r.Result))
	f.text((*string)(&r.Reason))
	f.text(&r.Detail)
	for _, t := range []*time.Time{&r.Seen, &r.At, &r.Wait, &r.Due} {
		f.time(t)
	}
	f.number(&r.Seq)
	f.signed(&h.Checks)
	f.signed(&h.Changes)
	f.signed(&h.Streak)
	f.number(&h.Links)
	f.signed(&h.Newest)
	f.flag(&h.Behind)
	f.signed(&h.Items)
	f.signed(&r.Captures)
	f.number(&r.Whole)
	f.digest(&r.Content)
	f.number(&r.ContentAt)
	f.text(&v.Made)
	f.signed(&h.Vain)
	f.text(&v.Posted)
	f.flag(&v.AsJSON)
}

// encode returns the value of the visit of s.
func (r *visitRecord) encode(s archive.SURT) ([]byte, error) {
	rest, err := pack(func(f *fields) { r.fields(s, f) })
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, visitHeader+1+len(rest))
	b = binary.BigEndian.AppendUint16(append(b, byte(r.State)), rank(r.Visit.Score))
	return append(append(b, packedVisit), rest...), nil
}

// decodeVisit reads the value of the visit of s.
func decodeVisit(s archive.SURT, b []byte) (*visitRecord, error) {
	if len(b) <= visitHeader {
		return nil, fmt.Errorf("entry of %d bytes is no visit", len(b))
	}
	r := &visitRecord{State: visitState(b[0])}
	if b[visitHeader] != packedVisit {
		err := json.Unmarshal(b[visitHeader:], r)
		return r, err
	}
	r.Visit.Score = scoreOf(binary.BigEndian.Uint16(b[1:]))
	err := unpack(b[visitHeader+1:], func(f *fields) { r.fields(s, f) })
	return r, err
}

// visitAt returns what is known of a URL, or nil.
func visitAt(tx *bbolt.Tx, s archive.SURT) (*visitRecord, error) {
	b := bucketURLs.in(tx).Get([]byte(s))
	if b == nil {
		return nil, nil
	}
	return visitIn(s, b)
}

// visitIn reads the entry of a URL.
func visitIn(s archive.SURT, value []byte) (*visitRecord, error) {
	r, err := decodeVisit(s, value)
	if err != nil {
		return nil, fmt.Errorf("entry %q of urls: %w", s, err)
	}
	return r, nil
}

// rank is a score as it stands in keys, higher before lower.
func rank(score int) uint16 { return uint16(1<<16 - 1 - min(max(score, 0), 1<<16-1)) }

// scoreOf is the score that stands in a key.
func scoreOf(rank uint16) int { return int(1<<16 - 1 - rank) }

// lane is the queue of one portal's visits of one host.
type lane struct{ portal, host string }

func (l lane) prefix() []byte { return text(l.portal, l.host) }

// The kinds of places in a lane. Ready sorts before waiting.
const (
	placeArm     = 'a' // ready, of an arm
	placeReady   = 'r' // ready, of none
	placeWaiting = 'w'
)

// lane returns the lane in which r is queued.
func (r *visitRecord) lane(s archive.SURT) lane { return lane{r.Visit.Portal, s.Host()} }

// place returns r's key in the queue.
func (r *visitRecord) place(s archive.SURT) []byte {
	key := r.lane(s).prefix()
	switch {
	case !r.Wait.IsZero():
		key = binary.BigEndian.AppendUint64(append(key, placeWaiting), stamp(r.Wait))
	case r.Visit.Arm != 0:
		key = binary.BigEndian.AppendUint32(append(key, placeArm), r.Visit.Arm)
		key = binary.BigEndian.AppendUint16(key, rank(r.Visit.Score))
	default:
		key = binary.BigEndian.AppendUint16(append(key, placeReady), rank(r.Visit.Score))
	}
	return binary.BigEndian.AppendUint64(key, r.Seq)
}

// dueKey returns r's key among the settled visits that become due, or nil.
func (r *visitRecord) dueKey(s archive.SURT) []byte {
	if r.State != stateSettled || r.Due.IsZero() {
		return nil
	}
	return append(binary.BigEndian.AppendUint64(text(r.Visit.Portal), stamp(r.Due)), s...)
}

// skipped returns why r was not fetched or not kept, or "".
func (r *visitRecord) skipped() archive.Reason {
	if r == nil || r.State == stateQueued {
		return ""
	}
	return r.Reason
}

// portalRecord is where a portal's crawl stands, and its counters.
type portalRecord struct {
	Running   bool                   `json:"running"`
	Filling   bool                   `json:"filling,omitempty"` // visits due at Started are not all queued yet
	Started   time.Time              `json:"started,omitzero"`
	Ended     time.Time              `json:"ended,omitzero"`
	EndReason string                 `json:"end_reason,omitempty"`
	Queued    int                    `json:"queued"` // with what is lent
	Requests  int                    `json:"requests"`
	Bytes     int64                  `json:"bytes"`
	Closed    time.Time              `json:"closed,omitzero"` // until then nothing of it is lent …
	ClosedFor archive.Reason         `json:"closed_for,omitempty"`
	Day       string                 `json:"day,omitempty"`       // the newest on which something was received
	DayBytes  int64                  `json:"day_bytes,omitempty"` // received on it
	Captures  int                    `json:"captures"`
	Found     int                    `json:"found,omitempty"`
	Documents int                    `json:"documents"`
	Reports   int                    `json:"reports"`
	Skipped   map[archive.Reason]int `json:"skipped,omitempty"`
}

// captureFields names the fields of the capture that stands under key, in the
// order in which they are packed.
func captureFields(c *archive.Capture, key []byte, f *fields) {
	var url string
	var at time.Time
	if i := len(key) - 9; i > 0 && key[i] == 0 {
		url, _ = urls.FromKey(archive.SURT(key[:i])) // "" where the key is damaged
		at = timeOf(number(key[i+1:]))
	}
	f.textOr(&c.URL, url)
	f.timeOr(&c.Time, at)
	f.text(&c.Portal)
	f.text((*string)(&c.Kind))
	f.signed(&c.Status)
	f.text(&c.MediaType)
	f.text(&c.Encoding)
	f.digest(&c.Payload)
	f.wide(&c.Length)
	f.location(&c.Record, archive.Location{})
	f.recordID(&c.RecordID)
	f.text((*string)(&c.Revisit))
	f.text(&c.Truncated)
	f.text(&c.ETag)
	f.text(&c.Modified)
	f.textLike(&c.Via, c.URL)
	f.text(&c.Anchor)
	f.text(&c.Column)
	if f.next(c.Original != nil) {
		if f.reading {
			c.Original = new(archive.Original)
		}
		o := c.Original
		f.textOr(&o.URL, c.URL)
		f.timeOr(&o.Time, c.Time)
		f.recordID(&o.RecordID)
		f.location(&o.Record, c.Record)
	}
	if f.next(c.Imported != nil) {
		if f.reading {
			c.Imported = new(archive.Imported)
		}
		i := c.Imported
		f.text(&i.File)
		f.digest(&i.Digest)
		f.recordID(&i.RecordID)
		f.timeOr(&i.At, c.Time)
		f.text(&i.Note)
		f.flag(&i.Decoded)
	}
}

// payloadState tells what became of a payload.
type payloadState string

const (
	payloadKept      payloadState = "kept" // of no interest to extraction so far
	payloadDue       payloadState = "due"
	payloadExtracted payloadState = "extracted"
	payloadRefused   payloadState = "refused"
)

// payloadRecord is a payload that has a whole record of its own.
type payloadRecord struct {
	First   archive.Original `json:"first"` // the record that revisits refer to
	Length  int64            `json:"length"`
	State   payloadState     `json:"state"`
	SURT    archive.SURT     `json:"surt,omitempty"`  // of the capture that made it due
	Stamp   uint64           `json:"stamp,omitempty"` // of that capture
	Seq     uint64           `json:"seq,omitempty"`   // due: its key in unread
	Content archive.Digest   `json:"content,omitempty"`
	Packed  []archive.Digest `json:"packed,omitempty"` // further documents, where several were packed in it
	Reason  archive.Reason   `json:"reason,omitempty"`
	Detail  string           `json:"detail,omitempty"`
}

// fields names the fields of a payload, in the order in which they are packed.
func (p *payloadRecord) fields(f *fields) {
	f.text((*string)(&p.SURT))
	f.number(&p.Stamp)
	url, _ := urls.FromKey(p.SURT) // "" where no capture made it due
	f.textOr(&p.First.URL, url)
	f.timeOr(&p.First.Time, timeOf(p.Stamp))
	f.recordID(&p.First.RecordID)
	f.location(&p.First.Record, archive.Location{})
	f.wide(&p.Length)
	f.text((*string)(&p.State))
	f.number(&p.Seq)
	f.digest(&p.Content)
	f.digests(&p.Packed)
	f.text((*string)(&p.Reason))
	f.text(&p.Detail)
}

// documentRecord is where a document stands.
type documentRecord struct {
	Record     archive.Location       `json:"record"`
	RecordID   string                 `json:"record_id"`
	Report     archive.Location       `json:"report,omitzero"` // zero where the document is not an annual report
	ReportID   string                 `json:"report_id,omitempty"`
	ReportKey  []byte                 `json:"report_key,omitempty"` // in reports: of the joined report, where there is one; nil where it is listed with another document
	Joined     *joinedReport          `json:"joined,omitempty"`     // that it has with its attachments
	PartOf     archive.Digest         `json:"part_of,omitempty"`    // the document whose report it is a part of
	Replaced   *joinedReport          `json:"replaced,omitempty"`   // of a part that a newer one replaced: the report with it in that one's place
	Own        *archive.ReportSummary `json:"own,omitempty"`        // of its own report, where that is not listed
	Payload    archive.Digest         `json:"payload"`
	Portal     string                 `json:"portal"`
	URL        string                 `json:"url"`
	CapturedAt time.Time              `json:"captured_at"`
	Title      string                 `json:"title,omitempty"`
	Previous   archive.Digest         `json:"previous,omitempty"` // the version before
	Sinks      []string               `json:"sinks,omitempty"`    // to which it is or was owed

	sketch   likeness.Sketch // of one that is being entered
	restored bool            // of one that is entered again
}

// The states of deliveries.
const (
	deliveryOwed      = "owed"
	deliveryDelivered = "delivered"
	deliveryDead      = "dead"
)

// deliveryRecord is a delivery and how it stands.
type deliveryRecord struct {
	archive.Delivery
	State string    `json:"state"`
	At    time.Time `json:"at,omitzero"` // when it stopped being owed
}

func deliveryKey(sink string, content []byte) []byte { return append(text(sink), content...) }

func outboxKey(sink string, due time.Time, content []byte) []byte {
	return append(binary.BigEndian.AppendUint64(text(sink), stamp(due)), content...)
}

// reportKey returns a key that sorts by portal, issuer and year.
func reportKey(r archive.ReportSummary, content []byte) []byte {
	issuer := bytes.ReplaceAll([]byte(r.Issuer), []byte{0}, nil)
	key := text(r.Portal, string(issuer[:min(len(issuer), 512)]))
	return append(binary.BigEndian.AppendUint16(key, uint16(min(max(r.Year, 0), 1<<16-1))), content...)
}
