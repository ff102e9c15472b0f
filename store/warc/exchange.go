package warc

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"gongkai/archive"
)

const revisitProfile = "http://netpreserve.org/warc/1.1/revisit/"

// WriteExchange writes x: its response, or with a revisit the head of it, then
// its request where it has one, and metadata. It returns where the response or
// revisit record is. original is the record that holds a revisit's payload; it
// must be durable, and no younger than x. Either all records are written or,
// after an error, none.
func (w *Writer) WriteExchange(x archive.Exchange, revisit archive.Revisit, original *archive.Original) (Written, error) {
	if err := checkExchange(x, revisit, original); err != nil {
		return Written{}, fmt.Errorf("write exchange of %s: %w", fieldValue(x.Visit.URL), err)
	}
	written, err := w.write(func(e *encoder, infoID string) (string, int64, error) {
		return e.exchange(x, revisit, original, infoID)
	})
	if err != nil {
		return Written{}, fmt.Errorf("write exchange of %s: %w", fieldValue(x.Visit.URL), err)
	}
	return written, nil
}

func checkExchange(x archive.Exchange, revisit archive.Revisit, original *archive.Original) error {
	if targetURI(x.Visit.URL) == "" {
		return errors.New("no URL")
	}
	if err := checkTime(x.Time); err != nil {
		return err
	}
	if x.Response == nil && x.Size > 0 {
		return fmt.Errorf("no response where there are %d bytes of it", x.Size)
	}
	if x.HeadSize < 0 || x.Size < x.HeadSize {
		return fmt.Errorf("a head of %d bytes in a response of %d", x.HeadSize, x.Size)
	}
	switch revisit {
	case archive.RevisitNone:
		return nil
	case archive.RevisitIdentical:
		if x.Payload == "" {
			return errors.New("revisit without a payload digest")
		}
	case archive.RevisitUnchanged:
	default:
		return fmt.Errorf("unknown kind of revisit %q", revisit)
	}
	if original == nil || original.RecordID == "" || targetURI(original.URL) == "" {
		return errors.New("revisit of an unknown record")
	}
	return checkTime(original.Time)
}

// checkTime refuses a time that was never set, or that no WARC-Date can hold.
func checkTime(t time.Time) error {
	if y := t.UTC().Year(); t.IsZero() || y < 0 || y > 9999 {
		return fmt.Errorf("time %v", t)
	}
	return nil
}

// exchange encodes the records of x, and returns the first one's id and the
// length of its member.
func (e *encoder) exchange(x archive.Exchange, revisit archive.Revisit, original *archive.Original, infoID string) (string, int64, error) {
	id := newRecordID()
	date := warcDate(x.Time)
	address := targetURI(x.Visit.URL)
	uri := cmp.Or(targetURI(x.Target), address)

	h := exchangeFields("response", id, infoID, date, uri, x)
	if uri != address {
		h.add(fieldAddress, address)
	}
	block := io.NewSectionReader(x.Response, 0, x.Size)
	payload, truncated := x.Payload, x.Truncated
	if revisit != archive.RevisitNone {
		h[0].Value = "revisit"
		h.add("WARC-Profile", revisitProfile+string(revisit))
		h.add("WARC-Refers-To", original.RecordID)
		h.add("WARC-Refers-To-Target-URI", targetURI(original.URL))
		h.add("WARC-Refers-To-Date", warcDate(original.Time))
		block = io.NewSectionReader(x.Response, 0, x.HeadSize)
	}
	switch revisit {
	case archive.RevisitIdentical:
		truncated = "length" // the block lacks the payload
	case archive.RevisitUnchanged:
		payload = "" // of a 304's own body: the payload is the one that did not change
		if x.Prior != nil {
			payload = x.Prior.Payload
		}
	}
	if x.Imported != nil && x.Imported.Decoded {
		h.add(fieldDecoded, "1")
	}
	h.add("WARC-Payload-Digest", string(payload))
	h.add("WARC-Truncated", truncated)
	h.add("Content-Type", "application/http;msgtype=response")
	length, err := e.record(h, block)
	if err != nil {
		return "", 0, fmt.Errorf("response: %w", err)
	}

	if len(x.Request) > 0 {
		h = exchangeFields("request", newRecordID(), infoID, date, uri, x)
		h.add("WARC-Concurrent-To", id)
		h.add("Content-Type", "application/http;msgtype=request")
		if _, err := e.recordBytes(h, x.Request); err != nil {
			return "", 0, fmt.Errorf("request: %w", err)
		}
	}

	h = recordFields("metadata", newRecordID(), infoID, date, uri)
	h.add("WARC-Concurrent-To", id)
	h.add("Content-Type", fieldsType)
	var about Header
	about.add("via", targetURI(x.Visit.Via))
	about.add("hopsFromSeed", hopPath(x.Visit))
	addVisit(&about, x.Visit)
	if x.Imported == nil {
		about.add("fetchTimeMs", strconv.FormatInt(x.Took.Milliseconds(), 10))
	}
	addElsewhere(&about, x, revisit)
	addImported(&about, x.Imported)
	about.add("certificate-problem", x.Untrusted)
	for _, der := range x.Certificates {
		about.add("certificate", base64.StdEncoding.EncodeToString(der))
	}
	var lines bytes.Buffer
	about.writeTo(&lines)
	if _, err := e.recordBytes(h, lines.Bytes()); err != nil {
		return "", 0, fmt.Errorf("metadata: %w", err)
	}
	return id, length, nil
}

