// Command gongkai crawls the disclosure columns of Chinese government portals
// politely, archives what it fetched, and reads the annual reports on
// government information disclosure (政府信息公开工作年度报告) out of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // crawl hours are by the portals' clocks, on any machine

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"gongkai/config"
	"gongkai/internal/portalsim"
	"gongkai/store"
)

// version is the program's release, as it stands in the User-Agent and in
// warcinfo records.
const version = "0.1.0"

// The exit statuses.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2   // wrong usage, config or environment
	exitFindings    = 3   // finished, with something that a person should see
	exitInterrupted = 130 // stopped by a signal; the state is saved
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		width = 0 // no terminal
	}
	p := program{
		width:    width,
		stdin:    os.Stdin,
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		terminal: term.IsTerminal(int(os.Stderr.Fd())) && os.Getenv("TERM") != "dumb",
		color:    os.Getenv("NO_COLOR") == "",
		step:     func(string) {},
		now:      time.Now,
		pace:     probeDelay,
		readers:  readerProcess,
		world:    portalsim.Options{MinGap: demoGap, Years: demoYears(time.Now())},
	}
	os.Exit(p.run(ctx, os.Args[1:]))
}

// program is the command-line program with what it touches of the outside.
type program struct {
	stdin    io.Reader
	stdout   io.Writer
	stderr   io.Writer
	terminal bool                               // stderr is a terminal: progress may be drawn
	width    int                                // columns of the terminal that stdout is; 0 where it is none
	color    bool                               // and the log may have colours
	step     func(step string)                  // called at each durable step of a crawl
	now      func() time.Time                   // decides what is late
	pace     time.Duration                      // of a probe of a portal that the config doesn't know
	world    portalsim.Options                  // of the demo's portals
	free     func(folder string) (int64, error) // tells a disk's free bytes; nil asks the system
	readers  func() *exec.Cmd                   // starts a process that reads payloads
	live     *service                           // in which the command runs; nil for one that runs by itself
	dir      string                             // that relative paths of arguments are relative to; "" for the process's own
}

// settings are the flags that every command has.
type settings struct {
	config   string
	data     string
	logLevel string
	json     bool
	live     *service // in which the command runs, or nil
}

// statusError is an error with the exit status that it means.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

// usage wraps what the user has to put right.
func usage(format string, args ...any) error {
	return &statusError{exitUsage, fmt.Errorf(format, args...)}
}

// errFindings ends a command that did all of its work and has already said
// what a person should see.
var errFindings = errors.New("finished with findings")

// run executes the program with args and returns its exit status. Every error
// is one line on stderr.
func (p *program) run(ctx context.Context, args []string) int {
	if !p.terminal {
		p.stderr = zerolog.SyncWriter(p.stderr) // the log and the progress share it
	}
	out := &output{w: p.stdout}
	p.stdout = out
	root := p.root()
	root.SetArgs(args)
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	err := root.ExecuteContext(ctx)
	if be, ok := errors.AsType[*busyError](err); ok {
		if status, ok := p.forward(ctx, be.data, args); ok {
			return status
		}
	}
	switch {
	case out.err != nil:
		fmt.Fprintf(p.stderr, "gongkai: write standard output: %v\n", out.err)
		return exitFailed
	case err == nil:
		return exitDone
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		fmt.Fprintln(p.stderr, "gongkai: interrupted; the state is saved: run the same command again")
		return exitInterrupted
	case errors.Is(err, syscall.ENOSPC):
		where := "the disk"
		if at, ok := errors.AsType[*fs.PathError](err); ok {
			where = "the disk of " + at.Path
		}
		fmt.Fprintf(p.stderr, "gongkai: no space is left on %s; the state is saved: free some, and run the same command again\n", where)
		return exitFailed
	}
	if _, told := errors.AsType[*busyError](err); errors.Is(err, store.ErrInUse) && !told {
		err = &busyError{err: err}
	}
	fmt.Fprintf(p.stderr, "gongkai: %v\n", err)
	return statusOf(err)
}

// statusOf returns the exit status of a command that an error has ended.
func statusOf(err error) int {
	if status, ok := errors.AsType[*statusError](err); ok {
		return status.status
	}
	if _, ok := errors.AsType[*config.Error](err); ok || errors.Is(err, store.ErrInUse) || errors.Is(err, syscall.EROFS) {
		return exitUsage
	}
	return exitFailed
}

// output is standard output, which remembers that it could not be written.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(b []byte) (int, error) {
	n, err := o.w.Write(b)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

func (p *program) root() *cobra.Command {
	s := settings{live: p.live}
	root := &cobra.Command{
		Use:   "gongkai",
		Short: "Crawl, archive and read Chinese government disclosure reports",
		Long: `gongkai (公开) walks the disclosure columns of Chinese government portals
without burdening them, archives what it fetched (WARC), and reads the annual
reports on government information disclosure (政府信息公开工作年度报告) out of
it: every statutory table as data, with its arithmetic checked.

Exit status: 0 done; 1 failed; 2 wrong usage, config or environment; 3 finished,
with findings or failures that a person should see; 130 interrupted, state
saved.`,
		Example: `  gongkai demo                      # try it: simulated portals, no network
  gongkai init                      # write gongkai.yaml, then edit it
  gongkai probe http://…/           # look at a portal, and print its entry
  gongkai crawl                     # crawl the portals that it names
  gongkai parse report.docx         # one report as data`,
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			_, err := logLevel(&s)
			return err
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetVersionTemplate("gongkai {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage("%w (see %s --help)", err, cmd.CommandPath())
	})
	f := root.PersistentFlags()
	f.StringVar(&s.config, "config", "gongkai.yaml", "config `file`")
	f.StringVar(&s.data, "data", "", "data `folder` (default: the config's, else ./data)")
	f.StringVar(&s.logLevel, "log-level", "warn", "log from `level` on: debug, info, warn, error, off")
	f.BoolVar(&s.json, "json", false, "write JSON on standard output")
	root.AddCommand(
		p.demoCommand(&s), p.initCommand(&s), p.crawlCommand(&s), p.extractCommand(&s), p.parseCommand(&s),
		p.exportCommand(&s), p.coverageCommand(&s), p.checkCommand(&s), p.verifyCommand(&s), p.statusCommand(&s), p.whyCommand(&s),
		p.probeCommand(&s), p.importCommand(&s), p.compactCommand(&s), p.deliverCommand(&s), p.runCommand(&s), p.scheduleCommand(&s),
		p.backupCommand(&s), p.portalsCommand(&s), p.readerCommand(),
	)
	wrapUsage(root)
	return root
}

// wrapUsage makes a wrong number of arguments a usage error in every command.
func wrapUsage(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usage("%w (see %s --help)", err, cmd.CommandPath())
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		wrapUsage(sub)
	}
}
