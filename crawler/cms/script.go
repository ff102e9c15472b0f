package cms

import (
	"net/url"
	"strings"

	"gongkai/internal/jstext"
)

const (
	maxScript   = 4 << 20 // bytes of a page's scripts that are read
	maxLiteral  = 1000    // bytes of a text in a script that may be an address
	maxExpr     = 60      // bytes of what a script adds to an address
	maxLiterals = 50_000  // of a page's scripts
	maxLost     = 16      // times the script that is read for ends of texts that have none
)

// literal is a text in a script: one in quotes, or several that the script joins
// with what it computes between them.
type literal struct {
	text  string
	holes []hole // what is computed, in its order
	at    int    // where it begins in the script
	end   int    // where what follows it begins
	key   string // what it is the value of: url in {url: '…'}, href in location.href = '…'
}

// hole is something that a script computes in the middle of a text.
type hole struct {
	at   int    // in the literal's text
	expr string // pageNo, new Date().getTime()
}

// scanner reads the texts of a script one after the other. It knows no grammar:
// quotes, comments and braces only.
type scanner struct {
	script string
	at     int
	brace  bool // { or } was passed since the last text
	square bool // [ or ] was
	ended  bool // a semicolon was
	lost   int  // bytes that were read for the ends of texts that have none
	count  int
}

// next returns the next text, or ok=false at the end.
func (s *scanner) next() (l literal, ok bool) {
	s.brace, s.square, s.ended = false, false, false
	for s.at < len(s.script) && s.count < maxLiterals {
		switch c := s.script[s.at]; {
		case c == '"' || c == '\'' || c == '`':
			s.count++
			l := literal{at: s.at, key: s.keyBefore()}
			text, closed := s.quoted(c, &l)
			if !closed {
				continue
			}
			l.text = text
			s.joined(&l)
			l.end = s.at
			return l, true
		case c == '/' && s.at+1 < len(s.script) && (s.script[s.at+1] == '*' || s.script[s.at+1] == '/' && (s.at == 0 || strings.IndexByte(" \t\r\n;{}(),", s.script[s.at-1]) >= 0)):
			s.comment()
		case c == '{' || c == '}':
			s.brace = true
			s.at++
		case c == '[' || c == ']':
			s.square = true
			s.at++
		case c == ';':
			s.ended = true
			s.at++
		default:
			s.at++
		}
	}
	return literal{}, false
}

// comment passes a comment.
func (s *scanner) comment() {
	end := "\n"
	if s.script[s.at+1] == '*' {
		end = "*/"
	}
	if i := strings.Index(s.script[s.at+2:], end); i >= 0 {
		s.at += 2 + i + len(end)
	} else {
		s.at = len(s.script)
	}
}

// quoted reads a text in quotes, of which only templates go over several lines.
// It passes at least the quote.
func (s *scanner) quoted(quote byte, l *literal) (text string, closed bool) {
	start := s.at + 1
	var b strings.Builder
	from := start
	for i := start; i < len(s.script); i++ {
		switch c := s.script[i]; {
		case c == quote:
			s.at = i + 1
			if b.Len() == 0 {
				return unescaped(s.script[start:i]), true
			}
			b.WriteString(s.script[from:i])
			return b.String(), true
		case c == '\\':
			i++
		case c == '\n' && quote != '`':
			s.at = i
			return "", false
		case c == '$' && quote == '`' && strings.HasPrefix(s.script[i:], "${"):
			end := strings.IndexByte(s.script[i:min(len(s.script), i+2*maxExpr)], '}')
			if end < 0 || b.Len() > maxLiteral {
				break
			}
			b.WriteString(s.script[from:i])
			if b.Len() == 0 {
				break // it begins with what nobody knows
			}
			l.holes = append(l.holes, hole{b.Len(), strings.TrimSpace(s.script[i+2 : i+end])})
			i += end
			from = i + 1
		}
	}
	s.at = start
	if s.lost += len(s.script) - start; s.lost > maxLost*len(s.script) {
		s.at = len(s.script)
	}
	return "", false
}

// sentOn returns the addresses that a script sends its page's readers to.
func sentOn(script string) (refs []string) {
	if !strings.Contains(script, "location") {
		return nil
	}
	s := scanner{script: script}
	for l, ok := s.next(); ok && len(refs) < maxNamed; l, ok = s.next() {
		key := l.key
		for _, by := range [...]string{".href", ".replace", ".assign"} {
			key = strings.TrimSuffix(key, by)
		}
		if len(l.holes) == 0 && (key == "location" || strings.HasSuffix(key, ".location")) {
			refs = append(refs, l.text)
		}
	}
	return refs
}

// joined adds to a text what the script does: '…' + n + '…'.
func (s *scanner) joined(l *literal) {
	for range 16 {
		rest := strings.TrimLeft(s.script[s.at:min(len(s.script), s.at+200)], " \t\r\n")
		if rest == "" || rest[0] != '+' {
			return
		}
		plus := s.at + strings.IndexByte(s.script[s.at:], '+') + 1
		expr := s.script[plus:min(len(s.script), plus+maxExpr)]
		end := strings.IndexAny(expr, "+,;}\n'\"")
		if end < 0 {
			if end = len(expr); end == maxExpr {
				return
			}
		}
		if e := strings.TrimSpace(expr[:end]); e != "" {
			e = strings.TrimRight(e, ")") // the call that the text stands in
			l.holes = append(l.holes, hole{len(l.text), e})
			s.at = plus + end
			continue
		}
		if end == len(expr) || expr[end] != '"' && expr[end] != '\'' {
			return
		}
		s.at = plus + end
		more := literal{}
		text, closed := s.quoted(s.script[s.at], &more)
		if !closed || len(l.text)+len(text) > 2*maxLiteral {
			return
		}
		l.text += text
	}
}

// keyBefore returns the name that a text is given to.
func (s *scanner) keyBefore() string {
	i := s.at - 1
	for i >= 0 && (s.script[i] == ' ' || s.script[i] == '\t') {
		i--
	}
	if i < 0 || s.script[i] != ':' && s.script[i] != '=' && s.script[i] != '(' {
		return ""
	}
	for i--; i >= 0 && strings.IndexByte(" \t'\"", s.script[i]) >= 0; {
		i--
	}
	end := i + 1
	for i >= 0 && end-i < 32 && (isWordByte(s.script[i]|0x20) || s.script[i] == '.' || s.script[i] == '_') {
		i--
	}
	return s.script[i+1 : end]
}

// inner returns what a text holds that is data itself.
func (l *literal) inner() (script string, ok bool) {
	if len(l.holes) == 0 && strings.Contains(l.text, "%22") && strings.Contains(l.text, "%3A") {
		if text, err := url.PathUnescape(l.text); err == nil {
			return text, true
		}
	}
	if len(l.holes) > 0 || !strings.Contains(l.text, "{") || !strings.Contains(l.text, `":`) && !strings.Contains(l.text, `\":`) {
		return "", false
	}
	return jstext.Unescaped(l.text), true
}

// unescaped returns a text as the script means it, where it is short: \/ and
// \u5e74 are escapes that JSON uses.
func unescaped(s string) string {
	if len(s) > 4*maxLiteral {
		return s
	}
	return jstext.Unescaped(s)
}

// wholeText returns a text as the script means it, however long: unescaped leaves long ones.
func wholeText(s string) string {
	if len(s) > 4*maxLiteral {
		return jstext.Unescaped(s)
	}
	return s
}
