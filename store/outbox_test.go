package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

// versions enters texts as versions of the document at one URL, a second apart.
func (f *fixture) versions(texts []string, report *archive.AnnualReport, sinks ...archive.Subscription) {
	f.t.Helper()
	for _, text := range texts {
		f.now = f.now.Add(48 * time.Hour)
		f.begin("qd", page(urlA, 9))
		f.fetch("qd", text)
		due, err := f.ClaimExtractions(context.Background(), 1)
		f.must(err)
		_, err = f.SettleExtraction(context.Background(), archive.Extracted{
			Extraction: due[0],
			Documents: []archive.Document{{
				Schema: archive.DocumentSchema, PayloadDigest: due[0].Payload, ContentDigest: archive.DigestOf([]byte(text)), Text: text,
			}},
			Reports: []*archive.AnnualReport{report},
			Sinks:   sinks,
		})
		f.must(err)
		f.must(f.EndCrawl(context.Background(), "qd", archive.EndComplete))
	}
}

// dueNow returns the texts of what is due to a sink.
func (f *fixture) dueNow(sink string) string {
	f.t.Helper()
	parcels, _, err := f.DueDeliveries(context.Background(), sink, f.now, 10)
	f.must(err)
	var texts []string
	for _, p := range parcels {
		texts = append(texts, p.Document.Text)
	}
	return strings.Join(texts, " ")
}

// settleDue settles what is due to a sink: with why as the reason, in a minute
// again where there is one.
func (f *fixture) settleDue(sink, why string, dead bool) {
	f.t.Helper()
	parcels, _, err := f.DueDeliveries(context.Background(), sink, f.now, 10)
	f.must(err)
	var receipts []archive.Receipt
	for _, p := range parcels {
		p.Delivery.Due = f.now.Add(time.Minute)
		receipts = append(receipts, archive.Receipt{Delivery: p.Delivery, Error: why, Dead: dead})
	}
	f.must(f.SettleDeliveries(context.Background(), receipts))
}

func TestVersionsOfADocumentAreDeliveredInTheirOrder(t *testing.T) {
	f := newFixture(t)
	f.versions([]string{"first", "second", "third"}, nil, archive.Subscription{Sink: "parser"})
	if got := f.dueNow("parser"); got != "first" {
		t.Fatalf("at first: got %q due, want the first version alone", got)
	}
	f.settleDue("parser", "busy", false)
	if got := f.dueNow("parser"); got != "" {
		t.Fatalf("while the first waits to be tried again: got %q due", got)
	}
	f.now = f.now.Add(2 * time.Minute)
	for _, want := range []string{"first", "second", "third", ""} {
		if got := f.dueNow("parser"); got != want {
			t.Errorf("got %q due, want %q", got, want)
		}
		f.settleDue("parser", "", false)
	}
}

func TestADeadLetterHoldsNoLaterVersionBack(t *testing.T) {
	f := newFixture(t)
	f.versions([]string{"first", "second"}, nil, archive.Subscription{Sink: "parser"})
	f.settleDue("parser", "never", true)
	if got := f.dueNow("parser"); got != "second" {
		t.Errorf("got %q due, want second", got)
	}
}

func TestASinkIsOwedWhatItSubscribesTo(t *testing.T) {
	town := &archive.AnnualReport{Issuer: "青渡镇人民政府", IssuerKind: "town", Year: 2025}
	for name, c := range map[string]struct {
		sub    archive.Subscription
		report *archive.AnnualReport
		want   string
	}{
		"everything":                       {archive.Subscription{}, nil, "first"},
		"another portal's":                 {archive.Subscription{Portals: []string{"yl"}}, nil, ""},
		"this portal's":                    {archive.Subscription{Portals: []string{"yl", "qd"}}, nil, "first"},
		"reports, and it is none":          {archive.Subscription{Reports: true}, nil, ""},
		"reports, and it is one":           {archive.Subscription{Reports: true}, town, "first"},
		"of towns, and it is a town's":     {archive.Subscription{Kinds: []string{"town"}}, town, "first"},
		"of governments, and it is a town": {archive.Subscription{Kinds: []string{"government"}}, town, ""},
		"of towns, and it is no report":    {archive.Subscription{Kinds: []string{"town"}}, nil, ""},
		"versions":                         {archive.Subscription{Versions: true}, nil, "second"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			c.sub.Sink = "at once"
			f.versions([]string{"first", "second"}, c.report, c.sub)
			if got := f.dueNow("at once"); got != c.want {
				t.Errorf("while it was extracted: got %q due, want %q", got, c.want)
			}
			later := c.sub
			later.Sink = "later"
			_, err := f.Owe(context.Background(), []archive.Subscription{c.sub, later})
			f.must(err)
			if got := f.dueNow("later"); got != c.want {
				t.Errorf("when the sink was new: got %q due, want %q", got, c.want)
			}
		})
	}
}

