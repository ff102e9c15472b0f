package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	stdlog "log"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/crawler"
	"gongkai/deliver"
	"gongkai/internal/heaproom"
	"gongkai/internal/urls"
	"gongkai/report"
	"gongkai/store"
)

// logLevel returns the level of --log-level.
func logLevel(s *settings) (zerolog.Level, error) {
	if s.logLevel == "off" {
		return zerolog.Disabled, nil
	}
	level, err := zerolog.ParseLevel(s.logLevel)
	if err != nil || s.logLevel == "" {
		return level, usage("--log-level %q: want debug, info, warn, error or off", s.logLevel)
	}
	return level, nil
}

// logger returns the program's log on w: for people on a terminal, JSON lines
// otherwise.
func (p *program) logger(s *settings, w io.Writer) (zerolog.Logger, error) {
	level, err := logLevel(s)
	if err != nil {
		return zerolog.Nop(), err
	}
	if p.terminal {
		w = zerolog.ConsoleWriter{Out: w, TimeFormat: time.TimeOnly, NoColor: !p.color}
	}
	return zerolog.New(w).Level(level).With().Timestamp().Logger(), nil
}

// load reads the config. The flags that override it have done so.
func load(s *settings) (config.Config, error) {
	if s.live != nil {
		return s.live.config(), nil
	}
	cfg, err := config.Load(s.config)
	if errors.Is(err, fs.ErrNotExist) {
		return cfg, usage("there is no config %q: gongkai init writes one, --config names another", s.config)
	}
	if _, wrong := errors.AsType[*config.Error](err); err != nil && !wrong {
		return cfg, usage("%w", err)
	}
	if err != nil {
		return cfg, err
	}
	if s.data != "" {
		cfg.Data = s.data
	}
	return cfg, nil
}

// dataOf names a data directory that is there. A config is not needed for that
// where the directory is named; a good one names the portals too.
func dataOf(s *settings) (config.Config, error) {
	cfg, err := load(s)
	if err != nil {
		if _, statErr := os.Stat(s.config); statErr == nil && s.data == "" {
			return cfg, err
		}
		cfg = config.Config{Data: s.data}
		if cfg.Data == "" {
			cfg.Data = "data"
		}
	}
	for _, name := range []string{"gongkai.db", "warc"} { // a database may be lost
		if _, err := os.Stat(filepath.Join(cfg.Data, name)); !errors.Is(err, fs.ErrNotExist) {
			return cfg, nil
		}
	}
	return cfg, usage("%s is no data directory: nothing was crawled into it yet (--data names another)", cfg.Data)
}

// openRead opens the data directory to look at it.
func openRead(s *settings) (*store.Store, config.Config, error) {
	cfg, err := dataOf(s)
	if err != nil {
		return nil, cfg, err
	}
	if s.live != nil {
		return s.live.session.store.Share(), cfg, nil
	}
	st, err := store.OpenRead(cfg.Data)
	return st, cfg, busy(cfg, err)
}

// session is a crawl with all of its stages: crawl, extract, deliver.
type session struct {
	p       *program
	cfg     config.Config
	store   *store.Store
	crawler *crawler.Crawler
	reader  *reader
	courier *deliver.Courier
	sinks   []deliver.Sink
	before  archive.Totals
	settled func(archive.Outcome) // told of each visit
	groups  atomic.Pointer[crawler.Groups]
	wanted  func() bool // whether portals wait for a crawl to give up its place; nil: none do
	serving bool        // as a service: what is said goes to the log
}

// crawlGC is by how many percent the heap of a crawl grows between two
// collections. What a crawl keeps is small, and nearly all that it makes is gone
// with its page: 300 instead of Go's 100 takes a sixth of the CPU less. Where more
// is kept, [heaproom.Keep] lowers it.
const crawlGC = 300

// sessionFiles is how many files and sockets a crawl has open beside one connection
// a worker: the archive, readers, payloads in flight, sinks, and whoever asks.
const sessionFiles = 100

// keepRoom adjusts the collector to what is kept until ctx ends, unless whoever
// started the program has set it.
func keepRoom(ctx context.Context) error {
	if os.Getenv("GOGC") == "" {
		heaproom.Keep(ctx, heaproom.Crawl)
	}
	return nil
}

