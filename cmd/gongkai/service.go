package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/crawler"
	"gongkai/deliver"
	"gongkai/web/replay"
)

// service is what gongkai run does: the stages of a session, with a crawl of
// each portal when it is due, and what others see of it.
type service struct {
	p       *program
	log     zerolog.Logger
	current atomic.Pointer[config.Config]
	session *session
	control *control
	metrics *metrics
	ops     net.Listener // of metrics and health; nil where they are off
	web     net.Listener // of the archived pages; nil where they are off
	faults  *faults
	low     atomic.Bool   // too little of the disk is free
	wanted  atomic.Bool   // portals are due and wait for the place of a crawl
	changed chan struct{} // holds one signal that the config has changed
	crawled chan struct{} // holds one signal that a crawl has ended

	taken func(config.Config) // told of each config that was read again and taken over
}

// openService opens the data directory, and what others reach the service by.
func (p *program) openService(ctx context.Context, cfg config.Config, log zerolog.Logger) (_ *service, err error) {
	v := &service{p: p, log: log, changed: make(chan struct{}, 1), crawled: make(chan struct{}, 1), faults: newFaults(), taken: func(config.Config) {}}
	v.current.Store(&cfg)
	v.metrics = newMetrics(v)
	watched := deliver.Options{Spread: rand.Float64, Settled: v.metrics.delivered, Fault: func(sink string, fault error) {
		v.faults.note(sink, fault)
		v.metrics.fault(sink, fault)
	}}
	if v.session, err = p.openSession(ctx, cfg, log, watched); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, v.close())
		}
	}()
	v.session.serving, v.session.wanted = true, v.wanted.Load
	v.session.reader.place = func(portal string) string {
		now, _ := portalOf(v.config(), portal)
		return now.Division
	}
	v.session.settled, v.session.reader.told = v.metrics.visited, v.metrics.read
	if v.control, err = openControl(v); err != nil {
		return nil, err
	}
	if cfg.Run.Metrics != "" {
		if v.ops, err = net.Listen("tcp", cfg.Run.Metrics); err != nil {
			return nil, usage("run.metrics: %w", err)
		}
	}
	if cfg.Run.Web != "" {
		if v.web, err = net.Listen("tcp", cfg.Run.Web); err != nil {
			return nil, usage("run.web: %w", err)
		}
	}
	return v, nil
}

// close gives everything back.
func (v *service) close() error {
	var err error
	if v.control != nil {
		err = v.control.close()
	}
	for _, l := range []net.Listener{v.ops, v.web} {
		if l != nil {
			_ = l.Close() // whoever served on it has closed it already
		}
	}
	return errors.Join(err, v.session.close())
}

// run serves until ctx ends, and returns nil then. Each stage that fails ends
// it: what was under way is saved, and whoever started it may start it again.
func (v *service) run(ctx context.Context, hangup <-chan os.Signal, reload func() (config.Config, error)) error {
	v.log.Info().Str("version", version).Str("data", v.config().Data).Int("portals", len(v.config().Portals)).Msg("running")
	stages, ctx := errgroup.WithContext(ctx)
	stages.Go(func() error { return keepRoom(ctx) })
	stages.Go(func() error { return v.control.run(ctx) })
	if v.web != nil {
		stages.Go(func() error {
			return replay.New(v.session.store, v.log, replay.Options{Portals: v.config().Portals}).Run(ctx, v.web)
		})
	}
	if v.ops != nil {
		stages.Go(func() error { return v.serveOps(ctx) })
	}
	// Who looks is answered at once, also while documents are parsed anew.
	stages.Go(func() error {
		if err := v.session.renew(ctx, v.log); err != nil {
			return err
		}
		stages.Go(func() error { return v.session.reader.run(ctx) })
		stages.Go(func() error { return v.session.courier.Run(ctx) })
		stages.Go(func() error { return v.crawls(ctx) })
		stages.Go(func() error { return v.watch(ctx) })
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-hangup:
				v.reread(ctx, reload)
				select {
				case v.changed <- struct{}{}:
				default:
				}
			}
		}
	})
	err := stages.Wait()
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = nil
	}
	level := zerolog.InfoLevel
	if err != nil {
		level = zerolog.ErrorLevel
	}
	v.log.WithLevel(level).Err(err).Msg("stopped")
	return err
}

// changedParts names the parts of a config that differ and can't be changed
// while the service runs.
func changedParts(old, now config.Config) []string {
	var parts []string
	for name, same := range map[string]bool{
		"sinks":       reflect.DeepEqual(old.Sinks, now.Sinks),
		"extract":     old.Extract == now.Extract,
		"run.metrics": old.Run.Metrics == now.Run.Metrics,
		"run.web":     old.Run.Web == now.Run.Web,
	} {
		if !same {
			parts = append(parts, name)
		}
	}
	return parts
}

// crawlPortal crawls one portal once, and tells how that ended. Where ctx ends
// first its crawl goes on another time.
func (v *service) crawlPortal(ctx context.Context, cfg config.Config, portal archive.Portal) error {
	ended, reason, err := v.crawlOnce(ctx, cfg, portal)
	if err != nil || reason == "" {
		return err
	}
	v.metrics.finished.WithLabelValues(reason).Inc()
	select {
	case v.crawled <- struct{}{}:
	default:
	}
	v.log.Info().Str("component", "service").Str("portal", portal.ID).Str("reason", reason).
		Int("requests", ended.Requests).Int("found", ended.Found).
		Dur("took", time.Since(ended.Started)).Msg("crawl ended")
	return nil
}

// crawlOnce crawls a portal and returns where its crawl stood at its end, and why
// it ended; no reason where ctx ended first.
func (v *service) crawlOnce(ctx context.Context, cfg config.Config, portal archive.Portal) (ended archive.PortalStatus, reason string, err error) {
	running := v.metrics.crawls.WithLabelValues()
	running.Inc()
	defer running.Dec()
	st := v.session.store
	if _, err := st.BeginCrawl(ctx, portal, seeds(portal)); err != nil {
		return ended, "", err
	}
	// One worker a portal: its hosts are asked one after the other, and as many
	// portals are crawled at once as exchanges are allowed.
	c, err := v.session.newCrawler(cfg, 1, v.log)
	if err != nil {
		return ended, "", err
	}
	if err := c.Run(ctx, []archive.Portal{portal}); err != nil || ctx.Err() != nil {
		return ended, "", err
	}
	status, err := st.Status(ctx, []archive.Portal{portal})
	if err != nil {
		return ended, "", err
	}
	reason = crawler.EndReason(status[0], cmp.Or(portal.Pages, cfg.Crawl.Pages))
	if err := st.EndCrawl(ctx, portal.ID, reason); err != nil {
		return ended, "", fmt.Errorf("end the crawl of %s: %w", portal.ID, err)
	}
	return status[0], reason, nil
}
