package crawler

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
)

// resolvedFor is how long an address is believed. Portals move seldom, and a
// look-up costs nobody but the name server.
const resolvedFor = 10 * time.Minute

// lookupTimeout bounds one look-up.
const lookupTimeout = 20 * time.Second

// server is where a host is served.
type server struct {
	address netip.Addr
	pinned  string // "ip:port" that the portal's config names, or ""
	lax     bool   // its TLS is taken as it is
}

// local reports whether the server is this machine.
func (s server) local() bool { return s.address.IsLoopback() }

// resolver finds the servers of hosts. It may be used by many at once.
type resolver struct {
	mu    sync.Mutex
	known map[string]resolved
	tried map[string]int // how often an address of a host has failed: the next is another
}

type resolved struct {
	address netip.Addr
	until   time.Time
}

// of returns the server of a host of a portal. An error that is errAddress says
// that it may not be visited; any other is the name service's.
func (r *resolver) of(ctx context.Context, p *portal, host string) (server, error) {
	s, err := r.find(ctx, p, host)
	s.lax = p.LaxTLS
	return s, err
}

func (r *resolver) find(ctx context.Context, p *portal, host string) (server, error) {
	if at, ok := p.Resolve[host]; ok {
		ap, err := netip.ParseAddrPort(at)
		if err != nil {
			return server{}, fmt.Errorf("%s is pinned to %q, which is no address", host, at)
		}
		return server{address: ap.Addr().Unmap(), pinned: at}, nil
	}
	if address, err := netip.ParseAddr(host); err == nil {
		return checked(host, address)
	}
	r.mu.Lock()
	known, ok := r.known[host]
	r.mu.Unlock()
	if ok && time.Now().Before(known.until) {
		return server{address: known.address}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return server{}, err
	}
	r.mu.Lock()
	tried := r.tried[host]
	r.mu.Unlock()
	for i := range addresses {
		s, err := checked(host, addresses[(i+tried)%len(addresses)])
		if err != nil {
			continue
		}
		r.mu.Lock()
		if r.known == nil {
			r.known = map[string]resolved{}
		}
		r.known[host] = resolved{s.address, time.Now().Add(resolvedFor)}
		r.mu.Unlock()
		return s, nil
	}
	return server{}, fmt.Errorf("%s resolves to %v: %w", host, addresses, errAddress)
}

// forget makes the next visit of a host look its addresses up again, and take
// another one where it has more.
func (r *resolver) forget(host string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.known[host]; !ok {
		return
	}
	delete(r.known, host)
	if r.tried == nil {
		r.tried = map[string]int{}
	}
	r.tried[host]++
}

// checked returns the server at an address, if it may be visited.
func checked(host string, address netip.Addr) (server, error) {
	if address = address.Unmap(); !public(address) {
		return server{}, fmt.Errorf("%s resolves to %s: %w", host, address, errAddress)
	}
	return server{address: address}, nil
}
