package warc

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"gongkai/archive"
)

// TargetURI returns the form that a capture's URL has in its record.
func TargetURI(url string) string { return targetURI(url) }

// Restore reads back, as far as a response, revisit or resource record at loc
// and the metadata beside it tell, the capture that was made of it. The payload
// is read, and must be what the record says: else it gives an error. Of a
// revisit's original it knows URL, time and record id; the caller adds where that
// stands and what is known by it alone, the length of the payload among it.
func (r *Reader) Restore(loc archive.Location) (archive.Capture, error) {
	rec, err := r.Record(loc)
	if err != nil {
		return archive.Capture{}, err
	}
	defer rec.Close()
	h := rec.Header
	c := archive.Capture{
		URL: strings.Trim(h.Value("WARC-Target-URI"), "<>"), Time: rec.Date, Record: loc, RecordID: rec.ID,
		Payload: archive.Digest(h.Value("WARC-Payload-Digest")), Truncated: h.Value("WARC-Truncated"),
	}
	body := rec.Content
	if rec.Type == "resource" {
		c.Status, c.MediaType = 200, h.Value("Content-Type")
	} else {
		m, err := rec.HTTP()
		if err != nil {
			return c, err
		}
		body = m.Body
		c.Status, c.MediaType, c.Encoding = m.Status, m.Header.Value("Content-Type"), m.Header.Value("Content-Encoding")
		c.ETag, c.Modified = m.Header.Value("ETag"), m.Header.Value("Last-Modified")
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
	} else {
		sum := sha256.New()
		if c.Length, err = io.Copy(sum, body); err != nil {
			return c, err
		}
		if got := archive.DigestFromSum(sum.Sum(nil)); got != c.Payload {
			return c, fmt.Errorf("payload of record %s: got %s, want %s", rec.ID, got, c.Payload)
		}
	}
	about, err := r.about(loc, rec.ID)
	if err != nil {
		return c, err
	}
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

// about returns the fields of the metadata that was recorded together with the
// record id at loc; none where there is no such record.
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
	var d decoder
	for at := loc.Offset + loc.Length; at < info.Size(); {
		rec, err := d.open(f, at, info.Size()-at)
		if err != nil || rec.Header.Value("WARC-Concurrent-To") != id {
			break
		}
		if rec.Type == "metadata" {
			budget := maxAbout
			return readFields(bufio.NewReader(io.MultiReader(rec.Content, strings.NewReader("\r\n"))), &budget)
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
