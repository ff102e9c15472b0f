package archive

import "time"

// Delivery is one document owed to one sink. A sink may get it more than once,
// always under the same ID.
type Delivery struct {
	ID       string    `json:"id"` // depends on sink and content digest alone
	Sink     string    `json:"sink"`
	Document Digest    `json:"document"` // content digest
	Created  time.Time `json:"created"`
	Due      time.Time `json:"due"`
	Attempts int       `json:"attempts"`
	Error    string    `json:"error,omitempty"` // of the newest attempt
}

// DeliveryID returns the id of document's delivery to sink.
func DeliveryID(sink string, document Digest) string {
	return string(DigestOf([]byte(sink + "\n" + string(document))))
}

// Parcel is a delivery with what is handed over.
type Parcel struct {
	Delivery Delivery
	Portal   string
	Previous Digest // the version before; empty where the document replaces none
	Document Document
	Report   *AnnualReport // nil where the document is not an annual report
	Alarm    *AlarmEvent   // where the parcel holds an alarm, and no document
}
