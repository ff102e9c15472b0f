package archive

import "time"

// Portal is a government site as the operator names it, and how to crawl it.
type Portal struct {
	ID       string   `json:"id"`   // short, stable, [a-z0-9-]: names the portal in commands, keys and logs
	Name     string   `json:"name"` // for people: 青渡县人民政府
	Division string   `json:"division,omitempty"`
	Seeds    []string `json:"seeds"` // where a crawl starts: absolute URLs

	// Hosts are the domains that belong to the portal; a domain holds every
	// host below it. The hosts of the seeds always belong.
	Hosts []string `json:"hosts,omitempty"`

	// Delay is the least time between the end of one response of a host and
	// the next request to it.
	Delay time.Duration `json:"delay,omitempty"`

	// Group names the operator whose hosts share a server: of all hosts of a
	// group one at a time is asked. Empty is no group.
	Group string `json:"group,omitempty"`

	// Resolve pins a host to an address ("host" → "ip:port"), for portals that
	// are served where no name server points. A pinned address may be private
	// or loopback; no other may.
	Resolve map[string]string `json:"resolve,omitempty"`
}
