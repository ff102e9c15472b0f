package learn

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"maps"
)

// kept is the form in which a model is kept.
type kept struct {
	Version int
	Arms    map[uint32]*arm
	Pulls   float64
	Learned float64
	Weights map[uint16][classes]float32
}

const keptVersion = 1

// Encode returns the model as [Decode] reads it.
func (m *Model) Encode() ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(kept{keptVersion, m.arms, m.pulls, m.judged.Learned, m.judged.Weights})
	if err != nil {
		return nil, fmt.Errorf("encode a model: %w", err)
	}
	return b.Bytes(), nil
}

// Decode returns a model that was encoded.
func Decode(data []byte) (*Model, error) {
	var k kept
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&k); err != nil {
		return nil, fmt.Errorf("decode a model: %w", err)
	}
	if k.Version != keptVersion || len(k.Arms) > maxArms {
		return nil, fmt.Errorf("decode a model: version %d with %d arms", k.Version, len(k.Arms))
	}
	m := New()
	m.pulls, m.judged = k.Pulls, classifier{Weights: k.Weights, Learned: k.Learned}
	for number, a := range k.Arms {
		if a == nil || number == 0 {
			return nil, fmt.Errorf("decode a model: arm %d is none", number)
		}
		if a.Centre == nil {
			a.Centre = map[uint16]float32{}
		}
		m.arms[number] = a
	}
	return m, nil
}

// How much of what other portals of the family taught counts for a new one.
const (
	inherited      = 0.25
	mostInherited  = 5.0 // visits of an arm
	leastInherited = 2.0 // fewer visits of it taught nothing
)

// Untaught reports whether the model has learned nothing of its own yet.
func (m *Model) Untaught() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.pulls == 0
}

// Adopt starts m from the model of its family: what was learned there counts,
// but gives way to the portal's own experience. Nothing else may use family
// meanwhile.
func (m *Model) Adopt(family *Model) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for number, a := range family.arms {
		if a.Pulls < leastInherited || a.isList() {
			continue // a list is one portal's own
		}
		own := m.likeness(number, a)
		if own == nil {
			break
		}
		pulls := min(a.Pulls*inherited, mostInherited)
		reward := a.Reward / a.Pulls * pulls
		own.Pulls, own.Shared = own.Pulls+pulls, own.Shared+pulls
		own.Reward, own.SharedReward = own.Reward+reward, own.SharedReward+reward
	}
	if m.judged.Learned < family.judged.Learned {
		m.judged = classifier{Weights: maps.Clone(family.judged.Weights), Learned: family.judged.Learned * inherited}
	}
}

// Merge takes what a portal has taught since it was merged last into the model
// of its family. Nothing else may use m meanwhile.
func (m *Model) Merge(portal *Model) {
	portal.mu.Lock()
	defer portal.mu.Unlock()
	for number, a := range portal.arms {
		if a.Pulls == a.Shared || a.isList() {
			continue
		}
		shared := m.likeness(number, a)
		if shared == nil {
			break
		}
		shared.Pulls += a.Pulls - a.Shared
		shared.Reward = min(shared.Reward+max(a.Reward-a.SharedReward, 0), shared.Pulls)
		a.Shared, a.SharedReward = a.Pulls, a.Reward
	}
	m.judged = classifier{Weights: maps.Clone(portal.judged.Weights), Learned: portal.judged.Learned}
}

// likeness returns the arm of m that a resembles, with one added where there is
// none, or nil where there is no room.
func (m *Model) likeness(number uint32, a *arm) *arm {
	if n, likeness := m.nearest(a.Group, a.Centre); likeness >= resembling {
		return m.arms[n]
	}
	if len(m.arms) >= maxArms {
		return nil
	}
	own := &arm{Group: a.Group, Centre: maps.Clone(a.Centre), Members: 1}
	m.arms[number] = own
	return own
}
