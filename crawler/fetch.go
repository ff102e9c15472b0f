package crawler

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gocolly/colly/v2"
	"golang.org/x/net/html"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/crawler/robots"
	"gongkai/crawler/season"
	"gongkai/internal/charset"
	"gongkai/internal/coding"
	"gongkai/internal/markup"
)

// answer is what came of one exchange.
type answer struct {
	exchange    *exchange
	capture     *archive.Capture // nil where nothing was recorded
	text        []byte           // a text payload in UTF-8; nil where it is none, or too large
	charset     string           // that it was in before
	html        bool             // text is a page
	page        *html.Node       // its root element
	reading     *cms.Reading     // what it leads to; nil where that was not asked
	grows       bool             // columns and reports are among it that were not known
	history     archive.History  // of the visits before
	prior       *archive.Capture // the newest whole one of the URL; nil if there is none
	conditional bool             // the request was
	repeated    bool             // its page was asked for a second time, for another's sake
	curve       *season.Curve    // when the portal publishes
	sealed      error            // why a payload that may be text can't be decoded
	err         error            // why there is no whole response: the portal's fault
}

// status returns the HTTP status, or 0 where there was no response.
func (a answer) status() int { return a.exchange.result.Status }

// header returns a field of the response, or "".
func (a answer) header(name string) string { return a.exchange.header.Get(name) }

// fetcher makes exchanges through colly. It serves one worker.
type fetcher struct {
	collector *colly.Collector
	recorder  Recorder
	opts      Options
}

