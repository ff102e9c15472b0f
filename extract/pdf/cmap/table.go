package cmap

import (
	"slices"
	"unicode/utf8"
)

// Map tells what the codes of a string are.
type Map struct {
	Vertical bool
	spaces   []space // of codes, shortest first
	cids     []span  // sorted by from
	texts    []text  // sorted by from
	base     *Map    // tells what this one does not
	identity bool    // codes of two bytes are CIDs
	unicode  form    // codes are characters in this form
}

// space is a range of codes of one length; each byte lies in its own range.
type space struct {
	length int
	lo, hi [4]byte
}

// span maps the codes from..to of one length to CIDs that follow each other.
type span struct{ from, to, cid uint32 }

// text maps the codes from..to to characters; the last one counts up.
type text struct {
	from, to uint32
	first    string
}

// form is how codes spell characters.
type form byte

const (
	noForm form = iota
	utf8Form
	utf16Form // UCS-2 is a part of it
	utf32Form
)

// key tells codes of different lengths apart. GB 18030 has codes of four bytes;
// none of those begins with a zero, so that no key meets another's.
func key(code uint32, length int) uint32 {
	if length == 1 {
		return code
	}
	if length == 4 {
		return code | 1<<31
	}
	return code + uint32(length)<<24
}

// Next takes the first code off s: its value and its length in bytes, which is
// at least 1 as long as s is not empty (ISO 32000-1 9.7.6.2).
func (m *Map) Next(s []byte) (code uint32, length int) {
	if m.identity {
		if len(s) < 2 {
			return uint32(s[0]), 1
		}
		return uint32(s[0])<<8 | uint32(s[1]), 2
	}
	spaces := m.codespaces()
	for _, sp := range spaces {
		if sp.holds(s) {
			return number(s[:sp.length]), sp.length
		}
	}
	// No range holds it: a code as long as the shortest whose first byte fits.
	length = 1
	for _, sp := range spaces {
		if s[0] >= sp.lo[0] && s[0] <= sp.hi[0] {
			length = sp.length
			break
		}
	}
	length = min(length, len(s))
	return number(s[:length]), length
}

func (m *Map) codespaces() []space {
	for m.base != nil && len(m.spaces) == 0 {
		m = m.base
	}
	return m.spaces
}

func (sp *space) holds(s []byte) bool {
	if len(s) < sp.length {
		return false
	}
	for i := range sp.length {
		if s[i] < sp.lo[i] || s[i] > sp.hi[i] {
			return false
		}
	}
	return true
}

func number(s []byte) uint32 {
	var n uint32
	for _, b := range s {
		n = n<<8 | uint32(b)
	}
	return n
}

// CID returns the CID that a code of this length selects; 0 is the missing
// character.
func (m *Map) CID(code uint32, length int) uint32 {
	for at := m; at != nil; at = at.base {
		if at.identity {
			return code & 0xffff
		}
		k := key(code, length)
		i, found := slices.BinarySearchFunc(at.cids, k, func(s span, k uint32) int { return order(s.from, s.to, k) })
		if found {
			return at.cids[i].cid + k - at.cids[i].from
		}
	}
	return 0
}

// Text returns the characters that a code stands for, and whether the map tells.
func (m *Map) Text(code uint32) (string, bool) {
	for at := m; at != nil; at = at.base {
		i, found := slices.BinarySearchFunc(at.texts, code, func(t text, k uint32) int { return order(t.from, t.to, k) })
		if found {
			return at.texts[i].at(code), true
		}
	}
	return "", false
}

func (t *text) at(code uint32) string {
	if code == t.from {
		return t.first
	}
	last, size := utf8.DecodeLastRuneInString(t.first)
	return t.first[:len(t.first)-size] + string(last+rune(code-t.from))
}

// Character returns the character that a code is in a map whose codes are
// Unicode, such as UniGB-UCS2-H.
func (m *Map) Character(code uint32, length int) (rune, bool) {
	for at := m; at != nil; at = at.base {
		switch at.unicode {
		case utf16Form:
			if length == 4 {
				hi, lo := code>>16, code&0xffff
				if hi&0xfc00 == 0xd800 && lo&0xfc00 == 0xdc00 {
					return rune(0x10000 + (hi&0x3ff)<<10 + lo&0x3ff), true
				}
				return 0, false
			}
			return rune(code), code&0xf800 != 0xd800
		case utf32Form:
			return rune(code), code <= utf8.MaxRune
		case utf8Form:
			var b []byte
			for i := length - 1; i >= 0; i-- {
				b = append(b, byte(code>>(8*i)))
			}
			r, size := utf8.DecodeRune(b)
			return r, r != utf8.RuneError && size == length
		}
	}
	return 0, false
}

func order(from, to, k uint32) int {
	switch {
	case to < k:
		return -1
	case from > k:
		return 1
	}
	return 0
}

// Use makes m build on another map, which may be nil, unless it does so already.
func (m *Map) Use(base *Map) {
	if m.base == nil && base != m {
		m.base = base
	}
}
