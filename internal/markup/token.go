package markup

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// scanner cuts a page into tags and texts. What it hands out are parts of the
// page; only what holds a character reference is written anew.
type scanner struct {
	page  string
	at    int
	odd   bool             // something was met that the standard's tokenizer may read otherwise
	attrs []html.Attribute // of the last tag
	kept  slab[html.Attribute]
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
		open := 0
		if s.page[s.at] != '<' {
			open = strings.IndexByte(s.page[s.at:], '<')
		}
		switch {
		case open < 0:
			return s.textTo(len(s.page))
		case open > 0 && (s.tagBegins(s.at+open) || strings.HasPrefix(s.page[s.at+open:], "</")):
			return s.textTo(s.at + open)
		case open > 0:
			return s.textTo(s.at + open + 1)
		case !s.tagBegins(s.at):
			s.odd = s.odd || strings.HasPrefix(s.page[s.at:], "</")
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
		size, odd := comment(rest)
		s.at, s.odd = s.at+size, s.odd || odd
		return token{}
	case '?':
		size, found := past(rest, ">")
		s.at, s.odd = s.at+size, s.odd || !found
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
	t.name = s.lower(rest[begin:i])
	t.atom = atom.Lookup([]byte(t.name))
	begin = i
	for i < len(rest) && rest[i] != '>' {
		if c := rest[i]; quote(c) && valueBegins(rest, begin, i) {
			end := strings.IndexByte(rest[i+1:], c)
			if end < 0 {
				i = len(rest)
				break
			}
			i += 1 + end
		}
		i++
	}
	if i == len(rest) {
		s.at, s.odd = len(s.page), true
		return token{} // a tag that never ends
	}
	t.attrs = rest[begin:i]
	s.odd = s.odd || t.kind == tokenClose && strings.Trim(t.attrs, " \n\t\r\f") != ""
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
			s.at, s.odd = len(s.page), true
			return s.page[begin:]
		}
		s.at += i
		rest := s.page[s.at+2:]
		if len(rest) >= len(name) && strings.EqualFold(rest[:len(name)], name) && (len(rest) == len(name) || !letter(rest[len(name)])) {
			s.odd = s.odd || len(rest) == len(name) || !space(rest[len(name)]) && rest[len(name)] != '/' && rest[len(name)] != '>'
			return s.page[begin:s.at]
		}
		s.at += 2
	}
}

// lower returns a name in lower case. The standard leaves all but ASCII letters
// as they are.
func (s *scanner) lower(name string) string {
	for i := range len(name) {
		if c := name[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			s.odd = s.odd || c >= utf8.RuneSelf
			return strings.ToLower(name)
		}
	}
	return name
}

// comment returns the length of the comment or declaration that s begins with,
// and whether its end is in doubt.
func comment(s string) (size int, odd bool) {
	inside, ok := strings.CutPrefix(s, "<!--")
	if !ok {
		size, found := past(s, ">")
		return size, !found
	}
	if strings.HasPrefix(inside, ">") {
		return len("<!-->"), false
	}
	i := strings.Index(inside, "-->")
	if i < 0 {
		return len(s), true
	}
	return len("<!--") + i + len("-->"), strings.HasPrefix(inside, "-") || strings.Contains(inside[:i], "--!")
}

// past returns where s goes on after a mark, and whether it is there.
func past(s, mark string) (at int, found bool) {
	if i := strings.Index(s, mark); i >= 0 {
		return i + len(mark), true
	}
	return len(s), false
}

// maxAttributes of a tag are read; no page needs as many, and each is compared
// with all before it.
const maxAttributes = 256

// attributes returns the attributes that stand in a tag. Of those with one name
// the first counts.
func (s *scanner) attributes(tag string) []html.Attribute {
	if tag == "" {
		return nil
	}
	attrs := s.attrs[:0]
	for i := 0; i < len(tag); {
		if space(tag[i]) || tag[i] == '/' {
			i++
			continue
		}
		if len(attrs) == maxAttributes {
			s.odd = true
			break
		}
		begin := i
		s.odd = s.odd || tag[i] == '=' || quote(tag[i])
		for i++; i < len(tag) && tag[i] != '=' && !space(tag[i]) && tag[i] != '/'; i++ {
			s.odd = s.odd || quote(tag[i])
		}
		key := s.lower(tag[begin:i])
		for i < len(tag) && space(tag[i]) {
			i++
		}
		value := ""
		if i < len(tag) && tag[i] == '=' {
			for i++; i < len(tag) && space(tag[i]); i++ {
			}
			begin = i
			switch {
			case i < len(tag) && (tag[i] == '"' || tag[i] == '\''):
				end := strings.IndexByte(tag[i+1:], tag[i])
				if end < 0 {
					end, s.odd = len(tag)-i-1, true
				}
				value, i = tag[i+1:i+1+end], min(i+end+2, len(tag))
			default:
				for i < len(tag) && !space(tag[i]) {
					i++
				}
				value = tag[begin:i]
				s.odd = s.odd || strings.ContainsAny(value, `"'`)
			}
		}
		if !has(attrs, key) {
			attrs = append(attrs, html.Attribute{Key: key, Val: s.value(value)})
		}
	}
	s.attrs = attrs
	kept := s.kept.take(len(attrs))
	copy(kept, attrs)
	return kept
}

func has(attrs []html.Attribute, key string) bool {
	for _, a := range attrs {
		if a.Key == key {
			return true
		}
	}
	return false
}

// value replaces the character references of an attribute's value. Unlike in a
// text, "&copy=1" is none there, and neither is "&copyright".
func (s *scanner) value(v string) string {
	if strings.IndexByte(v, '&') < 0 {
		return v
	}
	var b strings.Builder
	for {
		text, rest, ok := strings.Cut(v, "&")
		b.WriteString(text)
		if !ok {
			return b.String()
		}
		size := 0
		for size < len(rest) && (letter(rest[size]) || '0' <= rest[size] && rest[size] <= '9' || rest[size] == '#' && size == 0) {
			size++
		}
		reference := "&" + rest[:size]
		switch {
		case size == 0:
		case size < len(rest) && rest[size] == ';':
			size++
			if u := html.UnescapeString(reference + ";"); !strings.HasSuffix(u, ";") {
				reference = u
			} else {
				reference += ";"
				s.odd = true
			}
		case rest[0] == '#':
			reference = html.UnescapeString(reference)
		case size == len(rest) || rest[size] != '=':
			s.odd = true // one of the names that need no semicolon, or none
		}
		b.WriteString(reference)
		v = rest[size:]
	}
}

// plain replaces the character references of a text.
func plain(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return html.UnescapeString(s)
}

func quote(c byte) bool { return c == '"' || c == '\'' }

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }
