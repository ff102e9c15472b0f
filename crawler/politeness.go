package crawler

import (
	"hash/fnv"
	"net/netip"
	"time"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// The rules of waiting. The clamp is Heritrix's; the ladder for a host that
// says it is busy is StormCrawler's (issues 867, 1984).
const (
	adaptiveFactor  = 5                // the pause is this times the response's duration …
	adaptiveMin     = 3 * time.Second  // … but no less than this
	adaptiveMax     = 30 * time.Second // … and no more than this
	firstPenalty    = time.Minute      // busy without Retry-After: this long, doubling …
	maxPenalty      = 24 * time.Hour   // … up to this
	forgivenAfter   = 30 * time.Minute // quiet for so long after a penalty, the ladder starts anew
	penaltyJitter   = 0.1
	errorsInRow     = 5  // answers with a server's error make the host wait as one that is busy: it is down
	maxAttempts     = 5  // exchanges of one visit before it is given up
	retryDelayUnits = 10 // a retry of one URL waits this many delays, times attempts squared
)

// pause returns how long a host rests after a response that took took: five
// times as long, within 3 and 30 s, and never less than the portal's delay or
// robots' Crawl-delay, however long that is. A server that is this machine is
// asked as fast as the portal's delay allows.
func pause(delay, crawlDelay, took time.Duration, at server) time.Duration {
	adaptive := min(adaptiveFactor*took, adaptiveMax)
	if !at.local() {
		adaptive = max(adaptive, adaptiveMin)
	}
	return max(delay, crawlDelay, adaptive)
}

// reserve returns how long the hosts of a portal rest at least after a crash that
// may have made the archive forget a request: their shortest pause.
func reserve(p archive.Portal) time.Duration {
	for _, seed := range p.Seeds {
		if at, err := netip.ParseAddrPort(p.Resolve[urls.Host(seed)]); err != nil || !at.Addr().Unmap().IsLoopback() {
			return max(p.Delay, adaptiveMin)
		}
	}
	return p.Delay
}

// penalised returns h after the portal said at now that it is busy. asked is
// its Retry-After, or 0.
func penalised(h archive.Host, reason archive.Reason, asked time.Duration, now time.Time) archive.Host {
	if now.Sub(h.Penalty) > forgivenAfter {
		h.Strikes = 0
	}
	wait := asked
	if wait == 0 {
		wait = penalty(h.Strikes)
		wait = min(wait+time.Duration(float64(wait)*penaltyJitter*spread(h.Name, h.Strikes)), maxPenalty)
	}
	h.Strikes++
	h.Penalty = now.Add(wait)
	h.Reason = reason
	if h.Penalty.After(h.NotBefore) {
		h.NotBefore = h.Penalty
	}
	return h
}

// penalty returns how long a host waits that has failed so often before.
func penalty(before int) time.Duration {
	if before >= 11 { // 2¹¹ minutes are more than a day
		return maxPenalty
	}
	return min(firstPenalty<<before, maxPenalty)
}

// failing returns h after an answer at now with a server's error. asked is its
// Retry-After, or 0. One broken page, or a few, must not slow a site down.
func failing(h archive.Host, asked time.Duration, now time.Time) archive.Host {
	if h.Errors++; h.Errors >= errorsInRow {
		asked = max(asked, penalty(h.Errors-errorsInRow))
	}
	if until := now.Add(asked); until.After(h.NotBefore) {
		h.NotBefore, h.Reason = until, archive.ReasonServerError
	}
	return h
}

// spread returns a number from -1 to 1 that depends on its arguments alone, so
// that hosts which failed together don't come back together.
func spread(name string, n int) float64 {
	h := fnv.New32a()
	h.Write([]byte(name))
	h.Write([]byte{byte(n)})
	return float64(h.Sum32()%2001)/1000 - 1
}

// retryAt returns when a visit that failed for the attempts-th time may be
// repeated.
func retryAt(now time.Time, delay time.Duration, attempts int) time.Time {
	return now.Add(time.Duration(retryDelayUnits*attempts*attempts) * delay)
}
