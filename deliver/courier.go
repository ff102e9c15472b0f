package deliver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"gongkai/archive"
)

// Options tune a courier. The zero value is for use.
type Options struct {
	Batch    int // parcels handed over at a time, and held in memory a sink; 256
	Attempts int // after so many a delivery becomes a dead letter; 10

	// Spread, where set, returns a number from 0 to 1 that makes a wait up to a
	// quarter longer, so that sinks of many programs are not all tried at once.
	Spread func() float64

	// Settled, where set, is told how each attempt at a delivery ended.
	Settled func(archive.Receipt)

	// Fault, where set, is told when a sink is at fault, and with nil when that
	// is over: it takes deliveries again, or is disabled.
	Fault func(sink string, fault error)
}

func (o Options) withDefaults() Options {
	if o.Batch <= 0 {
		o.Batch = 256
	}
	if o.Attempts <= 0 {
		o.Attempts = 10
	}
	if o.Spread == nil {
		o.Spread = func() float64 { return 0 }
	}
	if o.Settled == nil {
		o.Settled = func(archive.Receipt) {}
	}
	if o.Fault == nil {
		o.Fault = func(string, error) {}
	}
	return o
}

// pause is how long an outbox is left alone that has more due but could give
// nothing of it: it may have put off what it can't read.
const pause = time.Second

// longestSleep bounds how long something that falls due is waited for without
// another look: clocks are set, and machines sleep.
const longestSleep = 10 * time.Minute

// Courier carries deliveries from an outbox to sinks. Its methods may be called
// together.
type Courier struct {
	outbox Outbox
	routes []*route
	log    zerolog.Logger
	opts   Options
}

// route is a sink, and what is needed to serve it apart from the others.
type route struct {
	sink Sink
	wake chan struct{} // holds one wake-up until it is heard
	try  chan struct{} // holds one end of a rest until it is heard
	busy chan struct{} // held by who uses the sink
}

// NewCourier returns a courier from outbox to sinks, whose names must differ.
// The sinks stay the caller's to close, once Run and Drain have returned.
func NewCourier(outbox Outbox, sinks []Sink, log zerolog.Logger, o Options) *Courier {
	c := &Courier{outbox: outbox, log: log.With().Str("component", "deliver").Logger(), opts: o.withDefaults()}
	for _, s := range sinks {
		c.routes = append(c.routes, &route{sink: s, wake: make(chan struct{}, 1), try: make(chan struct{}, 1), busy: make(chan struct{}, 1)})
	}
	return c
}

// Wake tells Run that more may be owed than it knows. It does not wait.
func (c *Courier) Wake() {
	for _, r := range c.routes {
		notify(r.wake)
	}
}

// Try tells Run that a person wants the sinks of these names to be tried now,
// also those that are left alone after a fault. It does not wait.
func (c *Courier) Try(sinks []string) {
	for _, r := range c.routes {
		if slices.Contains(sinks, r.sink.Name()) {
			notify(r.try)
			notify(r.wake)
		}
	}
}

// notify leaves one signal in ch, which holds one.
func notify(ch chan<- struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// Run delivers what is due, when it is due, until ctx ends; then it returns
// nil. The sinks are served side by side. A sink's fault is logged and waited
// out; an error is the outbox's.
func (c *Courier) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, r := range c.routes {
		g.Go(func() error { return c.serve(ctx, r) })
	}
	return g.Wait()
}

// serve is Run for one sink.
func (c *Courier) serve(ctx context.Context, r *route) error {
	for faults := 0; ; {
		select {
		case <-r.try: // is being done
		default:
		}
		next, fault, err := c.clear(ctx, r, time.Now)
		switch {
		case ctx.Err() != nil:
			return ignoreEnd(err)
		case err != nil:
			return err
		case errors.Is(fault, ErrGone):
			if err := c.disable(ctx, r.sink.Name(), fault); err != nil {
				return err
			}
			c.opts.Fault(r.sink.Name(), nil)
			faults = 0
			wait(ctx, -1, r.wake)
		case fault != nil:
			faults++
			rest := c.restAfter(faults, fault)
			c.log.Error().Str("sink", r.sink.Name()).Err(fault).Dur("rest", rest).Msg("sink at fault")
			c.opts.Fault(r.sink.Name(), fault)
			wait(ctx, rest, r.try)
		default:
			if faults > 0 {
				c.opts.Fault(r.sink.Name(), nil)
			}
			faults = 0
			d := time.Duration(-1)
			if !next.IsZero() {
				d = min(max(time.Until(next), 0), longestSleep)
			}
			wait(ctx, d, r.wake)
		}
	}
}

