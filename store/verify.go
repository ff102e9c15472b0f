package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Problem is something that Verify found wrong.
type Problem struct {
	Code    string `json:"code"`
	Where   string `json:"where"` // a file and offset, or a bucket and key
	Message string `json:"message"`
}

// The codes of problems.
const (
	ProblemDamaged       = "warc_damaged"    // bytes of a WARC file that are no record
	ProblemBlockDigest   = "block_digest"    // a record's block is not what was written
	ProblemPayloadDigest = "payload_digest"  // a record's payload is not what its header says
	ProblemRecord        = "record_missing"  // an entry names a record that can't be read there
	ProblemMismatch      = "record_mismatch" // an entry names a record that says something else
	ProblemEntry         = "entry_unreadable"
	ProblemMissing       = "entry_missing" // one entry needs another that is not there
	ProblemWrong         = "entry_wrong"   // two entries say different things
	ProblemStray         = "entry_stray"   // an entry that nothing accounts for
	ProblemCounter       = "counter_wrong" // a counter is not the number of what it counts
	ProblemFixity        = "fixity"        // a closed file is not what the manifest says it was
	ProblemFile          = "file_missing"  // the manifest names a file that is not there
	ProblemUnread        = "file_unreadable"
	ProblemIndex         = "index_wrong"   // a CDXJ index is not what its WARC file gives
	ProblemAhead         = "capture_ahead" // captures are dated in a time to come, and nothing says that a clock was ahead
)

const maxProblems = 1000

// VerifyReport is what Verify looked at, and what it found.
type VerifyReport struct {
	Files      int       `json:"files"`
	Records    int       `json:"records"`
	Bytes      int64     `json:"bytes"`
	URLs       int       `json:"urls"`
	Captures   int       `json:"captures"`
	Payloads   int       `json:"payloads"`
	Documents  int       `json:"documents"`
	Reports    int       `json:"reports"`
	Deliveries int       `json:"deliveries"`
	Unlisted   int       `json:"unlisted"`         // closed files that the manifest does not name
	Unnamed    int       `json:"unnamed"`          // records of exchanges that no capture names
	Ahead      int       `json:"ahead,omitempty"`  // captures that are dated in a time to come
	Sample     float64   `json:"sample,omitempty"` // the share of files and records that was read, where not all were
	Repaired   int       `json:"repaired,omitempty"`
	Rebuilt    bool      `json:"rebuilt,omitempty"` // the database was lost, and made anew
	Problems   []Problem `json:"problems"`
	Omitted    int       `json:"omitted,omitempty"` // problems beyond the first 1,000
}

// VerifyOptions tunes Verify. The zero value reads everything and changes
// nothing.
type VerifyOptions struct {
	// Sample, where it is between 0 and 1, is the share of WARC files that are
	// read, and of captures and documents whose records are: which ones, Seed
	// decides. Entries are compared with one another all the same.
	Sample float64
	Seed   uint64

	// Repair rebuilds what follows from something else: captures and documents from
	// their records, queues, counters, indexes (those of CDXJ where their WARC file
	// is whole), summaries of reports. Records are never touched.
	Repair bool

	// Progress, where not nil, is told how many bytes of WARC files were read.
	Progress func(done, total int64)
}

// Verify reads every record of every WARC file and compares its bytes with its
// digests, and closed files with the manifest and with their CDXJ indexes; then
// every entry of the database with the record that it names, and with the other
// entries that it needs, and every record of an exchange with the captures. What
// it finds wrong is in the report, after a repair what is wrong still; the error
// is for what kept it from looking.
//
// Records that nothing names are counted, and are no problem: a process may end
// between the two. A repair enters them.
// While the archive is being written, the last record of a growing file is not
// judged.
func (s *Store) Verify(ctx context.Context, o VerifyOptions) (VerifyReport, error) {
	v := &verifier{store: s, opts: o, report: VerifyReport{Problems: []Problem{}}, lost: map[archive.Digest]bool{}, strays: map[archive.Digest]string{}, again: map[archive.Digest]bool{}}
	if o.Progress == nil {
		v.opts.Progress = func(int64, int64) {}
	}
	if o.Sample > 0 && o.Sample < 1 {
		v.report.Sample = o.Sample
	}
	if err := v.files(ctx); err != nil {
		return v.report, fmt.Errorf("verify: %w", err)
	}
	v.ofFiles, v.omitted = len(v.report.Problems), v.report.Omitted
	if err := v.index(ctx); err != nil {
		return v.report, fmt.Errorf("verify: %w", err)
	}
	if !o.Repair {
		return v.report, nil
	}
	if err := s.repair(ctx, v); err != nil {
		return v.report, fmt.Errorf("repair: %w", err)
	}
	return v.report, nil
}

