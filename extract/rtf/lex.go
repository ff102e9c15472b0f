package rtf

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

// lexer takes a file apart. The last token stays in it: files are nearly all
// control words, and handing tokens on by value takes a third of their time.
type lexer struct {
	data  string
	at    int
	token token
}

// longest is the longest name of a control word.
const longest = 32

// next reads the next token and returns its kind. Line ends between tokens are
// nothing.
func (l *lexer) next() kind {
	l.token.kind = l.read()
	return l.token.kind
}

func (l *lexer) read() kind {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; c {
		case '\r', '\n', 0:
			l.at++
		case '{':
			l.at++
			return open
		case '}':
			l.at++
			return closed
		case '\\':
			return l.control()
		default:
			rest := l.data[l.at:]
			n := 1
			for n < len(rest) && !special(rest[n]) {
				n++
			}
			l.at += n
			l.token.text = rest[:n]
			return plain
		}
	}
	return end
}

func special(c byte) bool {
	return c == '{' || c == '}' || c == '\\' || c == '\r' || c == '\n' || c == 0
}

// control reads what begins with a backslash.
func (l *lexer) control() kind {
	l.at++
	if l.at == len(l.data) {
		return end
	}
	rest := l.data[l.at:min(len(l.data), l.at+longest)]
	n := 0
	for n < len(rest) && letter(rest[n]) {
		n++
	}
	if n > 0 {
		l.at += n
		t := &l.token
		t.text = rest[:n]
		t.value, t.given = l.number()
		if l.at < len(l.data) && l.data[l.at] == ' ' {
			l.at++
		}
		if t.text == "bin" && t.given {
			l.at += min(max(t.value, 0), len(l.data)-l.at)
		}
		return word
	}
	c := l.data[l.at]
	l.at++
	if c != '\'' {
		l.token.text = l.data[l.at-1 : l.at]
		return symbol
	}
	if l.at+2 > len(l.data) {
		l.at = len(l.data)
		return end
	}
	high, low := digit(l.data[l.at]), digit(l.data[l.at+1])
	if high < 0 || low < 0 {
		l.token.text = "" // no byte: what follows is text
		return plain
	}
	l.at += 2
	l.token.value = high<<4 | low
	return hex
}

// number reads the value of a control word.
func (l *lexer) number() (value int, given bool) {
	at := l.at
	negative := at < len(l.data) && l.data[at] == '-'
	if negative {
		at++
	}
	for ; at < len(l.data); at++ {
		digit := l.data[at] - '0'
		if digit > 9 {
			break
		}
		given = true
		if value < 1<<40 {
			value = 10*value + int(digit)
		}
	}
	if !given {
		return 0, false
	}
	l.at = at
	if negative {
		value = -value
	}
	return value, true
}

func letter(c byte) bool { return c|0x20-'a' < 26 }

func digit(c byte) int {
	switch {
	case c-'0' < 10:
		return int(c - '0')
	case c|0x20-'a' < 6:
		return int(c | 0x20 - 'a' + 10)
	}
	return -1
}
