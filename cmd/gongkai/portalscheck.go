package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/crawler"
	"gongkai/store"
)

const (
	// checkRequests is how many requests a portal gets in a check: robots.txt, the
	// seed, where they redirect to, and a second attempt.
	checkRequests = 6

	// checkPatience is the longest that a check waits: long enough to try a
	// portal again that did not answer.
	checkPatience = 90 * time.Second

	// checkAge is how old a check that was interrupted may be to be gone on with.
	checkAge = 7 * 24 * time.Hour
)

func (p *program) portalsCheckCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "check [PORTAL…]",
		Short: "Ask each portal of the config politely whether it is there",
		Long: `Ask each portal for robots.txt and its seeds, and follow where they redirect to:
at most 6 requests a portal, under the rules of a crawl (one request at a time
for a host, an address and a group, the portal's delay and hours, robots.txt).
Nothing is archived.

  ok       the seeds answer
  moved    a seed redirects to a site that is not the portal's
  blocked  robots.txt, a protection product or its certificate is in the way
  dead     no answer, or one that says that the page is gone
  unknown  the portal asked for more patience than a check has

A check that is interrupted goes on where it was when it is started again. It
needs the data directory for itself: stop gongkai run first, whose gongkai
status tells the same.

The exit status is 3 where a portal is not ok.`,
		Example: `  gongkai portals check
  gongkai portals check qingdu yunlu
  gongkai portals check --json | jq -r '.portals[] | select(.state == "moved") | [.portal, .to] | @tsv'`,
		ValidArgsFunction: completePortals(s),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := load(s)
			if err != nil {
				return err
			}
			portals, err := choose(cfg.Portals, args)
			if err != nil {
				return err
			}
			log, err := p.logger(s, p.stderr)
			if err != nil {
				return err
			}
			view, err := p.checkPortals(cmd.Context(), log, cfg, portals)
			if err != nil {
				return err
			}
			if s.json {
				err = p.writeJSON(s, view)
			} else {
				p.printCheckedPortals(view)
			}
			if err == nil && view.OK < len(view.Portals) {
				err = errFindings
			}
			return err
		},
	}
}

// checkPortals asks portals, and returns what came of it.
func (p *program) checkPortals(ctx context.Context, log zerolog.Logger, cfg config.Config, portals []archive.Portal) (view checkedView, err error) {
	// No crawl asks the same portals meanwhile.
	held, err := store.OpenRead(cfg.Data)
	if err == nil {
		defer func() { err = errors.Join(err, held.Close()) }()
	} else if !errors.Is(err, fs.ErrNotExist) {
		return view, err
	}
	folder := filepath.Join(cfg.Data, "check")
	if info, err := os.Stat(folder); err == nil && time.Since(info.ModTime()) > checkAge {
		if err := os.RemoveAll(folder); err != nil {
			return view, err
		}
	}
	st, err := store.Open(folder, store.Options{})
	if err != nil {
		return view, err
	}
	done := false
	defer func() {
		err = errors.Join(err, st.Close())
		if done {
			err = errors.Join(err, os.RemoveAll(folder))
		}
	}()
	left, err := p.unchecked(ctx, st, portals)
	if err != nil {
		return view, err
	}
	if n := len(portals) - len(left); n > 0 {
		fmt.Fprintf(p.stderr, "An earlier check is gone on with: %d of %d portals were asked.\n", n, len(portals))
	}
	if err := p.ask(ctx, log, cfg, st, left); err != nil {
		return view, err
	}
	if ctx.Err() != nil {
		return view, &statusError{exitInterrupted, errors.New("interrupted: the next check goes on from here")}
	}
	for _, portal := range portals {
		c, err := judgePortal(ctx, st, portal)
		if err != nil {
			return view, err
		}
		view.add(c)
	}
	done = true
	return view, nil
}

// unchecked begins the check of those portals that were not asked yet, and
// returns them.
func (p *program) unchecked(ctx context.Context, st *store.Store, portals []archive.Portal) ([]archive.Portal, error) {
	standings, err := st.Standings(ctx, portals)
	if err != nil {
		return nil, err
	}
	var left []archive.Portal
	for i, portal := range portals {
		if !standings[i].Ended.IsZero() && !standings[i].Running {
			continue
		}
		if _, err := st.BeginCrawl(ctx, portal, seeds(portal)); err != nil {
			return nil, err
		}
		left = append(left, portal)
	}
	return left, nil
}

// ask asks portals as a crawl would, for as little as a check needs. Each is
// noted as asked when nothing of it is left to ask for now.
func (p *program) ask(ctx context.Context, log zerolog.Logger, cfg config.Config, st *store.Store, portals []archive.Portal) error {
	const atOnce = 200 // so that what an interrupted check has done is kept
	var asked atomic.Int64
	groups := crawler.NewGroups(cfg.Portals)
	for chunk := range slices.Chunk(portals, atOnce) {
		c, err := crawler.New(brief{st}, log, crawler.Options{
			UserAgent: cfg.UserAgent(version), Spool: st.Spool(), Timeout: cfg.Crawl.Timeout, MaxBody: cfg.Crawl.MaxBody,
			Workers: cfg.Crawl.Workers, Pages: checkRequests, Patience: min(cfg.Crawl.Patience, checkPatience), Floor: -1,
			Groups: func() crawler.Groups { return groups },
			Settled: func(o archive.Outcome) {
				if n := asked.Add(int64(o.Requests)); o.Requests > 0 && p.terminal {
					fmt.Fprintf(p.stderr, "%5d  %s\n", n, o.Visit.URL)
				}
			},
		})
		if err != nil {
			return usage("%w", err)
		}
		if err := c.Run(ctx, chunk); err != nil || ctx.Err() != nil {
			return err
		}
		for _, portal := range chunk {
			if err := st.EndCrawl(ctx, portal.ID, archive.EndComplete); err != nil {
				return err
			}
		}
	}
	return nil
}

// brief is a store for a check: pages lead nowhere, redirects on.
type brief struct{ *store.Store }

// Settle is that of the store, without the links of a page.
func (b brief) Settle(ctx context.Context, o archive.Outcome) error {
	if o.Result != archive.ResultRedirected && o.Result != archive.ResultDeferred {
		o.Outlinks = nil
	}
	o.Extract = false // and nothing is read
	return b.Store.Settle(ctx, o)
}
