package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/internal/portalsim"
	"gongkai/store"
	"gongkai/web/replay"
)

// The demo's pace. Its portals run on this machine, so it need not wait as a
// crawl of real ones must; the simulated portals check even so that no request
// comes sooner than they were promised.
const (
	demoDelay = 6 * time.Millisecond
	demoGap   = 5 * time.Millisecond
)

// demoYears returns the years that the demo's portals report on: the last six
// whose reports are all due, so that none of them is late as a whole.
func demoYears(now time.Time) []int {
	last := now.In(beijing).Year() - 1
	if d, ok := newestDeadline(now); !ok || d.passed.Month() != time.April {
		last--
	}
	return []int{last - 5, last - 4, last - 3, last - 2, last - 1, last}
}

func (p *program) demoCommand(s *settings) *cobra.Command {
	var serve bool
	var port, replayPort int
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Crawl simulated portals on this machine, and show what was found",
		Long: `Start six simulated county portals on loopback addresses, each of another CMS
family and with the faults of real ones, crawl them into a data directory and
show what was found. It needs nothing but this program; no request leaves the
machine. A second run on the same folder fetches only what may have changed.

The folder gets a gongkai.yaml too. With --serve the portals go on, so that the
other commands can be tried on them, and the archived pages can be looked at in
a browser:

  gongkai demo --serve
  gongkai --config gongkai-demo/gongkai.yaml crawl      # in another terminal`,
		Example: `  gongkai demo
  gongkai demo --json --data /tmp/demo
  gongkai demo --serve --port 8765`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if s.data == "" {
				s.data = "gongkai-demo"
			}
			for name, n := range map[string]int{"port": port, "replay-port": replayPort} {
				if n < 0 || n > 65535 {
					return usage("--%s %d: want 1 to 65535, or 0 for any that is free", name, n)
				}
			}
			return p.demo(cmd.Context(), s, serve, port, replayPort)
		},
	}
	cmd.Flags().BoolVar(&serve, "serve", false, "go on serving the simulated portals until interrupted")
	cmd.Flags().IntVar(&replayPort, "replay-port", 0, "with --serve, show the archived pages on this `port` (0: any that is free)")
	cmd.Flags().IntVar(&port, "port", 0, "serve the portals on this `port` (0: any that is free)")
	return cmd
}

// demoSummary is what the demo found, beside what it should have.
type demoSummary struct {
	Portals         int                    `json:"portals"`
	ReportsExpected int                    `json:"reports_expected"`
	ReportsFound    int                    `json:"reports_found"`
	Documents       int                    `json:"documents"`
	DocumentsAdded  int                    `json:"documents_added"`
	Requests        int                    `json:"requests"`
	Bytes           int64                  `json:"bytes"`
	Seconds         float64                `json:"seconds"`
	Skipped         map[archive.Reason]int `json:"skipped"`
}

func (p *program) demo(ctx context.Context, s *settings, serve bool, port, replayPort int) error {
	world := portalsim.New(p.world)
	server, err := world.Start(ctx, fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			return usage("port %d is in use: choose another with --port, or none for any that is free", port)
		}
		return usage("start the simulated portals: %w", err)
	}
	defer server.Close()

	path := filepath.Join(s.data, "gongkai.yaml")
	old, err := os.ReadFile(path)
	again := err == nil
	if again && !bytes.HasPrefix(old, []byte(demoMark)) {
		return usage("%s is not of the demo's making: name another folder with --data", path)
	}
	text := demoConfig(world, server)
	cfg, err := config.Parse(path, text)
	if err != nil {
		return err
	}
	if !s.json {
		fmt.Fprintf(p.stderr, "Six simulated county portals are up. Crawling them into %s …\n", s.data)
	}
	sum, err := p.crawlOnce(ctx, s, cfg, cfg.Portals, func() error { return os.WriteFile(path, text, 0o644) })
	if err != nil {
		return err
	}
	st, err := store.OpenRead(cfg.Data)
	if err != nil {
		return err
	}
	reports, err := st.Reports(ctx)
	if err != nil {
		return errors.Join(err, st.Close())
	}
	portals, err := lookAt(ctx, st, cfg.Portals, p.now())
	if err := errors.Join(err, st.Close()); err != nil {
		return err
	}
	found, missing := compare(world, reports)
	out := demoSummary{
		Portals: sum.Portals, ReportsExpected: found + len(missing), ReportsFound: found,
		Documents: sum.Documents, DocumentsAdded: sum.DocumentsAdded,
		Requests: sum.Requests, Bytes: sum.Bytes, Seconds: sum.Seconds, Skipped: sum.Skipped,
	}
	if s.json {
		err = p.writeJSON(s, out)
	} else {
		p.printCoverage(cover(reports, portals, p.now()))
		p.printSkipped(out.Skipped)
		fmt.Fprintf(p.stdout, "\n%d of %d reports found; %d documents, %d of them new; %d requests, %s, %.1f s\n",
			out.ReportsFound, out.ReportsExpected, out.Documents, out.DocumentsAdded, out.Requests, bytesText(out.Bytes), out.Seconds)
		fmt.Fprintf(p.stdout, "The archive lies in %s: captures in warc/, documents in derived/, deliveries in deliveries/.\n", s.data)
	}
	if err != nil {
		return err
	}
	p.printProblems(p.stderr, sum)
	sum.Alarms = nil // what these portals never had is told by their truth
	for _, m := range missing {
		fmt.Fprintf(p.stderr, "gongkai: not found: %s\n", m)
	}
	violations := slices.DeleteFunc(world.Judge().Violations(), func(v string) bool {
		// These portals are new with each run of the demo, and can't know that
		// an earlier one had asked for robots.txt.
		return again && strings.Contains(v, "robots.txt was not asked for")
	})
	for _, v := range violations {
		fmt.Fprintf(p.stderr, "gongkai: impolite: %s\n", v)
	}
	if serve {
		if err := p.serveDemo(ctx, s, cfg, server, replayPort); err != nil {
			return err
		}
	}
	if len(missing)+len(violations) > 0 {
		return errFindings
	}
	return sum.findings()
}

