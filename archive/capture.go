package archive

import (
	"io"
	"time"
)

// Location is where a record stands: a WARC file relative to the data
// directory, and the record's gzip member in it.
type Location struct {
	File   string `json:"file"`
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
}

// Revisit tells how a capture came to have no payload of its own.
type Revisit string

// The revisit profiles of WARC 1.1.
const (
	RevisitNone      Revisit = ""
	RevisitIdentical Revisit = "identical-payload-digest"
	RevisitUnchanged Revisit = "server-not-modified"
)

// Capture is the immutable record of one exchange.
type Capture struct {
	URL       string    `json:"url"`
	Portal    string    `json:"portal"`
	Kind      Kind      `json:"kind"`
	Time      time.Time `json:"time"` // when the request was sent, UTC
	Status    int       `json:"status"`
	MediaType string    `json:"media_type,omitempty"` // Content-Type as sent
	Encoding  string    `json:"encoding,omitempty"`   // Content-Encoding as sent
	Payload   Digest    `json:"payload"`              // of the body after transfer decoding; for 304, of the capture before
	Length    int64     `json:"length"`               // bytes of the payload
	Record    Location  `json:"record"`               // the response or revisit record
	RecordID  string    `json:"record_id"`            // its WARC-Record-ID: <urn:uuid:…>
	Revisit   Revisit   `json:"revisit,omitempty"`
	Original  *Original `json:"original,omitempty"`  // with a revisit: whose payload it has
	Truncated string    `json:"truncated,omitempty"` // WARC-Truncated: disconnect, time, length or unspecified
	ETag      string    `json:"etag,omitempty"`
	Modified  string    `json:"last_modified,omitempty"`
	Via       string    `json:"via,omitempty"`
	Anchor    string    `json:"anchor,omitempty"`
	Column    string    `json:"column,omitempty"`
	Imported  *Imported `json:"imported,omitempty"` // nil for what was fetched
}

// Imported tells where a capture came from that was not fetched, but taken over
// from a file that others made.
type Imported struct {
	File     string    `json:"file"`                // as it was named, a WACZ's member behind "!"
	Digest   Digest    `json:"digest"`              // of that file
	RecordID string    `json:"record_id,omitempty"` // WARC-Record-ID that it had there; empty for a plain file
	At       time.Time `json:"at"`                  // when it was imported
	Note     string    `json:"note,omitempty"`      // what was wrong with it there, such as a digest
	Decoded  bool      `json:"decoded,omitempty"`   // its body is all that stands behind its head, whatever that says of its coding and length
}

// Original names the record that holds a revisit's payload.
type Original struct {
	URL      string    `json:"url"`
	Time     time.Time `json:"time"`
	RecordID string    `json:"record_id"`
	Record   Location  `json:"record"`
}

// Whole reports whether c holds all of an answer that is worth comparing with:
// status 200 and not cut short.
func (c Capture) Whole() bool { return c.Status == 200 && c.Truncated == "" }

// Exchange is one HTTP exchange as the wire had it, before it is recorded.
type Exchange struct {
	Visit     Visit
	Target    string        // what was asked for, where that is not the visit's URL: of an imported answer to POST
	Time      time.Time     // when the request was sent, UTC
	Took      time.Duration // until the last byte
	Address   string        // IP of the server
	Protocols []string      // WARC-Protocol: "http/1.1", "tls/1.3"
	Cipher    string        // TLS cipher suite, IANA name

	// Certificates are the chain that the server sent, DER, its own first; they
	// are there with the first exchange of a process that had them.
	Certificates [][]byte
	Untrusted    string // why the chain is not to be trusted, where the portal is asked all the same

	Request  []byte      // request head as sent
	Response io.ReaderAt // response as received: head, then body with its transfer coding
	Size     int64       // bytes of Response
	HeadSize int64       // bytes of its head, with the empty line

	Status    int
	MediaType string
	Encoding  string
	ETag      string
	Modified  string

	Payload   Digest   // of the body after transfer decoding
	Length    int64    // bytes of that body
	Truncated string   // WARC-Truncated, or ""
	Prior     *Capture // of the conditional request, for 304; of an imported revisit, the capture whose payload it has

	// Imported tells where an exchange came from that was not fetched. One with
	// a HeadSize of 0 is a file, without an exchange: Response is its content.
	Imported *Imported
}
