package main

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"gongkai/archive"
)

func (p *program) coverageCommand(s *settings) *cobra.Command {
	var format, by, page string
	var asCSV bool
	cmd := &cobra.Command{
		Use:   "coverage [PORTAL…]",
		Short: "Show which issuers' reports are there, year by year",
		Long: `Show issuer × year: which reports the archive has, and which are missing between
the first and the last year that the portal has any of.

  ✓    have             ✓!  have, and a check of its figures failed
  ✓+9  published 9 days after it was due, as the page says
  ✓†   have, and the portal has it no more
  –    missing          ■   missing, and the portal is blocked
  ?    there, and could not be read
  !    expected: it is last year's, the issuer reported in one of the three
       years before, and 15 February has passed, or for governments 31 March

Departments and towns have until 31 January of the next year, governments of
counties and above until 31 March (政府信息公开条例, article 49). A report is
missing where the issuer's other years are there, or a link of the portal names
it. Names of one issuer (县财政局, 青渡县财政局) are one row where the portal's
name tells its place. --by adds up portals by the division that the config gives
them, else by that of most of their issuers. Where portals are named, these
alone count. The page of --html shows how much each portal has; the issuers of
archives with more than 100,000 issuers and years stand on it only where portals
are named.

The exit status is 3 where something is expected and missing: no report of last
year by 15 February, or 31 March; a list that had items and has none, or whose
further pages a script turns; a seed that has no page; a portal that is blocked,
or that robots.txt forbids. Why stands beside it.`,
		Example: `  gongkai coverage
  gongkai coverage --by province
  gongkai coverage --csv > coverage.csv
  gongkai coverage --html coverage.html
  gongkai coverage qingdu yunlu
  gongkai coverage --json | jq '.missing'`,
		ValidArgsFunction: completePortals(s),
		RunE: func(cmd *cobra.Command, args []string) error {
			if asCSV {
				format = "csv"
			}
			if !slices.Contains([]string{"table", "csv", "json"}, format) {
				return usage("--format %q: want table, csv or json", format)
			}
			if !slices.Contains([]string{"portal", byCounty, byProvince}, by) {
				return usage("--by %q: want portal, county or province", by)
			}
			st, cfg, err := openRead(s)
			if err != nil {
				return err
			}
			defer st.Close()
			if err := p.tellVersions(cmd.Context(), st); err != nil {
				return err
			}
			if page != "" && !filepath.IsAbs(page) {
				page = filepath.Join(p.dir, page)
			}
			if page != "" && st.Owns(page) {
				return usage("--html %s is a file of the archive itself: name another", page)
			}
			portals, err := look(cmd.Context(), st, cfg, p.now())
			if err != nil {
				return err
			}
			if portals, err = only(portals, args); err != nil {
				return err
			}
			shown := map[string]bool{}
			for _, o := range portals {
				shown[o.Portal] = true
			}
			reports, err := st.ReportsWhere(cmd.Context(), func(r *archive.ReportSummary) bool { return shown[r.Portal] && !r.Replaced })
			if err != nil {
				return err
			}
			var known notHad
			if known.lost, err = st.Lost(cmd.Context()); err != nil {
				return err
			}
			if known.unread, err = st.Unread(cmd.Context()); err != nil {
				return err
			}
			c := cover(reports, portals, p.now())
			c.place(reports, cfg.Portals)
			c.judge(known, portals, p.now())
			if page != "" {
				err := c.fileHTML(page, p.now())
				if errors.Is(err, errNoPage) {
					return usage("--html %s %w: name another file", page, err)
				}
				if err != nil {
					return err
				}
			}
			switch {
			case s.json || format == "json":
				err = p.writeJSON(s, c)
			case format == "csv":
				err = c.writeCSV(p.stdout)
			case by != "portal":
				p.printGroups(c, by)
				p.printAlarms(p.stdout, c.Alarms)
			case page == "":
				p.printCoverage(c)
				p.printAlarms(p.stdout, c.Alarms)
			default:
				fmt.Fprintf(p.stdout, "Wrote %s\n", page)
				p.printAlarms(p.stdout, c.Alarms)
			}
			if err == nil && len(c.Alarms) > 0 {
				err = errFindings
			}
			return err
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "print as `format`: table, csv or json")
	cmd.Flags().BoolVar(&asCSV, "csv", false, "the same as --format csv")
	cmd.Flags().StringVar(&by, "by", "portal", "print by `what`: portal, county or province")
	cmd.Flags().StringVar(&page, "html", "", "write a heat map to `file`, as a page that needs nothing else; a page that is there is replaced")
	return cmd
}

// coverage is issuer × year.
type coverage struct {
	Have     int              `json:"have"`
	Missing  int              `json:"missing"`
	Expected int              `json:"expected"`
	Portals  []portalCoverage `json:"portals"`
	Alarms   []archive.Alarm  `json:"alarms"`
	Groups   []groupCoverage  `json:"groups"` // the portals added up by county and by province

	names     issuerNames
	documents map[spot][]archive.Digest // of each report, but for those that another has taken the place of
}

type portalCoverage struct {
	Portal   string           `json:"portal"`
	Name     string           `json:"name"`
	Division string           `json:"division"` // the config's, else that of most issuers; "" where neither is known
	Years    []int            `json:"years"`
	Issuers  []issuerCoverage `json:"issuers"`
	Blocks   []archive.Block  `json:"blocks"`  // what the portal keeps from us: a report may be there
	Undated  int              `json:"undated"` // reports whose issuer or year could not be read
}

type issuerCoverage struct {
	Issuer string         `json:"issuer"`
	Years  []yearCoverage `json:"years"`
}

type yearCoverage struct {
	Year      int            `json:"year"`
	State     string         `json:"state"`                // have, missing or expected
	Status    string         `json:"status"`               // published, late, gone, missing, blocked, unreadable or not_due
	Due       string         `json:"due"`                  // YYYY-MM-DD, the last day in time
	Published string         `json:"published,omitempty"`  // YYYY-MM-DD, as the page says
	Delay     *int           `json:"delay_days,omitempty"` // days after it was due; none where the date is not known
	Gone      string         `json:"gone,omitempty"`       // YYYY-MM-DD, when the portal was last found without it
	Why       string         `json:"why,omitempty"`
	URL       string         `json:"url,omitempty"`
	Document  archive.Digest `json:"document,omitempty"`
	Failed    int            `json:"failed_checks"`
	Findings  int            `json:"findings"`
}

// cover arranges reports by portal, issuer and year, as it looks at now. Where
// an issuer has more than one document of a year, the newest counts; where it has
// several names, they are one issuer's.
func cover(reports []archive.ReportSummary, portals []outlook, now time.Time) coverage {
	byPortal := map[string]map[string]map[int]archive.ReportSummary{}
	undated, names, documents := map[string]int{}, namesOf(reports, portals), map[spot][]archive.Digest{}
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
		issuer := names.of(r.Portal, r.Issuer)
		if at := (spot{r.Portal, issuer, r.Year}); !r.Replaced {
			documents[at] = append(documents[at], r.Document)
		}
		if issuers[issuer] == nil {
			issuers[issuer] = map[int]archive.ReportSummary{}
		}
		if old, ok := issuers[issuer][r.Year]; !ok || r.Precedence().After(old.Precedence()) {
			issuers[issuer][r.Year] = r
		}
	}
	c := coverage{Portals: []portalCoverage{}, Alarms: alarms(portals, reports, now), names: names, documents: documents}
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
				if !ok && isDue && y == due.year && due.binds(issuer) && expects(func(y int) bool { _, ok := issuers[issuer][y]; return ok }, y) {
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
				ic.Years = append(ic.Years, yearCoverage{Year: y, State: "have", Published: r.Published, URL: r.URL, Document: r.Document, Failed: r.Failed, Findings: r.Findings})
			}
			pc.Issuers = append(pc.Issuers, ic)
		}
		c.Portals = append(c.Portals, pc)
	}
	return c
}

// mark is what stands in the terminal's table.
func (y yearCoverage) mark() string {
	switch {
	case y.Status == statusUnreadable:
		return "?"
	case y.Status == statusBlocked:
		return "■"
	case y.State == "missing":
		return "–"
	case y.State == "expected":
		return "!"
	}
	mark := "✓"
	if y.Failed > 0 {
		mark += "!"
	}
	if y.Status == statusLate {
		mark += fmt.Sprintf("+%d", *y.Delay)
	}
	if y.Status == statusGone {
		mark += "†"
	}
	return mark
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
				row = append(row, y.mark())
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
