package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// checkable serves portals that are well, moved, blocked and dead, and returns a
// config of them and the requests that they get.
func checkable(t *testing.T, served func(id, path string)) (config, data string) {
	t.Helper()
	dir := t.TempDir()
	data = filepath.Join(dir, "data")
	var b bytes.Buffer
	fmt.Fprintf(&b, "contact: a@example.org\ndata: %s\ncrawl: {delay: 10ms, patience: 1s, timeout: 2s}\nportals:\n", data)
	for id, answer := range map[string]http.HandlerFunc{
		"well": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "<title>x</title><a href=/zwgk/>公开</a>")
		},
		"inside": func(w http.ResponseWriter, r *http.Request) { inside(w, r) },
		"moved": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://www.elsewhere.gov.cn/", http.StatusMovedPermanently)
		},
		"fenced": func(w http.ResponseWriter, r *http.Request) { t.Errorf("%s was asked for behind robots.txt", r.URL) },
		"gone":   http.NotFound,
		"endless": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+"a", http.StatusFound)
		},
		"busy": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "600")
			w.WriteHeader(http.StatusServiceUnavailable)
		},
		"silent": nil,
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		if answer == nil {
			l.Close()
		} else {
			server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				served(id, r.URL.Path)
				switch {
				case r.URL.Path != "/robots.txt":
					answer(w, r)
				case id == "fenced":
					fmt.Fprint(w, "User-agent: *\nDisallow: /\n")
				default:
					http.NotFound(w, r)
				}
			})}
			go server.Serve(l)
			t.Cleanup(func() { server.Close() })
		}
		fmt.Fprintf(&b, "  - {id: %s, seeds: [\"http://www.%s.test/\"], resolve: {www.%s.test: %q}}\n", id, id, id, l.Addr())
	}
	config = filepath.Join(dir, "gongkai.yaml")
	if err := os.WriteFile(config, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return config, data
}

// inside redirects to another page of the same site.
func inside(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/" {
		http.Redirect(w, r, "/index.html", http.StatusFound)
		return
	}
	fmt.Fprint(w, "<title>x</title>")
}

func TestACheckTellsWhichPortalsAreThereByFewRequests(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	config, data := checkable(t, func(id, _ string) { mu.Lock(); asked[id]++; mu.Unlock() })
	var view checkedView
	if err := json.Unmarshal([]byte(execute(t, exitFindings, "portals", "check", "--json", "--config", config)), &view); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"well": portalOK, "inside": portalOK, "moved": portalMoved, "fenced": portalBlocked, "gone": portalDead, "silent": portalDead, "busy": portalUnknown, "endless": portalUnknown}
	for _, c := range view.Portals {
		if c.Portal == "endless" && !strings.Contains(c.Why, "it redirects on after") {
			t.Errorf("got %+v, want what it redirects to", c)
		}
		if c.State != want[c.Portal] || c.State != portalOK && c.Why == "" || (c.State == portalMoved) != (c.To == "http://www.elsewhere.gov.cn/") {
			t.Errorf("got %+v, want %s", c, want[c.Portal])
		}
	}
	if len(view.Portals) != len(want) || view.OK != 2 || view.Dead != 2 {
		t.Errorf("got %+v, want 8 portals, 2 ok, 2 dead", view)
	}
	for id, n := range asked {
		if n > 3 && id != "endless" || n > checkRequests {
			t.Errorf("%s got %d requests, want 2, or 3 with a redirect", id, n)
		}
	}
	if left, _ := os.ReadDir(data); len(left) > 0 {
		t.Errorf("a check that is done leaves %v", left)
	}
	if out := execute(t, exitDone, "portals", "check", "--config", config, "well"); !strings.Contains(out, "1 ok, 0 moved") {
		t.Errorf("got %q, want 1 ok", out)
	}
}

func TestACheckThatIsInterruptedGoesOn(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	var mu sync.Mutex
	asked := map[string]int{}
	config, _ := checkable(t, func(id, path string) {
		mu.Lock()
		defer mu.Unlock()
		if asked[id+path]++; id == "inside" && path == "/index.html" {
			interrupt() // all but it may be asked by then
		}
	})
	var stdout, stderr bytes.Buffer
	p := program{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, step: func(string) {}, now: beforeAnyDeadline, readers: readerProcess}
	if got := p.run(ctx, []string{"portals", "check", "--config", config}); got != exitInterrupted || !strings.Contains(stderr.String(), "goes on from here") {
		t.Fatalf("got status %d, %s; want %d", got, stderr.String(), exitInterrupted)
	}
	var view checkedView
	if err := json.Unmarshal([]byte(execute(t, exitFindings, "portals", "check", "--json", "--config", config)), &view); err != nil {
		t.Fatal(err)
	}
	if view.OK != 2 || view.Moved != 1 || view.Blocked != 1 {
		t.Errorf("got %+v, want all portals judged", view)
	}
	mu.Lock()
	defer mu.Unlock()
	if asked["inside/robots.txt"] != 1 || asked["inside/"] != 1 {
		t.Errorf("got %v, want what was asked not asked again", asked)
	}
}
