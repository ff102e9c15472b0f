package crawler

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/store"
)

// pipes is a listener whose connections are pipes, so that a crawl in a synctest
// bubble waits for days in no time.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (p pipes) Close() error   { close(p); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(203, 0, 113, 7), Port: 80} }

// publicPipe is a pipe that seems to come from a public address.
type publicPipe struct{ net.Conn }

func (publicPipe) RemoteAddr() net.Addr { return pipes(nil).Addr() }

// asked is a request that a host got, and when its response ended.
type asked struct {
	at, ended time.Time
	path      string
	status    int
}

// crawlForDays crawls www.a.gov.cn, at a public address that handler answers
// for, from its home page, in a bubble's time.
func crawlForDays(t *testing.T, p archive.Portal, o Options, handler http.HandlerFunc) []asked {
	t.Helper()
	var log []asked
	arrivals := make(pipes)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log = append(log, asked{at: time.Now(), path: r.URL.Path, status: 200}) // one at a time: the gate sees to it
		handler(statusNoted{w, &log[len(log)-1].status}, r)
		log[len(log)-1].ended = time.Now()
	})}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(arrivals) // ends when the server is closed
	}()
	st, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o.UserAgent, o.Spool, o.Floor = "gongkai/test (+operator@example.org)", st.Spool(), -1
	c, err := New(st, zerolog.Nop(), o)
	if err != nil {
		t.Fatal(err)
	}
	c.wire.base.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		select {
		case arrivals <- theirs:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		return &recordedConn{Conn: publicPipe{ours}, idle: time.Minute, protocols: []string{"http/1.1"}}, nil
	}
	p.ID, p.Seeds, p.Resolve = "a", []string{"http://www.a.gov.cn/"}, map[string]string{"www.a.gov.cn": "203.0.113.7:80"}
	if _, err := st.BeginCrawl(t.Context(), p, []archive.Visit{{URL: p.Seeds[0], Portal: p.ID, Kind: archive.KindList, Score: 900}}); err != nil {
		t.Fatal(err)
	}
	if err := c.Run(t.Context(), []archive.Portal{p}); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	_ = server.Close()
	<-served
	return log
}

// statusNoted notes the status of a response.
type statusNoted struct {
	http.ResponseWriter
	status *int
}

