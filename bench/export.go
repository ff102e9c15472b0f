package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"text/tabwriter"
)

var (
	exportReports = flag.Int("reports", 6000, "export: reports in the archive")
	exportScales  = flag.Int("growth", 4, "export: the second archive has this many times as many, to see what grows")
)

// exportFormats are the formats that are measured.
var exportFormats = []string{"csv", "parquet", "sqlite", "xlsx", "jsonl"}

// exports measures what an export of reports costs, by the program itself, on
// archives of two sizes that were made through the store.
func exports(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, err := buildProgram(ctx, dir)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "format\treports\tcells\tseconds\tcells/s\tCPU s\tcells/CPU s\tRssAnon\twritten\t")
	for _, reports := range []int{*exportReports, *exportReports * *exportScales} {
		data := filepath.Join(dir, strconv.Itoa(reports))
		p, err := startPart(ctx, "export-build", data, strconv.Itoa(reports))
		if err != nil {
			return err
		}
		var cells int
		if err := p.end(&cells); err != nil {
			return err
		}
		for _, format := range exportFormats {
			var all []exportRun
			for range *rounds {
				r, err := measureExport(ctx, program, data, format)
				if err != nil {
					return err
				}
				all = append(all, r)
			}
			of := func(f func(exportRun) float64) float64 {
				var figures []float64
				for _, r := range all {
					figures = append(figures, f(r))
				}
				return median(figures)
			}
			seconds, cpu := of(func(r exportRun) float64 { return r.seconds }), of(func(r exportRun) float64 { return r.cpu })
			fmt.Fprintf(t, "%s\t%d\t%d\t%.2f\t%.0f\t%.2f\t%.0f\t%.0f MB\t%.1f MB\t\n", format, reports, cells, seconds,
				float64(cells)/seconds, cpu, float64(cells)/cpu, of(func(r exportRun) float64 { return float64(r.memory) })/1e6,
				of(func(r exportRun) float64 { return float64(r.written) })/1e6)
		}
	}
	return t.Flush()
}

// exportRun is what one export took.
type exportRun struct {
	seconds, cpu    float64
	memory, written int64 // bytes; memory is the most that was seen
}

func measureExport(ctx context.Context, program, data, format string) (exportRun, error) {
	var r exportRun
	out := filepath.Join(data, "exported")
	defer os.RemoveAll(out)
	cmd := exec.CommandContext(ctx, program, "--data", data, "export", "--format", format, "--out", out)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	took, err := measure(cmd)
	if err != nil {
		return r, fmt.Errorf("export %s: %w: %s", format, err, said.Bytes())
	}
	r.seconds, r.cpu, r.memory = took.wall.Seconds(), took.cpu.Seconds(), took.anon
	return r, filepath.WalkDir(out, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			r.written += info.Size()
		}
		return err
	})
}
