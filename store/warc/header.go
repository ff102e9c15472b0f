package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Field is one line of a header.
type Field struct {
	Name  string
	Value string // as it stands, without the white space around it; not always UTF-8
}

// Header is a list of fields in the order in which they stand.
type Header []Field

// Value returns the first value of the field called name, in any case, or "".
func (h Header) Value(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// Values returns all values of the field called name, in any case.
func (h Header) Values(name string) []string {
	var values []string
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			values = append(values, f.Value)
		}
	}
	return values
}

// add appends a field, unless its value is empty.
func (h *Header) add(name, value string) {
	if value != "" {
		*h = append(*h, Field{Name: name, Value: value})
	}
}

// writeTo writes the fields as lines. No value can end its line, whatever it
// holds.
func (h Header) writeTo(b *bytes.Buffer) {
	for _, f := range h {
		b.WriteString(f.Name)
		b.WriteString(": ")
		b.WriteString(fieldValue(f.Value))
		b.WriteString("\r\n")
	}
}

// fieldValue returns s with everything that can't be printed, and bytes that
// are no UTF-8, percent-encoded.
func fieldValue(s string) string {
	if isPlain(s) {
		return s
	}
	return escape(s, func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) })
}

// isPlain reports whether s is printable ASCII, as nearly all values are.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// targetURI returns the form of url for a WARC header: without its fragment,
// and with bytes percent-encoded that no URI has.
func targetURI(url string) string {
	url, _, _ = strings.Cut(url, "#")
	return escape(url, func(r rune) bool {
		return r <= ' ' || r == '<' || r == '>' || r >= 0x7f
	})
}

func escape(s string, bad func(rune) bool) string {
	if strings.IndexFunc(s, bad) < 0 {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if bad(r) {
			for _, c := range []byte(s[:n]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

var errHeadTooLong = errors.New("head is too long")

// readLine reads a line that ends in LF or CRLF, and returns it without its
// end. It takes what it reads from *budget. The end of the input before the
// end of the line is io.ErrUnexpectedEOF.
func readLine(br *bufio.Reader, budget *int) (string, error) {
	var line []byte
	for {
		part, err := br.ReadSlice('\n')
		*budget -= len(part)
		if *budget < 0 {
			return "", errHeadTooLong
		}
		line = append(line, part...)
		if err == nil {
			break
		}
		if errors.Is(err, io.EOF) {
			return "", io.ErrUnexpectedEOF
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return "", err
		}
	}
	line = bytes.TrimSuffix(line, []byte("\n"))
	return string(bytes.TrimSuffix(line, []byte("\r"))), nil
}

// readFields reads fields up to the empty line that ends them. A folded line
// continues the one before it.
func readFields(br *bufio.Reader, budget *int) (Header, error) {
	var h Header
	var field []byte // a line with those folded behind it
	for {
		line, err := readLine(br, budget)
		if err != nil {
			return nil, err
		}
		if folded := line != "" && (line[0] == ' ' || line[0] == '\t'); folded && field != nil {
			field = append(append(field, ' '), trimSpace(line)...)
			continue
		}
		if field != nil {
			h = append(h, parseField(string(field)))
		}
		if line == "" {
			return h, nil
		}
		field = append([]byte(nil), line...)
	}
}

// parseField returns the field of a line. Without a colon it has no name.
func parseField(line string) Field {
	name, value, ok := strings.Cut(line, ":")
	if !ok {
		name, value = "", line
	}
	return Field{Name: trimSpace(name), Value: trimSpace(value)}
}

// trimSpace cuts spaces and tabs off both ends, and nothing else: in another
// charset than UTF-8 other bytes may be part of a character.
func trimSpace(s string) string { return strings.Trim(s, " \t") }
