package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/deliver"
	"gongkai/store"
)

func (p *program) crawlCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "crawl [PORTAL…]",
		Short: "Crawl portals now, read and deliver what is new",
		Long: `Crawl the portals of the config, or those that are named, once: each host at its
pace, in the order of what promises reports. What an earlier crawl left undone
is taken up where it stood.

The exit status is 3 where a person should look: a portal asked to be left alone
or its budget was spent, a seed led nowhere, a sink did not take what it is
owed, or something is expected and missing (see gongkai coverage --help).`,
		Example: `  gongkai crawl
  gongkai crawl qingdu yunlu
  gongkai crawl --json 2>/dev/null`,
		ValidArgsFunction: completePortals(s),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := load(s)
			if err != nil {
				return err
			}
			if len(cfg.Portals) == 0 {
				return usage("%s names no portal: add one under portals", s.config)
			}
			portals, err := choose(cfg.Portals, args)
			if err != nil {
				return err
			}
			return p.crawl(cmd.Context(), s, cfg, portals)
		},
	}
}

func portalIDs(portals []archive.Portal) []string {
	var ids []string
	for _, portal := range portals {
		ids = append(ids, portal.ID)
	}
	return ids
}

// completePortals completes the ids of the config's portals.
func completePortals(s *settings) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		cfg, err := load(s)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return portalIDs(cfg.Portals), cobra.ShellCompDirectiveNoFileComp
	}
}

// choose returns the portals that are named, or all where none is.
func choose(portals []archive.Portal, names []string) ([]archive.Portal, error) {
	if len(names) == 0 {
		return portals, nil
	}
	var chosen []archive.Portal
	for _, name := range names {
		i := slices.IndexFunc(portals, func(p archive.Portal) bool { return p.ID == name })
		if i < 0 {
			return nil, usage("no portal %q in the config: it has %s", name, some(portalIDs(portals), 10))
		}
		if !slices.ContainsFunc(chosen, func(p archive.Portal) bool { return p.ID == name }) {
			chosen = append(chosen, portals[i])
		}
	}
	return chosen, nil
}

// crawlSummary is what one crawl did.
type crawlSummary struct {
	Portals        int                    `json:"portals"`
	Reports        int                    `json:"reports"`
	Documents      int                    `json:"documents"`
	DocumentsAdded int                    `json:"documents_added"`
	Requests       int                    `json:"requests"`
	Bytes          int64                  `json:"bytes"`
	Seconds        float64                `json:"seconds"`
	Skipped        map[archive.Reason]int `json:"skipped"`
	Waiting        []string               `json:"waiting"`               // portals that asked to be left alone for longer than the crawl waits
	Problems       []string               `json:"problems"`              // what kept the crawl from being whole
	Ended          []crawlEnd             `json:"ended"`                 // each portal's crawl
	Alarms         []archive.Alarm        `json:"alarms"`                // what is expected and missing
	Undelivered    string                 `json:"undelivered,omitempty"` // why a sink did not take what it is owed
}

// crawlEnd is how a portal's crawl ended.
type crawlEnd struct {
	Portal   string  `json:"portal"`
	Name     string  `json:"name"`
	Found    int     `json:"found"` // reports that were new
	Requests int     `json:"requests"`
	Harvest  float64 `json:"harvest"` // found ÷ requests
	Reason   string  `json:"reason"`
	Why      string  `json:"why"`
}

// findings returns errFindings where a person should see how the crawl ended.
func (s crawlSummary) findings() error {
	if len(s.Waiting)+len(s.Problems)+len(s.Alarms) > 0 || s.Undelivered != "" {
		return errFindings
	}
	return nil
}

// crawl crawls, and prints what came of it.
func (p *program) crawl(ctx context.Context, s *settings, cfg config.Config, portals []archive.Portal) error {
	sum, err := p.crawlOnce(ctx, s, cfg, portals, func() error { return nil })
	if err != nil {
		return err
	}
	if s.json {
		if err := p.writeJSON(s, sum); err != nil {
			return err
		}
		return sum.findings()
	}
	fmt.Fprintf(p.stdout, "%d reports in the archive; %d documents, %d of them new; %d requests, %s, %.1f s\n",
		sum.Reports, sum.Documents, sum.DocumentsAdded, sum.Requests, bytesText(sum.Bytes), sum.Seconds)
	p.printEnds(sum.Ended)
	p.printSkipped(sum.Skipped)
	p.printProblems(p.stdout, sum)
	p.printAlarms(p.stdout, sum.Alarms)
	return sum.findings()
}

// printEnds says how each portal's crawl ended.
func (p *program) printEnds(ends []crawlEnd) {
	fmt.Fprintln(p.stdout)
	p.fitted(func(named bool) *table {
		t := newTable("left", "left", "right", "right", "right", "left")
		if !named {
			t = newTable("left", "right", "right", "right", "left")
		}
		row := func(id, name string, rest ...string) {
			cells := []string{id}
			if named {
				cells = append(cells, name)
			}
			t.row(append(cells, rest...)...)
		}
		row("portal", "name", "new", "requests", "harvest", "ended")
		for _, e := range ends {
			row(e.Portal, e.Name, fmt.Sprint(e.Found), fmt.Sprint(e.Requests), harvestText(e.Found, e.Requests), e.Reason)
		}
		return t
	}).print(p.stdout, "")
	p.printEndTexts(func(reason string) bool {
		return slices.ContainsFunc(ends, func(e crawlEnd) bool { return e.Reason == reason })
	})
}

