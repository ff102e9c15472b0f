package portalsim

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheJudgeCatchesEachKindOfImpoliteness(t *testing.T) {
	const host = "http://www.qingdu.gov.cn"
	start := func(w *World) {
		fetch(w, host+"/robots.txt")
		time.Sleep(2 * time.Second)
	}
	for name, tc := range map[string]struct {
		do   func(t *testing.T, w *World)
		want string // part of the only violation, or none
	}{
		"a polite visit": {func(_ *testing.T, w *World) {
			start(w)
			fetch(w, host+"/")
			time.Sleep(time.Second)
			fetch(w, host+"/tzgg/")
		}, ""},
		"two requests of a host at once": {func(_ *testing.T, w *World) {
			start(w)
			go fetch(w, host+"/")
			synctest.Wait()
			fetch(w, host+"/tzgg/")
			time.Sleep(time.Second)
		}, "overlaps"},
		"haste": {func(_ *testing.T, w *World) {
			start(w)
			fetch(w, host+"/")
			time.Sleep(900 * time.Millisecond)
			fetch(w, host+"/tzgg/")
		}, "less than 1s"},
		"not waiting for Retry-After": {func(t *testing.T, w *World) {
			start(w)
			if got := fetch(w, host+"/zwgk/zfxxgknb/"); got.Code != 503 {
				t.Fatalf("got status %d, want 503", got.Code)
			}
			w.judge.gap = 0
			time.Sleep(999 * time.Millisecond)
			fetch(w, host+"/")
		}, "Retry-After"},
		"a disallowed path": {func(_ *testing.T, w *World) {
			start(w)
			fetch(w, host+"/gzcy/index.html")
		}, "robots.txt disallows"},
		"no robots.txt first": {func(_ *testing.T, w *World) {
			fetch(w, host+"/")
		}, "robots.txt was not asked for"},
		"a clone host": {func(_ *testing.T, w *World) {
			fetch(w, "http://www.qingdu-gov-info.com/")
		}, "belongs to no portal"},
		"a foreign host": {func(_ *testing.T, w *World) {
			fetch(w, "http://"+foreignHosts()[0]+"/")
		}, "belongs to no portal"},
		"robots.txt known from before a reset": {func(_ *testing.T, w *World) {
			start(w)
			w.Judge().Reset()
			fetch(w, host+"/")
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := New(Options{MinGap: time.Second, Latency: 10 * time.Millisecond, Families: []string{"trs"}})
				tc.do(t, w)
				got := w.Judge().Violations()
				if tc.want == "" && len(got) > 0 {
					t.Errorf("got %q, want none", got)
				}
				if tc.want != "" && (len(got) != 1 || !strings.Contains(got[0], tc.want)) {
					t.Errorf("got %q, want one with %q", got, tc.want)
				}
			})
		})
	}
}

func TestTheJudgeRecordsRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(Options{Latency: time.Second, Families: []string{"vsb"}})
		r := httptest.NewRequest(http.MethodGet, "http://WWW.QINGDU.gov.cn:80/index.html?a=1", nil)
		r.Header.Set("User-Agent", "tester")
		r.Header.Set("If-None-Match", `"x"`)
		w.Handler().ServeHTTP(httptest.NewRecorder(), r)
		got := w.Judge().Requests()
		if len(got) != 1 {
			t.Fatalf("got %d requests, want 1", len(got))
		}
		q := got[0]
		if q.Host != "www.qingdu.gov.cn" || q.URL != "http://www.qingdu.gov.cn/index.html?a=1" || q.UserAgent != "tester" ||
			q.IfNoneMatch != `"x"` || q.Status != 200 || q.End.Sub(q.Start) != time.Second || int64(q.Bytes) != w.Judge().Bytes() {
			t.Errorf("got %+v", q)
		}
		w.Judge().Reset()
		if len(w.Judge().Requests()) != 0 || w.Judge().Bytes() != 0 || len(w.Judge().Violations()) != 0 {
			t.Error("a reset judge still has a record")
		}
	})
}
