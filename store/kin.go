package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/internal/likeness"
)

// Kin is a document that is the same report as another: in another dress, or in
// another version.
type Kin struct {
	Document archive.Digest    `json:"document"`
	Relation likeness.Relation `json:"relation"` // version or near_duplicate
	Text     float64           `json:"text"`     // share of the text that both have, estimated
	Figures  float64           `json:"figures"`  // share of the figures, likewise
	Portal   string            `json:"portal"`
	URL      string            `json:"url"`
	Captured time.Time         `json:"captured"`
	Previous archive.Digest    `json:"previous,omitempty"`
	Newer    bool              `json:"-"` // it was captured after the one that it is kin of

	record archive.Location
}

// Kin returns the documents that are the same report as a document, oldest
// first.
func (s *Store) Kin(ctx context.Context, content archive.Digest) ([]Kin, error) {
	key, err := raw(content)
	if err != nil {
		return nil, err
	}
	k, err := s.sketchOf(ctx, key)
	if err != nil {
		return nil, err
	}
	var found []Kin
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		if found, err = kinOf(tx, key, k); err != nil {
			return err
		}
		var own documentRecord
		_, err = read(tx, bucketDocuments, key, &own)
		spans := spansOf(tx)
		for i := range found {
			found[i].Newer = spans.order(found[i].Captured).After(spans.order(own.CapturedAt))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("documents like %s: %w", content, err)
	}
	return found, nil
}

// The kinds of keys in alike.
const (
	alikeNamed = 'n' // year, issuer NUL, content digest
	alikeBand  = 'b' // band, content digest's first 8 bytes
)

// mostOfBand is how many documents of a band are looked at. Where more have it
// in common, it tells nothing of which report they are.
const mostOfBand = 32

// namedKey returns where documents of a report's issuer and year stand, or nil
// where one is not known.
func namedKey(k likeness.Sketch) []byte {
	if k.Issuer == "" || k.Year == 0 {
		return nil
	}
	issuer := k.Issuer[:min(len(k.Issuer), 512)]
	key := binary.BigEndian.AppendUint16([]byte{alikeNamed}, uint16(min(max(k.Year, 0), 1<<16-1)))
	return append(append(key, issuer...), 0)
}

// alikeKeys returns the keys that a document has in alike.
func alikeKeys(content []byte, k likeness.Sketch) [][]byte {
	var keys [][]byte
	if named := namedKey(k); named != nil {
		keys = append(keys, append(named, content...))
	}
	for _, band := range k.Bands() {
		keys = append(keys, slices.Concat([]byte{alikeBand}, band, content[:8]))
	}
	return keys
}

// kinOf returns the documents that are the same report as one of this content
// digest and sketch.
func kinOf(tx *bbolt.Tx, content []byte, k likeness.Sketch) ([]Kin, error) {
	var found []Kin
	looked := [][]byte{content}
	look := func(other []byte) error {
		if slices.ContainsFunc(looked, func(b []byte) bool { return bytes.Equal(b, other) }) {
			return nil
		}
		looked = append(looked, other)
		var theirs likeness.Sketch
		if known, err := read(tx, bucketSketches, other, &theirs); err != nil || !known {
			return err
		}
		relation := likeness.Relate(k, theirs)
		if relation == likeness.None {
			return nil
		}
		var d documentRecord
		if known, err := read(tx, bucketDocuments, other, &d); err != nil || !known {
			return err
		}
		kin := Kin{Document: digestOf(other), Relation: relation, Portal: d.Portal, URL: d.URL, Captured: d.CapturedAt, Previous: d.Previous, record: d.Record}
		kin.Text, kin.Figures = likeness.Resemblance(k, theirs)
		found = append(found, kin)
		return nil
	}
	if named := namedKey(k); named != nil {
		err := bucketAlike.each(tx, named, func(rest, _ []byte) (bool, error) { return true, look(bytes.Clone(rest)) })
		if err != nil {
			return nil, err
		}
	}
	for _, band := range k.Bands() {
		n := 0
		err := bucketAlike.each(tx, append([]byte{alikeBand}, band...), func(rest, _ []byte) (bool, error) {
			other, _ := bucketSketches.in(tx).Cursor().Seek(rest)
			if n++; n > mostOfBand || !bytes.HasPrefix(other, rest) {
				return n <= mostOfBand, nil
			}
			return true, look(bytes.Clone(other))
		})
		if err != nil {
			return nil, err
		}
	}
	spans := spansOf(tx)
	slices.SortFunc(found, func(a, b Kin) int {
		if c := spans.order(a.Captured).Compare(spans.order(b.Captured)); c != 0 {
			return c
		}
		return bytes.Compare([]byte(a.Document), []byte(b.Document))
	})
	return found, nil
}

// sketch enters a document among those that others are compared with.
func (c *change) sketch(content []byte, k likeness.Sketch) error {
	for _, key := range alikeKeys(content, k) {
		if err := bucketAlike.in(c.tx).Put(key, nil); err != nil {
			return err
		}
	}
	return write(c.tx, bucketSketches, content, k)
}

