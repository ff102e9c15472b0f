package warc

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"gongkai/archive"
)

// Options tune a [Writer]. The zero value works.
type Options struct {
	// Prefix begins the names of files. The default is "gongkai".
	Prefix string

	// Info holds the fields of the warcinfo record that begins each file:
	// software, robots, operator, http-header-user-agent and so on. Its
	// hostname also stands in file names; without one it is the machine's
	// name. format and conformsTo are added where they are missing.
	Info map[string]string

	// RotateAt is the size from which on a file takes no more exchanges. The
	// default is 1 GB.
	RotateAt int64

	// Now is the clock that names files. The default is time.Now.
	Now func() time.Time

	// Disk, where set, is asked before each operation on a growing file, "write",
	// "sync", "cut", "rename" or "index", with how many bytes it writes. It returns
	// how many may be written, and the error that the operation ends with, nil where
	// it may go on. Tests of crashes and full disks end the process there, or fail.
	Disk func(operation string, bytes int) (int, error)
}

func (o Options) withDefaults() Options {
	if o.Prefix == "" {
		o.Prefix = "gongkai"
	}
	if o.RotateAt == 0 {
		o.RotateAt = 1_000_000_000
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Writer appends records to WARC files. It is safe for concurrent use. Records
// are durable only after [Writer.Sync] or [Writer.Close].
type Writer struct {
	root, dir string
	opts      Options
	host      string // as file names have it
	info      Header // the warcinfo record's block
	create    func(path string) (file, error)
	encoders  sync.Pool
	encoding  chan struct{} // full while as many encode as may
	token     chan struct{} // full while somebody syncs, renames or closes files

	mu       sync.Mutex
	current  *output   // nil until the next exchange needs it
	full     []*output // to be renamed as soon as they are durable and have no users
	serial   int
	appended uint64 // appends so far
	durable  uint64 // the first so many of them are durable
	broken   error  // the fsync that failed
	closed   bool
}

// Open makes a writer of files below dir, which is relative to the data
// directory root. It first recovers the files that an earlier process did not
// close, and tells what it did to each of them: see [Recovery]. No other
// process, and no other writer, may have dir open.
//
// The caller must close the writer.
func Open(root, dir string, o Options) (*Writer, []Recovery, error) {
	o = o.withDefaults()
	if !filepath.IsLocal(filepath.FromSlash(dir)) {
		return nil, nil, fmt.Errorf("open %q: not a path below the data directory", dir)
	}
	w := &Writer{
		root:   root,
		dir:    filepath.Clean(filepath.FromSlash(dir)),
		opts:   o,
		create: creator(o.Disk),
		token:  make(chan struct{}, 1),

		encoding: make(chan struct{}, max(minEncoders, 2*runtime.GOMAXPROCS(0))),
	}
	w.opts.Prefix = nameSafe(o.Prefix)
	w.encoders.New = func() any { return newEncoder(filepath.Join(root, "spool")) }
	hostname := o.Info["hostname"]
	if hostname == "" {
		hostname, _ = os.Hostname() // a name without it is still unique
	}
	w.host = nameSafe(hostname)
	w.info = infoFields(o.Info)

	for _, d := range []string{w.dir, "spool"} {
		if err := os.MkdirAll(filepath.Join(root, d), 0o755); err != nil {
			return nil, nil, err
		}
	}
	recovered, err := recoverDir(root, w.dir)
	if err != nil {
		return nil, recovered, err
	}
	return w, recovered, nil
}

// infoFields returns the lines of a warcinfo record, in a fixed order.
func infoFields(info map[string]string) Header {
	all := map[string]string{
		"format":     "WARC File Format 1.1",
		"conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
	}
	maps.Copy(all, info)
	var h Header
	for _, name := range slices.Sorted(maps.Keys(all)) {
		h.add(name, all[name])
	}
	return h
}

// nameSafe returns s with nothing in it that would matter in a file name.
func nameSafe(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}, s)
	if s = strings.TrimLeft(s, "."); s == "" {
		return "unknown"
	}
	return s
}

// Written is where a record was written, and its WARC-Record-ID.
type Written struct {
	Record   archive.Location
	RecordID string
}

// minEncoders is how many exchanges may be compressed at once at least: so many
// that a large payload holds up nobody, and no more, because a compressor takes
// a megabyte and hundreds of workers would each have one.
const minEncoders = 8

// write has encode fill an encoder with records that belong together, the one
// to be named first, and appends them. Encoding runs outside of the lock.
func (w *Writer) write(encode func(e *encoder, infoID string) (id string, length int64, err error)) (Written, error) {
	w.encoding <- struct{}{}
	defer func() { <-w.encoding }()
	o, err := w.acquire()
	if err != nil {
		return Written{}, err
	}
	e := w.encoder()
	defer w.release(e)
	id, length, err := encode(e, o.infoID)

	w.mu.Lock()
	defer w.mu.Unlock()
	o.users--
	if err != nil {
		return Written{}, err
	}
	if err := w.usable(); err != nil {
		return Written{}, err
	}
	at, err := o.append(&e.out)
	if err != nil {
		return Written{}, err
	}
	w.appended++
	o.index(at, e.entries)
	return Written{Record: archive.Location{File: o.location, Offset: at, Length: length}, RecordID: id}, nil
}

// acquire returns the file that the next exchange goes to. The file stays
// open until its users have been counted down again.
func (w *Writer) acquire() (*output, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.usable(); err != nil {
		return nil, err
	}
	if w.current != nil && w.current.size >= w.opts.RotateAt {
		w.full = append(w.full, w.current)
		w.current = nil
	}
	if w.current == nil {
		o, err := w.openOutput()
		if err != nil {
			return nil, fmt.Errorf("begin a WARC file: %w", err)
		}
		w.current = o
	}
	w.current.users++
	return w.current, nil
}

// Present returns an error where the file that is written to was moved, replaced
// or deleted: what is written to it then is lost.
func (w *Writer) Present() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current == nil {
		return nil
	}
	named, err := os.Stat(w.current.path + suffixOpen)
	if err != nil && !errors.Is(err, fs.ErrNotExist) || err == nil && os.SameFile(named, w.current.begun) {
		return nil // it is, or nobody can tell now
	}
	return fmt.Errorf("%s%s was moved, replaced or deleted while it was written to: gongkai verify tells what it had", w.current.location, suffixOpen)
}

// usable returns why nothing more can be written. The caller holds the lock.
func (w *Writer) usable() error {
	if w.closed {
		return fmt.Errorf("WARC writer: %w", os.ErrClosed)
	}
	return w.broken
}
