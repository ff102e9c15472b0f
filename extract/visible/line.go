package visible

import (
	"strings"
	"unicode/utf8"
)

// Line gathers text. White space becomes one space, with none at the ends of
// lines, and characters without width vanish. The zero value is empty.
type Line struct {
	b     strings.Builder
	space bool
	last  byte
}

// Write adds s, which is UTF-8.
func (l *Line) Write(s string) {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f':
				l.space = true
			case c >= ' ' && c != 0x7f:
				l.gap()
				l.b.WriteByte(c)
				l.last = c
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\u00a0':
			l.space = true
		case !zeroWidth(r):
			l.gap()
			l.b.WriteString(s[i : i+size])
			l.last = 'x'
		}
		i += size
	}
}

// gap writes the space that is due before the next character.
func (l *Line) gap() {
	if l.space && l.last != 0 && l.last != '\n' {
		l.b.WriteByte(' ')
	}
	l.space = false
}

// Feed begins a new line, unless one has just begun.
func (l *Line) Feed() {
	l.space = false
	if l.last != 0 && l.last != '\n' {
		l.b.WriteByte('\n')
		l.last = '\n'
	}
}

// Take returns what was gathered and begins anew.
func (l *Line) Take() string {
	s := strings.TrimSpace(l.b.String())
	*l = Line{}
	return s
}

// zeroWidth reports whether r is a character that shows as nothing: zero-width
// space and joiners, byte order mark, soft hyphen, directional marks.
func zeroWidth(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2064, r == 0xfeff, r == 0xad:
		return true
	}
	return r >= 0x80 && r < 0xa0
}

// Len returns the bytes gathered so far.
func (l *Line) Len() int { return l.b.Len() }

// Since returns what was gathered after Len was n.
func (l *Line) Since(n int) string { return l.b.String()[min(n, l.b.Len()):] }
