package urls

import (
	"errors"
	"fmt"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// MaxLength is the length that no canonical URL exceeds, in bytes. Addresses
// that grow longer are made by loops.
const MaxLength = 4000

// The errors of Canonical and Base.Resolve that callers tell apart. Any other
// error is an address that can't be parsed or that names no host.
var (
	ErrNotHTTP  = errors.New("not an http or https address")
	ErrTooLong  = errors.New("address longer than 4000 bytes")
	ErrUserInfo = errors.New("address with user information")
)

// Canonical returns the one spelling of an absolute http or https URL: parsed
// as browsers do, the host in lower case and ASCII, without the scheme's own
// port, fragment and session ids. Canonical of its own result is the same
// string. Percent-encoding is kept as it stands.
func Canonical(raw string) (string, error) {
	raw = withoutFragment(strings.TrimSpace(raw))
	if s := scheme(raw); s != "" && !isHTTP(s) {
		return "", ErrNotHTTP
	}
	if len(raw) > MaxLength {
		return "", ErrTooLong
	}
	if href, ok := plainAbsolute(strings.TrimSuffix(raw, "#")); ok {
		return finish(href)
	}
	u, err := whatwg.Parse(raw)
	if err != nil {
		return "", fmt.Errorf("parse address: %w", err)
	}
	return fromStandard(u)
}

// fromStandard is the end of the long path: what the standard's parser made,
// checked and spelled.
func fromStandard(u *whatwg.Url) (string, error) {
	if !isHTTP(u.Scheme()) {
		return "", ErrNotHTTP
	}
	if u.Username() != "" || u.Password() != "" {
		return "", ErrUserInfo
	}
	if !u.IsIPv6() && !nameable(u.Hostname()) {
		return "", fmt.Errorf("host %q can't be a name", u.Hostname())
	}
	return finish(u.Href(true))
}

// finish drops session ids and holds the length. Where an id went, dots may
// have become a path segment of their own, so the rest is parsed again.
func finish(href string) (string, error) {
	if clean := withoutSession(href); clean != href {
		return Canonical(clean)
	}
	if len(href) > MaxLength {
		return "", ErrTooLong
	}
	return href, nil
}

// withoutFragment empties the fragment of ref. Its number sign stays, because
// white space before it is not at the end of ref.
func withoutFragment(ref string) string {
	if i := strings.IndexByte(ref, '#'); i >= 0 {
		return ref[:i+1]
	}
	return ref
}

// scheme returns the scheme that ref names, in lower case, or "". The standard
// ignores tabs and line breaks inside a reference, so they may stand in it.
func scheme(ref string) string {
	var b []byte
	for i := 0; i < len(ref); i++ {
		c := ref[i]
		switch {
		case 'a' <= c && c <= 'z':
			b = append(b, c)
		case 'A' <= c && c <= 'Z':
			b = append(b, c+'a'-'A')
		case len(b) > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'):
			b = append(b, c)
		case c == '\t' || c == '\n' || c == '\r':
		case c == ':':
			return string(b)
		default:
			return ""
		}
		if len(b) > 32 {
			return ""
		}
	}
	return ""
}

func isHTTP(scheme string) bool { return scheme == "http" || scheme == "https" }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// nameable reports whether a name server could know host: letters, digits,
// hyphens, underscores and dots. The standard lets more pass, but commas and
// brackets would make two hosts share a key.
func nameable(host string) bool {
	for i := 0; i < len(host); i++ {
		c := host[i]
		if !('a' <= c && c <= 'z' || isDigit(c) || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return host != ""
}
