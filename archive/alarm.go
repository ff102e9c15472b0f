package archive

import "time"

// Alarm is something that a portal is expected to have and has not, or a reason
// why nobody can tell.
type Alarm struct {
	Code   string    `json:"code"`
	Portal string    `json:"portal"`
	URL    string    `json:"url,omitempty"`
	Since  time.Time `json:"since"`
	Detail string    `json:"detail"`           // for people
	Before int       `json:"before,omitempty"` // how many there were: items of a list, reports behind a block
}

// The codes of alarms.
const (
	AlarmListEmptied       = "list_emptied"       // a list that had items has none: its layout has changed, most likely
	AlarmReportLate        = "report_late"        // no report of last year on the whole portal, and a date has passed
	AlarmIssuerLate        = "issuer_late"        // none of last year by issuers that used to report
	AlarmBlocked           = "blocked"            // a protection product stands before the portal
	AlarmRobots            = "robots"             // robots.txt leaves nothing of the portal
	AlarmRobotsUnreachable = "robots_unreachable" // robots.txt can't be had, so that nothing may be asked for
)
