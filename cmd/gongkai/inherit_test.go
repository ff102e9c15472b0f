package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"gongkai/internal/portalsim"
)

func TestAPortalThatHasAnotherIDGoesOnWithWhatWasKnown(t *testing.T) {
	world := portalsim.New(portalsim.Options{Families: []string{"trs"}, Issuers: 2, Noise: 19, Years: []int{2022, 2023}, Faithful: true})
	host := world.Portals()[0].Host
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		r.Host = host
		world.Handler().ServeHTTP(w, r)
	}))
	defer server.Close()
	_, config := portalAt(t, server)
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	rename := func(old, now string) {
		t.Helper()
		text = []byte(strings.ReplaceAll(string(text), old, now))
		if err := os.WriteFile(config, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	rename("http://www.qingdu.gov.cn/zwgk/", world.Portals()[0].Seeds[0])
	rename("www.qingdu.gov.cn:", host+":")
	execute(t, exitDone, "crawl", "--config", config)
	first := asked.Swap(0)
	rename("id: qingdu", "id: county")
	if told := executeAll(t, exitDone, "crawl", "--config", config, "--log-level", "warn"); !strings.Contains(told, "the config has this portal no more") {
		t.Errorf("got %q, want it told whose pages are the portal's now", told)
	}
	if again := asked.Load(); again > 3 {
		t.Errorf("got %d requests where nothing was due, after %d: want the seed and what it is asked for with", again, first)
	}
	var c coverage
	if err := json.Unmarshal([]byte(execute(t, exitDone, "coverage", "--json", "--config", config)), &c); err != nil {
		t.Fatal(err)
	}
	have := 0
	for _, p := range c.Portals {
		for _, i := range p.Issuers {
			for _, y := range i.Years {
				if y.State == "have" && p.Portal != "county" {
					t.Errorf("got a report of %s, which is no more", p.Portal)
				} else if y.State == "have" {
					have++
				}
			}
		}
	}
	if want := len(world.Portals()[0].Truth); have != want {
		t.Errorf("got %d reports of the portal under its new id, want %d", have, want)
	}
	execute(t, exitDone, "verify", "--config", config)
}
