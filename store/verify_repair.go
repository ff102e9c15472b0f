package store

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"gongkai/archive"
)

const repairedAtOnce = 1000 // repairs in one transaction

// maxFixes bounds how many repairs are kept for one round.
const maxFixes = 100_000

// repairRounds is how often an archive is repaired and checked again without
// fewer problems than before: counters and sketches are right only after what
// they are made of.
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

// gone reports whether no record has the documents that are missed, though all
// files are whole.
func (v *verifier) gone() bool { return v.sought && v.ofFiles == 0 && v.report.Sample == 0 }

// applyFixes makes the repairs that were kept.
func (v *verifier) applyFixes(ctx context.Context) error {
	fixes := v.fixes
	v.fixes = nil
	for chunk := range slices.Chunk(fixes, repairedAtOnce) {
		err := v.apply(ctx, chunk)
		if !errors.Is(err, errEntry) {
			if err != nil {
				return err
			}
			continue
		}
		for i := range chunk {
			err := v.apply(ctx, chunk[i:i+1])
			if err != nil && !errors.Is(err, errEntry) {
				return err
			}
			if err != nil { // it needs an entry that is to be repaired first
				v.fixes = append(v.fixes, chunk[i])
			}
		}
	}
	return nil
}

func (v *verifier) apply(ctx context.Context, fixes []func(*change) error) error {
	err := v.store.commit(ctx, func(c *change) error {
		for _, fix := range fixes {
			if err := fix(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		v.report.Repaired += len(fixes)
	}
	return err
}

// repair repairs what v found, and checks again what the database says, until
// nothing is left that can be repaired.
func (s *Store) repair(ctx context.Context, v *verifier) error {
	if s.captures == nil {
		return errReadOnly
	}
	files := v.ofFiles
	kept := slices.Clone(v.report.Problems[:files]) // found in the files, which no repair touches
	least := len(v.report.Problems) + v.report.Omitted
	for stalled, first := 0, true; stalled < repairRounds; first = false {
		if len(v.fixes) == 0 && (len(v.lost) == 0 || v.sought) {
			break
		}
		rest := first && len(v.fixes) > 0 // what documents need may come back by that
		if err := v.applyFixes(ctx); err != nil {
			return err
		}
		if len(v.lost) > 0 && !rest {
			restored, err := s.restoreDocuments(ctx, v)
			if err != nil {
				return err
			}
			v.report.Repaired += restored
			v.sought = restored == 0
		}
		repaired := v.report.Repaired
		v.report = VerifyReport{
			Files: v.report.Files, Records: v.report.Records, Bytes: v.report.Bytes, Unlisted: v.report.Unlisted,
			Unnamed: v.report.Unnamed, Sample: v.report.Sample, Repaired: repaired,
			Problems: slices.Clone(kept), Omitted: v.omitted,
		}
		v.lost = map[archive.Digest]bool{}
		if rest {
			for d := range v.strays { // which no entry names
				v.lost[d] = true
			}
		}
		if err := v.index(ctx); err != nil {
			return err
		}
		left := len(v.report.Problems) + v.report.Omitted
		if stalled++; left < least {
			least, stalled = left, 0
		}
	}
	if err := v.strayStill(ctx); err != nil {
		return err
	}
	err := s.commit(ctx, func(c *change) error {
		v.report.Rebuilt = bucketMeta.in(c.tx).Get(keyRebuilding) != nil
		return bucketMeta.in(c.tx).Delete(keyRebuilding)
	})
	if err != nil {
		return err
	}
	if _, err := s.Fix(ctx); err != nil {
		return err
	}
	v.report.Unlisted = 0
	return nil
}
