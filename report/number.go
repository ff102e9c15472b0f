package report

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"gongkai/archive"
)

// maxDigits is the longest number that is believed.
const maxDigits = 24

// value is a cell as printed and as read.
type value struct {
	state  string // of archive.ReportCell
	number archive.Number
	unit   string // printed in the cell
	raw    string
	padded bool // zeros before the first digit that means something
	spaced bool // gaps part its thousands
	change bool // a sign or word before it says more or less
}

// readValue reads the text of a cell. What is neither a number, with at most a
// unit behind it, nor a sign for nothing is text.
func readValue(text string) value {
	v := value{state: archive.CellText, raw: strings.TrimSpace(text)}
	if isDigits(v.raw) && len(v.raw) < maxDigits && (v.raw[0] != '0' || v.raw == "0") {
		v.state, v.number = archive.CellNumber, archive.Number(v.raw)
		return v
	}
	s := v.raw
	if !isASCII(s) {
		if len(s) > maxValue || beginsAsWord(s) {
			return v
		}
		s = strings.Map(sign, width.Fold.String(s))
	}
	if isNothing(s) {
		v.state = archive.CellBlank
		return v
	}
	s, v.unit = cutUnit(s)
	minus, s, signed := cutSign(s)
	if joined, ok := joinThousands(s); ok {
		s, v.spaced = joined, true
	}
	number, padded, ok := readNumber(s)
	if !ok {
		v.unit, v.spaced = "", false
		return v
	}
	v.change = signed && !isZero(number)
	if minus && v.change {
		number = "-" + number
	}
	v.state, v.number, v.padded = archive.CellNumber, number, padded
	return v
}

// maxValue is more bytes than any figure has, whatever stands around it.
const maxValue = 120

// beginsAsWord reports whether s begins with a Hanzi that no figure and no sign
// for nothing begins with.
func beginsAsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x4E00 && r <= 0x9FFF && !strings.ContainsRune("增减无空", r)
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// sign folds the dashes and strokes that print the same sign.
func sign(r rune) rune {
	switch r {
	case '﹣', '−', '—', '–', '―', '─', '‐', '‑':
		return '-'
	case '∕', '⁄':
		return '/'
	}
	return r
}

// isNothing reports whether s says that there is no value.
func isNothing(s string) bool {
	switch s {
	case "", "/", "//", "-", "--", "---", "----", "无", "空", "\\":
		return true
	}
	return false
}

// cutUnit parts a unit from the end of s.
func cutUnit(s string) (number, unit string) {
	bare := strings.TrimSuffix(s, ")")
	for _, u := range []string{"亿元", "万元", "元", "件", "条", "项", "次"} {
		rest, ok := strings.CutSuffix(bare, u)
		if !ok {
			continue
		}
		if bare != s {
			if rest, ok = strings.CutSuffix(rest, "("); !ok {
				return s, ""
			}
		}
		return strings.TrimRight(rest, " \u00a0\u3000"), u
	}
	return s, ""
}

// inUnit reads v, which is text, as a number in a unit of which its row counts, if
// that stands behind it: 120人次.
func inUnit(v value, unit string) value {
	rest, ok := strings.CutSuffix(v.raw, unit)
	if !ok || unit == "" {
		return v
	}
	if n := readValue(rest); n.state == archive.CellNumber && n.unit == "" {
		n.raw, n.unit = v.raw, unit
		return n
	}
	return v
}

// cutSign parts a sign, or a word that stands for one, from the beginning of s.
func cutSign(s string) (minus bool, rest string, ok bool) {
	for _, more := range []string{"+", "增加", "增", "↑"} {
		if rest, ok := strings.CutPrefix(s, more); ok {
			return false, strings.TrimLeft(rest, gaps), true
		}
	}
	for _, less := range []string{"-", "减少", "减", "↓"} {
		if rest, ok := strings.CutPrefix(s, less); ok {
			return true, strings.TrimLeft(rest, gaps), true
		}
	}
	return false, s, false
}

// gaps are the spaces that stand inside a line.
const gaps = " \u00a0\u2009\u202f\u3000"

// joinThousands returns s without the gaps that part its thousands.
func joinThousands(s string) (string, bool) {
	whole, fraction, point := strings.Cut(s, ".")
	groups := strings.FieldsFunc(whole, func(r rune) bool { return strings.ContainsRune(gaps, r) })
	if len(groups) < 2 || len(groups[0]) > 3 || !isDigits(groups[0]) || groups[0][0] == '0' {
		return s, false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 || !isDigits(g) {
			return s, false
		}
	}
	if point {
		fraction = "." + fraction
	}
	return strings.Join(groups, "") + fraction, true
}

// readNumber reads a decimal without a sign, with commas at every third digit,
// and a fraction. Zeros before the first digit are dropped and told.
func readNumber(s string) (n archive.Number, padded, ok bool) {
	whole, fraction, point := strings.Cut(s, ".")
	if point && !isDigits(fraction) || len(s) > maxDigits {
		return "", false, false
	}
	if strings.Contains(whole, ",") {
		groups := strings.Split(whole, ",")
		if len(groups[0]) > 3 || !isDigits(groups[0]) {
			return "", false, false
		}
		for _, g := range groups[1:] {
			if len(g) != 3 {
				return "", false, false
			}
		}
		whole = strings.Join(groups, "")
	}
	if !isDigits(whole) {
		return "", false, false
	}
	bare := strings.TrimLeft(whole, "0")
	if bare == "" {
		bare = "0"
	}
	padded = len(bare) < len(whole)
	if point {
		bare += "." + fraction
	}
	return archive.Number(bare), padded, true
}

// isZero reports whether n is 0, however written.
func isZero(n archive.Number) bool { return n != "" && strings.Trim(string(n), "-0.") == "" }
