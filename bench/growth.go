package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/store"
)

const (
	growthHosts   = 2000 // the same at every size: only what is known of them grows
	growthPortals = 20
	growthVisits  = 4000 // claimed and settled in each run
	growthBatch   = 64   // claimed at once, and settled by as many goroutines
	growthLinks   = 30   // of each settled page: half on every page of its host, a third near it, a sixth new
)

// growthSizes are numbers of known URLs.
var growthSizes = []int{100_000, 10_000_000}

// grown is what one run at a size cost.
type grown struct {
	URLs   int     `json:"urls"`
	Open   float64 `json:"open"`   // seconds of the start-up after a crash
	Claim  float64 `json:"claim"`  // microseconds for each visit
	Settle float64 `json:"settle"` // likewise
	CPU    float64 `json:"cpu"`    // likewise, of claim and settle together
	Memory int64   `json:"memory"` // the most anonymous memory, in bytes
}

// growth compares claim and settle at 100,000 and at 10 million known URLs. Both
// archives are built by settling pages, their process is killed with visits
// out, and then they are measured in turn. Each run crashes too.
func growth(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "known URLs\tdatabase\tstart-up s\tclaim µs\tsettle µs\tboth µs\tCPU µs\tRssAnon\t")
	for _, size := range growthSizes {
		start := time.Now()
		p, err := startPart(ctx, "growth-build", folderOf(dir, size), strconv.Itoa(size))
		if err != nil {
			return err
		}
		var built string
		if err := p.hear(&built); err != nil {
			return err
		}
		if err := p.kill(); err != nil {
			return err
		}
		fmt.Printf("built %d URLs in %.0f s\n", size, time.Since(start).Seconds())
	}
	runs := map[int][]grown{}
	for range *rounds {
		for _, size := range growthSizes {
			p, err := startPart(ctx, "growth-measure", folderOf(dir, size))
			if err != nil {
				return err
			}
			var g grown
			if err := p.hear(&g); err != nil {
				return err
			}
			if err := p.kill(); err != nil {
				return err
			}
			runs[size] = append(runs[size], g)
		}
	}
	cost := map[int]float64{}
	processor := map[int]float64{}
	for _, size := range growthSizes {
		info, err := os.Stat(folderOf(dir, size) + "/gongkai.db")
		if err != nil {
			return err
		}
		of := func(f func(grown) float64) float64 {
			var figures []float64
			for _, g := range runs[size] {
				figures = append(figures, f(g))
			}
			return median(figures)
		}
		cost[size] = of(func(g grown) float64 { return g.Claim + g.Settle })
		processor[size] = of(func(g grown) float64 { return g.CPU })
		fmt.Fprintf(t, "%d\t%.1f GB\t%.2f\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f MB\t\n", size, float64(info.Size())/1e9,
			of(func(g grown) float64 { return g.Open }), of(func(g grown) float64 { return g.Claim }),
			of(func(g grown) float64 { return g.Settle }), cost[size], processor[size], of(func(g grown) float64 { return float64(g.Memory) / 1e6 }))
	}
	few, many := growthSizes[0], growthSizes[len(growthSizes)-1]
	fmt.Fprintf(t, "ratio\t\t\t\t\t%.2f\t%.2f\t\t\n", cost[many]/cost[few], processor[many]/processor[few])
	return t.Flush()
}

func folderOf(dir string, size int) string { return dir + "/" + strconv.Itoa(size) }

func growthHost(h int) string { return fmt.Sprintf("www.h%d.gov.cn", h) }

func growthPortal(h int) string { return fmt.Sprintf("p%d", h%growthPortals) }

// growthPage returns a link to the n-th article of a host. Those that one page
// lists stand in one folder, in two arms, and are ranked at three scores: on the
// portals of the demo, three to twelve new links of a page stand in 1.9 arms and
// at 2.5 scores of them.
func growthPage(h, n int) archive.Visit {
	return archive.Visit{
		URL:    fmt.Sprintf("http://%s/zwgk/zfxxgk/%d/t20250312_%07d.html", growthHost(h), n%97, n),
		Portal: growthPortal(h), Kind: archive.KindPage, Via: "http://" + growthHost(h) + "/zwgk/zfxxgk/index.html",
		Anchor: fmt.Sprintf("%d 号乡镇政府信息公开工作年度报告", n), Column: "政府信息公开年报",
		Hops: 3, Score: 100 + n%97*4 + n/97%3*150, Arm: uint32(n%97%4*2 + n/97%3%2 + 1),
	}
}

