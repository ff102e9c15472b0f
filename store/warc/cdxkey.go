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
	rest = strings.ToLower(withoutWWW(rest))
	if key, ok := plainKey(rest); ok {
		return key
	}
	key, ok := parsedKey(scheme + rest)
	if !ok {
		return keySafe(uri)
	}
	return key
}

// parsedKey makes the key of a URI in lower case that can be parsed.
func parsedKey(uri string) (key string, ok bool) {
	u, err := whatwg.Parse(uri)
	if err != nil {
		return "", false
	}
	port := u.Port()
	if port != "" {
		port = ":" + port
	}
	return keySafe(joinKey(u.Hostname(), port, u.Pathname(), strings.TrimPrefix(u.Search(), "?"))), true
}

// joinKey makes a key of the parts of a URI; port begins with its colon.
func joinKey(host, port, path, query string) string {
	labels := strings.Split(host, ".")
	slices.Reverse(labels)
	key := strings.Join(labels, ",") + port + ")" + path
	if query == "" {
		return key
	}
	arguments := strings.Split(query, "&")
	slices.Sort(arguments)
	return key + "?" + strings.Join(arguments, "&")
}

// plainKey makes the key of a URI in lower case whose parts are what parsing
// would make of them: rest is what stands behind its scheme. Most are so.
func plainKey(rest string) (key string, ok bool) {
	slash := strings.IndexByte(rest, '/')
	if slash <= 0 || slash > 63 || strings.Contains(rest, "/.") || strings.Contains(rest, "--") {
		return "", false // dots may be folded, and a host may be Punycode
	}
	host, path := rest[:slash], rest[slash:]
	for i := range len(host) {
		if c := host[i]; !isLower(c) && !isDigit(c) && c != '-' && c != '.' {
			return "", false // a port, a user
		}
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" || !isLower(last[0]) || host[0] == '.' || strings.Contains(host, "..") {
		return "", false // an address
	}
	for i := range len(path) {
		if c := path[i]; !isLower(c) && !isDigit(c) && !strings.ContainsRune("/-._~?=&", rune(c)) {
			return "", false
		}
	}
	path, query, _ := strings.Cut(path, "?")
	return joinKey(host, "", path, query), true
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

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
