package crawler

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// How long robots.txt is good for.
const (
	robotsFresh  = 24 * time.Hour // RFC 9309, 2.4
	redirectWait = time.Minute    // until the target of a redirected robots.txt was asked

	robotsGone  = 30 * 24 * time.Hour // out of reach for so long, it binds no more (RFC 9309, 2.3.1.4) …
	robotsTries = 10                  // … where it was asked for more than now and then
)

// Scores of robots.txt: it comes before all that it decides about. Where it could
// not be had, that is behind all else that the host has, such as the pages of
// another port; so it lies below other scores and above those.
const (
	firstRobots = 1000
	lateRobots  = 1
)

// judgeRobots keeps robots.txt, or why there is none.
func (r *run) judgeRobots(ctx context.Context, o *archive.Outcome, p *portal, s *site, a *answer, now time.Time) {
	status := a.status()
	switch {
	case errors.Is(a.err, errAddress):
		s.unfit = a.err
		o.Result, o.Reason, o.Detail = archive.ResultDead, archive.ReasonAddress, a.err.Error() // what is due asks for it first
	case a.err != nil:
		reason := archive.ReasonNetwork
		if _, certificate := errors.AsType[*tls.CertificateVerificationError](a.err); certificate {
			reason = archive.ReasonCertificate
		} else if errors.Is(a.err, errHandshake) {
			reason = archive.ReasonProtocol
		}
		r.robotsUnreachable(o, s, reason, a.err.Error(), 0, now)
		if reason == archive.ReasonCertificate {
			o.Host.Reason = reason // which a person can do something about
		}
	case status >= 300 && status < 400:
		r.robotsElsewhere(ctx, o, p, s, a, now)
	case status == http.StatusTooManyRequests || status >= 500:
		r.robotsUnreachable(o, s, archive.ReasonServerError, fmt.Sprintf("status %d", status), retryAfter(a.header("Retry-After"), now), now)
	case status == http.StatusPartialContent:
		r.robotsUnreachable(o, s, archive.ReasonProtocol, "status 206: a part of it, which was not asked for", 0, now)
	case status == http.StatusOK && pausedRobots(o.Visit, a):
		r.robotsUnreachable(o, s, archive.ReasonBusy, "a page in its place says that the site is being worked on", 0, now)
	case status >= 200 && status < 300 && a.text == nil:
		r.robotsUnreachable(o, s, archive.ReasonUnreadable, "it can't be decoded", 0, now)
	default:
		r.keepRobots(o, s, archive.Robots{Status: status, Body: a.text, Fetched: now, Expires: now.Add(robotsFresh)})
	}
	// The rules that were just read count from now on.
	if s.rules != nil {
		o.Host.Pause = max(o.Host.Pause, s.rules.Delay(product))
		o.Host.NotBefore = latest(o.Host.NotBefore, now.Add(o.Host.Pause))
		o.Host.Rest = latest(o.Host.Rest, now.Add(o.Host.Pause))
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// keepRobots settles o with the robots.txt of a site.
func (r *run) keepRobots(o *archive.Outcome, s *site, kept archive.Robots) {
	s.keep(kept)
	o.Site = s.copy()
	o.Result, o.NextDue, o.Outlinks = archive.ResultCaptured, time.Time{}, nil // what is due asks for it first
	if s.rules != nil && s.NotFound == nil && r.portals[o.Visit.Portal].scope.holds(s.Authority+"/") {
		o.Outlinks = append(o.Outlinks, archive.Visit{
			URL: probeURL(s.Authority), Portal: o.Visit.Portal, Kind: archive.KindNotFound, Via: o.Visit.URL, Score: 999,
		})
	}
}

// robotsUnreachable settles o where robots.txt could not be had: nothing of the
// site may be asked for until it can (RFC 9309, 2.3.1.4).
func (r *run) robotsUnreachable(o *archive.Outcome, s *site, reason archive.Reason, why string, asked time.Duration, now time.Time) {
	if s.Robots != nil && s.Robots.Status == 0 {
		o.Host.Penalty = latest(o.Host.Penalty, now) // it was not quiet in between: nobody asked
	}
	o.Host = penalised(o.Host, archive.ReasonRobotsMissing, asked, now)
	kept := unreached(s.Robots, o.Host.NotBefore, now)
	kept.Reason, kept.Why = reason, why
	s.keep(kept)
	o.Site = s.copy()
	o.Reason, o.Detail = archive.ReasonRobotsMissing, why
	if s.rules != nil {
		o.Detail += ", as for 30 days: what was read before holds, or nothing is refused"
		o.Result = archive.ResultDead
		return
	}
	o.Result, o.NextDue = archive.ResultRetry, o.Host.NotBefore
	o.Visit.Score = lateRobots
	if o.Visit.Attempts++; o.Visit.Attempts >= maxAttempts {
		o.Result = archive.ResultDead
	}
}

// unreached returns what follows from one more request for robots.txt in vain,
// after which the host rests until rest. The copy that was read last is kept.
func unreached(last *archive.Robots, rest, now time.Time) archive.Robots {
	r := archive.Robots{Fetched: now, Expires: rest, Since: now, Tries: 1}
	switch {
	case last == nil || redirects(last):
	case last.Status != 0:
		r.Kept = last
	default:
		r.Kept, r.Tries = last.Kept, last.Tries+1
		if r.Since = last.Since; r.Since.IsZero() {
			r.Since = last.Fetched
		}
	}
	if relaxed(&r) {
		r.Expires = latest(rest, now.Add(robotsFresh))
	}
	return r
}

// relaxed reports whether robots.txt has been out of reach for so long that it
// counts as one that is not there, or as it was (RFC 9309, 2.3.1.4).
func relaxed(r *archive.Robots) bool {
	return r.Status == 0 && r.Tries >= robotsTries && r.Fetched.Sub(r.Since) >= robotsGone
}

// robotsElsewhere settles a robots.txt that is redirected. The target's rules
// count for the site that was asked (RFC 9309, 2.3.1.2). The target comes first,
// as a visit of its own, on whatever site it is: a robots.txt may be asked for
// where nothing else may. Then this one is asked again, and takes over what the
// target brought: rules, or that there are none to be had.
func (r *run) robotsElsewhere(ctx context.Context, o *archive.Outcome, p *portal, s *site, a *answer, now time.Time) {
	target, err := redirectTarget(o.Visit.URL, a)
	s.redirects++
	if err != nil || s.redirects > maxRobotsRedirects {
		r.robotsUnreachable(o, s, archive.ReasonRedirects, fmt.Sprintf("status %d, which leads to no robots.txt", a.status()), 0, now)
		return
	}
	if _, err := r.resolver.of(ctx, p, urls.Host(target)); errors.Is(err, errAddress) {
		r.robotsUnreachable(o, s, archive.ReasonRedirects, fmt.Sprintf("status %d to %s: %v", a.status(), target, err), 0, now)
		return
	}
	unavailable := archive.Robots{Status: http.StatusNotFound, Fetched: now, Expires: now.Add(robotsFresh)}
	o.Result, o.Detail = archive.ResultDeferred, "to "+target
	first := robotsVisit(archive.Visit{URL: target, Portal: o.Visit.Portal})
	first.Score = o.Visit.Score + 1 // before the visit that waits for it
	if target != first.URL {        // a file of another name: its rules are this site's
		if urls.Host(target) != o.Host.Name || o.Visit.Redirects >= maxRedirects || isPage(target) {
			r.keepRobots(o, s, unavailable)
			return
		}
		first.URL, first.Via, first.Redirects = target, o.Visit.Via, o.Visit.Redirects+1
		o.Outlinks = []archive.Visit{first}
		return
	}
	s.keep(archive.Robots{Status: a.status(), Location: target, Fetched: now, Expires: now.Add(redirectWait)})
	o.Site = s.copy()
	seen := map[string]bool{s.Authority: true}
	for at := target; ; {
		authority := urls.Authority(at)
		if seen[authority] || len(seen) > maxRedirects {
			r.keepRobots(o, s, unavailable) // a circle
			return
		}
		seen[authority] = true
		there, err := r.store.Site(context.WithoutCancel(ctx), authority)
		if err != nil || there.Robots == nil || !now.Before(there.Robots.Expires) {
			first.URL = authority + "/robots.txt"
			first.Via = first.URL
			o.Outlinks = []archive.Visit{first}
			// Each time in vain leaves the target twice the time to be asked.
			o.NextDue = now.Add(min(redirectWait, max(o.Host.Pause, p.Delay)<<min(s.redirects, 10)))
			return
		}
		switch {
		case redirects(there.Robots):
			at = there.Robots.Location
		case there.Robots.Status == 0:
			if s.keep(*there.Robots); s.rules != nil {
				r.keepRobots(o, s, *there.Robots)
				return
			}
			o.Site = s.copy()
			o.Result, o.Reason, o.NextDue = archive.ResultDeferred, archive.ReasonRobotsMissing, there.Robots.Expires
			return
		default:
			r.keepRobots(o, s, *there.Robots)
			return
		}
	}
}

// isPage reports whether a robots.txt is redirected to a page, as sites do with
// all that they lack, their home page most of all. Asked for as rules it would be
// settled, and never be read as the page that it is.
func isPage(target string) bool {
	path := urls.Path(target)
	return strings.HasSuffix(path, "/") || strings.HasSuffix(path, ".html") || strings.HasSuffix(path, ".htm") || strings.HasSuffix(path, ".shtml")
}

// maxRobotsRedirects is how often a robots.txt may be redirected in one run
// before it counts as one that can't be had.
const maxRobotsRedirects = 20
