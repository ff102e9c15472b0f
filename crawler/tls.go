package crawler

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"

	"gongkai/archive"
)

// dialTLS connects to address and does the handshake itself, so that what is
// recorded is the plaintext.
func (d dialer) dialTLS(ctx context.Context, network, address string) (*recordedConn, error) {
	c, err := d.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	x, _ := exchangeFrom(ctx) // dial has found it
	host, _, _ := net.SplitHostPort(address)
	t := tls.Client(c.Conn, tlsConfig(host, x.server.lax))
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	if err := t.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(hinted(err), c.Close())
	}
	state := t.ConnectionState()
	c.Conn = t
	c.protocols = append(c.protocols, tlsName(state.Version))
	c.cipher = tls.CipherSuiteName(state.CipherSuite)
	c.chains, c.chain = d.chains, chainOf(host, state)
	if x.server.lax {
		c.untrusted = untrusted(host, state)
	}
	return c, nil
}

// tlsConfig returns how a host is spoken to. A lax one may prove nothing, and
// know nothing newer than TLS 1.0 and the suites of its time.
func tlsConfig(host string, lax bool) *tls.Config {
	c := &tls.Config{ServerName: host, NextProtos: []string{"http/1.1"}}
	if lax {
		c.MinVersion = tls.VersionTLS10
		c.InsecureSkipVerify = true // untrusted tells what is wrong
		for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			c.CipherSuites = append(c.CipherSuites, suite.ID)
		}
	}
	return c
}

// untrusted returns why a host's certificates prove nothing, or "".
func untrusted(host string, state tls.ConnectionState) string {
	if len(state.PeerCertificates) == 0 {
		return "no certificate"
	}
	o := x509.VerifyOptions{DNSName: host, Intermediates: x509.NewCertPool()}
	for _, c := range state.PeerCertificates[1:] {
		o.Intermediates.AddCert(c)
	}
	if _, err := state.PeerCertificates[0].Verify(o); err != nil {
		return err.Error()
	}
	return ""
}

// hinted adds to a failed handshake what a person may do about it, where the
// connection itself held.
func hinted(err error) error {
	broken, ok := errors.AsType[*net.OpError](err)
	if ok && broken.Op != "remote error" || errors.Is(err, io.EOF) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w%w", err, errHandshake)
}

// errHandshake says that somebody answered, who speaks no TLS that is taken.
var errHandshake = errors.New(" (tls: lax in the portal's config takes it as it is)")

// tlsName is the name that WARC-Protocol uses for a TLS version.
func tlsName(version uint16) string {
	return strings.ToLower(strings.ReplaceAll(tls.VersionName(version), " ", "/"))
}

// chain is what a host sent to prove who it is.
type chain struct {
	host         string
	sum          [sha256.Size]byte
	certificates [][]byte // DER
}

func chainOf(host string, state tls.ConnectionState) chain {
	c := chain{host: host}
	h := sha256.New()
	for _, certificate := range state.PeerCertificates {
		c.certificates = append(c.certificates, certificate.Raw)
		h.Write(certificate.Raw)
	}
	h.Sum(c.sum[:0])
	return c
}

// chains remembers which chains are archived, so that each is once.
type chains struct {
	mu    sync.Mutex
	known map[string][sha256.Size]byte // by host
}

// news returns the certificates of c if they are not archived yet.
func (k *chains) news(c chain) [][]byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(c.certificates) == 0 || k.known[c.host] == c.sum {
		return nil
	}
	return c.certificates
}

// archived notes that c has been.
func (k *chains) archived(c chain) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known[c.host] = c.sum
}

// describe notes how an exchange travelled.
func (c *recordedConn) describe(x *archive.Exchange) {
	x.Protocols, x.Cipher, x.Untrusted = c.protocols, c.cipher, c.untrusted
	if c.chains != nil {
		x.Certificates = c.chains.news(c.chain)
	}
}

// described notes that an exchange is ready to be recorded.
func (c *recordedConn) described(x archive.Exchange) {
	if len(x.Certificates) > 0 {
		c.chains.archived(c.chain)
	}
}