// relate finds what a document is to those that resemble it: a version, a
// near-duplicate, or new. To one that is restored those don't count that were read
// after it.
func (c *change) relate(content []byte, doc documentRecord) (lineage, error) {
	kin, err := kinOf(c.tx, content, doc.sketch)
	kin = slices.DeleteFunc(kin, func(k Kin) bool { return doc.restored && readBefore(doc.Record, k.record) })
	if err != nil || len(kin) == 0 {
		return lineage{novelty: archive.NoveltyNew}, err
	}
	if slices.ContainsFunc(kin, func(k Kin) bool { return k.Relation == likeness.NearDuplicate }) {
		return lineage{novelty: archive.NoveltyNearDuplicate}, nil
	}
	spans := spansOf(c.tx)
	for _, k := range slices.Backward(kin) {
		if !spans.order(k.Captured).After(spans.order(doc.CapturedAt)) {
			return lineage{novelty: archive.NoveltyVersion, after: k.Document}, nil
		}
	}
	return lineage{novelty: archive.NoveltyVersion, before: kin[0].Document}, nil
}

// readBefore reports whether the document at a place was read before that at
// another: files are named by when they were begun.
func readBefore(a, b archive.Location) bool {
	return a.File < b.File || a.File == b.File && a.Offset < b.Offset
}

// replaces reports whether a new document at the URL of another may be a version
// of it: not where they are known to be two issuers' reports, or on two years.
func (c *change) replaces(old archive.Digest, k likeness.Sketch) (bool, error) {
	key, err := raw(old)
	if err != nil {
		return false, err
	}
	var theirs likeness.Sketch
	_, err = read(c.tx, bucketSketches, key, &theirs)
	return !likeness.Others(k, theirs), err
}

var keyLikeness = []byte("likeness") // the method by which the sketches were made

const sketched = 200 // documents in one transaction

// Liken sketches the documents that were kept before sketches were, or were
// sketched in another way, so that later ones are compared with them. It returns
// how many. It goes on where it was interrupted with the documents that lack a
// sketch.
func (s *Store) Liken(ctx context.Context) (int, error) {
	method := ""
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		method = string(bucketMeta.in(tx).Get(keyLikeness))
		return nil
	})
	if err != nil || method == likeness.Method {
		return 0, err
	}
	if method != "" {
		err := s.commit(ctx, func(c *change) error {
			for _, b := range []bucket{bucketSketches, bucketAlike} {
				if err := c.tx.DeleteBucket([]byte(b)); err != nil {
					return err
				}
				if _, err := c.tx.CreateBucket([]byte(b)); err != nil {
					return err
				}
			}
			return bucketMeta.in(c.tx).Delete(keyLikeness)
		})
		if err != nil {
			return 0, fmt.Errorf("compare documents anew: %w", err)
		}
	}
	return s.sketchAll(ctx)
}

func (s *Store) sketchAll(ctx context.Context) (total int, err error) {
	for after := []byte(nil); ; {
		var chunk [][]byte
		err := s.view(ctx, func(tx *bbolt.Tx) error {
			chunk, after = unsketched(tx, after)
			return nil
		})
		if err != nil {
			return total, fmt.Errorf("compare documents: %w", err)
		}
		sketches := map[string]likeness.Sketch{}
		for _, content := range chunk {
			k, err := s.sketchOf(ctx, content)
			if ctx.Err() != nil {
				return total, ctx.Err()
			}
			if err == nil { // else verify tells of it
				sketches[string(content)] = k
			}
		}
		err = s.commit(ctx, func(c *change) error {
			for content, k := range sketches {
				if err := c.sketch([]byte(content), k); err != nil {
					return err
				}
			}
			if after == nil {
				return bucketMeta.in(c.tx).Put(keyLikeness, []byte(likeness.Method))
			}
			return nil
		})
		if err != nil {
			return total, fmt.Errorf("compare documents: %w", err)
		}
		if total += len(sketches); after == nil {
			return total, nil
		}
	}
}

// unsketched returns some documents behind a key that have no sketch, and the
// key to go on after, nil at the end.
func unsketched(tx *bbolt.Tx, after []byte) (chunk [][]byte, next []byte) {
	cursor := bucketDocuments.in(tx).Cursor()
	for k, _ := cursor.Seek(after); k != nil; k, _ = cursor.Next() {
		if bytes.Equal(k, after) || bucketSketches.in(tx).Get(k) != nil {
			continue
		}
		if chunk = append(chunk, bytes.Clone(k)); len(chunk) == sketched {
			return chunk, bytes.Clone(k)
		}
	}
	return chunk, nil
}

// sketchOf reads a document and its report back, and returns their sketch.
func (s *Store) sketchOf(ctx context.Context, content []byte) (likeness.Sketch, error) {
	rec, err := s.documentRecord(ctx, digestOf(content))
	if err != nil {
		return likeness.Sketch{}, err
	}
	d, err := s.Document(ctx, digestOf(content))
	if err != nil {
		return likeness.Sketch{}, err
	}
	report, err := s.reportAt(rec.Report, rec.ReportID)
	return likeness.Of(rec.Portal, &d, report), err
}
