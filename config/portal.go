package config

import (
	"errors"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/robfig/cron/v3"
	"golang.org/x/net/publicsuffix"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// placed is a portal with where in the file its parts stand.
type placed struct {
	archive.Portal
	from  *reader // of the file that it stands in
	delay ast.Node
	hours bool       // it has crawl hours of its own
	pins  []ast.Node // the hosts in resolve
}

// portals reads the list of portals, or the YAML file that is named instead.
func (r *reader) portals(n ast.Node) []placed {
	if s, ok := n.(*ast.StringNode); ok && (strings.HasSuffix(s.Value, ".yaml") || strings.HasSuffix(s.Value, ".yml")) {
		return r.portalsFile(n, s.Value)
	}
	var all []placed
	known := map[string]bool{}
	r.list(n, "portals", func(n ast.Node) {
		all = append(all, r.portal(n, known))
	})
	return all
}

// portal reads one portal, whose id is none of known, and adds it to them.
func (r *reader) portal(n ast.Node, known map[string]bool) placed {
	p := placed{from: r}
	r.mapping(n, "a portal", map[string]func(ast.Node){
		"id": func(n ast.Node) {
			p.ID = r.identifier(n, "id")
			if known[p.ID] {
				r.fail(n, "id %s stands twice: give each portal its own", p.ID)
			}
			known[p.ID] = true
		},
		"name":     func(n ast.Node) { p.Name = r.text(n, "name") },
		"division": func(n ast.Node) { p.Division = r.division(n) },
		"seeds":    func(n ast.Node) { r.list(n, "seeds", func(n ast.Node) { p.Seeds = append(p.Seeds, r.seed(n)) }) },
		"hosts":    func(n ast.Node) { r.list(n, "hosts", func(n ast.Node) { p.Hosts = append(p.Hosts, r.domain(n)) }) },
		"group":    func(n ast.Node) { p.Group = r.identifier(n, "group") },
		"delay":    func(n ast.Node) { p.delay, p.Delay = n, r.duration(n, "delay") },
		"hours":    func(n ast.Node) { p.hours, p.Hours = true, r.hours(n) },
		"timezone": func(n ast.Node) { p.Zone = r.zone(n) },
		"pages":    func(n ast.Node) { p.Pages = r.whole(n, "pages", mostPages) },
		"schedule": func(n ast.Node) { p.Schedule = r.schedule(n) },
		"ignore": func(n ast.Node) {
			r.list(n, "ignore", func(n ast.Node) { p.Ignore = append(p.Ignore, r.pattern(n, "ignore")) })
		},
		"only": func(n ast.Node) {
			r.list(n, "only", func(n ast.Node) { p.Only = append(p.Only, r.pattern(n, "only")) })
		},
		"bytes_per_day": func(n ast.Node) { p.BytesPerDay = r.size(n, "bytes_per_day") },
		"tls":           func(n ast.Node) { p.LaxTLS = r.laxTLS(n) },
		"resolve":       func(n ast.Node) { p.Resolve, p.pins = r.resolve(n) },
	})
	switch {
	case p.ID == "":
		r.fail(n, "a portal without id: add one of a-z, 0-9 and -, such as id: qingdu")
	case len(p.Seeds) == 0:
		r.fail(n, "portal %s has no seeds: add seeds: with the URL where a crawl starts", p.ID)
	case p.Name == "":
		p.Name = p.ID
	}
	for _, pin := range p.pins {
		if host := r.host(pin, "host"); !p.holds(host) {
			r.fail(pin, "resolve names %s, which is no host of portal %s: correct it, or add it to hosts", host, p.ID)
		}
	}
	return p
}

// holds reports whether host belongs to p.
func (p placed) holds(host string) bool {
	return slices.ContainsFunc(p.Seeds, func(seed string) bool { return urls.Host(seed) == host }) ||
		slices.ContainsFunc(p.Hosts, func(domain string) bool { return within(host, domain) })
}

// local reports whether p is served on this machine: every address in resolve
// is a loopback one, the host of every seed has one, and so has every domain in
// hosts or a host below it.
func (p placed) local() bool {
	for _, at := range p.Resolve {
		address, err := netip.ParseAddrPort(at)
		if err != nil || !address.Addr().Unmap().IsLoopback() {
			return false
		}
	}
	for _, seed := range p.Seeds {
		if p.Resolve[urls.Host(seed)] == "" {
			return false
		}
	}
	for _, domain := range p.Hosts {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(p.Resolve)), func(host string) bool { return within(host, domain) }) {
			return false
		}
	}
	return true
}

// within reports whether host is domain or lies below it.
func within(host, domain string) bool {
	return host == domain || strings.HasSuffix(host, "."+domain)
}

// laxTLS reports whether a portal's TLS is taken as it is.
func (r *reader) laxTLS(n ast.Node) bool {
	s := r.text(n, "tls")
	if s != "strict" && s != "lax" && r.err == nil {
		r.fail(n, "tls %.80q: want strict, or lax for a portal whose certificate is wrong or whose TLS is older than 1.2", s)
	}
	return s == "lax"
}

