// Package jstext reads texts as scripts write them (ECMA-262, String Literals).
package jstext

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Unescaped returns a text as a script means it in whose quotes it stands. A line that
// ends in it, or a tab, is a space: it is read for what people are shown.
func Unescaped(text string) string {
	if strings.IndexByte(text, '\\') < 0 {
		return text
	}
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(text, `\`)
		b.WriteString(before)
		if !ok || after == "" {
			return b.String()
		}
		text = after[1:]
		switch c := after[0]; c {
		case 'n', 'r', 't', 'f', 'v', 'b':
			b.WriteByte(' ')
		case '\r', '\n':
		case 'u', 'x':
			r, size := hexadecimal(after)
			if more, n := hexadecimal(strings.TrimPrefix(after[size:], `\`)); utf16.IsSurrogate(r) && n > 0 {
				r, size = utf16.DecodeRune(r, more), size+1+n
			}
			b.WriteRune(r)
			text = after[max(size, 1):]
		default:
			b.WriteByte(c)
		}
	}
}

// hexadecimal reads u5e74 or x3c and returns how long it is, 0 where it is neither.
func hexadecimal(text string) (r rune, size int) {
	switch {
	case strings.HasPrefix(text, "u"):
		size = 5
	case strings.HasPrefix(text, "x"):
		size = 3
	}
	if size == 0 || len(text) < size {
		return utf8.RuneError, 0
	}
	n, err := strconv.ParseUint(text[1:size], 16, 32)
	if err != nil {
		return utf8.RuneError, 0
	}
	return rune(n), size
}
