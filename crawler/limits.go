package crawler

import (
	"fmt"
	"time"

	"gongkai/archive"
)

// zoneOf returns the time zone of a portal. A name that the system doesn't know
// was refused with the config; China's own is the fallback.
func zoneOf(p archive.Portal) *time.Location {
	if p.Zone != "" {
		if zone, err := time.LoadLocation(p.Zone); err == nil {
			return zone
		}
	}
	return beijing
}

// opens returns when a portal may be asked by its crawl hours: now, or the
// beginning of the next ones.
func opens(h archive.Hours, zone *time.Location, now time.Time) time.Time {
	if h == (archive.Hours{}) {
		return now
	}
	local := now.In(zone)
	at := local.Hour()*60 + local.Minute()
	inside := h.From <= at && at < h.To
	if h.From > h.To {
		inside = at >= h.From || at < h.To
	}
	if inside {
		return now
	}
	opening := time.Date(local.Year(), local.Month(), local.Day(), 0, h.From, 0, 0, zone)
	if !opening.After(local) {
		opening = time.Date(local.Year(), local.Month(), local.Day()+1, 0, h.From, 0, 0, zone)
	}
	return opening
}

// limited settles o without a request where the portal's crawl hours are over,
// or its bytes of the day are spent, and reports whether it did. The whole portal
// waits, and none of its hosts: other portals may have a part of them.
func limited(o *archive.Outcome, p *portal, spent archive.Spent, now time.Time) bool {
	zone := p.zone
	local := now.In(zone)
	o.Day = local.Format(time.DateOnly)
	wait := func(until time.Time, reason archive.Reason, format string, args ...any) bool {
		o.Result, o.Reason, o.Detail = archive.ResultDeferred, reason, fmt.Sprintf(format, args...)
		o.Closed = until.UTC()
		return true
	}
	if opening := opens(p.Hours, zone, now); opening.After(now) {
		return wait(opening, archive.ReasonHours, "crawl hours are %s", p.Hours)
	}
	if p.BytesPerDay > 0 && spent.Day == o.Day && spent.DayBytes >= p.BytesPerDay {
		midnight := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, zone)
		return wait(midnight, archive.ReasonBytes, "%d of %d bytes were received on %s", spent.DayBytes, p.BytesPerDay, o.Day)
	}
	return false
}

// spend notes what the portal's crawl has cost before a visit.
func (p *portal) spend(spent archive.Spent) {
	for {
		known := p.requests.Load()
		if int64(spent.Requests) <= known || p.requests.CompareAndSwap(known, int64(spent.Requests)) {
			return
		}
	}
}

// exhausted reports whether the portal's requests for this crawl are spent.
func (r *run) exhausted(p *portal) bool {
	budget := p.Pages
	if budget == 0 {
		budget = r.opts.Pages
	}
	return p.requests.Load() >= int64(budget)
}
