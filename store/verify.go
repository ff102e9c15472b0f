package store

import (
	"context"
	"fmt"

	"go.etcd.io/bbolt"
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
	Problems   []Problem `json:"problems"`
	Omitted    int       `json:"omitted,omitempty"` // problems beyond the first 1,000
}

// Verify reads every record of every WARC file and compares its bytes with its
// digests, then every entry of the database with the record that it names, and
// with the other entries that it needs. What it finds wrong is in the report;
// the error is for what kept it from looking. progress, where not nil, is told
// how many bytes of WARC files were read.
//
// Records that nothing names are no problem: a process may end between the two.
// While the archive is being written, the last record of a growing file is not
// judged.
func (s *Store) Verify(ctx context.Context, progress func(done, total int64)) (VerifyReport, error) {
	v := &verifier{store: s, report: VerifyReport{Problems: []Problem{}}}
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if err := v.files(ctx, progress); err != nil {
		return v.report, fmt.Errorf("verify: %w", err)
	}
	err := s.view(ctx, func(tx *bbolt.Tx) error { return v.state(ctx, tx) })
	if err != nil {
		return v.report, fmt.Errorf("verify: %w", err)
	}
	if err := v.records(ctx); err != nil {
		return v.report, fmt.Errorf("verify: %w", err)
	}
	return v.report, nil
}

type verifier struct {
	store  *Store
	report VerifyReport
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
	if len(key) == 32 && b != bucketURLs && b != bucketHosts && b != bucketPortals {
		return fmt.Sprintf("%s %s", b, digestOf(key))
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
		if err != nil {
			v.problem(ProblemEntry, at(b, k), "%v", err)
			return true, nil
		}
		return true, check(k, value)
	})
}
