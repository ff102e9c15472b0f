package crawler

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/crawler/learn"
	"gongkai/crawler/season"
	"gongkai/internal/urls"
)

// product is the token that robots.txt names us by (RFC 9309, 2.2.1).
const product = "gongkai"

// blockFor is how long a block is believed before the part of a site is tried
// again.
const blockFor = 24 * time.Hour

// maxRedirects in a row end a visit. RFC 9309, 2.3.1.2 asks for five at least.
const maxRedirects = 6

// run is one run over some portals.
type run struct {
	*Crawler
	ids     []string
	reserve time.Duration
	longest atomic.Int64 // pause after an answer so far, in nanoseconds
	groups  func() Groups
	portals map[string]*portal
}

// portal is a portal under way.
type portal struct {
	archive.Portal
	scope    scope
	zone     *time.Location
	requests atomic.Int64
	model    *learn.Model  // what is known about its links
	curve    *season.Curve // when it publishes reports
	shapes   *shapes
	twins    *twins
	posted   sync.Map // addresses without their queries: what was posted there brought lists

	mu     sync.Mutex
	family string // CMS family, once a page has told
}

// delay returns the portal's own delay, but no less than a second for a server
// that is not this machine, whatever the config says.
func (p *portal) delay(at server) time.Duration {
	if at.local() {
		return p.Delay
	}
	return max(p.Delay, time.Second)
}

