package soak

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"gongkai/internal/portalsim"
)

// Options say how long, and what fails how often. Required are Program, Sink and
// Dir; zero is never for what fails.
type Options struct {
	Program  []string      // runs gongkai; its arguments follow
	Sink     []string      // runs [Receive] with the ledger's path as its last argument
	Dir      string        // where config, sinks and, where Data says nothing else, data are kept
	Data     string        // the data directory; default below Dir
	Length   time.Duration // while things fail; default a minute
	Portals  int           // that join one after the other while it lasts; default 4
	Delay    time.Duration // between two requests of a portal; default 20 ms
	Kill     time.Duration // between two kill -9 of the service
	Fail     time.Duration // between two portals that fail for a while
	Fill     time.Duration // between two times that the disk of Data is filled
	Hold     time.Duration // how long a fault lasts; default a sixth of Fail
	Patience time.Duration // after Length, until everything must have been delivered; default 2 minutes
	Seed     uint64
	Log      io.Writer // what happens; nil for nowhere
}

func (o Options) withDefaults() Options {
	if o.Length == 0 {
		o.Length = time.Minute
	}
	if o.Portals == 0 {
		o.Portals = 4
	}
	if o.Delay == 0 {
		o.Delay = 20 * time.Millisecond
	}
	if o.Hold == 0 {
		o.Hold = o.Fail / 6
	}
	if o.Patience == 0 {
		o.Patience = 2 * time.Minute
	}
	if o.Data == "" {
		o.Data = filepath.Join(o.Dir, "data")
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	return o
}

// Result is what was done to the service, and what came of it.
type Result struct {
	Kills, Hangups, Refused, Fills, Failures int // Refused: configs that were wrong

	Ended    []string // what the service said when it ended by itself
	Requests int      // that portals answered
	Reports  int      // that portals published
	Received []Received
	Stop     time.Duration // from SIGTERM to the end
	Settled  time.Duration // from the last fault until everything was delivered
	Peak     int64         // the most memory of its own, bytes

	// Problems are the promises that were not kept; none are wanted.
	Problems []string
}

// Received is what came to a sink.
type Received struct {
	Sink                       string
	Documents, Alarms, Repeats int
}

// soak is one run.
type soak struct {
	opts    Options
	world   *portalsim.World
	sites   *sites
	service *service
	hook    *hook

	mu     sync.Mutex // over the config and what follows
	joined int
	result Result
}

// Run runs the service as long as o says, and looks at what came of it. An
// error says that it could not be looked at, or that ctx ended.
func Run(ctx context.Context, o Options) (Result, error) {
	o = o.withDefaults()
	families := make([]string, o.Portals)
	kinds := []string{"trs", "jpage", "vsb", "ucap", "lonsun", "jeecms"}
	for i := range families {
		families[i] = kinds[i%len(kinds)]
	}
	s := &soak{opts: o, world: portalsim.New(portalsim.Options{
		Seed: o.Seed + 1, Families: families, Years: []int{2020, 2021, 2022, 2023}, Noise: 6, MinGap: o.Delay - o.Delay/10,
	})}
	var err error
	if s.sites, err = serveSites(s.world, o.Portals); err != nil {
		return s.result, err
	}
	defer s.sites.close()
	if s.hook, err = serveHook(); err != nil {
		return s.result, err
	}
	defer s.hook.close()
	if err := s.join(1); err != nil {
		return s.result, err
	}
	s.service = &service{program: o.Program, config: s.path("gongkai.yaml"), holder: filepath.Join(o.Data, "gongkai.pid"), starting: &s.mu}
	if err := s.live(ctx); err != nil {
		return s.result, err
	}
	return s.result, s.look(ctx)
}

func (s *soak) path(name string) string { return filepath.Join(s.opts.Dir, name) }

// deliveries is the folder of the sink that writes files.
func (s *soak) deliveries() string { return filepath.Join(s.opts.Data, "deliveries") }

func (s *soak) say(format string, args ...any) {
	fmt.Fprintf(s.opts.Log, "%s "+format+"\n", append([]any{time.Now().Format(time.TimeOnly)}, args...)...)
}

// live runs the service while things fail, then until everything is delivered,
// and stops it.
func (s *soak) live(ctx context.Context) error {
	up, down := context.WithCancel(ctx)
	defer down()
	var running sync.WaitGroup
	running.Go(func() { s.service.supervise(up, s.say) })
	faulty, well := context.WithTimeout(ctx, s.opts.Length)
	s.fail(ctx, faulty)
	well()
	if ctx.Err() == nil {
		s.say("the faults are over")
		s.settle(ctx)
	}
	took := s.service.stop(func() { down(); running.Wait() })
	s.result.Stop, s.result.Ended, s.result.Peak = took, s.service.ended, s.service.peak
	return ctx.Err()
}

// fail makes things fail until ctx ends, side by side; then the service knows
// every portal, unless parent has ended too.
func (s *soak) fail(parent, ctx context.Context) {
	var faults sync.WaitGroup
	each := func(every time.Duration, do func(random *rand.Rand)) {
		if every == 0 {
			return
		}
		faults.Go(func() {
			random := rand.New(rand.NewPCG(s.opts.Seed, uint64(every)))
			for wait(ctx, every) {
				do(random)
			}
		})
	}
	each(s.opts.Kill, func(*rand.Rand) {
		if s.service.kill() {
			s.result.Kills++
			s.say("killed")
		}
	})
	// Portals join in the first four fifths, so that each has faults before it.
	each(s.opts.Length*4/5/time.Duration(max(s.opts.Portals, 1)), func(random *rand.Rand) { s.hangup(ctx, random) })
	each(s.opts.Fail, func(random *rand.Rand) { s.failPortals(ctx, random) })
	each(s.opts.Fail*3/4, func(random *rand.Rand) { s.failHook(ctx, random) })
	each(s.opts.Fill, func(*rand.Rand) { s.fill(ctx) })
	faults.Wait()
	if err := s.join(s.opts.Portals); err != nil {
		s.problem("write the config: %v", err)
	}
	for !s.service.hangup() && wait(parent, time.Second) { // it is starting
	}
}

func (s *soak) problem(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.result.Problems = append(s.result.Problems, fmt.Sprintf(format, args...))
}

// wait returns whether d went by before ctx ended.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// failPortals makes some portals fail for a while.
func (s *soak) failPortals(ctx context.Context, random *rand.Rand) {
	s.mu.Lock()
	joined := s.joined
	s.mu.Unlock()
	s.sites.fail(random, joined)
	s.result.Failures++
	s.say("portals fail")
	wait(ctx, s.opts.Hold)
	s.sites.mend()
}

// failHook makes the webhook fail for a while.
func (s *soak) failHook(ctx context.Context, random *rand.Rand) {
	status := []int{http.StatusServiceUnavailable, http.StatusInternalServerError, cut}[random.IntN(3)]
	s.say("the webhook fails with %d", status)
	s.hook.status.Store(int64(status))
	wait(ctx, s.opts.Hold)
	s.hook.status.Store(0)
}

// reports returns the keys of every report that is published.
func (s *soak) reports() []string {
	var all []string
	for _, p := range s.world.Portals() {
		for _, r := range p.Truth {
			all = append(all, reportKey(r.Portal, r.Issuer, r.Year))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
