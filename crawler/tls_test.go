package crawler

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

// certificate returns a certificate that nobody vouches for, of a host, until a
// time.
func certificate(t *testing.T, host string, until time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: until.AddDate(-1, 0, 0), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// serveTLS answers one request a connection.
func serveTLS(t *testing.T, c *tls.Config) string {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
				}
			}()
		}
	}()
	return l.Addr().String()
}

// getTLS makes one exchange with a server at address.
func getTLS(t *testing.T, w *transport, address string, lax bool) (*exchange, error) {
	t.Helper()
	x := &exchange{
		visit:  archive.Visit{URL: "https://www.example.gov.cn/a"},
		server: server{address: netip.MustParseAddrPort(address).Addr(), pinned: address, lax: lax},
		limit:  100,
	}
	t.Cleanup(func() { x.close() })
	req, err := http.NewRequestWithContext(withExchange(t.Context(), x), http.MethodGet, x.visit.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.RoundTrip(req)
	return x, err
}

func TestATLSServerThatProvesNothingIsAskedOnlyWhereThePortalSaysSo(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		server    *tls.Config
		protocol  string
		untrusted string
	}{
		"a certificate that has expired": {&tls.Config{Certificates: []tls.Certificate{certificate(t, "www.example.gov.cn", now.AddDate(0, 0, -1))}}, "tls/1.3", "expired"},
		"a certificate of nobody known":  {&tls.Config{Certificates: []tls.Certificate{certificate(t, "www.example.gov.cn", now.AddDate(1, 0, 0))}}, "tls/1.3", "unknown authority"},
		"a certificate of another host":  {&tls.Config{Certificates: []tls.Certificate{certificate(t, "other.gov.cn", now.AddDate(1, 0, 0))}}, "tls/1.3", "other.gov.cn"},
		"a server that prefers HTTP/2": {&tls.Config{Certificates: []tls.Certificate{certificate(t, "www.example.gov.cn", now.AddDate(1, 0, 0))}, NextProtos: []string{"h2", "http/1.1"}},
			"tls/1.3", "unknown authority"},
		"TLS 1.0": {&tls.Config{Certificates: []tls.Certificate{certificate(t, "www.example.gov.cn", now.AddDate(1, 0, 0))}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10},
			"tls/1.0", "unknown authority"},
	} {
		t.Run(name, func(t *testing.T) {
			address := serveTLS(t, c.server)
			w := newTransport(t.TempDir(), time.Minute)
			if _, err := getTLS(t, w, address, false); err == nil || !strings.Contains(err.Error(), "tls: lax in the portal's config") {
				t.Errorf("strict: got %v, want an error that tells of tls: lax", err)
			}
			for i := range 2 {
				x, err := getTLS(t, w, address, true)
				if err != nil {
					t.Fatalf("lax: %v", err)
				}
				r := x.result
				if got := recorded(t, x); !strings.HasSuffix(got, "hello") {
					t.Errorf("recorded %q", got)
				}
				if !slices.Equal(r.Protocols, []string{"http/1.1", c.protocol}) || !strings.HasPrefix(r.Cipher, "TLS_") {
					t.Errorf("got %v, %s; want %s", r.Protocols, r.Cipher, c.protocol)
				}
				if !strings.Contains(r.Untrusted, c.untrusted) {
					t.Errorf("untrusted: got %q, want %s", r.Untrusted, c.untrusted)
				}
				if want := map[int]int{0: 1}[i]; len(r.Certificates) != want || want == 1 && string(r.Certificates[0]) != string(c.server.Certificates[0].Certificate[0]) {
					t.Errorf("exchange %d: got %d certificates, want %d: each chain once", i, len(r.Certificates), want)
				}
			}
		})
	}
}

func TestABrokenHandshakeIsNotBlamedOnTheCertificate(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	if _, err := getTLS(t, newTransport(t.TempDir(), time.Minute), l.Addr().String(), false); err == nil || strings.Contains(err.Error(), "lax") {
		t.Errorf("got %v, want an error without advice on certificates", err)
	}
}
