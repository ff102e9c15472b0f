package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/store"
)

func (p *program) scheduleCommand(s *settings) *cobra.Command {
	pages := 0
	cmd := &cobra.Command{
		Use:   "schedule [PORTAL…]",
		Short: "Show what gongkai run crawls when, and why then",
		Long: `Show when the next crawl of each portal begins, by its own clock, and why then:
those that come first at the top. With --pages the first pages that are due of
each portal are listed too, with what is known of them.`,
		Example: `  gongkai schedule
  gongkai schedule --pages 5 qingdu
  gongkai schedule --json | jq '.[0]'`,
		ValidArgsFunction: completePortals(s),
		RunE: func(cmd *cobra.Command, args []string) error {
			st, cfg, err := openRead(s)
			if err != nil {
				return err
			}
			defer st.Close()
			portals, err := choose(cfg.Portals, args)
			if err != nil {
				return err
			}
			standings, err := st.Standings(cmd.Context(), portals)
			if err != nil {
				return err
			}
			all := []scheduled{}
			for i, portal := range portals {
				x := scheduled{Portal: portal.ID, Name: portal.Name, Running: standings[i].Running, Zone: portal.Zone, Hours: hoursText(portal)}
				x.At, x.Why = crawler.NextCrawl(portal, standings[i], p.now())
				if pages > 0 {
					if x.Pages, err = st.DuePages(cmd.Context(), portal.ID, pages); err != nil {
						return err
					}
				}
				all = append(all, x)
			}
			slices.SortStableFunc(all, func(a, b scheduled) int { return a.At.Compare(b.At) })
			if s.json {
				return p.writeJSON(s, all)
			}
			p.printSchedule(all)
			return nil
		},
	}
	cmd.Flags().IntVar(&pages, "pages", 0, "list the `N` pages of each portal that are due first")
	return cmd
}

// scheduled is a portal and when it is crawled next.
type scheduled struct {
	Portal  string          `json:"portal"`
	Name    string          `json:"name"`
	Running bool            `json:"running"`
	At      time.Time       `json:"at"`
	Why     string          `json:"why"`
	Zone    string          `json:"zone,omitempty"`
	Hours   string          `json:"hours,omitempty"`
	Pages   []store.DuePage `json:"pages,omitempty"`
}

func hoursText(p archive.Portal) string {
	if p.Hours == (archive.Hours{}) {
		return ""
	}
	return p.Hours.String()
}

func (p *program) printSchedule(all []scheduled) {
	t, pages := newTable("left", "left", "left"), newTable("left", "left", "left", "right", "left")
	t.row("portal", "next crawl", "why")
	pages.row("portal", "page due", "seen", "unchanged", "page")
	for _, x := range all {
		zone, err := time.LoadLocation(x.Zone)
		if err != nil || x.Zone == "" {
			zone = beijing
		}
		why := x.Why
		if x.Hours != "" {
			why += ", within " + x.Hours
		}
		when := x.At.In(zone).Format("2006-01-02 15:04 MST")
		if !x.At.After(p.now()) {
			when = "now"
		}
		t.row(x.Portal, when, why)
		for _, page := range x.Pages {
			pages.row(x.Portal, page.Due.In(zone).Format(time.DateOnly), page.Seen.In(zone).Format(time.DateOnly),
				fmt.Sprintf("%d of %d visits", page.Since, page.Known), page.URL)
		}
	}
	t.print(p.stdout, "")
	if len(pages.rows) > 1 {
		fmt.Fprintln(p.stdout)
		pages.print(p.stdout, "")
	}
}
