package fieldcode

import (
	"strings"

	"gongkai/extract/flow"
)

// Stack is the fields that are open, the outermost first. A field is its code
// and its result, which is what the paper shows.
type Stack []field

type field struct {
	inCode bool
	code   []byte
	flow   *flow.Flow // where its result stands
	from   int        // where it begins in the paragraph
}

// maxFields is how deep fields may nest; Word allows 20.
const maxFields = 100

// Begin opens a field. Its code follows.
func (s *Stack) Begin() {
	if len(*s) < maxFields {
		*s = append(*s, field{inCode: true})
	}
}

// Split ends the code of the innermost field. Its result follows, in f.
func (s Stack) Split(f *flow.Flow) {
	if n := len(s); n > 0 {
		last := &s[n-1]
		last.inCode, last.flow, last.from = false, f, f.Len()
	}
}

// End ends the innermost field, and returns what it links to and its text.
func (s *Stack) End(f *flow.Flow) (url, text string) {
	n := len(*s)
	if n == 0 {
		return "", ""
	}
	last := (*s)[n-1]
	*s = (*s)[:n-1]
	if url = Link(string(last.code)); url != "" && last.flow == f {
		text = f.Since(last.from)
	}
	return url, Label(text)
}

// Shown returns what the innermost field shows and has no result for in f, or "".
func (s Stack) Shown(f *flow.Flow) string {
	n := len(s)
	if n == 0 {
		return ""
	}
	if last := &s[n-1]; last.flow == nil || last.flow == f && f.Since(last.from) == "" {
		return Shown(string(last.code))
	}
	return ""
}

// Formula reports whether the innermost field shows a formula.
func (s Stack) Formula() bool { return Formula(s.innermost()) }

// Embeds reports whether the innermost field shows an object that may be a table.
func (s Stack) Embeds() bool { return Embeds(s.innermost()) }

// Object reports whether the innermost field shows an object, of which a picture
// stands in the text.
func (s Stack) Object() bool {
	word, _ := next(s.innermost())
	return strings.EqualFold(word, "EMBED")
}

// Chooses reports whether the innermost field is a list to choose from.
func (s Stack) Chooses() bool { return Chooses(s.innermost()) }

// innermost returns the code of the innermost field.
func (s Stack) innermost() string {
	if len(s) == 0 {
		return ""
	}
	return string(s[len(s)-1].code)
}

// Code reports whether what is read now is a field's code.
func (s Stack) Code() bool {
	for i := range s {
		if s[i].inCode {
			return true
		}
	}
	return false
}

// Write adds to the code of the innermost field, if that is open.
func (s Stack) Write(code string) {
	if n := len(s); n > 0 && s[n-1].inCode {
		last := &s[n-1]
		last.code = append(last.code, code[:min(len(code), Max-len(last.code))]...)
	}
}

// EndParagraph says that the results go on in another paragraph.
func (s Stack) EndParagraph() {
	for i := range s {
		s[i].from = 0
	}
}

// EndCode ends the fields whose code is open, where none can be, so that no text
// after them is lost. It reports whether there were any.
func (s *Stack) EndCode() bool {
	for i := range *s {
		if (*s)[i].inCode {
			*s = (*s)[:i]
			return true
		}
	}
	return false
}
