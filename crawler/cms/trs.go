package cms

import (
	"fmt"
	"regexp"
	"strings"

	"gongkai/archive"
)

// pageCall is a call of the function that draws a list's pager, which is the
// only place where the number of pages stands. TRS and UCAP share its name.
var pageCall = regexp.MustCompile(`createPageHTML\s*\(([^()]{3,300})\)`)

// pager is what a call of createPageHTML tells: page number first+i of the list
// is name_(first+i).ext, but for page 0 or 1, whose name has no number.
type pager struct {
	pages, current int // current is counted from 1
	name, ext      string
	fromOne        bool // names are numbered from 1 rather than from 0
}

// createPageHTML derives the pages of a list whose pager a script draws.
func (r *reader) createPageHTML() {
	at := strings.Index(r.script, "createPageHTML")
	if at < 0 {
		return
	}
	for _, m := range pageCall.FindAllStringSubmatch(r.script[at:], 4) {
		p, ok := parsePager(m[1], r.script)
		if !ok {
			continue
		}
		first, last := span(p.current, p.pages)
		for n := first; n <= last; n++ {
			number := n - 1
			if p.fromOne {
				number = n
			}
			r.addSameList(fmt.Sprintf("%s_%d.%s", p.name, number, p.ext), archive.KindList)
		}
		return
	}
}

// parsePager reads the arguments of createPageHTML: (pages, current, name, ext)
// or (records, pages, current, name, ext), with current counted from 0; or,
// after the id of an element, (pages, current, name, ext, records) with current
// counted from 1. A number may be a variable that body sets.
func parsePager(arguments, body string) (pager, bool) {
	var numbers []int
	var texts []string
	var p pager
	for i, a := range strings.Split(arguments, ",") {
		a = strings.TrimSpace(a)
		if text, ok := unquote(a); ok {
			if i == 0 {
				p.fromOne = true
			} else {
				texts = append(texts, text)
			}
			continue
		}
		if len(texts) > 0 {
			break // what follows the extension is no position
		}
		n, ok := number(a)
		if !ok {
			if n, ok = variable(body, a); !ok {
				return pager{}, false
			}
		}
		numbers = append(numbers, n)
	}
	if len(texts) < 2 || !isFileWord(texts[0]) || !isFileWord(texts[1]) {
		return pager{}, false
	}
	p.name, p.ext = texts[0], texts[1]
	switch {
	case len(numbers) == 2:
		p.pages, p.current = numbers[0], numbers[1]
	case len(numbers) == 3 && !p.fromOne:
		p.pages, p.current = numbers[1], numbers[2]
	default:
		return pager{}, false
	}
	if !p.fromOne {
		p.current++
	}
	return p, p.current >= 1 && p.current <= p.pages
}

// unquote returns the text of a string literal.
func unquote(s string) (string, bool) {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1], true
	}
	return "", false
}

// isFileWord reports whether s may be a file's name or extension and nothing
// else.
func isFileWord(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !('a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '-') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// variable returns the number that a script gives to name.
func variable(body, name string) (int, bool) {
	if !isFileWord(name) || isDigits(name[:1]) {
		return 0, false
	}
	for tries := 0; tries < 50; tries++ {
		i := strings.Index(body, name)
		if i < 0 {
			return 0, false
		}
		body = body[i+len(name):]
		rest := strings.TrimLeft(body, " \t")
		if !strings.HasPrefix(rest, "=") {
			continue
		}
		rest = strings.TrimLeft(rest[1:], " \t'\"")
		end := 0
		for end < len(rest) && end < 10 && '0' <= rest[end] && rest[end] <= '9' {
			end++
		}
		if n, ok := number(rest[:end]); ok {
			return n, true
		}
	}
	return 0, false
}
