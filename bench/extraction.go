package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/extract/worker"
)

const (
	corpusFolder = "extract/testdata/corpus" // from the module's root, where make bench runs
	reads        = 200                       // of a file by gongkai, in one process
	copies       = 20                        // of a file for LibreOffice, in one process
	runs         = 20                        // of a program that reads one file a process
)

// extraction compares the CPU time that reading one report takes: gongkai in a
// process that goes on, LibreOffice converting many files to text in one run,
// and the programs that read one file a run, start-up included.
func extraction(ctx context.Context) error {
	var lines []extractionLine
	for _, c := range []struct {
		file  string
		other []string // a program that reads the file, for its name in the last place
	}{
		{"1-001.plain.html", nil},
		{"1-001.word.html", nil},
		{"1-001.written.docx", nil},
		{"1-001.written.doc", []string{"antiword", "-m", "UTF-8.txt"}},
		{"1-001.written.rtf", nil},
		{"1-001.written.odt", nil},
		{"1-001.xls", nil},
		{"1-001.xlsx", nil},
		{"1-001.ofd", nil},
		{"1-001.written.pdf", []string{"pdftotext", "-bbox"}},
		{"1-001.chromium-plain.pdf", []string{"pdftotext", "-bbox"}},
	} {
		line := extractionLine{file: c.file}
		for range *rounds {
			if err := line.measure(ctx, filepath.Join(corpusFolder, c.file), c.other); err != nil {
				return fmt.Errorf("%s: %w", c.file, err)
			}
		}
		lines = append(lines, line)
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "file\tcells\tgongkai ms\tLibreOffice ms\tratio\tother\tms\tratio\t")
	for _, l := range lines {
		own, office := median(l.own), median(l.office)
		fmt.Fprintf(t, "%s\t%d\t%.2f\t", l.file, l.cells, own)
		if office > 0 {
			fmt.Fprintf(t, "%.0f\t%.0f\t", office, office/own)
		} else {
			fmt.Fprint(t, "\t\t")
		}
		if len(l.other) > 0 {
			fmt.Fprintf(t, "%s\t%.2f\t%.1f\t\n", l.name, median(l.other), median(l.other)/own)
		} else {
			fmt.Fprint(t, "\t\t\t\n")
		}
	}
	return t.Flush()
}

// extractionLine is what was measured of a file, in milliseconds of CPU a
// reading.
type extractionLine struct {
	file   string
	cells  int
	own    []float64
	office []float64
	name   string
	other  []float64
}

func (l *extractionLine) measure(ctx context.Context, path string, other []string) error {
	p, err := startPart(ctx, "extraction-read", path)
	if err != nil {
		return err
	}
	var got extractionRead
	if err := p.end(&got); err != nil {
		return err
	}
	l.cells, l.own = got.Cells, append(l.own, got.CPU)
	office, err := libreOffice(ctx, path)
	if err != nil {
		return err
	}
	l.office = append(l.office, office)
	if other == nil {
		return nil
	}
	l.name = other[0]
	var cpu time.Duration
	for range runs {
		cmd := exec.CommandContext(ctx, other[0], append(other[1:len(other):len(other)], path)...)
		if other[0] == "pdftotext" {
			cmd.Args = append(cmd.Args, "-")
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %.200s", other[0], err, out)
		}
		cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	l.other = append(l.other, milliseconds(cpu)/runs)
	return nil
}

// libreOffice converts copies of a file to text in one run.
func libreOffice(ctx context.Context, path string) (float64, error) {
	folder, err := os.MkdirTemp("", "office-*")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(folder)
	body, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	format := "txt:Text"
	args := []string{"--headless", "-env:UserInstallation=file://" + filepath.Join(folder, "profile")}
	switch strings.TrimPrefix(filepath.Ext(path), ".") {
	case "html":
		args = append(args, "--infilter=HTML (StarWriter)")
	case "xls", "xlsx":
		format = "csv"
	case "pdf", "ofd":
		return 0, nil // it draws the one, and does not know the other
	}
	args = append(args, "--convert-to", format, "--outdir", filepath.Join(folder, "out"))
	for i := range copies {
		name := filepath.Join(folder, strconv.Itoa(i)+filepath.Ext(path))
		if err := os.WriteFile(name, body, 0o644); err != nil {
			return 0, err
		}
		args = append(args, name)
	}
	cmd := exec.CommandContext(ctx, "soffice", args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("soffice: %w: %.200s", err, out)
	}
	made, err := filepath.Glob(filepath.Join(folder, "out", "*"))
	if err != nil || len(made) < copies {
		return 0, fmt.Errorf("soffice made %d files of %d", len(made), copies)
	}
	return milliseconds(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()) / copies, nil
}

// extractionRead is what reading a file again and again took.
type extractionRead struct {
	CPU   float64 // milliseconds a reading
	Cells int
}

// readAgain reads a file many times and says what one reading took.
func readAgain(ctx context.Context, arguments []string) error {
	body, err := os.ReadFile(arguments[0])
	if err != nil {
		return err
	}
	worker.Tune()
	cells := 0
	read := func() error {
		doc, err := extract.Read(ctx, extract.Input{Body: bytes.NewReader(body), Size: int64(len(body)), Name: arguments[0], Source: archive.Source{File: arguments[0]}})
		if err != nil {
			return err
		}
		cells = 0
		for _, t := range doc.Tables {
			cells += len(t.Cells)
		}
		return nil
	}
	for range reads / 10 {
		if err := read(); err != nil {
			return err
		}
	}
	before := cpuSeconds()
	for range reads {
		if err := read(); err != nil {
			return err
		}
	}
	used := cpuSeconds() - before
	return errors.Join(say(extractionRead{CPU: used * 1000 / reads, Cells: cells}), waitForEnd())
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }
