package urls

import (
	"fmt"
	"strings"
	"unicode/utf8"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// Base is an address that links are resolved against, parsed once. The zero
// value resolves absolute addresses only. Goroutines may share it.
type Base struct {
	href      string // canonical
	scheme    string // "http:"
	authority string // "http://host:port"
	directory string // the path up to and with its last slash
	path      string // without query
	charset   string // of the page that links stand on, where it is not UTF-8
}

// NewBase returns raw as a base. raw need not be canonical.
func NewBase(raw string) (Base, error) {
	href, err := Canonical(raw)
	if err != nil {
		return Base{}, fmt.Errorf("base: %w", err)
	}
	b := Base{href: href, authority: Authority(href)}
	b.scheme, _, _ = strings.Cut(href, "//")
	b.path, _, _ = strings.Cut(Path(href), "?")
	b.directory = b.path[:strings.LastIndexByte(b.path, '/')+1]
	return b, nil
}

// Of returns b for the links of a page in a charset, by its WHATWG name: their
// queries are sent in it (URL standard, query state). A charset that is not known
// is UTF-8.
func (b Base) Of(charset string) Base {
	b.charset = charset
	return b
}

// Resolve returns the canonical form of what the link ref names on a page with
// the base b. White space around ref is ignored and backslashes are slashes, as
// browsers have it. Links of other schemes (javascript:, mailto:, tel:, data:)
// give ErrNotHTTP; an empty link, or a fragment alone, names the page itself.
func (b Base) Resolve(ref string) (string, error) {
	ref = withoutFragment(strings.TrimSpace(ref))
	s := scheme(ref)
	if s != "" && !isHTTP(s) {
		return "", ErrNotHTTP
	}
	if len(ref) > MaxLength {
		return "", ErrTooLong
	}
	ref = encodeQuery(ref, b.charset)
	if b.href == "" {
		return Canonical(ref)
	}
	plain := strings.TrimSuffix(ref, "#")
	if s == "" && plainTarget(plain) {
		return b.resolvePlain(plain)
	}
	if href, ok := plainAbsolute(plain); ok {
		return finish(href)
	}
	u, err := whatwg.ParseRef(b.href, ref)
	if err != nil {
		return "", fmt.Errorf("resolve link: %w", err)
	}
	return fromStandard(u)
}

// ResolveField is Resolve for a field of a response's head, whose bytes beyond ASCII
// stand for themselves where they are no UTF-8.
func (b Base) ResolveField(value string) (string, error) {
	if utf8.ValidString(value) {
		return b.Resolve(value)
	}
	var coded strings.Builder
	for i := range len(value) {
		if c := value[i]; c < utf8.RuneSelf {
			coded.WriteByte(c)
		} else {
			fmt.Fprintf(&coded, "%%%02X", c)
		}
	}
	return b.Resolve(coded.String())
}

// resolvePlain resolves a reference without scheme that plainTarget accepted.
func (b Base) resolvePlain(ref string) (string, error) {
	switch {
	case ref == "":
		return b.href, nil
	case strings.HasPrefix(ref, "//"):
		return Canonical(b.scheme + ref)
	case ref[0] == '/':
		return finish(b.authority + withoutDots(ref))
	case ref[0] == '?':
		return finish(b.authority + b.path + ref)
	default:
		return finish(b.authority + withoutDots(b.directory+ref))
	}
}
