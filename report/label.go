package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold returns s as labels are compared: NFKC, the characters that stand for
// others replaced, without white space, quotes and controls.
func fold(s string) string {
	if isFolded(s) {
		return s
	}
	if !plainlyPrinted(s) {
		s = norm.NFKC.String(strings.Map(unraised, s))
	}
	return strings.Map(foldRune, s)
}

// isFolded reports whether s is ASCII and Hanzi alone that fold leaves as they
// are, as nearly all labels are.
func isFolded(s string) bool {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c > ' ' && c < 0x7F && c != '"' && c != '\'':
			i++
		case c >= 0xE4 && c <= 0xE9 && len(s)-i >= 3 && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80 &&
			(c > 0xE4 || s[i+1] >= 0xB8) && s[i:i+3] != "釆": // U+4E00 to U+9FFF
			i += 3
		default:
			return false
		}
	}
	return true
}

// unraised drops the raised digits that name a note.
func unraised(r rune) rune {
	switch {
	case r == '⁰', r == '¹', r == '²', r == '³', r >= '⁴' && r <= '⁹':
		return -1
	}
	return r
}

// plainlyPrinted reports whether foldRune alone folds every character of s, as
// it does those that nearly all labels are printed with.
func plainlyPrinted(s string) bool {
	for _, r := range s {
		switch {
		case r < 0x80, r >= 0x4E00 && r <= 0x9FFF, r >= 0xFF01 && r <= 0xFF5E:
		case r >= 0x2010 && r <= 0x201F && r != 0x2011 && r != 0x2017, r >= 0x3000 && r <= 0x3015:
		default:
			return false
		}
	}
	return true
}

// foldRune folds one character, or drops it.
func foldRune(r rune) rune {
	switch {
	case r > ' ' && r < 0x7F && r != '"' && r != '\'':
		return r
	case r >= 0x4E00 && r <= 0x9FFF:
		return ordinary(r)
	case r >= 0xFF01 && r <= 0xFF5E: // full width
		return foldRune(r - 0xFEE0)
	}
	switch r {
	case '"', '\'', '“', '”', '‘', '’', '\u200b', '\u200c', '\u200d', '\ufeff':
		return -1
	case '〔':
		return '('
	case '〕':
		return ')'
	}
	if unicode.IsSpace(r) || unicode.IsControl(r) {
		return -1
	}
	return ordinary(r)
}

// ordinary returns the character that r stands for: look-alikes that fonts and
// converters put in the place of common ones, and r itself otherwise.
func ordinary(r rune) rune {
	switch r {
	case '釆': // U+91C6, for 采
		return '采'
	case '⺠':
		return '民'
	case '⻓':
		return '长'
	case '⻔':
		return '门'
	case '⻅':
		return '见'
	case '⻚':
		return '页'
	case '⻄':
		return '西'
	}
	return r
}

// ordinaryOf returns the first character that r is folded to.
func ordinaryOf(r rune) rune {
	first, _ := utf8.DecodeRuneInString(fold(string(r)))
	return first
}

// variant returns the first character of s that stands for another Hanzi, or 0.
func variant(s string) rune {
	for _, r := range s {
		if r == '釆' || r >= 0x2E80 && r <= 0x2FDF || r >= 0xF900 && r <= 0xFAFF {
			return r
		}
	}
	return 0
}

// unnumbered cuts the number before a folded label: 一、 (一) 1. 1、 and digits
// that stand right before Hanzi.
func unnumbered(s string) string {
	rest := strings.TrimPrefix(s, "(")
	tail := strings.TrimLeft(rest, "一二三四五六七八九十0123456789")
	if tail == rest {
		return s
	}
	number := rest[:len(rest)-len(tail)]
	for _, end := range []string{")、", ")", "、", ".", ":", ","} {
		if after, ok := strings.CutPrefix(tail, end); ok && len(number) <= 6 {
			return after
		}
	}
	if isDigits(number) && len(number) <= 2 && tail != "" && rest == s {
		return tail
	}
	return s
}

// labelKey returns what two ways of printing the same label have in common: the
// folded label without number, trailing brackets and punctuation.
func labelKey(s string) string { return foldedKey(fold(s)) }

// foldedKey is labelKey for what is folded already.
func foldedKey(s string) string {
	s = unnumbered(s)
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	if strings.IndexFunc(s, isPoint) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isPoint(r) {
			return -1
		}
		return r
	}, s)
}

func isPoint(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// hasHan reports whether s has a Hanzi.
func hasHan(s string) bool {
	for _, r := range s {
		if r >= 0x2E80 && unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}
