package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/internal/portalsim"
	"gongkai/store"
)

// recrawls counts the requests that portals cost where nothing has changed: so
// many days after their first crawl, each time an archive crawled then and in
// between; and, of an archive that is crawled whenever something is due, from New
// Year to the end of May. Their newest reports are of last year, so that in a new
// season some are expected which never come.
func recrawls(ctx context.Context) error {
	days := [...]int{1, 7, 30, 90}
	fmt.Println("layout | first crawl | reports | after days, on: requests (of the first crawl's) | from January to May, in so many crawls")
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
		defer server.Close()
		a, err := newAging(server.Resolve())
		if err != nil {
			return err
		}
		first, found, err := a.crawl(ctx, world.Portals(), 0)
		if err != nil {
			return a.close(err)
		}
		fmt.Printf("%d | %d | %d", layout, first, found)
		for _, d := range days {
			n, _, err := a.crawl(ctx, world.Portals(), d)
			if err != nil {
				return a.close(err)
			}
			fmt.Printf(" | %d, %s: %d (%.1f%%)", d, time.Now().AddDate(0, 0, d).Format("2 January"), n, 100*float64(n)/float64(first))
		}
		if err := a.close(nil); err != nil {
			return err
		}
		requests, crawls, err := wholeSeason(ctx, world.Portals(), server)
		if err != nil {
			return err
		}
		fmt.Printf(" | %d in %d\n", requests, crawls)
	}
	return nil
}

// wholeSeason crawls portals now, and then whenever something of one is due until the
// end of the next May, and returns the requests from New Year on, and the crawls
// of one portal that they took.
func wholeSeason(ctx context.Context, portals []portalsim.Portal, server *portalsim.Server) (requests, crawls int, err error) {
	a, err := newAging(server.Resolve())
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = a.close(err) }()
	if _, _, err := a.crawl(ctx, portals, 0); err != nil {
		return 0, 0, err
	}
	var all []archive.Portal
	for _, p := range portals {
		all = append(all, p.Portal)
	}
	for d := 1; ; d++ {
		at := time.Now().AddDate(0, 0, d)
		if at.Year() > time.Now().Year() && at.Month() > time.May {
			return requests, crawls, nil
		}
		a.later = time.Until(at)
		standings, err := a.store.Standings(ctx, all)
		if err != nil {
			return 0, 0, err
		}
		var due []portalsim.Portal
		for i, p := range portals {
			if next, _ := crawler.NextCrawl(p.Portal, standings[i], at); !next.After(at) {
				due = append(due, p)
			}
		}
		n, _, err := a.crawl(ctx, due, d)
		if err != nil {
			return 0, 0, err
		}
		if at.Year() > time.Now().Year() {
			requests, crawls = requests+n, crawls+len(due)
		}
	}
}

// aging is an archive whose clock can be put forward.
type aging struct {
	dir     string
	resolve map[string]string // where hosts are served
	store   *store.Store
	later   time.Duration
}

// ahead returns a clock that is so much ahead.
func ahead(by *time.Duration) func() time.Time {
	return func() time.Time { return time.Now().Add(*by) }
}

func newAging(resolve map[string]string) (*aging, error) {
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return nil, err
	}
	a := &aging{dir: dir, resolve: resolve}
	a.store, err = store.Open(dir, store.Options{Now: ahead(&a.later)})
	return a, err
}

// close ends the archive, and returns err or what went wrong then.
func (a *aging) close(err error) error {
	if closing := a.store.Close(); err == nil {
		err = closing
	}
	if removing := os.RemoveAll(a.dir); err == nil {
		err = removing
	}
	return err
}

// crawl crawls portals so many days from now, and returns the requests that it
// took and how many reports are known then.
func (a *aging) crawl(ctx context.Context, portals []portalsim.Portal, days int) (requests, found int, err error) {
	if len(portals) == 0 {
		return 0, 0, nil
	}
	a.later = time.Duration(days) * 24 * time.Hour
	all := map[string]discovered{}
	if err := crawlRound(ctx, a.store, a.resolve, portals, crawler.Options{Patience: 5 * time.Minute, Now: ahead(&a.later)}, all); err != nil {
		return 0, 0, err
	}
	for _, p := range portals {
		if err := a.store.EndCrawl(ctx, p.ID, archive.EndYield); err != nil {
			return 0, 0, err
		}
		requests, found = requests+all[p.ID].requests, found+all[p.ID].found
	}
	return requests, found, nil
}
