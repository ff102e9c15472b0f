package visible

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Unmapped stands for a character that a file does not tell.
const Unmapped = "\ufffd"

// Clean returns text as it is read, and whether it is text at all: radicals
// become the ideographs that they look like, ligatures of Latin the letters that
// were written, white space a space, and what has no
// meaning outside of a font (private use, controls, U+FFFD) is none.
func Clean(s string) (string, bool) {
	if s == "" {
		return "", false
	}
	change := false
	for _, r := range s {
		switch {
		case r < 0x20 && !unicode.IsSpace(r), r == 0x7f, r == utf8.RuneError, r&0xfffe == 0xfffe:
			return "", false
		case r >= 0xe000 && r <= 0xf8ff, r >= 0xf0000:
			return "", false
		case r < 0x20, r >= 0x2e80 && r <= 0x2fd5, r >= 0xfb00 && r <= 0xfb04:
			change = true
		}
	}
	if !change {
		return s, true
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < 0x20:
			b.WriteByte(' ')
		case r >= 0xfb00 && r <= 0xfb04:
			b.WriteString([...]string{"ff", "fi", "fl", "ffi", "ffl"}[r-0xfb00])
		default:
			b.WriteRune(unified(r))
		}
	}
	return b.String(), true
}
