package crawler

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongkai/archive"
)

func TestAFailureMakesItsHostWaitWhereItMayBeTheHosts(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		err      error
		reason   archive.Reason
		penalty  bool
		answered int
	}{
		"a connection that is refused": {&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, archive.ReasonNetwork, true, 0},
		"a reset before the answer":    {&net.OpError{Op: "read", Err: syscall.ECONNRESET}, archive.ReasonNetwork, true, 0},
		"a kept connection's end":      {fmt.Errorf("%w: %w", errHungUp, syscall.ECONNRESET), archive.ReasonNetwork, false, 0},
		"a reset within the answer":    {fmt.Errorf("%w after 9 bytes: %w", errTruncated, syscall.ECONNRESET), archive.ReasonNetwork, true, 90},
		"fewer bytes than announced":   {errTruncated, archive.ReasonTruncated, false, 90},
		"silence":                      {os.ErrDeadlineExceeded, archive.ReasonTimeout, true, 0},
		"an answer that never ends":    {context.DeadlineExceeded, archive.ReasonTimeout, true, 90},
		"a name that is not known":     {&net.DNSError{Err: "no such host", IsNotFound: true}, archive.ReasonNetwork, true, 0},
		"a name server that is silent": {&net.DNSError{Err: "i/o timeout", IsTimeout: true, UnwrapErr: context.DeadlineExceeded}, archive.ReasonNetwork, true, 0},
		"nonsense instead of a head":   {fmt.Errorf("malformed HTTP response"), archive.ReasonProtocol, false, 90},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := &run{Crawler: &Crawler{}}
			o := archive.Outcome{Host: archive.Host{Name: "www.example.gov.cn", Pause: time.Second}}
			x := &exchange{}
			if test.answered > 0 {
				x.head = &recording{response: spool{size: int64(test.answered)}}
			}
			r.judgeFailure(&o, &portal{}, &answer{exchange: x, err: test.err}, now)
			if o.Result != archive.ResultRetry || o.Reason != test.reason {
				t.Errorf("got %s for %s, want a retry for %s", o.Result, o.Reason, test.reason)
			}
			wait := o.Host.NotBefore.Sub(now)
			if test.penalty && (wait < 54*time.Second || wait > 66*time.Second) {
				t.Errorf("got a wait of %s, want a minute give or take a tenth", wait)
			}
			if !test.penalty && o.Host.Strikes > 0 {
				t.Errorf("got %d strikes, want none", o.Host.Strikes)
			}
			if o.NextDue.Before(o.Host.NotBefore) {
				t.Errorf("got the retry at %s, before its host at %s", o.NextDue, o.Host.NotBefore)
			}
		})
	}
}

func TestABlockThatSaysItIsBusyMakesItsHostWaitToo(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		status int
		asked  string
		want   time.Duration
	}{
		"429 with Retry-After": {http.StatusTooManyRequests, "600", 10 * time.Minute},
		"503 with Retry-After": {http.StatusServiceUnavailable, "120", 2 * time.Minute},
		"403":                  {http.StatusForbidden, "600", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := &run{Crawler: &Crawler{}}
			o := archive.Outcome{Visit: archive.Visit{URL: "http://www.example.gov.cn/a/"}, Host: archive.Host{Name: "www.example.gov.cn", NotBefore: now}}
			x := &exchange{header: http.Header{"Retry-After": {test.asked}}}
			x.result.Status = test.status
			r.judgeBlock(&o, &site{}, &answer{exchange: x}, "a product", "its words", now)
			if got := o.Host.NotBefore.Sub(now); got != test.want {
				t.Errorf("got a wait of %s, want %s", got, test.want)
			}
		})
	}
}

func TestABlockThatIsOverHoldsOnWhereThePageThatTellsIsAnsweredTheSame(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	list := archive.Visit{URL: "http://www.example.gov.cn/a/", Kind: archive.KindList, Score: 700}
	for what, test := range map[string]struct {
		status        int
		prefix        string
		other         bool // another page than that which tells, which was asked for and has not answered
		tells         bool // a page that tells is known, which this is
		settled, shut bool
	}{
		"refused again":                 {http.StatusForbidden, "/", false, true, true, true},
		"served again":                  {http.StatusOK, "/", false, true, false, false},
		"another error":                 {http.StatusNotFound, "/", false, true, false, false},
		"another page refused":          {http.StatusForbidden, "/", true, true, false, false},
		"another page served":           {http.StatusOK, "/", true, true, false, false},
		"a section that refuses again":  {http.StatusForbidden, "/a/", false, false, false, true}, // by an address that rests then
		"a section that is served":      {http.StatusOK, "/a/", false, false, false, false},
		"a section that says otherwise": {http.StatusNotFound, "/a/", false, false, false, false},
	} {
		t.Run(what, func(t *testing.T) {
			s := &site{}
			s.Blocks = []archive.Block{{Prefix: test.prefix, Product: "fence", Evidence: "status 403 in a row for others", Since: now.Add(-25 * time.Hour), Until: now.Add(-time.Hour)}}
			if test.tells {
				s.Tells = map[string]archive.Tell{"/": {Visit: list, Answer: archive.DigestOf([]byte("status 403"))}}
			}
			o := &archive.Outcome{Visit: first(list)}
			if test.other {
				o.Visit.URL, o.Visit.Score, s.told = "http://www.example.gov.cn/a/1.html", list.Score, map[string]bool{"/": true}
			}
			x := &exchange{}
			x.result.Status = test.status
			if got := s.turnsAway(o, &answer{exchange: x}, archive.Portal{}, now); got != test.settled {
				t.Errorf("got settled %v, want %v", got, test.settled)
			}
			if test.tells && o.Visit.Score != list.Score {
				t.Errorf("got the score %d, want that of the page, %d", o.Visit.Score, list.Score)
			}
			b, shut := s.blocked("/a/b/", now)
			if shut != test.shut || shut && !b.Until.Equal(now.Add(blockFor)) {
				t.Errorf("got the block %+v, want one for a day more: %v", b, test.shut)
			}
			if open := test.other && test.status == http.StatusForbidden; !open && (!test.shut && len(s.Blocks)+len(s.Tells) > 0 || o.Site == nil) || open && len(s.Blocks) == 0 {
				t.Errorf("got the blocks %+v, want the old one forgotten", s.Blocks)
			}
		})
	}
}

