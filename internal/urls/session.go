package urls

import "strings"

// sessionParameter is the path parameter of Java servers; its id ends where
// the segment or the next parameter begins.
const sessionParameter = ";jsessionid="

// withoutSession drops the session ids of Java and PHP from a URL: path
// parameters and query fields, in any case of letters.
func withoutSession(href string) string {
	if !mayHoldSession(href) {
		return href
	}
	path, query, hasQuery := strings.Cut(href, "?")
	path = withoutSessionParameter(path)
	if !hasQuery {
		return path
	}
	kept := make([]string, 0, 8)
	dropped := false
	for field := range strings.SplitSeq(withoutSessionParameter(query), "&") {
		name, _, _ := strings.Cut(field, "=")
		if strings.EqualFold(name, "jsessionid") || strings.EqualFold(name, "PHPSESSID") {
			dropped = true
			continue
		}
		kept = append(kept, field)
	}
	query = strings.Join(kept, "&")
	if query == "" && dropped {
		return path
	}
	return path + "?" + query
}

// withoutSessionParameter removes each ";jsessionid=…" from s.
func withoutSessionParameter(s string) string {
	var b strings.Builder
	for {
		i := indexFold(s, sessionParameter)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i+len(sessionParameter):]
		end := strings.IndexAny(s, "/;&")
		if end < 0 {
			return b.String()
		}
		s = s[end:]
	}
}

// mayHoldSession is a cheap test that nearly every URL fails.
func mayHoldSession(href string) bool {
	return strings.ContainsAny(href, ";?") && (indexFold(href, "jsessionid") >= 0 || indexFold(href, "phpsessid") >= 0)
}

// indexFold is strings.Index without regard to the case of ASCII letters; low
// is in lower case.
func indexFold(s, low string) int {
	for i := 0; i+len(low) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(low)], low) {
			return i
		}
	}
	return -1
}
