package store

import (
	"slices"
	"testing"
	"time"

	"gongkai/archive"
)

// newestTitle returns the title of the report that exports take for the newest.
func (f *fixture) newestTitle() string {
	f.t.Helper()
	title := ""
	f.must(f.EachReport(f.t.Context(), ReportQuery{}, func(all []archive.Filed) (func() error, error) {
		for _, r := range all {
			if r.Newest {
				title += string(r.Title)
			}
		}
		return func() error { return nil }, nil
	}))
	return title
}

func TestWhatAClockThatWasAheadCapturedCountsAsOlderThanWhatCameSince(t *testing.T) {
	f := newFixture(t)
	right := f.now
	read := func(title string) (archive.Capture, archive.Digest, archive.Novelty) {
		t.Helper()
		f.begin("qd", page(urlA, 9))
		c := f.fetch("qd", title)
		f.must(f.EndCrawl(t.Context(), "qd", archive.EndComplete))
		d, novelty := f.extract("一个很长的年度报告 "+title, &archive.AnnualReport{Issuer: "青渡县", IssuerKind: "government", Year: 2024, Title: archive.OptionalText(title)})
		return c, d, novelty
	}
	_, first, _ := read("first")
	f.now = right.AddDate(5, 0, 0)
	ahead, second, _ := read("second")
	f.verify()

	f.now = right.AddDate(0, 0, 2)
	f.reopen()
	if got := f.Ahead(); got.Captures != 1 {
		t.Fatalf("got %+v, want a capture that is dated ahead", got)
	}
	f.now = right.AddDate(0, 2, 0)
	f.begin("qd", page(urlA, 9))
	leases, _ := f.claim(1, "qd")
	if len(leases) != 1 || leases[0].Prior == nil || leases[0].Prior.RecordID != ahead.RecordID {
		t.Fatalf("got the leases %+v, want one with the validators of the newest capture", leases)
	}
	f.must(f.Release(leases[0]))
	f.must(f.EndCrawl(t.Context(), "qd", archive.EndComplete))
	if got := f.newestTitle(); got != "second" {
		t.Errorf("the newest report is %q, want the second until another comes", got)
	}

	third, thirdDoc, novelty := read("third")
	if p, err := f.Provenance(t.Context(), thirdDoc); err != nil || novelty != archive.NoveltyVersion || p.Previous != second {
		t.Errorf("got the third as %s, after %s, %v; want it a version of the second", novelty, p.Previous, err)
	}
	if p, err := f.Provenance(t.Context(), second); err != nil || p.Previous != first {
		t.Errorf("got the second after %s, %v; want it a version of the first", p.Previous, err)
	}
	if got := f.newestTitle(); got != "third" {
		t.Errorf("the newest report is %q, want the third", got)
	}
	reports, err := f.Reports(t.Context())
	f.must(err)
	slices.SortFunc(reports, func(a, b archive.ReportSummary) int { return a.Precedence().Compare(b.Precedence()) })
	if n := len(reports); n != 3 || reports[0].Title != "first" || reports[2].Title != "third" || !reports[1].Captured.Equal(ahead.Time) {
		t.Errorf("got %+v, want them in the order in which they came, with their dates", reports)
	}
	if a := f.why(urlA); a.Document != thirdDoc {
		t.Errorf("the URL has %s, want the third", a.Document)
	}

	// What is the same again is not stored again, whichever clock it was first dated by.
	f.now = f.now.AddDate(0, 1, 0)
	f.begin("qd", page(urlA, 9))
	l := f.one("qd")
	if l.Prior == nil || l.Prior.RecordID != third.RecordID {
		t.Errorf("got %+v before it, want the third", l.Prior)
	}
	f.must(f.Release(l))
	for i, want := range []archive.Revisit{archive.RevisitIdentical, archive.RevisitNone, archive.RevisitIdentical} {
		body := []string{"third", "second", "second"}[i]
		f.begin("qd", page(urlA, 9))
		c := f.fetch("qd", body)
		f.must(f.EndCrawl(t.Context(), "qd", archive.EndComplete))
		if c.Revisit != want {
			t.Errorf("%d: %s again: got %q, want %q", i, body, c.Revisit, want)
		}
		f.now = f.now.AddDate(0, 1, 0)
	}
	r, err := f.Verify(t.Context(), VerifyOptions{})
	if err != nil || r.Ahead != 1 || len(r.Problems) > 0 {
		t.Errorf("got %d captures ahead, %+v, %v; want one, and no problem", r.Ahead, r.Problems, err)
	}
}

