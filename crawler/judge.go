package crawler

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/internal/urls"
)

// judge settles o by the answer, which ended at end: what it means for the URL,
// its host and its site, and where it leads.
func (r *run) judge(ctx context.Context, o *archive.Outcome, p *portal, s *site, a *answer, known bool, end time.Time) {
	o.Capture = a.capture
	if o.Visit.Kind == archive.KindRobots {
		r.judgeRobots(ctx, o, p, s, a, end)
		return
	}
	if product, evidence := cms.Blocked(o.Visit.URL, a.status(), a.exchange.header, a.text); product != "" {
		r.judgeBlock(o, s, a, product, evidence, end)
		return
	}
	if r.judgeStandIn(o, p, a, known, end) {
		return
	}
	status := a.status()
	if status > 0 && status < 500 {
		o.Host.Errors = 0
	}
	switch {
	case a.err != nil:
		r.judgeFailure(o, p, a, end)
	case s.turnsAway(o, a, p.Portal, end): // it is settled
	case busy(status) || status == http.StatusBadGateway || status == http.StatusGatewayTimeout:
		r.judgeBusy(o, p, a, end)
	case o.Visit.Kind == archive.KindNotFound && status >= 500: // many sites fail over it, and serve the rest
		o.Result, o.Reason, o.Detail = archive.ResultDead, archive.ReasonServerError, http.StatusText(status)
		inVain(o, a, end)
	case o.Visit.Kind == archive.KindNotFound:
		location, _ := redirectTarget(o.Visit.URL, a)
		s.learnNotFound(folder(o.Visit.URL), describeNotFound(a, location, end))
		o.Site = s.copy()
		o.Result, o.NextDue = archive.ResultCaptured, end.Add(oldRest)
	case status >= 500:
		o.Host = failing(o.Host, retryAfter(a.header("Retry-After"), end), end)
		r.retry(o, p, a, archive.ReasonServerError, http.StatusText(status), end)
	case status == http.StatusNotFound || status == http.StatusGone:
		gone(o, a, archive.ReasonNotFound, fmt.Sprintf("status %d", status), end)
		r.turnBack(o, p, known)
	case status == http.StatusPreconditionFailed && a.conditional:
		r.retry(o, p, a, archive.ReasonProtocol, "status 412 Precondition Failed, where a copy was held", end)
	case status >= 400:
		gone(o, a, archive.ReasonClientError, fmt.Sprintf("status %d %s", status, http.StatusText(status)), end)
	case status == http.StatusNotModified && !a.conditional, status == http.StatusPartialContent:
		r.retry(o, p, a, archive.ReasonProtocol, fmt.Sprintf("status %d %s, which was not asked for", status, http.StatusText(status)), end)
	case status == http.StatusNotModified:
		o.Result = archive.ResultUnchanged
		// What it was when it was read counts for more than what its address says.
		o.NextDue = nextDue(o, a, o.Visit.Kind == archive.KindPage && a.history.Links == 0, end)
		r.turnBack(o, p, known)
	case status >= 300:
		r.judgeRedirect(o, s, a, known, end)
	default:
		r.judgeWhole(ctx, o, p, s, a, known, end)
		r.turnBack(o, p, known)
	}
	unanswered(o, a)
	r.post(o, p, a)
	s.leadsOn(o, end)
	if a.err == nil {
		r.goHome(o, p, s, end)
	}
}

// unanswered tells of a list of reports that comes by a data request whose answer
// brings none: it may want what only a script knows.
func unanswered(o *archive.Outcome, a *answer) {
	v := o.Visit
	if v.Kind != archive.KindListData || v.Score < reportish || !cms.FirstPart(v.URL) || strings.HasSuffix(urls.Path(v.URL), ".js") || o.Unseen != "" {
		return
	}
	switch {
	case o.Result == archive.ResultDead:
		o.Unseen = "the list comes by this request of its page, which brings nothing: " + o.Detail
	case o.Items != nil && *o.Items == 0 && a.page != nil && pageTitle(a.page) != "":
		o.Unseen = "the list comes by this request of its page, which is answered by a page"
	case v.IsPosted() && a.reading != nil && a.reading.NoList:
		o.Unseen = unseen(*a.reading)
	case v.IsPosted() && o.Result == archive.ResultRedirected && a.status() < http.StatusTemporaryRedirect:
		o.Unseen = "the list comes by this request of its page, which is redirected " + o.Detail
	}
}

