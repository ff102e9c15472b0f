package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/deliver"
	"gongkai/store"
)

// deliverOptions are the flags of gongkai deliver.
type deliverOptions struct {
	retry bool
	since string
	dead  bool
}

func (p *program) deliverCommand(s *settings) *cobra.Command {
	var o deliverOptions
	cmd := &cobra.Command{
		Use:   "deliver [SINK…]",
		Short: "Hand over what is owed to the sinks, again where you say so",
		Long: `Hand over what is due to the sinks of the config, or to those that are named,
and show how deliveries stand to each.

With --retry the dead letters are owed again, what was refused is tried now, and
a sink that was disabled is enabled. With --since everything is owed again that
came to be owed at that time or later, delivered or not. Each delivery keeps its
id. --dead lists the dead letters with their reasons, and delivers nothing.

The exit status is 3 where a sink is at fault or disabled, or dead letters are
left.`,
		Example: `  gongkai deliver
  gongkai deliver --dead
  gongkai deliver --retry parser
  gongkai deliver --since 2026-01-01 parser`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.dead && (o.retry || o.since != "") {
				return usage("--dead only lists: leave out --retry and --since, or --dead")
			}
			cfg, err := load(s)
			if err != nil {
				return err
			}
			since, err := sinceTime(o.since)
			if err != nil {
				return err
			}
			all := subscriptions(cfg)
			if cfg.Sinks, err = chooseSinks(cfg.Sinks, args); err != nil {
				return err
			}
			if o.dead {
				return p.deadLetters(cmd.Context(), s, cfg)
			}
			return p.deliver(cmd.Context(), s, cfg, all, o.retry, since)
		},
	}
	cmd.Flags().BoolVar(&o.retry, "retry", false, "dead letters and what was refused too, and enable disabled sinks")
	cmd.Flags().StringVar(&o.since, "since", "", "everything again since a `time`: 2026-01-31 or 2026-01-31T08:00:00+08:00")
	cmd.Flags().BoolVar(&o.dead, "dead", false, "list the dead letters, and deliver nothing")
	return cmd
}

// sinceTime reads a day of China's, or a moment; nil where s is empty.
func sinceTime(s string) (*time.Time, error) {
	if s == "" {
		return nil, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, s, beijing)
	if err != nil {
		t, err = time.Parse(time.RFC3339, s)
	}
	if err != nil {
		return nil, usage("--since %q: want a day such as 2026-01-31, or a time such as 2026-01-31T08:00:00+08:00", s)
	}
	return &t, nil
}

