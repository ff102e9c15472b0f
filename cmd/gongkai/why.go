package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/crawler"
	"gongkai/crawler/robots"
	"gongkai/internal/urls"
	"gongkai/store"
)

func (p *program) whyCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "why URL",
		Short: "Tell why a URL was fetched or not, and how it was found",
		Long: `Tell what the archive knows of a URL: whether it was fetched and what came of
it, the links that led to it from a seed, what robots.txt and the portal's
blocks say about it, and what its host is waiting for. Of a report it tells the
URLs that have the same document, and other versions of it with what differs.
Nothing is requested.`,
		Example: `  gongkai why http://www.example.gov.cn/zwgk/nb/2023.html
  gongkai why --json http://www.example.gov.cn/ | jq '.robots'`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			url, err := canonical(args[0])
			if err != nil {
				return err
			}
			st, cfg, err := openRead(s)
			if err != nil {
				return err
			}
			defer st.Close()
			w, err := whyOf(cmd.Context(), st, cfg, url, time.Now())
			if err != nil {
				return err
			}
			if url != args[0] {
				w.Asked = args[0]
			}
			w.Why = w.verdict()
			if s.json {
				return p.writeJSON(s, w)
			}
			p.printWhy(w)
			return nil
		},
	}
}

// canonical returns the canonical form of a URL that the user wrote.
func canonical(raw string) (string, error) {
	url, err := urls.Canonical(raw)
	switch {
	case err == nil:
		return url, nil
	case errors.Is(err, urls.ErrUserInfo), errors.Is(err, urls.ErrTooLong):
		return "", usage("%.200q: want a plain URL, and this is an %w", raw, err)
	default:
		return "", usage("%.200q: want an absolute URL, such as http://www.example.gov.cn/zwgk/", raw)
	}
}

// why is all that bears on whether a URL was fetched.
type why struct {
	Asked string `json:"asked,omitempty"` // as the user wrote it, where that is not canonical
	Why   string `json:"why"`             // for people
	store.Account
	Found    []step                 `json:"found,omitempty"` // the links that led to it, a seed's first
	Portal   *archive.PortalStatus  `json:"portal,omitempty"`
	PartOf   archive.Digest         `json:"part_of,omitempty"` // the document whose report it is a part of
	Report   *archive.ReportSummary `json:"report,omitempty"`  // that was read out of it, or of the page that it is attached to
	Sources  []string               `json:"sources,omitempty"` // every URL that has its document
	Kin      []kin                  `json:"kin,omitempty"`     // other versions of that report, and near-duplicates
	Shun     archive.Reason         `json:"shun,omitempty"`    // unknown: why a link to it would not be followed
	Robots   robotsView             `json:"robots"`
	Family   string                 `json:"family,omitempty"` // CMS family
	Evidence string                 `json:"evidence,omitempty"`
	Block    *archive.Block         `json:"block,omitempty"`  // that stands before it now
	Blocks   []archive.Block        `json:"blocks,omitempty"` // of its site

	now time.Time
	end store.Account // of what a redirect leads to in the end; not known where nothing was met there
}

// step is one link of the way from a seed to a URL.
type step struct {
	URL    string         `json:"url"`
	Kind   archive.Kind   `json:"kind,omitempty"`
	Anchor string         `json:"anchor,omitempty"`
	Column string         `json:"column,omitempty"`
	Score  int            `json:"score"`
	Result archive.Result `json:"result,omitempty"`
}

// robotsView is what the robots.txt of a URL's site says about it.
type robotsView struct {
	Site       string             `json:"site"`
	State      string             `json:"state"`
	Status     int                `json:"status,omitempty"`
	Location   string             `json:"location,omitempty"`
	Why        string             `json:"why,omitempty"` // unreachable: for people
	Fetched    time.Time          `json:"fetched,omitzero"`
	Expires    time.Time          `json:"expires,omitzero"`
	Rule       robots.Explanation `json:"rule"`
	CrawlDelay float64            `json:"crawl_delay,omitempty"` // seconds
}

