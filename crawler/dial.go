package crawler

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// errAddress says that a host resolves to an address that may not be visited.
var errAddress = errors.New("the address is not public, and the portal does not pin it")

// handshakeTimeout bounds dialling and the TLS handshake, each. Portals behind
// provincial firewalls answer slowly, but within this.
const handshakeTimeout = 20 * time.Second

// special lists what netip's own predicates leave out of the addresses that
// are not on the public internet (RFC 6890 and the IANA registries).
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"), // these hold IPv4 addresses …
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2001::/32"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"), // … and these were those of a site (RFC 3879)
}

// public reports whether a is an address of the public internet. An IPv4
// address in IPv6 form counts as what it is.
func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// dialer opens recorded connections.
type dialer struct {
	idle   time.Duration
	chains *chains
}

// dial connects to the server of the visit in ctx, at the port of address
// ("host:port") where it is not pinned to one. Names were resolved before: what
// is dialled is what the frontier has let through, and where it is not pinned, a
// public address.
func (d dialer) dial(ctx context.Context, network, address string) (*recordedConn, error) {
	x, ok := exchangeFrom(ctx)
	if !ok {
		return nil, errNoVisit
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	at := x.server.pinned
	if at == "" {
		at = net.JoinHostPort(x.server.address.String(), port)
		if !public(x.server.address) {
			return nil, fmt.Errorf("%s resolves to %s: %w", host, x.server.address, errAddress)
		}
	}
	nd := net.Dialer{Timeout: handshakeTimeout}
	c, err := nd.DialContext(ctx, network, at)
	if err != nil {
		return nil, err
	}
	return &recordedConn{Conn: c, idle: d.idle, protocols: []string{"http/1.1"}}, nil
}
