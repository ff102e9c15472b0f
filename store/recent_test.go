package store

import (
	"fmt"
	"testing"

	"gongkai/archive"
)

func TestALinkThatNeededNothingIsFollowedOnceItDoes(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 9))
	f.begin("yl", page(urlB, 9))
	next := 0
	lead := func(v archive.Visit) { // a page of the other portal leads there
		o := f.outcome(f.one("yl"), archive.ResultDead)
		next++
		more := page(fmt.Sprintf("http://b.gov.cn/next/%d", next), 9)
		v.Portal, more.Portal = "qd", "yl"
		o.Outlinks = []archive.Visit{v, more}
		f.settle(o)
	}
	for range 3 { // queued; then looked up; then remembered
		lead(page(urlA2, 5))
	}
	lead(page(urlA2, 50))
	l := f.one("qd")
	if l.Visit.URL != urlA2 || l.Visit.Score != 50 {
		t.Fatalf("got %+v, want %s with the better score", l.Visit, urlA2)
	}
	f.settle(f.outcome(l, archive.ResultDead))
	for range 2 { // looked up; remembered
		lead(page(urlA2, 5))
	}
	if got := f.why(urlA2).State; got != AccountVisited {
		t.Fatalf("got %s, want it visited", got)
	}
	f.settle(f.outcome(f.one("qd"), archive.ResultDead))
	f.must(f.EndCrawl(t.Context(), "qd", "done"))
	f.now = f.now.AddDate(0, 0, 1)
	f.begin("qd")
	again := page(urlA2, 5)
	again.Again = true
	lead(again)
	if l := f.one("qd"); l.Visit.URL != urlA2 {
		t.Errorf("got %s, want %s again", l.Visit.URL, urlA2)
	}
}
