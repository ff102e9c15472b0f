package visible

import "strings"

// Script is how text is set against its line. The zero value says nothing of it.
type Script int8

// The kinds of script.
const (
	OnLine Script = iota + 1
	Superscript
	Subscript
	Linked // on the line, and the beginning of a link
)

// ScriptOf returns the script that OOXML calls so (ECMA-376 part 1, 17.18.82 and
// 22.9.2.17).
func ScriptOf(name string) Script {
	switch name {
	case "superscript":
		return Superscript
	case "subscript":
		return Subscript
	}
	return OnLine
}

// Number returns the script that the binary forms of Office number so ([MS-DOC]
// 2.6.1 sprmCIss, [MS-XLS] 2.5.246).
func Number(n int) Script {
	switch n {
	case 1:
		return Superscript
	case 2:
		return Subscript
	}
	return OnLine
}

// Or returns c, or what is around it where c says nothing.
func (c Script) Or(around Script) Script {
	if c == 0 {
		return around
	}
	return c
}

// Behind returns how s reads that is set so behind other text. Digits of a
// superscript stay raised, and those of a subscript stay lowered behind a digit:
// neither 9¹ nor 9₁ is 91. Behind letters they are read as on the line: H2O, PM2.5.
func (c Script) Behind(before, s string) string {
	switch {
	case c == Superscript:
		return Raise(s)
	case c == Subscript && endsInDigit(before):
		return Lower(s)
	}
	return s
}

func endsInDigit(s string) bool {
	if n := len(s); n >= 3 && s[n-3:n-1] == "₀"[:2] {
		return s[n-1] >= "₀"[2] && s[n-1] <= "₉"[2]
	}
	return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9'
}

// Raise returns what text shows that stands above the line: its digits stay
// raised, since 9 with a note 1 is not 91.
func Raise(s string) string { return set(s, "⁰¹²³⁴⁵⁶⁷⁸⁹") }

// Lower returns what text shows that stands below the line behind a digit.
func Lower(s string) string { return set(s, "₀₁₂₃₄₅₆₇₈₉") }

func set(s, digits string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return s
	}
	as := []rune(digits)
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return r
		}
		return as[r-'0']
	}, s)
}
