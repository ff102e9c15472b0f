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
	apart bool  // what comes next stands apart
	note  bool  // what was written last is a note
	level int16 // of what was written last, but for notes, in half-points
	sunk  bool  // that is a subscript
}

// Write adds s, which is UTF-8.
func (l *Line) Write(s string) {
	for i := 0; i < len(s); {
		size := shown(s[i:])
		if size > 0 {
			if l.apart {
				l.space = l.space || digit(l.last) && digit(s[i])
				l.apart = false
			}
			l.gap()
			l.b.WriteString(s[i : i+size])
			l.last = s[i+size-1]
			i += size
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch r {
		case ' ', '\n', '\t', '\r', '\f', '\u00a0':
			l.space = true
		}
		i += size
	}
}

// noteRise is how far, in half-points, a note stands above or below the figure
// before it.
const noteRise = 4

// highest is how far text is raised at most, in half-points; Word allows 3168.
const highest = 4000

// WriteAs adds text that is set so, and that its position raises besides. Behind a
// subscript that is text, the line goes on: CO₂ and 12 are CO2 12.
// Digits that a link begins with, right behind a digit, are those of a note.
func (l *Line) WriteAs(s string, script Script, rise int) {
	switch script {
	case Superscript:
		l.Write(Raise(s))
	case Subscript:
		l.WriteAt(s, rise-noteRise)
		l.sunk = !l.note && int(l.level) == rise-noteRise
	default:
		if script == Linked && digit(l.last) && !l.space && strings.Trim(s, "0123456789") == "" {
			l.Write(Raise(s))
			return
		}
		if l.sunk {
			l.level, l.sunk = l.level+noteRise, false
			l.Part()
		}
		l.WriteAt(s, rise)
	}
}

// WriteAt adds text that its position alone raises, by half-points. Digits behind
// one that stands lower, or right behind one that stands higher, are those of a
// note, and stay raised or lowered; text that stands so as a whole is text.
func (l *Line) WriteAt(s string, rise int) {
	up := rise - int(l.level)
	near := up > 0 || !l.space && s != "" && s[0] > ' '
	note := (up >= noteRise || up <= -noteRise) && near && (l.note || digit(l.last))
	switch {
	case note && up > 0:
		s = Raise(s)
	case note:
		s = Lower(s)
	case l.b.Len() == 0 || strings.TrimSpace(s) != "":
		l.level = int16(min(max(rise, -highest), highest))
	}
	l.note = note
	l.Write(s)
}

// shown returns the length of what s begins with that shows as it stands.
func shown(s string) int {
	i := 0
	for i < len(s) {
		switch c := s[i]; c {
		case 0xc2, 0xe2, 0xef: // what white space and characters without width begin with
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == '\u00a0' || zeroWidth(r) {
				return i
			}
			i += size
		default:
			if c <= ' ' || c == 0x7f {
				return i
			}
			i++
		}
	}
	return i
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
		l.last, l.note = '\n', false
	}
}

// Part says that what comes next stands apart from what was written, without white
// space between: digits on its two sides are two numbers.
func (l *Line) Part() { l.apart = true }

func digit(c byte) bool { return '0' <= c && c <= '9' }

// Take returns what was gathered and begins anew.
func (l *Line) Take() string {
	s := strings.TrimSpace(l.b.String())
	*l = Line{}
	return s
}

// zeroWidth reports whether r is a character that shows as nothing: zero-width
// space and joiners, byte order mark, soft hyphen, directional marks. The one that
// turns digits round is kept: 12 behind it shows as 21.
func zeroWidth(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202d, r >= 0x2060 && r <= 0x2064, r == 0xfeff, r == 0xad:
		return true
	}
	return r >= 0x80 && r < 0xa0
}

// Len returns the bytes gathered so far.
func (l *Line) Len() int { return l.b.Len() }

// Since returns what was gathered after Len was n.
func (l *Line) Since(n int) string { return l.b.String()[min(n, l.b.Len()):] }
