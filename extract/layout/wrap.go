package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// widestPadding is the most room, in points, that is taken for a cell's padding:
// Word has 5.4, browsers 1 to 10 pixels.
const widestPadding = 8.0

// textOf returns the text of a cell that is drawn on these lines. A line that
// ends because the next word would not fit is joined with the next.
func textOf(lines []line, box Box) string {
	if len(lines) == 1 {
		return lines[0].text
	}
	padding := widestPadding
	for i := range lines {
		padding = min(padding, lines[i].X0-box.X0, box.X1-lines[i].X1)
	}
	room := box.X1 - box.X0 - 2*max(0, padding)
	var b strings.Builder
	for i := range lines {
		l := &lines[i]
		if i > 0 {
			before := &lines[i-1]
			if before.X1-before.X0+l.lead > room-1 {
				b.WriteString(seam(before, l, room))
			} else {
				b.WriteByte('\n')
			}
		}
		b.WriteString(l.text)
	}
	return b.String()
}

// seam returns what stands between a line and the next, which goes on with it.
func seam(before, next *line, room float64) string {
	last, _ := utf8.DecodeLastRuneInString(before.text)
	first, _ := utf8.DecodeRuneInString(next.text)
	switch {
	case wide(last) || wide(first) || last == '-' || last == '/':
		return ""
	case figure(last) && figure(first):
		if before.X1-before.X0+next.digitWidth() <= room-1 {
			return " " // its next digit would have found room
		}
		return "" // a number that is wider than its cell
	case next.lead > room: // a word that is
		return ""
	}
	return " "
}

// digitWidth returns how wide a character of the word is that begins a line.
func (l *line) digitWidth() float64 {
	word, _, _ := strings.Cut(l.text, " ")
	return l.lead / float64(utf8.RuneCountInString(word))
}

// wraps reports whether a digit that ends a line stands right before one that
// begins the next in the text of both.
func wraps(lines []line, text string) bool {
	at := 0
	for i := range lines {
		l := lines[i].text
		begins := strings.Index(text[at:], l)
		if begins < 0 {
			return false
		}
		at += begins
		if i > 0 && at > 0 && digit(text[at-1:at]) && digit(l[:1]) {
			return true
		}
		at += len(l)
	}
	return false
}

// figure reports whether r may stand in a number.
func figure(r rune) bool { return unicode.IsDigit(r) || r == '.' || r == ',' || r == '%' || r == ')' }

// squeezed returns s without white space.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