// fieldAddress is a field of our own in a record whose capture has another address
// than its target URI: in an answer to POST. Other readers make one of its request.
const fieldAddress = "Gongkai-Address"

// AddressOf returns the address of the capture that was made of a record.
func AddressOf(rec *Record) string {
	return cmp.Or(rec.Header.Value(fieldAddress), strings.Trim(rec.Header.Value("WARC-Target-URI"), "<>"))
}

func recordFields(kind, id, infoID, date, uri string) Header {
	return Header{
		{"WARC-Type", kind},
		{"WARC-Record-ID", id},
		{"WARC-Warcinfo-ID", infoID},
		{"WARC-Date", date},
		{"WARC-Target-URI", uri},
	}
}

// exchangeFields returns what a response and its request have in common.
func exchangeFields(kind, id, infoID, date, uri string, x archive.Exchange) Header {
	h := recordFields(kind, id, infoID, date, uri)
	h.add("WARC-IP-Address", x.Address)
	for _, p := range x.Protocols {
		h.add("WARC-Protocol", p)
	}
	h.add("WARC-Cipher-Suite", x.Cipher)
	return h
}

// hopPath returns the way from a seed as WARC metadata has it: a letter a hop,
// L for a link and R for a redirect.
func hopPath(v archive.Visit) string {
	return strings.Repeat("L", max(0, v.Hops)) + strings.Repeat("R", max(0, v.Redirects))
}

func warcDate(t time.Time) string { return t.UTC().Format(dateLayout) }

// Conversion is a document that was made out of an archived payload.
type Conversion struct {
	TargetURI   string // of the payload
	RefersTo    string // the WARC-Record-ID of the payload's record; empty where there is none
	Date        time.Time
	ContentType string
	Body        []byte
	Document    archive.Digest // the content digest of the document that a report was read out of, or ""
}

// fieldDocument tells which document a report was read out of: WARC-Refers-To
// names the payload, in which several may be packed.
const fieldDocument = "Gongkai-Document"

// DocumentOf returns which document the report in a record was read out of, or ""
// where that is not said, as older programs did.
func DocumentOf(rec *Record) archive.Digest { return archive.Digest(rec.Header.Value(fieldDocument)) }

// WriteConversion writes c as one record.
func (w *Writer) WriteConversion(c Conversion) (Written, error) {
	if targetURI(c.TargetURI) == "" {
		return Written{}, errors.New("write conversion: no target URI")
	}
	if err := checkTime(c.Date); err != nil {
		return Written{}, fmt.Errorf("write conversion of %s: %w", fieldValue(c.TargetURI), err)
	}
	written, err := w.write(func(e *encoder, infoID string) (string, int64, error) {
		id := newRecordID()
		h := recordFields("conversion", id, infoID, warcDate(c.Date), targetURI(c.TargetURI))
		h.add("WARC-Refers-To", c.RefersTo)
		h.add(fieldDocument, string(c.Document))
		h.add("Content-Type", c.ContentType)
		length, err := e.recordBytes(h, c.Body)
		return id, length, err
	})
	if err != nil {
		return Written{}, fmt.Errorf("write conversion of %s: %w", fieldValue(c.TargetURI), err)
	}
	return written, nil
}
