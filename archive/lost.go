package archive

import "time"

// Lost is a report that a portal had and has no more: each URL that led to it
// there is answered with "not found".
type Lost struct {
	Portal   string    `json:"portal"`
	Document Digest    `json:"document"`
	URL      string    `json:"url"`
	Since    time.Time `json:"since"` // the newest visit that found it gone
}

// Unread is a payload that could not be read, or in which there is no report.
type Unread struct {
	Portal string    `json:"portal"`
	URL    string    `json:"url"`
	Anchor string    `json:"anchor"` // text of the link to it; of a document, its title
	Detail string    `json:"detail"` // why, for people
	Time   time.Time `json:"time"`   // when it was fetched

	// Hollow tells that it was read as a document, and has no report: it may only
	// offer that as a file.
	Hollow bool `json:"hollow,omitempty"`
}
