package lex

import "bytes"

// name reads a name behind its solidus; #hh spells a byte.
func (s *Scanner) name() []byte {
	start := s.pos
	escaped := false
	for s.pos < len(s.src) && !delimiter(s.src[s.pos]) {
		escaped = escaped || s.src[s.pos] == '#'
		s.pos++
	}
	name := s.src[start:s.pos]
	if !escaped {
		return name
	}
	var out []byte
	for i := 0; i < len(name); i++ {
		if name[i] == '#' && i+2 < len(name) {
			hi, lo := digit(name[i+1]), digit(name[i+2])
			if hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, name[i])
	}
	return out
}

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// hex reads a string between < and >. An odd last digit is followed by a 0.
func (s *Scanner) hex() []byte {
	s.pos++
	end := bytes.IndexByte(s.src[s.pos:], '>')
	if end < 0 {
		end = len(s.src) - s.pos
	}
	out := make([]byte, 0, end/2+1)
	half := -1
	for _, c := range s.src[s.pos : s.pos+end] {
		d := digit(c)
		switch {
		case d < 0:
		case half < 0:
			half = d
		default:
			out = append(out, byte(half<<4|d))
			half = -1
		}
	}
	if half >= 0 {
		out = append(out, byte(half<<4))
	}
	s.pos = min(s.pos+end+1, len(s.src))
	return out
}

// literal reads a string between parentheses, which may hold balanced ones.
func (s *Scanner) literal() []byte {
	s.pos++
	start, open, plain := s.pos, 1, true
	for ; s.pos < len(s.src); s.pos++ {
		switch s.src[s.pos] {
		case '\\':
			plain = false
			s.pos++
		case '\r':
			plain = false
		case '(':
			open++
		case ')':
			open--
		}
		if open == 0 {
			break
		}
	}
	s.pos = min(s.pos, len(s.src))
	raw := s.src[start:s.pos]
	s.pos = min(s.pos+1, len(s.src))
	if plain {
		return raw
	}
	return unescape(raw)
}

// unescape resolves the escapes of a literal string (ISO 32000-1 table 3).
func unescape(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '\r' { // every end of a line is a line feed
			if i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
			c = '\n'
		} else if c == '\\' && i+1 < len(raw) {
			i++
			switch c = raw[i]; c {
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			case 'b':
				c = '\b'
			case 'f':
				c = '\f'
			case '\n':
				continue
			case '\r':
				if i+1 < len(raw) && raw[i+1] == '\n' {
					i++
				}
				continue
			case '0', '1', '2', '3', '4', '5', '6', '7':
				n := int(c - '0')
				for range 2 {
					if i+1 >= len(raw) || raw[i+1] < '0' || raw[i+1] > '7' {
						break
					}
					i++
					n = n<<3 | int(raw[i]-'0')
				}
				c = byte(n)
			}
		}
		out = append(out, c)
	}
	return out
}
