package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/internal/portalsim"
)

// watched are the kinds of portals that people watch today.
var watched = []string{"shaanxi", "hubei", "henan-city", "henan-district", "anhui"}

// kinds are those and the common families', which the demo crawls. Each is told
// with the CMS family that the program sees in it; "" where none is asked for.
var kinds = map[string]string{
	"shaanxi":        "shaanxi",
	"hubei":          "trs",
	"henan-city":     "henan",
	"henan-district": "",
	"anhui":          "lonsun",
	"trs":            "trs",
	"jpage":          "jpage",
	"vsb":            "vsb",
	"ucap":           "ucap",
	"lonsun":         "lonsun",
	"jeecms":         "jeecms",
}

// kindServed serves a portal of a kind, with more reports than a page of its
// lists holds, and returns it with a config that finds it.
func kindServed(t *testing.T, kind string) (world *portalsim.World, config, data string) {
	t.Helper()
	world = portalsim.New(portalsim.Options{Seed: 11, Issuers: 3, Years: []int{2020, 2021, 2022}, Noise: 2, MinGap: demoGap, Families: []string{kind}})
	server, err := world.Start(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	data = t.TempDir()
	config = filepath.Join(data, "gongkai.yaml")
	if err := os.WriteFile(config, demoConfig(world, server), 0o644); err != nil {
		t.Fatal(err)
	}
	return world, config, data
}

func TestEachWatchedKindOfPortalIsCrawledWhole(t *testing.T) {
	for _, kind := range watched {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			world, config, data := kindServed(t, kind)
			execute(t, exitDone, "crawl", "--config", config)
			checkCells(t, data, world)
			for _, v := range world.Judge().Violations() {
				t.Errorf("impolite: %s", v)
			}
		})
	}
}

// TestProbePrintsAnEntryThatCrawlsThePortalWhole probes a portal of each kind,
// and crawls with what was printed, and nothing else, in the config.
func TestProbePrintsAnEntryThatCrawlsThePortalWhole(t *testing.T) {
	for kind, family := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			world, config, data := kindServed(t, kind)
			portal := world.Portals()[0]
			v := probeJSON(t, exitDone, "--config", config, portal.Seeds[0])
			if v.Requests == 0 || v.Requests > probeRequests {
				t.Errorf("got %d requests, want 1 to %d", v.Requests, probeRequests)
			}
			if v.Division != portal.Division || v.Name == "" {
				t.Errorf("got name %q and division %q, want a name and %q", v.Name, v.Division, portal.Division)
			}
			if family != "" && v.Family != family || v.Charset == "" || v.NotFound == "" || v.Robots.State == "" {
				t.Errorf("got family %q, charset %q, not found %q, robots.txt %q; want %s and all of them", v.Family, v.Charset, v.NotFound, v.Robots.State, family)
			}
			if len(v.Columns) == 0 || v.Columns[0].What != columnReports {
				t.Errorf("got columns %+v, want one of reports first", v.Columns)
			}
			text := "data: .\ncontact: a@example.org\ncrawl:\n  delay: 6ms\n  patience: 30s\nportals:\n" + indented(v.Entry)
			if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			execute(t, exitDone, "crawl", "--config", config)
			checkCells(t, data, world)
			for _, violation := range world.Judge().Violations() {
				// A probe leaves nothing, not even what the portal asked it.
				if !strings.Contains(violation, "before the announced Retry-After") {
					t.Errorf("impolite: %s", violation)
				}
			}
		})
	}
}