// growthBuild fills an archive in its first argument's folder with so many URLs
// as its second says, and waits to be killed with visits out.
func growthBuild(ctx context.Context, arguments []string) error {
	size, err := strconv.Atoi(arguments[1])
	if err != nil {
		return err
	}
	st, err := store.Open(arguments[0], store.Options{})
	if err != nil {
		return err
	}
	for p := range growthPortals {
		var seeds []archive.Visit
		for h := p; h < growthHosts; h += growthPortals {
			seeds = append(seeds, archive.Visit{URL: "http://" + growthHost(h) + "/", Kind: archive.KindList, Score: 900})
		}
		portal := archive.Portal{ID: growthPortal(p), Name: growthPortal(p)}
		if _, err := st.BeginCrawl(ctx, portal, seeds); err != nil {
			return err
		}
	}
	now := time.Now()
	for done := 0; done < growthHosts; {
		leases, _, err := st.Claim(ctx, growthPortalIDs(), now, time.Minute, 10, nil)
		if err != nil {
			return err
		}
		err = settleAll(ctx, st, leases, now.Add(1000*time.Hour), func(l archive.Lease) []archive.Visit {
			h := hostNumber(l)
			var links []archive.Visit
			for n := range size/growthHosts - 1 {
				links = append(links, growthPage(h, n))
			}
			return links
		})
		if err != nil {
			return err
		}
		done += len(leases)
	}
	if _, _, err := st.Claim(ctx, growthPortalIDs(), now.Add(2000*time.Hour), time.Minute, growthBatch, nil); err != nil {
		return err
	}
	if err := say("built"); err != nil {
		return err
	}
	return waitForEnd()
}

func growthPortalIDs() []string {
	var ids []string
	for p := range growthPortals {
		ids = append(ids, growthPortal(p))
	}
	return ids
}

// hostNumber returns h of growthHost(h).
func hostNumber(l archive.Lease) int {
	var h int
	_, _ = fmt.Sscanf(l.Visit.URL, "http://www.h%d.", &h) // our own address
	return h
}

// settleAll settles leases together, as workers do. Their hosts rest until next.
func settleAll(ctx context.Context, st *store.Store, leases []archive.Lease, next time.Time, links func(archive.Lease) []archive.Visit) error {
	var workers errgroup.Group
	for _, l := range leases {
		workers.Go(func() error {
			o := archive.Outcome{Visit: l.Visit, Result: archive.ResultDead, Reason: archive.ReasonNotFound, At: time.Now(), Requests: 1, Host: l.Host}
			o.Host.NotBefore = next
			o.Outlinks = links(l)
			return st.Settle(ctx, o)
		})
	}
	return workers.Wait()
}

// growthMeasure opens the archive in its first argument's folder, claims and
// settles visits in it, says what that cost, and waits to be killed.
func growthMeasure(ctx context.Context, arguments []string) error {
	var g grown
	begin := time.Now()
	var claims, settles time.Duration
	memory, err := peakMemory(ctx, func() error {
		st, err := store.Open(arguments[0], store.Options{})
		if err != nil {
			return err
		}
		g.Open = time.Since(begin).Seconds()
		totals, err := st.Totals(ctx)
		if err != nil {
			return err
		}
		g.URLs = totals.URLs
		now := time.Now()
		var used float64
		for done := -growthHosts; done < growthVisits; { // each host once before it counts: a crawl runs for days
			if done < 0 {
				used, claims, settles = cpuSeconds(), 0, 0
			}
			start := time.Now()
			leases, next, err := st.Claim(ctx, growthPortalIDs(), now, time.Minute, growthBatch, nil)
			if err != nil {
				return err
			}
			claims += time.Since(start)
			if len(leases) == 0 {
				now = next // the hosts rest since the archive was built or measured before
				continue
			}
			start = time.Now()
			err = settleAll(ctx, st, leases, now.Add(time.Minute), func(l archive.Lease) []archive.Visit {
				h, links := hostNumber(l), make([]archive.Visit, 0, growthLinks)
				var at int
				_, _ = fmt.Sscanf(l.Visit.URL[len(l.Visit.URL)-len("0000000.html"):], "%d", &at) // our own address
				known := g.URLs/growthHosts - 1
				for n := range growthLinks {
					switch {
					case n < growthLinks/2: // what every page of a host leads to
						links = append(links, growthPage(h, n))
					case n < growthLinks*5/6: // its neighbours
						links = append(links, growthPage(h, (at+97*n)%known))
					default: // new ones, in a folder
						links = append(links, growthPage(h, (g.URLs+at*growthLinks)/97*97+97*n))
					}
				}
				return links
			})
			if err != nil {
				return err
			}
			settles += time.Since(start)
			done += len(leases)
			now = now.Add(time.Second)
		}
		g.CPU = (cpuSeconds() - used) / growthVisits * 1e6 // a batch more or less
		_, _, err = st.Claim(ctx, growthPortalIDs(), now.Add(time.Hour), time.Minute, growthBatch, nil)
		return err
	})
	if err != nil {
		return err
	}
	g.Memory = memory
	g.Claim, g.Settle = float64(claims.Microseconds())/growthVisits, float64(settles.Microseconds())/growthVisits
	if err := say(g); err != nil {
		return err
	}
	return waitForEnd()
}
