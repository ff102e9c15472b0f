package urls

import "strings"

// plainAbsolute spells raw canonically if it is so plain that the standard's
// parser has nothing to do but resolve dots: "http://" or "https://", a lower
// case name, perhaps a port, and a path and query of characters that stand for
// themselves. ok is false for every other address, right or wrong.
func plainAbsolute(raw string) (href string, ok bool) {
	rest, port := "", ""
	switch {
	case strings.HasPrefix(raw, "http://"):
		rest, port = raw[len("http://"):], ":80"
	case strings.HasPrefix(raw, "https://"):
		rest, port = raw[len("https://"):], ":443"
	default:
		return "", false
	}
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	host := strings.TrimSuffix(rest[:end], port)
	name, number, hasPort := strings.Cut(host, ":")
	if !plainHost(name) || hasPort && !plainPort(number) {
		return "", false
	}
	target := rest[end:]
	if !plainTarget(target) {
		return "", false
	}
	authority := raw[:len(raw)-len(rest)+len(host)]
	if target == "" || target[0] == '?' {
		return authority + "/" + target, true
	}
	return authority + withoutDots(target), true
}

// plainHost reports whether name is a lower case host name that the standard
// keeps as it is: no address, nothing internationalised, no odd hyphens.
func plainHost(name string) bool {
	if strings.Contains(name, "--") {
		return false
	}
	last := ""
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := 0; i < len(label); i++ {
			if c := label[i]; !('a' <= c && c <= 'z' || isDigit(c) || c == '-') {
				return false
			}
		}
		last = label
	}
	return len(name) < 254 && len(last) < 64 && !isDigit(last[0])
}

// plainPort reports whether number is a port that no scheme here has as its
// own, and that can't be too large. 80 and 443 are left to the standard.
func plainPort(number string) bool {
	if len(number) < 2 || len(number) > 4 || number[0] == '0' || number == "80" || number == "443" {
		return false
	}
	for i := 0; i < len(number); i++ {
		if !isDigit(number[i]) {
			return false
		}
	}
	return true
}

// plainTarget reports whether a path with a query, or a relative reference, is
// made of characters that no browser encodes, and has no encoded dots.
func plainTarget(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', isDigit(c):
		case c == '%':
			if i+2 < len(s) && s[i+1] == '2' && s[i+2]|0x20 == 'e' {
				return false
			}
		case strings.IndexByte("/.-_?=&,;:~!*()+@$", c) >= 0:
		default:
			return false
		}
	}
	return true
}

// withoutDots resolves the "." and ".." segments of target, which begins with a
// slash; its query is left alone.
func withoutDots(target string) string {
	path, query, hasQuery := strings.Cut(target, "?")
	if !strings.Contains(path, "/.") {
		return target
	}
	segments := strings.Split(path[1:], "/")
	kept := make([]string, 0, len(segments))
	for i, segment := range segments {
		last := i == len(segments)-1
		switch segment {
		case ".", "..":
			if segment == ".." && len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
			if last {
				kept = append(kept, "")
			}
		default:
			kept = append(kept, segment)
		}
	}
	path = "/" + strings.Join(kept, "/")
	if hasQuery {
		path += "?" + query
	}
	return path
}
