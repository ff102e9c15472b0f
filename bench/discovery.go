package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/net/html"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/crawler/cms"
	"gongkai/internal/charset"
	"gongkai/internal/portalsim"
	"gongkai/internal/urls"
	"gongkai/store"
)

// heldOut are worlds that nothing was tuned on: their seeds were run for the
// figures of docs/benchmarks.md alone, and two of the layouts were never looked
// into. When a world was looked into to mend something, it is to be replaced.
var heldOut = []portalsim.Options{
	{Seed: 8201, Issuers: 6, Noise: 40, Families: everyFamily(), Layout: portalsim.HeldOut()[0]},
	{Seed: 8205, Issuers: 12, Noise: 40, Families: everyFamily(), Layout: portalsim.HeldOut()[1]},
	{Seed: 8203, Issuers: 20, Noise: 60, Years: []int{2021, 2022, 2023, 2024}, Families: everyFamily(), Layout: portalsim.HeldOut()[0]},
	{Seed: 8206, Issuers: 12, Noise: 60, Families: everyFamily(), Layout: 1},
}

// everyFamily has one that no adapter knows, and leaves out the portals that are
// watched inside of others: their reports alone can't be asked for.
func everyFamily() []string {
	return append([]string{"unknown", "trs", "jpage", "vsb", "ucap", "lonsun", "jeecms", "shaanxi", "henan-city", "henan-district"}, portalsim.Platforms()...)
}

// discovery counts the requests that the reports of portals cost: ours, those
// of a breadth-first crawl that reads pages as well as ours does, and those of
// the shortest cover that the simulator knows.
func discovery(ctx context.Context) error {
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "world\tlayout\tfamily\treports\tfound\trequests\tper report\tof the cover\tbreadth-first\tof ours\t")
	for _, o := range heldOut {
		world := portalsim.New(o)
		crawls, err := ours(ctx, world)
		if err != nil {
			return err
		}
		var sum tally
		for _, p := range world.Portals() {
			wide := breadthFirst(world, p)
			d := crawls[p.ID]
			n := float64(d.requests)
			sum.add(len(p.Truth), d.found, d.requests, p.Cover, wide)
			fmt.Fprintf(t, "%d\t%d\t%s\t%d\t%d\t%d\t%.2f\t%.2f\t%d\t%.1f\t\n", o.Seed, o.Layout, p.Family, len(p.Truth), d.found, d.requests,
				n/float64(len(p.Truth)), n/float64(p.Cover), wide, float64(wide)/n)
		}
		n := float64(sum.requests)
		fmt.Fprintf(t, "%d\t%d\tall\t%d\t%d\t%d\t%.2f\t%.2f\t%d\t%.1f\t\n", o.Seed, o.Layout, sum.reports, sum.found, sum.requests,
			n/float64(sum.reports), n/float64(sum.cover), sum.wide, float64(sum.wide)/n)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return taught(ctx)
}

// taught compares the requests that portals cost which nothing was learned for
// with those of portals whose family another has taught.
func taught(ctx context.Context) error {
	fmt.Println("\nOf two portals of each family, the second: crawled alone, and after the first")
	var alone, after int
	for _, family := range everyFamily() {
		o := portalsim.Options{Seed: 8301, Issuers: 12, Noise: 40, Families: []string{family, family}, Layout: portalsim.HeldOut()[1]}
		world := portalsim.New(o)
		first, second := world.Portals()[:1], world.Portals()[1:]
		untaught, err := ours(ctx, world, second)
		if err != nil {
			return err
		}
		learned, err := ours(ctx, portalsim.New(o), first, second)
		if err != nil {
			return err
		}
		id := second[0].ID
		fmt.Printf("%s: %d reports, %d and %d requests\n", family, len(second[0].Truth), untaught[id].requests, learned[id].requests)
		alone, after = alone+untaught[id].requests, after+learned[id].requests
	}
	fmt.Printf("all: %d and %d requests\n", alone, after)
	return nil
}

// tally adds up the portals of a world.
type tally struct{ reports, found, requests, cover, wide int }

func (t *tally) add(reports, found, requests, cover, wide int) {
	t.reports, t.found, t.requests, t.cover, t.wide = t.reports+reports, t.found+found, t.requests+requests, t.cover+cover, t.wide+wide
}

// discovered is what a portal's crawl came to.
type discovered struct {
	requests, found int
	end             string // why it ended, as the archive says it
}

