package numfmt

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// token is a part of a section.
type token struct {
	kind tokenKind
	text string
}

type tokenKind int

const (
	tokenLiteral tokenKind = iota
	tokenDigit             // 0, # or ?
	tokenPoint
	tokenComma
	tokenPercent
	tokenExponent // E+ or E-
	tokenGeneral
	tokenText    // @
	tokenDate    // a run of one letter: yyyy, m, dd, h, ss, aaaa, e
	tokenElapsed // [h], [mm], [ss]: the letters
	tokenNoon    // AM/PM and the like
)

// maxCode is the longest format code that is looked at; Excel's end at 255
// characters.
const maxCode = 2000

// Parse returns the format that a code stands for. A section that is not
// understood is one that shows General and says so.
func Parse(code string) Format {
	var f Format
	if code == "" {
		return f
	}
	if len(code) > maxCode {
		return Format{sections: []section{{kind: kindUnknown}}}
	}
	for len(f.sections) < 4 {
		s, rest, more := parseSection(code)
		f.sections = append(f.sections, s)
		f.coloured = f.coloured || s.colour > 0
		if !more {
			break
		}
		code = rest
	}
	return f
}

// parseSection reads code up to a semicolon.
func parseSection(code string) (s section, rest string, more bool) {
	var p parser
	for code != "" {
		if code[0] == ';' {
			rest, more = code[1:], true
			break
		}
		code = code[p.next(code):]
	}
	p.section.kind = p.kind()
	return p.section, rest, more
}

// parser reads one section.
type parser struct {
	section section
	unknown bool
}

func (p *parser) add(kind tokenKind, text string) {
	p.section.tokens = append(p.section.tokens, token{kind, text})
}

// next reads the token that code begins with and returns its length.
func (p *parser) next(code string) int {
	c := code[0]
	switch c {
	case '"':
		end := strings.IndexByte(code[1:], '"')
		if end < 0 {
			end = len(code) - 1
		}
		p.add(tokenLiteral, code[1:1+end])
		return min(end+2, len(code))
	case '\\', '!', '_', '*':
		_, size := utf8.DecodeRuneInString(code[1:])
		switch c {
		case '\\', '!': // Excel of East Asia writes either
			p.add(tokenLiteral, code[1:1+size])
		case '_':
			p.add(tokenLiteral, " ") // as wide as the character
		}
		return 1 + size
	case '[':
		end := strings.IndexByte(code, ']')
		if end < 0 {
			p.unknown = true
			return len(code)
		}
		p.bracket(code[1:end])
		return end + 1
	case '0', '#', '?':
		p.add(tokenDigit, code[:1])
	case '.':
		p.add(tokenPoint, ".")
	case ',':
		p.add(tokenComma, ",")
	case '%':
		p.add(tokenPercent, "%")
	case '@':
		p.add(tokenText, "@")
	default:
		return p.word(code)
	}
	return 1
}

// word reads letters and what stands for itself.
func (p *parser) word(code string) int {
	for _, name := range []string{"General", "G/通用格式", "Standard"} {
		if len(code) >= len(name) && strings.EqualFold(code[:len(name)], name) {
			p.add(tokenGeneral, "")
			return len(name)
		}
	}
	for _, noon := range []string{"AM/PM", "A/P", "上午/下午"} {
		if len(code) >= len(noon) && strings.EqualFold(code[:len(noon)], noon) {
			p.add(tokenNoon, code[:len(noon)])
			return len(noon)
		}
	}
	c := code[0]
	if (c == 'E' || c == 'e') && len(code) > 1 && (code[1] == '+' || code[1] == '-') {
		p.add(tokenExponent, code[1:2])
		return 2
	}
	switch lower := c | 0x20; {
	case c < utf8.RuneSelf && strings.IndexByte("ymdhsae", lower) >= 0:
		n := 1
		for n < len(code) && code[n]|0x20 == lower {
			n++
		}
		p.add(tokenDate, strings.ToLower(code[:n]))
		return n
	case 'a' <= lower && lower <= 'z':
		p.unknown = true
		return 1
	}
	_, size := utf8.DecodeRuneInString(code)
	p.add(tokenLiteral, code[:size])
	return size
}

// bracket reads what stands in brackets.
func (p *parser) bracket(s string) {
	lower := strings.ToLower(s)
	switch {
	case s == "":
		p.unknown = true
	case s[0] == '$': // a currency, a locale or both
		currency, _, _ := strings.Cut(s[1:], "-")
		p.add(tokenLiteral, currency)
	case s[0] == '<' || s[0] == '>' || s[0] == '=':
		op := s[:len(s)-len(strings.TrimLeft(s, "<>="))]
		limit, err := strconv.ParseFloat(strings.TrimSpace(s[len(op):]), 64)
		p.section.condition = condition{op, limit}
		p.unknown = p.unknown || err != nil
	case strings.Trim(lower, "h") == "", strings.Trim(lower, "m") == "", strings.Trim(lower, "s") == "":
		p.add(tokenElapsed, lower)
		p.section.elapsed = true
	case strings.HasPrefix(lower, "dbnum"):
	default:
		p.section.colour = colourOf(lower)
		p.unknown = p.unknown || p.section.colour == 0
	}
}

// colourOf returns the number of a colour, or 0.
func colourOf(name string) int {
	for _, prefix := range []string{"color", "颜色"} {
		if digits, ok := strings.CutPrefix(name, prefix); ok {
			n, err := strconv.Atoi(strings.TrimSpace(digits))
			if err != nil || n < 1 || n > 56 {
				return 0
			}
			return n
		}
	}
	for i, names := range [][2]string{{"black", "黑色"}, {"white", "白色"}, {"red", "红色"}, {"green", "绿色"}, {"blue", "蓝色"},
		{"yellow", "黄色"}, {"magenta", "洋红色"}, {"cyan", "蓝绿色"}} {
		if name == names[0] || name == names[1] {
			return i + 1
		}
	}
	return 0
}
