package store

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"gongkai/archive"
)

func (f *fixture) payload(c archive.Capture) string {
	f.t.Helper()
	r, err := f.Payload(context.Background(), c)
	f.must(err)
	defer r.Close()
	b, err := io.ReadAll(r)
	f.must(err)
	return string(b)
}

func TestAKnownPayloadIsARevisitOfItsFirstRecord(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlB, 8), page(urlA2, 7))
	first := f.fetch("qd", "年报")
	if first.Revisit != archive.RevisitNone {
		t.Fatalf("first: got revisit %q", first.Revisit)
	}
	f.now = f.now.Add(time.Hour)
	second := f.fetch("qd", "年报")
	f.now = f.now.Add(time.Hour)
	third := f.fetch("qd", "年报")
	for _, c := range []archive.Capture{second, third} {
		if c.Revisit != archive.RevisitIdentical || c.Original == nil || c.Original.RecordID != first.RecordID {
			t.Errorf("got revisit %q of %+v, want one of %s", c.Revisit, c.Original, first.RecordID)
		}
		if got := f.payload(c); got != "年报" {
			t.Errorf("payload: got %q", got)
		}
	}
	if n := f.totals(); n.Payloads != 1 || n.Captures != 3 || n.Unread != 1 {
		t.Errorf("totals: got %+v, want 3 captures of 1 payload that is due", n)
	}
}

func TestAnExchangeIsNoRevisit(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 1))
	f.fetch("qd", "body")
	l := f.one("qd")
	for name, change := range map[string]func(*archive.Exchange){
		"of something later":    func(x *archive.Exchange) { x.Time = x.Time.Add(-time.Second) },
		"where it is truncated": func(x *archive.Exchange) { x.Truncated = "disconnect" },
		"where it is empty":     func(x *archive.Exchange) { *x = f.exchange(l.Visit, "") },
		"where it is 304 without a prior": func(x *archive.Exchange) {
			*x = f.answer(l.Visit, 304, "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			x := f.exchange(l.Visit, "body")
			change(&x)
			if c := f.record(x); c.Revisit != archive.RevisitNone || c.Original != nil {
				t.Errorf("got revisit %q of %+v", c.Revisit, c.Original)
			}
		})
	}
	f.must(f.Release(l))
}

func TestNotModifiedRevisitsTheTrueOriginal(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 8))
	first := f.fetch("qd", "body")
	f.now = f.now.Add(time.Hour)
	second := f.fetch("qd", "body") // a revisit itself
	f.must(f.EndCrawl(context.Background(), "qd", "done"))
	f.now = f.now.Add(time.Hour)
	f.begin("qd", page(urlA2, 9))
	l := f.one("qd")
	if l.Prior == nil || l.Prior.RecordID != second.RecordID {
		t.Fatalf("prior: got %+v, want %s", l.Prior, second.RecordID)
	}
	x := f.answer(l.Visit, 304, "")
	x.Prior = l.Prior
	c := f.record(x)
	if c.Revisit != archive.RevisitUnchanged || c.Original.RecordID != first.RecordID || c.Payload != first.Payload || c.Length != 4 {
		t.Errorf("got %+v, want a revisit of %s with its payload", c, first.RecordID)
	}
	o := f.outcome(l, archive.ResultUnchanged)
	o.Capture, o.Extract = &c, true
	f.settle(o)
	if got := f.payload(c); got != "body" {
		t.Errorf("payload: got %q", got)
	}
	found, err := f.Find(context.Background(), urlA2)
	f.must(err)
	if len(found) != 2 || found[0].RecordID != second.RecordID || found[1].RecordID != c.RecordID {
		t.Errorf("find: got %+v", found)
	}
}

func TestOnlyWholeAnswersAreDueForExtraction(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 8), page(urlA3, 7))
	for _, status := range []int{404, 200, 200} {
		l := f.one("qd")
		c := f.record(f.answer(l.Visit, status, "same"))
		o := f.outcome(l, archive.ResultCaptured)
		o.Capture, o.Extract = &c, true
		f.settle(o)
		want := 0
		if status == 200 {
			want = 1
		}
		if n := f.totals().Unread; n != want {
			t.Errorf("after %d: got %d unread, want %d", status, n, want)
		}
	}
	content, _ := f.extract("text", nil)
	p, err := f.Provenance(context.Background(), content)
	f.must(err)
	if want := []string{urlA2, urlA3}; !slices.Equal(p.Sources, want) || p.URL != urlA2 {
		t.Errorf("got %+v, want the sources %q", p, want)
	}
	f.begin("qd", page("http://c.gov.cn/", 1))
	f.fetch("qd", "same")
	if p, _ = f.Provenance(context.Background(), content); len(p.Sources) != 3 {
		t.Errorf("after another capture: got the sources %q, want 3", p.Sources)
	}
	if a := f.why("http://c.gov.cn/"); a.Document != content {
		t.Errorf("why: got document %q, want %s", a.Document, content)
	}
}

