package store

import (
	"testing"

	"gongkai/archive"
)

func TestAPayloadThatWasUnfitIsReadOnceALinkSpeaksOfAReport(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page("http://a.gov.cn/1.html", 10), page("http://a.gov.cn/2.html", 9), page("http://a.gov.cn/3.html", 8))
	for i, test := range []struct {
		unfit  archive.Reason
		unread int
	}{{archive.ReasonNotDocument, 0}, {"", 1}, {archive.ReasonNotDocument, 1}} {
		l := f.one("qd")
		c := f.record(f.exchange(l.Visit, "the same text"))
		o := f.outcome(l, archive.ResultCaptured)
		o.Capture, o.Extract, o.Unfit, o.Requests = &c, true, test.unfit, 1
		f.settle(o)
		if got := f.totals().Unread; got != test.unread {
			t.Errorf("capture %d: got %d payloads to be read, want %d", i+1, got, test.unread)
		}
	}
}
