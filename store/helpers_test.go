package store

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"gongkai/archive"
)

// fixture is an open archive with a clock that only the test moves. What a test
// leaves behind must keep every invariant.
type fixture struct {
	*Store
	t   testing.TB
	dir string
	now time.Time

	order archive.Order // of claims
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	f := &fixture{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	f.open(nil)
	t.Cleanup(func() {
		f.verify()
		if err := f.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return f
}

func (f *fixture) open(step func(string)) {
	f.t.Helper()
	s, err := Open(f.dir, Options{Now: func() time.Time { return f.now }, Step: step})
	if err != nil {
		f.t.Fatalf("open: %v", err)
	}
	f.Store = s
}

// reopen closes and opens the archive. A lease that is out stays in the
// database until then, as after a crash.
func (f *fixture) reopen() {
	f.t.Helper()
	f.must(f.Close())
	f.open(nil)
}

func (f *fixture) verify() {
	f.t.Helper()
	r, err := f.Verify(context.Background(), VerifyOptions{})
	if err != nil {
		f.t.Errorf("verify: %v", err)
	}
	for _, p := range r.Problems {
		f.t.Errorf("verify: %s: %s: %s", p.Code, p.Where, p.Message)
	}
}

func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) begin(portal string, seeds ...archive.Visit) bool {
	f.t.Helper()
	resumed, err := f.BeginCrawl(context.Background(), archive.Portal{ID: portal}, seeds)
	f.must(err)
	return resumed
}

// claim claims for the portals, with a reserve of a minute.
func (f *fixture) claim(max int, portals ...string) ([]archive.Lease, time.Time) {
	f.t.Helper()
	leases, next, err := f.Claim(context.Background(), portals, f.now, time.Minute, max, f.order)
	f.must(err)
	return leases, next
}

// one claims what must be exactly one visit.
func (f *fixture) one(portals ...string) archive.Lease {
	f.t.Helper()
	leases, _ := f.claim(1, portals...)
	if len(leases) != 1 {
		f.t.Fatalf("claim at %s: got %d leases, want 1", f.now, len(leases))
	}
	return leases[0]
}

// outcome is what a visit ends in, with its host free at once.
func (f *fixture) outcome(l archive.Lease, r archive.Result) archive.Outcome {
	h := l.Host
	h.NotBefore = f.now
	return archive.Outcome{Visit: l.Visit, Result: r, At: f.now, Host: h}
}

func (f *fixture) settle(o archive.Outcome) {
	f.t.Helper()
	f.must(f.Settle(context.Background(), o))
}

// exchange is an answer with status 200 and a body.
func (f *fixture) exchange(v archive.Visit, body string) archive.Exchange {
	return f.answer(v, 200, body)
}

func (f *fixture) answer(v archive.Visit, status int, body string) archive.Exchange {
	head := fmt.Sprintf("HTTP/1.1 %d Answer\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n", status, len(body))
	if status == 304 {
		head = "HTTP/1.1 304 Not Modified\r\n\r\n"
	}
	return archive.Exchange{
		Visit:     v,
		Time:      f.now,
		Request:   []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
		Response:  bytes.NewReader([]byte(head + body)),
		Size:      int64(len(head) + len(body)),
		HeadSize:  int64(len(head)),
		Status:    status,
		MediaType: "text/html",
		Payload:   archive.DigestOf([]byte(body)),
		Length:    int64(len(body)),
	}
}

func (f *fixture) record(x archive.Exchange) archive.Capture {
	f.t.Helper()
	c, err := f.Record(context.Background(), x)
	f.must(err)
	return c
}

// fetch claims the next visit, records body as its answer and settles it as due
// for extraction.
func (f *fixture) fetch(portal, body string) archive.Capture {
	f.t.Helper()
	l := f.one(portal)
	c := f.record(f.exchange(l.Visit, body))
	o := f.outcome(l, archive.ResultCaptured)
	o.Capture, o.Extract, o.Requests, o.Bytes = &c, true, 1, int64(len(body))
	o.NextDue = f.now.Add(24 * time.Hour)
	f.settle(o)
	return c
}

// extract reads the oldest payload that is due as a document with a text.
func (f *fixture) extract(text string, report *archive.AnnualReport, sinks ...string) (archive.Digest, archive.Novelty) {
	f.t.Helper()
	return f.extractDated(text, "", report, sinks...)
}

// extractDated is extract of a page that says when it was published.
func (f *fixture) extractDated(text, published string, report *archive.AnnualReport, sinks ...string) (archive.Digest, archive.Novelty) {
	f.t.Helper()
	due, err := f.ClaimExtractions(context.Background(), 1)
	f.must(err)
	if len(due) != 1 {
		f.t.Fatalf("claim extractions: got %d, want 1", len(due))
	}
	content := archive.DigestOf([]byte(text))
	novelties, err := f.SettleExtraction(context.Background(), archive.Extracted{
		Extraction: due[0],
		Documents:  []archive.Document{{Schema: archive.DocumentSchema, PayloadDigest: due[0].Payload, ContentDigest: content, Text: text, Published: published}},
		Reports:    []*archive.AnnualReport{report},
		Sinks:      subscriptions(sinks...),
	})
	f.must(err)
	return content, novelties[0]
}

func (f *fixture) totals() archive.Totals {
	f.t.Helper()
	t, err := f.Totals(context.Background())
	f.must(err)
	return t
}

func (f *fixture) why(url string) Account {
	f.t.Helper()
	a, err := f.Why(context.Background(), url)
	f.must(err)
	return a
}

func page(url string, score int) archive.Visit {
	return archive.Visit{URL: url, Portal: "qd", Kind: archive.KindPage, Score: score}
}

func urlsOf(leases []archive.Lease) []string {
	var all []string
	for _, l := range leases {
		all = append(all, l.Visit.URL)
	}
	return all
}

// subscriptions are those of sinks that get everything.
func subscriptions(sinks ...string) []archive.Subscription {
	var all []archive.Subscription
	for _, name := range sinks {
		all = append(all, archive.Subscription{Sink: name})
	}
	return all
}
