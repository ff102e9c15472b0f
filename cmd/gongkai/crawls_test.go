package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	gongkai "gongkai/config"
)

func TestPortalsThatHaveToWaitLeaveThePlacesOfCrawlsToOthers(t *testing.T) {
	for what, test := range map[string]struct {
		waits string // what more the config says of each portal that has to wait
		dead  bool
	}{
		"since they are of one group":   {waits: "group: province"},
		"since one server has them all": {},
		"since nobody answers for them": {dead: true},
	} {
		t.Run(what, func(t *testing.T) {
			asked := make(chan struct{}) // closed when the portal that needs not wait is asked
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				select {
				case <-asked:
				case <-r.Context().Done():
				}
				http.NotFound(w, r)
			}))
			defer server.Close()
			crowded := strings.TrimPrefix(server.URL, "http://")
			if test.dead {
				crowded = "127.0.0.1:1"
			}
			seen := false
			other := servedAt(t, "127.0.0.2", func(w http.ResponseWriter, r *http.Request) { // one request at a time
				if !seen {
					seen = true
					close(asked)
				}
				http.NotFound(w, r)
			})
			config := filepath.Join(t.TempDir(), "gongkai.yaml")
			text := "contact: a@example.org\nrun: {metrics: \"off\", web: \"off\"}\ncrawl: {workers: 3, delay: 1ms}\nportals:\n"
			for i := range 9 {
				at, more := crowded, test.waits
				if i == 4 {
					at, more = other, ""
				}
				text += fmt.Sprintf("  - id: p%d\n    seeds: [\"http://www.p%d.gov.cn/\"]\n    resolve: {www.p%d.gov.cn: %q}\n    %s\n", i, i, i, at, more)
			}
			if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			v, log := serviceOf(t, config, func(*program) {})
			ctx, stop := context.WithCancel(t.Context())
			group, ctx := errgroup.WithContext(ctx)
			group.Go(func() error { return v.crawls(ctx) })
			select {
			case <-asked:
			case <-time.After(30 * time.Second): // those that wait do so for minutes
				t.Error("the portal that needs not wait was not asked")
			}
			stop()
			server.CloseClientConnections()
			if err := group.Wait(); err != nil {
				t.Errorf("%v; %s", err, log)
			}
		})
	}
}

// servedAt serves a handler at another address of loopback, where the machine has
// such, and returns where.
func servedAt(t *testing.T, ip string, h http.HandlerFunc) string {
	t.Helper()
	l, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
	if err != nil {
		t.Skipf("this machine has no %s: %v", ip, err)
	}
	server := &httptest.Server{Listener: l, Config: &http.Server{Handler: h}}
	server.Start()
	t.Cleanup(server.Close)
	return l.Addr().String()
}

func TestMoreWorkersThanFilesMayBeOpenAreRefused(t *testing.T) {
	config, _ := alarmConfig(t, "portals:\n  - {id: a, seeds: [\"http://www.a.gov.cn/\"]}\n")
	edit(t, config, "crawl: {", "crawl: {workers: 500, ")
	for _, command := range []string{"run", "crawl"} {
		out, err := exec.Command("sh", "-c", "ulimit -n 512; exec gongkai "+command+" --config "+config).CombinedOutput()
		if exit, _ := errors.AsType[*exec.ExitError](err); exit == nil || exit.ExitCode() != exitUsage || !strings.Contains(string(out), "600 open files, and a process may have 512") {
			t.Errorf("%s: got %v, %s", command, err, out)
		}
	}
}

func TestACrawlIsNotCutSinceOthersHaveAnotherGroup(t *testing.T) {
	var asked atomic.Int64 // for the home page of the portal that is being crawled
	held, answer := make(chan struct{}), make(chan struct{})
	crawled := servedAt(t, "127.0.0.2", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" && asked.Add(1) == 1 {
			close(held)
			<-answer
		}
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<title>a</title>")
	})
	seen, once := make(chan struct{}), sync.Once{} // the portal that came later is crawled
	later := servedAt(t, "127.0.0.3", func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() { close(seen) })
		http.NotFound(w, r)
	})
	config := filepath.Join(t.TempDir(), "gongkai.yaml")
	write := func(more string) {
		t.Helper()
		text := fmt.Sprintf("contact: a@example.org\nrun: {metrics: \"off\", web: \"off\"}\ncrawl: {delay: 1ms}\nportals:\n  - {id: a, seeds: [\"http://www.a.gov.cn/\"], resolve: {www.a.gov.cn: %q}}\n%s", crawled, more)
		if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("")
	v, log := serviceOf(t, config, func(*program) {})
	ctx, stop := context.WithCancel(t.Context())
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return v.crawls(ctx) })
	<-held
	write(fmt.Sprintf("  - {id: b, group: province, seeds: [\"http://www.b.gov.cn/\"], resolve: {www.b.gov.cn: %q}}\n", later))
	v.reread(ctx, func() (gongkai.Config, error) { return gongkai.Load(config) })
	v.changed <- struct{}{}
	<-seen
	if got := v.session.groups.Load().Of("www.b.gov.cn"); got != "province" {
		t.Errorf("crawls know the new portal's host as of group %q", got)
	}
	close(answer)
	for running := true; running; {
		<-v.crawled
		status, err := v.session.store.Status(ctx, v.config().Portals[:1])
		if err != nil {
			t.Fatal(err)
		}
		running = status[0].Running
	}
	stop()
	if err := group.Wait(); err != nil {
		t.Errorf("%v; %s", err, log)
	}
	if asked.Load() != 1 {
		t.Errorf("its home page was asked for %d times, want once", asked.Load())
	}
}
