package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/internal/portalsim"
	"gongkai/internal/urls"
	"gongkai/report"
)

// fate is what becomes of portals over the years, act by act.
type fate struct {
	name, about string
	acts        func(o portalsim.Options) []*act
}

// act is what portals are from a day on until the next act.
type act struct {
	from  time.Time
	what  string
	world *portalsim.World // whose reports are published

	// answer answers for a host, where that is not as the world does.
	answer  func(s *stage, w http.ResponseWriter, r *http.Request, host string, world http.Handler)
	refuses func(host string) bool  // hosts that nobody serves
	operate func(p *archive.Portal) // what the operator has changed since
	rename  func(url string) string // the address that a report has now
}

// lives lets portals live through fates in virtual time. Each is crawled when the
// crawler says that it is due. Of each act it prints how many reports are
// published and how many of them are held at its end, when all were, what that
// took, and what has become of what was held before.
func lives(ctx context.Context, arguments []string) (err error) {
	flags := flag.NewFlagSet("lives", flag.ContinueOnError)
	families := flags.String("families", "trs,lonsun,unknown", "systems of portals, or all")
	issuers := flags.Int("issuers", 5, "issuers of a portal")
	noise := flags.Int("noise", 6, "other articles a report")
	layout := flags.Int("layout", 0, "how portals are laid out")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	o := portalsim.Options{Seed: 8601, Issuers: *issuers, Noise: *noise, Layout: *layout, Families: strings.Split(*families, ","), Faithful: true}
	if *families == "all" {
		o.Families = everyFamily()
	}
	for y := time.Now().Year() - 5; y < time.Now().Year(); y++ {
		o.Years = append(o.Years, y)
	}
	for _, f := range fates {
		if flags.NArg() > 0 && !slices.Contains(flags.Args(), f.name) {
			continue
		}
		fmt.Printf("\n%s: %s\n", f.name, f.about)
		if err := f.live(ctx, o); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}

// live lets a fate take its course.
func (f fate) live(ctx context.Context, o portalsim.Options) error {
	acts := f.acts(o)
	s := newStage(acts[0])
	var hosts []string
	for _, p := range acts[0].world.Portals() {
		hosts = append(hosts, p.Host, newHost(p.Host), strings.TrimPrefix(p.Host, "www."))
	}
	server, err := portalsim.Serve(ctx, "127.0.0.1:0", hosts, s)
	if err != nil {
		return err
	}
	defer server.Close()
	a, err := newAging(server.Resolve())
	if err != nil {
		return err
	}
	defer func() { err = a.close(err) }()
	all := map[string]wanted{}
	now := time.Now()
	for i, one := range acts {
		until := one.from.AddDate(0, 6, 0)
		if i+1 < len(acts) {
			until = acts[i+1].from
		}
		if now, err = a.play(ctx, s, one, all, now, until); err != nil {
			return err
		}
	}
	return nil
}

// play lets an act take its course from now until its end, and returns when that was.
func (a *aging) play(ctx context.Context, s *stage, one *act, all map[string]wanted, now, until time.Time) (time.Time, error) {
	begin := now
	s.enter(one)
	resolve := maps.Clone(a.resolve)
	if one.refuses != nil {
		for host := range resolve {
			if one.refuses(host) {
				resolve[host] = "127.0.0.1:1"
			}
		}
	}
	var portals []portalsim.Portal
	var crawled []archive.Portal
	for _, p := range one.world.Portals() {
		if one.operate != nil {
			one.operate(&p.Portal)
		}
		portals, crawled = append(portals, p), append(crawled, p.Portal)
		want(all, p, one.rename)
	}
	whole, requests, vain, crawls, stood := time.Time{}, 0, 0, 0, 0
	seeds, alarms := map[string]string{}, map[string]bool{}
	settled := func(o archive.Outcome) {
		s.mu.Lock()
		defer s.mu.Unlock()
		requests += o.Requests
		if o.Requests == 0 && (o.Reason == archive.ReasonNetwork || o.Reason == archive.ReasonTimeout || o.Reason == archive.ReasonRobotsMissing && o.Visit.Kind == archive.KindRobots) {
			vain++
		}
		if o.Extract && o.Unfit == "" && o.Capture != nil && s.instead[o.Capture.Payload] {
			stood++
		}
		for _, p := range portals {
			for _, seed := range p.Seeds {
				if o.Visit.URL == seed && o.Result != archive.ResultCaptured && o.Result != archive.ResultUnchanged {
					at := fmt.Sprintf("%s: %s %s %s", o.Visit.URL, o.Result, o.Reason, o.Detail)
					if seeds[at] == "" {
						seeds[at] = fmt.Sprintf("%.1f days: %s", now.Sub(begin).Hours()/24, at)
					}
				}
			}
		}
	}
	for now.Before(until) {
		a.later = time.Until(now)
		standings, err := a.store.Standings(ctx, crawled)
		if err != nil {
			return now, err
		}
		var due []portalsim.Portal
		next := until
		for i, p := range portals {
			if at, _ := crawler.NextCrawl(p.Portal, standings[i], now); !at.After(now) {
				due = append(due, p)
			} else if at.Before(next) {
				next = at
			}
		}
		if len(due) == 0 {
			now = next
			continue
		}
		crawls += len(due)
		if err := a.visit(ctx, resolve, due, settled); err != nil {
			return now, err
		}
		now = now.Add(time.Minute)
		raised, err := a.store.Alarms(ctx)
		if err != nil {
			return now, err
		}
		for _, alarm := range raised {
			alarms[alarm.Code+" "+alarm.URL] = true
		}
		held, _, err := a.holds(ctx, s, all)
		if err != nil {
			return now, err
		}
		if whole.IsZero() && held == len(all) {
			whole = now
		}
	}
	held, gone, err := a.holds(ctx, s, all)
	if err != nil {
		return now, err
	}
	days := "never"
	if !whole.IsZero() {
		days = fmt.Sprintf("%.1f days", whole.Sub(begin).Hours()/24)
	}
	fmt.Printf("  %s | %s | held %d of %d, whole after %s | %d requests, %d in vain, %d crawls | %d said to be gone | %d pages stood for others | %d lists raised alarms\n",
		begin.Format(time.DateOnly), one.what, held, len(all), days, requests, vain, crawls, gone, stood, len(alarms))
	for _, host := range slices.Sorted(maps.Keys(s.asked)) {
		fmt.Printf("    %s: %d\n", host, s.asked[host])
	}
	for _, line := range slices.Sorted(maps.Keys(alarms)) {
		fmt.Println("      alarm:", line)
	}
	for _, line := range slices.Sorted(maps.Values(seeds)) {
		fmt.Println("    ", line)
	}
	return now, nil
}

// visit crawls portals as the service does, as far as nothing has to wait.
func (a *aging) visit(ctx context.Context, resolve map[string]string, portals []portalsim.Portal, settled func(archive.Outcome)) error {
	o := crawler.Options{Patience: 2 * time.Second, Timeout: time.Second, Now: ahead(&a.later), Settled: settled, Conceivable: report.Conceivable}
	all := map[string]discovered{}
	if err := crawlRound(ctx, a.store, resolve, portals, o, all); err != nil {
		return err
	}
	for _, p := range portals {
		if err := a.store.EndCrawl(ctx, p.ID, all[p.ID].end); err != nil {
			return err
		}
	}
	return nil
}

// holds returns how many reports are held, and of how many the archive says that
// the portal has them no more.
func (a *aging) holds(ctx context.Context, s *stage, all map[string]wanted) (held, gone int, err error) {
	for _, w := range all {
		has, left := false, false
		for url := range w {
			key, err := urls.Canonical(url)
			if err != nil {
				return 0, 0, err
			}
			account, err := a.store.Why(ctx, key)
			if err != nil {
				return 0, 0, err
			}
			mine := slices.ContainsFunc(account.Captures, func(c archive.Capture) bool { return c.Status == 200 && !s.stands(c.Payload) })
			has = has || mine
			left = left || mine && account.Reason != archive.ReasonNotFound && account.Reason != archive.ReasonSoftNotFound
		}
		if has {
			held++
		}
		if has && !left {
			gone++
		}
	}
	return held, gone, nil
}
