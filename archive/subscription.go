package archive

import (
	"slices"
	"time"
)

// Subscription tells what is owed to a sink. The zero value but for the sink's
// name is every document.
type Subscription struct {
	Sink     string   `json:"sink"`
	Portals  []string `json:"portals,omitempty"`  // of these portals alone; empty is all
	Kinds    []string `json:"kinds,omitempty"`    // annual reports of issuers of these kinds alone, as AnnualReport.IssuerKind has them
	Reports  bool     `json:"reports,omitempty"`  // annual reports alone
	Versions bool     `json:"versions,omitempty"` // documents that replace an earlier one at its URL alone
	Alarms   bool     `json:"alarms,omitempty"`   // and alarms, when they are raised and cleared
}

// Wants reports whether a document is owed: of a portal, that holds an annual
// report of an issuer of a kind or none, and that is a version of another or
// not.
func (s Subscription) Wants(portal, kind string, report, version bool) bool {
	switch {
	case len(s.Portals) > 0 && !slices.Contains(s.Portals, portal),
		(s.Reports || len(s.Kinds) > 0) && !report,
		len(s.Kinds) > 0 && !slices.Contains(s.Kinds, kind),
		s.Versions && !version:
		return false
	}
	return true
}

// SinkStatus is how deliveries to a sink stand.
type SinkStatus struct {
	Sink      string    `json:"sink"`
	Owed      int       `json:"owed"`
	Delivered int       `json:"delivered"`
	Dead      int       `json:"dead_letters"`
	Oldest    time.Time `json:"oldest,omitzero"`    // since when the oldest that is owed has been due, or when it is tried again
	Disabled  string    `json:"disabled,omitempty"` // why nothing is delivered any more
	Since     time.Time `json:"since,omitzero"`     // when it was disabled
}
