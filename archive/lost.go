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

// Unread is a payload that could not be read.
type Unread struct {
	Portal string    `json:"portal"`
	URL    string    `json:"url"`
	Anchor string    `json:"anchor"` // text of the link to it
	Detail string    `json:"detail"` // why, for people
	Time   time.Time `json:"time"`   // when it was fetched
}
