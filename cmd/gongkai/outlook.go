package main

import (
	"context"
	"slices"
	"time"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/crawler"
	"gongkai/internal/urls"
	"gongkai/store"
)

// outlook is what is known of a portal, to tell what should be there and why it
// is not.
type outlook struct {
	archive.PortalStatus
	watched bool // the config names it, or there is none: what it lacks is an alarm
	raised  []archive.Alarm
	seeds   []seedRuling
	family  string // CMS family of the seeds' sites
	seen    string // the evidence for it
	pace    pace
}

// seedRuling is what a seed's site says about it.
type seedRuling struct {
	url  string
	site archive.Site
	crawler.Ruling
	account store.Account // of the seed, or of what it was redirected to within the portal
	moved   string        // where it is redirected to beyond it, or ""
}

// look returns where the portals of the config stand at now, and after them
// those that only the archive knows.
func look(ctx context.Context, st *store.Store, cfg config.Config, now time.Time) ([]outlook, error) {
	portals := slices.Clone(cfg.Portals)
	ids, err := st.Portals(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, p := range portals {
		known[p.ID] = true
	}
	for _, id := range ids {
		if !known[id] {
			portals = append(portals, archive.Portal{ID: id})
		}
	}
	all, err := lookAt(ctx, st, portals, now)
	for i := range all {
		all[i].watched = len(cfg.Portals) == 0 || i < len(cfg.Portals)
	}
	return all, err
}

// only returns those of the portals that are named, or all where none is.
func only(portals []outlook, names []string) ([]outlook, error) {
	if len(names) == 0 {
		return portals, nil
	}
	var chosen []outlook
	for _, name := range names {
		i := slices.IndexFunc(portals, func(o outlook) bool { return o.Portal == name })
		if i < 0 {
			return nil, usage("no portal %q: neither the config nor the archive has it", name)
		}
		if !slices.ContainsFunc(chosen, func(o outlook) bool { return o.Portal == name }) {
			chosen = append(chosen, portals[i])
		}
	}
	return chosen, nil
}

// lookAt returns where portals stand at now, in their order.
func lookAt(ctx context.Context, st *store.Store, portals []archive.Portal, now time.Time) ([]outlook, error) {
	status, err := st.Status(ctx, portals)
	if err != nil {
		return nil, err
	}
	alarms, err := st.Alarms(ctx)
	if err != nil {
		return nil, err
	}
	raised := map[string][]archive.Alarm{}
	for _, a := range alarms {
		raised[a.Portal] = append(raised[a.Portal], a)
	}
	all := make([]outlook, 0, len(portals))
	for i, portal := range portals {
		o := outlook{PortalStatus: status[i], watched: true, raised: raised[portal.ID]}
		for _, seed := range portal.Seeds {
			site, err := st.Site(ctx, urls.Authority(seed))
			if err != nil {
				return nil, err
			}
			if site, err = unreadable(ctx, st, site); err != nil {
				return nil, err
			}
			ruling := crawler.Rule(site, seed, now)
			account, moved, err := arrival(ctx, st, portal, seed)
			if err != nil {
				return nil, err
			}
			o.seeds = append(o.seeds, seedRuling{url: seed, site: site, Ruling: ruling, account: account, moved: moved})
			if p := paceOf(portal.Delay, ruling.CrawlDelay, account.Host.Pause); p.delay > o.pace.delay {
				o.pace = p
			}
			if o.family == "" {
				o.family, o.seen = site.Family, site.Evidence
			}
		}
		all = append(all, o)
	}
	return all, nil
}

// unreadable returns the site whose robots.txt could not be had, where that of a site is
// redirected there and nothing of either may be asked for; else the site itself. A portal
// that went over to https is told of by what its certificate lacks.
func unreadable(ctx context.Context, st *store.Store, site archive.Site) (archive.Site, error) {
	at := site
	for range 3 {
		if at.Robots == nil || at.Robots.Location == "" {
			break
		}
		next, err := st.Site(ctx, urls.Authority(at.Robots.Location))
		if err != nil {
			return site, err
		}
		at = next
	}
	if at.Authority == site.Authority || at.Robots == nil || at.Robots.Status != 0 {
		return site, nil
	}
	at.Blocks, at.Family, at.Evidence = site.Blocks, site.Family, site.Evidence
	return at, nil
}

// arrival returns what the archive knows of a seed, or of what it was redirected to
// within its portal; and where it was redirected to beyond that, or "".
func arrival(ctx context.Context, st *store.Store, portal archive.Portal, seed string) (account store.Account, moved string, err error) {
	seen := map[string]bool{}
	for url := seed; ; {
		// Seeds are captured for years, each day in the season.
		if account, err = st.Account(ctx, url); err == nil && failing(account) {
			account, err = st.Why(ctx, url)
		}
		if err != nil {
			return account, "", err
		}
		seen[url] = true
		url = crawler.RedirectedTo(account.Result, account.Detail)
		switch {
		case url == "" || seen[url]:
			return account, "", nil
		case crawler.Shun(portal, url) == archive.ReasonScope:
			return account, url, nil
		}
	}
}