// printProblems says what kept a crawl from being whole.
func (p *program) printProblems(w io.Writer, sum crawlSummary) {
	if len(sum.Waiting) > 0 {
		fmt.Fprintf(w, "Not finished, since what is left has to wait for longer than the crawl does: %s. Run the same command later, and it goes on.\n", strings.Join(sum.Waiting, ", "))
	}
	for _, problem := range sum.Problems {
		fmt.Fprintln(w, problem)
	}
	if sum.Undelivered != "" {
		fmt.Fprintln(w, sum.Undelivered)
	}
}

// crawlOnce opens the data directory, calls opened, crawls with progress, and
// sums up.
func (p *program) crawlOnce(ctx context.Context, s *settings, cfg config.Config, portals []archive.Portal, opened func() error) (sum crawlSummary, err error) {
	progress := p.newProgress()
	log, err := p.logger(s, progress.logWriter())
	if err != nil {
		return sum, err
	}
	session, err := p.openSession(ctx, cfg, log, deliver.Options{Spread: rand.Float64})
	if err != nil {
		return sum, err
	}
	defer func() {
		err = errors.Join(err, session.close())
		if err == nil {
			err = store.Index(ctx, cfg.Data)
		}
	}()
	if err := session.renew(ctx, log); err != nil {
		return sum, err
	}
	if err := opened(); err != nil {
		return sum, err
	}
	start := time.Now()
	stop := progress.watch(ctx, session, portals)
	err = session.crawl(ctx, portals)
	stop()
	if err != nil && !errors.Is(err, errUndelivered) {
		return sum, err
	}
	sum, sumErr := summarise(context.WithoutCancel(ctx), session, portals, time.Since(start))
	if err != nil {
		sum.Undelivered = err.Error()
	}
	return sum, sumErr
}

func summarise(ctx context.Context, s *session, portals []archive.Portal, took time.Duration) (crawlSummary, error) {
	sum := crawlSummary{Portals: len(portals), Seconds: took.Seconds(), Skipped: map[archive.Reason]int{}, Waiting: []string{}, Ended: []crawlEnd{}}
	totals, err := s.store.Totals(ctx)
	if err != nil {
		return sum, err
	}
	if sum.Problems, err = s.problems(ctx, portals, totals); err != nil {
		return sum, err
	}
	sum.Documents, sum.DocumentsAdded = totals.Documents, totals.Documents-s.before.Documents
	outlooks, err := lookAt(ctx, s.store, portals, s.p.now())
	if err != nil {
		return sum, err
	}
	reports, err := s.store.ReportsWhere(ctx, bearing(outlooks, s.p.now()))
	if err != nil {
		return sum, err
	}
	sum.Alarms = alarms(outlooks, reports, s.p.now())
	for _, st := range outlooks {
		sum.Requests += st.Requests
		sum.Bytes += st.Bytes
		sum.Reports += st.Reports
		sum.Ended = append(sum.Ended, crawlEnd{st.Portal, st.Name, st.Found, st.Requests, harvest(st.PortalStatus), st.EndReason, endText[st.EndReason]})
		for reason, n := range st.Skipped {
			sum.Skipped[reason] += n
		}
		if st.EndReason == archive.EndBudget {
			sum.Problems = append(sum.Problems, fmt.Sprintf("%s: its requests for one crawl are spent (%d): run the same command again, and it goes on", st.Portal, st.Requests))
		}
		if !st.Waiting.IsZero() {
			sum.Waiting = append(sum.Waiting, st.Portal)
		}
	}
	return sum, nil
}

// skippedText says what a reason means, in the words of the user.
var skippedText = map[archive.Reason]string{
	archive.ReasonRobots:        "disallowed by robots.txt",
	archive.ReasonRobotsMissing: "robots.txt could not be had",
	archive.ReasonScope:         "another site",
	archive.ReasonIgnored:       "left out by ignore or only in the config",
	archive.ReasonTrap:          "an endless address (calendar, enumeration), or below an endless list or tree",
	archive.ReasonAlias:         "another name of a site that is crawled under its main one",
	archive.ReasonHops:          "too far from a seed",
	archive.ReasonHours:         "outside of the crawl hours",
	archive.ReasonBytes:         "the bytes of the day were spent",
	archive.ReasonBlocked:       "behind a protection product",
	archive.ReasonSoftNotFound:  "“not found” with status 200, or by a redirect",
	archive.ReasonNotFound:      "404 or 410",
	archive.ReasonClientError:   "another 4xx",
	archive.ReasonServerError:   "5xx",
	archive.ReasonBusy:          "the portal said it is busy",
	archive.ReasonTimeout:       "no answer in time",
	archive.ReasonCertificate:   "a certificate that is expired, or not the host's",
	archive.ReasonNetwork:       "no connection",
	archive.ReasonAddress:       "an address that may not be visited",
	archive.ReasonTruncated:     "cut short",
	archive.ReasonTooLarge:      "too large",
	archive.ReasonRedirects:     "redirects in a circle",
	archive.ReasonProtocol:      "an answer that HTTP does not allow, or an empty one",
	archive.ReasonNotDocument:   "no disclosure report",
	archive.ReasonUnreadable:    "of a format that is not read, or damaged",
}

func (p *program) printSkipped(skipped map[archive.Reason]int) {
	if len(skipped) == 0 {
		return
	}
	fmt.Fprintln(p.stdout, "\nNot fetched, or not kept:")
	t := newTable("right", "left", "left")
	for _, reason := range slices.Sorted(maps.Keys(skipped)) {
		t.row(fmt.Sprint(skipped[reason]), string(reason), skippedText[reason])
	}
	t.print(p.stdout, "  ")
}

// bytesText writes a number of bytes for people.
func bytesText(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	case n < 1<<30:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	default:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	}
}
