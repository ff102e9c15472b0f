package portalsim

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Request is a request that a world has answered.
type Request struct {
	Host            string
	Address         string // that it was received at; empty in memory
	Method          string
	URL             string
	Start, End      time.Time // End is zero while it is being answered
	Status          int
	Bytes           int
	UserAgent       string
	IfNoneMatch     string
	IfModifiedSince string
}

// Judge keeps the record of all requests and notes the impolite ones. It
// measures on the server's side, so that a client which keeps the rules by its
// own clock is never blamed.
type Judge struct {
	gap        time.Duration
	disallowed func(host, address string) bool
	outside    func(host string) bool

	mu         sync.Mutex
	requests   []*Request
	violations []string
	bytes      int64
	hosts      map[string]*conduct
}

// conduct is what the judge remembers of the requests to one host.
type conduct struct {
	open       int // requests being answered
	ended      time.Time
	retryAfter time.Time
	robots     bool // robots.txt was asked for
}

func newJudge(gap time.Duration, disallowed func(host, address string) bool, outside func(host string) bool) *Judge {
	return &Judge{gap: gap, disallowed: disallowed, outside: outside, hosts: make(map[string]*conduct)}
}

// Violations returns what was impolite, in the order of requests. A request
// can have several.
func (j *Judge) Violations() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.violations)
}

// Requests returns the record in the order in which requests came.
func (j *Judge) Requests() []Request {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := make([]Request, len(j.requests))
	for i, r := range j.requests {
		all[i] = *r
	}
	return all
}

// Bytes returns the sum of all bodies sent.
func (j *Judge) Bytes() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.bytes
}

// Reset forgets requests, violations and bytes. What a host has announced, when
// it last answered and whether its robots.txt was asked for stays known, as it
// does to a crawler that comes again.
func (j *Judge) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.requests, j.violations, j.bytes = nil, nil, 0
}

// record is a request being answered.
type record struct {
	judge   *Judge
	request *Request
	host    *conduct
	early   bool // it came before the announced Retry-After
}

func (j *Judge) begin(host string, r *http.Request) *record {
	uri := r.URL.RequestURI()
	request := &Request{
		Host:            host,
		Method:          r.Method,
		URL:             "http://" + host + uri,
		UserAgent:       r.UserAgent(),
		IfNoneMatch:     r.Header.Get("If-None-Match"),
		IfModifiedSince: r.Header.Get("If-Modified-Since"),
	}
	if at, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		request.Address = at.String()
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	request.Start = time.Now()
	h := j.hosts[host]
	if h == nil {
		h = new(conduct)
		j.hosts[host] = h
	}
	j.weigh(request, h, uri)
	h.open++
	j.requests = append(j.requests, request)
	return &record{judge: j, request: request, host: h, early: request.Start.Before(h.retryAfter)}
}

// weigh notes what is wrong with request.
func (j *Judge) weigh(request *Request, h *conduct, uri string) {
	blame := func(format string, args ...any) {
		j.violations = append(j.violations, request.URL+": "+fmt.Sprintf(format, args...))
	}
	if h.open > 0 {
		blame("overlaps with %d other requests of the host", h.open)
	}
	if gap := request.Start.Sub(h.ended); !h.ended.IsZero() && gap < j.gap {
		blame("starts %s after the response before, less than %s", gap, j.gap)
	}
	if request.Start.Before(h.retryAfter) {
		blame("comes %s before the announced Retry-After", h.retryAfter.Sub(request.Start))
	}
	if j.outside(request.Host) {
		blame("host belongs to no portal")
		return
	}
	if uri == "/robots.txt" {
		h.robots = true
		return
	}
	if !h.robots {
		blame("robots.txt was not asked for before")
		h.robots = true // once is enough
	}
	if j.disallowed(request.Host, uri) {
		blame("robots.txt disallows it")
	}
}

// end closes the record before the last byte is sent.
func (r *record) end(status, retryAfter, bytes int) {
	r.judge.mu.Lock()
	defer r.judge.mu.Unlock()
	now := time.Now()
	r.request.End, r.request.Status, r.request.Bytes = now, status, bytes
	r.judge.bytes += int64(bytes)
	r.host.open--
	r.host.ended = now
	if retryAfter > 0 {
		r.host.retryAfter = now.Add(time.Duration(retryAfter) * time.Second)
	}
}

// disallowed reports whether the robots.txt of host keeps crawlers named
// gongkai from address.
func (w *World) disallowed(host, address string) bool {
	p, ok := w.byHost[host]
	if !ok {
		return false
	}
	for _, prefix := range p.quirks.disallow {
		if len(address) >= len(prefix) && address[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}
