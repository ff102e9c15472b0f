package archive

import "time"

// Kind tells what a visit asks for. It decides what may follow from the answer:
// only pages and attachments are read for documents.
type Kind string

// The kinds of visits.
const (
	KindPage       Kind = "page"       // an article, or a page not known to be something else
	KindList       Kind = "list"       // a home page, a column's page, one page of a list
	KindListData   Kind = "list_data"  // the data request that a list page makes by script
	KindAttachment Kind = "attachment" // a file that a page offers
	KindRobots     Kind = "robots"     // robots.txt (RFC 9309)
	KindNotFound   Kind = "not_found"  // a random address, to learn how the site says "not found"
)

// Visit is one planned HTTP exchange: a GET of a canonical URL.
type Visit struct {
	URL       string    `json:"url"` // canonical, absolute, without fragment
	Portal    string    `json:"portal"`
	Kind      Kind      `json:"kind"`
	Via       string    `json:"via,omitempty"`       // the URL that named this one
	Anchor    string    `json:"anchor,omitempty"`    // the text of the link that named it
	Column    string    `json:"column,omitempty"`    // 栏目 that the link stood in, as the page named it
	Hops      int       `json:"hops,omitempty"`      // links between a seed and this URL
	Redirects int       `json:"redirects,omitempty"` // redirects in a row that led here
	Score     int       `json:"score,omitempty"`     // 0 to 1000: what the visit promises; higher goes first; below 0 see Behind
	Attempts  int       `json:"attempts,omitempty"`  // exchanges that ended in a retry
	SameList  bool      `json:"same_list,omitempty"` // another page of the list that Via is a page of
	Arm       uint32    `json:"arm,omitempty"`       // links that look alike, as the crawl has learned; 0 is none
	Trail     [2]uint32 `json:"trail,omitzero"`      // the arms of the links that led here, nearest first
	Made      string    `json:"made,omitempty"`      // of a data request: how its page makes the addresses of what it brings
	Posted    string    `json:"posted,omitempty"`    // of one that its page posts: the address of what that is answered; URL itself where it is to be posted
	AsJSON    bool      `json:"as_json,omitempty"`   // what is posted are the fields of an object, and not of a form

	// Again asks for a URL that is known already, once in this crawl: what
	// named it has changed. Where Score is 0, the visit is as it was then.
	Again bool `json:"-"`
}

// IsPosted reports whether v is asked for by posting a form.
func (v Visit) IsPosted() bool { return v.Posted != "" && v.Posted == v.URL }

// behind is what a score is lowered by, so that all of them lie below 0.
const behind = 1001

// Behind returns v as it is queued once requests for it have failed: after all
// that did not fail so, whatever it promises. It is of no arm, so that it is worth
// another request whatever its like have brought.
func (v Visit) Behind() Visit {
	if v.Arm = 0; v.Score >= 0 {
		v.Score -= behind
	}
	return v
}

// IsBehind reports whether v is queued as [Visit.Behind] says.
func (v Visit) IsBehind() bool { return v.Score < 0 }

// Ahead returns v with the score that it promises, wherever it is queued.
func (v Visit) Ahead() Visit {
	if v.IsBehind() {
		v.Score += behind
	}
	return v
}

// Host is what the frontier remembers of a host's politeness. It survives a
// restart.
type Host struct {
	Name      string        `json:"name"`
	NotBefore time.Time     `json:"not_before"`        // the earliest start of the next request
	Pause     time.Duration `json:"pause,omitempty"`   // after its newest response: what a crash must not shorten
	Strikes   int           `json:"strikes,omitempty"` // how often it said that it is busy, or failed, without a quiet time between
	Penalty   time.Time     `json:"penalty,omitzero"`  // until when the newest strike made it wait
	Reason    Reason        `json:"reason,omitempty"`  // why the host waits longer than its pause
	Errors    int           `json:"errors,omitempty"`  // answers with a server's error in a row

	// Hosts of one address, or of one group, are asked one after the other.
	Address string    `json:"address,omitempty"` // IP that it was resolved to, or pinned at
	Group   string    `json:"group,omitempty"`   // of its portal
	Rest    time.Time `json:"rest,omitzero"`     // end of its newest response and pause: until then its server rests, whatever host it is asked for
}

// Order ranks what may be visited next: what a request for the visit with the
// highest score of an arm promises, higher first, and whether it is worth a
// request at all. It may be called in any transaction and must be quick.
type Order func(portal string, arm uint32, score int) (rank int, worth bool)

