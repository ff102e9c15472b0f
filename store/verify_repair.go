package store

import (
	"bytes"
	"context"
	"errors"
	"slices"
)

const repairedAtOnce = 1000 // repairs in one transaction

// maxFixes bounds how many repairs are kept for one round.
const maxFixes = 100_000

// repairRounds is how often an archive is repaired and checked again: counters
// and sketches are right only after what they are made of.
const repairRounds = 4

// fix keeps a repair of the problem that was just told.
func (v *verifier) fix(repair func(*change) error) {
	if v.opts.Repair && len(v.fixes) < maxFixes {
		v.fixes = append(v.fixes, repair)
	}
}

// put keeps the repair that writes an entry.
func (v *verifier) put(b bucket, key, value []byte) {
	key, value = bytes.Clone(key), bytes.Clone(value)
	v.fix(func(c *change) error { return b.in(c.tx).Put(key, value) })
}

// drop keeps the repair that takes out an entry of an index that nothing
// accounts for.
func (v *verifier) drop(b bucket, key []byte) {
	key = bytes.Clone(key)
	v.fix(func(c *change) error { return b.in(c.tx).Delete(key) })
}

// repair repairs what v found, and checks again what the database says, until
// nothing is left that can be repaired.
func (s *Store) repair(ctx context.Context, v *verifier) error {
	if s.captures == nil {
		return errReadOnly
	}
	files := v.ofFiles
	kept := v.report // with what was found in the files, which no repair touches
	for range repairRounds {
		fixes := v.fixes
		if len(fixes) == 0 {
			break
		}
		for chunk := range slices.Chunk(fixes, repairedAtOnce) {
			err := s.commit(ctx, func(c *change) error {
				var errs []error
				for _, fix := range chunk {
					errs = append(errs, fix(c))
				}
				return errors.Join(errs...)
			})
			if err != nil {
				return err
			}
		}
		kept.Repaired += len(fixes)
		v.fixes = nil
		v.report = kept
		v.report.Omitted = v.omitted
		v.report.Problems = slices.Clone(kept.Problems[:files])
		if err := v.index(ctx); err != nil {
			return err
		}
	}
	if _, err := s.Fix(ctx); err != nil {
		return err
	}
	v.report.Unlisted = 0
	return nil
}