// compare counts the expected reports that the archive has, and names those
// that it has not.
func compare(world *portalsim.World, reports []archive.ReportSummary) (found int, missing []string) {
	type key struct {
		portal, issuer string
		year           int
	}
	have := map[key]bool{}
	for _, r := range reports {
		have[key{r.Portal, r.Issuer, r.Year}] = true
	}
	for _, portal := range world.Portals() {
		for _, r := range portal.Truth {
			if have[key{r.Portal, r.Issuer, r.Year}] {
				found++
			} else {
				missing = append(missing, fmt.Sprintf("%s %d (%s)", r.Issuer, r.Year, r.URL))
			}
		}
	}
	return found, missing
}

// demoMark begins a config that the demo wrote, and may write again.
const demoMark = "# Written by gongkai demo"

// demoConfig returns a config that finds the simulated portals.
func demoConfig(world *portalsim.World, server *portalsim.Server) []byte {
	var b bytes.Buffer
	b.WriteString(demoMark + ": the simulated portals, while they are served.\n")
	b.WriteString("data: .\ncontact: demo@example.org\n")
	fmt.Fprintf(&b, "crawl:\n  delay: %s\n  patience: 30s\n", demoDelay)
	b.WriteString("sinks:\n  - name: files\n    type: jsonl\n    folder: deliveries\n")
	b.WriteString("portals:\n")
	resolve := server.Resolve()
	for _, portal := range world.Portals() {
		fmt.Fprintf(&b, "  - id: %s\n    name: %s\n    division: %q\n    seeds:\n", portal.ID, portal.Name, portal.Division)
		for _, seed := range portal.Seeds {
			fmt.Fprintf(&b, "      - %s\n", seed)
		}
		fmt.Fprintf(&b, "    resolve:\n      %s: %q\n", portal.Host, resolve[portal.Host])
	}
	return b.Bytes()
}

// serveDemo keeps the portals up, and shows what was archived of them, until
// ctx ends.
func (p *program) serveDemo(ctx context.Context, s *settings, cfg config.Config, server *portalsim.Server, replayPort int) error {
	log, err := p.logger(s, p.stderr)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", replayPort))
	if err != nil {
		return usage("show the archived pages: %w", err)
	}
	fmt.Fprintln(p.stderr, "\nThe simulated portals go on until you press Ctrl-C:")
	t := newTable("left", "left")
	resolve := server.Resolve()
	for _, host := range slices.Sorted(maps.Keys(resolve)) {
		t.row("http://"+host+"/", "at "+resolve[host])
	}
	t.print(p.stderr, "  ")
	fmt.Fprintf(p.stderr, "Try: gongkai --config %s crawl\n", filepath.Join(s.data, "gongkai.yaml"))
	fmt.Fprintf(p.stderr, "Look at the archived pages: http://%s/\n", ln.Addr())
	return replay.New(lentArchive{cfg.Data}, log, replay.Options{Portals: cfg.Portals}).Run(ctx, ln)
}
