package lex

import "math"

// The limits of one value; what lies beyond them is lost.
const (
	maxDepth = 64      // of arrays and dictionaries in each other
	maxItems = 1 << 18 // of all arrays and dictionaries in it
)

// Scanner takes values off a slice of bytes.
type Scanner struct {
	src   []byte
	pos   int
	depth int
	open  []Value // items of arrays that are still open
	arena []Value // items of those that are closed
}

// New returns a scanner over src, which it doesn't change.
func New(src []byte) *Scanner { return &Scanner{src: src} }

// Pos returns where the next value is looked for, and Seek changes that.
func (s *Scanner) Pos() int { return s.pos }

// Seek makes the scanner go on at pos.
func (s *Scanner) Seek(pos int) { s.pos = max(0, min(pos, len(s.src))) }

// Source returns the bytes that are scanned.
func (s *Scanner) Source() []byte { return s.src }

// Space reports whether c is white space (ISO 32000-1 table 1).
func Space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

// delimiter reports whether c ends a word, as white space does too.
func delimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return Space(c)
}

// skip passes over white space and comments.
func (s *Scanner) skip() {
	for s.pos < len(s.src) {
		switch c := s.src[s.pos]; {
		case Space(c):
			s.pos++
		case c == '%':
			for s.pos < len(s.src) && s.src[s.pos] != '\n' && s.src[s.pos] != '\r' {
				s.pos++
			}
		default:
			return
		}
	}
}

// Next returns the next value.
func (s *Scanner) Next() Value {
	for {
		s.skip()
		if s.pos >= len(s.src) {
			return Value{}
		}
		switch c := s.src[s.pos]; {
		case c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.':
			return s.number()
		case c == '/':
			s.pos++
			return Value{Kind: Name, Bytes: s.name()}
		case c == '(':
			return Value{Kind: String, Bytes: s.literal()}
		case c == '<':
			if s.pos+1 < len(s.src) && s.src[s.pos+1] == '<' {
				if s.pos += 2; s.depth >= maxDepth {
					continue
				}
				return Value{Kind: Dict, Items: s.items()}
			}
			return Value{Kind: String, Bytes: s.hex()}
		case c == '[':
			if s.pos++; s.depth >= maxDepth {
				continue
			}
			return Value{Kind: Array, Items: s.items()}
		case c == ']':
			s.pos++
			return Value{Kind: Close}
		case c == '>':
			s.pos++
			if s.pos < len(s.src) && s.src[s.pos] == '>' {
				s.pos++
				return Value{Kind: Close}
			}
		case c == ')' || c == '{' || c == '}':
			s.pos++ // of PostScript functions, or stray
		default:
			return s.word()
		}
	}
}

func (s *Scanner) word() Value {
	start := s.pos
	for s.pos < len(s.src) && !delimiter(s.src[s.pos]) {
		s.pos++
	}
	return Value{Kind: Word, Bytes: s.src[start:s.pos]}
}

// Recycle says that the items of all values so far are needed no more. Without
// it they stay as they are.
func (s *Scanner) Recycle() { s.arena = s.arena[:0] }

// items returns the values up to the bracket that closes them.
func (s *Scanner) items() []Value {
	s.depth++
	defer func() { s.depth-- }()
	start := len(s.open)
	for {
		v := s.Next()
		if v.Kind == End || v.Kind == Close {
			break
		}
		if len(s.open)+len(s.arena) < maxItems {
			s.open = append(s.open, v)
		}
	}
	from := len(s.arena)
	s.arena = append(s.arena, s.open[start:]...)
	s.open = s.open[:start]
	return s.arena[from:len(s.arena):len(s.arena)]
}

// number reads a number. What follows its digits up to a delimiter is dropped:
// some writers leave "1.2.3" or "0.00-5".
func (s *Scanner) number() Value {
	start := s.pos
	negative, integer := false, true
	for s.pos < len(s.src) && (s.src[s.pos] == '-' || s.src[s.pos] == '+') {
		negative = negative || s.src[s.pos] == '-'
		s.pos++
	}
	whole, scale := 0.0, 1.0
	digits := 0
scan:
	for ; s.pos < len(s.src); s.pos++ {
		switch c := s.src[s.pos]; {
		case c >= '0' && c <= '9':
			digits++
			if integer {
				whole = whole*10 + float64(c-'0')
			} else if scale < 1e15 {
				whole, scale = whole*10+float64(c-'0'), scale*10
			}
		case c == '.' && integer:
			integer = false
		default:
			break scan
		}
	}
	if digits == 0 && s.pos < len(s.src) && !delimiter(s.src[s.pos]) {
		s.pos = start
		return s.word()
	}
	for s.pos < len(s.src) && !delimiter(s.src[s.pos]) {
		c := s.src[s.pos]
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '\'' || c == '"' || c == '*' {
			break // an operator without a space before it
		}
		s.pos++
	}
	n := whole / scale
	if negative {
		n = -n
	}
	if math.IsInf(n, 0) {
		n = 0
	}
	return Value{Kind: Number, Number: n, Integer: integer}
}
