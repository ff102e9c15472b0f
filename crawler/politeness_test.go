package crawler

import (
	"net/netip"
	"testing"
	"time"

	"gongkai/archive"
)

func TestPauseIsNeverShorterThanAnyRule(t *testing.T) {
	outside := server{address: netip.MustParseAddr("203.0.113.7")}
	local := server{address: netip.MustParseAddr("127.0.0.1")}
	tests := map[string]struct {
		delay, crawlDelay, took, want time.Duration
		at                            server
	}{
		"three seconds at least":          {time.Second, 0, 100 * time.Millisecond, 3 * time.Second, outside},
		"this machine at any pace":        {time.Millisecond, 0, 100 * time.Microsecond, time.Millisecond, local},
		"this machine, when it is slow":   {time.Millisecond, 0, 100 * time.Millisecond, 500 * time.Millisecond, local},
		"the portal's delay":              {5 * time.Second, 0, 100 * time.Millisecond, 5 * time.Second, outside},
		"a longer Crawl-delay":            {5 * time.Second, time.Hour, 100 * time.Millisecond, time.Hour, outside},
		"a shorter Crawl-delay":           {5 * time.Second, time.Second, 100 * time.Millisecond, 5 * time.Second, outside},
		"five times a slow response":      {5 * time.Second, 0, 4 * time.Second, 20 * time.Second, outside},
		"thirty seconds for a stuck host": {5 * time.Second, 0, time.Minute, 30 * time.Second, outside},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := pause(test.delay, test.crawlDelay, test.took, test.at); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestAHostRestsAfterACrashAsLongAsAfterAnyAnswer(t *testing.T) {
	far, here := map[string]string{"www.a.gov.cn": "203.0.113.7:80"}, map[string]string{"www.a.gov.cn": "127.0.0.1:80"}
	for what, test := range map[string]struct {
		portal archive.Portal
		want   time.Duration
	}{
		"a short delay":           {archive.Portal{Delay: time.Second}, 3 * time.Second},
		"a long delay":            {archive.Portal{Delay: time.Minute}, time.Minute},
		"a server that is pinned": {archive.Portal{Delay: time.Second, Resolve: far}, 3 * time.Second},
		"this machine":            {archive.Portal{Delay: time.Millisecond, Resolve: here}, time.Millisecond},
	} {
		test.portal.Seeds = []string{"http://www.a.gov.cn/"}
		if got := reserve(test.portal); got != test.want {
			t.Errorf("%s: got %s, want %s", what, got, test.want)
		}
	}
}

func TestPenaltyDoublesUpToADayAndIsForgiven(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	h := archive.Host{Name: "www.example.gov.cn"}
	last := time.Duration(0)
	for i := range 14 {
		h = penalised(h, archive.ReasonBusy, 0, now)
		wait := h.NotBefore.Sub(now)
		ideal := min(firstPenalty<<min(i, 20), maxPenalty)
		if wait < ideal*9/10 || wait > ideal*11/10 || wait > maxPenalty {
			t.Fatalf("penalty %d: got %s, want %s give or take a tenth, at most a day", i+1, wait, ideal)
		}
		if wait < last/2 {
			t.Fatalf("penalty %d: got %s after %s", i+1, wait, last)
		}
		last = wait
		now = h.NotBefore.Add(time.Second)
	}
	h = penalised(h, archive.ReasonBusy, 0, now.Add(forgivenAfter+time.Second))
	if wait := h.NotBefore.Sub(now.Add(forgivenAfter + time.Second)); wait > 2*firstPenalty {
		t.Errorf("after a quiet half hour: got %s, want about %s", wait, firstPenalty)
	}
}

func TestRetryAfterDoesNotShortenALongerPause(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	h := archive.Host{Name: "www.example.gov.cn", NotBefore: now.Add(time.Minute)}
	if got, want := penalised(h, archive.ReasonBusy, time.Second, now).NotBefore, h.NotBefore; !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRetryAfterIsReadInBothForms(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		value string
		want  time.Duration
	}{
		"seconds":           {"120", 2 * time.Minute},
		"a date":            {"Sun, 01 Mar 2026 00:01:00 GMT", time.Minute},
		"a date gone by":    {"Sat, 28 Feb 2026 00:01:00 GMT", 0},
		"nothing":           {"", 0},
		"a negative number": {"-5", 0},
		"nonsense":          {"soon", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := retryAfter(test.value, now); got != test.want {
				t.Errorf("retryAfter(%q): got %s, want %s", test.value, got, test.want)
			}
		})
	}
}

func TestScopeEndsAtLabels(t *testing.T) {
	s := newScope(archive.Portal{Seeds: []string{"http://www.qingdu.gov.cn/"}, Hosts: []string{"yunlu.gov.cn", "0.0.1", "127.0.0.2"}})
	tests := map[string]bool{
		"http://www.qingdu.gov.cn/a":      true,
		"https://www.qingdu.gov.cn/a":     true,
		"http://qingdu.gov.cn/a":          false,
		"http://m.www.qingdu.gov.cn/":     true,
		"http://zwgk.yunlu.gov.cn/":       true,
		"http://notyunlu.gov.cn/":         false,
		"http://yunlu.gov.cn.example.com": false,
		"http://127.0.0.1:8080/":          false,
		"http://127.0.0.2:8080/":          true,
	}
	for url, want := range tests {
		if got := s.holds(url); got != want {
			t.Errorf("holds(%s): got %t, want %t", url, got, want)
		}
	}
}
