package xmlpart

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// decode returns text with its references replaced and its line ends made one
// character. It is false for what XML does not allow, and for references that
// are not built in. The result holds until the next call.
func (s *scanner) decode(b []byte) ([]byte, bool) {
	plain, ascii := true, true
	for _, c := range b {
		if c >= 0x80 {
			ascii = false
		} else if c < ' ' || c == '&' || c == '<' {
			switch c {
			case '&', '\r':
				plain = false
			case '\t', '\n':
			default:
				return nil, false
			}
		}
	}
	if !ascii && (!utf8.Valid(b) || bytes.Contains(b, []byte("\uffff")) || bytes.Contains(b, []byte("\ufffe"))) {
		return nil, false
	}
	if plain {
		return b, true
	}
	out := s.decoded[:0]
	for i := 0; i < len(b); i++ {
		switch c := b[i]; c {
		case '\r':
			if out = append(out, '\n'); i+1 < len(b) && b[i+1] == '\n' {
				i++
			}
		case '&':
			n := bytes.IndexByte(b[i:], ';')
			if n < 0 {
				return nil, false
			}
			r, ok := reference(string(b[i+1 : i+n]))
			if !ok {
				return nil, false
			}
			out = utf8.AppendRune(out, r)
			i += n
		default:
			out = append(out, c)
		}
	}
	s.decoded = out
	return out, true
}

// reference returns the character that a reference stands for (XML 1.0, 4.1 and
// 4.6).
func reference(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	base := 10
	if len(name) > 1 && name[0] == '#' && name[1] == 'x' {
		name, base = name[1:], 16
	} else if len(name) == 0 || name[0] != '#' {
		return 0, false
	}
	digits := name[1:]
	if digits == "" || digits[0] == '+' || digits[0] == '-' {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, base, 32)
	r := rune(n)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(r) || r == 0xfffe || r == 0xffff || r < ' ' && r != '\t' && r != '\n' && r != '\r' {
		return 0, false
	}
	return r, true
}