func (w statusNoted) WriteHeader(status int) {
	*w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// reports writes a page with links to n reports.
func reports(w http.ResponseWriter, n int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<li><a href="/nb/%d.html">%d号镇2023年政府信息公开工作年度报告</a></li>`, i, i)
	}
	fmt.Fprintf(w, "<html><body><ul>%s</ul></body></html>", &b)
}

func TestABusyHostIsLeftAloneEverLongerAndForgivenWhenItWasQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		busyUntil, busyAgain, quiet := start.Add(6*24*time.Hour), time.Time{}, time.Time{}
		log := crawlForDays(t, archive.Portal{Delay: 5 * time.Minute}, Options{Patience: 48 * time.Hour}, func(w http.ResponseWriter, r *http.Request) {
			now := time.Now()
			switch {
			case r.URL.Path == "/robots.txt":
				http.NotFound(w, r)
			case r.URL.Path == "/":
				reports(w, 60)
			case now.Before(busyUntil):
				w.WriteHeader(http.StatusServiceUnavailable)
			case busyAgain.IsZero() && !quiet.IsZero() && now.Sub(quiet) > 2*time.Hour: // long forgiven
				busyAgain = now
				w.WriteHeader(http.StatusServiceUnavailable)
			default:
				fmt.Fprintf(w, "<html><body>%s</body></html>", r.URL.Path)
				if quiet.IsZero() {
					quiet = now
				}
			}
		})
		ladder := time.Minute
		steps := 0
		for i, a := range log {
			if i+1 == len(log) {
				break
			}
			wait := log[i+1].at.Sub(a.ended)
			if least := 5 * time.Minute; wait < least {
				t.Errorf("%s after %s: got a pause of %s, want at least %s", log[i+1].path, a.path, wait, least)
			}
			if a.status != http.StatusServiceUnavailable {
				continue
			}
			if a.at.Equal(busyAgain) {
				ladder = time.Minute
			}
			most := max(min(ladder*11/10, 24*time.Hour), 5*time.Minute) + time.Second
			if wait < ladder*9/10 || wait > most {
				t.Errorf("strike %d at %s: got a pause of %s, want %s give or take a tenth", steps+1, a.at.Sub(start), wait, ladder)
			}
			steps++
			ladder = min(2*ladder, 24*time.Hour)
		}
		if steps < 14 || busyAgain.IsZero() {
			t.Errorf("got %d strikes, and one after the host was forgiven: %t; want 14 at least", steps, !busyAgain.IsZero())
		}
	})
}

func TestAHostThatAnswersWithErrorsAloneIsAskedEverMoreSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := 0
		log := crawlForDays(t, archive.Portal{Delay: 3 * time.Second, Pages: 60}, Options{Patience: 14 * 24 * time.Hour}, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/robots.txt":
				http.NotFound(w, r)
			case r.URL.Path == "/":
				reports(w, 60)
			default:
				if broken++; broken == 20 { // one page is there
					fmt.Fprintf(w, "<html><body>%s</body></html>", r.URL.Path)
					return
				}
				w.WriteHeader(http.StatusInternalServerError)
			}
		})
		row, slow := 0, 0
		for i, a := range log[:len(log)-1] {
			if a.path == "/robots.txt" {
				continue
			}
			if row++; a.status != http.StatusInternalServerError {
				row = 0
			}
			wait := log[i+1].at.Sub(a.ended)
			if row >= 5 {
				slow++
			}
			want := min(time.Minute<<max(row-5, 0), 24*time.Hour)
			if row >= 5 && (wait < want || wait > want+time.Second) || row < 5 && wait >= want {
				t.Errorf("after %d errors in a row: got a pause of %s, want %s", row, wait, want)
			}
		}
		if slow < 20 {
			t.Errorf("got %d long pauses in %d requests, want more", slow, len(log))
		}
	})
}

func TestRobotsTxtIsReadAgainAfterADay(t *testing.T) { // http-11 of the conformance cases
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		log := crawlForDays(t, archive.Portal{Delay: time.Hour}, Options{Patience: 48 * time.Hour}, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/robots.txt" && time.Since(start) < 2*time.Hour:
				fmt.Fprint(w, "User-agent: *\nAllow: /\n")
			case r.URL.Path == "/robots.txt":
				fmt.Fprint(w, "User-agent: *\nDisallow: /nb/\n")
			case r.URL.Path == "/":
				reports(w, 60)
			case strings.HasPrefix(r.URL.Path, "/nb/"):
				fmt.Fprintf(w, "<html><body>%s</body></html>", r.URL.Path)
			default:
				http.NotFound(w, r)
			}
		})
		var read []time.Duration
		for _, a := range log {
			if a.path == "/robots.txt" {
				read = append(read, a.at.Sub(start))
			}
		}
		if len(read) < 2 || read[1] < 24*time.Hour-time.Minute || read[1] > 26*time.Hour {
			t.Fatalf("robots.txt was read at %v, want again when a day was over", read)
		}
		last := slices.IndexFunc(log, func(a asked) bool { return a.path == "/robots.txt" && a.at.Sub(start) == read[1] })
		for _, a := range log[last:] {
			if strings.HasPrefix(a.path, "/nb/") {
				t.Errorf("%s was asked for after the new rules forbade it", a.path)
			}
		}
		if last < 20 {
			t.Errorf("got %d requests on the first day, want one an hour", last)
		}
	})
}

func TestACrawlWhosePlaceIsWantedEndsWhereItWouldWait(t *testing.T) {
	busy := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	for what, test := range map[string]struct {
		delay       time.Duration
		wantedAfter time.Duration
		handler     http.HandlerFunc
		within      time.Duration
		requests    int
	}{
		"from the start":                 {time.Second, 0, busy, time.Minute, 1},
		"while it waits":                 {time.Second, 20 * time.Minute, busy, 21 * time.Minute, 1},
		"its own delay is no such pause": {20 * time.Minute, 0, func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, 2 * time.Hour, 3},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				o := Options{Patience: 48 * time.Hour, Wanted: func() bool { return time.Since(start) >= test.wantedAfter }}
				log := crawlForDays(t, archive.Portal{Delay: test.delay}, o, test.handler)
				if took := time.Since(start); took > test.within || len(log) != test.requests {
					t.Errorf("%d requests took %s, want %d within %s", len(log), took, test.requests, test.within)
				}
			})
		})
	}
}
