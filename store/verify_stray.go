package store

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"io"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// named are the places of the records that documents name.
type named map[uint64]struct{}

func placeHash(file string, offset int64) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, file) // a hash's Write never fails
	_, _ = h.Write(bigEndian(uint64(offset)))
	return h.Sum64()
}

func (n named) add(at archive.Location) { n[placeHash(at.File, at.Offset)] = struct{}{} }

func (n named) has(at archive.Location) bool {
	_, ok := n[placeHash(at.File, at.Offset)]
	return ok
}

// namedRecords returns the places of the records that the documents name, but for
// those of documents that are to be restored.
func (s *Store) namedRecords(ctx context.Context, but map[archive.Digest]bool) (named, error) {
	n := named{}
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketDocuments.each(tx, nil, func(k, v []byte) (bool, error) {
			d, err := decode[documentRecord](bucketDocuments, k, v)
			if err != nil || len(k) != 32 || but[digestOf(k)] {
				return true, ctx.Err()
			}
			n.add(d.Record)
			n.add(d.Report)
			for _, j := range []*joinedReport{d.Joined, d.Replaced} {
				if j != nil {
					n.add(j.Report)
				}
			}
			return true, ctx.Err()
		})
	})
	return n, err
}

// strayDocument looks at the record of a document that no entry names, and notes
// where the entry is lost. A process that ended before it entered a document left
// such a record, too: its payload is due, or was read otherwise since.
func (v *verifier) strayDocument(ctx context.Context, where string, body []byte) error {
	var d struct {
		Content archive.Digest `json:"content_digest"`
		Payload archive.Digest `json:"payload_digest"`
	}
	if json.Unmarshal(body, &d) != nil {
		return nil
	}
	content, err := raw(d.Content)
	if err != nil {
		return nil // no document of ours
	}
	return v.store.view(ctx, func(tx *bbolt.Tx) error {
		var doc documentRecord
		if known, err := read(tx, bucketDocuments, content, &doc); known && err == nil {
			return nil // the same, of another time
		}
		key, err := raw(d.Payload)
		if err != nil {
			return nil
		}
		var p payloadRecord
		known, err := read(tx, bucketPayloads, key, &p)
		if err == nil && known && p.Content != d.Content && !slices.Contains(p.Packed, d.Content) {
			return nil
		}
		if v.lose(d.Content); v.opts.Repair {
			v.strays[d.Content] = where
			return nil
		}
		v.stray(where, d.Content)
		return nil
	})
}

func (v *verifier) stray(where string, d archive.Digest) {
	v.problem(ProblemMissing, where, "a record of document %s, and no entry of documents has it", d)
}

// strayStill tells of the documents that no repair could enter.
func (v *verifier) strayStill(ctx context.Context) error {
	return v.store.view(ctx, func(tx *bbolt.Tx) error {
		for _, d := range slices.Sorted(maps.Keys(v.strays)) {
			var doc documentRecord
			content, err := raw(d)
			if err == nil {
				var known bool
				if known, err = read(tx, bucketDocuments, content, &doc); known && err == nil {
					continue
				}
			}
			v.stray(v.strays[d], d)
		}
		return nil
	})
}

// lose notes that a document's entry is to be restored.
func (v *verifier) lose(d archive.Digest) {
	if v.opts.Repair {
		v.lost[d] = true
	}
}
