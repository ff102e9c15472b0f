package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"gongkai/internal/likeness"
	"gongkai/internal/whole"
	"gongkai/store/warc"
)

// The errors that callers tell apart.
var (
	// ErrInUse says that another process has the data directory.
	ErrInUse = errors.New("data directory is in use")
	// ErrDamaged says that the database can't be read, or is missing where there
	// are records.
	ErrDamaged = errors.New("the archive's database is damaged")
	// ErrUnknown says that the archive has nothing under that name.
	ErrUnknown = errors.New("not in the archive")
	// ErrNotLent says that a visit is settled or released that is not out.
	ErrNotLent = errors.New("visit is not lent")
)

const lockTimeout = time.Second

// Options tunes Open. The zero value works.
type Options struct {
	Info     map[string]string // fields of each WARC file's warcinfo record
	Now      func() time.Time  // default: time.Now
	RotateAt int64             // size at which a WARC file ends; default: package warc's

	// Step, where set, is called before and after each durable step with its
	// name: "settle.sync", "settle.commit", "settle.done". Tests of crashes
	// end the process there. It may be called from several goroutines.
	Step func(step string)

	// Disk is that of package warc's Options, asked before a "commit" of the
	// database, too, and before the "manifest" is written. MaxDB is the largest size
	// of the database, 0 for any. Both are for tests of crashes and full disks.
	Disk  func(operation string, bytes int) (int, error)
	MaxDB int

	// Repair opens an archive for Verify to repair it: one whose database is
	// missing gets an empty one, which is refused otherwise until a repair has
	// ended, and what can't be read of hosts and leases is dropped.
	Repair bool
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Disk == nil {
		o.Disk = func(_ string, bytes int) (int, error) { return bytes, nil }
	}
	if o.Step == nil {
		o.Step = func(string) {}
	}
	return o
}

// Store is an open archive. Goroutines may share it.
type Store struct {
	dir      string
	opts     Options
	db       *bbolt.DB
	captures *warc.Writer // nil in a store opened for reading
	derived  *warc.Writer
	reader   *warc.Reader
	group    group
	schedule *schedule
	ahead    Ahead
	lent     lentMark
	recent   recent
	sites    siteChanges
	unread   claims
	opened   os.FileInfo  // the database
	damaged  atomic.Bool  // the database: it is not touched again
	decoders *sync.Pool   // of reportjson.Decoder
	shares   atomic.Int32 // further holders, see Share
}

// Open opens the archive in dir and makes it where there is none. Only one
// process can have it; another gets ErrInUse. Torn ends of WARC files are cut,
// and the spool is emptied. The times before which hosts must not be asked again
// stay, and where a former process may have asked since, they rest anew. What a
// clock that was ahead had put off is put off anew, see [Store.Ahead].
func Open(dir string, o Options) (*Store, error) {
	o = o.withDefaults()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	s := &Store{dir: dir, opts: o, reader: warc.NewReader(dir), decoders: newDecoders()}
	if err := s.needDB(); err != nil && !o.Repair {
		return nil, err
	}
	if err := s.openDB(false); err != nil {
		return nil, err
	}
	if err := s.guard(s.start); err != nil {
		return nil, errors.Join(fmt.Errorf("open archive %s: %w", dir, err), s.Close())
	}
	return s, nil
}

