package crawler

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"maps"
	"slices"
	"time"
)

// keptShapes is what has been seen of a portal's addresses, as it is kept for the
// run that goes on with a crawl.
type keptShapes struct {
	Version int
	Since   time.Time
	Known   []uint64
	Spaces  map[string]*space
	Names   map[string]*lineage
	Stems   []*stem
	Ups     []int          // of each stem the place in Stems of the one above it; -1 for none
	Stands  map[uint64]int // places in Stems
	Echoes  int
	Moved   map[uint64]uint64
}

// forgetShapes is how long what was seen counts: crawls that have to wait may follow
// each other without end, and portals change.
const forgetShapes = 7 * day

// shapesVersion changes with what keptShapes, or what it holds, means.
const shapesVersion = 2

// How often what was seen is kept while a crawl goes on: each so many requests, and as soon
// as it has closed something; where it is much, only as often as makes it so many bytes
// a request.
const (
	keepEach    = 32
	keptBytes   = 1 << 10
	closedBytes = 32 << 10
)

// due returns what was seen where it is time to keep it: after a request, or else
// where a visit was refused for what was seen.
func (s *shapes) due(asked bool) ([]byte, error) {
	s.mu.Lock()
	if asked {
		s.unkept++
	}
	due := s.unkept >= max(keepEach, s.size/keptBytes) || !asked && s.unkept > s.size/closedBytes
	s.mu.Unlock()
	if !due {
		return nil, nil
	}
	return s.encode()
}

// encode returns what was seen as [decodeShapes] reads it.
func (s *shapes) encode() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := keptShapes{
		Version: shapesVersion, Since: s.since, Known: slices.Collect(maps.Keys(s.known)), Spaces: s.spaces, Names: s.names,
		Stands: map[uint64]int{}, Echoes: s.echoes, Moved: s.moved,
	}
	places := map[*stem]int{nil: -1}
	var place func(t *stem) int
	place = func(t *stem) int {
		at, ok := places[t]
		if !ok {
			up := place(t.up)
			at = len(k.Stems)
			places[t] = at
			k.Stems, k.Ups = append(k.Stems, t), append(k.Ups, up)
		}
		return at
	}
	for key, t := range s.stems {
		k.Stands[key] = place(t)
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(k); err != nil {
		return nil, fmt.Errorf("encode what was seen of a portal's addresses: %w", err)
	}
	s.unkept, s.size = 0, b.Len()
	return b.Bytes(), nil
}

// decodeShapes returns what was encoded.
func decodeShapes(data []byte) (*shapes, error) {
	var k keptShapes
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&k); err != nil {
		return nil, fmt.Errorf("decode what was seen of a portal's addresses: %w", err)
	}
	if k.Version != shapesVersion || len(k.Ups) != len(k.Stems) {
		return nil, fmt.Errorf("decode what was seen of a portal's addresses: version %d, %d of %d places", k.Version, len(k.Ups), len(k.Stems))
	}
	s := newShapes()
	s.since = k.Since
	for _, key := range k.Known {
		s.known[key] = struct{}{}
	}
	maps.Copy(s.spaces, k.Spaces)
	for _, sp := range s.spaces {
		if sp.Closed {
			s.ends++
		}
	}
	maps.Copy(s.names, k.Names)
	for at, up := range k.Ups {
		if up >= at {
			return nil, fmt.Errorf("decode what was seen of a portal's addresses: place %d lies below %d", at, up)
		}
		t := k.Stems[at]
		if up >= 0 {
			t.up = k.Stems[up]
		}
		if m := t.Sample; m != nil { // an empty map is none
			m.Stale, m.Payloads = made(m.Stale), made(m.Payloads)
		}
	}
	for key, at := range k.Stands {
		if at < 0 || at >= len(k.Stems) {
			return nil, fmt.Errorf("decode what was seen of a portal's addresses: no place %d", at)
		}
		s.stems[key] = k.Stems[at]
	}
	s.echoes = k.Echoes
	maps.Copy(s.moved, k.Moved)
	return s, nil
}

func made[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}
