package warc

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"gongkai/archive"
)

// TargetURI returns the form that a capture's URL has in its record.
func TargetURI(url string) string { return targetURI(url) }

// FieldValue returns the form that a value has in the metadata of a record.
func FieldValue(s string) string { return trimSpace(fieldValue(s)) }

// Told is what a response, revisit or resource record and the metadata beside it
// tell of the capture that was made of it.
type Told struct {
	// Capture lacks what no record tells: where a revisit's original stands.
	archive.Capture

	Beside    bool // metadata stands beside the record: Via and Imported are told
	Visit     bool // so are Portal, Kind, Anchor and Column, which older programs did not record
	Elsewhere bool // and of a revisit, whose payload stands elsewhere, Length, MediaType and Encoding, as since then
}

// Media reports whether MediaType and Encoding are told.
func (t Told) Media() bool {
	return t.Elsewhere || t.Revisit == archive.RevisitNone || t.Revisit == archive.RevisitIdentical && t.Imported == nil
}

// Restore reads back the capture that was made of the record at loc. The payload
// is read, and must be what the record says: else it gives an error.
func (r *Reader) Restore(loc archive.Location) (Told, error) {
	rec, err := r.Record(loc)
	if err != nil {
		return Told{}, err
	}
	defer rec.Close()
	body, m := rec.Content, (*HTTPBlock)(nil)
	if rec.Type != "resource" {
		if m, err = rec.HTTP(); err != nil {
			return Told{}, err
		}
		body = m.Body
	}
	sum := sha256.New()
	length, err := io.Copy(sum, body)
	if err != nil {
		return Told{}, err
	}
	c, err := r.Tell(loc, rec, m, length)
	if got := archive.DigestFromSum(sum.Sum(nil)); err == nil && rec.Type != "revisit" && got != c.Payload {
		err = fmt.Errorf("payload of record %s: got %s, want %s", rec.ID, got, c.Payload)
	}
	return c, err
}

// Tell returns what the record rec at loc tells of its capture. m is the HTTP
// message in it, nil in a resource; length is that of the payload in it, in bytes.
func (r *Reader) Tell(loc archive.Location, rec *Record, m *HTTPBlock, length int64) (Told, error) {
	h := rec.Header
	c := Told{Capture: archive.Capture{
		URL: AddressOf(rec), Time: rec.Date, Record: loc, RecordID: rec.ID,
		Payload: archive.Digest(h.Value("WARC-Payload-Digest")), Length: length, Truncated: h.Value("WARC-Truncated"),
	}}
	if m == nil {
		c.Status, c.MediaType = 200, h.Value("Content-Type")
	} else {
		c.Status, c.MediaType, c.Encoding = m.Status, m.Header.Value("Content-Type"), m.Header.Value("Content-Encoding")
		c.ETag, c.Modified = m.Header.Value("ETag"), m.Header.Value("Last-Modified")
	}
	about, err := r.about(loc, rec.ID)
	if err != nil {
		return c, err
	}
	if rec.Type == "revisit" {
		c.Revisit = archive.Revisit(strings.TrimPrefix(h.Value("WARC-Profile"), revisitProfile))
		if c.Revisit == archive.RevisitIdentical {
			c.Truncated = "" // only its block is
		}
		at, err := parseDate(h.Value("WARC-Refers-To-Date"))
		if err != nil {
			return c, err
		}
		c.Original = &archive.Original{URL: h.Value("WARC-Refers-To-Target-URI"), Time: at, RecordID: h.Value("WARC-Refers-To")}
		c.elsewhere(about)
	}
	c.Beside, c.Visit = about != nil, about.Value("portal")+about.Value("kind") != ""
	c.Portal, c.Kind = about.Value("portal"), archive.Kind(about.Value("kind"))
	c.Via, c.Anchor, c.Column = about.Value("via"), about.Value("anchor"), about.Value("column")
	if from := about.Value("importedFrom"); from != "" {
		at, _ := time.Parse(time.RFC3339, about.Value("importedAt")) // ours always has it
		c.Imported = &archive.Imported{
			File: from, Digest: archive.Digest(about.Value("importedFromDigest")), RecordID: about.Value("importedRecordID"),
			At: at, Note: about.Value("importNote"), Decoded: h.Value(fieldDecoded) != "",
		}
	}
	return c, nil
}

// elsewhere takes what the metadata of a revisit tell of the payload that it has
// not itself.
func (c *Told) elsewhere(about Header) {
	length, err := strconv.ParseInt(about.Value("payloadLength"), 10, 64)
	if c.Length, c.Elsewhere = length, err == nil; !c.Elsewhere {
		return
	}
	if c.Revisit == archive.RevisitUnchanged || about.Value("importedFrom") != "" {
		c.MediaType, c.Encoding = about.Value("payloadMediaType"), about.Value("payloadEncoding")
	}
}

// addElsewhere adds what elsewhere reads: of a payload that is unchanged, or was left
// out by others, no head in this archive's record tells.
func addElsewhere(about *Header, x archive.Exchange, revisit archive.Revisit) {
	length, media, encoding := x.Length, x.MediaType, x.Encoding
	switch {
	case revisit == archive.RevisitNone:
		return
	case revisit == archive.RevisitUnchanged && x.Prior != nil:
		length, media, encoding = x.Prior.Length, x.Prior.MediaType, x.Prior.Encoding
	}
	about.add("payloadLength", strconv.FormatInt(length, 10))
	if revisit == archive.RevisitUnchanged || x.Imported != nil {
		about.add("payloadMediaType", media)
		about.add("payloadEncoding", encoding)
	}
}

// about returns the fields of the metadata that was recorded together with the
// record id at loc; nil where there is no such record.
func (r *Reader) about(loc archive.Location, id string) (Header, error) {
	f, err := openEither(filepath.Join(r.root, filepath.FromSlash(loc.File)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	d := r.decoder()
	defer r.decoders.Put(d)
	for at := loc.Offset + loc.Length; at < info.Size(); {
		rec, err := d.open(f, at, info.Size()-at)
		if err != nil || rec.Header.Value("WARC-Concurrent-To") != id {
			break
		}
		if rec.Type == "metadata" {
			budget := maxAbout
			h, err := readFields(bufio.NewReader(io.MultiReader(rec.Content, strings.NewReader("\r\n"))), &budget)
			return h, err
		}
		if _, err := io.Copy(io.Discard, rec.Content); err != nil {
			break
		}
		at += rec.block.consumed()
	}
	return nil, nil
}

// maxAbout bounds the metadata of a record, in which a chain of certificates may
// stand.
const maxAbout = 16 << 20

// addVisit adds what the archive knows of a visit beside its answer.
func addVisit(about *Header, v archive.Visit) {
	about.add("portal", v.Portal)
	about.add("kind", string(v.Kind))
	about.add("anchor", v.Anchor)
	about.add("column", v.Column)
}