func newRobotsView(site archive.Site, ruling crawler.Ruling) robotsView {
	v := robotsView{Site: site.Authority, State: ruling.Robots, Rule: ruling.Rule, CrawlDelay: ruling.CrawlDelay.Seconds()}
	if r := site.Robots; r != nil {
		v.Status, v.Location, v.Why, v.Fetched, v.Expires = r.Status, r.Location, r.Why, r.Fetched, r.Expires
	}
	return v
}

// longestWay bounds how many links back whyOf looks. Hops are fewer; redirects
// and the pages of a list come on top.
const longestWay = 1000

func whyOf(ctx context.Context, st *store.Store, cfg config.Config, url string, now time.Time) (w why, err error) {
	w.now = now
	if w.Account, err = st.Why(ctx, url); err != nil {
		return w, err
	}
	if w.Found, err = wayTo(ctx, st, w.Account); err != nil {
		return w, err
	}
	if w.end, err = endOf(ctx, st, w.Account); err != nil {
		return w, err
	}
	if err := w.lookAtPortal(ctx, st, cfg); err != nil {
		return w, err
	}
	site, err := st.Site(ctx, urls.Authority(url))
	if err != nil {
		return w, err
	}
	w.Family, w.Evidence, w.Blocks = site.Family, site.Evidence, site.Blocks
	ruling := crawler.Rule(site, url, now)
	w.Block = ruling.Block
	w.Robots = newRobotsView(site, ruling)
	if w.Document == "" {
		return w, nil
	}
	reports, err := st.Reports(ctx)
	if err != nil {
		return w, err
	}
	provenance, err := st.Provenance(ctx, w.Document)
	if err != nil {
		return w, err
	}
	w.PartOf = provenance.PartOf
	of := cmp.Or(w.PartOf, w.Document)
	if i := slices.IndexFunc(reports, func(r archive.ReportSummary) bool { return r.Document == of }); i >= 0 {
		w.Report = &reports[i]
	}
	w.Sources = provenance.Sources
	w.Kin, err = kinOf(ctx, st, w.Document)
	return w, err
}

// wayTo returns the links that led from a seed to what a tells of, itself last.
// Each page is told once: links may have been found in a circle.
func wayTo(ctx context.Context, st *store.Store, a store.Account) ([]step, error) {
	var way []step
	known := map[string]bool{}
	for a.Known && !known[a.URL] && len(way) < longestWay {
		known[a.URL] = true
		v := a.Visit
		way = append(way, step{URL: a.URL, Kind: v.Kind, Anchor: v.Anchor, Column: v.Column, Score: v.Score, Result: a.Result})
		if v.Via == "" {
			break
		}
		var err error
		if a, err = st.Why(ctx, v.Via); err != nil {
			return nil, err
		}
	}
	slices.Reverse(way)
	return way, nil
}

// longestRedirect is more redirects than a crawl follows.
const longestRedirect = 10

// endOf returns what a redirect leads to, by as many as there are.
func endOf(ctx context.Context, st *store.Store, a store.Account) (store.Account, error) {
	var err error
	for n := 0; a.Result == archive.ResultRedirected && n < longestRedirect && err == nil; n++ {
		a, err = st.Why(ctx, strings.TrimPrefix(a.Detail, "to "))
	}
	return a, err
}

// lookAtPortal finds the portal that the URL belongs to: the one that met it, or
// the first of the config that would.
func (w *why) lookAtPortal(ctx context.Context, st *store.Store, cfg config.Config) error {
	i := slices.IndexFunc(cfg.Portals, func(p archive.Portal) bool {
		return p.ID == w.Visit.Portal || !w.Known && crawler.Shun(p, w.URL) != archive.ReasonScope
	})
	portal := archive.Portal{ID: w.Visit.Portal}
	switch {
	case i >= 0:
		portal = cfg.Portals[i]
		if !w.Known {
			w.Shun = crawler.Shun(portal, w.URL)
		}
	case !w.Known:
		if len(cfg.Portals) > 0 {
			w.Shun = archive.ReasonScope
		}
		return nil
	}
	status, err := st.Status(ctx, []archive.Portal{portal})
	if err != nil {
		return err
	}
	w.Portal = &status[0]
	return nil
}
