package warc

import (
	"slices"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// CDXKey returns the key under which indexes sort a record with the target URI
// uri: labels of the host from the top down, without "www", all in lower case,
// the arguments of the query sorted. It is what warcio.js, and with it
// ReplayWeb.page, makes of the URI, also where that is odd: an IPv4 address is
// turned round too, and the scheme is not part of the key. Several URIs may
// share one. What is no http or https URI is its own key.
//
// [archive.SURT] is another thing: it identifies a URL exactly.
func CDXKey(uri string) string {
	rest, secure := strings.CutPrefix(uri, "https://")
	if !secure {
		rest = strings.TrimPrefix(uri, "http://")
	}
	scheme := uri[:len(uri)-len(rest)]
	if scheme == "" {
		return keySafe(uri)
	}
	u, err := whatwg.Parse(strings.ToLower(scheme + withoutWWW(rest)))
	if err != nil {
		return keySafe(uri)
	}
	labels := strings.Split(u.Hostname(), ".")
	slices.Reverse(labels)
	var b strings.Builder
	b.WriteString(strings.Join(labels, ","))
	if port := u.Port(); port != "" {
		b.WriteString(":" + port)
	}
	b.WriteString(")" + u.Pathname())
	if query := strings.TrimPrefix(u.Search(), "?"); query != "" {
		arguments := strings.Split(query, "&")
		slices.Sort(arguments)
		b.WriteString("?" + strings.Join(arguments, "&"))
	}
	return keySafe(b.String())
}

// withoutWWW cuts "www." or "www2." off the beginning of a host.
func withoutWWW(rest string) string {
	after, ok := strings.CutPrefix(rest, "www")
	if !ok {
		return rest
	}
	if after, ok = strings.CutPrefix(strings.TrimLeft(after, "0123456789"), "."); !ok {
		return rest
	}
	return after
}

// keySafe keeps a key one word of its line.
func keySafe(key string) string {
	return escape(key, func(r rune) bool { return r <= ' ' || r == 0x7f })
}