// division returns a code of 行政区划.
func (r *reader) division(n ast.Node) string {
	s := r.text(n, "division")
	digit := func(c rune) bool { return c >= '0' && c <= '9' }
	if len(s) < 6 || len(s) > 12 || strings.TrimFunc(s, digit) != "" {
		r.fail(n, "division %.80q: want 6 to 12 digits", s)
	}
	return s
}

// seed returns the canonical form of an absolute URL.
func (r *reader) seed(n ast.Node) string {
	s := r.text(n, "seed")
	if r.err != nil {
		return ""
	}
	scheme, rest, _ := strings.Cut(s, "://")
	if scheme = strings.ToLower(scheme); scheme != "http" && scheme != "https" {
		r.fail(n, "seed %.200q: want an absolute URL that begins with http:// or https://", s)
		return ""
	}
	canonical, err := urls.Canonical(s)
	switch {
	case errors.Is(err, urls.ErrUserInfo):
		r.fail(n, "seed %.200q: want a URL without user name and password", s)
	case errors.Is(err, urls.ErrTooLong):
		r.fail(n, "seed %.200q: want a URL of at most %d bytes", s, urls.MaxLength)
	case err != nil || strings.IndexAny(rest, `/\?#`) == 0:
		r.fail(n, "seed %.200q: want a URL with a host and, if any, a port that can exist", s)
	}
	return canonical
}

// domain returns a domain that is not so wide that others own parts of it.
func (r *reader) domain(n ast.Node) string {
	s := r.host(n, "host")
	if r.err != nil {
		return ""
	}
	if suffix, _ := publicsuffix.PublicSuffix(s); suffix == s {
		r.fail(n, "host %q: this holds sites of many owners: write the portal's own domain", s)
	}
	return s
}

// host returns a plain host name in lower case.
func (r *reader) host(n ast.Node, what string) string {
	s := strings.ToLower(r.text(n, what))
	if r.err == nil && !plainHost(s) {
		r.fail(n, "%s %.200q: want a plain name such as example.gov.cn, without http://, port or path (an international one as xn--…)", what, s)
	}
	return s
}

// plainHost reports whether s is made of labels as DNS has them.
func plainHost(s string) bool {
	if len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		strange := func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' }
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, strange) {
			return false
		}
	}
	return true
}

// resolve reads addresses of hosts, and returns where the hosts stand.
func (r *reader) resolve(n ast.Node) (addresses map[string]string, pins []ast.Node) {
	addresses = map[string]string{}
	r.entries(n, "resolve", func(key, value ast.Node) {
		host, at := r.host(key, "host in resolve"), r.text(value, "address in resolve")
		if r.err != nil {
			return
		}
		if address, err := netip.ParseAddrPort(at); err != nil || address.Port() == 0 || address.Addr().IsUnspecified() {
			r.fail(value, "address %.80q of %s: want ip:port, such as 127.0.0.1:8080 or \"[::1]:8080\"", at, host)
		}
		if addresses[host] != "" {
			r.fail(key, "host %s stands twice in resolve: keep one", host)
		}
		addresses[host], pins = at, append(pins, key)
	})
	return addresses, pins
}

// pattern returns a pattern of addresses that key holds.
func (r *reader) pattern(n ast.Node, key string) string {
	s := r.text(n, key)
	if r.err == nil && (s[0] != '/' && s[0] != '*' || strings.ContainsAny(s, " #")) {
		r.fail(n, "%s %.200q: want a path without scheme and host, such as /zwgk/video/ or *.mp4", key, s)
	}
	return s
}

// schedule returns when a crawl begins, as cron(5) has it.
func (r *reader) schedule(n ast.Node) string {
	s := r.text(n, "schedule")
	if r.err != nil {
		return ""
	}
	schedule, err := cron.ParseStandard(s)
	switch {
	case err != nil, strings.Contains(s, "TZ="), strings.HasPrefix(s, "@every"):
		r.fail(n, "schedule %.80q: want five fields as cron has them, such as \"0 3 * * 1\" for Mondays at 3 (Sunday is 0), or @daily", s)
	case never(schedule):
		r.fail(n, "schedule %.80q: no year has such a day: correct the day or the month", s)
	case hasty(schedule):
		r.fail(n, "schedule %.80q: crawls would begin less than an hour apart: write one minute, such as \"0 3 * * *\" for each day at 3", s)
	}
	return s
}

// eve is before every time that schedules are tried with; what they do follows
// from the calendar, not from the year.
var eve = time.Date(2023, time.December, 31, 23, 59, 0, 0, time.UTC)

// never reports whether a schedule has no time.
func never(s cron.Schedule) bool { return s.Next(eve).IsZero() }

// hasty reports whether a schedule has two times less than an hour apart. Those
// of its first three days tell.
func hasty(s cron.Schedule) bool {
	at := s.Next(eve)
	for end := at.AddDate(0, 0, 3); at.Before(end); {
		next := s.Next(at)
		if next.Sub(at) < time.Hour {
			return true
		}
		at = next
	}
	return false
}
