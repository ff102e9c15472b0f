package typeset

import "strings"

// wrapped breaks text into lines of at most room, the first of each paragraph
// indented, as Chinese is set: between any two characters but within words and
// numbers, and no closing mark begins a line.
func wrapped(text string, size, room, indent float64) [][]rune {
	var out [][]rune
	for part := range strings.SplitSeq(text, "\n") {
		out = append(out, wrappedLine([]rune(part), size, room, indent)...)
	}
	return out
}

func wrappedLine(text []rune, size, room, indent float64) [][]rune {
	var out [][]rune
	for {
		n, used := 0, indent
		indent = 0
		for n < len(text) && (n == 0 || used+Advance(text[n])*size <= room+0.01) {
			used += Advance(text[n]) * size
			n++
		}
		if n == len(text) {
			return append(out, text)
		}
		at := n
		for at > 0 && !breakable(text[at-1], text[at]) {
			at--
		}
		if at == 0 {
			at = n // a word wider than the line
		}
		out = append(out, trimmed(text[:at]))
		text = trimmed(text[at:])
	}
}

func trimmed(text []rune) []rune { return []rune(strings.TrimSpace(string(text))) }

// breakable reports whether a line may end between a and b.
func breakable(a, b rune) bool {
	if strings.ContainsRune("，。、；：）》”？！…%,.:;)", b) || strings.ContainsRune("（《“(", a) {
		return false
	}
	return a == ' ' || b == ' ' || Advance(a) == 1 || Advance(b) == 1
}

// lengthOf returns how long text is.
func lengthOf(text []rune, size float64) float64 {
	n := 0.0
	for _, r := range text {
		n += Advance(r) * size
	}
	return n
}
