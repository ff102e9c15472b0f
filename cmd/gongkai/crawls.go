package main

import (
	"context"
	"errors"
	"net/netip"
	"reflect"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/crawler"
	"gongkai/internal/urls"
)

// crawlsOfServer is how many portals of one server are crawled at once. It is asked
// for one page at a time whoever asks, so that more would only take the places of
// portals elsewhere; with two, one of many pages does not hold up all others.
const crawlsOfServer = 2

// agenda knows when each portal that is not being crawled is crawled next.
type agenda struct {
	next    []upcoming
	running map[string]ongoing
}

// upcoming is a portal and when its next crawl begins.
type upcoming struct {
	portal  archive.Portal
	at      time.Time
	servers []string // that it shares with others: its group, and its hosts' addresses as far as they are known
}

// ongoing is a crawl under way.
type ongoing struct {
	cancel  context.CancelFunc
	servers []string
}

// first returns which portal is crawled next, of those whose servers may take one
// more; -1 where there is none.
func (a *agenda) first() int {
	busy := map[string]int{}
	for _, crawl := range a.running {
		for _, server := range crawl.servers {
			busy[server]++
		}
	}
	first := -1
	for i, u := range a.next {
		if first >= 0 && !u.at.Before(a.next[first].at) {
			continue
		}
		if !slices.ContainsFunc(u.servers, func(server string) bool { return busy[server] >= crawlsOfServer }) {
			first = i
		}
	}
	return first
}

// crawls crawls each portal when it is due, as many at once as the config
// allows, until ctx ends; then those that are under way are cut, to go on
// another time. An error is ours.
func (v *service) crawls(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	ended := make(chan archive.Portal)
	cfg := v.config()
	a := &agenda{running: map[string]ongoing{}}
	group.Go(func() error {
		if err := v.plan(ctx, a, cfg.Portals...); err != nil {
			return ignoreStop(ctx, err)
		}
		for ctx.Err() == nil {
			v.startDue(ctx, a, cfg, group, ended)
			var timer <-chan time.Time
			switch i := a.first(); {
			case v.low.Load():
				timer = time.After(watchOwn) // by then the disk was looked at again
			case i >= 0 && !v.wanted.Load():
				// No longer than until the next look: clocks are set, and machines sleep.
				timer = time.After(min(max(0, time.Until(a.next[i].at)), watchOwn))
			}
			select {
			case <-timer:
			case portal := <-ended:
				a.running[portal.ID].cancel()
				delete(a.running, portal.ID)
				if now, ok := portalOf(cfg, portal.ID); ok {
					if err := v.plan(ctx, a, now); err != nil {
						return ignoreStop(ctx, err)
					}
				}
			case <-v.changed:
				old := cfg
				cfg = v.config()
				if err := v.replan(ctx, a, old, cfg); err != nil {
					return ignoreStop(ctx, err)
				}
			case <-ctx.Done():
			}
		}
		return nil
	})
	return group.Wait()
}

// startDue starts the crawls that are due, as far as the config allows, and notes
// whether others wait for their places.
func (v *service) startDue(ctx context.Context, a *agenda, cfg config.Config, group *errgroup.Group, ended chan<- archive.Portal) {
	v.wanted.Store(false)
	for !v.low.Load() {
		i := a.first()
		if i < 0 || a.next[i].at.After(time.Now()) {
			return
		}
		if len(a.running) >= cfg.Crawl.Workers {
			v.wanted.Store(true)
			return
		}
		portal, servers := a.next[i].portal, a.next[i].servers
		a.next = slices.Delete(a.next, i, i+1)
		crawl, cancel := context.WithCancel(ctx)
		a.running[portal.ID] = ongoing{cancel, servers}
		group.Go(func() error {
			if err := ignoreStop(crawl, v.crawlPortal(crawl, cfg, portal)); err != nil {
				return err
			}
			select {
			case ended <- portal:
			case <-ctx.Done():
			}
			return nil
		})
	}
}

// plan enters portals of the config that are not being crawled.
func (v *service) plan(ctx context.Context, a *agenda, portals ...archive.Portal) error {
	standings, err := v.session.store.Standings(ctx, portals)
	if err != nil {
		return err
	}
	now, groups := time.Now(), *v.session.groups.Load()
	for i, portal := range portals {
		if _, running := a.running[portal.ID]; !running {
			at, _ := crawler.NextCrawl(portal, standings[i], now)
			a.next = append(a.next, upcoming{portal, at, serversOf(portal, standings[i], groups)})
		}
	}
	return nil
}

// serversOf names the servers of a portal's seeds, as far as they are known before
// it is crawled.
func serversOf(portal archive.Portal, st archive.Standing, groups crawler.Groups) []string {
	var all []string
	for _, address := range st.Addresses {
		all = append(all, "address "+address)
	}
	for _, seed := range portal.Seeds {
		host := urls.Host(seed)
		if pin, err := netip.ParseAddrPort(portal.Resolve[host]); err == nil {
			all = append(all, "address "+pin.Addr().Unmap().String())
		}
		if group := groups.Of(host); group != "" {
			all = append(all, "group "+group)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// replan takes over another config: crawls of portals that changed are cut, and
// go on as the new config has them.
func (v *service) replan(ctx context.Context, a *agenda, old, cfg config.Config) error {
	for id, crawl := range a.running {
		before, _ := portalOf(old, id)
		if now, ok := portalOf(cfg, id); !ok || !reflect.DeepEqual(before, now) || old.Crawl != cfg.Crawl {
			crawl.cancel()
		}
	}
	a.next = nil
	return v.plan(ctx, a, cfg.Portals...)
}

func portalOf(cfg config.Config, id string) (archive.Portal, bool) {
	for _, portal := range cfg.Portals {
		if portal.ID == id {
			return portal, true
		}
	}
	return archive.Portal{}, false
}

// ignoreStop returns err unless it only says that ctx has ended.
func ignoreStop(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil
	}
	return err
}
