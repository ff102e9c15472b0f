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
	copies       = 20                        // of a file for LibreOffice, in one run
	runs         = 20                        // of a program that reads one file a process
)

// extraction compares the CPU time that reading one report takes: gongkai in a
// process that goes on, LibreOffice converting a file to text, one a run and
// many in one, with a profile that it has set up before, and the programs that
// read one file a run, start-up included.
func extraction(ctx context.Context) error {
	profile, err := os.MkdirTemp("", "office-profile-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(profile)
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
			if err := line.measure(ctx, filepath.Join(corpusFolder, c.file), c.other, profile); err != nil {
				return fmt.Errorf("%s: %w", c.file, err)
			}
		}
		lines = append(lines, line)
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "file\tcells\tgongkai ms\tLibreOffice ms\tratio\tmany in one run\tratio\tother\tms\tratio\t")
	for _, l := range lines {
		own := median(l.own)
		fmt.Fprintf(t, "%s\t%d\t%.2f\t", l.file, l.cells, own)
		for _, office := range [][]float64{l.alone, l.office} {
			if len(office) > 0 {
				fmt.Fprintf(t, "%.0f\t%.0f\t", median(office), median(office)/own)
			} else {
				fmt.Fprint(t, "\t\t")
			}
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
	alone  []float64 // by LibreOffice, one file a run
	office []float64 // by LibreOffice, many files in one run
	name   string
	other  []float64
}

func (l *extractionLine) measure(ctx context.Context, path string, other []string, profile string) error {
	p, err := startPart(ctx, "extraction-read", path)
	if err != nil {
		return err
	}
	var got extractionRead
	if err := p.end(&got); err != nil {
		return err
	}
	l.cells, l.own = got.Cells, append(l.own, got.CPU)
	switch filepath.Ext(path) {
	case ".pdf", ".ofd": // LibreOffice draws the one, and does not know the other
	default:
		if len(l.alone) == 0 {
			if _, err := libreOffice(ctx, path, profile, 1); err != nil { // sets up what it needs for the format
				return err
			}
		}
		alone, err := libreOffice(ctx, path, profile, 1)
		if err != nil {
			return err
		}
		office, err := libreOffice(ctx, path, profile, copies)
		if err != nil {
			return err
		}
		l.alone, l.office = append(l.alone, alone), append(l.office, office)
	}
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

// libreOffice converts n copies of a file to text in one run, and returns the
// milliseconds of CPU that one took.
func libreOffice(ctx context.Context, path, profile string, n int) (float64, error) {
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
	args := []string{"--headless", "-env:UserInstallation=file://" + profile}
	switch strings.TrimPrefix(filepath.Ext(path), ".") {
	case "html":
		args = append(args, "--infilter=HTML (StarWriter)")
	case "xls", "xlsx":
		format = "csv"
	}
	args = append(args, "--convert-to", format, "--outdir", filepath.Join(folder, "out"))
	for i := range n {
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
	if err != nil || len(made) < n {
		return 0, fmt.Errorf("soffice made %d files of %d", len(made), n)
	}
	return milliseconds(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()) / float64(n), nil
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