// newCollector returns the collector that every worker clones. All that colly
// would do by itself is off: the crawler orders, paces, scopes, decodes and
// records. It fails where the environment could change those settings.
func newCollector(t http.RoundTripper) (*colly.Collector, error) {
	for _, e := range os.Environ() {
		if name, _, _ := strings.Cut(e, "="); strings.HasPrefix(name, "COLLY_") {
			return nil, fmt.Errorf("the environment variable %s would change how pages are fetched: unset it", name)
		}
	}
	c := colly.NewCollector()
	c.Async = false
	c.IgnoreRobotsTxt = true // robots.txt is decided before a visit
	c.AllowURLRevisit = true
	c.ParseHTTPErrorResponse = true
	c.DetectCharset = false
	c.MaxBodySize = 0
	c.CacheDir = ""
	c.SetRequestTimeout(0) // the context has the deadline
	c.DisableCookies()
	c.SetRedirectHandler(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	c.WithTransport(t)
	return c, nil
}

// newFetcher returns a fetcher on a clone of parent.
func newFetcher(parent *colly.Collector, r Recorder, o Options) *fetcher {
	return &fetcher{collector: parent.Clone(), recorder: r, opts: o}
}

// begin returns the answer that fetch fills in. The caller closes its exchange.
func (f *fetcher) begin(l archive.Lease, s server) *answer {
	return &answer{history: l.History, prior: l.Prior, exchange: &exchange{visit: l.Visit, server: s, limit: f.opts.MaxBody}}
}

// fetch makes the exchange of a lease and has it recorded. An error is ours;
// what the portal does wrong is in the answer.
func (f *fetcher) fetch(ctx context.Context, l archive.Lease, a *answer) error {
	x := a.exchange
	deadline, cancel := context.WithTimeout(ctx, 20*f.opts.Timeout)
	defer cancel()

	var recordErr error
	rt := recordHook(func() {
		if l.Prior != nil && x.result.Status == http.StatusNotModified {
			x.result.Prior = l.Prior
		}
		c, err := f.recorder.Record(context.WithoutCancel(ctx), x.result)
		if err != nil {
			recordErr = err
			return
		}
		a.capture = &c
		if f.decode(a); a.html {
			a.page = markup.Parse(a.text)
		}
	})
	f.collector.Context = context.WithValue(withExchange(deadline, x), recordKey{}, rt)
	h := f.headers(l)
	a.conditional = h.Get("If-None-Match") != "" || h.Get("If-Modified-Since") != ""
	err := f.collector.Request(http.MethodGet, l.Visit.URL, nil, nil, h)
	switch {
	case recordErr != nil:
		return fmt.Errorf("record %s: %w", l.Visit.URL, recordErr)
	case x.err != nil && errors.Is(x.err, errSpool), err != nil && errors.Is(err, errSpool):
		return errors.Join(err, x.err)
	case ctx.Err() != nil && !x.recorded:
		return ctx.Err()
	case x.recorded:
		a.err = x.err
	case errors.Is(err, errNoVisit):
		return err
	default:
		a.err = err
		if e, ok := errors.AsType[*url.Error](err); ok {
			a.err = e.Err // what it says besides is the address, and not as it was sent
		}
	}
	return nil
}

// wholeEvery is how often in a row a page may be found unchanged before it is asked
// for whole: some servers say "not modified" of a list whose file is as it was, and
// what is included in it is not.
const wholeEvery = 3

// headers returns the request's header fields: who we are, and what we have. What
// failed before is asked for without a condition, which may be what was wrong.
func (f *fetcher) headers(l archive.Lease) http.Header {
	h := http.Header{
		"User-Agent":      {f.opts.UserAgent},
		"Accept":          {"text/html,application/xhtml+xml,*/*;q=0.8"},
		"Accept-Language": {"zh-CN,zh;q=0.9"},
		"Accept-Encoding": {"gzip"},
	}
	if l.Visit.Kind == archive.KindAttachment && l.Visit.Via != "" {
		h.Set("Referer", l.Visit.Via) // 博达 VSB serves no attachment without one
	}
	if p := l.Prior; p != nil && !l.Visit.IsPosted() && p.Whole() && l.Visit.Attempts == 0 && l.History.Streak%wholeEvery != wholeEvery-1 && l.Visit.Kind != archive.KindRobots && l.Visit.Kind != archive.KindNotFound {
		if p.ETag != "" {
			h.Set("If-None-Match", p.ETag)
		}
		if p.Modified != "" {
			h.Set("If-Modified-Since", p.Modified)
		}
	}
	return h
}

// decode turns the payload of a into text, where it is text, and tells whether
// that is a page. Every other payload stays where it was recorded.
func (f *fetcher) decode(a *answer) {
	x := a.exchange
	robotsTxt := x.visit.Kind == archive.KindRobots
	if x.err != nil || !x.whole && !robotsTxt {
		return
	}
	r, err := coding.NewReader(x.result.Encoding, bytes.NewReader(x.body), keepBody)
	if err != nil {
		a.sealed = err // a coding that we didn't ask for: recorded, not read
		return
	}
	defer r.Close()
	if robotsTxt {
		if plain, err := io.ReadAll(io.LimitReader(r, robots.MaxSize+1)); err == nil {
			a.text, _ = charset.Decode(plain, x.result.MediaType)
		}
		return
	}
	plain := x.body
	if x.result.Encoding != "" {
		plain, err = io.ReadAll(r)
	}
	switch {
	case len(plain) > 0 && !textual(plain):
		return
	case err != nil:
		a.sealed = err
		return
	case len(plain) == 0:
		return
	}
	var how charset.Result
	a.text, how = charset.Decode(plain, x.result.MediaType)
	a.charset = how.Name
	a.html = x.visit.Kind != archive.KindListData && bytes.IndexByte(a.text, '<') >= 0
}

// textual reports whether b may be a page or another text: it does not begin
// as a known binary format does, and its beginning holds no NUL, or the mark of
// UTF-16 or the tag of a page too. Fields of old databases are padded with NULs.
func textual(b []byte) bool {
	head := b[:min(len(b), 1024)]
	if wide := bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")); wide {
		return true
	}
	if bytes.IndexByte(head, 0) >= 0 && !bytes.Contains(bytes.ToLower(head), []byte("<html")) {
		return false
	}
	for _, magic := range []string{"PK\x03\x04", "%PDF-", "\xd0\xcf\x11\xe0", "Rar!", "\x1f\x8b", "\x89PNG", "\xff\xd8\xff", "GIF8"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return false
		}
	}
	return true
}

type recordKey struct{}

// recordHook has the exchange recorded that was just made, and then reads it.
type recordHook func()

// recordingTransport puts recording between the wire and colly: the exchange is
// recorded before anything is read out of it. What colly gets has no body, so
// that it parses nothing and keeps no second copy.
type recordingTransport struct {
	wire http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t recordingTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.wire.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	hook, ok := req.Context().Value(recordKey{}).(recordHook)
	if !ok {
		return nil, errNoVisit
	}
	hook()
	resp.Header = http.Header{"Content-Type": {"application/octet-stream"}, "Location": resp.Header["Location"]}
	resp.ContentLength, resp.Body = 0, http.NoBody
	return resp, nil
}

// maxRetryAfter is the longest wait that a portal can ask for: whoever asks for
// more means never, and is asked again after a month.
const maxRetryAfter = 30 * 24 * time.Hour

// retryAfter reads a Retry-After field in both of its forms (RFC 9110,
// 10.2.3). It returns 0 where there is none that can be read.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, uint64(maxRetryAfter/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(0, at.Sub(now)), maxRetryAfter)
	}
	return 0
}