// post has a list asked for once more whose request brings nothing by GET: as the script
// of its page asks for it. Where that brings the list, others of the kind are asked for so
// at once.
func (r *run) post(o *archive.Outcome, p *portal, a *answer) {
	v := o.Visit
	empty := o.Items != nil && *o.Items == 0 && a.history.Items <= 0 && v.Score >= reportish && cms.FirstPart(v.URL)
	switch {
	case v.IsPosted():
		if target, _, ok := urls.Posted(v.URL); ok && o.Items != nil && *o.Items > 0 {
			p.posted.Store(pathOf(target), true)
		}
	case v.Posted != "" && (o.Unseen != "" || empty) && (a.reading == nil || a.reading.Unnamed == 0):
		// An empty list may be one: it is posted once.
		v.URL, v.Attempts, v.Again = v.Posted, 0, o.Unseen != ""
		before := len(o.Outlinks)
		if r.addOutlink(o, p, v); len(o.Outlinks) > before {
			o.Unseen = ""
		}
	}
}

func pathOf(url string) string {
	path, _, _ := strings.Cut(url, "?")
	return path
}

// turnBack has the page looked at whose list a data request was to bring, where
// that was known and shows no report: the page may have its list itself by now.
func (r *run) turnBack(o *archive.Outcome, p *portal, known bool) {
	v := o.Visit
	if known && v.Kind == archive.KindListData && !v.SameList && v.Score >= columnScore && (o.History == nil || o.History.Newest == 0) {
		r.addOutlink(o, p, archive.Visit{URL: v.Via, Portal: v.Portal, Kind: archive.KindList, Via: v.URL, Again: true})
	}
}

// entries returns a portal's seeds in canonical form.
func entries(p archive.Portal) []string {
	var all []string
	for _, seed := range p.Seeds {
		if url, err := urls.Canonical(seed); err == nil {
			all = append(all, url)
		}
	}
	return all
}

// isEntry reports whether a portal is entered by a URL: a seed, or a home page.
func isEntry(p archive.Portal, url string) bool {
	return url == urls.Authority(url)+"/" || slices.Contains(entries(p), url)
}

// goHome has the home page of a site looked at whose entry leads to no page of the portal
// but that: it leads to what has taken its place. How the site answers for an impossible
// address may have changed by then, too.
func (r *run) goHome(o *archive.Outcome, p *portal, s *site, now time.Time) {
	v := o.Visit
	home, target := urls.Authority(v.URL)+"/", RedirectedTo(o.Result, o.Detail)
	// Of one that fails, once: each good answer lets it be asked for in vain again at once.
	again := o.Reason != archive.ReasonServerError && o.Reason != archive.ReasonBusy && o.Reason != archive.ReasonProtocol
	lost := o.Result == archive.ResultDead || o.Reason == archive.ReasonServerError && v.IsBehind()
	if v.URL == home || !lost && target == "" || !slices.Contains(entries(p.Portal), v.URL) {
		return
	}
	if target == "" || target == home || !p.scope.holds(target) {
		r.addOutlink(o, p, archive.Visit{URL: home, Portal: v.Portal, Kind: archive.KindList, Via: v.URL, Score: seedScore, Again: again})
	}
	if again && (s.NotFound == nil || now.Sub(s.NotFound.Fetched) > deadRest) {
		r.addOutlink(o, p, archive.Visit{URL: probeURL(s.Authority), Portal: v.Portal, Kind: archive.KindNotFound, Via: v.URL, Score: 999, Again: true})
	}
}

