package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"gongkai/export"
	"gongkai/internal/heaproom"
	"gongkai/internal/whole"
	"gongkai/store"
)

// exportFormat is something that the archive can be exported as.
type exportFormat struct {
	name   string
	writes string   // for people
	bounds string   // what --from and --to are: reportYears or captureDays
	folder []string // endings of the files in the folder that it writes; nil where it writes a file
	stream bool     // a file that may go to standard output

	// write writes what is chosen: a file that is not there, or files into a
	// folder that is there and empty. What is written there is made durable, and
	// gets its name, once it has returned without an error. What can't be read
	// back is left out and told of in the result.
	write func(ctx context.Context, st *store.Store, at string, chosen selection) (exported, error)
}

// What --from and --to are.
const (
	reportYears = "report years"
	captureDays = "capture dates"
)

// exportRoom is how many bytes of garbage an export may leave before they are
// collected.
const exportRoom = 128 << 20

// exported is what an export holds.
type exported struct {
	Counts  map[string]int `json:"counts"`  // of rows, by table; of captures
	Damaged []string       `json:"damaged"` // what can't be read back, and is not in it
}

// exportFormats are the formats, in the order of the help.
func exportFormats() []exportFormat {
	return []exportFormat{
		{name: "csv", writes: "a folder of CSV files, one a table", bounds: reportYears, folder: []string{".csv"}, write: tables(export.NewCSV)},
		{name: "xlsx", writes: "an Excel workbook, one sheet a table", bounds: reportYears, write: tables(export.NewXLSX)},
		{name: "parquet", writes: "a folder of Parquet files, one a table", bounds: reportYears, folder: []string{".parquet"}, write: tables(export.NewParquet)},
		{name: "sqlite", writes: "an SQLite database", bounds: reportYears, write: tables(export.NewSQLite)},
		{name: "jsonl", writes: "a file with a report a line, whole, as JSON", bounds: reportYears, stream: true, write: exportJSONLines},
		{name: "cdxj", writes: "an index of the captures, for tools that read WARC", bounds: captureDays, write: exportCDXJ},
		{name: "wacz", writes: "captures as one file, for ReplayWeb.page and other players", bounds: captureDays, write: exportWACZ},
	}
}

func (p *program) exportCommand(s *settings) *cobra.Command {
	var name, out string
	var force bool
	var chosen selection
	formats := exportFormats()
	var names []string
	about := &strings.Builder{}
	for _, f := range formats {
		names = append(names, f.name)
		fmt.Fprintf(about, "  %-8s %s\n", f.name, f.writes)
	}
	cmd := &cobra.Command{
		Use:   "export --format FORMAT --out PATH",
		Short: "Write reports and captures as files that other programs read",
		Long: `Write what the archive holds as files that other programs read:

` + about.String() + `
--from and --to choose reports by the year reported on, and captures by the day
(UTC). Both are included.

What is written is there whole or not at all, and nothing is overwritten without
--force. Two exports of the same archive are the same bytes.

The exit status is 3 where a record of the archive can't be read back: what it
held is left out, and told of.`,
		Example: `  gongkai export --format csv --out reports
  gongkai export --format jsonl --out - --portal qingdu --from 2021 | jq .report.issuer
  gongkai export --format wacz --out qingdu.wacz --portal qingdu --from 2026-01`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			i := slices.Index(names, name)
			switch {
			case i < 0 && name == "":
				return usage("--format is missing: want one of %s", strings.Join(names, ", "))
			case i < 0:
				return usage("--format %q: want one of %s", name, strings.Join(names, ", "))
			case out == "":
				return usage("--out is missing: where should it be written?")
			}
			return p.export(cmd.Context(), s, formats[i], out, force, chosen)
		},
	}
	cmd.Flags().StringVar(&name, "format", "", "`format`: "+strings.Join(names, ", "))
	cmd.Flags().StringVar(&out, "out", "", "`path` to write; - is standard output, for jsonl")
	cmd.Flags().BoolVar(&force, "force", false, "replace what stands there")
	cmd.Flags().StringSliceVar(&chosen.portals, "portal", nil, "only from these portals, by `id` (default: all)")
	cmd.Flags().StringVar(&chosen.from, "from", "", "from this report `year` on; captures: from this day on (YYYY, YYYY-MM or YYYY-MM-DD)")
	cmd.Flags().StringVar(&chosen.to, "to", "", "to this report `year`; captures: to this day")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// export writes one export.
func (p *program) export(ctx context.Context, s *settings, f exportFormat, out string, force bool, chosen selection) error {
	if err := chosen.check(f.bounds); err != nil {
		return err
	}
	if out == "-" && !f.stream {
		return usage("--out -: %s can't go to standard output, as it is %s", f.name, f.writes)
	}
	// Nearly all that an export makes is garbage at once, and little is kept: a
	// fifth of the processor time goes where the heap may grow further.
	if p.live == nil {
		room, enough := context.WithCancel(ctx)
		var keeping sync.WaitGroup
		keeping.Go(func() { heaproom.Keep(room, exportRoom) })
		defer keeping.Wait()
		defer enough()
	}
	st, _, err := openRead(s)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := chosen.known(ctx, st); err != nil {
		return err
	}
	if f.bounds == reportYears {
		if err := p.tellVersions(ctx, st); err != nil {
			return err
		}
	}
	if out != "-" && !filepath.IsAbs(out) {
		out = filepath.Join(p.dir, out)
	}
	if out != "-" && st.Owns(out) {
		return usage("--out %s is a file of the archive itself: name another", out)
	}
	var done exported
	if out == "-" {
		done, err = writeJSONLines(ctx, st, p.stdout, chosen)
	} else {
		err = whole.Write(out, whole.Options{
			Folder: f.folder != nil, Replace: force,
			Ours: func(entry string) bool { return slices.Contains(f.folder, filepath.Ext(entry)) },
		}, func(at string) (err error) {
			p.step("exporting")
			done, err = f.write(ctx, st, at, chosen)
			p.step("exported")
			return err
		})
	}
	switch {
	case errors.Is(err, whole.ErrExists):
		return usage("%w: name another path, or replace it with --force", err)
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return &statusError{exitInterrupted, errors.New("interrupted; nothing was written")}
	case err != nil:
		return fmt.Errorf("export %s: %w", f.name, err)
	}
	return p.tellExport(s, out, done)
}

// tellExport says what was written, on standard error where the export itself
// is on standard output.
func (p *program) tellExport(s *settings, out string, done exported) error {
	w := p.stdout
	if out == "-" {
		w = p.stderr
	}
	if done.Damaged == nil {
		done.Damaged = []string{}
	}
	if s.json {
		if _, err := io.WriteString(w, jsonOf(done, true)); err != nil {
			return err
		}
	} else {
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(done.Counts)) {
			parts = append(parts, fmt.Sprintf("%s %d", name, done.Counts[name]))
		}
		fmt.Fprintf(w, "Wrote %s: %s\n", out, strings.Join(parts, ", "))
	}
	for _, d := range done.Damaged {
		fmt.Fprintf(p.stderr, "gongkai: left out, as it can't be read back: %s\n", d)
	}
	if len(done.Damaged) > 0 {
		return errFindings
	}
	return nil
}