func newRun(ctx context.Context, c *Crawler, portals []archive.Portal) (*run, error) {
	if len(portals) == 0 {
		return nil, errors.New("no portal to crawl")
	}
	r := &run{Crawler: c, groups: c.opts.Groups, portals: map[string]*portal{}}
	if r.groups == nil {
		own := NewGroups(portals)
		r.groups = func() Groups { return own }
	}
	c.sites.forget()
	var common *season.Curve // of portals that were not seen to publish anything
	for _, p := range portals {
		r.ids = append(r.ids, p.ID)
		r.reserve = max(r.reserve, reserve(p))
		model, err := c.model(ctx, archive.PortalModel(p.ID))
		if err != nil {
			return nil, err
		}
		own, all, err := c.store.Season(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		seen, err := c.shapes(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		curve := season.New(own, all)
		if own.Count() == 0 {
			if common == nil {
				common = curve
			}
			curve = common
		}
		r.portals[p.ID] = &portal{Portal: p, scope: newScope(p), zone: zoneOf(p), model: model, curve: curve, shapes: seen, twins: newTwins()}
	}
	return r, nil
}

// visit makes a visit and settles it. Where ctx ends before the exchange does,
// the visit is put off as long as its host, which may have got the request; and
// where none was sent, the lease is given back.
func (r *run) visit(ctx context.Context, f *fetcher, l archive.Lease) error {
	o, err := r.attempt(ctx, f, l)
	kept := context.WithoutCancel(ctx)
	ours := err
	if err != nil && ctx.Err() != nil {
		ours = nil // stopped, not failed
	}
	switch {
	case err != nil && o.Requests > 0:
		o.Result, o.NextDue, o.Detail = archive.ResultDeferred, o.Host.NotBefore, "cut off: "+err.Error()
	case err != nil:
		return errors.Join(ours, r.store.Release(l))
	}
	r.opts.Step("fetched")
	if err := r.store.Settle(kept, o); err != nil {
		return errors.Join(ours, fmt.Errorf("settle %s: %w", o.Visit.URL, err))
	}
	r.opts.Step("settled")
	r.logOutcome(o)
	r.opts.Settled(o)
	if asked := o.Requests > 0; asked || o.Reason == archive.ReasonTrap {
		ours = errors.Join(ours, r.rememberShapes(kept, o.Visit.Portal, asked))
	}
	return ours
}

func (r *run) logOutcome(o archive.Outcome) {
	level := zerolog.InfoLevel
	switch {
	case o.Result == archive.ResultDeferred || o.Result == archive.ResultRefused:
		level = zerolog.DebugLevel
	case o.Reason == archive.ReasonBlocked || o.Reason == archive.ReasonRobotsMissing:
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
	select {
	case <-time.After(l.NotBefore.Sub(r.opts.Now())):
	case <-ctx.Done():
		return archive.Outcome{Visit: l.Visit, Host: l.Host}, ctx.Err()
	}
	now := r.opts.Now().UTC()
	if l.Host.Errors >= errorsInRow && l.Prior != nil && l.Visit.Arm == 0 && !l.Visit.IsBehind() && l.Visit.Kind != archive.KindRobots && !isEntry(p.Portal, l.Visit.URL) {
		return archive.Outcome{
			Visit: l.Visit.Behind(), At: now, Host: l.Host, Result: archive.ResultDeferred, Reason: archive.ReasonServerError,
			Detail: "the site fails: what it is entered by comes first",
		}, nil
	}
	if l.Visit.IsBehind() && l.Visit.Attempts == 0 {
		l.Visit.Attempts = maxAttempts - 1 // it was given up before, or is known: one request tells whether it is mended
	}
	l.Visit = l.Visit.Ahead()
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
	p.twins.recall(s.Site, now)
	p.spend(l.Spent)
	if limited(&o, p, l.Spent, now) || r.refuse(&o, p, s, now) {
		if o.Reason == archive.ReasonAddress && !isEntry(p.Portal, o.Visit.URL) {
			inVain(&o, unasked(l, p, nil), now)
		}
		return o, nil
	}
	at, ok, err := r.locate(ctx, l, &o, p, s, now)
	if err != nil || !ok {
		return o, err
	}
	p.requests.Add(1)
	err = r.exchange(ctx, f, l, &o, p, s, at)
	return o, err
}

// unasked is the answer to a visit for which nothing was asked, and why.
func unasked(l archive.Lease, p *portal, err error) *answer {
	return &answer{exchange: &exchange{}, err: err, history: l.History, prior: l.Prior, curve: p.curve}
}

// locate finds the server of a visit. It settles o without a request, and
// reports so, where there is none, and where the frontier has lent the visit not
// knowing it and others have their turn there: then it comes back when its own is.
func (r *run) locate(ctx context.Context, l archive.Lease, o *archive.Outcome, p *portal, s *site, now time.Time) (at server, ok bool, err error) {
	at, err = r.resolver.of(ctx, p, o.Host.Name)
	switch {
	case ctx.Err() != nil:
		return at, false, ctx.Err()
	case err != nil && o.Visit.Kind == archive.KindRobots:
		r.judgeRobots(ctx, o, p, s, unasked(l, p, err), now)
		return at, false, nil
	case err != nil:
		r.judgeFailure(o, p, unasked(l, p, err), now)
		return at, false, nil
	}
	address, group := at.address.String(), r.groups().Of(o.Host.Name)
	if o.Host.Address != address || o.Host.Group != group {
		o.Host.Address, o.Host.Group = address, group
		if !r.store.Enter(l, address, group, now) {
			o.Result, o.Detail = archive.ResultDeferred, "served at "+address
			return at, false, nil
		}
	}
	return at, true, nil
}

// exchange makes the exchange of a lease and judges the answer. A page that
// breaks our reading of it costs only itself: it is given up with the reason.
func (r *run) exchange(ctx context.Context, f *fetcher, l archive.Lease, o *archive.Outcome, p *portal, s *site, at server) error {
	a := f.begin(l, at)
	a.curve = p.curve
	defer a.exchange.close()
	defer func() {
		broken := recover()
		if broken == nil {
			return
		}
		r.log.Error().Str("url", o.Visit.URL).Str("error", fmt.Sprint(broken)).Bytes("stack", debug.Stack()).Send()
		o.Outlinks, o.Refused, o.Extract, o.Capture = nil, nil, false, a.capture
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonUnreadable, o.At.Add(deadRest)
		o.Detail = fmt.Sprintf("reading the page failed: %v", broken)
		now, penalty := r.opts.Now().UTC(), o.Host.NotBefore
		r.count(o, p, s, a, at, now)
		o.Host.NotBefore = latest(o.Host.NotBefore, penalty)
		if o.Visit.Kind == archive.KindRobots {
			r.robotsUnreachable(o, s, archive.ReasonUnreadable, o.Detail, 0, now)
		}
	}()
	if s.asked != nil && s.asked.URL == l.Visit.URL {
		l.History.Streak = wholeEvery - 1 // where it leads may tell
	}
	err := f.fetch(ctx, l, a)
	now := r.opts.Now().UTC()
	r.count(o, p, s, a, at, now)
	if err == nil {
		r.judge(ctx, o, p, s, a, l.Prior != nil, now)
		if l.Prior == nil {
			err = r.learn(ctx, o, p, a)
		}
	}
	return err
}

// count keeps what the exchange cost, and lets the host rest after it.
func (r *run) count(o *archive.Outcome, p *portal, s *site, a *answer, at server, now time.Time) {
	if a.exchange.head != nil {
		o.Requests, o.Bytes = 1, a.exchange.received()
	}
	var crawlDelay time.Duration
	if s.rules != nil {
		crawlDelay = s.rules.Delay(product)
	}
	// The response may have ended a while ago: recording it is our time, not
	// the portal's.
	end, took := now, now.Sub(o.At)
	if x := a.exchange.result; x.Took > 0 {
		end, took = x.Time.Add(x.Took), x.Took
	}
	o.Host.Pause = pause(p.delay(at), crawlDelay, took, at)
	for was := r.longest.Load(); int64(o.Host.Pause) > was && !r.longest.CompareAndSwap(was, int64(o.Host.Pause)); was = r.longest.Load() {
	}
	o.Host.NotBefore = end.Add(o.Host.Pause)
	o.Host.Rest = o.Host.NotBefore
	o.Host.Reason = ""
}

// refuse settles o without a request where scope, robots.txt or a block speaks
// against it, and reports whether it did.
func (r *run) refuse(o *archive.Outcome, p *portal, s *site, now time.Time) bool {
	v := o.Visit
	path := urls.Path(v.URL)
	if target, _, ok := urls.Posted(v.URL); ok && v.IsPosted() {
		path = urls.Path(target)
	}
	no := func(result archive.Result, reason archive.Reason, due time.Time, format string, args ...any) bool {
		o.Result, o.Reason, o.NextDue = result, reason, due
		o.Detail = fmt.Sprintf(format, args...)
		if reason == archive.ReasonRobots && v.Kind == archive.KindListData && v.Score >= reportish && cms.FirstPart(v.URL) {
			o.Unseen = "the list comes by this request of its page, which robots.txt forbids"
		}
		return true
	}
	switch {
	case !p.scope.lets(v) && v.Kind != archive.KindRobots:
		return no(archive.ResultRefused, archive.ReasonScope, now.Add(deadRest), "%s is not a host of %s", urls.Host(v.URL), p.ID)
	case p.scope.ignores(v) && v.Kind != archive.KindRobots:
		return no(archive.ResultRefused, archive.ReasonIgnored, now.Add(deadRest), "the config of %s leaves it out (ignore, only)", p.ID)
	case s.unfit != nil:
		return no(archive.ResultDead, archive.ReasonAddress, now.Add(blockFor), "%v", s.unfit)
	case v.Kind == archive.KindRobots && s.current(now):
		return no(archive.ResultUnchanged, "", time.Time{}, "asked for at %s, which holds until %s", s.Robots.Fetched.Format(time.RFC3339), s.Robots.Expires.Format(time.RFC3339))
	case v.Kind == archive.KindRobots:
		return false
	case v.Via != "" && v.Kind != archive.KindNotFound && r.elsewhere(o, p, s):
		return true
	case !s.current(now):
		first := robotsVisit(v)
		if s.unreachable() {
			first.Score, o.Visit = lateRobots, o.Visit.Behind()
		}
		o.Outlinks = []archive.Visit{first}
		return no(archive.ResultDeferred, "", time.Time{}, "robots.txt comes first")
	case s.rules == nil:
		o.Visit = o.Visit.Behind()
		return no(archive.ResultDeferred, archive.ReasonRobotsMissing, s.Robots.Expires, "robots.txt could not be had (status %d)", s.Robots.Status)
	case !s.rules.Allowed(product, path):
		return no(archive.ResultRefused, archive.ReasonRobots, now.Add(deadRest), "disallowed by robots.txt of %s", s.Authority)
	}
	if why := p.shapes.trapped(v); why != "" {
		return no(archive.ResultRefused, archive.ReasonTrap, now.Add(deadRest), "%s", why)
	}
	if b, ok := s.blocked(path, now); ok {
		return no(archive.ResultRefused, archive.ReasonBlocked, b.Until, "%s stands before %s: %s", b.Product, b.Prefix, b.Evidence)
	}
	return s.tellsFirst(o, path) || s.doubtsFirst(o)
}

// robotsVisit returns the visit that must come before v.
func robotsVisit(v archive.Visit) archive.Visit {
	u := urls.Authority(v.URL) + "/robots.txt"
	return archive.Visit{URL: u, Portal: v.Portal, Kind: archive.KindRobots, Via: u, Score: firstRobots}
}
