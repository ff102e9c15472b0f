package warc

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"gongkai/archive"
)

// WriteResource writes a file that was imported, without an exchange, as a
// resource record, and metadata that tells where it came from. x.Response is its
// content, of x.Size bytes.
func (w *Writer) WriteResource(x archive.Exchange) (Written, error) {
	uri := targetURI(x.Visit.URL)
	if uri == "" {
		return Written{}, fmt.Errorf("write resource: no target URI")
	}
	if err := checkTime(x.Time); err != nil {
		return Written{}, fmt.Errorf("write resource %s: %w", fieldValue(uri), err)
	}
	written, err := w.write(func(e *encoder, infoID string) (string, int64, error) {
		id := newRecordID()
		h := recordFields("resource", id, infoID, warcDate(x.Time), uri)
		h.add("WARC-Payload-Digest", string(x.Payload))
		h.add("Content-Type", fieldValue(x.MediaType))
		length, err := e.record(h, io.NewSectionReader(x.Response, 0, x.Size))
		if err != nil {
			return "", 0, err
		}
		m := recordFields("metadata", newRecordID(), infoID, warcDate(x.Time), uri)
		m.add("WARC-Concurrent-To", id)
		m.add("Content-Type", fieldsType)
		var about Header
		addVisit(&about, x.Visit)
		addImported(&about, x.Imported)
		var lines bytes.Buffer
		about.writeTo(&lines)
		_, err = e.recordBytes(m, lines.Bytes())
		return id, length, err
	})
	if err != nil {
		return Written{}, fmt.Errorf("write resource %s: %w", fieldValue(uri), err)
	}
	return written, nil
}

// addImported adds where an exchange was imported from.
func addImported(about *Header, from *archive.Imported) {
	if from == nil {
		return
	}
	about.add("importedFrom", from.File)
	about.add("importedFromDigest", string(from.Digest))
	about.add("importedRecordID", from.RecordID)
	about.add("importedAt", from.At.UTC().Format(time.RFC3339Nano))
	about.add("importNote", from.Note)
}
