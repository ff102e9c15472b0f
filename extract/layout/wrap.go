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
	case figure(last) && figure(first): // a number that is wider than its cell
		return ""
	case next.lead > room: // a word that is
		return ""
	}
	return " "
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
