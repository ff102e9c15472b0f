package charset

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

// Prescan returns the WHATWG name of the encoding that the page whose bytes
// begin with b declares for itself, by byte order mark or meta element, or ""
// where it declares none that is known. It looks at all of b: the caller says
// how far by cutting b. A declared UTF-16 is UTF-8, since the declaration was
// readable.
func Prescan(b []byte) string {
	if name, _ := markOf(b); name != "" {
		return name
	}
	s := scanner{b: b}
	for s.seek('<') {
		switch {
		case s.has("<!--"):
			s.pos += 2 // the dashes that open may close: <!-->
			if !s.seekText("-->") {
				return ""
			}
		case s.hasTag("<meta"):
			s.pos += len("<meta")
			if name := s.metaCharset(); name != "" {
				return name
			}
		case s.isTag():
			s.seekAny(" \t\n\f\r>")
			for {
				if name, _ := s.attribute(); name == "" {
					break
				}
			}
		case s.has("<!"), s.has("</"), s.has("<?"):
			s.seek('>')
		}
		s.pos++
	}
	return ""
}

// scanner walks the bytes of a page as the prescan of WHATWG does.
type scanner struct {
	b   []byte
	pos int
}

func (s *scanner) rest() []byte { return s.b[min(s.pos, len(s.b)):] }

func (s *scanner) has(prefix string) bool { return bytes.HasPrefix(s.rest(), []byte(prefix)) }

// hasTag reports whether the tag that prefix opens stands here, in any case.
func (s *scanner) hasTag(prefix string) bool {
	r := s.rest()
	return len(r) > len(prefix) && strings.EqualFold(string(r[:len(prefix)]), prefix) &&
		(isSpace(r[len(prefix)]) || r[len(prefix)] == '/')
}

// isTag reports whether a start or end tag with a name stands here.
func (s *scanner) isTag() bool {
	r := bytes.TrimPrefix(s.rest()[1:], []byte("/"))
	return len(r) > 0 && isLetter(r[0])
}

// seek moves to the next c, or to the end and reports false.
func (s *scanner) seek(c byte) bool { return s.move(bytes.IndexByte(s.rest(), c)) }

// seekText moves to the last byte of the next text, or to the end and reports
// false.
func (s *scanner) seekText(text string) bool {
	found := s.move(bytes.Index(s.rest(), []byte(text)))
	if found {
		s.pos += len(text) - 1
	}
	return found
}

func (s *scanner) seekAny(chars string) bool { return s.move(bytes.IndexAny(s.rest(), chars)) }

func (s *scanner) move(by int) bool {
	if by < 0 {
		s.pos = len(s.b)
		return false
	}
	s.pos += by
	return true
}

// metaCharset reads the attributes of a meta element and returns the encoding
// that it declares, or "".
func (s *scanner) metaCharset() string {
	var charset, content string
	var pragma, hasCharset, hasContent, hasPragma bool
	for {
		name, value := s.attribute()
		switch {
		case name == "":
			if s.pos >= len(s.b) {
				return "" // cut short: not an element
			}
			if !hasCharset && pragma {
				charset = content
			}
			if known := lookup(charset); !strings.HasPrefix(known, "utf-16") {
				return known
			}
			return "utf-8"
		case name == "http-equiv" && !hasPragma:
			hasPragma = true
			pragma = value == "content-type"
		case name == "content" && !hasContent:
			if c := charsetOf(value); lookup(c) != "" {
				hasContent, content = true, c
			}
		case name == "charset" && !hasCharset:
			hasCharset, charset = true, value
		}
	}
}

// attribute reads the next attribute of a tag, in lower case, and stops before
// the ">" or at the end, where the name is empty.
func (s *scanner) attribute() (name, value string) {
	s.skip(" \t\n\f\r/")
	if s.pos >= len(s.b) || s.b[s.pos] == '>' {
		return "", ""
	}
	start := s.pos
	// An attribute's name may begin with "=".
	s.pos++
	s.seekAny("= \t\n\f\r/>")
	name = lower(s.b[start:min(s.pos, len(s.b))])
	s.skip(" \t\n\f\r")
	if s.pos >= len(s.b) || s.b[s.pos] != '=' {
		return name, ""
	}
	s.pos++
	s.skip(" \t\n\f\r")
	if s.pos >= len(s.b) {
		return "", ""
	}
	if quote := s.b[s.pos]; quote == '"' || quote == '\'' {
		s.pos++
		start = s.pos
		if !s.seek(quote) {
			return "", ""
		}
		value = lower(s.b[start:s.pos])
		s.pos++
		return name, value
	}
	start = s.pos
	if !s.seekAny(" \t\n\f\r>") {
		return "", ""
	}
	return name, lower(s.b[start:s.pos])
}

func (s *scanner) skip(chars string) {
	for s.pos < len(s.b) && strings.IndexByte(chars, s.b[s.pos]) >= 0 {
		s.pos++
	}
}

// charsetOf returns what follows "charset=" in s, the value of a Content-Type
// in lower case.
func charsetOf(s string) string {
	for {
		_, after, found := strings.Cut(s, "charset")
		if !found {
			return ""
		}
		s = strings.TrimLeft(after, " \t\n\f\r")
		value, found := strings.CutPrefix(s, "=")
		if !found {
			continue
		}
		value = strings.TrimLeft(value, " \t\n\f\r")
		if value != "" && (value[0] == '"' || value[0] == '\'') {
			quoted, _, closed := strings.Cut(value[1:], value[:1])
			if !closed {
				return ""
			}
			return quoted
		}
		if end := strings.IndexAny(value, "; \t\n\f\r"); end >= 0 {
			value = value[:end]
		}
		return value
	}
}

// lookup returns the WHATWG name of the encoding that label stands for, or "".
// Scripts write labels in pieces ("gb' + '2312"), which are joined.
func lookup(label string) string {
	if len(label) > 100 {
		return ""
	}
	if strings.Contains(label, "+") {
		for _, quote := range []string{"'", `"`} {
			label = strings.NewReplacer(quote+" + "+quote, "", quote+"+"+quote, "").Replace(label)
		}
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(e)
	if err != nil {
		return ""
	}
	return name
}

func lower(b []byte) string { return strings.ToLower(string(b)) }

func isSpace(c byte) bool { return strings.IndexByte(" \t\n\f\r", c) >= 0 }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
