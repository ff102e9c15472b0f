package config

import (
	"cmp"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"gongkai/archive"
)

// defaults returns the configuration of an empty file.
func (r *reader) defaults() Config {
	return Config{
		Data: r.path("data"),
		Crawl: Crawl{
			Delay:    5 * time.Second,
			Timeout:  60 * time.Second,
			MaxBody:  256 << 20,
			MaxHops:  12,
			Floor:    0.01,
			Zone:     "Asia/Shanghai",
			Workers:  16,
			Pages:    20000,
			Patience: 10 * time.Minute,
		},
		Extract: Extract{OCR: true},
		MinFree: 512 << 20,
		Run:     Run{Log: "info", Metrics: "127.0.0.1:9420", Web: "127.0.0.1:8420"},
	}
}

// config reads the whole file.
func (r *reader) config(root ast.Node) Config {
	c := r.defaults()
	var delay ast.Node
	var portals []placed
	r.mapping(root, "the file", map[string]func(ast.Node){
		"data":    func(n ast.Node) { c.Data = r.path(r.text(n, "data")) },
		"contact": func(n ast.Node) { c.Contact = r.contact(n) },
		"crawl":   func(n ast.Node) { delay = r.crawl(n, &c.Crawl) },
		"extract": func(n ast.Node) { r.extract(n, &c.Extract) },
		"disk": func(n ast.Node) {
			r.mapping(n, "disk", map[string]func(ast.Node){
				"min_free": func(n ast.Node) { c.MinFree = r.size(n, "min_free") },
			})
		},
		"run":     func(n ast.Node) { r.run(n, &c.Run) },
		"portals": func(n ast.Node) { portals = r.portals(n) },
		"sinks":   func(n ast.Node) { c.Sinks = r.sinks(n) },
	})
	if c.Contact == "" {
		r.fail(root, "no contact: add contact: with an e-mail address or URL where portals can reach you")
	}
	r.knownPortals(portals)
	c.Portals = r.settle(portals, c.Crawl, delay)
	return c
}

// crawl reads how to crawl into c, and returns where the delay stands.
func (r *reader) crawl(n ast.Node, c *Crawl) (delay ast.Node) {
	r.mapping(n, "crawl", map[string]func(ast.Node){
		"delay":         func(n ast.Node) { delay, c.Delay = n, r.duration(n, "delay") },
		"timeout":       func(n ast.Node) { c.Timeout = r.duration(n, "timeout") },
		"max_body":      func(n ast.Node) { c.MaxBody = r.size(n, "max_body") },
		"floor":         func(n ast.Node) { c.Floor = r.floor(n) },
		"max_hops":      func(n ast.Node) { c.MaxHops = r.whole(n, "max_hops", 1000) },
		"workers":       func(n ast.Node) { c.Workers = r.whole(n, "workers", 1000) },
		"pages":         func(n ast.Node) { c.Pages = r.whole(n, "pages", mostPages) },
		"hours":         func(n ast.Node) { c.Hours = r.hours(n) },
		"timezone":      func(n ast.Node) { c.Zone = r.zone(n) },
		"bytes_per_day": func(n ast.Node) { c.BytesPerDay = r.size(n, "bytes_per_day") },
		"patience":      func(n ast.Node) { c.Patience = r.duration(n, "patience") },
	})
	return delay
}

// run reads how the service runs into c.
func (r *reader) run(n ast.Node, c *Run) {
	r.mapping(n, "run", map[string]func(ast.Node){
		"log": func(n ast.Node) {
			c.Log = r.text(n, "log")
			if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log) {
				r.fail(n, "log %.40q: want debug, info, warn or error", c.Log)
			}
		},
		"metrics": func(n ast.Node) { c.Metrics = r.address(n, "metrics") },
		"web":     func(n ast.Node) { c.Web = r.address(n, "web") },
	})
}

// address returns where to listen, or "" for off.
func (r *reader) address(n ast.Node, what string) string {
	s := r.text(n, what)
	if s == "off" {
		return ""
	}
	host, port, err := net.SplitHostPort(s)
	if _, numErr := strconv.ParseUint(port, 10, 16); err != nil || numErr != nil || strings.ContainsAny(host, " /") {
		r.fail(n, "%s %.80q: want host:port, such as 127.0.0.1:9420, or off", what, s)
	}
	return s
}

// extract reads how payloads are read into e.
func (r *reader) extract(n ast.Node, e *Extract) {
	r.mapping(n, "extract", map[string]func(ast.Node){
		"ocr": func(n ast.Node) {
			s := r.text(n, "ocr")
			if s != "auto" && s != "off" {
				r.fail(n, "ocr %q: want auto (where tesseract is installed) or off", s)
			}
			e.OCR = s == "auto"
		},
	})
}

// contact returns an e-mail address or a URL that can stand in a User-Agent.
func (r *reader) contact(n ast.Node) string {
	const want = "write an e-mail address or URL where portals can reach you"
	if s, ok := n.(*ast.StringNode); empty(n) || ok && strings.TrimSpace(s.Value) == "" {
		r.fail(n, "contact is empty: %s", want)
		return ""
	}
	s := r.text(n, "contact")
	strange := func(c rune) bool { return c <= ' ' || c > unicode.MaxASCII || strings.ContainsRune(`()\"<>`, c) }
	if strings.ContainsFunc(s, strange) || !reachable(s) {
		r.fail(n, "contact %.80q: %s", s, want)
	}
	return s
}

// reachable reports whether s is an address that a person can write to or open.
func reachable(s string) bool {
	if u, err := url.Parse(s); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		return u.Hostname() != "" && u.User == nil
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && strings.Contains(s[strings.LastIndex(s, "@"):], ".")
}

// mostPages is the largest number of requests that can be asked for.
const mostPages = 100_000_000

// settle gives portals what they leave to the crawl, whose delay stands at node,
// and returns them. A delay of less than a second is for portals on this machine
// alone.
func (r *reader) settle(placed []placed, common Crawl, node ast.Node) []archive.Portal {
	const advice = "only a portal whose every host resolve pins to a loopback address may be asked more often than once a second"
	if len(placed) == 0 && common.Delay < time.Second {
		r.fail(node, "delay %v: %s", common.Delay, advice)
	}
	var portals []archive.Portal
	for _, p := range placed {
		from, at := p.from, p.delay
		if p.Delay == 0 {
			p.Delay, from, at = common.Delay, r, node
		}
		if p.Delay < time.Second && !p.local() {
			from.fail(at, "delay %v of portal %s: %s", p.Delay, p.ID, advice)
			if r.err == nil {
				r.err = from.err
			}
		}
		if !p.hours {
			p.Hours = common.Hours
		}
		p.Zone = cmp.Or(p.Zone, common.Zone)
		p.BytesPerDay = cmp.Or(p.BytesPerDay, common.BytesPerDay)
		portals = append(portals, p.Portal)
	}
	return portals
}
