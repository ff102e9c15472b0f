package xmlpart

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// scanner cuts XML as documents have it into tokens: UTF-8, names of ASCII, no
// entities of its own, no DOCTYPE and no CDATA. At anything else, mistakes
// included, it stops, and what it has not cut yet is left to encoding/xml, whose
// raw tokens it gives; in a quarter of the time.
type scanner struct {
	r       io.Reader
	buf     []byte
	at      int   // where the next token begins in buf
	err     error // of r, behind buf
	lines   int   // line ends before buf
	closing bool  // the element that was given last is empty: its end comes next
	names   map[string]xml.Name
	values  map[string]string // of attributes, which repeat
	attrs   []xml.Attr        // room for the next
	decoded []byte
}

// The bounds of what a scanner keeps.
const (
	maxToken    = 1 << 20 // bytes; longer ones are left to encoding/xml
	maxKept     = 4096    // names and values
	longestKept = 16
)

// kind is what a token is.
type kind byte

const (
	other kind = iota // comments, processing instructions
	start
	end
	text
)

// token is a token of XML. Its text holds until the next is read.
type token struct {
	kind  kind
	start xml.StartElement
	text  xml.CharData
}

// extent is how much of the buffer a token takes, or why that is not known.
type extent int

const (
	unfinished extent = -1 // it goes on behind the buffer
	odd        extent = -2 // it is left to encoding/xml
)

func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, names: make(map[string]xml.Name), values: make(map[string]string)}
}

// next returns the next token, or false where the rest is left to
// encoding/xml. The attributes of a token that is skipped are left out.
func (s *scanner) next(skipped bool) (token, bool) {
	if s.closing {
		s.closing = false
		return token{kind: end}, true
	}
	for {
		var t token
		n := unfinished
		if b := s.buf[s.at:]; len(b) > 0 {
			t, n = s.cut(b, skipped)
		}
		switch {
		case n >= 0:
			s.at += int(n)
			return t, true
		case n == odd || !s.fill():
			s.closing = false
			return token{}, false
		}
	}
}

// rest returns what was not cut.
func (s *scanner) rest() io.Reader {
	s.lines += bytes.Count(s.buf[:s.at], []byte("\n"))
	return io.MultiReader(bytes.NewReader(s.buf[s.at:]), s.r)
}

// fill reads more behind the token that is unfinished.
func (s *scanner) fill() bool {
	if s.err != nil || len(s.buf)-s.at >= maxToken {
		return false
	}
	s.lines += bytes.Count(s.buf[:s.at], []byte("\n"))
	s.buf = append(s.buf[:0], s.buf[s.at:]...)
	s.at = 0
	if cap(s.buf)-len(s.buf) < 4<<10 {
		s.buf = append(make([]byte, 0, max(32<<10, 2*cap(s.buf))), s.buf...)
	}
	n := 0
	for n == 0 && s.err == nil {
		n, s.err = s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
	}
	return n > 0
}

// cut cuts the token that b begins with.
func (s *scanner) cut(b []byte, skipped bool) (token, extent) {
	if b[0] != '<' {
		n := bytes.IndexByte(b, '<')
		if n < 0 {
			return token{}, unfinished
		}
		v, ok := s.decode(b[:n])
		if !ok || bytes.Contains(b[:n], []byte("]]>")) {
			return token{}, odd
		}
		return token{kind: text, text: v}, extent(n)
	}
	if len(b) < 2 {
		return token{}, unfinished
	}
	switch b[1] {
	case '/':
		return endOf(b)
	case '?':
		return instruction(b)
	case '!':
		return comment(b)
	}
	return s.startOf(b, skipped)
}

// endOf cuts an end tag.
func endOf(b []byte) (token, extent) {
	i, n := nameEnd(b, 2)
	if n < 0 {
		return token{}, n
	}
	if i = space(b, i); i == len(b) {
		return token{}, unfinished
	}
	if b[i] != '>' || bytes.Count(b[2:i], []byte(":")) > 1 {
		return token{}, odd
	}
	return token{kind: end}, extent(i + 1)
}

// instruction cuts a processing instruction. The XML declaration may name no
// other version and charset than those that are read here.
func instruction(b []byte) (token, extent) {
	i, n := nameEnd(b, 2)
	if n < 0 {
		return token{}, n
	}
	length := bytes.Index(b[i:], []byte("?>"))
	if length < 0 {
		return token{}, unfinished
	}
	if string(b[2:i]) == "xml" {
		says := strings.ToLower(strings.ReplaceAll(string(b[i:i+length]), "'", `"`))
		if !strings.HasPrefix(says, ` version="1.0"`) || strings.Contains(says, "encoding") && !strings.Contains(says, ` encoding="utf-8"`) {
			return token{}, odd
		}
	}
	return token{}, extent(i + length + 2)
}