// wait returns after d, which is for ever below zero, or on wake, or when ctx
// ends.
func wait(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	var over <-chan time.Time
	if d >= 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-over:
	case <-wake:
	case <-ctx.Done():
	}
}

// Drain delivers what is due when it is called, and returns. What could not be
// delivered stays owed for later. An error joins the faults of sinks and, first
// of all, of the outbox; when ctx ends it returns nil early.
func (c *Courier) Drain(ctx context.Context) error {
	start := time.Now()
	g, ctx := errgroup.WithContext(ctx)
	faults := make([]error, len(c.routes))
	for i, r := range c.routes {
		g.Go(func() error {
			_, fault, err := c.clear(ctx, r, func() time.Time { return start })
			if errors.Is(fault, ErrGone) {
				err = errors.Join(err, c.disable(ctx, r.sink.Name(), fault))
			}
			if fault != nil && ctx.Err() == nil {
				faults[i] = fmt.Errorf("sink %s: %w", r.sink.Name(), fault)
			}
			if ctx.Err() != nil {
				return ignoreEnd(err)
			}
			return err
		})
	}
	err := g.Wait()
	return errors.Join(append([]error{err}, faults...)...)
}

// disable gives a sink up that wants no more.
func (c *Courier) disable(ctx context.Context, sink string, why error) error {
	c.log.Error().Str("sink", sink).Err(why).Msg("sink disabled: gongkai deliver --retry enables it again")
	if err := c.outbox.DisableSink(context.WithoutCancel(ctx), sink, why.Error()); err != nil {
		return fmt.Errorf("disable sink %s: %w", sink, err)
	}
	return nil
}

// ignoreEnd returns err unless it only says that a context ended.
func ignoreEnd(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// clear delivers what is due at the time that clock tells, until nothing is,
// and returns when more will be. A fault is the sink's, err the outbox's.
func (c *Courier) clear(ctx context.Context, r *route, clock func() time.Time) (next time.Time, fault, err error) {
	select {
	case r.busy <- struct{}{}:
	case <-ctx.Done():
		return time.Time{}, nil, nil
	}
	defer func() { <-r.busy }()

	name := r.sink.Name()
	for {
		now := clock()
		parcels, next, err := c.outbox.DueDeliveries(ctx, name, now, c.opts.Batch)
		if err != nil {
			return time.Time{}, nil, fmt.Errorf("deliveries due to %s: %w", name, err)
		}
		if len(parcels) == 0 {
			if next.IsZero() || next.After(now) || ctx.Err() != nil {
				return next, nil, nil
			}
			wait(ctx, pause, nil)
		}
		for len(parcels) > 0 {
			n := c.share(parcels)
			fault, err := c.handOver(ctx, r.sink, parcels[:n])
			if fault != nil || err != nil || ctx.Err() != nil {
				return time.Time{}, fault, err
			}
			parcels = parcels[n:]
		}
	}
}

// handOver gives one batch to sink and settles it. What was delivered is
// recorded even when ctx has ended meanwhile.
func (c *Courier) handOver(ctx context.Context, sink Sink, parcels []archive.Parcel) (fault, err error) {
	receipts, fault := sink.Deliver(ctx, parcels)
	settled := c.judge(parcels, receipts, time.Now())
	if fault == nil && len(settled) < len(parcels) {
		fault = fmt.Errorf("receipts for %d of %d parcels", len(settled), len(parcels))
	}
	if len(settled) == 0 {
		return fault, nil
	}
	if err := c.outbox.SettleDeliveries(context.WithoutCancel(ctx), settled); err != nil {
		return fault, fmt.Errorf("settle deliveries to %s: %w", sink.Name(), err)
	}
	for _, r := range settled {
		c.report(r)
		c.opts.Settled(r)
	}
	return fault, nil
}
