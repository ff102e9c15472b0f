package store

import (
	"math"
	"testing"
	"time"

	"gongkai/archive"
)

// visitOf returns a visit of an arm.
func visitOf(url string, arm uint32, score int) archive.Visit {
	v := page(url, score)
	v.Arm = arm
	return v
}

func TestTheOrderRanksArmsAgainstEachOther(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", visitOf("http://a.gov.cn/1", 3, 900), visitOf("http://a.gov.cn/2", 7, 100), visitOf("http://a.gov.cn/3", 7, 200), visitOf("http://a.gov.cn/4", math.MaxUint32, 50), page("http://a.gov.cn/5", 1000))
	f.order = func(_ string, arm uint32, score int) (int, bool) {
		return map[uint32]int{3: 1, 7: 9, math.MaxUint32: 8}[arm]*10_000 + score, true
	}
	for _, want := range []string{"http://a.gov.cn/3", "http://a.gov.cn/2", "http://a.gov.cn/4", "http://a.gov.cn/1", "http://a.gov.cn/5"} {
		l := f.one("qd")
		if l.Visit.URL != want {
			t.Errorf("got %s, want %s", l.Visit.URL, want)
		}
		f.settle(f.outcome(l, archive.ResultDead))
	}
}

func TestWhatIsNotWorthARequestStaysQueuedUntilTheOrderChanges(t *testing.T) {
	f := newFixture(t)
	floor := 500
	f.order = func(_ string, _ uint32, score int) (int, bool) { return score, score >= floor }
	f.begin("qd", visitOf(urlA, 2, 100), visitOf("http://b.gov.cn/1", 2, 600))
	l := f.one("qd")
	if l.Visit.URL != "http://b.gov.cn/1" {
		t.Fatalf("got %s, want the only visit above the floor", l.Visit.URL)
	}
	if leases, _ := f.claim(2, "qd"); len(leases) != 0 {
		t.Errorf("got %v while a visit is out, want none", urlsOf(leases))
	}
	f.settle(f.outcome(l, archive.ResultDead))
	if leases, next := f.claim(2, "qd"); len(leases) != 0 || !next.IsZero() {
		t.Errorf("got %v and next %s, want the frontier to be done", urlsOf(leases), next)
	}
	f.reopen()
	if leases, next := f.claim(2, "qd"); len(leases) != 0 || !next.IsZero() {
		t.Errorf("got %v and next %s after reopening, want the frontier to be done", urlsOf(leases), next)
	}
	floor = 50
	if l := f.one("qd"); l.Visit.URL != urlA {
		t.Errorf("got %s, want what has become worth a request", l.Visit.URL)
	}
}

func TestAWaitingVisitWakesALaneThatIsNotWorthIt(t *testing.T) {
	f := newFixture(t)
	f.order = func(_ string, _ uint32, score int) (int, bool) { return score, score >= 500 }
	f.begin("qd", visitOf(urlA, 2, 900), visitOf(urlA2, 2, 100))
	o := f.outcome(f.one("qd"), archive.ResultRetry)
	o.Reason, o.NextDue = archive.ReasonBusy, f.now.Add(time.Hour)
	f.settle(o)
	leases, next := f.claim(1, "qd")
	if len(leases) != 0 || !next.Equal(o.NextDue) {
		t.Fatalf("got %v and next %s, want nothing before %s", urlsOf(leases), next, o.NextDue)
	}
	f.now = o.NextDue
	if l := f.one("qd"); l.Visit.URL != urlA {
		t.Errorf("got %s, want %s", l.Visit.URL, urlA)
	}
}

func TestModelsAreKept(t *testing.T) {
	f := newFixture(t)
	if err := f.KeepModels(t.Context(), archive.Model{Name: "portal/qd", Data: []byte("one")}); err != nil {
		t.Fatal(err)
	}
	f.reopen()
	if got, err := f.Model(t.Context(), "portal/qd"); err != nil || string(got) != "one" {
		t.Errorf("got %q, %v, want what was kept", got, err)
	}
	if err := f.KeepModels(t.Context(), archive.Model{Name: "family/trs", Data: []byte("two")}); err != nil {
		t.Fatal(err)
	}
	if got, err := f.Model(t.Context(), "family/trs"); err != nil || string(got) != "two" {
		t.Errorf("got %q, %v, want what was kept", got, err)
	}
	if got, err := f.Model(t.Context(), "family/none"); err != nil || got != nil {
		t.Errorf("got %q, %v, want nothing under a name that is not kept", got, err)
	}
}

func TestACrawlKeepsItsModelUntilItHasEndedForGoodAndTheNextBegins(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 500))
	f.begin("lh")
	for _, portal := range []string{"qd", "lh"} {
		f.must(f.KeepModels(t.Context(), archive.Model{Name: archive.CrawlModel(portal), Data: []byte("seen")}))
	}
	has := func(portal, want string) {
		t.Helper()
		if got, err := f.Model(t.Context(), archive.CrawlModel(portal)); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v, want %q", portal, got, err, want)
		}
	}
	f.reopen()
	f.begin("qd")
	has("qd", "seen")
	f.must(f.EndCrawl(t.Context(), "qd", archive.EndWaiting))
	f.begin("qd")
	has("qd", "seen")
	f.must(f.EndCrawl(t.Context(), "qd", archive.EndYield))
	f.begin("qd")
	has("qd", "")
	has("lh", "seen")
}

func TestWorthCountsWhatTheOrderWouldLend(t *testing.T) {
	f := newFixture(t)
	f.begin("qd",
		visitOf("http://a.gov.cn/1", 2, 100), visitOf("http://a.gov.cn/2", 2, 600), visitOf("http://a.gov.cn/3", 3, 400),
		visitOf("http://a.gov.cn/4", math.MaxUint32, 300), visitOf("http://a.gov.cn/5", math.MaxUint32, 700),
		page("http://a.gov.cn/6", 10), visitOf("http://b.gov.cn/1", 2, 900), visitOf("http://b.gov.cn/2", 9, 5))
	f.begin("qdx", visitOf("http://c.gov.cn/1", 2, 900))
	above := func(floor int) archive.Order {
		return func(_ string, _ uint32, score int) (int, bool) { return score, score >= floor }
	}
	for name, c := range map[string]struct {
		order archive.Order
		limit int
		want  int
	}{
		"no order":              {nil, 100, 8},
		"a floor":               {above(500), 100, 4}, // with the one of no arm
		"a floor above all":     {above(1001), 100, 1},
		"no more than is asked": {above(0), 3, 3},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := f.Worth(t.Context(), "qd", c.order, c.limit)
			if err != nil || got != c.want {
				t.Errorf("got %d, %v; want %d", got, err, c.want)
			}
		})
	}
}
