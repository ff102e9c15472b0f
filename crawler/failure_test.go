package crawler

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
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

func TestABlockThatIsOverHoldsOnWhereTheFirstAnswerIsTheSame(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	evidence := "status 403 for http://www.example.gov.cn/a/, 1 more up to http://www.example.gov.cn/b/, and for http://www.example.gov.cn/, which was had before"
	for what, test := range map[string]struct {
		status int
		shut   bool
	}{
		"refused again": {http.StatusForbidden, true},
		"served again":  {http.StatusOK, false},
		"another error": {http.StatusNotFound, false},
	} {
		t.Run(what, func(t *testing.T) {
			s := &site{}
			s.Blocks = []archive.Block{{Prefix: "/", Product: "fence", Evidence: evidence, Since: now.Add(-25 * time.Hour), Until: now.Add(-time.Hour)}}
			o := &archive.Outcome{Visit: archive.Visit{URL: "http://www.example.gov.cn/a/", Kind: archive.KindList}}
			x := &exchange{}
			x.result.Status = test.status
			if got := s.turnsAway(o, &answer{exchange: x}, now); got != test.shut {
				t.Errorf("got settled %v, want %v", got, test.shut)
			}
			b, shut := s.blocked("/b/", now)
			if shut != test.shut || shut && (!b.Until.Equal(now.Add(blockFor)) || b.Evidence != evidence) {
				t.Errorf("got the block %+v, want one for a day more: %v", b, test.shut)
			}
			if !test.shut && (len(s.Blocks) > 0 || o.Site == nil) {
				t.Errorf("got the blocks %+v, want the old one forgotten", s.Blocks)
			}
		})
	}
}
