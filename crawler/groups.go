package crawler

import (
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// Groups tells which operator's group each host is of. Of a host that several
// portals share, the group of one holds for all: what is polite to its server does
// not depend on who asks.
type Groups struct {
	hosts   map[string]string // of seeds
	domains map[string]string // and of what lies below them
}

// NewGroups returns the groups of the portals' hosts. Where portals that share a
// host name two groups, the first does.
func NewGroups(portals []archive.Portal) Groups {
	g := Groups{hosts: map[string]string{}, domains: map[string]string{}}
	note := func(in map[string]string, name, group string) {
		if _, known := in[name]; !known {
			in[name] = group
		}
	}
	for _, p := range portals {
		if p.Group == "" {
			continue
		}
		for _, seed := range p.Seeds {
			note(g.hosts, urls.Host(seed), p.Group)
		}
		for _, domain := range p.Hosts {
			note(g.domains, domain, p.Group)
		}
	}
	return g
}

// Of returns the group of a host, or "".
func (g Groups) Of(host string) string {
	if group := g.hosts[host]; group != "" {
		return group
	}
	for at := host; ; {
		if group := g.domains[at]; group != "" {
			return group
		}
		_, above, ok := strings.Cut(at, ".")
		if !ok {
			return ""
		}
		at = above
	}
}