// Lease is a visit that the frontier has lent out, with its host. While it is
// out, the frontier lends no other visit of that host, of its address or of its
// group.
type Lease struct {
	Visit Visit
	Host  Host
	Prior *Capture // the newest whole capture of the URL; nil if there is none

	// NotBefore is when the request may be sent: the host, its gates and the
	// visit itself have waited by then. A claim may look ahead.
	NotBefore time.Time

	History History // of the URL's visits before
	Spent   Spent   // by the portal's crawl, before this visit
}

// Spent is what a portal's crawl has cost.
type Spent struct {
	Requests int    // of this crawl, over all processes that it took
	Day      string // YYYY-MM-DD, the newest on which something was received
	DayBytes int64  // received on that day
}

// History is how a URL has behaved, visit by visit.
type History struct {
	Checks  int    `json:"checks,omitempty"`  // whole answers
	Changes int    `json:"changes,omitempty"` // answers that differed from the one before
	Streak  int    `json:"streak,omitempty"`  // answers in a row that did not; below 0, those in a row that there is no such page
	Vain    int    `json:"vain,omitempty"`    // times in a row that it was given up
	Links   uint64 `json:"links,omitempty"`   // hash of the addresses that a list led to
	Newest  int    `json:"newest,omitempty"`  // newest year of which a list had a report
	Behind  bool   `json:"behind,omitempty"`  // fewer of that year than of one of the two before
	Items   int    `json:"items,omitempty"`   // articles and files of a list, when it last had some; -1: never, and a data request brings them
}

// Result tells how a visit ended.
type Result string

// The results of visits. Captured, unchanged and redirected had a whole
// exchange.
const (
	ResultCaptured   Result = "captured"   // a response was recorded
	ResultUnchanged  Result = "unchanged"  // 304, or the payload of the capture before
	ResultRedirected Result = "redirected" // 3xx; the target is an outlink
	ResultRefused    Result = "refused"    // not requested, or only to meet a block, for Reason
	ResultRetry      Result = "retry"      // requested, to be repeated at NextDue, for Reason
	ResultDeferred   Result = "deferred"   // something else must come first; no attempt is counted
	ResultDead       Result = "dead"       // given up, for Reason
)

// Reason is a code for why something was not done, or not kept.
type Reason string

// The reasons.
const (
	ReasonRobots        Reason = "robots"             // a rule of robots.txt
	ReasonRobotsMissing Reason = "robots_unreachable" // robots.txt could not be had: everything is refused (RFC 9309, 2.3.1.4)
	ReasonIgnored       Reason = "ignored"            // the operator doesn't want it
	ReasonScope         Reason = "scope"              // a host that is not the portal's
	ReasonTrap          Reason = "trap"               // an endless or repeating address
	ReasonAlias         Reason = "alias"              // another name of a site, which is asked under its main name
	ReasonHops          Reason = "hops"               // too many links from a seed
	ReasonHours         Reason = "hours"              // outside of the portal's crawl hours
	ReasonBytes         Reason = "bytes"              // the portal's bytes of the day are spent
	ReasonBlocked       Reason = "blocked"            // a protection product stands before the path
	ReasonSoftNotFound  Reason = "soft_404"           // "not found" said with status 200 or a redirect home
	ReasonNotFound      Reason = "not_found"          // 404 or 410
	ReasonClientError   Reason = "client_error"       // another 4xx
	ReasonServerError   Reason = "server_error"       // 5xx
	ReasonBusy          Reason = "busy"               // 429, or 503 with or without Retry-After
	ReasonTimeout       Reason = "timeout"            // no answer, or none to the end, in time
	ReasonCertificate   Reason = "certificate"        // a certificate that is expired, or not the host's
	ReasonNetwork       Reason = "network"            // no connection, or a broken one
	ReasonAddress       Reason = "address"            // the host resolves to an address that may not be visited
	ReasonTruncated     Reason = "truncated"          // fewer bytes than announced
	ReasonTooLarge      Reason = "too_large"          // more bytes than allowed
	ReasonRedirects     Reason = "redirects"          // too many redirects in a row, or a circle
	ReasonProtocol      Reason = "protocol"           // not a response that HTTP allows
	ReasonNotDocument   Reason = "not_document"       // read, and not a disclosure report
	ReasonUnreadable    Reason = "unreadable"         // of a format that is not read, or damaged
)

// Refused is a link that was found and not followed.
type Refused struct {
	URL    string `json:"url"`
	Reason Reason `json:"reason"`
	Detail string `json:"detail,omitempty"` // for people: which evidence speaks for it
}

