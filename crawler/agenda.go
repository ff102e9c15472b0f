package crawler

import (
	"fmt"
	"time"

	"github.com/robfig/cron/v3"

	"gongkai/archive"
)

// How long a portal rests at least between two crawls, by how the last one
// ended.
const (
	afterCrawl  = time.Hour      // so that pages that fall due one by one are asked for together
	afterBudget = 24 * time.Hour // its requests for one crawl are those of a day then
	afterWait   = 10 * time.Minute
	lookAgain   = 30 * day // where no page of it is due at all
)

// The reasons for which a crawl is due.
const (
	DueNew         = "never crawled"
	DueInterrupted = "its crawl was interrupted"
	DueSeed        = "a seed of it was never asked for"
	DuePages       = "pages are due"
	DueCron        = "your schedule"
	DueWaiting     = "the portal asked to be left alone until then"
	DueBudget      = "the requests of the last crawl were spent"
	DueLook        = "nothing of it is due: a look for new columns"
)

// EndReason tells why a portal's crawl has ended that had so many requests to make
// at most.
func EndReason(st archive.PortalStatus, budget int) string {
	switch {
	case st.Queued > 0 && st.Requests >= budget:
		return archive.EndBudget
	case !st.Waiting.IsZero():
		return archive.EndWaiting
	case st.Queued > 0:
		return archive.EndYield
	}
	return archive.EndComplete
}

// NextCrawl returns when the next crawl of a portal begins, which may be past,
// and why then. It lies within the portal's crawl hours. A portal with a
// schedule of its own is crawled when that says, and before that only to finish
// what was interrupted or had to wait.
func NextCrawl(p archive.Portal, st archive.Standing, now time.Time) (at time.Time, why string) {
	zone := zoneOf(p)
	at, why = nextCrawl(p, st, zone, now)
	if at.Before(now) && why != DuePages {
		at = now
	}
	if at.Before(now) { // its hours may be over
		return opens(p.Hours, zone, now), why
	}
	return opens(p.Hours, zone, at), why
}

func nextCrawl(p archive.Portal, st archive.Standing, zone *time.Location, now time.Time) (time.Time, string) {
	switch {
	case st.Running:
		return now, DueInterrupted
	case st.EndReason == archive.EndWaiting && st.Queued > 0:
		return later(st.Waiting, st.Ended.Add(afterWait)), DueWaiting
	case p.Schedule != "":
		if schedule, err := Schedule(p.Schedule); err == nil {
			from := later(st.Started, st.Ended)
			if from.IsZero() {
				from = now
			}
			return schedule.Next(from.In(zone)), DueCron
		}
	}
	switch {
	case st.Started.IsZero():
		return now, DueNew
	case st.Unmet:
		return now, DueSeed
	case st.EndReason == archive.EndBudget:
		return st.Ended.Add(afterBudget), DueBudget
	case st.Due.IsZero():
		return st.Ended.Add(lookAgain), DueLook
	}
	return later(st.Due, st.Ended.Add(afterCrawl)), DuePages
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Schedule reads a schedule of five fields as cron(5) has them, or @daily and
// its like.
func Schedule(s string) (cron.Schedule, error) {
	schedule, err := cron.ParseStandard(s)
	if err != nil {
		return nil, fmt.Errorf("schedule %q: %w", s, err)
	}
	return schedule, nil
}
