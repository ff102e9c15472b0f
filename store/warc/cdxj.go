package warc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// Entry is a line of a CDXJ index: where a record stands, and what it holds.
type Entry struct {
	URL    string    // as AddressOf has it
	Posted bool      // what it asks for was posted: URL is what urls.Post made of it
	Time   time.Time // WARC-Date, in whole milliseconds
	MIME   string    // of the payload as the server named it, without parameters; "warc/revisit"; "unk"
	Status int
	Digest string // WARC-Payload-Digest; "-" where the record has none
	Record archive.Location
}

// stampLayout is a CDXJ timestamp of 17 digits, down to the millisecond. Readers
// that know only 14 cut the rest off.
const stampLayout = "20060102150405.000"

// stamp returns the timestamp of t.
func stamp(t time.Time) string {
	return strings.Replace(t.UTC().Format(stampLayout), ".", "", 1)
}

// parseStamp reads a timestamp of 14 or 17 digits.
func parseStamp(s string) (time.Time, error) {
	if len(s) == 17 {
		return time.Parse(stampLayout, s[:14]+"."+s[14:])
	}
	return time.Parse(stampLayout[:14], s)
}

// messageOf returns the HTTP message of a record, or nil where it has none that
// can be read.
func messageOf(rec *Record) *HTTPBlock {
	m, err := rec.HTTP()
	if err != nil {
		return nil
	}
	return m
}

// entryOf returns the entry of a record with this message, and whether it has one: responses,
// revisits and resources have. The answer 304 has none, because a player would
// show it as an empty page.
func entryOf(loc archive.Location, rec *Record, m *HTTPBlock) (Entry, bool) {
	if !isIndexed(rec.Type) {
		return Entry{}, false
	}
	e := Entry{
		URL:    AddressOf(rec),
		Posted: rec.Header.Value(fieldAddress) != "",
		Time:   rec.Date.Truncate(time.Millisecond),
		MIME:   mimeOf(rec.Header.Value("Content-Type")),
		Status: 200,
		Digest: rec.Header.Value("WARC-Payload-Digest"),
		Record: loc,
	}
	if e.Digest == "" || strings.ContainsFunc(e.Digest, isNoToken) {
		e.Digest = "-"
	}
	if rec.Type == "resource" {
		return e, true
	}
	if e.MIME == "application/http" {
		e.MIME, e.Status = "unk", 0
		if m != nil {
			e.MIME, e.Status = mimeOf(m.Header.Value("Content-Type")), m.Status
		}
	}
	if rec.Type == "revisit" {
		e.MIME = "warc/revisit"
	}
	return e, e.Status != 304
}

// isIndexed reports whether records of a type have entries.
func isIndexed(kind string) bool {
	return kind == "response" || kind == "revisit" || kind == "resource"
}

// mimeOf returns the media type that a Content-Type names, or "unk".
func mimeOf(contentType string) string {
	mime, _, _ := strings.Cut(contentType, ";")
	mime = strings.TrimSpace(mime)
	if mime == "" || strings.ContainsFunc(mime, isNoToken) {
		return "unk"
	}
	return mime
}

// isNoToken reports whether r can stand in no media type and no digest.
func isNoToken(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"\,;<>`, r) }

// fields are an entry as its line has it: all texts, as pywb writes them.
type fields struct {
	URL      string `json:"url"`
	MIME     string `json:"mime"`
	Status   string `json:"status"`
	Digest   string `json:"digest"`
	Length   string `json:"length"`
	Offset   string `json:"offset"`
	Filename string `json:"filename"` // without folders

	Method string `json:"method,omitempty"`      // POST; the key has what was posted behind the URL …
	Body   string `json:"requestBody,omitempty"` // … which is this, as pywb and warcio.js write it
}

// line returns the entry as a line, with its end.
func (e Entry) line() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(CDXKey(e.URL) + " " + stamp(e.Time) + " ")
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	f := fields{
		URL: e.URL, MIME: e.MIME, Status: strconv.Itoa(e.Status), Digest: e.Digest,
		Length: strconv.FormatInt(e.Record.Length, 10), Offset: strconv.FormatInt(e.Record.Offset, 10),
		Filename: path.Base(e.Record.File),
	}
	if target, form, ok := urls.Posted(e.URL); ok && e.Posted {
		f.URL, f.Method, f.Body = target, "POST", form
	}
	err := enc.Encode(f)
	return b.Bytes(), err
}

// parseEntry reads a line that Entry.line made.
func parseEntry(line []byte) (Entry, error) {
	key, rest, _ := bytes.Cut(line, []byte(" "))
	at, object, _ := bytes.Cut(rest, []byte(" "))
	var f fields
	if err := json.Unmarshal(object, &f); err != nil {
		return Entry{}, fmt.Errorf("line %.80q of an index: %w", line, err)
	}
	e := Entry{URL: f.URL, MIME: f.MIME, Digest: f.Digest, Record: archive.Location{File: f.Filename}}
	if f.Method != "" {
		e.URL, e.Posted = urls.Post(f.URL, f.Body), true
	}
	var errs [4]error
	e.Time, errs[0] = parseStamp(string(at))
	e.Status, errs[1] = strconv.Atoi(f.Status)
	e.Record.Offset, errs[2] = strconv.ParseInt(f.Offset, 10, 64)
	e.Record.Length, errs[3] = strconv.ParseInt(f.Length, 10, 64)
	err := errors.Join(errs[:]...)
	switch {
	case err != nil:
	case CDXKey(e.URL) != string(key):
		err = errors.New("its key is not that of its URL")
	case path.Base(f.Filename) != f.Filename:
		err = errors.New("its file is in a folder")
	}
	if err != nil {
		return Entry{}, fmt.Errorf("line %.80q of an index: %w", line, err)
	}
	return e, nil
}
