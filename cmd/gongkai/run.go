package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"gongkai/config"
)

func (p *program) runCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "Crawl on schedule, read, deliver and watch, until it is stopped",
		Long: `Run as a service: crawl each portal when its pages are due, or when its own
schedule says; read and deliver what is new; watch for what is missing.

SIGTERM or Ctrl-C stops it within ten seconds, with all saved. SIGHUP reads the
config again: portals, crawl and the level of the log change while it runs,
sinks, extract and addresses at the next start; a wrong config is refused, and
the old one stays. Other commands (status, coverage, why, schedule, deliver,
backup, verify, check, export) work while it runs.

Where the config names no other addresses, archived pages are shown at
http://127.0.0.1:8420/, metrics are at http://127.0.0.1:9420/metrics, and health
at /healthz and /readyz there. It logs from the level of the config's run.log on
(info where nothing else is said); --log-level wins over that.`,
		Example: `  gongkai run
  gongkai run --config /etc/gongkai/gongkai.yaml
  kill -HUP "$(cat data/gongkai.pid)"    # after the config was changed`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			// First of all: a SIGHUP that nobody waits for would end the process.
			hangup := make(chan os.Signal, 1)
			signal.Notify(hangup, syscall.SIGHUP)
			defer signal.Stop(hangup)
			cfg, err := load(s)
			if err != nil {
				return err
			}
			level := &logGate{w: p.stderr}
			if p.terminal {
				level.w = zerolog.ConsoleWriter{Out: p.stderr, TimeFormat: time.TimeOnly, NoColor: !p.color}
			}
			fixed := cmd.Flags().Changed("log-level") // the command line wins over the config
			level.set(cfg, s, fixed)
			log := zerolog.New(level).Level(zerolog.TraceLevel).With().Timestamp().Logger()
			v, err := p.openService(cmd.Context(), cfg, log)
			if err != nil {
				return err
			}
			reload := func() (config.Config, error) {
				return load(&settings{config: s.config, data: s.data})
			}
			v.taken = func(cfg config.Config) { level.set(cfg, s, fixed) }
			return errors.Join(v.run(cmd.Context(), hangup, reload), v.close())
		},
	}
}

// logGate lets through what is logged at its level or above, which can be
// changed while others write.
type logGate struct {
	w     io.Writer
	level atomic.Int32
}

// set takes the level from the config, or from the flag where that is given.
func (g *logGate) set(cfg config.Config, s *settings, fixed bool) {
	name := cfg.Run.Log
	if fixed {
		name = s.logLevel
	}
	level, err := logLevel(&settings{logLevel: name})
	if err != nil {
		level = zerolog.InfoLevel // the config and the flag were checked
	}
	g.level.Store(int32(level))
}

func (g *logGate) Write(b []byte) (int, error) { return g.w.Write(b) }

// WriteLevel writes what is severe enough.
func (g *logGate) WriteLevel(level zerolog.Level, b []byte) (int, error) {
	if int32(level) < g.level.Load() {
		return len(b), nil
	}
	return g.w.Write(b)
}

// config returns the config in force.
func (v *service) config() config.Config { return *v.current.Load() }

// reread takes over a config that was read again, as far as that goes while the
// service runs.
func (v *service) reread(ctx context.Context, read func() (config.Config, error)) {
	cfg, err := read()
	if err != nil {
		v.log.Error().Err(err).Msg("the new config is refused, and the old one stays")
		return
	}
	old := v.config()
	if cfg.Data != old.Data {
		v.log.Error().Str("error", fmt.Sprintf("data is %s now, and was %s", cfg.Data, old.Data)).Msg("the new config is refused, and the old one stays")
		return
	}
	for _, part := range changedParts(old, cfg) {
		v.log.Warn().Str("part", part).Msg("this part of the config takes effect at the next start")
	}
	cfg.Sinks, cfg.Extract, cfg.Run.Metrics, cfg.Run.Web = old.Sinks, old.Extract, old.Run.Metrics, old.Run.Web
	v.current.Store(&cfg)
	v.session.group(cfg.Portals)
	v.taken(cfg)
	v.log.Info().Int("portals", len(cfg.Portals)).Msg("the config was read again")
	if err := inherit(ctx, v.session.store, cfg, v.log); err != nil {
		v.log.Error().Err(err).Msg("what is known of portals that are no more stays theirs until the next start")
	}
}
