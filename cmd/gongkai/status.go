package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/report"
	"gongkai/store"
)

func (p *program) statusCommand(s *settings) *cobra.Command {
	var kinds bool
	cmd := &cobra.Command{
		Use:   "status [PORTAL…]",
		Short: "Show what is queued, waiting, blocked and dead, and why",
		Long: `Show where each portal's crawl stands: its reports, the requests of its newest
crawl and the share of them that brought a report (harvest), why it ended or
what it waits for, what was not fetched, and what the archive takes on the disk:
with --space by portal and kind, which looks at every capture. Where portals are
named, these alone; what the archive takes is that of all.

The exit status is 3 where something is expected and missing (see gongkai
coverage --help).`,
		Example: `  gongkai status
  gongkai status qingdu
  gongkai status --space
  gongkai status --json --data ./gongkai-demo`,
		ValidArgsFunction: completePortals(s),
		RunE: func(cmd *cobra.Command, args []string) error {
			st, cfg, err := openRead(s)
			if err != nil {
				return err
			}
			defer st.Close()
			portals, err := look(cmd.Context(), st, cfg, p.now())
			if err != nil {
				return err
			}
			if portals, err = only(portals, args); err != nil {
				return err
			}
			reports, err := st.ReportsWhere(cmd.Context(), bearing(portals, p.now()))
			if err != nil {
				return err
			}
			totals, err := st.Totals(cmd.Context())
			if err != nil {
				return err
			}
			view := statusView{Data: cfg.Data, Portals: []portalView{}, Totals: totals, Alarms: alarms(portals, reports, p.now())}
			own, err := st.Raised(cmd.Context(), ownCodes)
			if err != nil {
				return err
			}
			view.Alarms = append(view.Alarms, own...)
			for _, o := range portals {
				view.Portals = append(view.Portals, newPortalView(o))
			}
			if view.Ahead, err = st.AheadSpans(cmd.Context()); err != nil {
				return err
			}
			parser, whole, err := st.Parser(cmd.Context())
			if err != nil {
				return err
			}
			view.Reparsing = p.live != nil && (parser != report.Version || !whole)
			if view.Space, err = p.space(cmd.Context(), st, cfg.Data, kinds); err != nil {
				return err
			}
			if s.json {
				err = p.writeJSON(s, view)
			} else {
				p.printStatus(view)
			}
			if err == nil && len(view.Alarms) > 0 {
				err = errFindings
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&kinds, "space", false, "show the bytes of each portal and kind")
	return cmd
}

// statusView is what gongkai status shows.
type statusView struct {
	Data    string          `json:"data"`
	Portals []portalView    `json:"portals"`
	Totals  archive.Totals  `json:"totals"`
	Space   spaceView       `json:"space"`
	Alarms  []archive.Alarm `json:"alarms"`

	Ahead     []store.AheadSpan `json:"ahead,omitempty"`     // of captures by a clock that was ahead
	Reparsing bool              `json:"reparsing,omitempty"` // by the running service, before it crawls
}

type portalView struct {
	archive.PortalStatus
	Harvest  float64 `json:"harvest"`            // reports ÷ requests of the newest crawl
	Family   string  `json:"family,omitempty"`   // CMS family of the seeds' sites
	Evidence string  `json:"evidence,omitempty"` // what it was seen by
	Delay    float64 `json:"delay"`              // seconds between two requests to a host
	DelayBy  string  `json:"delay_by,omitempty"` // why so many
	Rest     float64 `json:"rest,omitempty"`     // seconds that what is queued takes at most, where that is long

	note string // about the delay, for people
}

func newPortalView(o outlook) portalView {
	v := portalView{
		PortalStatus: o.PortalStatus, Harvest: harvest(o.PortalStatus), Family: o.family, Evidence: o.seen,
		Delay: o.pace.delay.Seconds(), DelayBy: o.pace.reason, note: o.pace.text(o.PortalStatus),
	}
	if o.pace.delay >= patient {
		v.Rest = o.pace.rest(o.PortalStatus).Seconds()
	}
	return v
}

// harvest is a crawl's harvest rate: how many reports a request brought.
func harvest(s archive.PortalStatus) float64 {
	if s.Requests == 0 {
		return 0
	}
	return float64(s.Found) / float64(s.Requests)
}

// harvestText writes a harvest rate for people: reports in a hundred requests.
func harvestText(found, requests int) string {
	if requests == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f%%", 100*float64(found)/float64(requests))
}

// endText says why a crawl ended.
var endText = map[string]string{
	archive.EndComplete: "nothing was left to ask for",
	archive.EndYield:    "what is left promises too few reports for a request",
	archive.EndBudget:   "the portal's requests for one crawl are spent",
	archive.EndWaiting:  "what is left has to wait for longer than the crawl does",
}

// printEndTexts explains the reasons that were shown.
func (p *program) printEndTexts(shown func(reason string) bool) {
	for _, reason := range slices.Sorted(maps.Keys(endText)) {
		if shown(reason) {
			fmt.Fprintf(p.stdout, "%s: %s\n", reason, endText[reason])
		}
	}
}

func (p *program) printStatus(view statusView) {
	p.fitted(func(named bool) *table {
		t := newTable("left", "left", "right", "right", "right", "right", "left")
		if !named {
			t = newTable("left", "right", "right", "right", "right", "left")
		}
		row := func(id, name string, rest ...string) {
			cells := []string{id}
			if named {
				cells = append(cells, name)
			}
			t.row(append(cells, rest...)...)
		}
		row("portal", "name", "reports", "fetched", "harvest", "queued", "state")
		for _, s := range view.Portals {
			row(s.Portal, s.Name, fmt.Sprint(s.Reports), fmt.Sprint(s.Requests), harvestText(s.Found, s.Requests), fmt.Sprint(s.Queued), stateText(s.PortalStatus))
		}
		return t
	}).print(p.stdout, "")
	p.printEndTexts(func(reason string) bool {
		return slices.ContainsFunc(view.Portals, func(s portalView) bool { return !s.Running && s.EndReason == reason })
	})
	skipped := map[archive.Reason]int{}
	var all []string
	for _, s := range view.Portals {
		for reason, n := range s.Skipped {
			skipped[reason] += n
		}
		all = append(all, s.notes()...)
	}
	if len(all) > 0 {
		fmt.Fprintf(p.stdout, "\n%s\n", strings.Join(all, "\n"))
	}
	p.printSkipped(skipped)
	p.printAlarms(p.stdout, view.Alarms)
	t := view.Totals
	fmt.Fprintf(p.stdout, "\n%d URLs known, %d captures of %d payloads, %d documents, %d reports\n",
		t.URLs, t.Captures, t.Payloads, t.Documents, t.Reports)
	fmt.Fprintf(p.stdout, "%d payloads to read, %d deliveries owed, %d delivered, %d dead letters\n",
		t.Unread, t.Owed, t.Delivered, t.DeadLetters)
	if view.Reparsing {
		fmt.Fprintln(p.stdout, "The running service parses all documents anew, as its parser is another: it crawls, reads and delivers when that is done")
	}
	for _, a := range view.Ahead {
		fmt.Fprintf(p.stdout, "%d captures are dated %s, by a clock that was ahead until %s: they count as older than what came since\n",
			a.Captures, a.Dates(), at(a.Since))
	}
	p.printSpace(view.Space)
}

// stateText says in a few words where a portal's crawl stands.
func stateText(s archive.PortalStatus) string {
	switch {
	case s.Running:
		return "unfinished " + s.Started.Local().Format(time.DateOnly)
	case !s.Ended.IsZero():
		return s.EndReason + " " + s.Ended.Local().Format(time.DateOnly)
	default:
		return "never crawled"
	}
}

// notes says what more is to be said of a portal, a line each.
func (s portalView) notes() (all []string) {
	note := func(format string, args ...any) { all = append(all, s.Portal+": "+fmt.Sprintf(format, args...)) }
	if s.Family != "" {
		note("CMS family %s, seen by %s", s.Family, s.Evidence)
	}
	if s.note != "" {
		note("%s", s.note)
	}
	if s.WaitReason != "" && time.Until(s.Waiting) > 0 {
		note("waits until %s: %s", at(s.Waiting), skippedText[s.WaitReason])
	}
	for _, b := range s.Blocks {
		note("%s is behind %s (%s), until %s", b.Prefix, b.Product, b.Evidence, at(b.Until))
	}
	return all
}