func TestDocumentsAreNewAliasesOrVersions(t *testing.T) {
	f := newFixture(t)
	report := &archive.AnnualReport{Schema: archive.ReportSchema, Issuer: "青渡县人民政府", Year: 2024, Checks: []archive.Check{{Result: archive.CheckFail}}}
	f.begin("qd", page(urlA, 9), page(urlB, 8))
	f.fetch("qd", "<p>one")
	f.fetch("qd", "<div>one")
	first, novelty := f.extract("one", report, "parser")
	if novelty != archive.NoveltyNew {
		t.Errorf("got %q, want new", novelty)
	}
	if again, novelty := f.extract("one", report, "parser"); again != first || novelty != archive.NoveltyAlias {
		t.Errorf("got %q, want alias", novelty)
	}
	f.must(f.EndCrawl(context.Background(), "qd", "done"))
	f.now = f.now.Add(time.Hour)
	f.begin("qd", page(urlA, 9))
	f.fetch("qd", "<p>two")
	second, novelty := f.extract("two", report, "parser")
	if novelty != archive.NoveltyVersion {
		t.Errorf("got %q, want version", novelty)
	}
	p, err := f.Provenance(context.Background(), second)
	f.must(err)
	if p.Previous != first {
		t.Errorf("previous: got %q, want %s", p.Previous, first)
	}
	reports, err := f.Reports(context.Background())
	f.must(err)
	if len(reports) != 2 || reports[0].Issuer != "青渡县人民政府" || reports[0].Failed != 1 || reports[0].Year != 2024 {
		t.Errorf("reports: got %+v", reports)
	}
	d, err := f.Document(context.Background(), second)
	f.must(err)
	r, err := f.Report(context.Background(), second)
	f.must(err)
	if d.Text != "two" || r == nil || r.Issuer != report.Issuer {
		t.Errorf("got document %+v and report %+v", d, r)
	}
	if n := f.totals(); n.Documents != 2 || n.Reports != 2 || n.Owed != 2 || n.Unread != 0 {
		t.Errorf("totals: got %+v", n)
	}
	if _, err := f.Document(context.Background(), archive.DigestOf(nil)); !errors.Is(err, ErrUnknown) {
		t.Errorf("unknown document: got %v, want %v", err, ErrUnknown)
	}
}

func TestARefusedPayloadTellsWhyAtEachURL(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlB, 8), page(urlA2, 7))
	f.fetch("qd", "news")
	f.fetch("qd", "news")
	due, err := f.ClaimExtractions(context.Background(), 5)
	f.must(err)
	if again, _ := f.ClaimExtractions(context.Background(), 5); len(due) != 1 || len(again) != 0 {
		t.Fatalf("got %d and then %d payloads, want 1 and 0", len(due), len(again))
	}
	refusal := archive.Extracted{Extraction: due[0], Refusal: archive.ReasonNotDocument, Detail: "no report"}
	for range 2 { // settling again is harmless
		_, err = f.SettleExtraction(context.Background(), refusal)
		f.must(err)
	}
	f.fetch("qd", "news")
	for _, url := range []string{urlA, urlB, urlA2} {
		if a := f.why(url); a.Reason != archive.ReasonNotDocument || a.Detail != "no report" {
			t.Errorf("why %s: got %+v", url, a)
		}
	}
	if n := f.totals(); n.Unread != 0 || n.Documents != 0 {
		t.Errorf("totals: got %+v", n)
	}
}

func TestExtractionClaimsEndWithTheProcess(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9))
	f.fetch("qd", "body")
	for range 2 {
		if due, err := f.ClaimExtractions(context.Background(), 1); err != nil || len(due) != 1 {
			t.Fatalf("got %v, %v; want one payload", due, err)
		}
		f.reopen()
	}
}

