package crawler

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gocolly/colly/v2"
	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/crawler/learn"
)

// Frontier lends visits and settles what came of them. All methods may be
// called together.
type Frontier interface {
	// Claim lends at most limit visits of the portals, each of another host,
	// that may be made by now. After a crash a host that may have been lent rests
	// for reserve at least. Where now lies ahead, a visit may be made from its
	// lease's NotBefore on. next is when a further visit may be made, where none
	// may now; zero says that nothing is queued but what is lent and what order
	// holds not worth a request.
	Claim(ctx context.Context, portals []string, now time.Time, reserve time.Duration, limit int, order archive.Order) (leases []archive.Lease, next time.Time, err error)

	// Enter takes a lease through the gates of the address and the group that its
	// host turns out to have. It is false, and nothing is done, where one of them
	// has another visit out or rests.
	Enter(l archive.Lease, address, group string, now time.Time) bool

	// Settle keeps an outcome whole or not at all, and gives the lease back: where
	// it was not kept, the visit comes again, once its host has rested.
	Settle(ctx context.Context, o archive.Outcome) error

	// Release gives a lease back whose request was not sent.
	Release(l archive.Lease) error

	// Unmet returns those of the URLs that were never queued, in this crawl or
	// an earlier one.
	Unmet(ctx context.Context, urls []string) ([]string, error)
}

// Sites remembers what is known of an authority. An unknown one is no error.
type Sites interface {
	Site(ctx context.Context, authority string) (archive.Site, error)

	// SiteChanges counts how often that was changed, by this crawler or another.
	SiteChanges(authority string) int
}

// Recorder writes exchanges into the archive. The capture that it returns is
// durable once the outcome that holds it is settled.
type Recorder interface {
	Record(ctx context.Context, x archive.Exchange) (archive.Capture, error)
}

// Seasons remembers on which days of the year reports were published. A portal
// that is not known is no error, and has none.
type Seasons interface {
	Season(ctx context.Context, portal string) (own, all archive.Season, err error)
}

// Store is all that a crawl keeps its state in.
type Store interface {
	Frontier
	Sites
	Recorder
	Models
	Seasons
}

// Options tune a crawler. The zero value of each field but UserAgent and Spool
// means its default.
type Options struct {
	UserAgent string        // whole, with a contact
	Spool     string        // folder for payloads in flight
	Timeout   time.Duration // longest wait for a response's next byte: 60 s
	MaxBody   int64         // largest payload: 256 MiB
	MaxHops   int           // links between a seed and a page: 12
	Workers   int           // exchanges at once, over all hosts: 16
	Pages     int           // requests to a portal in one crawl: 20,000
	Floor     float64       // expected reports per request under which nothing is asked for: 0.01; negative: none
	Patience  time.Duration // a crawl ends when nothing may be done for so long: 10 min

	// Wanted tells whether others wait for the crawl's place: then it ends when
	// nothing may be done for longer than hosts rest by themselves. Nil: none do.
	Wanted func() bool

	// Groups returns the operators' groups of hosts at the time, as all portals of the
	// config have them; nil: as those that are crawled do.
	Groups func() Groups

	// Conceivable tells whether a page, in UTF-8, that a link with the text
	// anchor led to may be a document at all; nil holds all for possible. A page
	// that can't be one is captured, and never read.
	Conceivable func(page []byte, anchor string) bool

	// Now tells the time by which it is decided what is due, and when next, as the
	// store's does: time.Now. Other than that, what a crawl waits for is timed by
	// the machine's clock.
	Now func() time.Time

	// Settled is called after each settled outcome, from the workers.
	Settled func(archive.Outcome)
	// Step is called at the numbered steps of the flow; a crash test ends the
	// process there.
	Step func(step string)
}

func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	if o.MaxBody == 0 {
		o.MaxBody = 256 << 20
	}
	if o.MaxHops == 0 {
		o.MaxHops = 12
	}
	if o.Workers == 0 {
		o.Workers = 16
	}
	if o.Pages == 0 {
		o.Pages = 20_000
	}
	if o.Floor == 0 {
		o.Floor = learn.Floor
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Minute
	}
	if o.Conceivable == nil {
		o.Conceivable = func([]byte, string) bool { return true }
	}
	if o.Wanted == nil {
		o.Wanted = func() bool { return false }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Settled == nil {
		o.Settled = func(archive.Outcome) {}
	}
	if o.Step == nil {
		o.Step = func(string) {}
	}
	return o
}

