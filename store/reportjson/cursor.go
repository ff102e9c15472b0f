package reportjson

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// cursor reads compact JSON. Once something unexpected has come, odd is set, and
// what it returns means nothing.
type cursor struct {
	b     []byte
	i     int
	odd   bool
	words map[string]string // short texts that come again
	forms *forms
}

// take passes over c, which must be next.
func (c *cursor) take(want byte) {
	if c.i >= len(c.b) || c.b[c.i] != want {
		c.odd = true
		return
	}
	c.i++
}

// has passes over word if it is next.
func (c *cursor) has(word string) bool {
	if len(c.b)-c.i < len(word) || string(c.b[c.i:c.i+len(word)]) != word {
		return false
	}
	c.i += len(word)
	return true
}

// more reports whether another item of an object or array comes, whose first is
// told by *n, and passes over what parts them, or over close.
func (c *cursor) more(n *int, end byte) bool {
	if c.odd || c.i >= len(c.b) {
		c.odd = true
		return false
	}
	if c.b[c.i] == end {
		c.i++
		return false
	}
	if *n > 0 {
		c.take(',')
	}
	*n++
	return !c.odd
}

// key returns the name of a field, and passes over the colon.
func (c *cursor) key() []byte {
	k := c.quoted()
	c.take(':')
	if c.odd {
		return nil
	}
	return k
}

// quoted returns what stands between quotation marks, where nothing in it is
// escaped and all is UTF-8.
func (c *cursor) quoted() []byte {
	c.take('"')
	if c.odd {
		return nil
	}
	n := bytes.IndexByte(c.b[c.i:], '"')
	if n < 0 {
		c.odd = true
		return nil
	}
	s := c.b[c.i : c.i+n]
	var all byte
	for _, one := range s {
		if one == '\\' || one < ' ' {
			c.odd = true
			return nil
		}
		all |= one
	}
	if all >= utf8.RuneSelf && !utf8.Valid(s) {
		c.odd = true
	}
	c.i += n + 1
	return s
}

// The longest text that is kept to come again, and how many are kept.
const (
	longest   = 32
	mostWords = 4096
)

// text returns a text, or "" for null.
func (c *cursor) text() string {
	if c.has("null") {
		return ""
	}
	start := c.i
	b := c.quoted()
	if c.odd {
		c.odd = false
		c.i = start
		return c.escaped()
	}
	return c.word(b)
}

// word returns b as a text, which is the same one where a short one comes again.
func (c *cursor) word(b []byte) string {
	if len(b) > longest {
		return string(b)
	}
	if s, ok := c.words[string(b)]; ok {
		return s
	}
	s := string(b)
	if c.words != nil && len(c.words) < mostWords {
		c.words[s] = s
	}
	return s
}

// integer returns a whole number.
func (c *cursor) integer() int {
	s := c.number()
	n, err := strconv.Atoi(s)
	if err != nil {
		c.odd = true
	}
	return n
}

// number returns the digits of a number without exponent, or "" for null.
func (c *cursor) number() string {
	if c.has("null") {
		return ""
	}
	start := c.i
	if c.i < len(c.b) && c.b[c.i] == '-' {
		c.i++
	}
	whole := c.digits()
	if whole == 0 || whole > 1 && c.b[c.i-whole] == '0' {
		c.odd = true
		return ""
	}
	if c.i < len(c.b) && c.b[c.i] == '.' {
		c.i++
		if c.digits() == 0 {
			c.odd = true
			return ""
		}
	}
	return c.word(c.b[start:c.i])
}

func (c *cursor) digits() int {
	start := c.i
	for c.i < len(c.b) && c.b[c.i] >= '0' && c.b[c.i] <= '9' {
		c.i++
	}
	return c.i - start
}
