package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"gongkai/archive"
)

func (p *program) coverageCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "coverage",
		Short: "Show which issuers' reports are there, year by year",
		Long: `Show issuer × year: which reports the archive has, and which are missing between
the first and the last year that the portal has any of.

  ✓  have    ✓!  have, and a check of its figures failed    –  missing
  !  expected: it is last year's, the issuer reported in one of the three years
     before, and 15 February has passed

The exit status is 3 where something is expected and missing: no report of last
year by 15 February, and still none by 31 March; a list that had items and has
none; a portal that is blocked, or that robots.txt forbids. Why stands beside it.`,
		Example: `  gongkai coverage
  gongkai coverage --json | jq '.missing'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			st, cfg, err := openRead(s)
			if err != nil {
				return err
			}
			defer st.Close()
			reports, err := st.Reports(cmd.Context())
			if err != nil {
				return err
			}
			portals, err := look(cmd.Context(), st, cfg, p.now())
			if err != nil {
				return err
			}
			c := cover(reports, portals, p.now())
			if s.json {
				err = p.writeJSON(s, c)
			} else {
				p.printCoverage(c)
				p.printAlarms(p.stdout, c.Alarms)
			}
			if err == nil && len(c.Alarms) > 0 {
				err = errFindings
			}
			return err
		},
	}
}

// coverage is issuer × year.
type coverage struct {
	Have     int              `json:"have"`
	Missing  int              `json:"missing"`
	Expected int              `json:"expected"`
	Portals  []portalCoverage `json:"portals"`
	Alarms   []archive.Alarm  `json:"alarms"`
}

type portalCoverage struct {
	Portal  string           `json:"portal"`
	Name    string           `json:"name"`
	Years   []int            `json:"years"`
	Issuers []issuerCoverage `json:"issuers"`
	Blocks  []archive.Block  `json:"blocks"`  // what the portal keeps from us: a report may be there
	Undated int              `json:"undated"` // reports whose issuer or year could not be read
}

type issuerCoverage struct {
	Issuer string         `json:"issuer"`
	Years  []yearCoverage `json:"years"`
}

type yearCoverage struct {
	Year     int            `json:"year"`
	State    string         `json:"state"` // have, missing or expected
	Why      string         `json:"why,omitempty"`
	URL      string         `json:"url,omitempty"`
	Document archive.Digest `json:"document,omitempty"`
	Failed   int            `json:"failed_checks"`
	Findings int            `json:"findings"`
}

// cover arranges reports by portal, issuer and year, as it looks at now. Where
// an issuer has more than one document of a year, the newest counts.
func cover(reports []archive.ReportSummary, portals []outlook, now time.Time) coverage {
	byPortal := map[string]map[string]map[int]archive.ReportSummary{}
	undated := map[string]int{}
	for _, r := range reports {
		if r.Issuer == "" || r.Year == 0 {
			undated[r.Portal]++
			continue
		}
		issuers := byPortal[r.Portal]
		if issuers == nil {
			issuers = map[string]map[int]archive.ReportSummary{}
			byPortal[r.Portal] = issuers
		}
		if issuers[r.Issuer] == nil {
			issuers[r.Issuer] = map[int]archive.ReportSummary{}
		}
		if old, ok := issuers[r.Issuer][r.Year]; !ok || r.Captured.After(old.Captured) {
			issuers[r.Issuer][r.Year] = r
		}
	}
	c := coverage{Portals: []portalCoverage{}, Alarms: alarms(portals, reports, now)}
	due, isDue := newestDeadline(now)
	for _, st := range portals {
		pc := portalCoverage{Portal: st.Portal, Name: st.Name, Years: []int{}, Issuers: []issuerCoverage{}, Blocks: st.Blocks, Undated: undated[st.Portal]}
		issuers := byPortal[st.Portal]
		var years []int
		for _, byYear := range issuers {
			years = slices.AppendSeq(years, maps.Keys(byYear))
		}
		if isDue && len(years) > 0 {
			years = append(years, due.year)
		}
		if len(years) > 0 {
			for y := slices.Min(years); y <= slices.Max(years); y++ {
				pc.Years = append(pc.Years, y)
			}
		}
		for _, issuer := range slices.Sorted(maps.Keys(issuers)) {
			ic := issuerCoverage{Issuer: issuer}
			for _, y := range pc.Years {
				r, ok := issuers[issuer][y]
				if !ok && isDue && y == due.year && expects(func(y int) bool { _, ok := issuers[issuer][y]; return ok }, y) {
					c.Expected++
					ic.Years = append(ic.Years, yearCoverage{Year: y, State: "expected", Why: due.name + " has passed: " + st.whyMissing()})
					continue
				}
				if !ok {
					c.Missing++
					ic.Years = append(ic.Years, yearCoverage{Year: y, State: "missing", Why: st.whyMissing()})
					continue
				}
				c.Have++
				ic.Years = append(ic.Years, yearCoverage{Year: y, State: "have", URL: r.URL, Document: r.Document, Failed: r.Failed, Findings: r.Findings})
			}
			pc.Issuers = append(pc.Issuers, ic)
		}
		c.Portals = append(c.Portals, pc)
	}
	return c
}

func (p *program) printCoverage(c coverage) {
	for _, pc := range c.Portals {
		name := pc.Portal
		if pc.Name != "" {
			name += "  " + pc.Name
		}
		fmt.Fprintln(p.stdout, name)
		if len(pc.Issuers) == 0 {
			fmt.Fprintln(p.stdout, "  no report yet")
		}
		t := newTable("left", "left")
		head := []string{""}
		for _, y := range pc.Years {
			head = append(head, strconv.Itoa(y))
		}
		t.row(head...)
		for _, ic := range pc.Issuers {
			row := []string{ic.Issuer}
			for _, y := range ic.Years {
				switch {
				case y.State == "missing":
					row = append(row, "–")
				case y.State == "expected":
					row = append(row, "!")
				case y.Failed > 0:
					row = append(row, "✓!")
				default:
					row = append(row, "✓")
				}
			}
			t.row(row...)
		}
		if len(pc.Issuers) > 0 {
			t.print(p.stdout, "  ")
		}
		if pc.Undated > 0 {
			fmt.Fprintf(p.stdout, "  and %d reports whose issuer or year could not be read\n", pc.Undated)
		}
		for _, b := range pc.Blocks {
			fmt.Fprintf(p.stdout, "  %s is behind %s: reports there are not seen\n", b.Prefix, b.Product)
		}
		fmt.Fprintln(p.stdout)
	}
	fmt.Fprintf(p.stdout, "%d reports; %d missing between the first and the last year of their portals", c.Have, c.Missing)
	if c.Expected > 0 {
		fmt.Fprintf(p.stdout, "; %d expected by now", c.Expected)
	}
	fmt.Fprintln(p.stdout)
}