// busy reports whether a status asks for patience by itself.
func busy(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// judgeBlock keeps that a protection product stands before the part of the site
// that the URL is in. Nothing else of that part is asked for until it ends.
func (r *run) judgeBlock(o *archive.Outcome, s *site, a *answer, product, evidence string, now time.Time) {
	b := archive.Block{Prefix: section(urls.Path(o.Visit.URL)), Product: product, Evidence: evidence, Since: now, Until: now.Add(blockFor)}
	if busy(a.status()) {
		o.Host = penalised(o.Host, archive.ReasonBusy, retryAfter(a.header("Retry-After"), now), now)
	}
	s.block(b)
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
	_, lookup := errors.AsType[*net.DNSError](err)
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case errors.Is(err, errTooLarge):
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonTooLarge, now.Add(deadRest)
		o.Detail = err.Error()
	case errors.Is(err, errAddress):
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonAddress, now.Add(deadRest)
		o.Detail = err.Error()
	case errors.Is(err, errHungUp):
		r.retry(o, p, a, archive.ReasonNetwork, err.Error(), now)
	case certificate:
		o.Host = penalised(o.Host, archive.ReasonCertificate, 0, now)
		r.retry(o, p, a, archive.ReasonCertificate, err.Error(), now)
	case lookup, errors.Is(err, syscall.ECONNRESET): // a reset says "enough", however much came before it
		o.Host = penalised(o.Host, archive.ReasonNetwork, 0, now)
		r.retry(o, p, a, archive.ReasonNetwork, err.Error(), now)
	case errors.Is(err, errTruncated):
		r.retry(o, p, a, archive.ReasonTruncated, err.Error(), now)
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		o.Host = penalised(o.Host, archive.ReasonTimeout, 0, now)
		r.retry(o, p, a, archive.ReasonTimeout, err.Error(), now)
	case a.exchange.received() > 0: // something came, and no head could be read from it
		r.retry(o, p, a, archive.ReasonProtocol, err.Error(), now)
	default:
		r.resolver.forget(o.Host.Name)
		o.Host = penalised(o.Host, archive.ReasonNetwork, 0, now)
		r.retry(o, p, a, archive.ReasonNetwork, err.Error(), now)
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
	r.retry(o, p, a, archive.ReasonBusy, detail, now)
}

// retry puts the visit off, or gives it up after its last attempt. A visit
// never comes before its host.
func (r *run) retry(o *archive.Outcome, p *portal, a *answer, reason archive.Reason, detail string, now time.Time) {
	o.Visit.Attempts++
	if o.Visit.Attempts > 1 && o.Visit.Kind != archive.KindNotFound { // pages are compared with its answer
		// Once may be chance. But a page that lets its host wait each time must not keep the rest of the
		// portal from its turn, crawl after crawl.
		o.Visit = o.Visit.Behind()
	}
	o.Reason, o.Detail = reason, detail
	if o.Visit.Attempts >= maxAttempts {
		o.Result = archive.ResultDead
		o.Detail += fmt.Sprintf(" (attempt %d, given up)", o.Visit.Attempts)
		inVain(o, a, now)
		if isEntry(p.Portal, o.Visit.URL) {
			o.NextDue = now.Add(vainEntry)
		}
		return
	}
	o.Result = archive.ResultRetry
	o.NextDue = retryAt(now, max(o.Host.Pause, p.Delay), o.Visit.Attempts)
	if o.NextDue.Before(o.Host.NotBefore) {
		o.NextDue = o.Host.NotBefore
	}
}

// How long what was asked for in vain rests: no whole days, since servers fail, or are
// switched off, at the same hours each day.
const (
	vainEntry = 25 * time.Hour // a seed or a home page
	vainFirst = 31 * time.Hour // anything else, doubling up to deadRest …
	vainMost  = 4 * vainFirst  // … or up to this in the season, where it was had before: sites fail for weeks, and are back
)

// inVain lets what was asked for in vain rest for about as long as it has been so: a
// page that is broken for good must not have its portal crawled day after day.
func inVain(o *archive.Outcome, a *answer, now time.Time) {
	h := a.history
	h.Vain++
	most := deadRest
	if _, inSeason := a.curve.Rest(now.In(beijing)); inSeason && a.prior != nil {
		most = vainMost
	}
	o.History, o.NextDue = &h, now.Add(min(vainFirst<<min(h.Vain-1, 8), most))
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
	return base.ResolveField(location)
}

// judgeRedirect makes a redirect's target a visit of its own. What has been a page,
// or does not say that it has moved for good, may be one again soon.
func (r *run) judgeRedirect(o *archive.Outcome, s *site, a *answer, known bool, now time.Time) {
	v, p := o.Visit, r.portals[o.Visit.Portal]
	target, err := redirectTarget(v.URL, a)
	switch {
	case err != nil:
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonProtocol, now.Add(deadRest)
		o.Detail = fmt.Sprintf("status %d to %q: %v", a.status(), a.header("Location"), err)
		return
	case softRedirect(s.NotFound, v.URL, target), softRedirect(s.Folders[folder(v.URL)], v.URL, target):
		gone(o, a, archive.ReasonSoftNotFound, "redirected to "+target+", as impossible addresses are", now)
		return
	case v.Redirects+1 > maxRedirects || p.shapes.circles(v, target):
		o.Result, o.Reason, o.NextDue = archive.ResultDead, archive.ReasonRedirects, now.Add(deadRest)
		o.Detail = fmt.Sprintf("%d redirects in a row, the last to %s", v.Redirects+1, target)
		return
	case urls.Path(target) == "/" && s.doubt(o):
		return
	}
	next := v
	next.URL, next.Redirects, next.Attempts, next.Via = target, v.Redirects+1, 0, v.URL
	if _, form, ok := urls.Posted(v.URL); ok && v.IsPosted() {
		next.Posted = "" // RFC 9110, 15.4: what 307 and 308 lead to is posted again, else it is asked for
		if a.status() == http.StatusTemporaryRedirect || a.status() == http.StatusPermanentRedirect {
			next.URL = urls.Post(target, form)
			next.Posted = next.URL
		}
	}
	rest := deadRest
	if !known && (a.status() == http.StatusMovedPermanently || a.status() == http.StatusPermanentRedirect) {
		rest = oldRest // its target is asked by itself
	}
	o.Result, o.NextDue = archive.ResultRedirected, now.Add(rest)
	o.Detail = redirectedTo + target
	r.addOutlink(o, p, next)
}

const redirectedTo = "to " // in the detail of an outcome

// RedirectedTo returns where a URL was redirected to whose visit ended so, or "".
func RedirectedTo(result archive.Result, detail string) string {
	if result != archive.ResultRedirected {
		return ""
	}
	return strings.TrimPrefix(detail, redirectedTo)
}

// judgeWhole settles a whole answer with status 2xx.
func (r *run) judgeWhole(ctx context.Context, o *archive.Outcome, p *portal, s *site, a *answer, known bool, now time.Time) {
	v := o.Visit
	if s.home == "" && urls.Path(v.URL) == "/" && a.page != nil {
		s.home = pageTitle(a.page)
	}
	if r.judgeDoubtful(o, s, a, known, now) {
		return
	}
	if a.exchange.result.Length == 0 && a.status() == http.StatusOK && !v.SameList && (v.Kind == archive.KindPage || v.Kind == archive.KindList) {
		r.retry(o, p, a, archive.ReasonProtocol, "an empty answer with status 200", now) // as servers give that fail
		return
	}
	o.Result = archive.ResultCaptured
	if known && a.capture.Payload == a.prior.Payload {
		o.Result = archive.ResultUnchanged
	}
	if a.sealed != nil {
		o.Reason, o.Detail = archive.ReasonUnreadable, "its coding can't be undone: "+a.sealed.Error()
	}
	if kind := v.Kind; a.page != nil && len(a.text) >= twinSize && (kind == archive.KindPage || kind == archive.KindList) {
		r.compare(o, p, a, now)
	}
	article := false
	if a.text != nil && v.Kind != archive.KindAttachment {
		article = r.follow(ctx, o, p, s, a, known)
	}
	o.Extract = a.status() == http.StatusOK && (v.Kind == archive.KindPage || v.Kind == archive.KindList || v.Kind == archive.KindAttachment)
	if o.Extract && a.text != nil && !r.opts.Conceivable(a.text, v.Anchor) {
		o.Unfit = archive.ReasonNotDocument
	}
	o.NextDue = nextDue(o, a, article, now)
}
