package deliver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"gongkai/archive"
)

// envelope is a CloudEvents 1.0 event in its structured JSON form.
type envelope struct {
	SpecVersion     string         `json:"specversion"`
	ID              string         `json:"id"`
	Source          string         `json:"source"`
	Type            string         `json:"type"`
	Subject         archive.Digest `json:"subject"`
	Time            time.Time      `json:"time,omitzero"`
	Previous        archive.Digest `json:"previous,omitempty"` // an extension: the version before
	DataContentType string         `json:"datacontenttype"`
	Data            any            `json:"data"`
}

type data struct {
	Document archive.Document      `json:"document"`
	Report   *archive.AnnualReport `json:"report"`
}

// Envelope returns p as a CloudEvents 1.0 event in one line of JSON, without
// the line's end. The id is the delivery's, the subject the content digest, the
// time when the delivery came to be owed: a repeat is the same line.
func Envelope(p archive.Parcel) ([]byte, error) {
	kind, source, content := "gongkai.document", "urn:gongkai:portal:"+url.PathEscape(p.Portal), any(data{p.Document, p.Report})
	if p.Alarm != nil {
		kind, content = "gongkai.alarm", p.Alarm
	}
	if p.Portal == "" { // an alarm about ourselves
		source = "urn:gongkai"
	}
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	err := enc.Encode(envelope{
		SpecVersion:     "1.0",
		ID:              p.Delivery.ID,
		Source:          source,
		Type:            kind,
		Subject:         p.Delivery.Document,
		Time:            p.Delivery.Created.UTC(),
		Previous:        p.Previous,
		DataContentType: "application/json",
		Data:            content,
	})
	if err != nil {
		return nil, fmt.Errorf("envelope of %s: %w", p.Delivery.ID, err)
	}
	return bytes.TrimSuffix(line.Bytes(), []byte("\n")), nil
}
