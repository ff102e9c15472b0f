package archive

import "time"

// ReportSummary is what an index keeps of an annual report.
type ReportSummary struct {
	Portal   string    `json:"portal"`
	Issuer   string    `json:"issuer"`
	Kind     string    `json:"kind,omitempty"` // of the issuer; empty in what older programs wrote
	Year     int       `json:"year"`
	Title    string    `json:"title"`
	Template Template  `json:"template"`
	Document Digest    `json:"document"` // content digest
	URL      string    `json:"url"`
	Captured time.Time `json:"captured"`
	Cells    int       `json:"cells"`
	Failed   int       `json:"failed"` // checks that failed
	Findings int       `json:"findings"`

	// What archives of older programs don't have.
	Division  string `json:"division,omitempty"`  // of the issuer
	Published string `json:"published,omitempty"` // YYYY-MM-DD, as the page says

	Replaced bool `json:"replaced,omitempty"` // as a page's report was before an attachment, or the year in its title, was corrected

	// Recorded is when it was captured at the latest, where Captured is by a clock
	// that was ahead, or after what, where it took its place again that another had
	// taken; else zero.
	Recorded time.Time `json:"-"`
}

// Precedence orders the reports of an issuer and year: of the newest it is the
// latest. It is when the document was captured, as far as is known, and the
// beginning of 1970 where another took the place of the report.
func (r ReportSummary) Precedence() time.Time {
	if r.Replaced {
		return time.Unix(0, 0)
	}
	if !r.Recorded.IsZero() {
		return r.Recorded
	}
	return r.Captured
}

// Why a portal's crawl ended.
const (
	EndComplete = "complete" // nothing is left to ask for
	EndYield    = "yield"    // what is left promises too few reports for a request
	EndBudget   = "budget"   // the portal's requests for a crawl are spent
	EndWaiting  = "waiting"  // the portal asked to be left alone for longer than the crawl waits
)

// PortalStatus is where a portal's crawl stands.
type PortalStatus struct {
	Portal     string         `json:"portal"`
	Name       string         `json:"name"`
	Running    bool           `json:"running"` // begun and not ended
	Started    time.Time      `json:"started,omitzero"`
	Ended      time.Time      `json:"ended,omitzero"`
	EndReason  string         `json:"end_reason,omitempty"` // EndComplete, EndYield, EndBudget or EndWaiting
	Queued     int            `json:"queued"`
	Leased     int            `json:"leased"`
	Waiting    time.Time      `json:"waiting,omitzero"`      // when the next visit may start, where none may now
	WaitReason Reason         `json:"wait_reason,omitempty"` // why, where it is more than the delay
	Requests   int            `json:"requests"`              // of this crawl
	Bytes      int64          `json:"bytes"`                 // received in this crawl
	Captures   int            `json:"captures"`              // of this crawl
	Found      int            `json:"found"`                 // reports that this crawl brought
	Reports    int            `json:"reports"`               // in the archive
	Documents  int            `json:"documents"`             // in the archive
	Skipped    map[Reason]int `json:"skipped"`               // URLs not fetched or not kept, in the archive
	Blocks     []Block        `json:"blocks,omitempty"`
}

// Totals are counts over a whole archive.
type Totals struct {
	URLs        int `json:"urls"`
	Captures    int `json:"captures"`
	Payloads    int `json:"payloads"`
	Documents   int `json:"documents"`
	Reports     int `json:"reports"`
	Owed        int `json:"owed"` // deliveries not yet made
	Delivered   int `json:"delivered"`
	DeadLetters int `json:"dead_letters"`
	Unread      int `json:"unread"` // payloads due for extraction
}
