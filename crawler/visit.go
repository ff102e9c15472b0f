package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/internal/urls"
)

// product is the token that robots.txt names us by (RFC 9309, 2.2.1).
const product = "gongkai"

// How long an answer is good for.
const (
	robotsFresh   = 24 * time.Hour // RFC 9309, 2.4
	robotsMissing = 10 * time.Minute
	redirectWait  = time.Minute // until the target of a redirected robots.txt was asked
	blockFor      = 24 * time.Hour
	articleFresh  = 30 * 24 * time.Hour
)

// maxRedirects in a row end a visit. RFC 9309, 2.3.1.2 asks for five at least.
const maxRedirects = 6

// run is one run over some portals.
type run struct {
	*Crawler
	ids     []string
	reserve time.Duration
	portals map[string]*portal
}

// portal is a portal under way.
type portal struct {
	archive.Portal
	scope    scope
	requests atomic.Int64
}

// delay returns the least pause after a response of host: the portal's, but no
// less than a second for a host that is not pinned to an address.
func (p *portal) delay(host string) time.Duration {
	if _, pinned := p.Resolve[host]; pinned {
		return p.Delay
	}
	return max(p.Delay, time.Second)
}

func newRun(c *Crawler, portals []archive.Portal) (*run, error) {
	if len(portals) == 0 {
		return nil, errors.New("no portal to crawl")
	}
	r := &run{Crawler: c, portals: map[string]*portal{}}
	for _, p := range portals {
		r.ids = append(r.ids, p.ID)
		r.reserve = max(r.reserve, p.Delay)
		r.portals[p.ID] = &portal{Portal: p, scope: newScope(p)}
	}
	return r, nil
}