// Crawler walks portals. It is ready after [New] and may be run more than once,
// one run after the other.
type Crawler struct {
	store     Store
	log       zerolog.Logger
	opts      Options
	collector *colly.Collector
	wire      *transport
	sites     sites
	resolver  resolver
	running   atomic.Pointer[run] // the newest run
}

// New returns a crawler over store.
func New(store Store, log zerolog.Logger, o Options) (*Crawler, error) {
	o = o.withDefaults()
	if o.UserAgent == "" {
		return nil, errors.New("a crawler needs a User-Agent that names its operator")
	}
	wire := newTransport(o.Spool, o.Timeout)
	collector, err := newCollector(recordingTransport{wire: wire})
	if err != nil {
		return nil, err
	}
	return &Crawler{
		store:     store,
		log:       log.With().Str("component", "crawler").Logger(),
		opts:      o,
		collector: collector,
		wire:      wire,
		sites:     sites{store: store},
	}, nil
}

// Order returns how the newest run ranks what is queued, or nil before the
// first. It learns while the run goes on.
func (c *Crawler) Order() archive.Order {
	if r := c.running.Load(); r != nil {
		return r.order
	}
	return nil
}

// Run crawls the portals until nothing is left to do that may be done within
// the options' patience, or ctx ends; then what is under way is cut, and
// settled or given back. It returns an error only for what is ours.
func (c *Crawler) Run(ctx context.Context, portals []archive.Portal) error {
	r, err := newRun(ctx, c, portals)
	if err != nil {
		return err
	}
	defer c.wire.base.CloseIdleConnections()
	c.running.Store(r)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan error, 1) // the first error of a worker
	leases := make(chan archive.Lease)
	settled := make(chan struct{}, c.opts.Workers)
	var workers sync.WaitGroup
	for range c.opts.Workers {
		workers.Go(func() {
			f := newFetcher(c.collector, c.store, c.opts)
			for l := range leases {
				if err := r.visit(ctx, f, l); err != nil {
					select {
					case failed <- err:
					default:
					}
					cancel()
				}
				settled <- struct{}{}
			}
		})
	}
	waits, err := c.dispatch(ctx, r, leases, settled)
	close(leases)
	workers.Wait()
	select {
	case err := <-failed:
		return err
	default:
	}
	if stopped := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded); err != nil && !stopped {
		return err
	}
	kept := context.WithoutCancel(ctx)
	if err != nil || waits {
		if err := r.keepShapes(kept); err != nil {
			return err
		}
	}
	return r.keepModels(kept)
}

// claimAhead is how long before its time a visit is claimed at the earliest, so
// that one claim lends to several hosts and each is still asked on the dot.
const claimAhead = 10 * time.Millisecond

// gather is how long a claim waits for other visits to be settled while some are
// out, so that one claim lends to several hosts. It is far below any pause
// between two requests of a host that is not this machine.
const gather = 5 * time.Millisecond

// rest is the longest that a host rests after each answer: adaptiveMax, or what
// robots.txt asks for.
func (r *run) rest() time.Duration {
	return max(r.reserve, adaptiveMax, time.Duration(r.longest.Load()))
}

// dispatch claims what may be visited and hands it to the workers. It returns
// when nothing is left but what waits for longer than the crawl does, when ctx has
// ended, or on an error, and always after every lease that it claimed was settled.
func (c *Crawler) dispatch(ctx context.Context, r *run, leases chan<- archive.Lease, settled <-chan struct{}) (waits bool, err error) {
	out := 0
	defer func() {
		for ; out > 0; out-- {
			<-settled
		}
	}()
	for {
		var claimed []archive.Lease
		var next time.Time
		if free := c.opts.Workers - out; free > 0 {
			claimed, next, err = c.store.Claim(ctx, r.ids, c.opts.Now().Add(claimAhead), r.reserve, free, r.order)
			if err != nil {
				return false, fmt.Errorf("claim: %w", err)
			}
			c.opts.Step("claimed")
		}
		for _, l := range claimed {
			leases <- l // a worker is free for each
			out++
		}
		wait := next.Sub(c.opts.Now())
		if out == 0 && (next.IsZero() || wait > c.opts.Patience || wait > r.rest() && c.opts.Wanted()) {
			return !next.IsZero(), nil
		}
		var due <-chan time.Time
		if !next.IsZero() {
			due = time.After(min(wait-claimAhead, adaptiveMax)) // others may want the place by then
		}
		select {
		case <-settled:
			out--
			gathered := time.After(gather)
			for more := out > 0; more; {
				select {
				case <-settled:
					out--
					more = out > 0
				case <-gathered:
					more = false
				case <-ctx.Done():
					return false, ctx.Err()
				}
			}
		case <-due:
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}
