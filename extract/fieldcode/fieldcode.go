// Package fieldcode reads the codes of Word's fields: what a HYPERLINK leads to,
// and which show formulas.
package fieldcode

import (
	"strconv"
	"strings"
)

// Max is how many bytes of a code are worth keeping.
const Max = 4096

// Link returns the http or https address that a HYPERLINK field leads to, or "".
func Link(code string) string {
	word, rest := next(code)
	if !strings.EqualFold(word, "HYPERLINK") {
		return ""
	}
	for rest != "" {
		word, rest = next(rest)
		switch strings.ToLower(word) {
		case `\l`, `\o`, `\t`: // a bookmark, a tip, a frame
			_, rest = next(rest)
			continue
		}
		if strings.HasPrefix(word, "http://") || strings.HasPrefix(word, "https://") {
			return word
		}
	}
	return ""
}

// Formula reports whether a field shows a formula, of which its result has no
// text: an EQ field, or one that embeds an object of an equation editor.
func Formula(code string) bool {
	word, rest := next(code)
	object, _ := next(rest)
	return strings.EqualFold(word, "EQ") || strings.EqualFold(word, "EMBED") && strings.HasPrefix(strings.ToLower(object), "equation")
}

// Tabular reports whether an object of this class, a ProgID, may be a table: one of a
// program for sheets or texts.
func Tabular(class string) bool {
	class = strings.ToLower(strings.TrimSpace(class))
	for _, program := range []string{"excel.sheet", "et.", "ket.", "word.", "wps.", "kwps.", "opendocument.calc", "opendocument.writer", "soffice.starcalc", "soffice.starwriter"} {
		if strings.HasPrefix(class, program) {
			return true
		}
	}
	return false
}

// Embeds reports whether a field shows an object that may be a table, as may one
// that the code does not name.
func Embeds(code string) bool {
	word, rest := next(code)
	class, _ := next(rest)
	return strings.EqualFold(word, "EMBED") && (class == "" || Tabular(class))
}

// Chooses reports whether a field is a list to choose from.
func Chooses(code string) bool {
	word, _ := next(code)
	return strings.EqualFold(word, "FORMDROPDOWN")
}

// Shown returns what a field shows that has no result, or "": an EQ field that
// sets a number in a circle (EQ \o\ac(○,1) is ①), a SYMBOL that is a number or
// has a code of Unicode.
func Shown(code string) string {
	word, rest := next(code)
	if strings.EqualFold(word, "SYMBOL") {
		return symbolOf(rest)
	}
	if !strings.EqualFold(word, "EQ") {
		return ""
	}
	rest = strings.ToLower(strings.Join(strings.Fields(rest), ""))
	for _, circle := range []string{"○", "〇", "◯", "⭕"} {
		inside, ok := strings.CutPrefix(rest, `\o\ac(`+circle+",")
		number, closed := strings.CutSuffix(inside, ")")
		if n, err := strconv.Atoi(number); ok && closed && err == nil && n >= 1 && n <= 20 {
			return string(rune('①' + n - 1))
		}
	}
	return ""
}

// symbolOf returns what a SYMBOL field with these arguments shows, or "".
func symbolOf(rest string) string {
	word, rest := next(rest)
	n, err := strconv.ParseUint(word, 0, 16) // 0x31 or 49
	if err != nil {
		return ""
	}
	font := ""
	for rest != "" {
		switch word, rest = next(rest); strings.ToLower(word) {
		case `\f`:
			font, rest = next(rest)
		case `\u`:
			if n > ' ' && n < 0xd800 {
				return string(rune(n))
			}
			return ""
		}
	}
	return Symbol(font, rune(n))
}

// Symbol returns the number that is a character of a symbol font, by its code
// there or that with 0xf000 added, or "": digits, which Wingdings has in circles.
func Symbol(font string, code rune) string {
	if code >= 0xf000 {
		code -= 0xf000
	}
	pictures := strings.HasPrefix(font, "Wingdings") || strings.HasPrefix(font, "Webdings")
	switch {
	case !pictures && code >= '0' && code <= '9':
		return string(code)
	case font == "Wingdings" && code >= 0x81 && code <= 0x8a:
		return string(code - 0x81 + '①')
	case font == "Wingdings" && code >= 0x8c && code <= 0x95:
		return string(code - 0x8c + '❶')
	}
	return ""
}

// maxLabel is the longest text of a link, in bytes, that is kept.
const maxLabel = 1000

// Label returns the text of a link, cut to what one may be.
func Label(text string) string {
	if len(text) > maxLabel {
		text = strings.ToValidUTF8(text[:maxLabel], "")
	}
	return strings.TrimSpace(text)
}

// next returns the first word of a code, without the quotes around it, and what
// follows.
func next(code string) (word, rest string) {
	code = strings.TrimLeft(code, " \t\r\n")
	if inner, ok := strings.CutPrefix(code, `"`); ok {
		word, rest, _ = strings.Cut(inner, `"`)
		return word, rest
	}
	if at := strings.IndexAny(code, " \t\r\n\""); at >= 0 {
		return code[:at], code[at:]
	}
	return code, ""
}
