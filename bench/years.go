package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/crawler/season"
	"gongkai/deliver"
	"gongkai/store"
)

// yearsOfService lets portals live for years in virtual time, through the store
// as the service has it: each is crawled when its pages are due, publishes one
// report a year, which is captured, entered and delivered. What answers is
// injected; nothing is asked for.
func yearsOfService(ctx context.Context, arguments []string) error {
	flags := flag.NewFlagSet("years", flag.ContinueOnError)
	portals := flags.Int("portals", 3000, "how many portals, with a column each")
	years := flags.Int("years", 7, "how many years")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "gongkai-years-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	l := &life{random: rand.New(rand.NewPCG(1, 2)), now: time.Date(2016, 1, 1, 1, 0, 0, 0, time.UTC)}
	if l.store, err = store.Open(dir, store.Options{Now: func() time.Time { return l.now }}); err != nil {
		return err
	}
	defer l.store.Close()
	l.courier = deliver.NewCourier(l.store, []deliver.Sink{taker{}}, zerolog.Nop(), deliver.Options{})
	for i := range *portals {
		l.portals = append(l.portals, archive.Portal{ID: fmt.Sprintf("p%d", i), Zone: "Asia/Shanghai"})
	}
	fmt.Println("year | visits | documents delivered | heap MB | own memory MB | goroutines | open files | gongkai.db MB | WARC MB | other files")
	for year := range *years {
		if err := l.year(ctx); err != nil {
			return err
		}
		if err := l.print(ctx, dir, year+1); err != nil {
			return err
		}
	}
	report, err := l.store.Verify(ctx, store.VerifyOptions{})
	if err == nil && len(report.Problems) > 0 {
		err = fmt.Errorf("verify: %d problems, the first %+v", len(report.Problems), report.Problems[0])
	}
	return err
}

// life is what happens to portals over the years.
type life struct {
	random    *rand.Rand
	store     *store.Store
	courier   *deliver.Courier
	portals   []archive.Portal
	standings []archive.Standing
	now       time.Time
	visits    int

	published map[string]time.Time // this year's report, by portal
	found     map[string]int       // looks since it was found
}

// taker is a sink that takes everything.
type taker struct{}

func (taker) Name() string { return "taker" }
func (taker) Close() error { return nil }
func (taker) Deliver(_ context.Context, parcels []archive.Parcel) ([]archive.Receipt, error) {
	var all []archive.Receipt
	for _, p := range parcels {
		all = append(all, archive.Receipt{Delivery: p.Delivery})
	}
	return all, nil
}

// year lets a year go by, day by day.
func (l *life) year(ctx context.Context) error {
	l.visits, l.found, l.published = 0, map[string]int{}, map[string]time.Time{}
	start := l.now
	for _, p := range l.portals {
		l.published[p.ID] = start.Add(time.Duration(5+l.random.IntN(85))*24*time.Hour + time.Duration(l.random.IntN(24))*time.Hour)
	}
	for end := start.AddDate(1, 0, 0); l.now.Before(end); l.now = l.now.Add(24 * time.Hour) {
		if err := l.crawl(ctx); err != nil {
			return err
		}
		if err := l.courier.Drain(ctx); err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
	}
	return nil
}