// openSession opens the data directory for writing and wires the stages.
// watched holds who is told of deliveries.
func (p *program) openSession(ctx context.Context, cfg config.Config, log zerolog.Logger, watched deliver.Options) (_ *session, err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(crawlGC)
	}
	if need := cfg.Crawl.Workers + sessionFiles; mostFiles() < uint64(need) {
		return nil, usage("crawl.workers %d: this takes up to %d open files, and a process may have %d: raise that (ulimit -n, LimitNOFILE= of a unit), or lower workers",
			cfg.Crawl.Workers, need, mostFiles())
	}
	// What net/http has to say of answers that it did not expect.
	stdlog.SetFlags(0)
	stdlog.SetOutput(log.With().Str("component", "http").Logger())
	st, err := p.openStore(cfg)
	if err != nil {
		return nil, err
	}
	logAhead(st, log)
	s := &session{p: p, cfg: cfg, store: st, settled: func(archive.Outcome) {}}
	s.group(cfg.Portals)
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.before, err = st.Totals(ctx); err != nil {
		return s, err
	}
	if s.sinks, err = openSinks(cfg.Sinks, log); err != nil {
		return s, err
	}
	if err := inherit(ctx, st, cfg, log); err != nil {
		return s, err
	}
	s.courier = deliver.NewCourier(st, s.sinks, log, watched)
	s.reader = newReader(st, p.pool(readers, st.Spool()), cfg.Extract.OCR, divisionsOf(cfg.Portals), subscriptions(cfg), cfg.Crawl.MaxBody, log, p.step, s.courier.Wake)
	s.crawler, err = s.newCrawler(cfg, cfg.Crawl.Workers, log)
	if err != nil {
		return s, usage("%w", err)
	}
	return s, nil
}

// renew owes new sinks what the archive has, and has this program's readers and
// parser read what others read, as far as that is due. Nothing else is to be read, crawled or delivered before: figures of
// two parsers must not stand side by side. Where it is interrupted, the next goes on.
func (s *session) renew(ctx context.Context, log zerolog.Logger) error {
	if _, err := s.store.Owe(ctx, subscriptions(s.cfg)); err != nil {
		return err
	}
	if _, err := s.store.Liken(ctx); err != nil {
		return err
	}
	if err := rereadFirst(ctx, s.store, s.before.Documents, log); err != nil {
		return err
	}
	return reparseFirst(ctx, s.store, s.cfg, log)
}

// openStore opens the data directory for writing.
func (p *program) openStore(cfg config.Config) (*store.Store, error) {
	st, err := store.Open(cfg.Data, store.Options{
		Info: map[string]string{
			"software": "gongkai/" + version, "robots": "obey",
			"operator": cfg.Contact, "http-header-user-agent": cfg.UserAgent(version),
		},
		Step: p.step,
	})
	if _, outside := errors.AsType[*fs.PathError](err); outside {
		return nil, usage("%w", err)
	}
	return st, err
}

// group takes over the operators' groups of hosts, for crawls that are under way, too.
func (s *session) group(portals []archive.Portal) {
	groups := crawler.NewGroups(portals)
	s.groups.Store(&groups)
}

// newCrawler returns a crawler that asks so many hosts at the same time.
func (s *session) newCrawler(cfg config.Config, workers int, log zerolog.Logger) (*crawler.Crawler, error) {
	room := s.p.disk(cfg.Data, cfg.MinFree)
	if s.serving {
		room.tell = logDisk(log)
	}
	room.poll = min(room.poll, cfg.Crawl.Patience/2) // or the crawl would take the pause for its end
	return crawler.New(roomy{s.store, room}, log, crawler.Options{
		UserAgent:   cfg.UserAgent(version),
		Spool:       s.store.Spool(),
		Timeout:     cfg.Crawl.Timeout,
		MaxBody:     cfg.Crawl.MaxBody,
		MaxHops:     cfg.Crawl.MaxHops,
		Floor:       cfg.Crawl.Floor,
		Workers:     workers,
		Pages:       cfg.Crawl.Pages,
		Patience:    cfg.Crawl.Patience,
		Groups:      func() crawler.Groups { return *s.groups.Load() },
		Wanted:      s.wanted,
		Conceivable: report.Conceivable,
		Settled: func(o archive.Outcome) {
			if o.Extract && o.Unfit == "" {
				s.reader.wake()
			}
			s.settled(o)
		},
		Step: s.p.step,
	})
}