func TestASubscriptionThatBecomesWiderIsOwedTheRest(t *testing.T) {
	ctx := context.Background()
	f := newFixture(t)
	narrow := archive.Subscription{Sink: "parser", Portals: []string{"yl"}}
	f.versions([]string{"first"}, nil, narrow)
	for _, c := range []struct {
		sinks []archive.Subscription
		want  int
	}{{[]archive.Subscription{narrow}, 0}, {subscriptions("parser"), 1}, {subscriptions("parser"), 0}, {nil, 0}} {
		if n, err := f.Owe(ctx, c.sinks); err != nil || n != c.want {
			t.Errorf("%+v: got %d owed, %v; want %d", c.sinks, n, err, c.want)
		}
	}
	f.versions([]string{"while the sink is not served"}, nil)
	if n, err := f.Owe(ctx, subscriptions("parser")); err != nil || n != 1 {
		t.Errorf("back again: got %d owed, %v; want 1", n, err)
	}
}

func TestDeadLettersAndOldDeliveriesAreDeliveredAgainUnderTheirIDs(t *testing.T) {
	ctx := context.Background()
	f := newFixture(t)
	start := f.now
	f.versions([]string{"first", "second"}, nil, archive.Subscription{Sink: "parser"})
	parcels, _, err := f.DueDeliveries(ctx, "parser", f.now, 1)
	f.must(err)
	id := parcels[0].Delivery.ID
	f.settleDue("parser", "never", true)
	f.settleDue("parser", "", false)
	if dead, err := f.DeadLetters(ctx, "parser", 9); err != nil || len(dead) != 1 || dead[0].Error != "never" {
		t.Errorf("dead letters: got %+v, %v; want one with its reason", dead, err)
	}
	if n, err := f.Redeliver(ctx, "parser", nil); err != nil || n != 1 {
		t.Errorf("dead letters again: got %d, %v; want 1", n, err)
	}
	parcels, _, err = f.DueDeliveries(ctx, "parser", f.now, 9)
	f.must(err)
	if len(parcels) != 1 || parcels[0].Delivery.ID != id || parcels[0].Delivery.Attempts != 0 {
		t.Errorf("got %+v, want %s with no attempt", parcels, id)
	}
	f.settleDue("parser", "", false)
	for since, want := range map[time.Time]int{start: 2, f.now.Add(-time.Hour): 1, f.now.Add(time.Hour): 0} {
		for range 2 { // what is owed already is not counted twice
			n, err := f.Redeliver(ctx, "parser", &since)
			if err != nil || n != want {
				t.Errorf("since %s: got %d, %v; want %d", since, n, err, want)
			}
			want = 0
		}
		f.now = f.now.Add(time.Second)
		for range 2 {
			f.settleDue("parser", "", false)
		}
	}
	if st, err := f.Sinks(ctx); err != nil || len(st) != 1 || st[0].Delivered != 2 || st[0].Owed+st[0].Dead != 0 {
		t.Errorf("got %+v, %v; want two delivered", st, err)
	}
}

func TestWhatWaitsToBeTriedAgainIsTriedAtOnceWhereAPersonAsks(t *testing.T) {
	ctx := context.Background()
	f := newFixture(t)
	start := f.now
	f.versions([]string{"first", "second"}, nil, archive.Subscription{Sink: "parser"})
	for name, since := range map[string]*time.Time{"dead letters": nil, "since a time": &start} {
		f.settleDue("parser", "busy", false)
		if got := f.dueNow("parser"); got != "" {
			t.Fatalf("%s: got %q due, want it to wait", name, got)
		}
		for _, want := range []int{1, 0} {
			if n, err := f.Redeliver(ctx, "parser", since); err != nil || n != want {
				t.Errorf("%s: got %d, %v; want %d", name, n, err, want)
			}
		}
		f.now = f.now.Add(time.Second)
		if got := f.dueNow("parser"); got != "first" {
			t.Errorf("%s: got %q due, want the first version alone", name, got)
		}
	}
}

func TestADisabledSinkIsDueNothingAndLosesNothing(t *testing.T) {
	ctx := context.Background()
	f := newFixture(t)
	f.versions([]string{"first"}, nil, archive.Subscription{Sink: "parser"})
	f.must(f.DisableSink(ctx, "parser", "410 Gone"))
	f.reopen()
	if got := f.dueNow("parser"); got != "" {
		t.Errorf("disabled: got %q due", got)
	}
	st, err := f.Sinks(ctx)
	f.must(err)
	if st[0].Disabled != "410 Gone" || st[0].Owed != 1 {
		t.Errorf("got %+v, want it disabled with one owed", st[0])
	}
	f.must(f.EnableSink(ctx, "parser"))
	if got := f.dueNow("parser"); got != "first" {
		t.Errorf("enabled again: got %q due, want first", got)
	}
}
