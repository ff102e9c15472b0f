package reportjson

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// escaped returns a text in which characters are escaped.
func (c *cursor) escaped() string {
	c.take('"')
	var s strings.Builder
	for !c.odd && c.i < len(c.b) {
		start := c.i
		for c.i < len(c.b) && c.b[c.i] != '"' && c.b[c.i] != '\\' && c.b[c.i] >= ' ' {
			c.i++
		}
		part := c.b[start:c.i]
		if !utf8.Valid(part) || c.i == len(c.b) {
			break
		}
		s.Write(part)
		switch c.b[c.i] {
		case '"':
			c.i++
			return s.String()
		case '\\':
			s.WriteRune(c.escape())
		default:
			c.odd = true
		}
	}
	c.odd = true
	return ""
}

// escape returns the character that is escaped. A surrogate is odd.
func (c *cursor) escape() rune {
	if len(c.b)-c.i < 2 {
		c.odd = true
		return 0
	}
	one := c.b[c.i+1]
	c.i += 2
	switch one {
	case '"', '\\', '/':
		return rune(one)
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'u':
		return c.hex()
	}
	c.odd = true
	return 0
}

func (c *cursor) hex() rune {
	if len(c.b)-c.i < 4 {
		c.odd = true
		return 0
	}
	var r rune
	for range 4 {
		d := c.b[c.i]
		switch {
		case d >= '0' && d <= '9':
			r = r<<4 | rune(d-'0')
		case d >= 'a' && d <= 'f':
			r = r<<4 | rune(d-'a'+10)
		case d >= 'A' && d <= 'F':
			r = r<<4 | rune(d-'A'+10)
		default:
			c.odd = true
			return 0
		}
		c.i++
	}
	if utf16.IsSurrogate(r) {
		c.odd = true
	}
	return r
}