// chooseSinks returns the sinks that are named, or all where none is.
func chooseSinks(sinks []config.Sink, names []string) ([]config.Sink, error) {
	if len(sinks) == 0 {
		return nil, usage("the config names no sink: add one under sinks")
	}
	if len(names) == 0 {
		return sinks, nil
	}
	var all []string
	for _, c := range sinks {
		all = append(all, c.Sink)
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return nil, usage("no sink %q in the config: it has %s", name, strings.Join(all, ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(sinks), func(c config.Sink) bool { return !slices.Contains(names, c.Sink) }), nil
}

// needData refuses a data directory that holds nothing yet.
func needData(cfg config.Config) error {
	if _, err := os.Stat(filepath.Join(cfg.Data, "gongkai.db")); errors.Is(err, fs.ErrNotExist) {
		return usage("%s is no data directory: nothing was crawled into it yet (--data names another)", cfg.Data)
	}
	return nil
}

// deadLetters lists what was given up of the sinks of cfg.
func (p *program) deadLetters(ctx context.Context, s *settings, cfg config.Config) error {
	st, _, err := openRead(s)
	if err != nil {
		return err
	}
	defer st.Close()
	all := []archive.Delivery{}
	for _, c := range cfg.Sinks {
		dead, err := st.DeadLetters(ctx, c.Sink, mostDeadLetters)
		if err != nil {
			return err
		}
		all = append(all, dead...)
	}
	if s.json {
		return p.writeJSON(s, all)
	}
	for _, d := range all {
		fmt.Fprintf(p.stdout, "%s  %s  %s  %d attempts: %s\n", d.Sink, d.Created.In(beijing).Format(time.DateOnly), d.Document, d.Attempts, oneLine(d.Error))
	}
	fmt.Fprintf(p.stdout, "%d dead letters; gongkai deliver --retry hands them over again\n", len(all))
	return nil
}

// mostDeadLetters is how many of a sink are listed.
const mostDeadLetters = 1000

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// deliverSummary is what gongkai deliver did.
type deliverSummary struct {
	Again map[string]int       `json:"again,omitempty"` // deliveries that were made due again, by sink
	Sinks []archive.SinkStatus `json:"sinks"`
	Fault string               `json:"fault,omitempty"` // of a sink

	later bool // the running service delivers, not this command
}

// deliver hands over what is due to the sinks of cfg, of all that there are, with what
// is made owed again before.
func (p *program) deliver(ctx context.Context, s *settings, cfg config.Config, all []archive.Subscription, retry bool, since *time.Time) (err error) {
	if s.live != nil {
		return p.deliverLive(ctx, s, cfg, retry, since)
	}
	if err := needData(cfg); err != nil {
		return err
	}
	log, err := p.logger(s, p.stderr)
	if err != nil {
		return err
	}
	st, err := store.Open(cfg.Data, store.Options{Step: p.step})
	if err != nil {
		return busy(cfg, err)
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	logAhead(st, log)
	if err := reparseFirst(ctx, st, cfg, log); err != nil { // what is handed over is read as this program reads it
		return err
	}
	if _, err := st.Owe(ctx, all); err != nil {
		return err
	}
	sum := deliverSummary{}
	if sum.Again, err = again(ctx, st, cfg, retry, since); err != nil {
		return err
	}
	if err := p.drain(ctx, st, cfg, log); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		sum.Fault = err.Error()
	}
	return p.printDeliveries(context.WithoutCancel(ctx), s, st, cfg, sum)
}

// deliverLive makes owed again what retry and since ask for, and leaves the
// rest to the running service.
func (p *program) deliverLive(ctx context.Context, s *settings, cfg config.Config, retry bool, since *time.Time) error {
	st := s.live.session.store
	sum := deliverSummary{later: true}
	var err error
	if sum.Again, err = again(ctx, st, cfg, retry, since); err != nil {
		return err
	}
	var names []string
	for _, c := range cfg.Sinks {
		names = append(names, c.Sink)
	}
	s.live.session.courier.Try(names)
	return p.printDeliveries(ctx, s, st, cfg, sum)
}

// again makes owed again what retry and since ask for.
func again(ctx context.Context, st *store.Store, cfg config.Config, retry bool, since *time.Time) (map[string]int, error) {
	counts := map[string]int{}
	for _, c := range cfg.Sinks {
		if retry {
			n, err := st.Redeliver(ctx, c.Sink, nil)
			if err == nil {
				err = st.EnableSink(ctx, c.Sink)
			}
			if err != nil {
				return nil, err
			}
			counts[c.Sink] += n
		}
		if since != nil {
			n, err := st.Redeliver(ctx, c.Sink, since)
			if err != nil {
				return nil, err
			}
			counts[c.Sink] += n
		}
	}
	return counts, nil
}

// drain hands over what is due to the sinks of cfg. One that can't be opened keeps
// nothing from the others.
func (p *program) drain(ctx context.Context, st *store.Store, cfg config.Config, log zerolog.Logger) error {
	var sinks []deliver.Sink
	var faults []error
	for _, c := range cfg.Sinks {
		sink, err := openSink(c, log)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		sinks = append(sinks, sink)
	}
	err := deliver.NewCourier(st, sinks, log, deliver.Options{Spread: rand.Float64}).Drain(ctx)
	return errors.Join(append(faults, err, closeSinks(sinks))...)
}

// printDeliveries shows how deliveries stand.
func (p *program) printDeliveries(ctx context.Context, s *settings, st *store.Store, cfg config.Config, sum deliverSummary) error {
	all, err := st.Sinks(ctx)
	if err != nil {
		return err
	}
	sum.Sinks = ofSinks(all, cfg.Sinks)
	for _, c := range cfg.Sinks {
		if !slices.ContainsFunc(sum.Sinks, func(x archive.SinkStatus) bool { return x.Sink == c.Sink }) {
			sum.Fault = fmt.Sprintf("%s is new in the config: the running service knows it when it is started again", c.Sink)
		}
	}
	if s.json {
		err = p.writeJSON(s, sum)
	} else {
		for _, c := range cfg.Sinks {
			if n := sum.Again[c.Sink]; n > 0 {
				fmt.Fprintf(p.stdout, "%s: %d deliveries are due again\n", c.Sink, n)
			}
		}
		if sum.later {
			fmt.Fprintln(p.stdout, "The running service delivers what is due.")
		}
		p.printSinks(sum.Sinks)
		if sum.Fault != "" {
			fmt.Fprintln(p.stdout, sum.Fault)
		}
	}
	wrong := slices.ContainsFunc(sum.Sinks, func(x archive.SinkStatus) bool { return x.Dead > 0 || x.Disabled != "" })
	if err == nil && (wrong || sum.Fault != "") {
		err = errFindings
	}
	return err
}

// ofSinks returns those of all that are about one of the sinks.
func ofSinks(all []archive.SinkStatus, sinks []config.Sink) []archive.SinkStatus {
	return slices.DeleteFunc(all, func(x archive.SinkStatus) bool {
		return !slices.ContainsFunc(sinks, func(c config.Sink) bool { return c.Sink == x.Sink })
	})
}

// printSinks prints how deliveries stand, a sink a line.
func (p *program) printSinks(sinks []archive.SinkStatus) {
	t := newTable("left", "right", "right", "right", "left")
	t.row("sink", "owed", "delivered", "dead", "state")
	for _, x := range sinks {
		state := "takes deliveries"
		switch {
		case x.Disabled != "":
			state = fmt.Sprintf("disabled %s: %s", at(x.Since), oneLine(x.Disabled))
		case x.Owed > 0 && x.Oldest.After(p.now()):
			state = "not taken, tried again " + at(x.Oldest)
		case x.Owed > 0:
			state = "owed since " + at(x.Oldest)
		}
		t.row(x.Sink, fmt.Sprint(x.Owed), fmt.Sprint(x.Delivered), fmt.Sprint(x.Dead), state)
	}
	t.print(p.stdout, "")
}
