package config

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"gongkai/archive"
)

// Config is what gongkai.yaml says, with defaults where it says nothing.
type Config struct {
	Data    string // the data directory
	Contact string // e-mail address or URL; every portal is told it
	Crawl   Crawl
	Extract Extract
	MinFree int64 // bytes of the disk under which a crawl pauses
	Run     Run
	Portals []archive.Portal // may be empty; each has a name and a delay
	Sinks   []Sink           // may be empty
}

// Crawl is how portals are crawled.
type Crawl struct {
	Delay   time.Duration // of portals that have none of their own
	Timeout time.Duration // of one exchange
	MaxBody int64         // bytes of one response's body
	MaxHops int           // links between a seed and a page
	Floor   float64       // expected reports per request under which a portal counts as done; 0 is the crawler's own, negative none
	Workers int           // exchanges at the same time, over all portals
	Pages   int           // requests to one portal in one crawl
	Hours   archive.Hours // of portals that have none of their own
	Zone    string        // time zone of portals that have none of their own; empty for China's

	BytesPerDay int64 // of portals that have no limit of their own; 0 is none

	Patience time.Duration // how long a crawl waits for a portal that said wait
}

// Extract is how payloads are read.
type Extract struct {
	OCR bool // pictures are read with tesseract, where it is installed
}

// Run is how the service runs.
type Run struct {
	Log     string // the level of its log: debug, info, warn or error
	Metrics string // host:port of metrics and health; empty for none
	Web     string // host:port of the web interface; empty for none
}

// The types of sinks.
const (
	SinkJSONL   = "jsonl"
	SinkProcess = "process"
	SinkWebhook = "webhook"
	SinkNATS    = "nats"
)

// Sink is where new documents are delivered to.
type Sink struct {
	archive.Subscription
	Type        string        // SinkJSONL, SinkProcess, SinkWebhook or SinkNATS
	Folder      string        // of SinkJSONL
	Command     []string      // of SinkProcess: an executable and its arguments
	URL         string        // of SinkWebhook and SinkNATS
	SecretFile  string        // of SinkWebhook: file with the secret of its signature, or ""
	Subject     string        // of SinkNATS
	Credentials string        // of SinkNATS: file with the user's credentials, or ""
	Timeout     time.Duration // of all but SinkJSONL: the longest wait for an answer
}

// Error is what is wrong with a configuration file, and what to do about it.
// Line and Column count from 1, columns in characters; they are 0 where the
// whole file is meant.
type Error struct {
	File    string
	Line    int
	Column  int
	Message string
}

// Error returns "gongkai.yaml:12:5: message".
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// maxFile bounds the file: room for more portals than the country has.
const maxFile = 16 << 20

// Load reads the file at path. A file that can't be read gives the error of
// that; one that is wrong gives an *Error.
func Load(path string) (Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return Config{}, fmt.Errorf("read config: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return Config{}, fmt.Errorf("read config: %w", err)
	}
	return Parse(path, b)
}

// Parse reads b as the contents of the file name. Relative paths in it are
// relative to that file's folder. Every error is an *Error, the first in the
// file's order but for what is missing or does not fit together.
func Parse(name string, b []byte) (Config, error) {
	r := &reader{file: name}
	root := r.parse(b)
	if r.err != nil {
		return Config{}, r.err
	}
	c := r.config(root)
	if r.err != nil {
		return Config{}, r.err
	}
	return c, nil
}

// UserAgent returns how the crawler names itself to portals: what it is, and
// whom to turn to.
func (c Config) UserAgent(version string) string {
	return fmt.Sprintf("gongkai/%s (+%s)", version, c.Contact)
}

// path makes s relative to the file's folder.
func (r *reader) path(s string) string {
	if filepath.IsAbs(s) {
		return filepath.Clean(s)
	}
	return filepath.Join(filepath.Dir(r.file), s)
}
