package main

import (
	"container/heap"
	"context"
	"errors"
	"reflect"
	"time"

	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/crawler"
)

// agenda knows when each portal is crawled next: those that are not being
// crawled stand in a heap by that time, so that waiting costs nothing.
type agenda struct {
	next    nextHeap
	running map[string]context.CancelFunc
}

// upcoming is a portal and when its next crawl begins.
type upcoming struct {
	portal archive.Portal
	at     time.Time
}

type nextHeap []upcoming

func (h nextHeap) Len() int           { return len(h) }
func (h nextHeap) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h nextHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *nextHeap) Push(x any)        { *h = append(*h, x.(upcoming)) }
func (h *nextHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// crawls crawls each portal when it is due, as many at once as the config
// allows, until ctx ends; then those that are under way are cut, to go on
// another time. An error is ours.
func (v *service) crawls(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	ended := make(chan archive.Portal)
	cfg := v.config()
	a := &agenda{running: map[string]context.CancelFunc{}}
	group.Go(func() error {
		if err := v.plan(ctx, a, cfg.Portals); err != nil {
			return ignoreStop(ctx, err)
		}
		for ctx.Err() == nil {
			v.startDue(ctx, a, cfg, group, ended)
			var timer <-chan time.Time
			switch {
			case v.low.Load():
				timer = time.After(watchOwn) // by then the disk was looked at again
			case len(a.next) > 0 && len(a.running) < cfg.Crawl.Workers:
				// No longer than until the next look: clocks are set, and machines sleep.
				timer = time.After(min(max(0, time.Until(a.next[0].at)), watchOwn))
			}
			select {
			case <-timer:
			case portal := <-ended:
				a.running[portal.ID]()
				delete(a.running, portal.ID)
				if now, ok := portalOf(cfg, portal.ID); ok {
					if err := v.plan(ctx, a, []archive.Portal{now}); err != nil {
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

// startDue starts the crawls that are due, as far as the config allows.
func (v *service) startDue(ctx context.Context, a *agenda, cfg config.Config, group *errgroup.Group, ended chan<- archive.Portal) {
	for !v.low.Load() && len(a.next) > 0 && len(a.running) < cfg.Crawl.Workers && !a.next[0].at.After(time.Now()) {
		portal := heap.Pop(&a.next).(upcoming).portal
		crawl, cancel := context.WithCancel(ctx)
		a.running[portal.ID] = cancel
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

// plan enters portals that are not being crawled.
func (v *service) plan(ctx context.Context, a *agenda, portals []archive.Portal) error {
	standings, err := v.session.store.Standings(ctx, portals)
	if err != nil {
		return err
	}
	now := time.Now()
	for i, portal := range portals {
		if a.running[portal.ID] == nil {
			at, _ := crawler.NextCrawl(portal, standings[i], now)
			heap.Push(&a.next, upcoming{portal, at})
		}
	}
	return nil
}

// replan takes over another config: crawls of portals that changed are cut, and
// go on as the new config has them.
func (v *service) replan(ctx context.Context, a *agenda, old, cfg config.Config) error {
	regrouped := !reflect.DeepEqual(crawler.NewGroups(old.Portals), crawler.NewGroups(cfg.Portals))
	for id, cancel := range a.running {
		before, _ := portalOf(old, id)
		if now, ok := portalOf(cfg, id); !ok || !reflect.DeepEqual(before, now) || old.Crawl != cfg.Crawl || regrouped {
			cancel()
		}
	}
	a.next = nil
	return v.plan(ctx, a, cfg.Portals)
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