func TestCapturesThatAreDatedAheadUnnoticedAreToldAndNoted(t *testing.T) {
	f := newFixture(t)
	right := f.now
	f.now = right.AddDate(5, 0, 0)
	f.versions([]string{"ahead"}, &archive.AnnualReport{Issuer: "青渡县", Year: 2024, Title: "ahead"})
	f.now = right
	r, err := f.Verify(t.Context(), VerifyOptions{})
	if err != nil || r.Ahead != 1 || len(r.Problems) != 1 || r.Problems[0].Code != ProblemAhead {
		t.Fatalf("got %d ahead, %+v, %v; want one that is told", r.Ahead, r.Problems, err)
	}
	r, err = f.Verify(t.Context(), VerifyOptions{Repair: true})
	if err != nil || r.Ahead != 1 || len(r.Problems) != 0 {
		t.Errorf("after a repair: got %d ahead, %+v, %v; want no problem", r.Ahead, r.Problems, err)
	}
	f.reopen() // which finds hosts that would rest for years, and nothing of the captures that is not noted
	spans, err := f.AheadSpans(t.Context())
	if err != nil || len(spans) != 1 || spans[0].Captures != 1 || !spans[0].Since.Equal(right) {
		t.Errorf("got %+v, %v; want one", spans, err)
	}
	f.must(f.commit(t.Context(), func(c *change) error { return bucketMeta.in(c.tx).Put(keyAhead, []byte("[{")) }))
	r, err = f.Verify(t.Context(), VerifyOptions{})
	if err != nil || !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Code == ProblemEntry }) {
		t.Errorf("got %+v, %v; want it told that what was noted can't be read", r.Problems, err)
	}
	r, err = f.Verify(t.Context(), VerifyOptions{Repair: true})
	if again, _ := f.AheadSpans(t.Context()); err != nil || len(r.Problems) != 0 || len(again) != 1 {
		t.Errorf("after a repair: got %+v, %+v, %v; want it noted again", r.Problems, again, err)
	}
	f.now = right.AddDate(0, 2, 0)
	f.versions([]string{"since"}, &archive.AnnualReport{Issuer: "青渡县", Year: 2024, Title: "since"})
	if got := f.newestTitle(); got != "since" {
		t.Errorf("the newest report is %q, want that which came since", got)
	}
}

func TestWhatIsCapturedWhenTheDatesOfAClockThatWasAheadHaveComeCountsByItsDate(t *testing.T) {
	f := newFixture(t)
	right := f.now
	read := func(day int, title string) archive.Digest {
		t.Helper()
		f.now = right.AddDate(0, 0, day)
		f.begin("qd", page(urlA, 9))
		f.fetch("qd", title)
		f.must(f.EndCrawl(t.Context(), "qd", archive.EndComplete))
		d, _ := f.extract("一个很长的年度报告 "+title, &archive.AnnualReport{Issuer: "青渡县", IssuerKind: "government", Year: 2024, Title: archive.OptionalText(title)})
		return d
	}
	first := read(100, "first") // by a clock that is ninety days ahead, like the next
	second := read(130, "second")
	f.now = right.AddDate(0, 0, 41)
	f.reopen()
	third, last := read(110, "third"), read(120, "fourth")
	if got := f.newestTitle(); got != "fourth" {
		t.Errorf("the newest report is %q, want the fourth", got)
	}
	if a := f.why(urlA); a.Document != last {
		t.Errorf("the URL has %s, want the fourth, %s", a.Document, last)
	}
	f.verify()
	for i, d := range []archive.Digest{first, second, third, last} {
		key, err := raw(d)
		f.must(err)
		f.must(f.commit(t.Context(), func(c *change) error { return bucketDocuments.in(c.tx).Delete(key) }))
		if r, err := f.Verify(t.Context(), VerifyOptions{Repair: true}); err != nil || len(r.Problems) > 0 {
			t.Errorf("repair of %d: got %+v, %v; want no problem", i, r.Problems, err)
		}
		if p, err := f.Provenance(t.Context(), d); err != nil || p.Previous != []archive.Digest{"", first, second, third}[i] {
			t.Errorf("restored, %d follows %q, %v; want the one that was captured before it", i, p.Previous, err)
		}
	}
}

func TestWhatIsOfOneSpanKeepsItsOrder(t *testing.T) {
	since := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	f := newFixture(t)
	tx, err := f.db.Begin(false)
	f.must(err)
	defer func() { f.must(tx.Rollback()) }()
	all := aheadSpans{[]AheadSpan{{Since: since, From: since.AddDate(5, 0, 0), To: since.AddDate(15, 0, 0)}}, tx}
	in := []time.Time{since.AddDate(-1, 0, 0), since.AddDate(5, 0, 0), since.AddDate(5, 0, 0).Add(time.Second), since.AddDate(15, 0, 0), since, since.AddDate(4, 0, 0), since.AddDate(16, 0, 0)}
	if !slices.IsSortedFunc(in, func(a, b time.Time) int { return all.order(a).Compare(all.order(b)) }) {
		t.Errorf("got another order than that in which they were recorded: %v", in)
	}
	for _, at := range []time.Time{in[0], in[5], in[6]} {
		if !all.order(at).Equal(at) {
			t.Errorf("%s counts as %s, want as it is", at, all.order(at))
		}
	}
}
