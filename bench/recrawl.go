package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"gongkai/archive"
	"gongkai/internal/portalsim"
	"gongkai/store"
)

// recrawls counts the requests that portals cost where nothing has changed, so
// many days after their first crawl, each time an archive crawled then and in
// between, for every layout. Their newest reports are of last year, so that in the
// days that follow a new season some are expected which never come.
func recrawls(ctx context.Context) error {
	days := [...]int{1, 7, 30, 90}
	fmt.Println("layout | first crawl | reports | after days, on: requests (of the first crawl's)")
	for layout := range portalsim.Layouts {
		var years []int
		for y := time.Now().Year() - 6; y < time.Now().Year(); y++ {
			years = append(years, y)
		}
		world := portalsim.New(portalsim.Options{Seed: 8401 + uint64(layout), Issuers: 8, Noise: 40, Years: years, Families: everyFamily(), Layout: layout})
		server, err := world.Start(ctx, "127.0.0.1:0")
		if err != nil {
			return err
		}
		requests, found, err := crawledAfter(ctx, world.Portals(), server, days[:])
		server.Close()
		if err != nil {
			return err
		}
		fmt.Printf("%d | %d | %d", layout, requests[0], found)
		for i, n := range requests[1:] {
			fmt.Printf(" | %d, %s: %d (%.1f%%)", days[i], time.Now().AddDate(0, 0, days[i]).Format("2 January"), n, 100*float64(n)/float64(requests[0]))
		}
		fmt.Println()
	}
	return nil
}

// crawledAfter crawls portals, and again so many days after the first crawl, and
// returns the requests of each crawl and the reports that were found.
func crawledAfter(ctx context.Context, portals []portalsim.Portal, server *portalsim.Server, days []int) (requests []int, found int, err error) {
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return nil, 0, err
	}
	defer os.RemoveAll(dir)
	var later time.Duration
	st, err := store.Open(dir, store.Options{Now: func() time.Time { return time.Now().Add(later) }})
	if err != nil {
		return nil, 0, err
	}
	defer st.Close()
	for _, d := range append([]int{0}, days...) {
		later = time.Duration(d) * 24 * time.Hour
		all := map[string]discovered{}
		if err := crawlRound(ctx, st, server, portals, all); err != nil {
			return nil, 0, err
		}
		sum := 0
		found = 0
		for _, p := range portals {
			if err := st.EndCrawl(ctx, p.ID, archive.EndYield); err != nil {
				return nil, 0, err
			}
			sum, found = sum+all[p.ID].requests, found+all[p.ID].found
		}
		requests = append(requests, sum)
	}
	return requests, found, nil
}
