package report

import (
	"strings"

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
}

// readValue reads the text of a cell. What is neither a number, with at most a
// unit behind it, nor a sign for nothing is text.
func readValue(text string) value {
	v := value{state: archive.CellText, raw: strings.TrimSpace(text)}
	if isDigits(v.raw) && len(v.raw) < maxDigits && v.raw[0] != '0' {
		v.state, v.number = archive.CellNumber, archive.Number(v.raw)
		return v
	}
	s := strings.Map(sign, width.Fold.String(v.raw))
	if isNothing(s) {
		v.state = archive.CellBlank
		return v
	}
	s, v.unit = cutUnit(s)
	number, padded, ok := readNumber(s)
	if !ok {
		v.unit = ""
		return v
	}
	v.state, v.number, v.padded = archive.CellNumber, number, padded
	return v
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

// readNumber reads a decimal with an optional sign, commas at every third
// digit, and a fraction. Zeros before the first digit are dropped and told.
func readNumber(s string) (n archive.Number, padded, ok bool) {
	minus := false
	if s != "" && (s[0] == '+' || s[0] == '-') {
		minus, s = s[0] == '-', s[1:]
	}
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
	if minus && strings.Trim(bare, "0.") != "" {
		bare = "-" + bare
	}
	return archive.Number(bare), padded, true
}

// isZero reports whether n is 0, however written.
func isZero(n archive.Number) bool { return n != "" && strings.Trim(string(n), "-0.") == "" }
