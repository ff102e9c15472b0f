package archive

import (
	"fmt"
	"time"
)

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

	// Hours are when the portal may be asked, by the clock of Zone; Zone is a
	// name of the IANA time zone database, and empty for China's.
	Hours Hours  `json:"hours,omitzero"`
	Zone  string `json:"zone,omitempty"`

	// Schedule is when a crawl begins, as cron(5) writes it, by the clock of Zone.
	// Empty leaves it to what the pages' own histories say.
	Schedule string `json:"schedule,omitempty"`

	// Ignore are patterns of addresses that are never asked for, without scheme
	// and host: "*" stands for any characters, and the rest for itself, from the
	// path's beginning.
	Ignore []string `json:"ignore,omitempty"`

	// Only are patterns as those of Ignore: of pages that are no seed, those alone are
	// asked for that match one, and what these hold (files, further pages, list data).
	// Empty are all.
	Only []string `json:"only,omitempty"`

	BytesPerDay int64 `json:"bytes_per_day,omitempty"` // received between two midnights of Zone; 0 is no limit
	Pages       int   `json:"pages,omitempty"`         // requests in one crawl; 0 is the crawl's own limit

	// Group names the operator whose hosts share a server: of all hosts of a
	// group one at a time is asked. Empty is no group.
	Group string `json:"group,omitempty"`

	// LaxTLS takes any certificate, and TLS from 1.0 on: for portals whose
	// certificate has expired, or that know nothing newer. What is wrong with a
	// certificate is recorded.
	LaxTLS bool `json:"lax_tls,omitempty"`

	// Resolve pins a host to an address ("host" → "ip:port"), for portals that
	// are served where no name server points. A pinned address may be private
	// or loopback; no other may.
	Resolve map[string]string `json:"resolve,omitempty"`
}

// Hours are a part of each day, in minutes since midnight: from From until
// before To, over midnight where To is the earlier. The zero value is all day.
type Hours struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// String returns "22:00-06:00".
func (h Hours) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", h.From/60, h.From%60, h.To/60, h.To%60)
}