func TestDeliveriesAreOwedUntilTheyAreSettled(t *testing.T) {
	ctx := context.Background()
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA2, 8))
	f.fetch("qd", "one")
	f.fetch("qd", "two")
	f.extract("one", nil, "parser")
	f.now = f.now.Add(time.Second)
	f.extract("two", nil, "parser")
	for range 2 { // at least once: what is not settled comes again
		parcels, next, err := f.DueDeliveries(ctx, "parser", f.now, 1)
		f.must(err)
		if len(parcels) != 1 || parcels[0].Document.Text != "one" || parcels[0].Portal != "qd" || next.IsZero() {
			t.Fatalf("got %+v, next %s", parcels, next)
		}
		f.reopen()
	}
	parcels, next, err := f.DueDeliveries(ctx, "parser", f.now, 5)
	f.must(err)
	if len(parcels) != 2 || !next.IsZero() {
		t.Fatalf("got %d parcels, next %s", len(parcels), next)
	}
	retry := parcels[0].Delivery
	retry.Due = f.now.Add(time.Minute)
	f.must(f.SettleDeliveries(ctx, []archive.Receipt{{Delivery: retry, Error: "503"}, {Delivery: parcels[1].Delivery}}))
	parcels, next, err = f.DueDeliveries(ctx, "parser", f.now, 5)
	f.must(err)
	if len(parcels) != 0 || !next.Equal(retry.Due) {
		t.Fatalf("got %d parcels, next %s; want none before %s", len(parcels), next, retry.Due)
	}
	f.now = retry.Due
	parcels, _, err = f.DueDeliveries(ctx, "parser", f.now, 5)
	f.must(err)
	if d := parcels[0].Delivery; d.Attempts != 1 || d.Error != "503" || d.ID != retry.ID {
		t.Errorf("got %+v, want one attempt under the same id", d)
	}
	dead := []archive.Receipt{{Delivery: parcels[0].Delivery, Error: "400", Dead: true}}
	f.must(f.SettleDeliveries(ctx, dead))
	f.must(f.SettleDeliveries(ctx, dead))
	if n := f.totals(); n.Owed != 0 || n.Delivered != 1 || n.DeadLetters != 1 {
		t.Errorf("totals: got %+v", n)
	}
	for _, want := range []int{2, 0} {
		if n, err := f.Owe(ctx, subscriptions("parser", "later")); err != nil || n != want {
			t.Errorf("owe: got %d, %v; want %d", n, err, want)
		}
	}
	if parcels, _, _ := f.DueDeliveries(ctx, "later", f.now, 5); len(parcels) != 2 {
		t.Errorf("new sink: got %d parcels, want 2", len(parcels))
	}
}

func TestEveryFilePackedInAPayloadIsADocument(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlB, 8))
	f.fetch("qd", "packed")
	due, err := f.ClaimExtractions(context.Background(), 1)
	f.must(err)
	doc := func(text string) archive.Document {
		return archive.Document{Schema: archive.DocumentSchema, PayloadDigest: due[0].Payload, ContentDigest: archive.DigestOf([]byte(text)), Text: text}
	}
	novelties, err := f.SettleExtraction(context.Background(), archive.Extracted{
		Extraction: due[0],
		Documents:  []archive.Document{doc("one"), doc("two"), doc("one")},
		Reports:    []*archive.AnnualReport{{Issuer: "青渡县", Year: 2024}, nil, {Issuer: "青渡县", Year: 2024}},
		Sinks:      subscriptions("parser"),
	})
	f.must(err)
	if want := []archive.Novelty{archive.NoveltyNew, archive.NoveltyNew, archive.NoveltyAlias}; !slices.Equal(novelties, want) {
		t.Errorf("got %v, want %v", novelties, want)
	}
	f.fetch("qd", "packed") // the same payload at another URL
	for _, text := range []string{"one", "two"} {
		from, err := f.Provenance(context.Background(), archive.DigestOf([]byte(text)))
		f.must(err)
		if len(from.Sources) != 2 {
			t.Errorf("document %s: got the sources %v, want both URLs", text, from.Sources)
		}
	}
	if n := f.totals(); n.Documents != 2 || n.Reports != 1 {
		t.Errorf("totals: got %+v", n)
	}
}

func TestWhatCouldNotBeReadIsDueAgainForNewReaders(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9), page(urlA3, 8), page(urlA2, 7))
	ctx := context.Background()
	reread := func(readers string, want int) {
		t.Helper()
		if n, err := f.Reread(ctx, readers); err != nil || n != want {
			t.Errorf("readers %s: got %d due again, %v; want %d", readers, n, err, want)
		}
	}
	reread("1", 0)
	f.fetch("qd", "a file")
	f.fetch("qd", "no report")
	due, err := f.ClaimExtractions(ctx, 5)
	f.must(err)
	for i, reason := range []archive.Reason{archive.ReasonUnreadable, archive.ReasonNotDocument} {
		_, err := f.SettleExtraction(ctx, archive.Extracted{Extraction: due[i], Refusal: reason, Detail: "why"})
		f.must(err)
	}
	f.fetch("qd", "a file") // at another URL
	reread("1", 0)
	reread("2", 1)
	reread("2", 0)
	content, novelty := f.extract("what was in it", nil)
	if novelty != archive.NoveltyNew {
		t.Errorf("got %s, want a new document", novelty)
	}
	for _, url := range []string{urlA, urlA2} {
		if a := f.why(url); a.Document != content || a.Reason != "" {
			t.Errorf("why %s: got %+v, want the document and no reason", url, a)
		}
	}
}