// crawl crawls the portals that are due now.
func (l *life) crawl(ctx context.Context) error {
	var err error
	if l.standings, err = l.store.Standings(ctx, l.portals); err != nil {
		return err
	}
	var due []string
	begin, each := errgroup.WithContext(ctx)
	for i, p := range l.portals {
		if at, _ := crawler.NextCrawl(p, l.standings[i], l.now); at.After(l.now) {
			continue
		}
		due = append(due, p.ID)
		begin.Go(func() error {
			_, err := l.store.BeginCrawl(each, p, []archive.Visit{{URL: column(p.ID), Portal: p.ID, Kind: archive.KindList, Score: 900}})
			return err
		})
	}
	if err := begin.Wait(); err != nil || len(due) == 0 {
		return err
	}
	for {
		leases, _, err := l.store.Claim(ctx, due, l.now.Add(time.Hour), time.Millisecond, 256, nil)
		if err != nil {
			return err
		}
		if len(leases) == 0 {
			break
		}
		l.visits += len(leases)
		group, each := errgroup.WithContext(ctx)
		for _, lease := range leases {
			if lease.Visit.Kind == archive.KindPage {
				group.Go(func() error {
					return capturePage(each, l.store, lease, lease.Visit.URL+strings.Repeat("政府信息公开工作年度报告", 100), l.now)
				})
				continue
			}
			o, err := l.look(ctx, lease)
			if err != nil {
				return errors.Join(err, group.Wait())
			}
			group.Go(func() error { return l.store.Settle(each, o) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
	}
	if err := l.read(ctx); err != nil {
		return err
	}
	end, each := errgroup.WithContext(ctx)
	for _, id := range due {
		end.Go(func() error { return l.store.EndCrawl(each, id, archive.EndComplete) })
	}
	return end.Wait()
}

func column(portal string) string { return "http://www." + portal + ".gov.cn/zwgk/nb/" }

// look answers for a column: with its report, once that is published.
func (l *life) look(ctx context.Context, lease archive.Lease) (archive.Outcome, error) {
	id := lease.Visit.Portal
	o := archive.Outcome{Visit: lease.Visit, Result: archive.ResultUnchanged, At: l.now, Host: lease.Host, Requests: 1}
	o.Host.NotBefore = l.now
	own, all, err := l.store.Season(ctx, id)
	if err != nil {
		return o, err
	}
	day := 24 * time.Hour
	rest := hazard(season.New(own, all), l.now)
	switch looks := l.found[id]; {
	case looks > 0:
		rest = []time.Duration{10 * day, 30 * day, 75 * day}[min(looks-1, 2)]
		l.found[id]++
	case !l.published[id].After(l.now):
		rest, l.found[id] = 10*day, 1
		o.Outlinks = []archive.Visit{{URL: fmt.Sprintf("%st%d.html", column(id), l.now.Year()), Portal: id, Kind: archive.KindPage, Via: column(id), Score: 500}}
	}
	o.NextDue = l.now.Add(rest)
	return o, nil
}

// read enters what was captured as documents with reports.
func (l *life) read(ctx context.Context) error {
	for {
		due, err := l.store.ClaimExtractions(ctx, 256)
		if err != nil || len(due) == 0 {
			return err
		}
		group, each := errgroup.WithContext(ctx)
		for _, e := range due {
			group.Go(func() error {
				portal := e.Capture.Portal
				report := &archive.AnnualReport{Schema: archive.ReportSchema, Issuer: archive.OptionalText(portal + "人民政府"), Year: archive.OptionalYear(l.now.Year() - 1), Template: "T2021"}
				_, err := l.store.SettleExtraction(each, archive.Extracted{
					Extraction: e,
					Documents: []archive.Document{{
						Schema: archive.DocumentSchema, PayloadDigest: e.Payload, ContentDigest: archive.DigestOf([]byte(e.Payload)),
						Text: strings.Repeat("政府信息公开工作年度报告", 100), Published: l.published[portal].Format(time.DateOnly),
					}},
					Reports: []*archive.AnnualReport{report},
					Sinks:   []archive.Subscription{{Sink: "taker"}},
				})
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
	}
}

// print prints what there is after a year.
func (l *life) print(ctx context.Context, dir string, year int) error {
	totals, err := l.store.Totals(ctx)
	if err != nil {
		return err
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return err
	}
	sizes := map[string]int64{}
	others := 0
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		switch {
		case err != nil:
			return err
		case filepath.Ext(path) == ".db":
			sizes["db"] += info.Size()
		case strings.Contains(path, ".warc.gz"):
			sizes["warc"] += info.Size()
		default:
			others++
		}
		return nil
	})
	fmt.Printf("%d | %d | %d | %.1f | %.0f | %d | %d | %.1f | %.1f | %d\n", year, l.visits, totals.Delivered, float64(m.HeapAlloc)/(1<<20),
		float64(rssAnon(os.Getpid()))/(1<<20), runtime.NumGoroutine(), len(open), float64(sizes["db"])/(1<<20), float64(sizes["warc"])/(1<<20), others)
	return err
}
