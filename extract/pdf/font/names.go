package font

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode/utf8"
)

//go:embed glyphlist.txt
var glyphList string

// characters returns what a glyph of this name stands for, by the rules of the
// Adobe Glyph List: "A", "uni4E00", "u20000", "f_i", "one.oldstyle".
func characters(name string) (string, bool) {
	name, _, _ = strings.Cut(name, ".")
	if name == "" || len(name) > 128 {
		return "", false
	}
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		s, ok := component(part)
		if !ok {
			return "", false
		}
		b.WriteString(s)
	}
	return b.String(), true
}

func component(name string) (string, bool) {
	if s, ok := listed(name); ok {
		return s, true
	}
	if hex, ok := strings.CutPrefix(name, "uni"); ok && len(hex) >= 4 && len(hex)%4 == 0 {
		var b strings.Builder
		for ; hex != ""; hex = hex[4:] {
			r, ok := scalar(hex[:4])
			if !ok {
				return "", false
			}
			b.WriteRune(r)
		}
		return b.String(), true
	}
	if hex, ok := strings.CutPrefix(name, "u"); ok && len(hex) >= 4 && len(hex) <= 6 {
		if r, ok := scalar(hex); ok {
			return string(r), true
		}
	}
	return "", false
}

func scalar(hex string) (rune, bool) {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}

// listed looks a name up in the list, whose lines are sorted.
func listed(name string) (string, bool) {
	if name == "" || strings.ContainsAny(name, ";\n#") {
		return "", false
	}
	lo, hi := 0, len(glyphList)
	for lo < hi {
		middle := (lo + hi) / 2
		start := strings.LastIndexByte(glyphList[:middle], '\n') + 1
		end := start + strings.IndexByte(glyphList[start:], '\n')
		line := glyphList[start:end]
		entry, codes, ok := strings.Cut(line, ";")
		if !ok || line[0] == '#' { // of the licence, which stands before all names
			entry = ""
		}
		switch strings.Compare(entry, name) {
		case 0:
			return spelled(codes), true
		case -1:
			lo = end + 1
		default:
			hi = start
		}
	}
	return "", false
}

func spelled(codes string) string {
	var b strings.Builder
	for hex := range strings.FieldsSeq(codes) {
		if r, ok := scalar(hex); ok {
			b.WriteRune(r)
		}
	}
	return b.String()
}
