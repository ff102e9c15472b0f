package rtf

import "strings"

// kind is the kind of a token.
type kind byte

const (
	end    kind = iota // of the file
	open               // {
	closed             // }
	word               // a control word
	symbol             // a control symbol; its character is in text
	hex                // \'hh; its byte is in value
	plain              // text
)

// token is the next thing in the file.
type token struct {
	kind  kind
	text  string // name of a word, or text
	value int    // of a word, or of a byte
	given bool   // the word has a value
}

// lexer takes a file apart.
type lexer struct {
	data string
	at   int
}

// longest is the longest name of a control word.
const longest = 32

// next returns the next token. Line ends between tokens are nothing.
func (l *lexer) next() token {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; c {
		case '\r', '\n', 0:
			l.at++
		case '{':
			l.at++
			return token{kind: open}
		case '}':
			l.at++
			return token{kind: closed}
		case '\\':
			return l.control()
		default:
			rest := l.data[l.at:]
			n := 1
			for n < len(rest) && !special(rest[n]) {
				n++
			}
			l.at += n
			return token{kind: plain, text: rest[:n]}
		}
	}
	return token{kind: end}
}

func special(c byte) bool {
	return c == '{' || c == '}' || c == '\\' || c == '\r' || c == '\n' || c == 0
}

// control reads what begins with a backslash.
func (l *lexer) control() token {
	l.at++
	if l.at == len(l.data) {
		return token{kind: end}
	}
	rest := l.data[l.at:min(len(l.data), l.at+longest)]
	n := 0
	for n < len(rest) && letter(rest[n]) {
		n++
	}
	if n > 0 {
		l.at += n
		t := token{kind: word, text: rest[:n]}
		t.value, t.given = l.number()
		if l.at < len(l.data) && l.data[l.at] == ' ' {
			l.at++
		}
		if t.text == "bin" && t.given {
			l.at += min(max(t.value, 0), len(l.data)-l.at)
		}
		return t
	}
	c := l.data[l.at]
	l.at++
	if c != '\'' {
		return token{kind: symbol, text: l.data[l.at-1 : l.at]}
	}
	if l.at+2 > len(l.data) {
		l.at = len(l.data)
		return token{kind: end}
	}
	high, low := digit(l.data[l.at]), digit(l.data[l.at+1])
	if high < 0 || low < 0 {
		return token{kind: plain} // no byte: what follows is text
	}
	l.at += 2
	return token{kind: hex, value: high<<4 | low}
}

// number reads the value of a control word.
func (l *lexer) number() (value int, given bool) {
	rest := l.data[l.at:]
	negative := strings.HasPrefix(rest, "-")
	n := 0
	if negative {
		n++
	}
	for ; n < len(rest) && rest[n]-'0' <= 9; n++ {
		given = true
		if value < 1<<40 {
			value = 10*value + int(rest[n]-'0')
		}
	}
	if !given {
		return 0, false
	}
	l.at += n
	if negative {
		value = -value
	}
	return value, true
}

func letter(c byte) bool { return c|0x20-'a' < 26 }

func digit(c byte) int { return strings.IndexByte("0123456789abcdef", c|0x20) }