// visit makes a visit and settles it. Where ctx ends before the exchange does,
// the lease is given back.
func (r *run) visit(ctx context.Context, f *fetcher, l archive.Lease) error {
	o, err := r.attempt(ctx, f, l)
	kept := context.WithoutCancel(ctx)
	if err != nil {
		if releaseErr := r.store.Release(kept, l); releaseErr != nil {
			return errors.Join(err, releaseErr)
		}
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	r.opts.Step("fetched")
	if err := r.store.Settle(kept, o); err != nil {
		return fmt.Errorf("settle %s: %w", o.Visit.URL, err)
	}
	r.opts.Step("settled")
	r.logOutcome(o)
	r.opts.Settled(o)
	return nil
}

func (r *run) logOutcome(o archive.Outcome) {
	level := zerolog.InfoLevel
	switch {
	case o.Result == archive.ResultDeferred || o.Result == archive.ResultRefused:
		level = zerolog.DebugLevel
	case o.Reason == archive.ReasonBusy || o.Reason == archive.ReasonBlocked || o.Reason == archive.ReasonRobotsMissing:
		level = zerolog.WarnLevel
	}
	var digest archive.Digest
	var status int
	if o.Capture != nil {
		digest, status = o.Capture.Payload, o.Capture.Status
	}
	r.log.WithLevel(level).Str("url", o.Visit.URL).Str("host", o.Host.Name).
		Str("result", string(o.Result)).Str("reason", string(o.Reason)).Str("detail", o.Detail).
		Str("digest", digest.Short()).Int("status", status).
		Int64("bytes", o.Bytes).Int("outlinks", len(o.Outlinks)).Send()
}

// attempt decides about a lease and, where nothing speaks against it, makes
// the exchange. An error is ours.
func (r *run) attempt(ctx context.Context, f *fetcher, l archive.Lease) (archive.Outcome, error) {
	p := r.portals[l.Visit.Portal]
	if p == nil {
		return archive.Outcome{}, fmt.Errorf("the frontier lent a visit of %q, which is not crawled", l.Visit.Portal)
	}
	now := time.Now().UTC()
	o := archive.Outcome{Visit: l.Visit, At: now, Host: l.Host}
	// No request has been sent yet: the host's time is as it was before the
	// claim put it off.
	o.Host.NotBefore = now
	about := l.Visit.URL
	if l.Visit.Kind == archive.KindRobots {
		about = l.Visit.Via // rules reached by redirects count for the authority that was asked first
	}
	s, err := r.sites.of(ctx, urls.Authority(about))
	if err != nil {
		return o, err
	}
	if refused := r.refuse(&o, p, s, now); refused {
		return o, nil
	}
	p.requests.Add(1)
	a, err := f.fetch(ctx, l, p.Resolve)
	defer a.exchange.close()
	if err != nil {
		return o, err
	}
	r.judgeSafely(&o, p, s, a, l.Prior != nil)
	return o, nil
}

// judgeSafely judges an answer. A page that breaks our reading of it costs only
// itself: it is in the archive, and given up with the reason.
func (r *run) judgeSafely(o *archive.Outcome, p *portal, s *site, a *answer, known bool) {
	defer func() {
		if broken := recover(); broken != nil {
			r.log.Error().Str("url", o.Visit.URL).Str("error", fmt.Sprint(broken)).Bytes("stack", debug.Stack()).Send()
			o.Outlinks, o.Refused, o.Extract = nil, nil, false
			o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonUnreadable, o.At.Add(articleFresh)
			o.Detail = fmt.Sprintf("reading the page failed: %v", broken)
		}
	}()
	r.judge(o, p, s, a, known)
}

// refuse settles o without a request where scope, robots.txt, a block or the
// budget speaks against it, and reports whether it did.
func (r *run) refuse(o *archive.Outcome, p *portal, s *site, now time.Time) bool {
	v := o.Visit
	path := urls.Path(v.URL)
	no := func(result archive.Result, reason archive.Reason, due time.Time, format string, args ...any) bool {
		o.Result, o.Reason, o.NextDue = result, reason, due
		o.Detail = fmt.Sprintf(format, args...)
		return true
	}
	switch {
	case !p.scope.holds(v.URL) && v.Kind != archive.KindRobots:
		return no(archive.ResultRefused, archive.ReasonScope, time.Time{}, "%s is not a host of %s", urls.Host(v.URL), p.ID)
	case p.requests.Load() >= int64(r.opts.Pages):
		return no(archive.ResultRefused, archive.ReasonBudget, now, "%d requests were made in this crawl", p.requests.Load())
	case v.Kind == archive.KindRobots:
		return false
	case !s.current(now):
		o.Outlinks = []archive.Visit{robotsVisit(v)}
		return no(archive.ResultDeferred, "", time.Time{}, "robots.txt comes first")
	case s.rules == nil:
		return no(archive.ResultDeferred, archive.ReasonRobotsMissing, s.Robots.Expires, "robots.txt could not be had (status %d)", s.Robots.Status)
	case !s.rules.Allowed(product, path):
		return no(archive.ResultRefused, archive.ReasonRobots, now, "disallowed by robots.txt of %s", s.Authority)
	}
	if b, ok := s.blocked(path, now); ok {
		return no(archive.ResultRefused, archive.ReasonBlocked, b.Until, "%s stands before %s: %s", b.Product, b.Prefix, b.Evidence)
	}
	return false
}

// robotsVisit returns the visit that must come before v.
func robotsVisit(v archive.Visit) archive.Visit {
	u := urls.Authority(v.URL) + "/robots.txt"
	return archive.Visit{URL: u, Portal: v.Portal, Kind: archive.KindRobots, Via: u, Score: 1000}
}

// judge settles o by the answer: what it means for the URL, its host and its
// site, and where it leads.
func (r *run) judge(o *archive.Outcome, p *portal, s *site, a *answer, known bool) {
	end := time.Now().UTC()
	if a.exchange.head != nil {
		o.Requests, o.Bytes = 1, a.exchange.received()
	}
	o.Capture = a.capture
	var crawlDelay time.Duration
	if s.rules != nil {
		crawlDelay = s.rules.Delay(product)
	}
	o.Host.NotBefore = end.Add(pause(p.delay(o.Host.Name), crawlDelay, end.Sub(o.At)))
	o.Host.Reason = ""

	if o.Visit.Kind == archive.KindRobots {
		r.judgeRobots(o, p, s, a, end)
		return
	}
	if o.Visit.Kind == archive.KindNotFound && a.exchange.recorded && a.err == nil {
		location, _ := redirectTarget(o.Visit.URL, a)
		s.NotFound = describeNotFound(a, location, end)
		o.Site = s.copy()
		o.Result = archive.ResultCaptured
		return
	}
	if product, evidence := cms.Blocked(a.status(), a.exchange.header, a.text); product != "" {
		r.judgeBlock(o, s, product, evidence, end)
		return
	}
	status := a.status()
	switch {
	case a.err != nil:
		r.judgeFailure(o, p, a, end)
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable ||
		status == http.StatusBadGateway || status == http.StatusGatewayTimeout:
		r.judgeBusy(o, p, a, end)
	case status >= 500:
		r.retry(o, p, archive.ReasonServerError, http.StatusText(status), end)
	case status == http.StatusNotFound || status == http.StatusGone:
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonNotFound, end.Add(articleFresh)
		o.Detail = fmt.Sprintf("status %d", status)
	case status >= 400:
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonClientError, end.Add(articleFresh)
		o.Detail = fmt.Sprintf("status %d %s", status, http.StatusText(status))
	case status == http.StatusNotModified:
		o.Result = archive.ResultUnchanged
		o.NextDue = nextDue(o.Visit, false, end)
	case status >= 300:
		r.judgeRedirect(o, s, a, end)
	default:
		r.judgeWhole(o, p, s, a, known, end)
	}
}

// judgeBlock keeps that a protection product stands before the part of the site
// that the URL is in. Nothing else of that part is asked for until it ends.
func (r *run) judgeBlock(o *archive.Outcome, s *site, product, evidence string, now time.Time) {
	b := archive.Block{Prefix: section(urls.Path(o.Visit.URL)), Product: product, Evidence: evidence, Since: now, Until: now.Add(blockFor)}
	kept := s.Blocks[:0:0]
	for _, old := range s.Blocks {
		if old.Prefix != b.Prefix {
			kept = append(kept, old)
		}
	}
	s.Blocks = append(kept, b)
	o.Site = s.copy()
	o.Result, o.Reason, o.NextDue = archive.ResultRefused, archive.ReasonBlocked, b.Until
	o.Detail = fmt.Sprintf("%s stands before %s: %s", product, b.Prefix, evidence)
}

// section returns the part of a site that path lies in: its first folder, or
// the path itself where it lies in none.
func section(path string) string {
	path, _, _ = strings.Cut(path, "?")
	if i := strings.IndexByte(path[1:], '/'); i >= 0 {
		return path[:i+2]
	}
	return path
}

// judgeFailure settles an exchange without a whole response.
func (r *run) judgeFailure(o *archive.Outcome, p *portal, a *answer, now time.Time) {
	err := a.err
	switch {
	case errors.Is(err, errTooLarge):
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonTooLarge, now.Add(articleFresh)
		o.Detail = err.Error()
	case errors.Is(err, errAddress):
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonAddress, now.Add(articleFresh)
		o.Detail = err.Error()
	case errors.Is(err, errTruncated):
		r.retry(o, p, archive.ReasonTruncated, err.Error(), now)
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		o.Host = penalised(o.Host, archive.ReasonTimeout, 0, now)
		r.retry(o, p, archive.ReasonTimeout, err.Error(), now)
	case a.exchange.received() > 0: // something came, and no head could be read from it
		r.retry(o, p, archive.ReasonProtocol, err.Error(), now)
	default:
		o.Host = penalised(o.Host, archive.ReasonNetwork, 0, now)
		r.retry(o, p, archive.ReasonNetwork, err.Error(), now)
	}
}

// judgeBusy settles an answer that asks for patience.
func (r *run) judgeBusy(o *archive.Outcome, p *portal, a *answer, now time.Time) {
	asked := retryAfter(a.header("Retry-After"), now)
	o.Host = penalised(o.Host, archive.ReasonBusy, asked, now)
	detail := fmt.Sprintf("%d %s", a.status(), http.StatusText(a.status()))
	if asked > 0 {
		detail += fmt.Sprintf(", Retry-After %s", asked.Round(time.Second))
	}
	r.retry(o, p, archive.ReasonBusy, detail, now)
}

// retry puts the visit off, or gives it up after its last attempt. A visit
// never comes before its host.
func (r *run) retry(o *archive.Outcome, p *portal, reason archive.Reason, detail string, now time.Time) {
	o.Visit.Attempts++
	o.Reason, o.Detail = reason, detail
	if o.Visit.Attempts >= maxAttempts {
		o.Result, o.NextDue = archive.ResultDead, now.Add(blockFor)
		o.Detail += fmt.Sprintf(" (attempt %d, given up)", o.Visit.Attempts)
		return
	}
	o.Result = archive.ResultRetry
	o.NextDue = retryAt(now, p.delay(o.Host.Name), o.Visit.Attempts)
	if o.NextDue.Before(o.Host.NotBefore) {
		o.NextDue = o.Host.NotBefore
	}
}

// redirectTarget returns where an answer redirects to, in canonical form.
func redirectTarget(from string, a *answer) (string, error) {
	location := a.header("Location")
	if location == "" {
		return "", errors.New("no Location")
	}
	base, err := urls.NewBase(from)
	if err != nil {
		return "", err
	}
	return base.Resolve(location)
}

// judgeRedirect makes a redirect's target a visit of its own.
func (r *run) judgeRedirect(o *archive.Outcome, s *site, a *answer, now time.Time) {
	v := o.Visit
	target, err := redirectTarget(v.URL, a)
	switch {
	case err != nil:
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonProtocol, now.Add(articleFresh)
		o.Detail = fmt.Sprintf("status %d to %q: %v", a.status(), a.header("Location"), err)
		return
	case softRedirect(s.NotFound, v.URL, target):
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonSoftNotFound, now.Add(articleFresh)
		o.Detail = "redirected to " + target + ", as impossible addresses are"
		return
	case v.Redirects+1 > maxRedirects || target == v.URL:
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonRedirects, now.Add(articleFresh)
		o.Detail = fmt.Sprintf("%d redirects in a row, the last to %s", v.Redirects+1, target)
		return
	}
	next := v
	next.URL, next.Redirects, next.Attempts, next.Via = target, v.Redirects+1, 0, v.URL
	permanent := a.status() == http.StatusMovedPermanently || a.status() == http.StatusPermanentRedirect
	o.Result, o.NextDue = archive.ResultRedirected, nextDue(v, permanent && v.Kind == archive.KindPage, now)
	o.Detail = "to " + target
	r.addOutlink(o, r.portals[v.Portal], next)
}

// judgeRobots keeps robots.txt.
func (r *run) judgeRobots(o *archive.Outcome, p *portal, s *site, a *answer, now time.Time) {
	status := a.status()
	if a.err != nil {
		status = 0
	}
	kept := &archive.Robots{Status: status, Fetched: now, Expires: now.Add(robotsFresh)}
	o.Result, o.NextDue = archive.ResultCaptured, kept.Expires
	switch target, err := redirectTarget(o.Visit.URL, a); {
	case status >= 300 && status < 400 && err == nil && o.Visit.Redirects < maxRedirects && p.scope.holds(target):
		next := o.Visit
		next.URL, next.Redirects = target, o.Visit.Redirects+1
		o.Result, o.Detail = archive.ResultRedirected, "to "+target
		o.Outlinks = []archive.Visit{next}
		kept.Status, kept.Expires = 0, now.Add(redirectWait)
	case status >= 300 && status < 400:
		kept.Status = http.StatusNotFound // unavailable: RFC 9309, 2.3.1.2
	case status >= 200 && status < 300:
		kept.Body = a.text
	case status == 0 || status == http.StatusTooManyRequests || status >= 500:
		kept.Expires = now.Add(robotsMissing)
		o.Host = penalised(o.Host, archive.ReasonRobotsMissing, retryAfter(a.header("Retry-After"), now), now)
		if kept.Expires.After(o.Host.NotBefore) {
			kept.Expires = o.Host.NotBefore
		}
		o.NextDue = kept.Expires
		o.Reason, o.Detail = archive.ReasonRobotsMissing, fmt.Sprintf("status %d", status)
		if a.err != nil {
			o.Detail = a.err.Error()
		}
		o.Visit.Attempts++
		o.Result = archive.ResultRetry
		if o.Visit.Attempts >= maxAttempts {
			o.Result = archive.ResultDead
		}
	}
	s.Robots = kept
	s.parse()
	o.Site = s.copy()
	if s.rules != nil && s.NotFound == nil {
		o.Outlinks = append(o.Outlinks, archive.Visit{
			URL: probeURL(s.Authority), Portal: o.Visit.Portal, Kind: archive.KindNotFound, Via: o.Visit.URL, Score: 999,
		})
	}
}

// judgeWhole settles a whole answer with status 2xx.
func (r *run) judgeWhole(o *archive.Outcome, p *portal, s *site, a *answer, known bool, now time.Time) {
	v := o.Visit
	if softNotFound(s.NotFound, a.page) {
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonSoftNotFound, now.Add(articleFresh)
		o.Detail = "status 200, but the page says what the site says for impossible addresses"
		return
	}
	o.Result = archive.ResultCaptured
	if a.capture.Revisit == archive.RevisitIdentical && a.capture.Original != nil && a.capture.Original.URL == v.URL {
		o.Result = archive.ResultUnchanged
	}
	article := false
	if a.text != nil && v.Kind != archive.KindAttachment {
		article = r.follow(o, p, s, a, known)
	}
	o.Extract = a.status() == http.StatusOK && (v.Kind == archive.KindPage || v.Kind == archive.KindList || v.Kind == archive.KindAttachment)
	o.NextDue = nextDue(v, article, now)
}

// nextDue returns when a later crawl should ask for a URL again: the first page
// of a list each time, since new reports appear there; the others when the first
// has changed, and seldom by themselves; what is settled, as articles are,
// seldom; files never, since another file has another address.
func nextDue(v archive.Visit, settled bool, now time.Time) time.Time {
	switch {
	case v.Kind == archive.KindAttachment:
		return time.Time{}
	case v.Kind == archive.KindPage && settled, v.SameList:
		return now.Add(articleFresh)
	default:
		return now
	}
}