// comment cuts a comment.
func comment(b []byte) (token, extent) {
	if len(b) < 4 {
		return token{}, unfinished
	}
	if string(b[:4]) != "<!--" {
		return token{}, odd
	}
	n := bytes.Index(b[4:], []byte("--"))
	if n < 0 || 4+n+2 == len(b) {
		return token{}, unfinished
	}
	if b[4+n+2] != '>' {
		return token{}, odd
	}
	return token{}, extent(4 + n + 3)
}

// startOf cuts a start tag.
func (s *scanner) startOf(b []byte, skipped bool) (token, extent) {
	name, i, n := s.name(b, 1)
	if n < 0 {
		return token{}, n
	}
	t := token{kind: start, start: xml.StartElement{Name: name}}
	if len(s.attrs) < 16 {
		s.attrs = make([]xml.Attr, 256)
	}
	room := s.attrs[:0:len(s.attrs)]
	for {
		if i = space(b, i); i+1 >= len(b) {
			return token{}, unfinished
		}
		switch {
		case b[i] == '>':
			s.keep(&t, room)
			return t, extent(i + 1)
		case b[i] == '/':
			if b[i+1] != '>' {
				return token{}, odd
			}
			s.keep(&t, room)
			s.closing = true
			return t, extent(i + 2)
		}
		var a xml.Attr
		if a.Name, i, n = s.name(b, i); n < 0 {
			return token{}, n
		}
		if i = space(b, i); i == len(b) {
			return token{}, unfinished
		}
		if b[i] != '=' {
			return token{}, odd
		}
		if i = space(b, i+1); i == len(b) {
			return token{}, unfinished
		}
		if b[i] != '"' && b[i] != '\'' {
			return token{}, odd
		}
		i++
		length := bytes.IndexByte(b[i:], b[i-1])
		if length < 0 {
			return token{}, unfinished
		}
		v, ok := s.decode(b[i : i+length])
		if !ok {
			return token{}, odd
		}
		i += length + 1
		if !skipped {
			a.Value = s.value(v)
			room = append(room, a)
		}
	}
}

// keep gives the attributes to a token, and their room with them.
func (s *scanner) keep(t *token, attrs []xml.Attr) {
	if n := len(attrs); n > 0 {
		t.start.Attr = attrs[:n:n]
		s.attrs = s.attrs[min(n, len(s.attrs)):]
	}
}

// name reads the name at i and returns where it ends.
func (s *scanner) name(b []byte, i int) (xml.Name, int, extent) {
	e, n := nameEnd(b, i)
	if n < 0 {
		return xml.Name{}, 0, n
	}
	name, ok := s.names[string(b[i:e])]
	if ok {
		return name, e, 0
	}
	whole := string(b[i:e])
	if strings.Count(whole, ":") > 1 {
		return xml.Name{}, 0, odd
	}
	if prefix, local, ok := strings.Cut(whole, ":"); ok && prefix != "" && local != "" {
		name = xml.Name{Space: prefix, Local: local}
	} else {
		name.Local = whole
	}
	if len(s.names) < maxKept {
		s.names[whole] = name
	}
	return name, e, 0
}

// value returns the value of an attribute.
func (s *scanner) value(b []byte) string {
	if len(b) > longestKept {
		return string(b)
	}
	if v, ok := s.values[string(b)]; ok {
		return v
	}
	v := string(b)
	if len(s.values) < maxKept {
		s.values[v] = v
	}
	return v
}

// nameEnd returns where the name at i ends.
func nameEnd(b []byte, i int) (int, extent) {
	from := i
	for i < len(b) && inName[b[i]] {
		i++
	}
	switch {
	case i == len(b):
		return 0, unfinished
	case i == from || b[i] >= 0x80 || b[from] == '-' || b[from] == '.' || b[from] >= '0' && b[from] <= '9':
		return 0, odd
	}
	return i, 0
}

// inName has the characters of names that are ASCII (XML 1.0, 2.3).
var inName = func() (in [256]bool) {
	for c := range in {
		in[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == ':' || c == '.' || c == '-'
	}
	return in
}()

// space returns where white space at i ends.
func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}