// problems names what kept the crawl from being whole: seeds that led nowhere,
// and documents that a sink refused for good.
func (s *session) problems(ctx context.Context, portals []archive.Portal, now archive.Totals) ([]string, error) {
	found := []string{}
	for _, portal := range portals {
		for _, seed := range portal.Seeds {
			account, err := s.store.Account(ctx, seed)
			if err != nil {
				return nil, err
			}
			if account.Result == archive.ResultDead || account.Result == archive.ResultRefused {
				found = append(found, fmt.Sprintf("%s: the seed %s was not read: %s (%s)", portal.ID, seed, account.Reason, account.Detail))
			}
		}
	}
	if n := now.DeadLetters - s.before.DeadLetters; n > 0 {
		found = append(found, fmt.Sprintf("%d documents were refused by a sink for good: see the log", n))
	}
	return found, nil
}

// close gives everything back.
func (s *session) close() error {
	if s.reader != nil {
		s.reader.pool.Close()
	}
	return errors.Join(closeSinks(s.sinks), s.store.Close())
}

// errUndelivered says that a sink could not take what it is owed. Nothing is
// lost: it stays owed.
var errUndelivered = errors.New("not delivered, and still owed")

// crawl crawls the portals to the end, reads what was captured and delivers
// what is new. It returns ctx's error where ctx ended first, with all kept that
// was done until then, and errUndelivered where only a sink failed.
func (s *session) crawl(ctx context.Context, portals []archive.Portal) error {
	for _, portal := range portals {
		if _, err := s.store.BeginCrawl(ctx, portal, seeds(portal)); err != nil {
			return fmt.Errorf("begin the crawl of %s: %w", portal.ID, err)
		}
	}
	// Where one stage fails, the others stop: a crawl whose captures nobody
	// reads, or a reader without a crawl, would only look as if it worked.
	stages, crawlCtx := errgroup.WithContext(ctx)
	behind, stop := context.WithCancel(crawlCtx)
	defer stop()
	stages.Go(func() error { return s.reader.run(behind) })
	stages.Go(func() error { return s.courier.Run(behind) })
	stages.Go(func() error { return keepRoom(behind) })
	stages.Go(func() error {
		defer stop()
		return s.crawler.Run(crawlCtx, portals)
	})
	if err := stages.Wait(); err != nil {
		return err
	}
	if err := s.reader.drain(ctx); err != nil {
		return err
	}
	var undelivered error
	if err := s.courier.Drain(ctx); err != nil {
		undelivered = fmt.Errorf("%w: %w", errUndelivered, err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	status, err := s.store.Status(ctx, portals)
	if err != nil {
		return err
	}
	for i, st := range status {
		if err := s.store.EndCrawl(ctx, st.Portal, crawler.EndReason(st, cmp.Or(portals[i].Pages, s.cfg.Crawl.Pages))); err != nil {
			return fmt.Errorf("end the crawl of %s: %w", st.Portal, err)
		}
	}
	return undelivered
}

// seeds returns a portal's first visits.
func seeds(p archive.Portal) []archive.Visit {
	var out []archive.Visit
	for _, seed := range p.Seeds {
		robots := urls.Authority(seed) + "/robots.txt"
		out = append(out,
			archive.Visit{URL: robots, Portal: p.ID, Kind: archive.KindRobots, Via: robots, Score: 1000},
			archive.Visit{URL: seed, Portal: p.ID, Kind: archive.KindList, Score: 900})
	}
	return out
}

// divisionsOf returns what tells the division codes of portals, "" of those that
// have none.
func divisionsOf(portals []archive.Portal) func(portal string) string {
	places := map[string]string{}
	for _, portal := range portals {
		if portal.Division != "" {
			places[portal.ID] = portal.Division
		}
	}
	return func(portal string) string { return places[portal] }
}
