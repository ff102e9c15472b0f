package robots

import "strings"

// newRule returns the rule of a pattern as the file has it.
func newRule(value string, allow bool) rule {
	end := strings.HasSuffix(value, "$")
	if end {
		value = value[:len(value)-1]
	}
	return rule{pattern: normalise(value, true), end: end, allow: allow}
}

// length is what the rule weighs against others: the octets of its pattern.
func (r rule) length() int {
	if r.end {
		return len(r.pattern) + 1
	}
	return len(r.pattern)
}

// matches reports whether the rule is about path, which is normalised. Each
// piece between two asterisks is taken where it first occurs, and never
// reconsidered: the time grows with the path, whatever the pattern.
func (r rule) matches(path string) bool {
	piece, rest, more := strings.Cut(r.pattern, "*")
	if !strings.HasPrefix(path, piece) {
		return false
	}
	path = path[len(piece):]
	for more {
		piece, rest, more = strings.Cut(rest, "*")
		if !more && r.end {
			return strings.HasSuffix(path, piece)
		}
		i := strings.Index(path, piece)
		if i < 0 {
			return false
		}
		path = path[i+len(piece):]
	}
	return !r.end || path == ""
}

// normalise gives octets one spelling (RFC 9309, 2.2.2): what needs no
// encoding is decoded, what is neither reserved nor unreserved is encoded, and
// hexadecimal digits are capitals. "$" and "*" are encoded too, so that a path's
// own are not taken for the pattern's; with wildcards, "*" keeps its meaning.
func normalise(s string, wildcards bool) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			c = unhex(s[i+1])<<4 | unhex(s[i+2])
			i += 2
			if isUnreserved(c) {
				b.WriteByte(c)
			} else {
				b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			}
			continue
		}
		if isUnreserved(c) || strings.IndexByte("%/?#:[]@!&'()+,;=", c) >= 0 || c == '*' && wildcards {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

func isUnreserved(c byte) bool {
	return isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