func TestASectionThatServesTheLikeOfWhatItRefusesIsNotClosed(t *testing.T) {
	for what, test := range map[string]struct {
		now  int // the status of the section's list when it is asked for again
		shut bool
	}{"as it was": {http.StatusOK, false}, "refused too": {http.StatusForbidden, true}} {
		t.Run(what, func(t *testing.T) {
			s := &site{}
			again := ""
			ask := func(path string, status int) *archive.Outcome {
				o := &archive.Outcome{Visit: archive.Visit{URL: "http://www.example.gov.cn" + path, Kind: archive.KindList, Score: 700}}
				x := &exchange{}
				x.result.Status = status
				s.turnsAway(o, &answer{exchange: x, text: []byte(path + strings.Repeat("字", alikeSize))}, archive.Portal{}, time.Now())
				if o.Result == archive.ResultDeferred && len(o.Outlinks) == 1 {
					again = o.Outlinks[0].URL
				}
				return o
			}
			ask("/xxgk/nb/", http.StatusOK)
			for n := range 20 {
				ask(fmt.Sprintf("/gg/%d/", n), http.StatusOK)
				ask(fmt.Sprintf("/xxgk/%d/", n), http.StatusForbidden)
				if again != "" {
					if again != "http://www.example.gov.cn/xxgk/nb/" {
						t.Fatalf("%s was asked for again, want the section's list", again)
					}
					again = ""
					o := ask("/xxgk/nb/", test.now)
					if missed := len(o.Outlinks); test.shut && missed != refusalsInRow-1 {
						t.Errorf("got %d that come again, want %d", missed, refusalsInRow-1)
					}
				}
			}
			if len(s.Blocks) > 0 != test.shut || test.shut && s.Blocks[0].Prefix != "/xxgk/" {
				t.Errorf("got the blocks %+v, want one of the section: %v", s.Blocks, test.shut)
			}
		})
	}
}

func TestAnAnswerThatWasThePortalsOwnIsSuspectedAgainWhenAllHaveIt(t *testing.T) {
	s := &site{}
	asked := 0
	ask := func(path string, status int) *archive.Outcome {
		asked++
		o := &archive.Outcome{Visit: archive.Visit{URL: "http://www.example.gov.cn" + path, Kind: archive.KindPage}}
		x := &exchange{}
		x.result.Status = status
		s.turnsAway(o, &answer{exchange: x, text: []byte(path + strings.Repeat("字", alikeSize))}, archive.Portal{}, time.Now())
		if o.Result == archive.ResultDeferred && len(o.Outlinks) == 1 {
			return o
		}
		return nil
	}
	ask("/", http.StatusOK)
	for n := range missingInRow { // dead links
		if ask(fmt.Sprintf("/xxgk/%d.html", n), http.StatusNotFound) != nil {
			ask("/", http.StatusOK)
		}
	}
	for n := range 200 {
		if len(s.Blocks) == 0 && ask(fmt.Sprintf("/gg/%d.html", n), http.StatusNotFound) != nil {
			ask("/", http.StatusNotFound)
		}
	}
	if len(s.Blocks) != 1 || asked > 145 {
		t.Errorf("got the blocks %+v after %d requests, want one of the site", s.Blocks, asked)
	}
}

func TestAPageInPlaceOfAListsDataIsNoEmptyList(t *testing.T) {
	now := time.Now()
	for text, want := range map[string]archive.Reason{
		"<html><title>系统维护中</title><body>请稍后访问</body></html>":                                                                              archive.ReasonBusy,
		"<html><title>a.gov.cn</title><body>此域名出售</body></html>":                                                                           archive.ReasonSoftNotFound,
		"<html><title>通报</title><body>打击网络赌博：关闭百家乐平台三个</body></html>":                                                                      "",
		`<html><title>a.gov.cn</title><body>本站已改版<a href="http://www.b.gov.cn/">甲部</a><a href="http://www.c.gov.cn/">乙部</a></body></html>`: "",
		`{"rows":[{"title":"关于系统维护中暂停服务的公告","url":"/1.html"}]}`:                                                                            "",
	} {
		o := &archive.Outcome{Visit: archive.Visit{URL: "http://www.example.gov.cn/list?page=1", Kind: archive.KindListData}}
		a := &answer{exchange: &exchange{}, text: []byte(text)}
		a.exchange.result.Status = http.StatusOK
		r := &run{Crawler: &Crawler{}}
		if stood := r.judgeStandIn(o, &portal{}, a, true, now); stood != (want != "") || o.Reason != want || o.Items != nil {
			t.Errorf("%s: got %v and %q, want %q", text, stood, o.Reason, want)
		}
	}
}