// ours crawls the portals of a world as gongkai does, those of each round in a
// crawl of their own; no rounds is one with all of them.
func ours(ctx context.Context, world *portalsim.World, rounds ...[]portalsim.Portal) (map[string]discovered, error) {
	server, err := world.Start(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer server.Close()
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		return nil, err
	}
	defer st.Close()
	if len(rounds) == 0 {
		rounds = append(rounds, world.Portals())
	}
	all := map[string]discovered{}
	for _, portals := range rounds {
		if err := crawlRound(ctx, st, server.Resolve(), portals, crawler.Options{Patience: 5 * time.Minute}, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// crawlRound crawls portals together, whose hosts are served at the addresses of
// resolve, and notes in all what came of it.
func crawlRound(ctx context.Context, st *store.Store, resolve map[string]string, round []portalsim.Portal, o crawler.Options, all map[string]discovered) error {
	o.UserAgent, o.Spool = "gongkai/bench (+https://example.org/)", st.Spool()
	c, err := crawler.New(st, zerolog.Nop(), o)
	if err != nil {
		return err
	}
	var portals []archive.Portal
	for _, p := range round {
		p.Delay, p.Resolve = time.Millisecond, resolve
		portals = append(portals, p.Portal)
		var seeds []archive.Visit
		for _, seed := range p.Seeds {
			seeds = append(seeds, archive.Visit{URL: seed, Portal: p.ID, Kind: archive.KindList, Score: 900})
		}
		if _, err := st.BeginCrawl(ctx, p.Portal, seeds); err != nil {
			return err
		}
	}
	if err := c.Run(ctx, portals); err != nil {
		return err
	}
	status, err := st.Status(ctx, portals)
	if err != nil {
		return err
	}
	for i, p := range round {
		d := discovered{requests: status[i].Requests, end: crawler.EndReason(status[i], math.MaxInt)}
		for _, r := range p.Truth {
			key, err := urls.Canonical(r.URL)
			if err != nil {
				return err
			}
			captures, err := st.Find(ctx, key)
			switch {
			case err != nil:
				return err
			case len(captures) > 0:
				d.found++
			case os.Getenv("GONGKAI_BENCH_MISSED") != "":
				fmt.Fprintln(os.Stderr, "missed", p.ID, r.Format, r.URL, r.PageURL)
			}
		}
		all[p.ID] = d
	}
	return nil
}

// breadthFirst returns how many requests a crawl in the order of discovery
// makes until it has the last report. It reads pages with the same adapters and
// keeps out of the same traps.
func breadthFirst(world *portalsim.World, p portalsim.Portal) int {
	handler := world.Handler()
	sought := map[string]bool{}
	for _, r := range p.Truth {
		if u, err := urls.Canonical(r.URL); err == nil {
			sought[u] = true
		}
	}
	type page struct {
		url  string
		kind archive.Kind
	}
	queue := []page{{p.Seeds[0], archive.KindList}}
	seen := map[string]bool{p.Seeds[0]: true}
	again := map[string]bool{}
	family := ""
	for n := 1; len(queue) > 0; n++ {
		at := queue[0]
		queue = queue[1:]
		delete(sought, at.url)
		if len(sought) == 0 {
			return n
		}
		request := httptest.NewRequest(http.MethodGet, at.url, nil)
		request.Header.Set("Accept-Encoding", "identity")
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, request)
		if response.Code >= 500 && !again[at.url] {
			again[at.url] = true
			queue = append(queue, at)
			continue
		}
		var links []cms.Link
		if location := response.Header().Get("Location"); location != "" {
			links = []cms.Link{{URL: location, Kind: at.kind}}
		} else if at.kind != archive.KindAttachment {
			links = linksOn(at.url, at.kind, response, &family)
		}
		for _, l := range links {
			base, err := urls.NewBase(at.url)
			if err != nil {
				continue
			}
			u, err := base.Resolve(l.URL)
			if err != nil || seen[u] || urls.Host(u) != p.Host || cms.Trap(u, at.url) {
				continue
			}
			seen[u] = true
			queue = append(queue, page{u, l.Kind})
		}
	}
	return len(seen)
}

// linksOn returns the links of an answer, in the order of the page.
func linksOn(url string, kind archive.Kind, response *httptest.ResponseRecorder, family *string) []cms.Link {
	text, how := charset.Decode(response.Body.Bytes(), response.Header().Get("Content-Type"))
	base, err := urls.NewBase(url)
	if err != nil {
		return nil
	}
	p := cms.Page{URL: url, Base: base.Of(how.Name), Body: text, Kind: kind}
	if kind != archive.KindListData {
		if p.Root, err = html.Parse(bytes.NewReader(text)); err != nil || !strings.Contains(string(text), "<") {
			return nil
		}
		if *family == "" {
			*family, _ = cms.Detect(p)
		}
	}
	return cms.Read(p, *family).Links
}
