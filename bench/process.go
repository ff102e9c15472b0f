package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// parts are the halves of benchmarks that need a process of their own: the
// simulated hosts, so that their cost is not the crawler's, and the crawler, so
// that its memory is. The program runs itself with the name of one.
var parts = map[string]func(ctx context.Context, arguments []string) error{
	"cost-sites":        costSites,
	"cost-crawl":        costCrawl,
	"politeness-hosts":  politenessHosts,
	"politeness-crawl":  politenessCrawl,
	"interrupted-crawl": interruptedCrawl,
	"growth-build":      growthBuild,
	"growth-measure":    growthMeasure,
	"extraction-read":   readAgain,
	"export-build":      exportBuild,
	"outbox-sink":       outboxSink,
	"soak-sink":         soakSink,
}

// part is a process that runs one of the parts. It says things in lines of
// JSON, and ends when its input does.
type part struct {
	cmd   *exec.Cmd
	input io.Closer
	lines *bufio.Scanner
}

// startPart starts a part with its arguments.
func startPart(ctx context.Context, name string, arguments ...string) (*part, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, append([]string{name}, arguments...)...)
	cmd.Stderr = os.Stderr
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	return &part{cmd, input, lines}, nil
}

// hear reads the next thing that the part says into v.
func (p *part) hear(v any) error {
	if !p.lines.Scan() {
		return fmt.Errorf("%s ended early", p.cmd.Args[1])
	}
	return json.Unmarshal(p.lines.Bytes(), v)
}

// end lets the part finish, and reads its last words into v.
func (p *part) end(v any) error {
	if err := p.input.Close(); err != nil {
		return err
	}
	heard := p.hear(v)
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("%s: %w", p.cmd.Args[1], err)
	}
	return heard
}

// buildProgram builds gongkai in dir, for what is measured of the program itself.
func buildProgram(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "gongkai")
	if out, err := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, "./cmd/gongkai").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build gongkai: %w: %s", err, out)
	}
	return program, nil
}

// kill ends the part as a crash would.
func (p *part) kill() error {
	if err := p.cmd.Process.Kill(); err != nil {
		return err
	}
	_ = p.cmd.Wait() // it was killed, and says so
	return nil
}

// say writes a line of JSON for the process that started this one.
func say(v any) error { return json.NewEncoder(os.Stdout).Encode(v) }

// waitForEnd waits until the process that started this one closes its input.
func waitForEnd() error {
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

// median returns the middle one of some figures; of two in the middle, the
// smaller.
func median[T int | int64 | float64](figures []T) T {
	sorted := slices.Sorted(slices.Values(figures))
	return sorted[(len(sorted)-1)/2]
}

// peakMemory runs f and returns the most anonymous memory that the process had
// meanwhile, as seen ten times a second.
func peakMemory(ctx context.Context, f func() error) (peak int64, err error) {
	ctx, cancel := context.WithCancel(ctx)
	var watch errgroup.Group
	watch.Go(func() error {
		for {
			peak = max(peak, rssAnon(os.Getpid()))
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(100 * time.Millisecond):
			}
		}
	})
	err = f()
	cancel()
	return peak, errors.Join(err, watch.Wait())
}

// cpuSeconds returns what the process has used of the processors.
func cpuSeconds() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}
