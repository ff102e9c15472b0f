package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/internal/urls"
	"gongkai/store"
)

// The states of a portal that was checked, the better ones first.
const (
	portalOK      = "ok"
	portalUnknown = "unknown"
	portalMoved   = "moved"
	portalBlocked = "blocked"
	portalDead    = "dead"
)

var portalStates = []string{portalOK, portalUnknown, portalMoved, portalBlocked, portalDead}

// checkedPortal is what a check found of a portal: of the seed that it is worst
// with.
type checkedPortal struct {
	Portal string `json:"portal"`
	Name   string `json:"name"`
	State  string `json:"state"`
	URL    string `json:"url"`          // the seed
	To     string `json:"to,omitempty"` // where it has moved to
	Why    string `json:"why,omitempty"`
}

// checkedView is what gongkai portals check shows.
type checkedView struct {
	OK      int             `json:"ok"`
	Unknown int             `json:"unknown"`
	Moved   int             `json:"moved"`
	Blocked int             `json:"blocked"`
	Dead    int             `json:"dead"`
	Portals []checkedPortal `json:"portals"`
}

func (v *checkedView) add(c checkedPortal) {
	*map[string]*int{portalOK: &v.OK, portalUnknown: &v.Unknown, portalMoved: &v.Moved, portalBlocked: &v.Blocked, portalDead: &v.Dead}[c.State]++
	v.Portals = append(v.Portals, c)
}

// judgePortal tells what a check found of a portal.
func judgePortal(ctx context.Context, st *store.Store, portal archive.Portal) (checkedPortal, error) {
	var worst checkedPortal
	for _, seed := range portal.Seeds {
		c, err := judgeSeed(ctx, st, portal, seed)
		if err != nil {
			return c, err
		}
		if worst.State == "" || slices.Index(portalStates, c.State) > slices.Index(portalStates, worst.State) {
			worst = c
		}
	}
	return worst, nil
}

// mostRedirects is how many redirects are followed in what a check found.
const mostRedirects = 10

func judgeSeed(ctx context.Context, st *store.Store, portal archive.Portal, seed string) (checkedPortal, error) {
	c := checkedPortal{Portal: portal.ID, Name: portal.Name, URL: seed}
	url := seed
	for redirects := range mostRedirects {
		site, err := st.Site(ctx, urls.Authority(url))
		if err != nil {
			return c, err
		}
		account, err := st.Why(ctx, url)
		if err != nil {
			return c, err
		}
		ruling := crawler.Rule(site, url, time.Now())
		switch {
		case ruling.Block != nil:
			c.State, c.Why = portalBlocked, fmt.Sprintf("%s stands before %s (%s)", ruling.Block.Product, ruling.Block.Prefix, ruling.Block.Evidence)
			return c, nil
		case ruling.Robots == crawler.RobotsRead && (ruling.RefusesAll || !ruling.Rule.Allowed):
			c.State, c.Why = portalBlocked, fmt.Sprintf("robots.txt forbids it (line %d, “%s”)", ruling.Rule.Line, ruling.Rule.Rule)
			return c, nil
		case account.Result == archive.ResultCaptured, account.Result == archive.ResultUnchanged:
			c.State = portalOK
			if urls.Host(url) != urls.Host(seed) {
				c.Why = "by a redirect to " + url
			}
			return c, nil
		case account.Result == "" && redirects > 1:
			c.State, c.Why = portalUnknown, fmt.Sprintf("it redirects on after %d redirects, to %s: correct the seed", redirects, url)
			return c, nil
		case account.Result != archive.ResultRedirected:
			return c, c.blame(ctx, st, url, account)
		}
		target := strings.TrimPrefix(account.Detail, "to ")
		if crawler.Shun(portal, target) == archive.ReasonScope {
			c.State, c.To, c.Why = portalMoved, target, "it redirects to another site: correct the seed, or add the host to hosts"
			return c, nil
		}
		url = target
	}
	c.State, c.Why = portalDead, "it redirects without end"
	return c, nil
}

// blame tells why a URL was not read: for what came of itself, else for what
// came of its robots.txt.
func (c *checkedPortal) blame(ctx context.Context, st *store.Store, url string, account store.Account) error {
	if account.Reason == "" || account.Reason == archive.ReasonRobotsMissing {
		robots, err := st.Why(ctx, urls.Authority(url)+"/robots.txt")
		if err != nil {
			return err
		}
		if robots.Reason != "" {
			account = robots
		}
	}
	if account.Reason == archive.ReasonRobotsMissing && len(account.Captures) == 0 {
		account.Reason = archive.ReasonNetwork // nothing was answered at all
		if account.Host.Reason == archive.ReasonCertificate {
			account.Reason = account.Host.Reason
		}
	}
	c.State = portalDead
	switch account.Reason {
	case "", archive.ReasonBusy, archive.ReasonHours, archive.ReasonBytes:
		c.State = portalUnknown
	case archive.ReasonBlocked, archive.ReasonRobotsMissing, archive.ReasonRobots, archive.ReasonCertificate:
		c.State = portalBlocked
	}
	c.Why = cmp.Or(skippedText[account.Reason], "it was not asked for yet: the portal asks for longer pauses than a check waits")
	if account.Detail != "" {
		c.Why += " (" + account.Detail + ")"
	}
	return nil
}

// printCheckedPortals prints the portals that are not well, and how many are.
func (p *program) printCheckedPortals(v checkedView) {
	t := newTable("left", "left", "left", "left")
	t.row("portal", "state", "seed", "why")
	for _, c := range v.Portals {
		if c.State == portalOK {
			continue
		}
		why := c.Why
		if c.To != "" {
			why = c.To + ": " + why
		}
		t.row(c.Portal, c.State, c.URL, why)
	}
	if v.OK < len(v.Portals) {
		t.print(p.stdout, "")
		fmt.Fprintln(p.stdout)
	}
	fmt.Fprintf(p.stdout, "%d ok, %d moved, %d blocked, %d dead, %d unknown\n", v.OK, v.Moved, v.Blocked, v.Dead, v.Unknown)
}
