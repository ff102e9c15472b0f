package numfmt

import (
	"math"
	"strings"
)

// Format is a number format. The zero value is General.
type Format struct {
	sections []section // for positive numbers, negative ones, zero and text, as many as there are
	coloured bool      // one of them has a colour
}

// section is one of the parts between semicolons.
type section struct {
	tokens    []token
	kind      kind
	condition condition
	elapsed   bool // has hours, minutes or seconds that don't begin anew
	colour    int  // of the 56 that Excel numbers; 0 is none
}

// kind is what a section shows.
type kind int

const (
	kindLiteral kind = iota // its literals alone
	kindNumber
	kindDate
	kindGeneral
	kindText
	kindUnknown
)

// condition is one such as [>=100]. The zero value is none.
type condition struct {
	op    string
	limit float64
}

func (c condition) holds(v float64) bool {
	switch c.op {
	case "<":
		return v < c.limit
	case "<=":
		return v <= c.limit
	case ">":
		return v > c.limit
	case ">=":
		return v >= c.limit
	case "=":
		return v == c.limit
	case "<>":
		return v != c.limit
	}
	return false
}

// Number returns what f shows for v, where date1904 says on which day dates
// begin. It reports false where it falls back to General, because the format is
// not known or can't show the number.
func (f Format) Number(v float64, date1904 bool) (text string, known bool) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "", false
	}
	s, signed := f.choose(v)
	if s == nil {
		return General(v), true
	}
	shown := v
	if !signed {
		shown = math.Abs(v)
	}
	switch s.kind {
	case kindDate:
		if text, ok := s.date(v, date1904); ok {
			return text, true
		}
	case kindNumber:
		if text, ok := s.number(shown); ok {
			return text, true
		}
	case kindLiteral:
		return s.fill("", shown < 0), true
	case kindGeneral, kindText:
		return s.fill(General(math.Abs(shown)), shown < 0), true
	}
	return General(v), false
}

// Text returns what f shows for the text s.
func (f Format) Text(s string) string {
	t := f.text()
	if t == nil {
		return s
	}
	return t.fill(s, false)
}

// text returns the section that shows text, or nil.
func (f Format) text() *section {
	var last *section
	for i := range f.sections {
		if f.sections[i].kind == kindText || i == 3 {
			last = &f.sections[i]
		}
	}
	if last == nil || last.kind != kindText && last.kind != kindLiteral {
		return nil
	}
	return last
}

// Colour returns in which of the 56 colours that Excel numbers f shows v; 0 is
// that of the cell.
func (f Format) Colour(v float64) int {
	if !f.coloured {
		return 0
	}
	s, _ := f.choose(v)
	if s == nil {
		return 0
	}
	return s.colour
}

// TextColour returns what Colour does of text.
func (f Format) TextColour() int {
	if !f.coloured {
		return 0
	}
	t := f.text()
	if t == nil {
		return 0
	}
	return t.colour
}

// fill returns the literals with text in its place.
func (s *section) fill(text string, negative bool) string {
	var b strings.Builder
	if negative && text != "" {
		b.WriteByte('-')
	}
	for _, t := range s.tokens {
		switch t.kind {
		case tokenLiteral:
			b.WriteString(t.text)
		case tokenGeneral, tokenText:
			b.WriteString(text)
		}
	}
	return b.String()
}

// choose returns the section that shows v, and whether it shows the sign: a
// section that is for negative numbers alone doesn't.
func (f Format) choose(v float64) (s *section, signed bool) {
	numbers := f.sections[:min(len(f.sections), 3)]
	if n := len(f.sections); n == 2 || n == 3 {
		if numbers[n-1].kind == kindText { // text stands last, however many sections there are
			numbers = numbers[:n-1]
		}
	}
	conditional := false
	for i := range numbers {
		c := numbers[i].condition
		conditional = conditional || c.op != ""
		if c.holds(v) {
			return &numbers[i], !(c.op == "<" && c.limit <= 0 || c.op == "<=" && c.limit < 0)
		}
	}
	switch {
	case len(numbers) == 0:
		return nil, true
	case conditional:
		for i := range numbers {
			if numbers[i].condition.op == "" && (i > 0 || v >= 0 || len(numbers) == 1) {
				return &numbers[i], true
			}
		}
		return nil, true
	case v < 0 && len(numbers) > 1:
		return &numbers[1], false
	case v == 0 && len(numbers) > 2:
		return &numbers[2], true
	}
	return &numbers[0], true
}
