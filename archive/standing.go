package archive

import "time"

// Standing is where the crawls of a portal stand: what is needed to tell when
// the next one begins.
type Standing struct {
	Portal    string    `json:"portal"`
	Running   bool      `json:"running"` // begun and not ended
	Started   time.Time `json:"started,omitzero"`
	Ended     time.Time `json:"ended,omitzero"`
	EndReason string    `json:"end_reason,omitempty"`
	Due       time.Time `json:"due,omitzero"`     // when the first page of it is to be asked for again
	Waiting   time.Time `json:"waiting,omitzero"` // until when what is queued has to wait
	Queued    int       `json:"queued"`
	Unmet     bool      `json:"unmet,omitempty"`     // a seed of it was never queued
	Addresses []string  `json:"addresses,omitempty"` // that the hosts of its seeds were served at last
}
