package store

import (
	"slices"
	"time"

	"gongkai/archive"
)

// gate is what hosts pass one at a time: the address that serves them, or the
// group of their operator. A gate's rate is that of one host, so that looking at
// all of its hosts at each passage costs little.
type gate struct {
	name      string
	notBefore time.Time
	lent      *hostState // the host that is passing, or nil
	hosts     []*hostState
}

// gatesOf returns the names of the gates that a host passes.
func gatesOf(h archive.Host) []string {
	var names []string
	if h.Address != "" {
		names = append(names, "address "+h.Address)
	}
	if h.Group != "" {
		names = append(names, "group "+h.Group)
	}
	return names
}

func (s *schedule) gate(name string) *gate {
	g := s.gates[name]
	if g == nil {
		g = &gate{name: name}
		s.gates[name] = g
	}
	return g
}

// rest lets the gates of a host rest as long as its server does.
func (s *schedule) rest(h archive.Host) {
	for _, name := range gatesOf(h) {
		if g := s.gate(name); h.Rest.After(g.notBefore) {
			g.notBefore = h.Rest
			s.settleAll(g)
		}
	}
}

// know takes over what is known of a host, and puts it before its gates.
func (s *schedule) know(h *hostState, r archive.Host) {
	h.notBefore, h.reason = r.NotBefore, r.Reason
	names := gatesOf(r)
	if slices.EqualFunc(h.gates, names, func(g *gate, name string) bool { return g.name == name }) {
		return
	}
	s.leave(h)
	for _, name := range names {
		g := s.gate(name)
		g.hosts = append(g.hosts, h)
		h.gates = append(h.gates, g)
		if h.lentTo != "" && g.lent == nil {
			g.lent = h
			s.settleAll(g)
		}
	}
}

// enter takes a visit that is out through other gates than its host was known to
// pass, and reports whether they were free and had rested.
func (s *schedule) enter(surt archive.SURT, address, group string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hosts[surt.Host()]
	if h == nil || h.out != surt {
		return false
	}
	known := archive.Host{NotBefore: h.notBefore, Reason: h.reason, Address: address, Group: group}
	for _, name := range gatesOf(known) {
		if g := s.gates[name]; g != nil && (g.lent != nil && g.lent != h || g.notBefore.After(now)) {
			return false
		}
	}
	s.know(h, known)
	return true
}

// leave takes a host away from its gates. A gate that nobody waits for is
// remembered for its rest.
func (s *schedule) leave(h *hostState) {
	gates := h.gates
	h.gates = nil
	for _, g := range gates {
		g.hosts = slices.DeleteFunc(g.hosts, func(x *hostState) bool { return x == h })
		if g.lent == h {
			g.lent = nil
			s.settleAll(g)
		}
	}
}

// settleAll puts the lanes of all hosts of a gate where they belong.
func (s *schedule) settleAll(g *gate) {
	for _, h := range slices.Clone(g.hosts) {
		s.settle(h)
	}
}

// gated reports whether another host is passing one of h's gates.
func (h *hostState) gated() bool {
	return slices.ContainsFunc(h.gates, func(g *gate) bool { return g.lent != nil && g.lent != h })
}

// ready returns when h and all of its gates have rested.
func (h *hostState) ready() time.Time {
	at := h.notBefore
	for _, g := range h.gates {
		if g.notBefore.After(at) {
			at = g.notBefore
		}
	}
	return at
}
