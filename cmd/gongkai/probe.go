package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"golang.org/x/net/publicsuffix"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/crawler"
	"gongkai/internal/urls"
	"gongkai/store"
)

// probeRequests is how many requests a probe may make, with robots.txt and the
// address that can't exist.
const probeRequests = 12

// probePatience is the longest that a probe waits for a portal that said wait,
// or that fails: a person is watching.
const probePatience = 30 * time.Second

// probeLongest is the longest Crawl-delay that a probe waits for. Of a portal
// with a longer one it shows what it saw until then.
const probeLongest = time.Hour

// probeDelay is the pause after a response where neither the config nor
// robots.txt has one for the host: the config's own default.
const probeDelay = 5 * time.Second

func (p *program) probeCommand(s *settings) *cobra.Command {
	var contact string
	var resolve []string
	cmd := &cobra.Command{
		Use:   "probe URL",
		Short: "Look at a portal politely, and print an entry for the config",
		Long: `Look at a portal in at most 12 requests, as a crawl would: robots.txt first, one
request at a time, with a pause after each. It prints what it saw (robots.txt,
the CMS family, the charset, blocks, how the site says "not found", the columns
of disclosure and of reports) and a portal entry that is ready for gongkai.yaml.
Nothing is kept.

Portals are told whom to turn to: the contact stands in the config, or is given
with --contact. Where the config knows the host, its delay and its addresses
hold. A private address is asked only where --resolve names it.

The exit status is 3 where something stands in the way: a block, robots.txt, or
no column of disclosure in sight.`,
		Example: `  gongkai probe --contact you@example.org http://www.example.gov.cn/
  gongkai probe http://www.example.gov.cn/zwgk/ --json | jq -r .entry
  gongkai probe http://www.example.gov.cn/ --resolve www.example.gov.cn=127.0.0.1:8080`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			url, err := canonical(args[0])
			if err != nil {
				return err
			}
			cfg, err := probeConfig(s, contact)
			if err != nil {
				return err
			}
			portal, err := p.probedPortal(cfg, url, resolve)
			if err != nil {
				return err
			}
			log := zerolog.Nop() // what a crawl would warn of is in what is printed
			if cmd.Flags().Changed("log-level") {
				if log, err = p.logger(s, p.stderr); err != nil {
					return err
				}
			}
			view, err := p.probe(cmd.Context(), log, cfg, portal)
			if err != nil {
				return err
			}
			if s.json {
				err = p.writeJSON(s, view)
			} else {
				p.printProbe(view)
			}
			if err == nil && view.Obstacle != "" {
				err = errFindings
			}
			return err
		},
	}
	cmd.Flags().StringVar(&contact, "contact", "", "e-mail address or URL where portals can reach `you` (default: the config's)")
	cmd.Flags().StringArrayVar(&resolve, "resolve", nil, "ask `host=ip:port` instead of what name servers say; may stand more than once")
	return cmd
}

// probeConfig returns the config, or one of the contact alone where there is no
// config.
func probeConfig(s *settings, contact string) (config.Config, error) {
	const want = "portals are told whom to turn to: give --contact with an e-mail address or URL, or set contact in %s"
	cfg, err := load(s)
	_, statErr := os.Stat(s.config)
	switch {
	case err != nil && contact == "" && statErr != nil:
		return cfg, usage(want, s.config)
	case err != nil && contact == "":
		return cfg, err
	case contact == "":
		return cfg, nil
	}
	// The config's own check of a contact is the one that decides.
	alone, wrong := config.Parse("--contact", fmt.Appendf(nil, "contact: %q\n", contact))
	if wrong != nil {
		return cfg, usage("--contact %.80q: write an e-mail address or URL where portals can reach you", contact)
	}
	if err != nil {
		return alone, nil
	}
	cfg.Contact = alone.Contact
	return cfg, nil
}

// probedPortal returns the portal that a probe of url crawls.
func (p *program) probedPortal(cfg config.Config, url string, resolve []string) (archive.Portal, error) {
	host := urls.Host(url)
	portal := archive.Portal{ID: "probe", Seeds: []string{url}, Delay: p.pace, Resolve: map[string]string{}}
	if domain := ownDomain(host); domain != "" {
		portal.Hosts = []string{domain}
	}
	if i := slices.IndexFunc(cfg.Portals, func(known archive.Portal) bool { return crawler.Shun(known, url) != archive.ReasonScope }); i >= 0 {
		known := cfg.Portals[i]
		portal.Delay, portal.Group, portal.Hours, portal.Zone = known.Delay, known.Group, known.Hours, known.Zone
		maps.Copy(portal.Resolve, known.Resolve)
	}
	for _, pin := range resolve {
		name, at, ok := strings.Cut(pin, "=")
		address, err := netip.ParseAddrPort(at)
		if !ok || name == "" || err != nil || address.Port() == 0 {
			return portal, usage("--resolve %.200q: want host=ip:port, such as www.example.gov.cn=127.0.0.1:8080", pin)
		}
		portal.Resolve[strings.ToLower(name)] = at
	}
	return portal, nil
}

// ownDomain returns the domain that holds the hosts of a portal beside host, or
// "" where others may own some: what www. stands before.
func ownDomain(host string) string {
	domain, ok := strings.CutPrefix(host, "www.")
	if !ok {
		return ""
	}
	if suffix, _ := publicsuffix.PublicSuffix(domain); suffix == domain {
		return ""
	}
	return domain
}

// errTrouble ends a probe that would have to wait.
var errTrouble = errors.New("the portal asks for patience")

// probe crawls a portal with the budget of a probe into a folder that is
// removed again, and returns what it saw.
func (p *program) probe(ctx context.Context, log zerolog.Logger, cfg config.Config, portal archive.Portal) (view probeView, err error) {
	folder, err := os.MkdirTemp("", "gongkai-probe-*")
	if err != nil {
		return view, fmt.Errorf("make a folder for the probe: %w", err)
	}
	defer func() {
		err = errors.Join(err, os.RemoveAll(folder))
	}()
	st, err := store.Open(folder, store.Options{})
	if err != nil {
		return view, err
	}
	defer func() {
		err = errors.Join(err, st.Close())
	}()
	if _, err := st.BeginCrawl(ctx, portal, seeds(portal)); err != nil {
		return view, err
	}
	looking, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	seen := p.newSightings(stop)
	o := crawler.Options{
		UserAgent: cfg.UserAgent(version),
		Spool:     st.Spool(),
		Timeout:   cfg.Crawl.Timeout,
		MaxBody:   cfg.Crawl.MaxBody,
		Pages:     probeRequests,
		Workers:   1, // so that no request of another host comes on top
		Patience:  probePatience,
		Settled:   seen.add,
	}
	for again := true; again; {
		c, err := crawler.New(st, log, o)
		if err != nil {
			return view, usage("%w", err)
		}
		if err := c.Run(looking, []archive.Portal{portal}); err != nil {
			return view, err
		}
		if ctx.Err() != nil {
			return view, &statusError{exitInterrupted, errors.New("interrupted; nothing was kept")}
		}
		// A Crawl-delay is waited for, up to probeLongest; nothing else is.
		site, err := st.Site(ctx, urls.Authority(portal.Seeds[0]))
		if err != nil {
			return view, err
		}
		asked := crawler.Rule(site, portal.Seeds[0], time.Now()).CrawlDelay
		again = looking.Err() == nil && asked >= o.Patience && asked <= probeLongest
		o.Patience = asked + probePatience
	}
	return seen.view(ctx, st, portal)
}
