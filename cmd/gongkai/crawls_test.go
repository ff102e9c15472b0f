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
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
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