// Outcome is all that follows from a visit. The store settles it in one
// transaction, which also gives the lease back.
type Outcome struct {
	Visit  Visit
	Result Result
	Reason Reason
	Detail string // for people: "503 Service Unavailable, Retry-After 3 s"

	At       time.Time
	Requests int    // requests sent: 0 or 1
	Bytes    int64  // bytes received
	Day      string // YYYY-MM-DD, by the portal's clock

	Capture *Capture // nil where nothing was recorded
	Extract bool     // the payload should be read for documents, if it is new …
	Unfit   Reason   // … or not, because it is plain already that it holds none: why

	Outlinks []Visit
	Refused  []Refused
	Items    *int   // articles and files that a list page or its data named; nil for everything else
	Unseen   string // for people: what a list of reports shows that can't be asked for; "" where there is nothing

	// NextDue is when the URL may be visited again; zero is never. With
	// ResultRetry and ResultDeferred the same crawl waits for it; otherwise it
	// is for a later one.
	NextDue time.Time

	// Closed is until when nothing may be asked for on behalf of the visit's
	// portal, for Reason, whatever its hosts allow; zero says nothing of it.
	Closed time.Time

	Host    Host     // to be kept; NotBefore frees the host from then on
	Site    *Site    // to be kept, where it changed
	History *History // to be kept, where it changed
}

// Model is what a crawl has learned about the links of a portal or of a CMS
// family, or what it has seen, in an encoding that is the crawler's own business.
type Model struct {
	Name string // "family/trs", or as PortalModel or CrawlModel names it
	Data []byte
}

// PortalModel names what was learned about the links of a portal.
func PortalModel(portal string) string { return "portal/" + portal }

// CrawlModel names what is kept of a portal's crawl for as long as that goes on.
func CrawlModel(portal string) string { return "crawl/" + portal }

// Site is what is known of one authority (scheme, host and port) beyond its
// pages. The zero value, but for the authority, is a site never visited.
type Site struct {
	Authority string    `json:"authority"` // "http://www.example.gov.cn", with a port that is not the scheme's
	Robots    *Robots   `json:"robots,omitempty"`
	NotFound  *NotFound `json:"not_found,omitempty"`
	// Folders are answers for addresses that can't exist below the root, by the
	// path of their folder, which ends in a slash: a few, where pages were doubted.
	Folders  map[string]*NotFound `json:"folders,omitempty"`
	Blocks   []Block              `json:"blocks,omitempty"`
	Tells    map[string]Tell      `json:"tells,omitempty"`    // what tells whether a block holds on, by its prefix
	Doubted  []Visit              `json:"doubted,omitempty"`  // ended by an answer that may stand in the place of all pages, as long as that is not told
	Family   string               `json:"family,omitempty"`   // CMS family: trs, jpage and the others that crawler/cms names
	Evidence string               `json:"evidence,omitempty"` // what the family was seen by
	Alias    *Alias               `json:"alias,omitempty"`    // nil where the site goes by its main name
}

// Alias says that an authority is another name of a site.
type Alias struct {
	Of       string    `json:"of"`       // the main name, an authority
	Evidence string    `json:"evidence"` // which addresses were answered alike
	Since    time.Time `json:"since"`
}

// Robots is robots.txt as it was got.
type Robots struct {
	Status   int       `json:"status"` // 0: no answer; 3xx: another site's counts, which is not taken over yet
	Location string    `json:"location,omitempty"`
	Body     []byte    `json:"body,omitempty"`
	Fetched  time.Time `json:"fetched"`
	Expires  time.Time `json:"expires"`

	// Where there was none to be had: why, since when, after how many requests in a row,
	// and the copy that was read before.
	Reason Reason    `json:"reason,omitempty"`
	Why    string    `json:"why,omitempty"` // "status 503"; for people
	Since  time.Time `json:"since,omitzero"`
	Tries  int       `json:"tries,omitempty"`
	Kept   *Robots   `json:"kept,omitempty"`
}

// NotFound is how a site answers for an address that can't exist.
type NotFound struct {
	Status   int       `json:"status"`
	Location string    `json:"location,omitempty"` // where it redirects to
	Title    string    `json:"title,omitempty"`
	Shingles []uint32  `json:"shingles,omitempty"` // hashes of the page's text, to compare with
	Payload  Digest    `json:"payload,omitempty"`  // of the answer
	Fetched  time.Time `json:"fetched"`
}

// Tell is a page that is asked for before others once a block is over.
type Tell struct {
	Visit  Visit  `json:"visit"`
	Answer Digest `json:"answer"` // of what the answer that it had in the block has in common with others
}

// Block is a protection product seen before a part of a site.
type Block struct {
	Prefix   string    `json:"prefix"` // path prefix that is fenced
	Product  string    `json:"product"`
	Evidence string    `json:"evidence"`
	Since    time.Time `json:"since"`
	Until    time.Time `json:"until"` // look again after
}
