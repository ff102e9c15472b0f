package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/export"
	"gongkai/report"
	"gongkai/store"
)

func (p *program) checkCommand(s *settings) *cobra.Command {
	var severity string
	cmd := &cobra.Command{
		Use:   "check [PORTAL…]",
		Short: "Check the figures of each report, and of issuers over the years",
		Long: `Check the figures of all annual reports in the archive, or of those of some
portals: what each report's own arithmetic (勾稽关系), narrative and reading say
against it; and over the years of each issuer whether 上年结转 is what the year
before carried out (结转下年度), whether 现行有效 and 上一年项目数量 go on from
it, and whether a figure lies ten times beyond those of all its other years.

Every finding names the cells, and shows both figures. Nothing is corrected. The
guide docs/figures.md says what the codes mean.

The exit status is 3 where there are findings of the severity asked for, or a
worse one.`,
		Example: `  gongkai check
  gongkai check | tail                  # how many of each code
  gongkai check --severity error qingdu
  gongkai check --json | jq -r '.findings[] | select(.code == "carry_mismatch") | .message'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			least := slices.Index(severities(), severity)
			if least < 0 {
				return usage("--severity %q: want error, warning or info", severity)
			}
			st, cfg, err := openRead(s)
			if err != nil {
				return err
			}
			defer st.Close()
			if err := p.tellVersions(cmd.Context(), st); err != nil {
				return err
			}
			c, err := p.check(cmd.Context(), st, cfg, args, least)
			if err != nil {
				return err
			}
			if s.json {
				err = p.writeJSON(s, c)
			} else {
				p.printChecked(c, severity)
			}
			if err == nil && len(c.Findings) > 0 {
				err = errFindings
			}
			return err
		},
	}
	cmd.Flags().StringVar(&severity, "severity", "warning", "show findings from `severity` on: info, warning or error")
	_ = cmd.RegisterFlagCompletionFunc("severity", cobra.FixedCompletions(severities(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// severities from the mildest.
func severities() []string { return []string{"info", "warning", "error"} }

// checkSchema names the JSON form of checked.
const checkSchema = "gongkai.check/1"

// checked is what is wrong with the figures of an archive.
type checked struct {
	Schema   string           `json:"schema"`
	Reports  int              `json:"reports"`
	Issuers  int              `json:"issuers"`
	Findings []checkedFinding `json:"findings"`
}

// checkedFinding is a finding of one report, or of two years where Against is
// set.
type checkedFinding struct {
	Portal   string         `json:"portal"`
	Issuer   string         `json:"issuer"`
	Year     int            `json:"year"`
	Against  int            `json:"against,omitempty"`
	Code     string         `json:"code"`
	Severity string         `json:"severity"`
	Identity string         `json:"identity,omitempty"`
	Message  string         `json:"message"`
	Cells    []string       `json:"cells"`
	Left     archive.Number `json:"left"`
	Right    archive.Number `json:"right"`
	URL      string         `json:"url"`
	Document archive.Digest `json:"document"`
}

// history is what one issuer of a portal has reported.
type history struct {
	portal, key string
	versions    []archive.ReportSummary // by year, the newest capture of each first
}

// check checks the reports of portals, or all.
func (p *program) check(ctx context.Context, st *store.Store, cfg config.Config, portals []string, least int) (checked, error) {
	c := checked{Schema: checkSchema, Findings: []checkedFinding{}}
	all, err := st.Reports(ctx)
	if err != nil {
		return c, err
	}
	for _, portal := range portals {
		known := slices.ContainsFunc(all, func(r archive.ReportSummary) bool { return r.Portal == portal }) ||
			slices.ContainsFunc(cfg.Portals, func(p archive.Portal) bool { return p.ID == portal })
		if !known {
			return c, usage("there is no portal %q: gongkai status lists them", portal)
		}
	}
	for _, h := range histories(all, portals) {
		found, n, err := h.check(ctx, st)
		if err != nil {
			return c, err
		}
		c.Issuers++
		c.Reports += n
		for _, f := range found {
			if slices.Index(severities(), f.Severity) >= least {
				c.Findings = append(c.Findings, f)
			}
		}
	}
	return c, nil
}

// histories arranges reports by portal and issuer.
func histories(all []archive.ReportSummary, portals []string) []*history {
	byKey := map[[2]string]*history{}
	var list []*history
	for _, r := range all {
		if len(portals) > 0 && !slices.Contains(portals, r.Portal) {
			continue
		}
		key := [2]string{r.Portal, report.IssuerKey(r.Issuer, r.Division)}
		if key[1] == "" {
			key[1] = string(r.Document) // of nobody's history
		}
		h := byKey[key]
		if h == nil {
			h = &history{portal: key[0], key: key[1]}
			byKey[key], list = h, append(list, h)
		}
		h.versions = append(h.versions, r)
	}
	var parted []*history
	for _, h := range list {
		slices.SortStableFunc(h.versions, func(a, b archive.ReportSummary) int {
			return cmp.Or(cmp.Compare(a.Year, b.Year), b.Precedence().Compare(a.Precedence()))
		})
		for _, versions := range apart(h.versions, func(r archive.ReportSummary) (int, bool) { return r.Year, report.IsOffice(r.Issuer) }) {
			parted = append(parted, &history{portal: h.portal, key: h.key, versions: versions})
		}
	}
	return parted
}

// apart parts the reports of a government, ordered by year, from those of its office,
// where a year has both: then they are two issuers.
func apart[R any](all []R, of func(R) (year int, office bool)) [][]R {
	both := false
	var reports [2][]R
	var last [2]int
	for _, r := range all {
		year, office := of(r)
		side := 0
		if office {
			side = 1
		}
		both = both || year != 0 && len(reports[1-side]) > 0 && last[1-side] == year
		reports[side], last[side] = append(reports[side], r), year
	}
	if !both {
		return [][]R{all}
	}
	return reports[:]
}

// check returns the findings of the history, and how many reports it has.
func (h *history) check(ctx context.Context, st *store.Store) (list []checkedFinding, n int, err error) {
	var newest []*archive.AnnualReport
	at := map[int]archive.ReportSummary{}
	for _, v := range h.versions {
		r, err := st.Report(ctx, v.Document)
		if ctx.Err() != nil || errors.Is(err, store.ErrDamaged) {
			return nil, n, err
		}
		if err != nil {
			list = append(list, h.finding(v, archive.Finding{Code: export.Damaged, Severity: "error", Message: "its record can't be read back, see gongkai verify: " + err.Error()}))
			continue
		}
		if r == nil {
			continue
		}
		n++
		for _, f := range r.Findings {
			list = append(list, h.finding(v, f))
		}
		if last := len(newest) - 1; v.Year != 0 && last >= 0 && int(newest[last].Year) == v.Year {
			if f, differs := report.CompareVersions(newest[last], r); differs {
				list = append(list, h.finding(at[v.Year], f))
			}
			continue
		}
		newest, at[v.Year] = append(newest, r), v
	}
	for _, f := range report.CompareYears(newest) {
		found := h.finding(at[f.Year], f.Finding)
		found.Against, found.Identity, found.Left, found.Right = f.Against, f.Identity, f.Left, f.Right
		list = append(list, found)
	}
	slices.SortStableFunc(list, func(a, b checkedFinding) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(slices.Index(severities(), b.Severity), slices.Index(severities(), a.Severity)))
	})
	return list, n, nil
}

func (h *history) finding(v archive.ReportSummary, f archive.Finding) checkedFinding {
	return checkedFinding{Portal: h.portal, Issuer: v.Issuer, Year: v.Year, Code: f.Code, Severity: f.Severity, Message: f.Message,
		Cells: f.Cells, URL: v.URL, Document: v.Document}
}

// maxCellsShown is how many cells a line of text names.
const maxCellsShown = 6

func (p *program) printChecked(c checked, severity string) {
	issuer := ""
	year := -1
	for _, f := range c.Findings {
		if head := f.Portal + "  " + cmp.Or(f.Issuer, "(issuer unknown)"); head != issuer {
			issuer, year = head, -1
			fmt.Fprintln(p.stdout, head)
		}
		if f.Year != year {
			year = f.Year
			fmt.Fprintf(p.stdout, "  %d  %s\n", year, f.URL)
		}
		fmt.Fprintf(p.stdout, "    %-7s  %s: %s%s\n", f.Severity, f.Code, f.Message, shownCells(f.Cells))
	}
	if len(c.Findings) > 0 {
		fmt.Fprintln(p.stdout)
		p.printCodes(c.Findings)
	}
	fmt.Fprintf(p.stdout, "%d reports of %d issuers; %d findings (from %s on)\n", c.Reports, c.Issuers, len(c.Findings), severity)
}

// printCodes prints how many findings each code has, the worst and most frequent
// first: of a large archive nobody reads each.
func (p *program) printCodes(findings []checkedFinding) {
	type kind struct{ severity, code string }
	counts := map[kind]int{}
	for _, f := range findings {
		counts[kind{f.Severity, f.Code}]++
	}
	t := newTable("right", "left", "left")
	for _, k := range slices.SortedFunc(maps.Keys(counts), func(a, b kind) int {
		return cmp.Or(cmp.Compare(slices.Index(severities(), b.severity), slices.Index(severities(), a.severity)), cmp.Compare(counts[b], counts[a]), cmp.Compare(a.code, b.code))
	}) {
		t.row(strconv.Itoa(counts[k]), k.severity, k.code)
	}
	t.print(p.stdout, "")
	fmt.Fprintln(p.stdout)
}

// shownCells names cells for people.
func shownCells(cells []string) string {
	switch {
	case len(cells) == 0:
		return ""
	case len(cells) > maxCellsShown:
		return fmt.Sprintf("  [%s and %d more]", strings.Join(cells[:maxCellsShown], " "), len(cells)-maxCellsShown)
	}
	return "  [" + strings.Join(cells, " ") + "]"
}