// OpenRead opens the archive in dir for reading: nothing is made, changed or
// repaired. It gives ErrInUse while another process writes, and
// fs.ErrNotExist where dir holds no archive.
func OpenRead(dir string) (*Store, error) {
	s := &Store{dir: dir, opts: Options{}.withDefaults(), reader: warc.NewReader(dir), decoders: newDecoders()}
	if err := s.needDB(); err != nil {
		return nil, err
	}
	none := fmt.Errorf("no archive in %s: %w", dir, fs.ErrNotExist)
	switch info, err := os.Stat(s.dbPath()); {
	case errors.Is(err, fs.ErrNotExist), err == nil && info.Size() == 0:
		return nil, none
	case err != nil:
		return nil, fmt.Errorf("open archive: %w", err)
	}
	if err := s.openDB(true); err != nil {
		return nil, err
	}
	err := s.guard(func() error {
		err := s.db.View(func(tx *bbolt.Tx) error {
			if k, _ := tx.Cursor().First(); k == nil {
				return none // a process ended before it had made its buckets
			}
			return checkSchema(tx)
		})
		if err == nil {
			s.schedule, err = loadSchedule(s.db, time.Time{}, true)
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open archive %s: %w", dir, err), s.Close())
	}
	return s, nil
}

func (s *Store) dbPath() string { return filepath.Join(s.dir, "gongkai.db") }

// needDB refuses a directory that has records and no database: a crawl into it
// would fetch everything again, and leave the records without a name.
func (s *Store) needDB() error {
	info, err := os.Stat(s.dbPath())
	if err == nil && info.Size() > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil // bbolt will say what is wrong with it
	}
	files, err := warcFiles(s.dir, "warc")
	if err != nil || len(files) == 0 {
		return err
	}
	return fmt.Errorf("%w: %s holds %d WARC files, and no gongkai.db that names their records: restore it from a backup, or have gongkai verify --repair make it anew out of them",
		ErrDamaged, s.dir, len(files))
}

// guard runs f, and turns the panics and faults that bbolt answers a damaged
// file with into ErrDamaged. From then on nothing is done: bbolt may have kept a
// lock. Other panics are ours, and go on.
func (s *Store) guard(f func() error) (err error) {
	if s.damaged.Load() {
		return fmt.Errorf("%w: %s", ErrDamaged, s.dbPath())
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		broken := recover()
		if broken == nil {
			return
		}
		_, fault := broken.(interface{ Addr() uintptr })
		if !fault && !strings.HasPrefix(panicking(), "go.etcd.io/bbolt") {
			panic(broken)
		}
		s.damaged.Store(true)
		err = s.broken(broken)
	}()
	return f()
}

// Present returns an error where the database, or a WARC file, was moved away,
// replaced or deleted while it was written to: what is written into it then is lost.
func (s *Store) Present() error {
	named, err := os.Stat(s.dbPath())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil // nobody can tell now
	}
	if err != nil || !os.SameFile(named, s.opened) {
		return s.broken("it was moved, replaced or deleted while it was in use")
	}
	for _, w := range []*warc.Writer{s.captures, s.derived} {
		if w != nil {
			if err := w.Present(); err != nil {
				return err
			}
		}
	}
	return nil
}

// broken tells what is wrong with the database, and what to do.
func (s *Store) broken(what any) error {
	return fmt.Errorf("%w: %s: %v: restore it from a backup, or move it away and have gongkai verify --repair make it anew; the WARC files are not concerned",
		ErrDamaged, s.dbPath(), what)
}

// panicking returns the function that panicked, for one that recovers.
func panicking() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	raised := false
	for {
		f, more := frames.Next()
		switch {
		case strings.HasPrefix(f.Function, "runtime.gopanic"):
			raised = true
		case raised && !strings.HasPrefix(f.Function, "runtime."):
			return f.Function
		}
		if !more {
			return ""
		}
	}
}

// openDB opens the database that has the name once it is locked: a compaction may
// have put another in its place while the lock was waited for.
func (s *Store) openDB(readOnly bool) error {
	for {
		before, _ := os.Stat(s.dbPath()) // none, where it is new
		if err := s.lockDB(readOnly); err != nil {
			return err
		}
		after, err := os.Stat(s.dbPath())
		if err == nil && (before == nil || os.SameFile(before, after)) {
			s.opened = after
			return nil
		}
		if err := errors.Join(err, s.db.Close()); err != nil {
			return fmt.Errorf("open archive %s: %w", s.dir, err)
		}
	}
}

func (s *Store) lockDB(readOnly bool) error {
	var db *bbolt.DB
	err := s.guard(func() (err error) {
		db, err = bbolt.Open(s.dbPath(), 0o644, &bbolt.Options{
			Timeout:      lockTimeout,
			FreelistType: bbolt.FreelistMapType,
			NoStatistics: true,
			ReadOnly:     readOnly,
			MaxSize:      s.opts.MaxDB,
		})
		return err
	})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return s.inUse()
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum), errors.Is(err, bolterrors.ErrVersionMismatch):
		err = s.broken(err)
	}
	if err != nil {
		return fmt.Errorf("open archive %s: %w", s.dir, err)
	}
	s.db = db
	return nil
}

