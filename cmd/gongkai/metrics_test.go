package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
)

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func TestTheServiceTellsItsMetricsAndItsHealth(t *testing.T) {
	config, _, address := serviceConfig(t)
	r := runService(t, config)
	for range portalsServed(t, config) {
		r.until("crawl ended")
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if status, body := get(t, "http://"+address+path); status != http.StatusOK || body != "ok\n" {
			t.Errorf("%s: got %d %q, want 200 ok", path, status, body)
		}
	}
	status, text := get(t, "http://"+address+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("got status %d: %s", status, text)
	}
	problems, err := promlint.New(bytes.NewReader([]byte(text))).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "gongkai_") {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
	for _, want := range []string{
		`gongkai_visits_total{reason="",result="captured"} `, `gongkai_received_bytes_total `, `gongkai_crawls_running 0`,
		`gongkai_crawls_total{reason=`, `gongkai_payloads_read_total{novelty="new"} `, `gongkai_reports `,
		`gongkai_deliveries_owed{sink="files"} `, `gongkai_build_info{version="` + version + `"} 1`,
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	for _, name := range dashboardMetrics(t) {
		if !strings.Contains(text, "# TYPE "+name+" ") && name != "gongkai_delivery_attempts_total" { // which is counted from the first attempt on
			t.Errorf("the dashboard shows %s, which /metrics lacks", name)
		}
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
}

// dashboardMetrics returns the names of our metrics that docs/grafana.json shows.
func dashboardMetrics(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("../../docs/grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(b) {
		t.Fatal("docs/grafana.json is not JSON")
	}
	names := regexp.MustCompile(`gongkai_[a-z_]+`).FindAllString(string(b), -1)
	if len(names) < 10 {
		t.Fatalf("got %v, want what the panels show", names)
	}
	return names
}

func TestMetricsAreToldToWhoSendsNoName(t *testing.T) {
	server := httptest.NewServer(ownNames(&net.TCPAddr{IP: net.ParseIP("127.0.0.1")}, http.NotFoundHandler()))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("GET /metrics HTTP/1.0\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.Contains(string(answer), " 404 ") {
		t.Errorf("got %v, %s", err, answer)
	}
}

func TestMetricsOnLoopbackAreToldToNoOtherName(t *testing.T) {
	for _, at := range []struct {
		listens, host string
		want          int
	}{
		{"127.0.0.1", "127.0.0.1:9420", 200}, {"127.0.0.1", "localhost:9420", 200}, {"::1", "[::1]:9420", 200},
		{"127.0.0.1", "rebound.example.org:9420", 421}, {"::1", "127.0.0.1.example.org", 421},
		{"0.0.0.0", "gongkai:9420", 200}, {"192.0.2.1", "archive.example.org", 200},
	} {
		server := httptest.NewServer(ownNames(&net.TCPAddr{IP: net.ParseIP(at.listens)}, http.NotFoundHandler()))
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = at.host
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		server.Close()
		if answered := res.StatusCode == http.StatusNotFound; answered != (at.want == 200) || !answered && res.StatusCode != at.want {
			t.Errorf("%s asked as %s: got %d, want %d", at.listens, at.host, res.StatusCode, at.want)
		}
	}
}
