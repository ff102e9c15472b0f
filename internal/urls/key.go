package urls

import (
	"fmt"
	"net/netip"
	"strings"

	"gongkai/archive"
)

// Key returns the key of a canonical URL, as archive.SURT tells. Two canonical
// URLs have the same key only if they are equal: where the port does not imply
// the scheme (443 is https, every other is http), the key holds the scheme
// too, as in "cn,gov,example:8443+https)/".
//
// The error is for strings that Canonical did not make.
func Key(canonical string) (archive.SURT, error) {
	authority := Authority(canonical)
	path := canonical[len(authority):]
	host := Host(canonical)
	if host == "" || path == "" || path[0] != '/' {
		return "", fmt.Errorf("key of %q: not canonical", canonical)
	}
	scheme, _, _ := strings.Cut(canonical, ":")
	port := "80"
	if scheme == "https" {
		port = "443"
	}
	if i := strings.LastIndexByte(authority, ':'); isDigits(authority[i+1:]) {
		port = authority[i+1:]
	}

	var b strings.Builder
	b.Grow(len(canonical) + len(":443"))
	writeHost(&b, host)
	if port != "80" || scheme == "https" {
		b.WriteString(":" + port)
	}
	if (port == "443") != (scheme == "https") {
		b.WriteString("+" + scheme)
	}
	b.WriteString(")")
	b.WriteString(path)
	return archive.SURT(b.String()), nil
}

// FromKey returns the canonical URL whose key s is.
func FromKey(s archive.SURT) (string, error) {
	authority, path, ok := strings.Cut(string(s), ")")
	if !ok || authority == "" || path == "" || path[0] != '/' {
		return "", fmt.Errorf("%.80q is no key", s)
	}
	host, rest := s.Host(), authority
	if address, after, ok := strings.Cut(authority, "]"); ok {
		rest = after
		if strings.Contains(address, ":") {
			host = "[" + host + "]"
		}
	}
	_, port, _ := strings.Cut(rest, ":")
	port, scheme, told := strings.Cut(port, "+")
	switch {
	case !told && port == "443":
		scheme, port = "https", ""
	case !told:
		scheme = "http"
	}
	if port != "" {
		port = ":" + port
	}
	return scheme + "://" + host + port + path, nil
}

// writeHost writes a name's labels from the top down, and an address in
// brackets as it is.
func writeHost(b *strings.Builder, host string) {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if strings.Contains(host, ":") || isDigits(last) {
		if _, err := netip.ParseAddr(host); err == nil {
			b.WriteString("[" + host + "]")
			return
		}
	}
	for {
		dot := strings.LastIndexByte(host, '.')
		b.WriteString(host[dot+1:])
		if dot < 0 {
			return
		}
		b.WriteByte(',')
		host = host[:dot]
	}
}

// Authority returns scheme, host and port of a canonical URL:
// "http://www.example.gov.cn". A URL that has no host gives "".
func Authority(canonical string) string {
	i := strings.Index(canonical, "://")
	if i < 0 || !isHTTP(canonical[:i]) {
		return ""
	}
	start := i + len("://")
	if end := strings.IndexByte(canonical[start:], '/'); end >= 0 {
		return canonical[:start+end]
	}
	return canonical
}

// Host returns the host of a canonical URL in lower case, without port; an
// IPv6 address comes without its brackets.
func Host(canonical string) string {
	_, host, _ := strings.Cut(Authority(canonical), "://")
	if strings.HasPrefix(host, "[") {
		host, _, _ = strings.Cut(host[1:], "]")
		return host
	}
	host, _, _ = strings.Cut(host, ":")
	return host
}

// Path returns path and query of a canonical URL, as a request line has them.
func Path(canonical string) string {
	path := canonical[len(Authority(canonical)):]
	if path == "" {
		return "/"
	}
	return path
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}