// index checks all that the database says.
func (v *verifier) index(ctx context.Context) error {
	if err := v.store.view(ctx, func(tx *bbolt.Tx) error { return v.state(ctx, tx) }); err != nil {
		return err
	}
	return v.records(ctx)
}

type verifier struct {
	store   *Store
	opts    VerifyOptions
	report  VerifyReport
	fixes   []func(*change) error     // of problems that can be repaired
	untold  []archive.Location        // records whose captures could not be restored for want of another's
	lost    map[archive.Digest]bool   // documents that are to be restored
	strays  map[archive.Digest]string // of those, records that no document named, and where they are
	again   map[archive.Digest]bool   // payloads that were entered again, due to be read
	named   named                     // records that documents name
	owing   map[string]int            // of each sink, how many documents name it beyond those whose deliveries are to it
	awaited map[archive.Digest]int    // how many URLs each document awaits something at
	sought  bool                      // all documents were restored whose records are there
	ofFiles int                       // how many of the problems are of files
	omitted int                       // and how many of those were omitted
}

// chosen reports whether what has this name is in the sample.
func (v *verifier) chosen(name []byte) bool {
	return v.report.Sample == 0 || v.lot(name) < v.report.Sample
}

// lot returns what a name draws of 0 to 1: another number with each seed.
func (v *verifier) lot(name []byte) float64 {
	h := fnv.New64a()
	_ = binary.Write(h, binary.BigEndian, v.opts.Seed) // a hash's Write never fails
	_, _ = h.Write(name)
	// The upper bits of FNV hardly depend on the last characters.
	mixed := h.Sum64() * 0x9e3779b97f4a7c15
	return float64(mixed>>11) / (1 << 53)
}

func (v *verifier) problem(code, where, format string, args ...any) {
	if len(v.report.Problems) == maxProblems {
		v.report.Omitted++
		return
	}
	v.report.Problems = append(v.report.Problems, Problem{Code: code, Where: where, Message: fmt.Sprintf(format, args...)})
}

// at names an entry for people.
func at(b bucket, key []byte) string {
	switch end := len(key) - 9; b {
	case bucketPayloads, bucketDocuments, bucketSketches, bucketToJoin, bucketEvents:
		if len(key) == 32 {
			return fmt.Sprintf("%s %s", b, digestOf(key))
		}
	case bucketCaptures:
		if end > 0 && key[end] == 0 {
			return fmt.Sprintf("%s %q of %s", b, key[:end], timeOf(number(key[end+1:])).Format(time.RFC3339Nano))
		}
	}
	return fmt.Sprintf("%s %q", b, key)
}

// entries decodes all entries of a bucket and reports those that it can't.
func entries[T any](ctx context.Context, v *verifier, tx *bbolt.Tx, b bucket, check func(key []byte, value T) error) error {
	return b.each(tx, nil, func(k, raw []byte) (bool, error) {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		value, err := decode[T](b, k, raw)
		if byDigest(b) && len(k) != 32 {
			err = fmt.Errorf("a key of %d bytes is no digest", len(k))
		}
		if err != nil {
			v.problem(ProblemEntry, at(b, k), "%v", err)
			v.unreadable(b, k)
			return true, nil
		}
		return true, check(k, value)
	})
}

// byDigest reports whether the keys of a bucket are digests.
func byDigest(b bucket) bool {
	return b == bucketPayloads || b == bucketDocuments || b == bucketSketches
}

// unreadable keeps the repair of an entry that can't be read: it is taken out, so
// that what it said is read from its record again, counted again or learnt again.
// The place of a capture is kept until its record is read.
func (v *verifier) unreadable(b bucket, key []byte) {
	switch b {
	case bucketCaptures:
	case bucketDocuments:
		if len(key) == 32 {
			v.lose(digestOf(key))
			return
		}
		v.drop(b, key)
	default:
		v.drop(b, key)
	}
}