// start brings what a former process left behind into order.
func (s *Store) start() error {
	if err := s.hold(); err != nil {
		return err
	}
	if err := s.db.Update(func(tx *bbolt.Tx) error { return s.prepareBuckets(tx) }); err != nil {
		return err
	}
	if !s.opts.Repair {
		if err := s.needFiles(); err != nil {
			return err
		}
	}
	if err := whole.Clear(filepath.Join(s.dir, manifestName)); err != nil {
		return err
	}
	if err := emptyDir(s.Spool()); err != nil {
		return err
	}
	var err error
	o := warc.Options{Prefix: "gongkai", Info: s.opts.Info, RotateAt: s.opts.RotateAt, Now: s.opts.Now, Disk: s.opts.Disk}
	if s.captures, _, err = warc.Open(s.dir, "warc", o); err != nil {
		return err
	}
	o.Prefix = "gongkai-derived"
	if s.derived, _, err = warc.Open(s.dir, "derived", o); err != nil {
		return err
	}
	var since time.Time
	err = s.db.Update(func(tx *bbolt.Tx) (err error) {
		since, err = s.restLent(tx)
		return err
	})
	if err != nil {
		return err
	}
	if s.schedule, err = loadSchedule(s.db, since, s.opts.Repair); err != nil {
		return err
	}
	if err := s.mendClock(); err != nil {
		return fmt.Errorf("put off anew what a clock that was ahead had put off: %w", err)
	}
	if s.ahead.By > 0 {
		s.schedule, err = loadSchedule(s.db, since, s.opts.Repair)
	}
	return err
}

// prepareBuckets makes or upgrades the buckets. For a repair it makes those that are
// lost; a database that was lost itself is marked until the repair has ended.
func (s *Store) prepareBuckets(tx *bbolt.Tx) error {
	fresh := bucketMeta.in(tx) == nil
	if s.opts.Repair && !fresh {
		if err := mendSchema(tx); err != nil {
			return err
		}
	}
	if err := prepareSchema(tx); err != nil {
		return err
	}
	if !s.opts.Repair {
		return checkSchema(tx)
	}
	files, err := warcFiles(s.dir, "warc")
	if err != nil || !fresh || len(files) == 0 {
		return err
	}
	return errors.Join(
		bucketMeta.in(tx).Put(keyRebuilding, []byte(s.opts.Now().UTC().Format(time.RFC3339))),
		bucketMeta.in(tx).Put(keyLikeness, []byte(likeness.Method)),
	)
}

// Share makes the next Close leave the store open, so that several can hold it
// who close it each.
func (s *Store) Share() *Store {
	s.shares.Add(1)
	return s
}

// Close closes the WARC files, names them in the manifest, closes the database
// and lets the directory go. Other methods must have returned.
func (s *Store) Close() error {
	if s.shares.Add(-1) >= 0 {
		return nil
	}
	var errs []error
	if s.captures != nil {
		s.unmarkLent()
		s.letGo()
	}
	for _, w := range []*warc.Writer{s.captures, s.derived} {
		if w != nil {
			errs = append(errs, w.Close())
		}
	}
	if s.captures != nil && s.derived != nil && errors.Join(errs...) == nil {
		_, err := s.Fix(context.Background())
		errs = append(errs, err)
	}
	if !s.damaged.Load() { // else bbolt may wait for ever; the process gives the file back
		errs = append(errs, s.db.Close())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close archive %s: %w", s.dir, err)
	}
	return nil
}

// Spool returns the directory for payloads in flight. It is emptied at Open.
func (s *Store) Spool() string { return filepath.Join(s.dir, "spool") }

// view runs read in a transaction that sees one state of the archive.
func (s *Store) view(ctx context.Context, read func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.guard(func() error { return s.db.View(read) })
}

func emptyDir(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
