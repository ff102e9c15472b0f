package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// scanner cuts a page into tags and texts. What it hands out are parts of the
// page; only what holds a character reference is written anew.
type scanner struct {
	page string
	at   int
}

// token is a tag or a text.
type token struct {
	kind  tokenKind
	name  string // of a tag, in lower case
	atom  atom.Atom
	text  string // of a text
	attrs string // of a start tag, as they stand
}

type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenText
	tokenStart
	tokenClose
)

// next returns the next token. Comments and declarations are left out.
func (s *scanner) next() token {
	for s.at < len(s.page) {
		open := strings.IndexByte(s.page[s.at:], '<')
		switch {
		case open < 0:
			return s.textTo(len(s.page))
		case open > 0 && s.tagBegins(s.at+open):
			return s.textTo(s.at + open)
		case open > 0:
			return s.textTo(s.at + open + 1)
		case !s.tagBegins(s.at):
			return s.textTo(s.at + 1)
		}
		if t := s.tag(); t.kind != tokenEnd {
			return t
		}
	}
	return token{}
}

func (s *scanner) textTo(end int) token {
	text := s.page[s.at:end]
	s.at = end
	return token{kind: tokenText, text: text}
}

// tagBegins reports whether the "<" at i begins a tag, a comment or a
// declaration rather than being a sign in a text.
func (s *scanner) tagBegins(i int) bool {
	if i+1 >= len(s.page) {
		return false
	}
	c := s.page[i+1]
	return letter(c) || c == '!' || c == '?' || c == '/' && i+2 < len(s.page) && (letter(s.page[i+2]) || s.page[i+2] == '>')
}

// tag returns the tag at s.at, or an end token where it is none that counts.
func (s *scanner) tag() token {
	rest := s.page[s.at:]
	switch rest[1] {
	case '!':
		s.at += comment(rest)
		return token{}
	case '?':
		s.at += past(rest, ">")
		return token{}
	}
	t := token{kind: tokenStart}
	i := 1
	if rest[1] == '/' {
		t.kind, i = tokenClose, 2
	}
	begin := i
	for i < len(rest) && !space(rest[i]) && rest[i] != '>' && rest[i] != '/' {
		i++
	}
	t.name = strings.ToLower(rest[begin:i])
	t.atom = atom.Lookup([]byte(t.name))
	begin = i
	quote := byte(0)
	for i < len(rest) && (quote != 0 || rest[i] != '>') {
		switch c := rest[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\'') && valueBegins(rest, begin, i):
			quote = c
		}
		i++
	}
	if i == len(rest) {
		s.at = len(s.page)
		return token{} // a tag that never ends
	}
	t.attrs = rest[begin:i]
	s.at += i + 1
	return t
}

// valueBegins reports whether the quote at i stands where a value may begin:
// behind "=", perhaps with white space between.
func valueBegins(rest string, from, i int) bool {
	for i--; i >= from; i-- {
		if !space(rest[i]) {
			return rest[i] == '='
		}
	}
	return false
}

// raw returns the text of an element that holds no tags, up to its end tag.
func (s *scanner) raw(name string) string {
	begin := s.at
	for {
		i := strings.Index(s.page[s.at:], "</")
		if i < 0 {
			s.at = len(s.page)
			return s.page[begin:]
		}
		s.at += i
		rest := s.page[s.at+2:]
		if len(rest) >= len(name) && strings.EqualFold(rest[:len(name)], name) && (len(rest) == len(name) || !letter(rest[len(name)])) {
			return s.page[begin:s.at]
		}
		s.at += 2
	}
}

// comment returns the length of the comment or declaration that s begins with.
func comment(s string) int {
	if !strings.HasPrefix(s, "<!--") {
		return past(s, ">")
	}
	if strings.HasPrefix(s, "<!-->") {
		return len("<!-->")
	}
	if i := strings.Index(s[len("<!--"):], "-->"); i >= 0 {
		return len("<!--") + i + len("-->")
	}
	return len(s)
}

// past returns where s goes on after a mark.
func past(s, mark string) int {
	if i := strings.Index(s, mark); i >= 0 {
		return i + len(mark)
	}
	return len(s)
}

// maxAttributes of a tag are read; no page needs as many, and each is compared
// with all before it.
const maxAttributes = 256

// attributes appends the attributes that stand in a tag. Of those with one name
// the first counts.
func attributes(s string, into []html.Attribute) []html.Attribute {
	for i := 0; i < len(s) && len(into) < maxAttributes; {
		if space(s[i]) || s[i] == '/' {
			i++
			continue
		}
		begin := i
		for i++; i < len(s) && s[i] != '=' && !space(s[i]) && s[i] != '/'; i++ {
		}
		key := strings.ToLower(s[begin:i])
		for i < len(s) && space(s[i]) {
			i++
		}
		value := ""
		if i < len(s) && s[i] == '=' {
			for i++; i < len(s) && space(s[i]); i++ {
			}
			begin = i
			switch {
			case i < len(s) && (s[i] == '"' || s[i] == '\''):
				end := strings.IndexByte(s[i+1:], s[i])
				if end < 0 {
					end = len(s) - i - 1
				}
				value, i = s[i+1:i+1+end], min(i+end+2, len(s))
			default:
				for i < len(s) && !space(s[i]) {
					i++
				}
				value = s[begin:i]
			}
		}
		if !has(into, key) {
			into = append(into, html.Attribute{Key: key, Val: plain(value)})
		}
	}
	return into
}

func has(attrs []html.Attribute, key string) bool {
	for _, a := range attrs {
		if a.Key == key {
			return true
		}
	}
	return false
}

// plain replaces the character references of a text.
func plain(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return html.UnescapeString(s)
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }
