package crawler

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
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
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("2002::/16"),
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
	idle time.Duration
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

// dialTLS connects to address and does the handshake itself, so that what is
// recorded is the plaintext.
func (d dialer) dialTLS(ctx context.Context, network, address string) (*recordedConn, error) {
	c, err := d.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	host, _, _ := net.SplitHostPort(address) // dial has split it already
	t := tls.Client(c.Conn, &tls.Config{ServerName: host, NextProtos: []string{"http/1.1"}})
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	if err := t.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	state := t.ConnectionState()
	c.Conn = t
	c.protocols = append(c.protocols, tlsName(state.Version))
	c.cipher = tls.CipherSuiteName(state.CipherSuite)
	return c, nil
}

// tlsName is the name that WARC-Protocol uses for a TLS version.
func tlsName(version uint16) string {
	return strings.ToLower(strings.ReplaceAll(tls.VersionName(version), " ", "/"))
}
