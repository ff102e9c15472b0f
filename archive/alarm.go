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
	Advice string    `json:"advice,omitempty"` // what to do about it
}

// AlarmEvent tells that an alarm was raised, or that it is over.
type AlarmEvent struct {
	State string    `json:"state"` // AlarmRaised or AlarmCleared
	Alarm Alarm     `json:"alarm"`
	At    time.Time `json:"at"`
}

// The states of an AlarmEvent.
const (
	AlarmRaised  = "raised"
	AlarmCleared = "cleared"
)

// The codes of alarms.
const (
	AlarmListEmptied       = "list_emptied"       // a list that had items has none: its layout has changed, most likely
	AlarmListUnturned      = "list_unturned"      // a list of reports has more than can be asked for
	AlarmReportLate        = "report_late"        // no report of last year on the whole portal, and a date has passed
	AlarmIssuerLate        = "issuer_late"        // none of last year by issuers that used to report
	AlarmBlocked           = "blocked"            // a protection product stands before the portal
	AlarmRobots            = "robots"             // robots.txt leaves nothing of the portal
	AlarmRobotsUnreachable = "robots_unreachable" // robots.txt can't be had, so that nothing may be asked for
	AlarmSeedMoved         = "seed_moved"         // an address of the config leads to a host that is none of the portal
	AlarmSeedLost          = "seed_lost"          // an address of the config has no page
	AlarmSeedEmpty         = "seed_empty"         // an address of the config has a page that leads nowhere
	AlarmCertificate       = "certificate"        // the portal's certificate is expired, or not valid for it
	AlarmSink              = "sink_dead"          // a sink has taken nothing for a while, or is disabled
	AlarmDisk              = "disk_low"           // little space is left where the data is
)

// Advice returns what a person can do about alarms of a code.
func Advice(code string) string {
	switch code {
	case AlarmListEmptied:
		return "look at the list in a browser; if it has items, its layout changed: gongkai probe shows what is seen of it"
	case AlarmListUnturned:
		return "look at the list in a browser: what it shows there comes by a script or a form, which gongkai doesn't use; where that has addresses, add those to seeds"
	case AlarmReportLate, AlarmIssuerLate:
		return "look for the report on the portal; where it is, and gongkai why of its URL says that it is not known, add the column to seeds"
	case AlarmBlocked:
		return "crawl the portal more slowly (delay, hours), or ask its operator to let gongkai in; it is tried again by itself"
	case AlarmRobots:
		return "ask the portal's operator; gongkai obeys robots.txt, and run reads it again after a month: gongkai crawl does after a day"
	case AlarmRobotsUnreachable:
		return "look whether the portal is up; it is tried again by itself. Where its TLS is too old, tls: lax in its entry takes it"
	case AlarmSeedMoved:
		return "look at where it leads: if that is the portal, add the address to seeds; what is archived stays"
	case AlarmSeedLost:
		return "look for the portal's new address, and add it to seeds; if the portal was shut, remove the seed: what is archived stays"
	case AlarmSeedEmpty:
		return "look at it in a browser: what only a script shows stays unseen; where its columns have addresses, name those in seeds"
	case AlarmCertificate:
		return "tell the portal's operator; tls: lax in the portal's entry takes it as it is, and the archive says so"
	case AlarmSink:
		return "repair what takes the deliveries, then gongkai deliver --retry; everything stays owed"
	case AlarmDisk:
		return "free some space, or move the data; crawling goes on by itself when there is some"
	}
	return ""
}
